//! What can go wrong between a checked model and its scores.

use std::fmt;

use arrow_schema::ArrowError;
use handraise_model::values::format_instant;

/// Why a model does not fit the columns of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BindError {
    /// A column that the model reads is not there.
    MissingColumn {
        /// `leads` or `events`.
        table: &'static str,
        /// The column's name in the batches.
        column: String,
    },
    /// A column is of a type that the engine does not take for this.
    WrongType {
        /// `leads`, `events`, `adjustments` or `outcomes`.
        table: &'static str,
        /// The column's name in the batches.
        column: String,
        /// The type that is needed.
        expected: String,
        /// The type that is there.
        found: String,
    },
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingColumn { table, column } => write!(f, "the {table} have no column `{column}`"),
            Self::WrongType { table, column, expected, found } => {
                write!(f, "column `{column}` of the {table} is {found}; the model needs {expected}")
            }
        }
    }
}

impl std::error::Error for BindError {}

/// Why there are no scores.
#[derive(Debug)]
pub enum ScoreError {
    /// A batch does not have the columns that the plan was bound to.
    Columns(BindError),
    /// Second rows of leads, in a model without `lead_valid_from`.
    DuplicateLeads(Vec<RepeatedLead>),
    /// Rows of a lead from the same instant, so that none of them is the one in force.
    EqualValidFrom(Vec<RepeatedLead>),
    /// [`crate::Instants::PerLead`] with another number of instants than leads.
    InstantsMismatch {
        /// Distinct leads in the input.
        leads: usize,
        /// Instants given.
        instants: usize,
    },
    /// No instant of that index was given.
    NoSuchInstant {
        /// The index that was asked for.
        instant: usize,
        /// Instants given.
        instants: usize,
    },
    /// More rows than one run can hold.
    TooManyRows {
        /// `leads`, `events`, or `events of one lead`.
        what: &'static str,
        /// The most there can be.
        limit: u64,
    },
    /// Leads were read for another plan, or for other instants than those read beside them.
    LeadsOfOtherPlan,
    /// An explanation was asked of a run that let go of the leads' columns.
    Condensed,
    /// What was put aside outside of memory could not be written or read again.
    Spill(std::io::Error),
    /// A kernel refused its input.
    Kernel(ArrowError),
}

/// A lead with rows that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatedLead {
    /// Whose rows they are.
    pub lead_id: String,
    /// The rows, counted over all batches of leads from 0.
    pub rows: Vec<usize>,
    /// From when they hold, in microseconds; none where that is unknown or not declared.
    pub valid_from: Option<i64>,
}

/// Leads named in a message; the others are counted.
const NAMED_LEADS: usize = 5;

impl fmt::Display for ScoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns(error) => error.fmt(f),
            Self::DuplicateLeads(leads) => {
                f.write_str("more than one row of a lead: ")?;
                list(f, leads)
            }
            Self::EqualValidFrom(leads) => {
                f.write_str("rows of a lead that hold from the same instant: ")?;
                list(f, leads)
            }
            Self::InstantsMismatch { leads, instants } => {
                write!(f, "{instants} instants for {leads} leads; there must be one for each lead")
            }
            Self::NoSuchInstant { instant, instants } => {
                write!(f, "no instant {instant}; there are {instants}, counted from 0")
            }
            Self::TooManyRows { what, limit } => write!(f, "more than {limit} {what}"),
            Self::LeadsOfOtherPlan => f.write_str("the leads were read for another plan, or for other instants"),
            Self::Condensed => f.write_str("the leads' columns, which an explanation reads, were not kept"),
            Self::Spill(error) => write!(f, "events that do not fit in memory could not be put aside: {error}"),
            Self::Kernel(error) => write!(f, "a condition could not be evaluated: {error}"),
        }
    }
}

impl std::error::Error for ScoreError {}

impl From<BindError> for ScoreError {
    fn from(error: BindError) -> Self {
        Self::Columns(error)
    }
}

impl From<ArrowError> for ScoreError {
    fn from(error: ArrowError) -> Self {
        Self::Kernel(error)
    }
}

impl From<std::io::Error> for ScoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Spill(error)
    }
}

fn list(f: &mut fmt::Formatter<'_>, leads: &[RepeatedLead]) -> fmt::Result {
    for (position, lead) in leads.iter().take(NAMED_LEADS).enumerate() {
        let rows: Vec<String> = lead.rows.iter().map(ToString::to_string).collect();
        let separator = if position == 0 { "" } else { "; " };
        write!(f, "{separator}`{}` in rows {}", lead.lead_id, rows.join(", "))?;
        if let Some(valid_from) = lead.valid_from {
            write!(f, " from {}", format_instant(valid_from))?;
        }
    }
    match leads.len().checked_sub(NAMED_LEADS) {
        Some(more) if more > 0 => write!(f, "; and {more} more leads"),
        _ => Ok(()),
    }
}
