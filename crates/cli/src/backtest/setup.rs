//! What was asked, as the report tells it.

use std::collections::HashSet;

use handraise_evidence::report::{self, Setup};
use handraise_evidence::{Horizon, Placement, REPLICATES, Replay};
use handraise_model::values::{MICROS_PER_DAY, format_instant};

use super::Read;
use super::asked::Asked;

/// The share of the leads that sales is taken to be able to call, unless told.
const CAPACITY_SHARE: f64 = 0.1;

/// What was asked.
pub(super) fn setup(read: &Read<'_>, horizon: &Horizon, replay: &Replay) -> Setup {
    let model = read.prepared.plan.model();
    let asked = read.arguments.capacity;
    let capacity = asked.map_or_else(|| assumed_capacity(replay), |capacity| capacity.get());
    Setup {
        model: model.name().to_owned(),
        model_version: model.version(),
        model_fingerprint: model.fingerprint(),
        placement: placement(read),
        horizon_days: horizon.days,
        until: horizon.until.map(format_instant),
        capacity: u32::try_from(capacity).unwrap_or(u32::MAX),
        capacity_assumed: asked.is_none(),
        clusters: if read.leads.has_accounts() { "account" } else { "lead" }.to_owned(),
        seed: read.arguments.seed,
        replicates: REPLICATES,
    }
}

/// How instants are told, in the order of rows.
pub(super) fn instants(asked: &Asked) -> Vec<String> {
    match asked {
        Asked::Instants { instants, .. } => instants.iter().map(|as_of| format_instant(as_of.micros())).collect(),
        Asked::Ages(ages) => ages.iter().map(|age| age.text.clone()).collect(),
        Asked::Order { .. } => vec!["the end".to_owned()],
    }
}

fn placement(read: &Read<'_>) -> report::Placement {
    match (&read.asked, &read.placement) {
        (Asked::Instants { every, .. }, _) => report::Placement::Calendar {
            instants: instants(&read.asked),
            every_days: every.micros() as f64 / MICROS_PER_DAY as f64,
        },
        (Asked::Ages(_), _) => report::Placement::Age { ages: instants(&read.asked) },
        (Asked::Order { column, descending }, placement) => report::Placement::Order {
            column: column.clone(),
            descending: *descending,
            as_of: match placement {
                Placement::Order { as_of, .. } => format_instant(as_of.micros()),
                Placement::Calendar(_) | Placement::Ages(_) => String::new(),
            },
        },
    }
}

/// A tenth of the leads of an instant, on average: at least one.
fn assumed_capacity(replay: &Replay) -> usize {
    let instants: HashSet<u32> = replay.rows.iter().map(|row| row.instant).collect();
    let rows: f64 = replay.rows.iter().map(|row| row.weight).sum();
    ((rows / instants.len().max(1) as f64 * CAPACITY_SHARE).round() as usize).max(1)
}
