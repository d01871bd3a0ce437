//! What scoring gives: one row for each lead, in columns.

use handraise_model::values::{AsOf, Exact};
use handraise_model::{GroupId, ProductId};

/// A criterion of the model: an index into its fit or its engagement criteria.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CriterionId {
    /// Index in [`handraise_model::Model::fit`].
    Fit(usize),
    /// Index in [`handraise_model::Model::engagement`].
    Engagement(usize),
}

/// What a condition says of a lead: unknown is not "no".
///
/// The order is that of three-valued logic: `and` says the least of what its conditions say, `or` the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// FALSE.
    Missed,
    /// NULL: a data point that decides it is not known.
    Unknown,
    /// TRUE.
    Met,
}

impl From<bool> for Answer {
    fn from(met: bool) -> Self {
        if met { Self::Met } else { Self::Missed }
    }
}

/// The scores of all leads at one instant.
///
/// Rows stand in the order of the list that a sales rep reads: by rank, then the leads without a rank by id in code
/// point order. So the result does not depend on the order of the input. All columns have one length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// The instant of each row; the same for all, unless every lead has its own.
    pub as_of: Vec<AsOf>,
    /// The lead's id.
    pub lead_id: Vec<String>,
    /// The row in force, counted over all batches of leads from 0: for columns that are carried through.
    pub lead_row: Vec<usize>,
    /// Place among the eligible leads, from 1.
    pub rank: Vec<Option<u32>>,
    /// The total rounded, halves up.
    pub score: Vec<i64>,
    /// The score as the model shows it.
    pub rating: Vec<i64>,
    /// fit + engagement + adjustment, clipped; of the lead's product, where there are products.
    pub total: Vec<Exact>,
    /// Who they are.
    pub fit: Vec<Exact>,
    /// What they did.
    pub engagement: Vec<Exact>,
    /// `A` to `D`, where the model has thresholds.
    pub fit_grade: Vec<Option<char>>,
    /// `1` to `4`, where the model has thresholds.
    pub engagement_grade: Vec<Option<char>>,
    /// Index of the lane.
    pub lane: Vec<Option<usize>>,
    /// How many gates are met.
    pub gates_met: Vec<u32>,
    /// Enough gates met, and not excluded.
    pub eligible: Vec<bool>,
    /// Some exclusion is met.
    pub excluded: Vec<bool>,
    /// Index of the persona.
    pub persona: Vec<Option<usize>>,
    /// The product with the highest total.
    pub product: Vec<Option<ProductId>>,
    /// Index of the size.
    pub size: Vec<Option<usize>>,
    /// Where the last hand raise came from.
    pub lead_source: Vec<Option<String>>,
    /// Critical criteria with a counted occurrence.
    pub critical_met: Vec<u32>,
    /// The last event, in microseconds since 1970-01-01 00:00:00 UTC.
    pub last_touch: Vec<Option<i64>>,
    /// The last hand raise, likewise.
    pub last_hand_raise: Vec<Option<i64>>,
    /// For each gate of the model, what it says of each lead.
    pub gates: Vec<Vec<Answer>>,
    /// For each exclusion of the model, what it says of each lead.
    pub exclusions: Vec<Vec<Answer>>,
    /// For each product of the model, its scores.
    pub products: Vec<ProductScores>,
    /// The largest positive contributions that entered the lead's total, falling; among equals in order of the model,
    /// fit first. Empty unless asked for.
    pub reasons: Vec<[Option<Reason>; 3]>,
    /// For each criterion its contributions and counts, when asked for.
    pub contributions: Option<Contributions>,
}

impl Scores {
    /// How many leads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lead_id.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lead_id.is_empty()
    }
}

/// The scores of all leads for one product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProductScores {
    /// fit + engagement + adjustment, clipped.
    pub total: Vec<Exact>,
    /// Fit over the criteria of this product.
    pub fit: Vec<Exact>,
    /// Engagement over the criteria of this product.
    pub engagement: Vec<Exact>,
}

/// A criterion that counted for a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which.
    pub criterion: CriterionId,
    /// What it gave.
    pub contribution: Exact,
    /// For engagement: occurrences that counted.
    pub occurrences: u32,
    /// For engagement: the age of the latest, in days.
    pub latest_age_days: Option<u32>,
}

