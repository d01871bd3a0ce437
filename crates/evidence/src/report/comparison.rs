use serde::Serialize;

use super::{Difference, Ranked};

/// Another model on the same rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The other model's name.
    pub model: String,
    /// Its version.
    pub model_version: i64,
    /// Its fingerprint.
    pub model_fingerprint: String,
    /// Its figures over all rows.
    pub figures: Ranked,
    /// By how much the model under test is better than it; intervals of paired draws.
    pub difference: Difference,
    /// What that means, in a sentence.
    pub finding: String,
    /// The leads that move most at the last instant.
    pub moved: Vec<Moved>,
}

/// A lead that stands elsewhere under the other model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// The lead.
    pub lead_id: String,
    /// Its rank under the model under test; `null` where it is not eligible.
    pub rank: Option<u32>,
    /// Its rank under the other.
    pub rank_other: Option<u32>,
    /// Its score under the model under test.
    pub score: i64,
    /// Its score under the other.
    pub score_other: i64,
    /// The criteria that moved it, the greatest difference first.
    pub because: Vec<Move>,
}

/// A criterion that gives a lead more or less than the other model does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Move {
    /// Its name.
    pub criterion: String,
    /// What the model under test gives less what the other gives, in points.
    pub points: f64,
}
