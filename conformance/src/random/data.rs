//! Random data for a model: cells take the literals of its conditions, instants sit on the borders it draws.

use std::collections::BTreeMap;

use handraise_model::condition::{Expr, Scope};
use handraise_model::values::{AsOf, MICROS_PER_DAY, Type, Value, days_since_epoch};
use handraise_model::{BandTest, DataPoint, Model, OutcomeSource};

use super::condition::{DATES, TEXTS};
use super::dice::Dice;
use super::model::{EVENTS, OUTCOMES};
use crate::case::micros;
use crate::data::{Adjustment, Data, EventRow, LeadRow, OutcomeRow, Row};

/// `ｚ` and `😀` change places where code units are compared, and not code points.
const LEAD_IDS: [&str; 11] = ["L1", "l1", "10", "9", "Ä", "a", "B", "😀", "ｚ", "a b", "Z"];
const MINUTE: i64 = 60_000_000;

/// An instant, often at or next to midnight.
pub(super) fn as_of(dice: &mut Dice) -> AsOf {
    let instants = [
        "2026-06-30T00:00:00Z",
        "2026-06-30T00:00:00.000001Z",
        "2026-06-30T12:00:00Z",
        "2026-06-30T23:59:59.999999Z",
        "2026-03-01T08:30:00Z",
    ];
    let instant = *dice.pick(&instants);
    AsOf::from_micros(micros(instant).expect("a literal instant"))
}

/// Leads, events and adjustments.
pub(super) fn data(dice: &mut Dice, model: &Model, as_of: AsOf) -> Data {
    let pool = Pool::of(model, as_of);
    let count = 1 + dice.below(7);
    let mut ids = LEAD_IDS.to_vec();
    dice.shuffle(&mut ids);
    let mut data = Data::default();
    for id in &ids[..count] {
        leads(dice, model, &pool, as_of, id, &mut data.leads);
        events(dice, model, &pool, as_of, id, &mut data.events);
    }
    // Rows of leads that the leads do not hold: ignored.
    events(dice, model, &pool, as_of, "nobody", &mut data.events);
    for _ in 0..dice.below(2 * count) {
        let id = *dice.pick(&ids[..count]);
        data.adjustments.push(adjustment(dice, as_of, id));
    }
    if dice.chance(20) {
        data.adjustments.push(adjustment(dice, as_of, "nobody"));
    }
    if model.outcome().is_some_and(|outcome| outcome.source == OutcomeSource::Table) {
        for _ in 0..dice.below(2 * count) {
            let id = if dice.chance(10) { "nobody" } else { *dice.pick(&ids[..count]) };
            data.outcomes.push(outcome(dice, as_of, id));
        }
    }
    dice.shuffle(&mut data.leads);
    dice.shuffle(&mut data.events);
    dice.shuffle(&mut data.adjustments);
    data
}

/// The rows of one lead: several where rows have a time from which they hold.
fn leads(dice: &mut Dice, model: &Model, pool: &Pool, as_of: AsOf, id: &str, rows: &mut Vec<LeadRow>) {
    let now = as_of.micros();
    let mut holds_from = vec![None];
    if model.data().lead_valid_from.is_some() {
        let borders = [now - MICROS_PER_DAY, now - 1, now, now + 1];
        holds_from = borders.into_iter().filter(|_| dice.chance(40)).map(Some).collect();
        if dice.chance(70) {
            holds_from.push(None);
        }
    }
    for valid_from in holds_from {
        let created = *dice.pick(&[None, None, Some(now - MICROS_PER_DAY), Some(now - 1), Some(now), Some(now + 1)]);
        rows.push(LeadRow { lead_id: id.to_owned(), created, valid_from, values: pool.row(dice, model.lead()) });
    }
}

