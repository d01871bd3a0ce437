//! What a replay finds, as plain columns.
//!
//! Columns that one table needs and another does not stand beside the [`Row`]s, by the same index.

use arrow_array::RecordBatch;
use handraise_engine::Answer;
use handraise_model::values::Exact;

use crate::measure::Row;

/// Every lead at every instant, and what became of it.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    /// Leads at instants: by instant, within one in the order of the list.
    pub rows: Vec<Row>,
    /// What else is known of each row.
    pub details: Vec<Detail>,
    /// For each fit criterion of the model, then for each engagement criterion, what it does to each row.
    pub criteria: Vec<CriterionRows>,
    /// For each gate of the model, what it says of each row.
    pub gates: Vec<Vec<Answer>>,
    /// For each exclusion of the model, what it says of each row.
    pub exclusions: Vec<Vec<Answer>>,
    /// The leads, by [`Row::lead`].
    pub leads: Vec<ReplayedLead>,
    /// What leads are called by whose source of the last hand raise it is, by [`Detail::lead_source`].
    pub lead_sources: Vec<String>,
    /// How instants are told, by [`Row::instant`]: an instant in ISO 8601, or an age.
    pub instants: Vec<String>,
    /// All rows of leads as they were read, with role columns and a column for each data point.
    pub batches: Vec<RecordBatch>,
    /// What the newest lead is told by.
    pub newest_by: NewestBy,
    /// What has no row.
    pub left_out: RowsLeftOut,
}

/// Leads at instants that have no row: never taken for a "no".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowsLeftOut {
    /// Not known yet: no event before the instant, or nobody knows when the lead came to be, or where it stands in the
    /// order.
    pub not_known: u64,
    /// Closed: an outcome had ended the lead.
    pub closed: u64,
    /// The horizon is not over at the end of the data.
    pub immature: u64,
    /// No outcome in data that tells of wins and losses, without instants.
    pub undecided: u64,
}

impl RowsLeftOut {
    pub(super) fn add(&mut self, other: &Self) {
        let Self { not_known, closed, immature, undecided } = other;
        self.not_known += not_known;
        self.closed += closed;
        self.immature += immature;
        self.undecided += undecided;
    }
}

/// What is known of a row beside what figures need.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Detail {
    /// The row of the leads in force, counted over all batches from 0.
    pub lead_row: u32,
    /// Its total, rounded: the score that people see.
    pub score: i32,
    /// The letter of fit and the digit of engagement, as far as the model has thresholds.
    pub fit_grade: Option<char>,
    /// The digit of engagement.
    pub engagement_grade: Option<char>,
    /// Index of the lane.
    pub lane: Option<u16>,
    /// Index of the source of the last hand raise.
    pub lead_source: Option<u32>,
    /// The last event before the instant, in microseconds.
    pub last_touch: Option<i64>,
    /// The greater, the newer the lead: see [`Replay::newest_by`].
    pub newest: Option<i64>,
    /// How old the lead was, in microseconds; `None` where nobody knows when it came to be.
    pub age: Option<i64>,
    /// Whether it belongs to the last quarter of the instants, or of the order.
    pub later: bool,
}

/// What a criterion does to each row.
#[derive(Clone, Debug, Default)]
pub struct CriterionRows {
    /// Whether it gave or took points.
    pub met: Vec<bool>,
    /// The total of the row if the criterion gave nothing, all else equal.
    pub without: Vec<Exact>,
}

/// A lead of a replay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReplayedLead {
    /// Its id.
    pub id: String,
    /// Its place in the order of ids, by code point: the last tie-breaker of a rank.
    pub id_place: u32,
    /// Its first won outcome and its value, whether or not a row saw it.
    pub won_at: Option<i64>,
    /// Its first outcome of any kind, in microseconds.
    pub decided_at: Option<i64>,
    /// When it came to be, in microseconds.
    pub created: Option<i64>,
}

/// What the newest lead is told by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NewestBy {
    /// When it came to be (`lead_created`).
    #[default]
    Created,
    /// The order that rows were given in.
    Order,
    /// Its last touch: nothing else is known.
    LastTouch,
}

/// How each row stands under other rules or other data, by the index of the row.
#[derive(Clone, Debug, Default)]
pub struct Standings {
    /// Totals, not rounded.
    pub totals: Vec<Exact>,
    /// Ranks among all leads of the instant; `None` unless eligible.
    pub ranks: Vec<Option<u32>>,
}

/// How rows stand without some sources of data points.
#[derive(Clone, Debug, Default)]
pub struct SourcesStandings {
    /// With the data points of all sources unknown.
    pub without_any: Standings,
    /// The sources that have data points, in falling credibility; among equals in order of the model.
    pub sources: Vec<SourceStandings>,
}

/// How rows stand without a source.
#[derive(Clone, Debug)]
pub struct SourceStandings {
    /// The source's name.
    pub name: String,
    /// Rows with all its data points unknown, all else equal.
    pub without: Standings,
    /// Rows with the data points of all sources after it unknown: this source, those before it, and whatever has no
    /// source are known.
    pub with_those_before: Standings,
}
