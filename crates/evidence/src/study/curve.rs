//! Curves of gain and lift, and the scores of winners beside those of others.

use handraise_model::values::Exact;

use crate::measure::{Cut, Within, measure};
use crate::replay::Standings;
use crate::report::{CurvePoint, Histogram};

use super::part::Part;

/// Steps of the curve: each is so much of the leads.
const STEPS: u32 = 50;
/// Bins of the histogram, about.
const BINS: f64 = 20.0;

/// Gain and lift for each fiftieth of the leads that are called, and for the first hundredth.
pub(super) fn curve(part: &Part<'_>, newest: &Standings) -> Vec<CurvePoint> {
    let shares: Vec<f64> =
        [0.01].into_iter().chain((1..=STEPS).map(|step| f64::from(step) / f64::from(STEPS))).collect();
    let cuts: Vec<Cut> = shares.iter().map(|share| Cut::Share(*share)).collect();
    let model = measure(&part.ranking(Within::Instant, None), &cuts);
    let newest = measure(&part.ranking(Within::Instant, Some(newest)), &cuts);
    let point = |((share, model), newest): ((&f64, &crate::measure::Top), &crate::measure::Top)| CurvePoint {
        share: *share,
        gain: model.gain,
        gain_newest: newest.gain,
        lift: model.lift,
        lift_newest: newest.lift,
    };
    shares.iter().zip(&model.tops).zip(&newest.tops).map(point).collect()
}

/// The shares of winners and of others whose totals lie in bins of equal width.
pub(super) fn histogram(part: &Part<'_>) -> Histogram {
    let totals = || part.rows.iter().map(|row| row.total);
    let (Some(least), Some(greatest)) = (totals().min(), totals().max()) else {
        return Histogram { edges: Vec::new(), winners: Vec::new(), others: Vec::new() };
    };
    let width = round_width((greatest.0 - least.0) as f64 / Exact::UNITS_PER_POINT as f64 / BINS);
    let units = width * Exact::UNITS_PER_POINT;
    let first = least.0.div_euclid(units);
    let bins = (greatest.0.div_euclid(units) - first + 1) as usize;
    let (mut winners, mut others) = (vec![0.0; bins], vec![0.0; bins]);
    for row in &*part.rows {
        let side = if row.won { &mut winners } else { &mut others };
        if let Some(bin) = side.get_mut((row.total.0.div_euclid(units) - first) as usize) {
            *bin += row.weight;
        }
    }
    for side in [&mut winners, &mut others] {
        let all: f64 = side.iter().sum();
        if all > 0.0 {
            side.iter_mut().for_each(|bin| *bin /= all);
        }
    }
    let edges = (0..=bins as i64).map(|edge| ((first + edge) * width) as f64).collect();
    Histogram { edges, winners, others }
}

/// The least of 1, 2, 5, 10, 20, 50, … that is not below a width.
pub(super) fn round_width(at_least: f64) -> i64 {
    let mut power = 1;
    loop {
        for step in [1, 2, 5] {
            if (step * power) as f64 >= at_least || power > i64::MAX / 100 {
                return step * power;
            }
        }
        power *= 10;
    }
}
