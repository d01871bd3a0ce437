//! Rank: whom to call first.

use std::cmp::Reverse;

use crate::leads::{InForce, Leads};
use crate::sheet::Row;

/// The positions of all leads in the order of the list: eligible ones by rank, then the others by id.
///
/// Returns how many are eligible: their ranks are 1 to that.
pub(crate) fn order(rows: &[Row], in_force: &InForce, leads: &Leads) -> (Vec<u32>, usize) {
    let id = |position: u32| in_force.lead.get(position as usize).map_or("", |lead| leads.id(*lead));
    let (mut ranked, mut others): (Vec<u32>, Vec<u32>) =
        (0..rows.len() as u32).partition(|position| rows.get(*position as usize).is_some_and(|row| row.eligible));
    // None is the least, so that reversed it comes last: a lead that was never touched.
    let key = |position: u32| rows.get(position as usize).map(|row| (Reverse(row.total), Reverse(row.last_touch)));
    ranked.sort_unstable_by(|a, b| key(*a).cmp(&key(*b)).then_with(|| id(*a).cmp(id(*b))));
    others.sort_unstable_by(|a, b| id(*a).cmp(id(*b)));
    let eligible = ranked.len();
    ranked.append(&mut others);
    (ranked, eligible)
}
