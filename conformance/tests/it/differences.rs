//! What another model changes is told in full: for every lead, the causes add up to the difference of its totals.

use handraise_conformance::random::{Shape, Workload};
use handraise_engine::{History, Instants, Ranking, ScoreOptions};
use handraise_evidence::diff::{Asked, Change, Diff, Side, diff};
use handraise_model::Model;

use crate::engine::{Delivery, with_history};
use crate::workloads::{hold, sections, without_section};

#[test]
fn causes_add_up_to_the_difference_of_the_totals() {
    hold(40, Shape::default(), |workload| {
        for section in 0..sections(workload).len() {
            let Some(other) = without_section(workload, section) else { continue };
            // Other columns are other data: several rows of a lead may then be a mistake.
            if other.model.data() != workload.model.data() {
                continue;
            }
            let diff = differences(workload, &other.model);
            let top = diff.top.enter.iter().chain(&diff.top.leave);
            let all = diff.movers.iter().chain(top).chain(diff.lane_moves.iter().flat_map(|of| &of.changes));
            all.into_iter().try_for_each(adds_up)?;
            let back = differences(&other, &workload.model);
            if (back.top.enter.len(), back.movers.len()) != (diff.top.leave.len(), diff.movers.len()) {
                return Err(format!("another number of leads moves back: {diff:#?}\n{back:#?}"));
            }
        }
        Ok(())
    });
}

fn adds_up(change: &Change) -> Result<(), String> {
    // Units of 10^-7 point are told exactly by a float of this size.
    let units = |points: f64| (points * 1e7).round() as i64;
    let causes: i64 = change.because.iter().filter_map(|cause| cause.points).map(units).sum();
    let difference = units(change.total_other) - units(change.total);
    if causes == difference { Ok(()) } else { Err(format!("{causes} units told of {difference}: {change:#?}")) }
}

fn differences(Workload { model, data, as_of, .. }: &Workload, other: &Model) -> Diff {
    let instants = Instants::Shared(vec![*as_of]);
    with_history(model, data, &instants, Delivery::default(), |history| {
        with_history(other, data, &instants, Delivery::default(), |history_other| {
            let (ranking, ranking_other) = (ranked(history), ranked(history_other));
            let asked = Asked { top: 3, movers: usize::MAX, listed_max: usize::MAX };
            diff(Side { model, ranking: &ranking }, Side { model: other, ranking: &ranking_other }, asked)
        })
    })
}

fn ranked<'h>(history: &'h History<'_>) -> Ranking<'h> {
    let options = ScoreOptions { contributions: true, ..ScoreOptions::default() };
    history.rank(0, &options).unwrap_or_else(|error| panic!("{error}"))
}
