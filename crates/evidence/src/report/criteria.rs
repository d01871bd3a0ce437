use serde::Serialize;

use super::Estimate;

/// What each criterion is worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Criteria {
    /// In order of the model: fit, then engagement; then gates and exclusions.
    pub criteria: Vec<Criterion>,
    /// The criteria whose points the evidence speaks against, or that never or always hold, in sentences.
    pub findings: Vec<String>,
}

/// The part of the model that a criterion belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Who they are.
    Fit,
    /// What they do.
    Engagement,
    /// Table stakes.
    Gate,
    /// Whom nobody calls.
    Exclusion,
}

/// A criterion beside what became of the leads that met it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Criterion {
    /// Its id; the name of a gate or an exclusion.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it belongs.
    pub part: Part,
    /// The most points that it can give, or the least where it only takes; `null` for gates and exclusions.
    pub points: Option<i64>,
    /// Distinct leads, measured ones, that met it at some instant: to which it gave or from which it took points.
    pub leads: usize,
    /// Distinct leads of those that were won.
    pub wins: usize,
    /// Measured rows that met it.
    pub rows: usize,
    /// Conversion when met.
    pub met: Estimate,
    /// Conversion when not met.
    pub not_met: Estimate,
    /// How much more often those are won that met it than all are.
    pub lift: Estimate,
    /// What AUC loses without it: AUC of the model less AUC of the model without its points.
    pub auc: Estimate,
    /// What precision at the capacity loses without it.
    pub precision: Estimate,
    /// What is to be looked at.
    pub flag: Option<CriterionFlag>,
}

/// What is to be looked at in a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CriterionFlag {
    /// No row met it.
    NeverMet,
    /// Every row met it.
    AlwaysMet,
    /// Those who met it are won less often, and it gives points or is a gate; or more often, and it takes points or
    /// excludes. The interval says so.
    AgainstEvidence,
}
