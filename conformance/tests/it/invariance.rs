//! What may not matter: order, batches, threads, further columns, further instants, the future, unread events.

use handraise_conformance::random::{Dice, Shape, Workload};
use handraise_conformance::results::differences;
use handraise_conformance::{Adjustment, Data, EventRow, LeadResult, Row};
use handraise_engine::{Instants, Scores};
use handraise_model::condition::{Expr, ResultName};
use handraise_model::values::{AsOf, MICROS_PER_DAY};
use handraise_model::{Model, Per};

use crate::engine::{self, Delivery, Texts, with_history};
use crate::workloads::hold;

/// As large data is handed over.
pub(crate) const LEAN: Delivery =
    Delivery { rows_per_batch: 4, threads: 2, texts: Texts::SharedDictionary, undeclared_column: false, lean: true };

#[test]
fn order_batches_threads_and_undeclared_columns_change_nothing() {
    let deliveries = [
        Delivery { rows_per_batch: 1, ..Delivery::default() },
        Delivery { rows_per_batch: 3, threads: 2, ..Delivery::default() },
        Delivery { threads: 3, undeclared_column: true, ..Delivery::default() },
        Delivery { rows_per_batch: 7, texts: Texts::Dictionaries, ..Delivery::default() },
        Delivery { rows_per_batch: 5, texts: Texts::SharedDictionary, ..Delivery::default() },
        Delivery { texts: Texts::Views, ..Delivery::default() },
        Delivery { rows_per_batch: 4, threads: 3, lean: true, ..Delivery::default() },
    ];
    hold(30, Shape::default(), |Workload { seed, model, data, as_of }| {
        let expected = engine::scores(model, data, *as_of, Delivery::default());
        let mut dice = Dice::new(*seed);
        for delivery in deliveries {
            let mut data = data.clone();
            dice.shuffle(&mut data.events);
            dice.shuffle(&mut data.adjustments);
            same(&expected, &engine::scores(model, &data, *as_of, delivery), &format!("{delivery:?}"))?;
            dice.shuffle(&mut data.leads);
            let mut found = engine::scores(model, &data, *as_of, delivery);
            // The one column that speaks of the order of the leads' rows.
            found.lead_row.clone_from(&expected.lead_row);
            same(&expected, &found, "order of leads")?;
        }
        Ok(())
    });
}

#[test]
fn what_happens_after_as_of_changes_nothing() {
    hold(40, Shape::default(), |Workload { seed, model, data, as_of }| {
        let expected = engine::scores(model, data, *as_of, Delivery::default());
        let mut dice = Dice::new(*seed);
        let mut later = data.clone();
        for event in &data.events {
            let time = as_of.micros() + dice.pick(&[0, 1, MICROS_PER_DAY]);
            later.events.push(EventRow { time, ..event.clone() });
        }
        for lead in &data.leads {
            let at = as_of.micros() + dice.pick(&[1, MICROS_PER_DAY]);
            later.adjustments.push(Adjustment { lead_id: lead.lead_id.clone(), points: 7, at, until: None });
        }
        same(&expected, &engine::scores(model, &later, *as_of, Delivery::default()), "with a future")
    });
}

#[test]
fn unread_events_change_only_the_last_touch_and_what_follows_from_it() {
    let shape = Shape { chosen_session_events: true, ..Shape::default() };
    hold(40, shape, |Workload { seed, model, data, as_of }| {
        let mut dice = Dice::new(*seed);
        let mut touched = data.clone();
        for lead in &data.leads {
            let time = as_of.micros() - dice.between(1, 20 * MICROS_PER_DAY);
            let (lead_id, event) = (lead.lead_id.clone(), "Other".to_owned());
            touched.events.push(EventRow { lead_id, event, time, id: None, values: Row::new() });
        }
        let comparable = |data: &Data| -> Vec<LeadResult> {
            let mut results = engine::results(model, data, *as_of);
            for result in &mut results {
                (result.last_touch, result.rank) = (None, None);
                if reads_last_touch(model) {
                    result.lane = None;
                }
            }
            results
        };
        let differences = differences(&comparable(data), &comparable(&touched));
        if differences.is_empty() { Ok(()) } else { Err(differences) }
    });
}

#[test]
fn several_instants_at_once_equal_single_runs() {
    hold(30, Shape::default(), |Workload { model, data, as_of, .. }| {
        let instants: Vec<AsOf> = instants_around(*as_of);
        with_history(model, data, &Instants::Shared(instants.clone()), LEAN, |history| {
            for (index, instant) in instants.iter().enumerate() {
                let alone = engine::scores(model, data, *instant, Delivery::default());
                same(&alone, &engine::score(history, index, Delivery::default()), &format!("at {instant}"))?;
            }
            let block = engine::score_block(history, instants.len());
            for (instant, found) in instants.iter().zip(block) {
                let alone = engine::scores(model, data, *instant, Delivery::default());
                same(&alone, &found, &format!("at {instant}, in a block"))?;
            }
            Ok(())
        })
    });
}

#[test]
fn an_instant_for_each_lead_equals_single_runs() {
    hold(30, Shape::default(), |Workload { seed, model, data, as_of }| {
        let mut dice = Dice::new(*seed);
        let mut ids: Vec<&str> = Vec::new();
        for lead in &data.leads {
            if !ids.contains(&lead.lead_id.as_str()) {
                ids.push(&lead.lead_id);
            }
        }
        let choices = instants_around(*as_of);
        let instants: Vec<AsOf> = ids.iter().map(|_| *dice.pick(&choices)).collect();
        let mut expected = Vec::new();
        for (id, instant) in ids.iter().zip(&instants) {
            let alone = engine::results(model, data, *instant);
            expected.extend(alone.into_iter().filter(|result| result.lead_id == *id));
        }
        let per_lead = Instants::PerLead(instants);
        let scores =
            with_history(model, data, &per_lead, LEAN, |history| engine::score(history, 0, Delivery::default()));
        let mut found = engine::named(model, &scores);
        // A rank compares leads, so it is the one result that a lead does not have for itself.
        expected.iter_mut().chain(&mut found).for_each(|result| result.rank = None);
        let differences = differences(&expected, &found);
        if differences.is_empty() { Ok(()) } else { Err(differences) }
    });
}

pub(crate) fn instants_around(as_of: AsOf) -> Vec<AsOf> {
    const MINUTE: i64 = 60_000_000;
    // Far and near, since an instant may cut a day or a session in two; in no order, and one of them twice.
    let days = [0, -3, 9, -1, 2, 30, -30].map(|days| days * MICROS_PER_DAY);
    let near = [1, -MICROS_PER_DAY / 2, -20 * MINUTE, -45 * MINUTE, -3 * MICROS_PER_DAY - 10 * MINUTE, 0];
    let distances: Vec<i64> = days.into_iter().chain(near).collect();
    distances.into_iter().map(|distance| AsOf::from_micros(as_of.micros() + distance)).collect()
}

/// Whether a lane may change with the last touch alone.
fn reads_last_touch(model: &Model) -> bool {
    let mut reads = false;
    for lane in model.lanes() {
        lane.when.expr.walk(&mut |expr| reads |= *expr == Expr::Result(ResultName::DaysSinceTouch));
    }
    // A session of chosen events never holds another one.
    debug_assert!(model.session().events.is_some() || model.engagement().iter().all(|c| c.per != Per::Session));
    reads
}

/// Equal in every column, order of the rows included.
fn same(expected: &Scores, found: &Scores, what: &str) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{what}: {expected:#?} expected, {found:#?} found")) }
}
