//! Rates of small groups, drawn towards the mean of all as far as the groups themselves are alike.
//!
//! A lead source with two leads and one win has not a conversion of 50 %. Groups are taken for draws from one beta
//! distribution, and each for a binomial draw at its own rate (Gelman and others, Bayesian Data Analysis, 3rd edition
//! 2013, section 5.3). Where plain empirical Bayes takes the best-fitting beta distribution for the true one, and so
//! gives intervals that are too narrow, here all plausible ones are averaged: mean and precision lie on a grid, under the
//! book's prior, which is flat on the mean and on the precision's inverse square root.

use super::beta::{beta_cumulative, ln_beta};
use super::conversion::Conversion;
use super::interval::Interval;

/// The wins and the rows of a group; fractions where rows are effective ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// How many were won.
    pub won: f64,
    /// How many there are.
    pub rows: f64,
}

/// The rate of a group, seen beside the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shrunk {
    /// Its mean.
    pub rate: f64,
    /// The 95 % interval of it.
    pub interval: Interval,
}

/// Points of the grid for the mean, and for the precision.
const MEANS: u32 = 24;
const PRECISIONS: u32 = 12;
/// How often the grid is drawn closer around where the mean is plausible.
const ROUNDS: usize = 3;
/// Points less likely than this, compared with the likeliest, are left out.
const NEGLIGIBLE: f64 = 1e-3;
/// Halvings of 0 to 1 that bounds are looked for with: to one in a billion.
const HALVINGS: usize = 30;

impl From<&Conversion> for Group {
    fn from(conversion: &Conversion) -> Self {
        let rows = conversion.effective_rows;
        Self { won: conversion.rate.unwrap_or_default() * rows, rows }
    }
}

/// The rate of each group; `None` without any rows.
///
/// A group without rows has the rate of a group that nothing is known of.
#[must_use]
pub fn shrink(groups: &[Group]) -> Option<Vec<Shrunk>> {
    let (won, rows) = groups.iter().fold((0.0, 0.0), |(won, rows), group| (won + group.won, rows + group.rows));
    if rows <= 0.0 {
        return None;
    }
    // With half a win and half a loss more the mean is inside the range, whatever was seen.
    let mut middle = logit((won + 0.5) / (rows + 1.0));
    let mut reach = 4.0;
    let mut points = Vec::new();
    for _ in 0..ROUNDS {
        points = plausible(groups, middle, reach);
        let mean: f64 = points.iter().map(|point| point.weight * logit(point.mean())).sum();
        let variance: f64 = points.iter().map(|point| point.weight * (logit(point.mean()) - mean).powi(2)).sum();
        let step = 2.0 * reach / f64::from(MEANS);
        (middle, reach) = (mean, (6.0 * variance.sqrt()).clamp(2.0 * step, reach));
    }
    Some(groups.iter().map(|group| shrunk(group, &points)).collect())
}

/// A beta distribution that the rates may come from, and how plausible it is.
#[derive(Clone, Copy)]
struct Point {
    a: f64,
    b: f64,
    weight: f64,
}

impl Point {
    fn mean(self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// What the group's rate is distributed as, if this is where rates come from.
    fn seen(self, group: &Group) -> (f64, f64) {
        (self.a + group.won, self.b + (group.rows - group.won).max(0.0))
    }
}

fn plausible(groups: &[Group], middle: f64, reach: f64) -> Vec<Point> {
    let mut points = Vec::with_capacity((MEANS * PRECISIONS) as usize);
    for of_mean in 0..MEANS {
        let mean = logistic(middle + reach * (2.0 * (f64::from(of_mean) + 0.5) / f64::from(MEANS) - 1.0));
        for of_precision in 0..PRECISIONS {
            let precision = ((f64::from(of_precision) + 0.5) / f64::from(PRECISIONS)).powi(-2);
            let mut point = Point { a: mean * precision, b: (1.0 - mean) * precision, weight: 0.0 };
            let none_seen = ln_beta(point.a, point.b);
            let likelihood: f64 =
                groups.iter().map(|group| point.seen(group)).map(|(a, b)| ln_beta(a, b) - none_seen).sum();
            // The grid is even in the logit of the mean; the prior is even in the mean.
            point.weight = likelihood + (mean * (1.0 - mean)).ln();
            points.push(point);
        }
    }
    let greatest = points.iter().map(|point| point.weight).fold(f64::NEG_INFINITY, f64::max);
    points.iter_mut().for_each(|point| point.weight = (point.weight - greatest).exp());
    points.retain(|point| point.weight > NEGLIGIBLE);
    let all: f64 = points.iter().map(|point| point.weight).sum();
    points.iter_mut().for_each(|point| point.weight /= all);
    points
}

fn shrunk(group: &Group, points: &[Point]) -> Shrunk {
    let seen: Vec<(f64, f64, f64)> = points
        .iter()
        .map(|point| {
            let (a, b) = point.seen(group);
            (a, b, point.weight)
        })
        .collect();
    let rate = seen.iter().map(|(a, b, weight)| weight * a / (a + b)).sum();
    let below = |x: f64| seen.iter().map(|(a, b, weight)| weight * beta_cumulative(*a, *b, x)).sum::<f64>();
    let at = |share: f64| {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if below(middle) < share { low = middle } else { high = middle }
        }
        f64::midpoint(low, high)
    };
    Shrunk { rate, interval: Interval { low: at(0.025), high: at(0.975) } }
}

fn logit(rate: f64) -> f64 {
    (rate / (1.0 - rate)).ln()
}

fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}
