//! Conversion by group: by score band, grade, lane, lead source, met and not met.
//!
//! A win is a lead, however many of its rows saw it coming, so every group shows leads, wins and rows. The rate is that
//! of rows: how often a lead that stood here was won within the horizon. Its interval is Wilson's (1927) at the effective
//! number of rows, which is what is left of them when rows of one cluster agree with each other (Kish, 1965; Dean and
//! Pagano, 2015).

use std::collections::HashSet;

use super::interval::{Interval, Z_95};
use super::row::Row;

/// What became of the leads of a group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conversion {
    /// How many leads were here, at one instant at least.
    pub leads: usize,
    /// How many leads were won out of here.
    pub wins: usize,
    /// How many rows there are, not weighted.
    pub rows: usize,
    /// The share of rows, weighted, that were won; `None` without rows.
    pub rate: Option<f64>,
    /// The number of independent rows that say as much about the rate.
    pub effective_rows: f64,
    /// The 95 % interval of the rate.
    pub interval: Option<Interval>,
    /// What its wins were worth together, as far as that is known; a lead counts once, by its greatest value.
    pub value: f64,
}

/// How a rate goes from one group to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It rises, or stays.
    Rises,
    /// It falls, by no more than chance may explain.
    Falls,
    /// It falls, and the interval of the difference lies below 0.
    FallsClearly,
    /// One of the two has no rows.
    Unknown,
}

/// The conversion of each of so many groups; rows of no group are left out.
#[must_use]
pub fn conversions(rows: &[Row], groups: usize, group_of: impl Fn(usize) -> Option<usize>) -> Vec<Conversion> {
    let mut of_group: Vec<Vec<&Row>> = vec![Vec::new(); groups];
    for (index, row) in rows.iter().enumerate() {
        if let Some(group) = group_of(index).and_then(|group| of_group.get_mut(group)) {
            group.push(row);
        }
    }
    of_group.iter_mut().map(|rows| conversion(rows)).collect()
}

/// From each group to the next, which should be better: whether the rate rises.
///
/// The interval of a difference is made from those of the two rates (Newcombe, 1998, method 10).
#[must_use]
pub fn steps(groups: &[Conversion]) -> Vec<Step> {
    let step = |lower: &Conversion, upper: &Conversion| {
        let before = (lower.rate?, lower.interval?);
        let after = (upper.rate?, upper.interval?);
        if after.0 >= before.0 {
            return Some(Step::Rises);
        }
        let reach = ((after.1.high - after.0).powi(2) + (before.0 - before.1.low).powi(2)).sqrt();
        Some(if after.0 - before.0 + reach < 0.0 { Step::FallsClearly } else { Step::Falls })
    };
    groups
        .windows(2)
        .map(|pair| pair_of(pair).and_then(|(lower, upper)| step(lower, upper)).unwrap_or(Step::Unknown))
        .collect()
}

fn pair_of(pair: &[Conversion]) -> Option<(&Conversion, &Conversion)> {
    Some((pair.first()?, pair.get(1)?))
}

fn conversion(rows: &mut [&Row]) -> Conversion {
    let distinct = |rows: &mut dyn Iterator<Item = &&Row>| rows.map(|row| row.lead).collect::<HashSet<_>>().len();
    let weight: f64 = rows.iter().map(|row| row.weight).sum();
    let won: f64 = rows.iter().filter(|row| row.won).map(|row| row.weight).sum();
    let rate = (weight > 0.0).then(|| won / weight);
    let (leads, wins) = (distinct(&mut rows.iter()), distinct(&mut rows.iter().filter(|row| row.won)));
    let value = value(rows);
    let effective_rows = rate.map_or(0.0, |rate| effective_rows(rows, rate, weight));
    let interval = rate.map(|rate| wilson(rate, effective_rows));
    Conversion { leads, wins, rows: rows.len(), rate, effective_rows, interval, value }
}

fn value(rows: &mut [&Row]) -> f64 {
    rows.sort_by_key(|row| row.lead);
    let of_lead = |rows: &[&Row]| rows.iter().filter(|row| row.won).filter_map(|row| row.value).fold(0.0, f64::max);
    rows.chunk_by(|left, right| left.lead == right.lead).map(of_lead).sum()
}

/// `p (1 - p)` over the variance of the rate between clusters; no more than there are rows. Where all rows agree they
/// tell nothing of how alike those of a cluster are: then each cluster is one.
fn effective_rows(rows: &mut [&Row], rate: f64, weight: f64) -> f64 {
    rows.sort_by_key(|row| row.cluster);
    let pull = |rows: &[&Row]| rows.iter().map(|row| row.weight * (f64::from(row.won) - rate)).sum::<f64>();
    let (mut clusters, mut squares) = (0.0, 0.0);
    for cluster in rows.chunk_by(|left, right| left.cluster == right.cluster) {
        clusters += 1.0;
        squares += pull(cluster).powi(2);
    }
    let variance = squares / weight.powi(2) * clusters / (clusters - 1.0_f64).max(1.0);
    if variance <= 0.0 {
        return clusters;
    }
    (rate * (1.0 - rate) / variance).clamp(1.0, rows.len() as f64)
}

/// Wilson's score interval of a rate (1927).
pub(crate) fn wilson(rate: f64, rows: f64) -> Interval {
    let square = Z_95 * Z_95 / rows;
    let middle = (rate + square / 2.0) / (1.0 + square);
    let reach = (square * (rate * (1.0 - rate) + square / 4.0)).sqrt() / (1.0 + square);
    Interval { low: (middle - reach).max(0.0), high: (middle + reach).min(1.0) }
}
