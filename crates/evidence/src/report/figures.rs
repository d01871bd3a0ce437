use serde::Serialize;

use crate::measure::Interval;

/// A figure and its 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Estimate {
    /// As measured; `null` where it has no meaning.
    pub value: Option<f64>,
    /// The lower bound; `null` where too few wins make it a guess.
    pub low: Option<f64>,
    /// The upper bound, likewise.
    pub high: Option<f64>,
}

impl Estimate {
    pub(crate) fn new(value: Option<f64>, interval: Option<Interval>) -> Self {
        Self { value, low: interval.map(|interval| interval.low), high: interval.map(|interval| interval.high) }
    }

    pub(crate) fn difference(by: Option<(f64, Option<Interval>)>) -> Self {
        by.map(|(value, interval)| Self::new(Some(value), interval)).unwrap_or_default()
    }
}

/// Who puts leads in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ranker {
    /// The model under test.
    Model,
    /// The lead that came last is called first.
    NewestFirst,
    /// Any order is as likely as any other: AUC 0.5, lift 1.
    Random,
}

/// The figures of one order of the leads.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    /// Whose order.
    pub ranker: Ranker,
    /// Distinct leads, measured ones.
    pub leads: usize,
    /// Distinct leads that were won.
    pub wins: usize,
    /// Leads times instants, measured ones.
    pub rows: usize,
    /// The chance that a winner stands above another lead of its instant.
    pub auc: Estimate,
    /// The greatest distance between the shares of winners and of others above a score.
    pub ks: Estimate,
    /// Precision averaged over the winners.
    pub average_precision: Estimate,
    /// AUC over all instants as one list.
    pub pooled_auc: Estimate,
    /// KS over all instants as one list.
    pub pooled_ks: Estimate,
    /// Average precision over all instants as one list.
    pub pooled_average_precision: Estimate,
    /// The tops: 1, 2, 5, 10, 20, 50 % of the leads of each instant, then the capacity.
    pub tops: Vec<TopFigures>,
}

impl Ranked {
    /// The top at the capacity.
    #[must_use]
    pub fn at_capacity(&self) -> Option<&TopFigures> {
        self.tops.iter().find(|top| top.capacity.is_some())
    }
}

/// The top of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TopFigures {
    /// Its share of the leads of each instant; `null` at the capacity.
    pub share: Option<f64>,
    /// So many leads of each instant; `null` for a share.
    pub capacity: Option<u32>,
    /// Distinct leads that were in it at some instant, measured ones.
    pub leads: usize,
    /// Distinct leads that were won out of it.
    pub wins: usize,
    /// Its rows, as many as the measured ones stand for; tied ones in part.
    pub rows: f64,
    /// The share of its rows that were won.
    pub precision: Estimate,
    /// Its share of all won rows.
    pub gain: Estimate,
    /// Its precision over the base rate.
    pub lift: Estimate,
    /// The lift's interval by the normal approximation on the log risk ratio: an honest check of the other.
    pub lift_by_risk_ratio: Estimate,
}

/// How much better the model is than another order of the same rows; intervals of paired draws.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// In AUC.
    pub auc: Estimate,
    /// In average precision.
    pub average_precision: Estimate,
    /// In precision at the capacity.
    pub precision: Estimate,
    /// In lift at the capacity.
    pub lift: Estimate,
}

/// What calling the best so many leads of each instant would bring.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The share of leads that are called.
    pub share: f64,
    /// The share of won rows among them: by the model.
    pub gain: Option<f64>,
    /// By newest first.
    pub gain_newest: Option<f64>,
    /// Precision over the base rate: by the model.
    pub lift: Option<f64>,
    /// By newest first.
    pub lift_newest: Option<f64>,
}

/// The scores of winners and of others: shares of each that lie in bins of equal width.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Histogram {
    /// Where each bin begins, in points, and where the last ends: one more than there are bins.
    pub edges: Vec<f64>,
    /// The share of won rows in each bin.
    pub winners: Vec<f64>,
    /// The share of the other rows.
    pub others: Vec<f64>,
}
