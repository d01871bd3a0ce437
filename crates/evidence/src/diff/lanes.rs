//! Who goes to another lane.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::Change;
use super::because::{Cause, CauseKind};
use super::change::{Aligned, Pair};

/// A lane under both models.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LaneShift {
    /// Its name; `null` for the leads of no lane.
    pub lane: Option<String>,
    /// Leads in it under the model.
    pub leads: usize,
    /// Leads in it under the other.
    pub leads_other: usize,
    /// Leads that enter it.
    pub enter: usize,
    /// Leads that leave it.
    pub leave: usize,
}

/// Leads that go from one lane to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LaneMove {
    /// The lane under the model; `null` for none.
    pub from: Option<String>,
    /// The lane under the other.
    pub to: Option<String>,
    /// How many leads.
    pub leads: usize,
    /// What moves them first of all, the most leads first.
    pub mostly: Vec<MostlyBecause>,
    /// The first of them by rank under the other.
    pub changes: Vec<Change>,
}

/// What moves leads first of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MostlyBecause {
    /// What it is.
    pub kind: CauseKind,
    /// What it is about.
    pub name: String,
    /// Whether it gives more points than before; `null` where it is not about points.
    pub gives_more: Option<bool>,
    /// How many leads.
    pub leads: usize,
}

/// Leads that are told at once: what is known of each takes memory.
const TOLD_AT_ONCE: usize = 4_096;

/// The lanes of both models, and how many leads each has.
pub(super) fn shifts(aligned: &Aligned<'_>) -> Vec<LaneShift> {
    let named = aligned.model.model.lanes().iter().chain(aligned.other.model.lanes());
    let mut lanes: Vec<LaneShift> = Vec::new();
    for lane in named.map(|lane| Some(lane.name.clone())).chain([None]) {
        if lanes.iter().all(|known| known.lane != lane) {
            lanes.push(LaneShift { lane, leads: 0, leads_other: 0, enter: 0, leave: 0 });
        }
    }
    for pair in &aligned.pairs {
        let (from, to) = (aligned.lane(pair), aligned.lane_other(pair));
        let moves = usize::from(from != to);
        for lane in &mut lanes {
            if lane.lane.as_deref() == from {
                lane.leads += 1;
                lane.leave += moves;
            }
            if lane.lane.as_deref() == to {
                lane.leads_other += 1;
                lane.enter += moves;
            }
        }
    }
    lanes.retain(|lane| lane.lane.is_some() || lane.leads + lane.leads_other > 0);
    lanes
}

/// Who goes from one lane to another, the most leads first.
pub(super) fn moves(aligned: &Aligned<'_>, listed_max: usize) -> Vec<LaneMove> {
    let mut moving: BTreeMap<(Option<&str>, Option<&str>), Vec<Pair>> = BTreeMap::new();
    for pair in &aligned.pairs {
        let (from, to) = (aligned.lane(pair), aligned.lane_other(pair));
        if from != to {
            moving.entry((from, to)).or_default().push(*pair);
        }
    }
    let mut moves: Vec<LaneMove> =
        moving.into_iter().map(|((from, to), pairs)| lane_move(aligned, from, to, &pairs, listed_max)).collect();
    moves.sort_by_key(|of| Reverse(of.leads));
    moves
}

fn lane_move(
    aligned: &Aligned<'_>,
    from: Option<&str>,
    to: Option<&str>,
    pairs: &[Pair],
    listed_max: usize,
) -> LaneMove {
    let mut changes = Vec::new();
    let mut counts: BTreeMap<(CauseKind, String, Option<bool>), usize> = BTreeMap::new();
    for some in pairs.chunks(TOLD_AT_ONCE) {
        let told = aligned.changes(some);
        for first in told.iter().filter_map(|change| change.because.first()) {
            *counts.entry(key(first)).or_default() += 1;
        }
        changes.extend(told.into_iter().take(listed_max.saturating_sub(changes.len())));
    }
    let mut mostly: Vec<MostlyBecause> = counts
        .into_iter()
        .map(|((kind, name, gives_more), leads)| MostlyBecause { kind, name, gives_more, leads })
        .collect();
    mostly.sort_by_key(|of| Reverse(of.leads));
    LaneMove { from: from.map(str::to_owned), to: to.map(str::to_owned), leads: pairs.len(), mostly, changes }
}

fn key(cause: &Cause) -> (CauseKind, String, Option<bool>) {
    (cause.kind, cause.name.clone(), cause.points.map(|points| points > 0.0))
}
