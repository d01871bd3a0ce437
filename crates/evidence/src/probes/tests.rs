//! Probes in worlds whose leaks are known: honest ones over many seeds, and one for each leak.

use std::sync::Arc;

use handraise_engine::{batch_of, column_of, lead_schema};
use handraise_model::values::{Exact, MICROS_PER_DAY, Type, Value};
use handraise_model::{Model, ModelSource, columns};

use super::probes;
use crate::measure::{Random, Row};
use crate::replay::{Detail, NewestBy, Replay, ReplayedLead};
use crate::report::{Probe, ProbeKind};

const LEADS: usize = 2_000;
const WEEKS: i64 = 26;
const HORIZON: i64 = 90 * MICROS_PER_DAY;

/// A lead as it is: what the data points of a test are made of.
struct Person {
    created: i64,
    account: u32,
    /// How well it fits, roughly normal.
    fit: f64,
    /// When it is won.
    won_at: Option<i64>,
    /// When it is decided.
    decided_at: Option<i64>,
    /// Numbers for what else happens.
    dice: Random,
}

impl Person {
    fn chance(&mut self, chance: f64) -> bool {
        unit(&mut self.dice) < chance
    }

    fn below(&mut self, bound: u32) -> u32 {
        self.dice.below(bound)
    }
}

fn unit(random: &mut Random) -> f64 {
    f64::from(random.below(1 << 30)) / f64::from(1_u32 << 30)
}

/// A world in which so many of the leads are won, those that fit well more often.
fn people(seed: u64, base_rate: f64) -> Vec<Person> {
    let person = |index: usize| {
        let mut dice = Random::new(seed, index as u64);
        let created = i64::from(dice.below((WEEKS * 7 + 90) as u32)) * MICROS_PER_DAY;
        let fit = (0..6).map(|_| unit(&mut dice) - 0.5).sum::<f64>() * 1.4;
        let odds = base_rate / (1.0 - base_rate) * (fit - 0.5).exp();
        let won = unit(&mut dice) < odds / (1.0 + odds);
        let delay = i64::from(dice.below(80) + 3) * MICROS_PER_DAY;
        let decided = won || unit(&mut dice) < 0.5;
        let account = dice.below(LEADS as u32 / 2);
        let at = |yes: bool| yes.then_some(created + delay);
        Person { created, account, fit, won_at: at(won), decided_at: at(decided), dice }
    };
    (0..LEADS).map(person).collect()
}

/// A data point of a test: its type in the model, and its value of each lead.
type Point<'p> = (&'p str, Type, &'p dyn Fn(usize, &mut Person) -> Option<Value>);

fn text(value: impl Into<String>) -> Option<Value> {
    Some(Value::Text(value.into()))
}

