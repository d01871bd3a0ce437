//! Values as levels: each witness in one, rare ones together, what is not known by itself.

use std::collections::HashMap;

use super::values::Values;
use super::witness::Witnesses;
use crate::measure::Random;

/// Which level each witness is in, and how many levels there are.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Levels {
    pub(super) of_witness: Vec<u32>,
    pub(super) count: usize,
}

/// A level of its own has at least so many leads: a company with five leads, all won with one deal, is no level.
pub(super) const LEADS_MIN: usize = 20;
/// Ordered values are put into so many levels.
const BINS: usize = 20;

const UNKNOWN: u32 = 0;
const RARE: u32 = 1;
const FIRST: u32 = 2;

impl Levels {
    pub(super) fn of(values: &Values) -> Self {
        match values {
            Values::Ordered(values) => Self::of_ordered(values),
            Values::Named(named) => {
                // Of a list, all its items together are the value.
                let mut counts = HashMap::<&[u32], usize>::new();
                for value in &named.of_witness {
                    *counts.entry(value).or_default() += 1;
                }
                let mut numbers = HashMap::<&[u32], u32>::new();
                let of_witness = named.of_witness.iter().map(|value| {
                    if value.is_empty() {
                        return UNKNOWN;
                    }
                    if counts.get(value.as_slice()).is_none_or(|count| *count < LEADS_MIN) {
                        return RARE;
                    }
                    let next = FIRST + numbers.len() as u32;
                    *numbers.entry(value).or_insert(next)
                });
                let of_witness = of_witness.collect();
                Self { of_witness, count: FIRST as usize + numbers.len() }
            }
        }
    }

    fn of_ordered(values: &[Option<f64>]) -> Self {
        let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let bin = |value: f64| {
            let below = sorted.partition_point(|other| *other < value);
            FIRST + (below * BINS / sorted.len().max(1)) as u32
        };
        let of_witness = values.iter().map(|value| value.map_or(UNKNOWN, bin)).collect();
        Self { of_witness, count: FIRST as usize + BINS }
    }

    /// For each witness the rate at which its level was won among the witnesses of other folds, and its fold.
    ///
    /// A rate that knows the witness itself would be the outcome: an id would tell everything.
    pub(super) fn rates_out_of_fold(&self, witnesses: &Witnesses, folds: u32) -> Vec<(u32, f64)> {
        let fold_of = |cluster: u32| Random::new(0, u64::from(cluster)).below(folds);
        let mut all = vec![Count::default(); self.count];
        let mut within = vec![vec![Count::default(); self.count]; folds as usize];
        let placed = || self.of_witness.iter().map(|level| *level as usize).zip(&witnesses.leads);
        for (level, lead) in placed() {
            let of_fold = within.get_mut(fold_of(lead.cluster) as usize).and_then(|levels| levels.get_mut(level));
            for count in of_fold.into_iter().chain(all.get_mut(level)) {
                count.leads += 1.0;
                count.won += f64::from(lead.won);
            }
        }
        let total = |levels: &[Count]| levels.iter().fold(Count::default(), |sum, count| sum.plus(*count));
        let (total_all, total_within) = (total(&all), within.iter().map(|levels| total(levels)).collect::<Vec<_>>());
        let rates = placed().map(|(level, lead)| {
            let fold = fold_of(lead.cluster);
            let mean = total_within.get(fold as usize).map_or(0.0, |part| total_all.less(*part).rate(0.5, 0.0));
            let others = within.get(fold as usize).and_then(|levels| levels.get(level)).zip(all.get(level));
            let rate = others.map_or(mean, |(part, all)| all.less(*part).rate(mean, PRIOR_LEADS));
            (fold, rate)
        });
        rates.collect()
    }
}

/// A level's rate is drawn towards the mean by so many leads.
const PRIOR_LEADS: f64 = 5.0;

#[derive(Clone, Copy, Default)]
struct Count {
    won: f64,
    leads: f64,
}

impl Count {
    fn plus(self, other: Self) -> Self {
        Self { won: self.won + other.won, leads: self.leads + other.leads }
    }

    fn less(self, other: Self) -> Self {
        Self { won: self.won - other.won, leads: self.leads - other.leads }
    }

    fn rate(self, mean: f64, prior: f64) -> f64 {
        let leads = self.leads + prior;
        if leads > 0.0 { (self.won + mean * prior) / leads } else { mean }
    }
}
