//! Where rows stand in time, once the leads are read.

use handraise_evidence::{LeadTable, Outcomes, Placement};
use handraise_model::Outcome;
use handraise_model::values::AsOf;

use super::asked::Asked;
use super::order;
use crate::args::{BacktestArguments, now};
use crate::exit::{Exit, Failure};
use crate::pipeline::Prepared;

/// Places rows in time as was asked for.
pub(super) fn placement(
    arguments: &BacktestArguments,
    asked: &Asked,
    means: &Outcome,
    prepared: &Prepared,
    leads: &LeadTable,
) -> Result<Placement, Failure> {
    match asked {
        Asked::Instants { instants, .. } => Ok(Placement::Calendar(instants.clone())),
        Asked::Ages(_) if !leads.has_created() => {
            Err(Failure::new(Exit::Model, "the model does not say when leads came to be, so they have no age")
                .help("`[data] lead_created` names the column of the leads that says it"))
        }
        Asked::Ages(ages) => Ok(Placement::Ages(ages.iter().map(|age| age.micros).collect())),
        Asked::Order { column, descending } => {
            let places = match column.as_str() {
                order::ROW => order::places_by_row(leads, *descending),
                column => order::places(leads, &prepared.leads.batches, column, *descending),
            };
            let latest_outcome = Outcomes::of_batches(means, leads, &prepared.outcomes, None).latest();
            let as_of = match arguments.until {
                Some(until) => until,
                // A score reads what lies before its instant: the last event too.
                None => {
                    let latest_event = prepared.latest_event(|id| leads.number(id).is_some())?;
                    latest_event.max(latest_outcome).max(leads.latest()).map_or_else(now, after)
                }
            };
            Ok(Placement::Order { as_of, places })
        }
    }
}

fn after(micros: i64) -> AsOf {
    AsOf::from_micros(micros.saturating_add(1))
}
