//! Rows that are measured together: all of them, or the later ones.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::measure::{ByCluster, Conversion, Cut, Ranking, Row, Within, detectable_lift, has_wins, stand_for};
use crate::replay::{Replay, Standings};

use super::wording::count;

/// The shares of the leads of an instant whose tops are shown.
pub(super) const SHARES: [f64; 6] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
/// The index of the capacity among the cuts, which comes after the shares.
pub(super) const AT_CAPACITY: usize = SHARES.len();

/// Rows that are measured together.
pub(super) struct Part<'r> {
    pub(super) rows: Cow<'r, [Row]>,
    /// For each row its index in the replay; empty where that is its own.
    indices: Vec<u32>,
    by_cluster: ByCluster,
    /// How many leads of an instant are called.
    pub(super) capacity: u32,
    /// Distinct leads, and those of them that were won.
    pub(super) leads: usize,
    pub(super) wins: usize,
    /// Clusters with a row that was won.
    pub(super) winning_clusters: usize,
    /// How many clusters those with a row stand for: as many as they are, unless they are a sample.
    pub(super) weighted_clusters: f64,
}

impl<'r> Part<'r> {
    /// All rows. Clusters that have none, as those have that a sample leaves out, lose their numbers.
    pub(super) fn all(replay: &'r Replay, capacity: u32) -> Self {
        let part = Self::new(Cow::Borrowed(&replay.rows), Vec::new(), capacity);
        let clusters = distinct(&replay.rows, |row| row.cluster, |_| true);
        if replay.rows.iter().all(|row| (row.cluster as usize) < clusters) {
            return part;
        }
        let mut rows = replay.rows.clone();
        renumber(&mut rows);
        Self { by_cluster: ByCluster::new(&rows), rows: Cow::Owned(rows), ..part }
    }

    /// The later rows, with clusters of their own numbers. Where they are but some of their instants' rows, as they are
    /// in an order, the capacity is as much less.
    pub(super) fn later(replay: &'r Replay, capacity: u32) -> Self {
        let is_later = |index: &u32| replay.details.get(*index as usize).is_some_and(|detail| detail.later);
        let indices: Vec<u32> = (0..replay.rows.len() as u32).filter(is_later).collect();
        let mut rows: Vec<Row> = indices.iter().filter_map(|index| replay.rows.get(*index as usize)).copied().collect();
        let instants: BTreeSet<u32> = rows.iter().map(|row| row.instant).collect();
        let of_instants: f64 =
            replay.rows.iter().filter(|row| instants.contains(&row.instant)).map(|row| row.weight).sum();
        let share = rows.iter().map(|row| row.weight).sum::<f64>() / of_instants.max(f64::MIN_POSITIVE);
        renumber(&mut rows);
        let part = (f64::from(capacity) * share.min(1.0)).round() as u32;
        Self::new(Cow::Owned(rows), indices, part.max(capacity.min(1)))
    }

    fn new(rows: Cow<'r, [Row]>, indices: Vec<u32>, capacity: u32) -> Self {
        let (leads, wins) = (distinct(&rows, |row| row.lead, |_| true), distinct(&rows, |row| row.lead, |row| row.won));
        let winning_clusters = distinct(&rows, |row| row.cluster, |row| row.won);
        let weighted_clusters = stand_for(rows.iter().map(|row| (row.cluster, row.weight))).into_iter().sum();
        let by_cluster = ByCluster::new(&rows);
        Self { rows, indices, by_cluster, capacity, leads, wins, winning_clusters, weighted_clusters }
    }

    /// Its leads as a sentence counts them: `"200 leads"`, or `"200 measured leads"` of a sample.
    pub(super) fn told_leads(&self) -> String {
        let is_sample = self.rows.iter().any(|row| row.weight != 1.0);
        count(self.leads, if is_sample { "measured lead" } else { "lead" })
    }

    /// How many instants have a row.
    pub(super) fn instants(&self) -> usize {
        self.rows.chunk_by(|left, right| left.instant == right.instant).count()
    }

    /// The row's index in the replay.
    pub(super) fn index(&self, row: usize) -> usize {
        self.indices.get(row).map_or(row, |index| *index as usize)
    }

    /// The conversion of each of so many groups, by the index of a row; rows of no group are left out.
    pub(super) fn conversions(&self, groups: usize, group_of: impl Fn(usize) -> Option<usize>) -> Vec<Conversion> {
        self.by_cluster.conversions(&self.rows, groups, group_of)
    }

    /// The cuts that tops are shown of.
    pub(super) fn cuts(&self) -> Vec<Cut> {
        SHARES.map(Cut::Share).into_iter().chain([Cut::Capacity(self.capacity)]).collect()
    }

    /// The rows in an order: of the model under test, or of others.
    pub(super) fn ranking(&self, within: Within, standings: Option<&Standings>) -> Ranking {
        let Some(standings) = standings else { return Ranking::new(&self.rows, within) };
        Ranking::placed(&self.rows, within, |row| {
            let index = self.index(row);
            let rank = standings.ranks.get(index).copied().flatten();
            (rank.and(standings.totals.get(index).copied()), rank)
        })
    }

    /// Whether there are wins enough for any interval.
    pub(super) fn has_wins(&self) -> bool {
        has_wins(self.winning_clusters)
    }

    /// The share of rows that are called.
    pub(super) fn called_share(&self) -> f64 {
        let (mut all, mut called) = (0.0, 0.0);
        for instant in self.rows.chunk_by(|left, right| left.instant == right.instant) {
            let rows: f64 = instant.iter().map(|row| row.weight).sum();
            all += rows;
            called += rows.min(f64::from(self.capacity));
        }
        if all > 0.0 { called / all } else { 0.0 }
    }

    /// The least lift at the capacity that would have shown.
    pub(super) fn detectable_lift(&self) -> Option<f64> {
        detectable_lift(self.weighted_clusters.round() as usize, self.winning_clusters, self.called_share())
    }
}

/// How many distinct numbers rows have.
pub(super) fn distinct(rows: &[Row], number: impl Fn(&Row) -> u32, counts: impl Fn(&Row) -> bool) -> usize {
    let length = rows.iter().map(|row| number(row) as usize + 1).max().unwrap_or_default();
    let mut seen = vec![false; length];
    for row in rows.iter().filter(|row| counts(row)) {
        if let Some(seen) = seen.get_mut(number(row) as usize) {
            *seen = true;
        }
    }
    seen.into_iter().filter(|seen| *seen).count()
}

/// Numbers clusters from 0 without gaps, for as many are drawn as there are.
fn renumber(rows: &mut [Row]) {
    let length = rows.iter().map(|row| row.cluster as usize + 1).max().unwrap_or_default();
    let (mut numbers, mut next) = (vec![None; length], 0);
    for row in rows {
        if let Some(number) = numbers.get_mut(row.cluster as usize) {
            row.cluster = *number.get_or_insert_with(|| {
                next += 1;
                next - 1
            });
        }
    }
}