/// The events of one lead, each often at a telling distance from another.
fn events(dice: &mut Dice, model: &Model, pool: &Pool, as_of: AsOf, id: &str, rows: &mut Vec<EventRow>) {
    let gap = i64::from(model.session().gap_minutes) * MINUTE;
    let midnight = i64::from(as_of.day()) * MICROS_PER_DAY;
    let first = rows.len();
    let count = if dice.chance(15) { 0 } else { dice.below(24) };
    for _ in 0..count {
        let near = rows.get(first + dice.below(rows.len() - first + 1)).map_or(as_of.micros(), |event| event.time);
        let time = match dice.below(10) {
            0 => as_of.micros() + dice.pick(&[-MINUTE, -1, -1, 0, 1]),
            1 | 2 => near + dice.pick(&[-gap - 1, -gap, -gap, -gap + 1, gap, gap + 1]),
            3 => near,
            4 => near + dice.pick(&pool.days) * MICROS_PER_DAY + dice.pick(&[-1, 0, 0, 1]),
            5 => midnight - dice.pick(&pool.days) * MICROS_PER_DAY + dice.pick(&[-1, 0, 0, 1]),
            6 => near.div_euclid(MICROS_PER_DAY) * MICROS_PER_DAY + dice.pick(&[-1, 0, 1, MICROS_PER_DAY - 1]),
            7 | 8 => near - dice.between(0, 40) * MINUTE,
            _ => as_of.micros() - dice.between(0, 40 * 1440) * MINUTE,
        };
        let event = if dice.chance(10) { "Other" } else { *dice.pick(&EVENTS) };
        let id_of_event = dice.chance(40).then(|| (*dice.pick(&["m1", "m2", "m3", "M1", ""])).to_owned());
        let values = pool.row(dice, model.event());
        rows.push(EventRow { lead_id: id.to_owned(), event: event.to_owned(), time, id: id_of_event, values });
    }
    agree_on_equal_events(&mut rows[first..]);
}

/// Rows of one id, time and type are the same event: which of them counts is not to matter.
fn agree_on_equal_events(rows: &mut [EventRow]) {
    let mut known: BTreeMap<(Option<String>, i64, String), Row> = BTreeMap::new();
    for row in rows.iter_mut().filter(|row| row.id.is_some()) {
        let key = (row.id.clone(), row.time, row.event.clone());
        row.values = known.entry(key).or_insert_with(|| row.values.clone()).clone();
    }
}

fn adjustment(dice: &mut Dice, as_of: AsOf, id: &str) -> Adjustment {
    let now = as_of.micros();
    let points =
        if dice.chance(5) { *dice.pick(&[i64::MAX, i64::MIN, 1_000_000_000_000]) } else { dice.between(-12, 12) };
    let at = now + dice.pick(&[-MICROS_PER_DAY, -1, -1, 0, 0, 1, MICROS_PER_DAY]);
    let until = *dice.pick(&[None, None, Some(now - 1), Some(now), Some(now + 1), Some(now + MICROS_PER_DAY)]);
    Adjustment { lead_id: id.to_owned(), points, at, until }
}

fn outcome(dice: &mut Dice, as_of: AsOf, id: &str) -> OutcomeRow {
    let days = *dice.pick(&[0, 0, 1, 2, 30]);
    let at = as_of.micros() - days * MICROS_PER_DAY + dice.pick(&[-1, 0, 1]);
    OutcomeRow { lead_id: id.to_owned(), outcome: (*dice.pick(&OUTCOMES)).to_owned(), at }
}

/// Values worth trying, by type.
struct Pool {
    values: Vec<Value>,
    lists: Vec<Vec<String>>,
    /// Numbers of days that the model compares ages with.
    days: Vec<i64>,
}

