//! The rows of each lead: one, or one from each of several instants on.

use handraise_model::values::AsOf;

use super::LeftOut;
use super::ids::LeadIds;
use crate::error::{RepeatedLead, ScoreError};

/// Rows by lead. What a model does not date costs four bytes a lead.
#[derive(Debug)]
pub(super) enum Rows {
    /// The row of each lead, and later rows of leads that have one.
    One { row: Vec<u32>, repeated: Vec<(u32, u32)> },
    /// Rows with instants, by lead and from when they hold.
    Dated {
        rows: Vec<DatedRow>,
        /// For each lead where its rows begin, and the end of the last.
        starts: Vec<u32>,
        /// Whether a lead may have several rows.
        has_valid_from: bool,
    },
}

/// A row of a lead, with instants in microseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct DatedRow {
    lead: u32,
    /// Counted over all batches.
    row: u32,
    /// Unknown is the oldest.
    valid_from: Option<i64>,
    created: Option<i64>,
}

impl Rows {
    pub(super) fn new(dated: bool, has_valid_from: bool, rows: usize) -> Self {
        if dated {
            Self::Dated { rows: Vec::with_capacity(rows), starts: Vec::new(), has_valid_from }
        } else {
            Self::One { row: Vec::with_capacity(rows), repeated: Vec::new() }
        }
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        match self {
            Self::One { row, .. } => row.len() * size_of::<u32>(),
            Self::Dated { rows, starts, .. } => size_of_val(rows.as_slice()) + size_of_val(starts.as_slice()),
        }
    }

    pub(super) fn are_dated(&self) -> bool {
        matches!(self, Self::Dated { .. })
    }

    /// Whether a lead may have several rows.
    pub(super) fn are_several(&self) -> bool {
        matches!(self, Self::Dated { has_valid_from: true, .. })
    }

    /// The first row of a lead, whether it is in force or not.
    pub(super) fn first(&self, lead: u32) -> Option<u32> {
        match self {
            Self::One { row, .. } => row.get(lead as usize).copied(),
            Self::Dated { rows, starts, .. } => {
                let start = *starts.get(lead as usize)?;
                rows.get(start as usize).map(|row| row.row)
            }
        }
    }

    /// Adds a row; leads are numbered in order of their first.
    pub(super) fn push(&mut self, lead: u32, row: u32, valid_from: Option<i64>, created: Option<i64>) {
        match self {
            Self::One { row: rows, .. } if rows.len() == lead as usize => rows.push(row),
            Self::One { repeated, .. } => repeated.push((lead, row)),
            Self::Dated { rows, .. } => rows.push(DatedRow { lead, row, valid_from, created }),
        }
    }

    /// Puts the rows of each lead together and proves that no two of them contradict each other.
    pub(super) fn finish(&mut self, ids: &LeadIds) -> Result<(), ScoreError> {
        match self {
            Self::One { row, repeated } => {
                if repeated.is_empty() {
                    return Ok(());
                }
                repeated.sort_unstable();
                let lead = |rows: &[(u32, u32)]| {
                    let (lead, _) = rows[0];
                    let first = row.get(lead as usize).copied();
                    let rows = first.into_iter().chain(rows.iter().map(|(_, row)| *row));
                    let rows = rows.map(|row| row as usize).collect();
                    RepeatedLead { lead_id: ids.text(lead).to_owned(), rows, valid_from: None }
                };
                Err(ScoreError::DuplicateLeads(repeated.chunk_by(|a, b| a.0 == b.0).map(lead).collect()))
            }
            Self::Dated { rows, starts, has_valid_from } => {
                let key = |row: &DatedRow| (row.lead, row.valid_from, row.row);
                if !rows.is_sorted_by_key(key) {
                    rows.sort_unstable_by_key(key);
                }
                let start = |lead: usize| rows.partition_point(|row| (row.lead as usize) < lead) as u32;
                *starts = (0..=ids.len()).map(start).collect();
                contradictions(rows, *has_valid_from, ids)
            }
        }
    }

    /// The latest row that holds from `as_of` or before, if the lead was created before.
    pub(super) fn in_force(&self, lead: u32, as_of: AsOf, left_out: &mut LeftOut) -> Option<u32> {
        let (rows, starts) = match self {
            Self::One { row, .. } => return row.get(lead as usize).copied(),
            Self::Dated { rows, starts, .. } => (rows, starts),
        };
        let rows = match (starts.get(lead as usize), starts.get(lead as usize + 1)) {
            (Some(&start), Some(&end)) => rows.get(start as usize..end as usize).unwrap_or_default(),
            _ => &[],
        };
        let holds = |row: &DatedRow| row.valid_from.is_none_or(|from| from <= as_of.micros());
        let Some(row) = rows.partition_point(holds).checked_sub(1).and_then(|last| rows.get(last)) else {
            left_out.no_row_in_force += 1;
            return None;
        };
        if row.created.is_some_and(|created| created >= as_of.micros()) {
            left_out.not_created += 1;
            return None;
        }
        Some(row.row)
    }
}

fn contradictions(rows: &[DatedRow], has_valid_from: bool, ids: &LeadIds) -> Result<(), ScoreError> {
    let equal = |a: &DatedRow, b: &DatedRow| a.lead == b.lead && (!has_valid_from || a.valid_from == b.valid_from);
    let repeated: Vec<RepeatedLead> = rows
        .chunk_by(equal)
        .filter(|rows| rows.len() > 1)
        .map(|rows| RepeatedLead {
            lead_id: ids.text(rows[0].lead).to_owned(),
            rows: rows.iter().map(|row| row.row as usize).collect(),
            valid_from: rows[0].valid_from,
        })
        .collect();
    match (repeated.is_empty(), has_valid_from) {
        (true, _) => Ok(()),
        (false, true) => Err(ScoreError::EqualValidFrom(repeated)),
        (false, false) => Err(ScoreError::DuplicateLeads(repeated)),
    }
}
