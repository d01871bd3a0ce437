//! Plain rows: what an executor is given, after cells have been read.

use std::collections::BTreeMap;

use handraise_model::values::Value;

/// Values by the name of their data point; absent and `None` both mean not known.
pub type Row = BTreeMap<String, Option<Value>>;

/// All that a run of a model reads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// Rows of leads.
    pub leads: Vec<LeadRow>,
    /// Events, in any order.
    pub events: Vec<EventRow>,
    /// Manual adjustments, in any order.
    pub adjustments: Vec<Adjustment>,
    /// Outcomes of a table of their own, in any order.
    pub outcomes: Vec<OutcomeRow>,
}

/// One row of a lead. Instants are microseconds since 1970-01-01 00:00:00 UTC, here and below.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadRow {
    /// The lead's id.
    pub lead_id: String,
    /// The lead is there after this instant.
    pub created: Option<i64>,
    /// From when the row holds.
    pub valid_from: Option<i64>,
    /// Its data points.
    pub values: Row,
}

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// Whose it is.
    pub lead_id: String,
    /// Its type.
    pub event: String,
    /// Its instant.
    pub time: i64,
    /// Its id.
    pub id: Option<String>,
    /// Its properties.
    pub values: Row,
}

/// One manual adjustment.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjustment {
    /// Whose it is.
    pub lead_id: String,
    /// Points it adds.
    pub points: i64,
    /// From when it holds.
    pub at: i64,
    /// Until when it holds.
    pub until: Option<i64>,
}

/// One outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeRow {
    /// Whose it is.
    pub lead_id: String,
    /// Its name.
    pub outcome: String,
    /// Its instant.
    pub at: i64,
}
