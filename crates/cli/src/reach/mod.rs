//! What it would take: the smallest changes that bring a lead to a better lane or grade, found by search.
//!
//! Every candidate is a whole lead (its data points, events and adjustments with the change made) and is scored by the
//! engine before anything is said of it; all candidates of one round are leads of one small batch. So a change that is
//! shown has been tried, whatever caps, decay and personas make of it. Candidates come from the model itself: the values
//! that its conditions name, and one more occurrence of each criterion right before the instant of the score, also where
//! `at_most` has been reached: it stands in for an older one. What can be done comes before what would take another lead.
//! Pairs are tried only where no single change is enough.

mod batches;
mod candidates;
mod search;
#[cfg(test)]
mod tests;

use handraise_engine::Scores;
use handraise_model::condition::{DataPointId, EngagementId};
use handraise_model::values::{AsOf, Exact, Value};

use arrow_array::RecordBatch;

pub(crate) use search::search;

/// A lead as the engine sees it: all that its score depends on.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// Its data points, in order of the model.
    pub(crate) values: Vec<Option<Value>>,
    /// What it did.
    pub(crate) events: Vec<CaseEvent>,
    /// Its manual adjustments: columns of the engine's schema.
    pub(crate) adjustments: Vec<RecordBatch>,
    /// When it is scored.
    pub(crate) as_of: AsOf,
}

/// One event of a case.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CaseEvent {
    /// Its type.
    pub(crate) event: String,
    /// Its instant, in microseconds.
    pub(crate) time: i64,
    /// Its id, where the model counts equal ids once.
    pub(crate) id: Option<String>,
    /// Its properties, in order of the model.
    pub(crate) properties: Vec<Option<Value>>,
}

/// One thing that could be otherwise.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    /// A data point becomes known, or is another.
    DataPoint {
        /// Which.
        data_point: DataPointId,
        /// What it is now.
        from: Option<Value>,
        /// What it would be.
        to: Value,
        /// What that value stands for.
        stands_for: StandsFor,
    },
    /// A criterion occurs once more, right before the instant of the score.
    Occurrence {
        /// Which.
        criterion: EngagementId,
        /// The events that make it.
        events: Vec<CaseEvent>,
    },
}

/// What a value that is tried stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StandsFor {
    /// Itself: a condition names it.
    Itself,
    /// Any value: a condition asks only whether the data point is known.
    Known,
    /// Any text that no condition names.
    Other,
    /// Any text that is like this pattern.
    Like(String),
}

impl Change {
    /// Whether both change the same thing.
    fn same_target(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::DataPoint { data_point: a, .. }, Self::DataPoint { data_point: b, .. }) => a == b,
            (Self::Occurrence { criterion: a, .. }, Self::Occurrence { criterion: b, .. }) => a == b,
            _ => false,
        }
    }

    /// Whether somebody can bring it about: what is known of a lead is a fact.
    pub(crate) fn is_doable(&self) -> bool {
        !matches!(self, Self::DataPoint { from: Some(_), .. })
    }

    /// How hard it is to bring about: doing is easier than asking, asking easier than being another.
    fn effort(&self) -> u8 {
        match self {
            Self::Occurrence { .. } => 0,
            Self::DataPoint { from: None, .. } => 1,
            Self::DataPoint { .. } => 2,
        }
    }
}

/// Changes that lead somewhere better, and where.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reached {
    /// All of them together.
    pub(crate) changes: Vec<Change>,
    /// Gates that are met with them and are not without.
    pub(crate) gates: Vec<usize>,
    /// What comes out.
    pub(crate) standing: Standing,
}

impl Reached {
    /// Whether somebody can bring all of it about.
    pub(crate) fn is_doable(&self) -> bool {
        self.changes.iter().all(Change::is_doable)
    }
}

/// Where a lead stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Standing {
    /// The score.
    pub(crate) score: i64,
    /// The rating.
    pub(crate) rating: i64,
    /// The exact total.
    pub(crate) total: Exact,
    /// The lane.
    pub(crate) lane: Option<usize>,
    /// `A` to `D`, where the model has thresholds.
    pub(crate) fit_grade: Option<char>,
    /// `1` to `4`, where the model has thresholds.
    pub(crate) engagement_grade: Option<char>,
    /// Whether the lead has a rank.
    pub(crate) eligible: bool,
    /// Whether an exclusion is met.
    pub(crate) excluded: bool,
    /// Which gates are met.
    gates_met: Vec<bool>,
    /// Occurrences of each engagement criterion that counted.
    occurrences: Vec<u32>,
}

impl Standing {
    fn of(scores: &Scores, row: usize) -> Self {
        let counts = scores.contributions.as_ref().map(|contributions| &contributions.occurrences);
        Self {
            score: scores.score[row],
            rating: scores.rating[row],
            total: scores.total[row],
            lane: scores.lane[row],
            fit_grade: scores.fit_grade[row],
            engagement_grade: scores.engagement_grade[row],
            eligible: scores.eligible[row],
            excluded: scores.excluded[row],
            gates_met: scores.gates.iter().map(|gate| gate[row] == handraise_engine::Answer::Met).collect(),
            occurrences: counts.map(|counts| counts.iter().map(|count| count[row]).collect()).unwrap_or_default(),
        }
    }

    /// Letter and digit, or the one that there is.
    pub(crate) fn grade(&self) -> Option<String> {
        let grade: String = self.fit_grade.into_iter().chain(self.engagement_grade).collect();
        (!grade.is_empty()).then_some(grade)
    }

    /// Whether it is a better lane than another: one declared earlier, or another one now that the lead has a rank.
    ///
    /// Lanes for leads that nobody should call often stand first; whoever has a rank does not want to lose it, so
    /// [`search()`] leaves out what costs points or eligibility.
    fn better_lane_than(&self, other: &Self) -> bool {
        match (self.lane, other.lane) {
            (Some(_), None) => true,
            (Some(lane), Some(present)) => lane < present || (self.eligible && !other.eligible && lane != present),
            (None, _) => false,
        }
    }

    /// Whether the letter or the digit is better, and neither is worse.
    fn better_grade_than(&self, other: &Self) -> bool {
        let (new, old) = ((self.fit_grade, self.engagement_grade), (other.fit_grade, other.engagement_grade));
        new != old && new.0 <= old.0 && new.1 <= old.1
    }
}

/// What the search found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reach {
    /// Where the lead stands now.
    pub(crate) present: Standing,
    /// The smallest changes to a better lane; none where there is no better lane.
    pub(crate) lane: Option<Vec<Reached>>,
    /// The smallest changes to a better grade; none where there is no better grade.
    pub(crate) grade: Option<Vec<Reached>>,
}
