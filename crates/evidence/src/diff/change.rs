//! The same leads under two models, side by side.

use std::cmp::Reverse;
use std::collections::HashMap;

use handraise_model::Model;
use handraise_model::values::Exact;

use super::because::{Told, because};
use super::matching::Matching;
use super::{Change, Side, TopShift};

/// Where each lead stands under both models.
pub(super) struct Aligned<'s> {
    pub(super) model: Side<'s>,
    pub(super) other: Side<'s>,
    pub(super) matching: Matching,
    /// In the order of the list under the other.
    pub(super) pairs: Vec<Pair>,
    totals: Vec<Exact>,
    totals_other: Vec<Exact>,
}

/// The places of a lead in both lists, counted from 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) here: u32,
    pub(super) there: u32,
}

impl<'s> Aligned<'s> {
    pub(super) fn of(model: Side<'s>, other: Side<'s>) -> Self {
        let all = |side: Side<'s>| side.ranking.places(0..side.ranking.len());
        let (here, there) = (all(model), all(other));
        let place_of: HashMap<&str, u32> = here.lead_ids().zip(0..).collect();
        let pairs = there.lead_ids().zip(0..).filter_map(|(id, there)| Some(Pair { here: *place_of.get(id)?, there }));
        Self {
            matching: Matching::of(model.model, other.model),
            pairs: pairs.collect(),
            totals: here.totals().collect(),
            totals_other: there.totals().collect(),
            model,
            other,
        }
    }

    /// The ranks of a lead: those of eligible ones are their places.
    pub(super) fn ranks(&self, pair: &Pair) -> (Option<u32>, Option<u32>) {
        let rank = |side: &Side<'_>, place: u32| ((place as usize) < side.ranking.eligible()).then_some(place + 1);
        (rank(&self.model, pair.here), rank(&self.other, pair.there))
    }

    pub(super) fn totals(&self, pair: &Pair) -> (Exact, Exact) {
        let total = |totals: &[Exact], place: u32| totals.get(place as usize).copied().unwrap_or_default();
        (total(&self.totals, pair.here), total(&self.totals_other, pair.there))
    }

    pub(super) fn scores(&self, pair: &Pair) -> (i64, i64) {
        let (here, there) = self.totals(pair);
        (here.round_half_up(), there.round_half_up())
    }

    pub(super) fn lane(&self, pair: &Pair) -> Option<&'s str> {
        lane_name(self.model.model, self.model.ranking.lane(pair.here as usize))
    }

    pub(super) fn lane_other(&self, pair: &Pair) -> Option<&'s str> {
        lane_name(self.other.model, self.other.ranking.lane(pair.there as usize))
    }

    /// Who enters and leaves the first places.
    pub(super) fn top(&self, places: usize) -> TopShift {
        let is_in = |rank: Option<u32>| rank.is_some_and(|rank| rank as usize <= places);
        let of = |like: &dyn Fn(bool, bool) -> bool| -> Vec<Pair> {
            let is_like = |pair: &&Pair| {
                let (here, there) = self.ranks(pair);
                like(is_in(here), is_in(there))
            };
            self.pairs.iter().filter(is_like).copied().collect()
        };
        let mut leave = of(&|here, there| here && !there);
        leave.sort_by_key(|pair| pair.here);
        TopShift {
            places,
            kept: of(&|here, there| here && there).len(),
            enter: self.changes(&of(&|here, there| !here && there)),
            leave: self.changes(&leave),
        }
    }

    /// The leads whose totals differ most; among equals those that stand higher.
    pub(super) fn movers(&self, count: usize) -> Vec<Change> {
        let by = |pair: &Pair| {
            let (here, there) = self.totals(pair);
            there.0.abs_diff(here.0)
        };
        let mut moving: Vec<Pair> = self.pairs.iter().filter(|pair| by(pair) > 0).copied().collect();
        moving.sort_by_key(|pair| (Reverse(by(pair)), pair.here.min(pair.there), pair.there));
        moving.truncate(count);
        self.changes(&moving)
    }

    /// What changes for each of these leads, and why.
    pub(super) fn changes(&self, pairs: &[Pair]) -> Vec<Change> {
        let here = Told::of(self.model, pairs.iter().map(|pair| pair.here));
        let there = Told::of(self.other, pairs.iter().map(|pair| pair.there));
        let change = |(index, pair): (usize, &Pair)| {
            let (total, total_other) = self.totals(pair);
            let (rank, rank_other) = self.ranks(pair);
            Change {
                lead_id: here.scores.lead_id.get(index).cloned().unwrap_or_default(),
                lead_row: here.scores.lead_row.get(index).copied().unwrap_or_default(),
                rank,
                rank_other,
                score: total.round_half_up(),
                score_other: total_other.round_half_up(),
                lane: self.lane(pair).map(str::to_owned),
                lane_other: self.lane_other(pair).map(str::to_owned),
                total: total.to_f64(),
                total_other: total_other.to_f64(),
                because: because(&self.matching, &here, &there, index),
            }
        };
        pairs.iter().enumerate().map(change).collect()
    }
}

fn lane_name(model: &Model, lane: Option<usize>) -> Option<&str> {
    Some(model.lanes().get(lane?)?.name.as_str())
}
