use serde::Serialize;

use super::Estimate;

/// Conversion by group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupTable {
    /// What groups are made by.
    pub kind: GroupKind,
    /// What they are called together: "score band", "lane", or the data point's name.
    pub name: String,
    /// The groups: in the order of the model, best first; lead sources hot to cold.
    pub groups: Vec<Group>,
    /// Where a better group converts worse than the next one; empty for lead sources.
    pub falls: Vec<Fall>,
    /// Whether rates rise all the way, in a sentence; empty for lead sources.
    pub finding: String,
}

/// What groups are made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// Bands of the score.
    ScoreBand,
    /// Letters of fit.
    FitGrade,
    /// Digits of engagement.
    EngagementGrade,
    /// Lanes.
    Lane,
    /// Lead sources.
    LeadSource,
    /// A data point's values.
    DataPoint,
}

/// The leads of a group, and what became of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// Distinct leads that were in it at some instant, measured ones.
    pub leads: usize,
    /// Distinct leads that were won out of it.
    pub wins: usize,
    /// Its rows, measured ones.
    pub rows: usize,
    /// The share of its rows that were won.
    pub conversion: Estimate,
    /// The same, drawn towards the mean as far as it is small; `null` but for lead sources and data points.
    pub shrunk: Option<Estimate>,
    /// What the model does within it: lift of its top tenth; `null` but for lead sources and data points.
    pub lift_inside: Option<Estimate>,
}

/// A better group that converts worse.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fall {
    /// The better group.
    pub better: String,
    /// The worse group, which converts better.
    pub worse: String,
    /// Whether chance is ruled out: the interval of the difference lies on one side of 0.
    pub clear: bool,
}

/// Conversion by fit and engagement grade.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matrix {
    /// The letters of fit, best first.
    pub fit: Vec<char>,
    /// The digits of engagement, best first.
    pub engagement: Vec<char>,
    /// For each letter, for each digit.
    pub cells: Vec<Vec<Group>>,
}