/// Contributions in columns: the outer index is the criterion, the inner the row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contributions {
    /// Of each fit criterion.
    pub fit: Vec<Vec<Exact>>,
    /// Of each engagement criterion.
    pub engagement: Vec<Vec<Exact>>,
    /// Occurrences of each engagement criterion that counted.
    pub occurrences: Vec<Vec<u32>>,
}

/// The story of one lead's score. Its parts add up, exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What a gate, an exclusion, a persona, a size and a lane says, in order of the model.
    pub answers: Answers,
    /// Each criterion, fit first, in order of the model.
    pub criteria: Vec<ExplainedCriterion>,
    /// The lead's manual adjustments in force.
    pub adjustments: Vec<ExplainedAdjustment>,
    /// How contributions became a total: one for each product of the model, or one.
    pub compositions: Vec<Composition>,
    /// The lead's row of the scores: all columns of length 1.
    pub scores: Scores,
}

/// What the conditions of the model say of one lead.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// Of each gate.
    pub gates: Vec<Answer>,
    /// Of each exclusion.
    pub exclusions: Vec<Answer>,
    /// Of each persona.
    pub personas: Vec<Answer>,
    /// Of each size.
    pub sizes: Vec<Answer>,
    /// Of each lane.
    pub lanes: Vec<Answer>,
}

/// What one criterion gave one lead.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedCriterion {
    /// Which.
    pub criterion: CriterionId,
    /// What it gave, before caps.
    pub contribution: Exact,
    /// Whether it entered the total of the lead's product.
    pub entered: bool,
    /// How it came to that.
    pub detail: CriterionDetail,
}

/// How a criterion came to its contribution.
#[derive(Clone, Debug, PartialEq)]
pub enum CriterionDetail {
    /// A fit criterion.
    Fit {
        /// What the test of each band says, taken alone.
        bands: Vec<Answer>,
        /// The band that was taken.
        taken: Option<usize>,
    },
    /// An engagement criterion.
    Engagement {
        /// The occurrences that counted, the earliest first.
        counted: Vec<Occurrence>,
        /// How many occurrences `at_most` left out.
        over_cap: u32,
        /// When `after`'s criterion was reached, in microseconds; none without `after`, or if it never was.
        after_reached: Option<i64>,
    },
}

/// An occurrence that counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The time of its latest candidate, in microseconds since 1970-01-01 00:00:00 UTC.
    pub time: i64,
    /// Its age at `as_of`, in days.
    pub age_days: u32,
    /// What decay leaves of it, in thousandths.
    pub multiplier: u32,
    /// How many events made it.
    pub events: u32,
    /// What it gave.
    pub contribution: Exact,
}

/// A manual adjustment in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedAdjustment {
    /// Points it adds.
    pub points: i64,
    /// Why.
    pub reason: Option<String>,
    /// Who made it.
    pub by: Option<String>,
    /// From when it holds, in microseconds.
    pub at: i64,
    /// Until when, in microseconds.
    pub until: Option<i64>,
}

/// How contributions became a total. Sums are unclipped; each clipped value is beside its sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Composition {
    /// The product; none in a model without products.
    pub product: Option<ProductId>,
    /// The groups that criteria of this product share: sum and what the cap let through.
    pub groups: Vec<ComposedGroup>,
    /// Groups and fit criteria outside groups.
    pub fit_sum: i128,
    /// Clipped to `0..=fit_max`.
    pub fit: Exact,
    /// Groups and engagement criteria outside groups.
    pub engagement_sum: i128,
    /// The sum times the persona's weight, before clipping.
    pub engagement_weighted: i128,
    /// Clipped to `0..=engagement_max`.
    pub engagement: Exact,
    /// The sum of the adjustments in force, in units of 10^-7 point.
    pub adjustment: i128,
    /// fit + engagement + adjustment, before clipping.
    pub total_sum: i128,
    /// Clipped to `0..=fit_max + engagement_max`.
    pub total: Exact,
}

/// A group in a composition, in units of 10^-7 point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComposedGroup {
    /// Which.
    pub group: GroupId,
    /// The sum of its criteria's contributions.
    pub sum: i128,
    /// At most the group's `max`.
    pub counted: i128,
}
