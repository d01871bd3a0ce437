//! The report: everything that a backtest found, as plain data.
//!
//! It is what `--format json` writes, field by field, and what the terminal and the page draw. Sentences that state a
//! finding are made once, where it is found, so that all three say the same.
//!
//! Shares, rates and gains are fractions of 1; lift is a ratio; instants are text in ISO 8601, UTC; scores are points.
//! `null` is a figure without meaning, or one whose interval is not shown because there are too few wins.

mod comparison;
mod counts;
mod criteria;
mod figures;
mod groups;
mod line;
mod probe;
mod sources;
mod verdict;

use serde::Serialize;

pub use comparison::{Comparison, Move, Moved};
pub use counts::{Counts, LeftOut, Placement, Sample, Setup};
pub use criteria::{Criteria, Criterion, CriterionFlag, Part};
pub use figures::{CurvePoint, Difference, Estimate, Histogram, Ranked, Ranker, TopFigures};
pub use groups::{Fall, Group, GroupKind, GroupTable, Matrix};
pub use line::{Line, Threshold, Volume};
pub use probe::{Probe, ProbeKind};
pub use sources::{Source, SourceStep, Sources};
pub use verdict::{Finding, Verdict};

/// The version of the report's format; it rises when a field changes its meaning or goes.
pub const FORMAT: u32 = 1;

/// Everything that a backtest found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// [`FORMAT`].
    pub format: u32,
    /// What was asked.
    pub setup: Setup,
    /// What to make of it, in words: first of all.
    pub verdict: Verdict,
    /// What looks as if the data knew the future. A probe that fires blocks any praise.
    pub probes: Vec<Probe>,
    /// What the reader must know of how rows came about, in sentences: what is as of today, what was left out, sampled.
    pub notes: Vec<String>,
    /// How much there is to learn from.
    pub counts: Counts,
    /// The model first, then newest first, then random: over all rows.
    pub rankers: Vec<Ranked>,
    /// The same over the later rows alone: the last quarter of the instants, or of the order.
    pub later: Vec<Ranked>,
    /// By how much the model is better than newest first, on the later rows.
    pub over_newest: Option<Difference>,
    /// The least lift at the capacity that so many later leads and wins would have shown, with 80 % power.
    pub detectable_lift: Option<f64>,
    /// Gain and lift for each share of leads that are called.
    pub curve: Vec<CurvePoint>,
    /// The scores of winners, and of others.
    pub histogram: Histogram,
    /// Conversion by score band, lane, fit and engagement grade: best first.
    pub groups: Vec<GroupTable>,
    /// The grade matrix; `null` unless the model has both lists of thresholds.
    pub matrix: Option<Matrix>,
    /// What each criterion is worth.
    pub criteria: Criteria,
    /// What each source of data points is worth; `null` without `[credibility]`.
    pub sources: Option<Sources>,
    /// Conversion by lead source and by each data point of `--by`, hot to cold.
    pub lead_sources: Vec<GroupTable>,
    /// Where to draw the line.
    pub line: Line,
    /// This model against another; `null` without `--against`.
    pub comparison: Option<Comparison>,
}