/// Weekly rows of all leads that are there and not decided, scored by how well they fit, and what the probes say.
fn probed(mut people: Vec<Person>, points: &[Point<'_>]) -> Vec<Probe> {
    let declared: String = points.iter().map(|(name, ty, _)| format!("{name} = '{}'\n", ty.name())).collect();
    let text = format!("[model]\nname = 'acme'\nversion = 1\n[data]\nlead_created = 'created'\n[lead]\n{declared}");
    let model = ModelSource::new("model.toml", &text).check().model.expect("a sound model");
    let replay = replay(&model, &mut people, points);
    probes(&replay, &model)
}

fn replay(model: &Model, people: &mut [Person], points: &[Point<'_>]) -> Replay {
    let values: Vec<Vec<Option<Value>>> = points
        .iter()
        .map(|(_, _, value)| people.iter_mut().enumerate().map(|(index, person)| value(index, person)).collect())
        .collect();
    let created: Vec<Option<Value>> = people.iter().map(|person| Some(Value::Timestamp(person.created))).collect();
    let ids: Vec<Option<Value>> = (0..people.len()).map(|index| Some(Value::Text(format!("L{index}")))).collect();
    let column = |name: &str| match name {
        columns::LEAD_ID => Some(column_of(Type::Text, ids.iter().map(Option::as_ref))),
        columns::LEAD_CREATED => Some(column_of(Type::Timestamp, created.iter().map(Option::as_ref))),
        _ => {
            let index = points.iter().position(|(point, _, _)| *point == name)?;
            Some(column_of(points[index].1, values[index].iter().map(Option::as_ref)))
        }
    };
    let batch = batch_of(&lead_schema(model), people.len(), column).expect("a batch");
    let mut replay = Replay { batches: vec![batch], newest_by: NewestBy::Created, ..Replay::default() };
    let mut number_of = vec![None; people.len()];
    for week in 0..WEEKS {
        let instant = week * 7 * MICROS_PER_DAY;
        replay.instants.push(format!("week {week}"));
        for (index, person) in people.iter().enumerate() {
            let open = person.created < instant && person.decided_at.is_none_or(|decided| decided >= instant);
            if !open {
                continue;
            }
            let lead = *number_of[index].get_or_insert_with(|| {
                replay.leads.push(ReplayedLead {
                    id: format!("L{index}"),
                    id_place: replay.leads.len() as u32,
                    won_at: person.won_at,
                    decided_at: person.decided_at,
                    created: Some(person.created),
                });
                replay.leads.len() as u32 - 1
            });
            replay.rows.push(Row {
                instant: week as u32,
                lead,
                cluster: person.account,
                total: Exact::from_points((person.fit * 10.0) as i32),
                eligible: true,
                rank: Some(1),
                won: person.won_at.is_some_and(|won| (instant..instant + HORIZON).contains(&won)),
                value: None,
                weight: 1.0,
            });
            replay.details.push(Detail {
                lead_row: index as u32,
                newest: Some(person.created),
                age: Some(instant - person.created),
                later: week >= WEEKS * 3 / 4,
                ..Detail::default()
            });
        }
    }
    replay
}

/// What data of leads that know nothing of the future look like.
const HONEST: [Point<'static>; 10] = [
    ("email", Type::Text, &|index, _| text(format!("person{index}@example.com"))),
    ("company", Type::Text, &|_, person| text(format!("company {}", person.account))),
    ("industry", Type::Text, &|_, person| {
        text(format!("industry {}", (person.fit * 3.0) as i32 + person.below(2) as i32))
    }),
    ("city", Type::Text, &|_, person| text(format!("city {}", person.below(person.account % 60 + 3)))),
    ("employees", Type::Integer, &|_, person| {
        let employees = (5.0 + person.fit + unit(&mut person.dice) * 2.0).exp() as i64;
        // Some providers round, others do not.
        Some(Value::Integer(if person.chance(0.5) { employees / 100 * 100 } else { employees }))
    }),
    ("budget", Type::Decimal, &|_, person| {
        let share = 0.2 + 0.15 * person.fit;
        person.chance(share).then(|| Value::Decimal(f64::from(person.below(500)) * 1_000.0))
    }),
    ("revenue", Type::Integer, &|_, person| {
        (person.fit > 0.0).then(|| Value::Integer(i64::from(person.below(90_000))))
    }),
    ("founded", Type::Date, &|_, person| Some(Value::Date(person.below(9_000) as i32))),
    ("mobile", Type::Boolean, &|_, person| Some(Value::Boolean(person.fit > 0.3))),
    // A field of the form that was new in the second half.
    ("goal", Type::Text, &|_, person| {
        (person.created > WEEKS * 4 * MICROS_PER_DAY).then(|| Value::Text("grow".into()))
    }),
];

#[test]
fn honest_data_raises_no_alarm() {
    for base_rate in [0.01, 0.06, 0.4, 0.9] {
        for seed in 0..20 {
            let found = probed(people(seed, base_rate), &HONEST);
            assert_eq!(found, [], "base rate {base_rate}, seed {seed}");
        }
    }
}

/// The probes that fire beside honest data, with the data points that they name.
fn fired(base_rate: f64, leak: Point<'_>) -> Vec<(ProbeKind, Option<String>)> {
    let found = probed(people(1, base_rate), &[HONEST[0], leak, HONEST[4]]);
    found.into_iter().map(|probe| (probe.kind, probe.data_point)).collect()
}

fn of(kind: ProbeKind, name: &str) -> (ProbeKind, Option<String>) {
    (kind, Some(name.to_owned()))
}

#[test]
fn a_data_point_that_knows_who_was_won_is_found() {
    let stage = |_: usize, person: &mut Person| {
        let told = person.won_at.is_some() && person.chance(0.9);
        text(if told { "customer".to_owned() } else { format!("stage {}", person.below(4)) })
    };
    let found = fired(0.06, ("stage", Type::Text, &stage));
    assert_eq!(found, [of(ProbeKind::SingleDataPoint, "stage"), of(ProbeKind::CertainLevel, "stage")]);

    let calls = |_: usize, person: &mut Person| {
        Some(Value::Integer(i64::from(person.below(20)) - if person.won_at.is_some() { 16 } else { 0 }))
    };
    let found = fired(0.06, ("days_to_call", Type::Integer, &calls));
    assert_eq!(found.first(), Some(&of(ProbeKind::SingleDataPoint, "days_to_call")));
}

#[test]
fn a_data_point_that_is_filled_after_contact_is_found() {
    let until = WEEKS * 7 + 90;
    let budget = |_: usize, person: &mut Person| {
        let called = person.created < (until - 20) * MICROS_PER_DAY && person.chance(0.35);
        let won = person.won_at.is_some_and(|won| won < until * MICROS_PER_DAY);
        (won || called).then(|| Value::Text(format!("{}k", person.below(50))))
    };
    assert_eq!(
        fired(0.3, ("budget", Type::Text, &budget)),
        [of(ProbeKind::FilledAfterContact, "budget"), of(ProbeKind::CertainLevel, "budget"),]
    );
}

#[test]
fn an_amount_that_is_overwritten_at_the_close_is_found() {
    let amount = |_: usize, person: &mut Person| {
        let guess = i64::from(person.below(90) + 10) * 1_000;
        Some(Value::Integer(if person.won_at.is_some() && person.chance(0.7) {
            guess - 1_000 + i64::from(person.below(1_000))
        } else {
            guess
        }))
    };
    let found = fired(0.2, ("amount", Type::Integer, &amount));
    assert_eq!(found, [of(ProbeKind::RoundAmounts, "amount")]);
}

#[test]
fn a_value_with_which_nobody_is_ever_won_is_found() {
    let reason = |_: usize, person: &mut Person| {
        text(if person.won_at.is_none() && person.chance(0.2) { "no budget" } else { "open" })
    };
    assert_eq!(fired(0.2, ("reason", Type::Text, &reason)), [of(ProbeKind::CertainLevel, "reason")]);
    assert_eq!(fired(0.01, ("reason", Type::Text, &reason)), [], "where one in a hundred is won, that says nothing");
}

#[test]
fn outcomes_that_nobody_recorded_at_first_are_found() {
    let mut people = people(1, 0.1);
    for person in &mut people {
        let recorded = |at: &i64| *at > 100 * MICROS_PER_DAY;
        person.won_at = person.won_at.filter(recorded);
        person.decided_at = person.decided_at.filter(recorded);
    }
    let found = probed(people, &[HONEST[0]]);
    assert_eq!(found.iter().map(|probe| probe.kind).collect::<Vec<_>>(), [ProbeKind::LateOutcomes]);
}

#[test]
fn figures_that_a_random_split_flatters_are_found() {
    let mut people = people(1, 0.2);
    for person in &mut people {
        // From some day on, what made a lead fit does so no more.
        if person.created > WEEKS * 4 * MICROS_PER_DAY {
            person.fit = (0..6).map(|_| unit(&mut person.dice) - 0.5).sum::<f64>() * 1.4;
        }
    }
    let found = probed(people, &[HONEST[0]]);
    assert_eq!(found.iter().map(|probe| probe.kind).collect::<Vec<_>>(), [ProbeKind::FlatteringSplit]);
}

#[test]
fn nothing_is_said_of_nothing() {
    let model = ModelSource::new("model.toml", "[model]\nname = 'acme'\nversion = 1\n[lead]\ncountry = 'text'\n");
    let model = Arc::new(model.check().model.expect("a sound model"));
    assert_eq!(probes(&Replay::default(), &model), []);
    let nobody_is_won = people(1, 0.2).into_iter().map(|person| Person { won_at: None, ..person }).collect();
    assert_eq!(probed(nobody_is_won, &HONEST), []);
    let one = people(1, 0.2).into_iter().take(1).collect();
    assert_eq!(probed(one, &HONEST), []);
}
