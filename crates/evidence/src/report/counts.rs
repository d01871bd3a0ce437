use serde::Serialize;

/// What was asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Setup {
    /// The model's name.
    pub model: String,
    /// Its version.
    pub model_version: i64,
    /// Its fingerprint.
    pub model_fingerprint: String,
    /// How rows were placed in time.
    pub placement: Placement,
    /// How long an outcome may take.
    pub horizon_days: u32,
    /// The end of the data: later than this nothing is known.
    pub until: Option<String>,
    /// Leads that can be called at each instant.
    pub capacity: u32,
    /// Whether the capacity was not asked for, but taken for a tenth of the leads.
    pub capacity_assumed: bool,
    /// What intervals draw: `"lead"` or `"account"`.
    pub clusters: String,
    /// The seed of the draws.
    pub seed: u64,
    /// How many draws.
    pub replicates: usize,
}

/// How rows were placed in time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Placement {
    /// All leads at each of these instants.
    Calendar {
        /// The instants, in order.
        instants: Vec<String>,
        /// From one to the next, in days.
        every_days: f64,
    },
    /// Each lead so long after it came to be.
    Age {
        /// The ages as they were asked for: `"1h"`.
        ages: Vec<String>,
    },
    /// One row a lead, in the order of a column.
    Order {
        /// The column.
        column: String,
        /// Whether the greatest comes first.
        descending: bool,
        /// The instant of all scores.
        as_of: String,
    },
}

/// How much there is to learn from.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Counts {
    /// Distinct leads with a row, of those measured.
    pub leads: usize,
    /// Distinct leads that were won within the horizon of one of their rows.
    pub wins: usize,
    /// Leads times instants, measured ones.
    pub rows: usize,
    /// Rows that were won.
    pub won_rows: usize,
    /// The share of rows that were won; measured rows count as often as there are rows that they stand for.
    pub base_rate: Option<f64>,
    /// What the wins were worth together; `null` where no value is known.
    pub value: Option<f64>,
    /// Wins that are among the outcomes, whether or not a row saw them.
    pub wins_recorded: usize,
    /// Measured rows that were left out, by reason; never taken for a "no".
    pub left_out: Vec<LeftOut>,
    /// How rows were sampled; `null` where all are measured.
    pub sample: Option<Sample>,
}

/// Rows that were left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeftOut {
    /// Why, in words: "the horizon was not over".
    pub reason: String,
    /// How many.
    pub rows: usize,
}

/// All leads that were won, and some of the others, which stand for more than themselves. Shares, rates and
/// figures are those of all leads; numbers of leads and rows are of those measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sample {
    /// Leads that are measured.
    pub leads: usize,
    /// Leads that there are.
    pub of_leads: usize,
    /// How many leads each lead stands for that was not won.
    pub weight: f64,
}
