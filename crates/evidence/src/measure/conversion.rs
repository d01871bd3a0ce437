//! Conversion by group: by score band, grade, lane, lead source, met and not met.
//!
//! A win is a lead, however many of its rows saw it coming, so every group shows leads, wins and rows. The rate is that
//! of rows: how often a lead that stood here was won within the horizon. Its interval is Wilson's (1927) at the effective
//! number of rows, which is what is left of them when rows of one cluster agree with each other (Kish, 1965; Dean and
//! Pagano, 2015).

use std::cmp::Reverse;

use super::interval::{Interval, Z_95};
use super::row::Row;

/// Fewer wins do not tell how alike rows of a cluster are: then there are no more independent rows than clusters.
const FEW_WINS: usize = 5;

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

/// What lies above a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// What became of it.
    pub conversion: Conversion,
    /// Its rows, weighted.
    pub weight: f64,
}

/// The order of rows in which those of a cluster stand together, and within it those of a lead: worked out once for all
/// tables of the same rows.
#[derive(Clone, Debug, Default)]
pub struct ByCluster {
    indices: Vec<usize>,
}

impl ByCluster {
    /// The order of some rows.
    #[must_use]
    pub fn new(rows: &[Row]) -> Self {
        Self { indices: by_cluster(rows) }
    }

    /// The conversion of each of so many groups of those rows; rows of no group are left out.
    #[must_use]
    pub fn conversions(
        &self,
        rows: &[Row],
        groups: usize,
        group_of: impl Fn(usize) -> Option<usize>,
    ) -> Vec<Conversion> {
        let mut tallies = vec![Tally::default(); groups];
        for &index in &self.indices {
            let tally = group_of(index).and_then(|group| tallies.get_mut(group));
            if let (Some(tally), Some(row)) = (tally, rows.get(index)) {
                tally.add(row);
            }
        }
        tallies.into_iter().map(Tally::conversion).collect()
    }
}

/// The conversion of each of so many groups; rows of no group are left out.
#[must_use]
pub fn conversions(rows: &[Row], groups: usize, group_of: impl Fn(usize) -> Option<usize>) -> Vec<Conversion> {
    ByCluster::new(rows).conversions(rows, groups, group_of)
}

/// What lies at or above each of some lines, which fall, of rows with their scores.
#[must_use]
pub fn thresholds(rows: &[(i64, &Row)], lines: &[i64]) -> Vec<Threshold> {
    let mut falling: Vec<&(i64, &Row)> = rows.iter().collect();
    falling.sort_by_key(|(score, _)| Reverse(*score));
    let mut falling = falling.into_iter().peekable();
    let length =
        |number: fn(&Row) -> u32| rows.iter().map(|(_, row)| number(row) as usize + 1).max().unwrap_or_default();
    let mut clusters = vec![Side::default(); length(|row| row.cluster)];
    let mut leads = vec![Seen::default(); length(|row| row.lead)];
    let mut sums = Sums::default();
    let mut above = |line: &i64| {
        while let Some((_, row)) = falling.next_if(|(score, _)| score >= line) {
            if let Some(cluster) = clusters.get_mut(row.cluster as usize) {
                sums.replace(cluster, row);
            }
            if let Some(lead) = leads.get_mut(row.lead as usize) {
                sums.see(lead, row);
            }
        }
        Threshold { conversion: sums.conversion(), weight: sums.all.weight }
    };
    lines.iter().map(&mut above).collect()
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

/// The indices of rows, those of a cluster together, and within it those of a lead.
fn by_cluster(rows: &[Row]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    for number in [|row: &Row| row.lead, |row: &Row| row.cluster] {
        let number = |index: &usize| rows.get(*index).map_or(0, |row| number(row) as usize);
        let is_sorted = order.windows(2).all(|pair| pair.first().map(number) <= pair.last().map(number));
        if is_sorted {
            continue;
        }
        // A counting sort: numbers are dense, and this is done for every table.
        let mut starts = vec![0; order.iter().map(number).max().map_or(0, |greatest| greatest + 2)];
        order.iter().for_each(|index| starts[number(index) + 1] += 1);
        (1..starts.len()).for_each(|place| starts[place] += starts[place - 1]);
        let mut sorted = vec![0; order.len()];
        for index in &order {
            let place = &mut starts[number(index)];
            sorted[*place] = *index;
            *place += 1;
        }
        order = sorted;
    }
    order
}

/// Rows of one side, weighted, and those of them that were won.
#[derive(Clone, Copy, Debug, Default)]
struct Side {
    won: f64,
    weight: f64,
}

impl Side {
    fn add(&mut self, row: &Row) {
        self.weight += row.weight;
        if row.won {
            self.won += row.weight;
        }
    }
}

/// What is known of a lead so far.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    any: bool,
    won: bool,
    value: f64,
}