impl Pool {
    fn of(model: &Model, as_of: AsOf) -> Self {
        let mut values: Vec<Value> = TEXTS.into_iter().map(|text| Value::Text(text.to_owned())).collect();
        values.extend([-1, 0, 1, 2, 12, 49, 50, i64::MAX, i64::MIN].map(Value::Integer));
        values.extend([-0.0, 0.0, 0.1, 0.3, -12.5, 60.0, 1e308, -1e308, 5e-324].map(Value::Decimal));
        values.extend([true, false].map(Value::Boolean));
        values.extend(DATES.map(|date| Value::Date(days_since_epoch(date.parse().expect("a literal date")))));
        let today = as_of.day();
        values.extend([today, today - 1, today + 1].map(Value::Date));
        values.extend([as_of.micros(), as_of.micros() - 1, -1].map(Value::Timestamp));
        let mut pool = Self { values, lists: Vec::new(), days: vec![0, 1, 2, 7, 30] };
        for (_, condition) in conditions_by_scope(model) {
            condition.walk(&mut |expr| match expr {
                Expr::Literal(value) => pool.add(value),
                Expr::In { items, .. } => items.iter().for_each(|item| pool.add(item)),
                _ => {}
            });
        }
        for criterion in model.engagement() {
            pool.days.extend(criterion.within_days.filter(|days| *days < 1000).map(i64::from));
            pool.days.extend(criterion.after.map(|after| i64::from(after.days)));
            // Half, and what is left of it after ten and eleven half-lives; not centuries ago, where some engines have no days.
            let half_lives = criterion.half_life.iter().flat_map(|half_life| [1, 10, 11].map(|n| n * half_life.days()));
            pool.days.extend(half_lives.filter(|days| *days < 5000).map(i64::from));
        }
        pool.lists = vec![
            Vec::new(),
            vec!["US".to_owned()],
            vec!["vp".to_owned(), "US".to_owned(), "vp".to_owned()],
            vec!["Zoé".to_owned(), "Ana's".to_owned(), "a\\%".to_owned(), "x@Y.com".to_owned()],
        ];
        pool
    }

    /// A literal, and for numbers and instants its neighbours.
    fn add(&mut self, value: &Value) {
        match value {
            Value::Integer(number) => {
                self.values.extend([number.saturating_sub(1), number.saturating_add(1)].map(Value::Integer));
            }
            Value::Timestamp(micros) => self.values.extend([micros - 1, micros + 1].map(Value::Timestamp)),
            _ => {}
        }
        self.values.push(value.clone());
    }

    /// A row of cells, a fifth of them unknown.
    fn row(&self, dice: &mut Dice, data_points: &[DataPoint]) -> Row {
        let cell = |data_point: &DataPoint| {
            if dice.chance(20) {
                return (data_point.name.clone(), None);
            }
            let value = if data_point.ty == Type::List {
                Value::List(dice.pick(&self.lists).clone())
            } else {
                let fitting: Vec<&Value> = self.values.iter().filter(|value| value.ty() == data_point.ty).collect();
                (*dice.pick(&fitting)).clone()
            };
            (data_point.name.clone(), Some(value))
        };
        data_points.iter().map(cell).collect()
    }
}

/// All conditions of a model, each with what it may read.
#[must_use]
pub fn conditions_by_scope(model: &Model) -> Vec<(Scope, &Expr)> {
    let of_leads = model.gates().iter().chain(model.exclusions()).map(|condition| &condition.when);
    let of_leads = of_leads.chain(model.personas().iter().map(|persona| &persona.when));
    let of_leads = of_leads.chain(model.sizes().iter().map(|size| &size.when)).map(|condition| &condition.expr);
    let bands = model.fit().iter().flat_map(|criterion| &criterion.bands).filter_map(|band| match &band.test {
        BandTest::When(condition) => Some(condition),
        BandTest::Known(_) | BandTest::Unknown(_) | BandTest::Else => None,
    });
    let of_events = model.engagement().iter().filter_map(|criterion| criterion.condition.as_ref());
    let of_leads = of_leads.chain(bands).map(|condition| (Scope::Lead, condition));
    let of_events = of_events.map(|condition| (Scope::Event, &condition.expr));
    let of_lanes = model.lanes().iter().map(|lane| (Scope::Lane, &lane.when.expr));
    of_leads.chain(of_events).chain(of_lanes).collect()
}
