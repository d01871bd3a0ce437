//! Another event of criteria with positive points never lowers a total.

use handraise_conformance::random::{Dice, Shape, Workload};
use handraise_conformance::{Data, EventRow};
use handraise_model::values::{Exact, MICROS_PER_DAY};
use handraise_model::{EngagementCriterion, Model, Per};

use crate::engine;
use crate::workloads::hold;

#[test]
fn another_event_of_positive_criteria_never_lowers_a_total() {
    hold(60, Shape { chosen_session_events: true, ..Shape::default() }, |Workload { seed, model, data, as_of }| {
        let mut dice = Dice::new(*seed);
        let types: Vec<&String> = model.engagement().iter().flat_map(|criterion| &criterion.events).collect();
        let types: Vec<&String> = types.into_iter().filter(|event| only_adds(model, event)).collect();
        if types.is_empty() {
            return Ok(());
        }
        let before = totals(model, data, *as_of);
        for _ in 0..3 {
            let mut more = data.clone();
            for lead in &data.leads {
                let time = as_of.micros() - dice.between(1, 12 * MICROS_PER_DAY);
                let values = data.events.first().map(|event| event.values.clone()).unwrap_or_default();
                let (lead_id, event) = (lead.lead_id.clone(), (*dice.pick(&types)).clone());
                more.events.push(EventRow { lead_id, event, time, id: None, values });
            }
            for ((id, before), (_, after)) in before.iter().zip(totals(model, &more, *as_of)) {
                if after < *before {
                    return Err(format!("lead {id}: {before} fell to {after}"));
                }
            }
        }
        Ok(())
    });
}

fn totals(model: &Model, data: &Data, as_of: handraise_model::values::AsOf) -> Vec<(String, Exact)> {
    let results = engine::results(model, data, as_of).into_iter();
    let mut totals: Vec<_> = results.map(|result| (result.lead_id, result.total)).collect();
    totals.sort();
    totals
}

/// Whether all that an event of this type can bring about gives points and takes none.
///
/// It may also reach what other criteria come after. As a session event it could join two sessions into one, and so
/// take an occurrence away: such types are left out.
fn only_adds(model: &Model, event: &str) -> bool {
    let moves_sessions = model.engagement().iter().any(|criterion| criterion.per == Per::Session)
        && model.session().events.as_ref().is_none_or(|types| types.iter().any(|ty| ty == event));
    let touched = |criterion: &&EngagementCriterion| {
        let mut next = Some(*criterion);
        while let Some(criterion) = next {
            if criterion.events.iter().any(|ty| ty == event) {
                return true;
            }
            next = criterion.after.map(|after| &model.engagement()[after.criterion.0]);
        }
        false
    };
    !moves_sessions && model.engagement().iter().filter(touched).all(|criterion| criterion.points.value >= 0)
}