/// All that a conversion is made of, as sums over rows, leads and clusters.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    rows: usize,
    leads: usize,
    wins: usize,
    value: f64,
    all: Side,
    clusters: f64,
    /// Over clusters: their won rows squared, times their rows, and their rows squared.
    won_squared: f64,
    won_times_weight: f64,
    weight_squared: f64,
}

impl Sums {
    fn add_cluster(&mut self, side: Side, sign: f64) {
        if side.weight > 0.0 {
            self.clusters += sign;
            self.won_squared += sign * side.won.powi(2);
            self.won_times_weight += sign * side.won * side.weight;
            self.weight_squared += sign * side.weight.powi(2);
        }
    }

    /// Takes a row in, of a cluster that may have had some.
    fn replace(&mut self, cluster: &mut Side, row: &Row) {
        self.rows += 1;
        self.all.add(row);
        self.add_cluster(*cluster, -1.0);
        cluster.add(row);
        self.add_cluster(*cluster, 1.0);
    }

    fn see(&mut self, lead: &mut Seen, row: &Row) {
        self.leads += usize::from(!lead.any);
        lead.any = true;
        if row.won {
            self.wins += usize::from(!lead.won);
            lead.won = true;
            let value = row.value.unwrap_or_default().max(lead.value);
            self.value += value - lead.value;
            lead.value = value;
        }
    }

    fn conversion(&self) -> Conversion {
        let rate = (self.all.weight > 0.0).then(|| self.all.won / self.all.weight);
        let effective_rows = rate.map_or(0.0, |rate| self.effective_rows(rate));
        let interval = rate.map(|rate| wilson(rate, effective_rows));
        let Self { leads, wins, rows, value, .. } = *self;
        Conversion { leads, wins, rows, rate, effective_rows, interval, value }
    }

    /// `p (1 - p)` over the variance of the rate between clusters; no more than there are rows. Where all rows agree they
    /// tell nothing of how alike those of a cluster are: then each cluster is one.
    fn effective_rows(&self, rate: f64) -> f64 {
        let (won, all) = (self.won_squared, rate.powi(2) * self.weight_squared);
        let squares = won - 2.0 * rate * self.won_times_weight + all;
        // What is left by rounding is nothing.
        if squares <= 1e-12 * (won + all) {
            return self.clusters;
        }
        let variance = squares / self.all.weight.powi(2) * self.clusters / (self.clusters - 1.0).max(1.0);
        let most = if self.wins < FEW_WINS { self.clusters } else { self.rows as f64 };
        (rate * (1.0 - rate) / variance).clamp(1.0, most.max(1.0))
    }
}

/// The sums of a group whose rows come cluster by cluster, lead by lead.
#[derive(Clone, Debug, Default)]
struct Tally {
    sums: Sums,
    cluster: Option<(u32, Side)>,
    lead: Option<(u32, Seen)>,
}

impl Tally {
    fn add(&mut self, row: &Row) {
        let (mut cluster, mut lead) = (Side::default(), Seen::default());
        match self.cluster {
            Some((number, side)) if number == row.cluster => cluster = side,
            Some((_, side)) => self.sums.add_cluster(side, 1.0),
            None => {}
        }
        if let Some((number, seen)) = self.lead
            && number == row.lead
        {
            lead = seen;
        }
        self.sums.rows += 1;
        self.sums.all.add(row);
        cluster.add(row);
        self.sums.see(&mut lead, row);
        (self.cluster, self.lead) = (Some((row.cluster, cluster)), Some((row.lead, lead)));
    }

    fn conversion(mut self) -> Conversion {
        if let Some((_, side)) = self.cluster {
            self.sums.add_cluster(side, 1.0);
        }
        self.sums.conversion()
    }
}

/// Wilson's score interval of a rate (1927).
pub(crate) fn wilson(rate: f64, rows: f64) -> Interval {
    let square = Z_95 * Z_95 / rows;
    let middle = (rate + square / 2.0) / (1.0 + square);
    let reach = (square * (rate * (1.0 - rate) + square / 4.0)).sqrt() / (1.0 + square);
    Interval { low: (middle - reach).max(0.0), high: (middle + reach).min(1.0) }
}
