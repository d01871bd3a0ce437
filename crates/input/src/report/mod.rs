//! The data report: what was read, what was left out, what did not fit, and the likely reason with the way out.
//!
//! Plain data; the terminal renders it elsewhere.

mod build;
mod cause;
mod json;
mod one_time_format;
mod outcomes;
mod time_format;

use std::fmt;

pub(crate) use build::table_report;
pub use cause::Cause;
pub(crate) use cause::{PLACEHOLDERS, classify, is_placeholder};
pub(crate) use one_time_format::settle_time_formats;
pub(crate) use time_format::guess as guess_time_format;

/// What is to be said of all tables that were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataReport {
    /// One for each table, in the order of reading.
    pub tables: Vec<TableReport>,
}

impl DataReport {
    /// All files that were read.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().flat_map(|table| &table.files).map(String::as_str)
    }
}

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// One row a lead, or several with `lead_valid_from`.
    Leads,
    /// One row an event.
    Events,
    /// One row an adjustment.
    Adjustments,
    /// One row an outcome.
    Outcomes,
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Leads => "leads",
            Self::Events => "events",
            Self::Adjustments => "adjustments",
            Self::Outcomes => "outcomes",
        })
    }
}

/// What is to be said of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableReport {
    /// Which table.
    pub table: Table,
    /// Its files, in the order of reading.
    pub files: Vec<String>,
    /// Rows read, those left out included.
    pub rows: u64,
    /// Rows left out, by reason.
    pub left_out: Vec<LeftOut>,
    /// What was read of each column, in the order of the model.
    pub columns: Vec<ColumnReport>,
    /// Events that are equal in every column that the model reads; only for events.
    pub equal_rows: Option<EqualRows>,
}

/// Why a row was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeftOutReason {
    /// The lead's id is not known.
    NoLead,
    /// The event's type is not known.
    NoType,
    /// The event's time, or the `at` of an adjustment or outcome, is not known.
    NoTime,
    /// The adjustment's points are not known.
    NoPoints,
    /// The outcome's name is not known.
    NoOutcome,
    /// More or fewer cells than the header has.
    CellCount,
    /// A line that is not a JSON object.
    NotJson,
    /// An adjustment that ends before it begins.
    NeverHolds,
}

impl fmt::Display for LeftOutReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoLead => "without a known lead id",
            Self::NoType => "without a known event type",
            Self::NoTime => "without a known time",
            Self::NoPoints => "without known points",
            Self::NoOutcome => "without a known outcome",
            Self::CellCount => "with more or fewer cells than the header",
            Self::NotJson => "for not being a JSON object",
            Self::NeverHolds => "whose `until` is at or before `at`",
        })
    }
}

/// Rows left out for one reason.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Why.
    pub reason: LeftOutReason,
    /// How many.
    pub rows: u64,
    /// The first of them.
    pub first: Vec<crate::Place>,
}

/// What was read of a column. A cell is known, unknown, or a misfit, which is unknown too.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnReport {
    /// The input's column.
    pub header: String,
    /// The data point it holds; none for ids, times and other roles.
    pub data_point: Option<String>,
    /// The declared type.
    pub ty: handraise_model::values::Type,
    /// Cells that are known.
    pub known: u64,
    /// Cells that say nothing.
    pub unknown: u64,
    /// Known cells that were read by the model's `time_format`.
    pub by_time_format: u64,
    /// Cells that do not fit the type.
    pub misfits: u64,
    /// The first of those.
    pub first_misfits: Vec<Misfit>,
    /// Its different texts and the rows that hold each, most rows first; only of outcomes, and only the first some
    /// hundred.
    pub outcomes: Vec<(String, u64)>,
    /// What is likely behind it, most cells first.
    pub findings: Vec<Finding>,
}

/// A cell that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Its place.
    pub place: crate::Place,
    /// What it holds, shortened.
    pub value: String,
}

/// A likely reason for what looks wrong with a column, and the way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is.
    pub cause: Cause,
    /// How many cells.
    pub cells: u64,
    /// The fact, in one line.
    pub message: String,
    /// The next step, in words.
    pub help: String,
    /// The line to add to the model, or to put in place of the one there.
    pub model_line: Option<ModelLine>,
    /// The `time_format` that reads these cells, where there is one.
    pub time_format: Option<&'static str>,
}

/// A line of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelLine {
    /// The section it belongs to: `data`, `lead`, `event` or `outcome`.
    pub section: &'static str,
    /// The line.
    pub line: String,
}

/// Events that repeat an earlier one in every column that the model reads. Each counts; an `event_id` would tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EqualRows {
    /// How many repeat an earlier one.
    pub rows: u64,
    /// How many were compared: all, or a sample of some ten thousands where there are more.
    pub compared: u64,
}

impl DataReport {
    /// Whether every cell fitted and no row was left out: what `--strict` asks for.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.tables.iter().all(TableReport::is_clean)
    }
}

impl TableReport {
    /// Whether every cell fitted and no row was left out.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.left_out.is_empty() && self.columns.iter().all(|column| column.misfits == 0)
    }
}
