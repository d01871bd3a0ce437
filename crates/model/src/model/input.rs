//! What is read: the columns, lists, data points and sessions of a model.

use super::SourceId;
use crate::values::{Credibility, Span, Spanned, Type};

/// A source of data: an entry of `[credibility]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// How far it is trusted.
    pub credibility: Spanned<Credibility>,
}

/// `[data]`: how the input's columns are called.
#[derive(Clone, Debug, PartialEq)]
pub struct DataColumns {
    /// The lead's id, in the leads.
    pub lead_id: LeadId,
    /// The lead's id in the events.
    pub event_lead: String,
    /// The event's type.
    pub event_type: String,
    /// The event's instant.
    pub event_time: String,
    /// Cells that mean "not known", beside the empty one. An empty text here says it of formats with a null of their
    /// own, too: an empty text of JSON or Parquet is else a known one.
    pub nulls: Vec<String>,
    /// Leads of one company.
    pub account_id: Option<String>,
    /// A lead is there after this instant.
    pub lead_created: Option<String>,
    /// Several rows a lead: from when each holds.
    pub lead_valid_from: Option<String>,
    /// Events of a lead with equal ids count once.
    pub event_id: Option<String>,
    /// How timestamps are written.
    pub time_format: TimeFormat,
    /// The IANA name of the time zone of times without an offset.
    pub time_zone: String,
    /// Input columns carried through to the results.
    pub show: Vec<String>,
}

/// What a lead is called by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeadId {
    /// The cell of this column.
    Column(String),
    /// The number of its row, from 1, over all files of leads in their order.
    Row,
}

impl LeadId {
    /// The column that names the lead in adjustments and outcomes: there, numbered leads are named too.
    #[must_use]
    pub fn column(&self) -> &str {
        match self {
            Self::Column(column) => column,
            Self::Row => "lead_id",
        }
    }
}

/// How the timestamps of all tables are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// ISO 8601.
    Iso,
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    EpochMillis,
    /// Seconds since 1970-01-01 00:00:00 UTC.
    EpochSeconds,
    /// A `strptime` pattern.
    Pattern(String),
}

/// An entry of `[list]`.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedList {
    /// Its name.
    pub name: String,
    /// Its items.
    pub items: Vec<String>,
}

/// A declared data point of a lead, or property of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct DataPoint {
    /// Its name in conditions.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// The column of the input that holds it.
    pub column: String,
    /// Where it comes from; without one it is trusted fully.
    pub source: Option<SourceId>,
    /// Whether it says where a hand raise came from (at most one event property, of type text).
    pub lead_source: bool,
    /// Its name's place.
    pub span: Span,
}

/// `[session]`: what makes a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The longest gap inside a session, 1 to 1440 minutes.
    pub gap_minutes: u32,
    /// The event types that make up a session; `None`: all.
    pub events: Option<Vec<String>>,
}
