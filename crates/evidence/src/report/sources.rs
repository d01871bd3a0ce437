use serde::Serialize;

use super::Estimate;

/// What each source of data points is worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sources {
    /// Each source taken away, all else equal; in falling credibility.
    pub without: Vec<Source>,
    /// Sources added one by one in falling credibility, from the model with none of them on.
    pub added: Vec<SourceStep>,
}

/// A source, taken away.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Source {
    /// Its name in `[credibility]`.
    pub name: String,
    /// How far it is trusted, 0 to 1.
    pub credibility: f64,
    /// Its data points.
    pub data_points: Vec<String>,
    /// The share of leads of which it knows something.
    pub coverage: Option<f64>,
    /// What AUC loses without it.
    pub auc: Estimate,
    /// How many more won leads are in the top at the capacity, over all instants, with it than without.
    pub wins_at_capacity: Estimate,
    /// What that means: "adds nothing measurable".
    pub finding: String,
}

/// A source, added to those before it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceStep {
    /// Its name; `null` for the model without any source.
    pub name: Option<String>,
    /// How far it is trusted; `null` likewise.
    pub credibility: Option<f64>,
    /// AUC with it and those before it; without an interval, for what it adds has one.
    pub auc: Estimate,
    /// What it adds to AUC; `null` for the first.
    pub auc_gain: Option<Estimate>,
    /// How many more won leads it puts in the top at the capacity; `null` for the first.
    pub wins_gain: Option<Estimate>,
    /// What that means; empty for the first.
    pub finding: String,
}
