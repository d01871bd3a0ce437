//! The measures through what the crate offers to others, against tables worked out by hand.

mod bootstraps;
mod figures;
mod groups;
mod replay;
mod report_reference;
mod statements;
mod studies;

use handraise_evidence::Row;
use handraise_model::values::Exact;

/// A row of each of these at the first instant, each a lead of its own, ranked as they stand: total and whether won.
pub(crate) fn rows(totals: &[(i32, bool)]) -> Vec<Row> {
    let row = |(lead, (total, won)): (u32, &(i32, bool))| Row {
        instant: 0,
        lead,
        cluster: lead,
        total: Exact::from_points(*total),
        eligible: true,
        rank: Some(lead + 1),
        won: *won,
        value: None,
        weight: 1.0,
    };
    (0..).zip(totals).map(row).collect()
}

/// Whether two figures are equal but for the last digits.
#[track_caller]
pub(crate) fn near(found: Option<f64>, expected: f64) {
    let found = found.unwrap_or(f64::NAN);
    assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
}
