//! In which order rows stand, by what they are told apart with.

use std::cmp::Reverse;

use handraise_model::values::Exact;

use crate::replay::{Replay, Standings};

/// Where each row stands among rows with its total: the later touch first, none last, then by id.
pub(super) struct TieBreaks {
    place: Vec<u32>,
}

impl TieBreaks {
    pub(super) fn new(replay: &Replay) -> Self {
        let id_place = |lead: u32| replay.leads.get(lead as usize).map_or(lead, |lead| lead.id_place);
        let mut keys: Vec<(Reverse<Option<i64>>, u32, u32)> = (0..)
            .zip(replay.rows.iter().zip(&replay.details))
            .map(|(index, (row, detail))| (Reverse(detail.last_touch), id_place(row.lead), index))
            .collect();
        keys.sort_unstable();
        let mut place = vec![0; keys.len()];
        for (rank, (.., row)) in (0..).zip(keys) {
            if let Some(of_row) = place.get_mut(row as usize) {
                *of_row = rank;
            }
        }
        Self { place }
    }

    /// How rows stand with other totals: who is eligible does not change.
    pub(super) fn standings(&self, replay: &Replay, totals: &[Exact]) -> Standings {
        let is_ranked = |index: usize| replay.rows.get(index).is_some_and(|row| row.eligible);
        let place = |index: usize| self.place.get(index).copied().unwrap_or(u32::MAX);
        let total = |index: usize| totals.get(index).copied().unwrap_or_default();
        standings(replay, |index| total(index).0, is_ranked, place, totals.to_vec())
    }
}

/// The newest lead first; those of which nobody knows how new they are last; then by id.
pub(super) fn newest_first(replay: &Replay) -> Standings {
    let newest = |index: usize| replay.details.get(index).and_then(|detail| detail.newest).unwrap_or(i64::MIN);
    let place = |index: usize| {
        let lead = replay.rows.get(index).and_then(|row| replay.leads.get(row.lead as usize));
        lead.map_or(0, |lead| lead.id_place)
    };
    let totals = (0..replay.rows.len()).map(|index| Exact(newest(index))).collect();
    standings(replay, newest, |_| true, place, totals)
}

fn standings(
    replay: &Replay,
    key: impl Fn(usize) -> i64,
    is_ranked: impl Fn(usize) -> bool,
    place: impl Fn(usize) -> u32,
    totals: Vec<Exact>,
) -> Standings {
    let mut ranks = vec![None; replay.rows.len()];
    let mut start = 0;
    // One number for what rows are compared by: most of the time goes into that.
    let packed = |index: usize| {
        u128::from(!(key(index) as u64 ^ (1 << 63))) << 64 | u128::from(place(index)) << 32 | index as u128
    };
    let mut order: Vec<u128> = Vec::new();
    for instant in replay.rows.chunk_by(|left, right| left.instant == right.instant) {
        order.clear();
        let rows = (start..start + instant.len()).filter(|index| is_ranked(*index));
        order.extend(rows.map(packed));
        order.sort_unstable();
        for (rank, packed) in (1..).zip(&order) {
            if let Some(of_row) = ranks.get_mut(*packed as u32 as usize) {
                *of_row = Some(rank);
            }
        }
        start += instant.len();
    }
    Standings { totals, ranks }
}
