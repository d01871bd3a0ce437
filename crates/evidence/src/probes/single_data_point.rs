//! A single data point that tells winners from others too well.
//!
//! Honest data points of a lead reach an AUC of 0.6 to 0.75; whole models hardly 0.9. Numbers are taken as they are, in
//! both directions, and in twenty bins; texts by the rate at which other leads with the same value were won.

use handraise_model::DataPoint;

use super::auc::{auc, standard_error};
use super::levels::Levels;
use super::text;
use super::values::Values;
use super::witness::Witnesses;
use crate::report::{Probe, ProbeKind};

/// Above this a single data point is not believed.
const AUC_MAX: f64 = 0.90;
/// Few winners may reach that by chance: the lower bound of the AUC must be above this, too.
const LOWER_BOUND_MAX: f64 = 0.85;
/// Winners, and others, without whom nothing is said.
const EACH_MIN: usize = 10;
/// How many standard errors the lower bound lies below.
const REACH: f64 = 1.96;
/// Parts of the leads that are judged by the others.
const FOLDS: u32 = 5;

pub(super) fn probe(data_point: &DataPoint, values: &Values, witnesses: &Witnesses) -> Option<Probe> {
    let as_they_are = match values {
        Values::Ordered(values) => in_order(values, witnesses),
        Values::Named(_) => None,
    };
    let found = [as_they_are, by_level(values, witnesses)].into_iter().flatten().max_by(f64::total_cmp)?;
    Some(Probe {
        kind: ProbeKind::SingleDataPoint,
        data_point: Some(data_point.name.clone()),
        value: found,
        finding: format!(
            "`{}` alone tells winners from others with AUC {found:.2}: better than what is known of a lead beforehand does",
            data_point.name
        ),
        help: text::WRITTEN_WHEN.to_owned(),
    })
}

/// The AUC of known values, in the better direction.
fn in_order(values: &[Option<f64>], witnesses: &Witnesses) -> Option<f64> {
    let known = |index: usize| values.get(index).is_some_and(Option::is_some);
    let clusters = |won: bool| witnesses.clusters_of(|index, lead| lead.won == won && known(index));
    let mut known: Vec<(f64, bool)> =
        values.iter().zip(&witnesses.leads).filter_map(|(value, lead)| Some(((*value)?, lead.won))).collect();
    let found = auc(&mut known)?;
    suspicious(found.max(1.0 - found), clusters(true), clusters(false))
}

/// The AUC of the rates of levels, each as other leads tell it.
fn by_level(values: &Values, witnesses: &Witnesses) -> Option<f64> {
    let rates = Levels::of(values).rates_out_of_fold(witnesses, FOLDS);
    let (mut sum, mut weight) = (0.0, 0.0);
    for fold in 0..FOLDS {
        let of_fold = rates.iter().zip(&witnesses.leads).filter(|((of, _), _)| *of == fold);
        let mut of_fold: Vec<(f64, bool)> = of_fold.map(|((_, rate), lead)| (*rate, lead.won)).collect();
        let winners = of_fold.iter().filter(|(_, won)| *won).count() as f64;
        let pairs = winners * (of_fold.len() as f64 - winners);
        if let Some(found) = auc(&mut of_fold) {
            sum += found * pairs;
            weight += pairs;
        }
    }
    let clusters = |won: bool| witnesses.clusters_of(|_, lead| lead.won == won);
    if weight > 0.0 { suspicious(sum / weight, clusters(true), clusters(false)) } else { None }
}

/// The AUC, if it is too good to be true and not by chance.
fn suspicious(found: f64, winners: usize, others: usize) -> Option<f64> {
    let low = found - REACH * standard_error(found, winners as f64, others as f64);
    (found > AUC_MAX && low > LOWER_BOUND_MAX && winners.min(others) >= EACH_MIN).then_some(found)
}
