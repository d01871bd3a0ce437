//! Closed leads: scored as if they were not among the leads, at each instant for itself.

use handraise_conformance::random::{Shape, Workload};
use handraise_conformance::reference::{self, is_closed};
use handraise_conformance::results::differences;
use handraise_conformance::{Data, LeadResult, OutcomeRow};
use handraise_engine::Instants;
use handraise_model::Model;
use handraise_model::values::{AsOf, MICROS_PER_DAY};

use crate::engine::{self, Delivery, with_history};
use crate::invariance::{LEAN, instants_around};
use crate::workloads::hold;

const SHAPE: Shape = Shape { outcomes: true, chosen_session_events: false };

#[test]
fn closed_leads_are_scored_as_if_they_were_not_among_the_leads() {
    hold(60, SHAPE, |Workload { model, data, as_of, .. }| {
        let mut open = data.clone();
        open.leads.retain(|row| !is_closed(model, data, &row.lead_id, *as_of));
        let expected = if open.leads.is_empty() { Vec::new() } else { engine::results(model, &open, *as_of) };
        for delivery in [Delivery::default(), LEAN] {
            let found = engine::named(model, &engine::scores(model, data, *as_of, delivery));
            agree(&expected, &found)?;
        }
        Ok(())
    });
}

#[test]
fn engine_and_reference_agree_on_who_is_closed_at_each_of_several_instants() {
    hold(40, SHAPE, |Workload { model, data, as_of, .. }| {
        let instants = instants_around(*as_of);
        for delivery in [Delivery::default(), LEAN] {
            with_history(model, data, &Instants::Shared(instants.clone()), delivery, |history| {
                let blocks = engine::score_block(history, instants.len());
                let mut pairs = instants.iter().zip(&blocks);
                pairs.try_for_each(|(instant, found)| {
                    agree(&judged(model, data, *instant), &engine::named(model, found))
                })
            })?;
        }
        Ok(())
    });
}

#[test]
fn what_becomes_of_leads_from_the_instant_on_changes_nothing() {
    hold(30, SHAPE, |Workload { model, data, as_of, .. }| {
        let mut later = data.clone();
        for lead in &data.leads {
            for (outcome, after) in [("won", 0), ("lost", 1), ("won", MICROS_PER_DAY)] {
                let (lead_id, outcome, at) = (lead.lead_id.clone(), outcome.to_owned(), as_of.micros() + after);
                later.outcomes.push(OutcomeRow { lead_id, outcome, at });
            }
        }
        agree(&engine::results(model, data, *as_of), &engine::results(model, &later, *as_of))
    });
}

fn judged(model: &Model, data: &Data, as_of: AsOf) -> Vec<LeadResult> {
    reference::score(model, data, as_of).into_iter().map(|story| story.result).collect()
}

fn agree(expected: &[LeadResult], found: &[LeadResult]) -> Result<(), String> {
    let differences = differences(expected, found);
    if differences.is_empty() { Ok(()) } else { Err(differences) }
}
