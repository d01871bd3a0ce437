//! The rows of one instant in order, one by one: for what is walked down once.

use std::ops::Range;

use super::ranking::{Places, Ranking, Slice, ranges};

/// The rows of one instant.
pub(crate) struct List<'r> {
    ranking: &'r Ranking,
    slice: &'r Slice,
}

/// What of a row is needed to measure it.
#[derive(Clone, Copy)]
pub(crate) struct Member {
    pub(crate) cluster: usize,
    pub(crate) won: bool,
    pub(crate) weight: f64,
}

impl<'r> List<'r> {
    /// Its rows, those that tie together, the highest first.
    pub(crate) fn ties(&self) -> impl Iterator<Item = impl Iterator<Item = Member> + Clone + 'r> + 'r {
        let ranking = self.ranking;
        let ends = ranking.tie_ends.get(self.slice.ties.clone()).unwrap_or_default();
        ranges(self.slice.by_total.start, ends).map(|tie| ranking.by_total.members(tie))
    }

    /// Its eligible rows, by rank.
    pub(crate) fn ranked(&self) -> impl Iterator<Item = Member> + 'r {
        self.ranking.by_rank.members(self.slice.by_rank.clone())
    }

    /// How many rows it has, weighted.
    pub(crate) fn weight(&self) -> f64 {
        self.ranking.by_total.weight(self.slice.by_total.clone())
    }
}

impl Ranking {
    /// The rows of each instant.
    pub(crate) fn lists(&self) -> impl Iterator<Item = List<'_>> {
        self.slices.iter().map(|slice| List { ranking: self, slice })
    }
}

impl Places {
    /// The rows at these places.
    fn members(&self, places: Range<usize>) -> impl Iterator<Item = Member> + Clone + '_ {
        places.filter_map(|place| {
            let member = *self.members.get(place)?;
            let weight = self.weights.get(place).copied().unwrap_or(1.0);
            Some(Member { cluster: (member >> 1) as usize, won: member & 1 == 1, weight })
        })
    }
}
