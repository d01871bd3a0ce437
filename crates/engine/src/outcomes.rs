//! Outcomes: when a lead is closed, and so left out of the scores.
//!
//! Nothing else of an outcome is known here: whether a lead was won in the end is what scores are held against, later.

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch};
use arrow_schema::ArrowError;
use arrow_select::filter::filter;
use handraise_model::columns::{LEAD_ID, OUTCOME, OUTCOME_AT};
use handraise_model::values::{AsOf, MICROS_PER_DAY};
use handraise_model::{Outcome, OutcomeSource};

use crate::error::ScoreError;
use crate::leads::{Leads, NO_LEAD};
use crate::plan::{EventColumns, OutcomeColumns, Plan};
use crate::text_columns::{numbers, text_at};
use crate::unknown_leads::UnknownLeads;

/// When leads are closed. Where no outcome is pushed, it is nothing but empty.
#[derive(Debug, Default)]
pub(crate) struct Closings {
    /// By lead, once finished.
    spans: Vec<Span>,
    /// For each lead where its spans begin, and the end of the last; empty where no lead is ever closed.
    starts: Vec<u32>,
    pub(crate) unknown_leads: UnknownLeads,
    pub(crate) rows: u64,
    pub(crate) incomplete: u64,
}

/// A lead is closed at the instants after one and before another, in microseconds: neither itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    lead: u32,
    after: i64,
    before: i64,
}

impl Closings {
    pub(crate) fn push(
        &mut self,
        batch: &RecordBatch,
        leads: &Leads,
        outcome: Option<&Outcome>,
    ) -> Result<(), ScoreError> {
        let columns = OutcomeColumns::bind(batch.schema_ref())?;
        let (lead_ids, names) = (columns.lead_id.of(batch)?, columns.outcome.of(batch)?);
        let at = columns.at.instants(batch)?;
        // An outcome in a column has no instant, and closes nothing.
        let outcome = outcome.filter(|outcome| !matches!(outcome.source, OutcomeSource::Column(_)));
        let of_row = numbers(lead_ids, NO_LEAD, |id| leads.get(id).unwrap_or(NO_LEAD));
        let ends = numbers(names, OPEN, |name| outcome.map_or(OPEN, |outcome| end_of(outcome, name)));
        let reopens = outcome.and_then(|outcome| outcome.reopen_after_days.as_ref());
        let reopens = reopens.map(|days| i64::from(days.value).saturating_mul(MICROS_PER_DAY));
        self.rows += batch.num_rows() as u64;
        for (row, (lead, end)) in of_row.into_iter().zip(ends).enumerate() {
            if lead_ids.is_null(row) || names.is_null(row) || at.is_null(row) {
                self.incomplete += 1;
            } else if lead == NO_LEAD {
                self.unknown_leads.count(text_at(lead_ids, row));
            } else if end != OPEN {
                let after = at.value(row);
                let reopened = reopens.filter(|_| end == ENDS).map(|later| after.saturating_add(later));
                self.spans.push(Span { lead, after, before: reopened.unwrap_or(i64::MAX) });
            }
        }
        Ok(())
    }

    /// Puts them in order, by lead.
    pub(crate) fn finish(mut self, leads: usize) -> Self {
        if !self.spans.is_empty() {
            self.spans.sort_unstable();
            self.spans.dedup();
            let start = |lead: usize| self.spans.partition_point(|span| (span.lead as usize) < lead) as u32;
            self.starts = (0..=leads).map(start).collect();
        }
        self
    }

    /// Whether no lead is ever closed.
    pub(crate) fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Bytes of memory.
    pub(crate) fn memory(&self) -> usize {
        size_of_val(self.spans.as_slice()) + size_of_val(self.starts.as_slice())
    }

    /// Whether a lead is closed at an instant: an outcome that closes it lies before, and it is not open again.
    pub(crate) fn holds(&self, lead: u32, as_of: AsOf) -> bool {
        let bounds = (self.starts.get(lead as usize), self.starts.get(lead as usize + 1));
        let (Some(&start), Some(&end)) = bounds else { return false };
        let spans = self.spans.get(start as usize..end as usize).unwrap_or_default();
        spans.iter().any(|span| span.after < as_of.micros() && as_of.micros() < span.before)
    }
}

/// What an outcome does to a lead: nothing, end it for some time, or for good.
const OPEN: u32 = 0;
const ENDS: u32 = 1;
const ENDS_FOR_GOOD: u32 = 2;

fn end_of(outcome: &Outcome, name: &str) -> u32 {
    match (outcome.closes(name), outcome.is_won(name)) {
        (false, _) => OPEN,
        (true, false) => ENDS,
        (true, true) => ENDS_FOR_GOOD,
    }
}

impl Plan {
    /// The events of a batch that are outcomes, in a model whose outcomes are events: as [`crate::outcome_schema`] has
    /// it, but without values. None where there are none.
    ///
    /// Outcomes are found whatever their time: one that lies after all instants still tells who was won.
    pub fn outcomes_of(&self, events: &RecordBatch) -> Result<Option<RecordBatch>, ScoreError> {
        let Some(outcome) = self.model.outcome().filter(|outcome| outcome.source == OutcomeSource::Events) else {
            return Ok(None);
        };
        let EventColumns { lead_id, event_type, time, .. } = &self.event_columns;
        let types = event_type.of(events)?;
        let is_outcome = |name: &str| outcome.is_won(name) || outcome.closes(name);
        if !may_hold(types, is_outcome) {
            return Ok(None);
        }
        let (lead_ids, times) = (lead_id.of(events)?, time.of(events)?);
        let is_known = |row: usize| lead_ids.is_valid(row) && times.is_valid(row);
        let of_row = numbers(types, 0, |name| u32::from(is_outcome(name))).into_iter().enumerate();
        let kept: BooleanArray = of_row.map(|(row, is_outcome)| Some(is_outcome != 0 && is_known(row))).collect();
        if kept.true_count() == 0 {
            return Ok(None);
        }
        let roles = [(LEAD_ID, lead_ids), (OUTCOME, types), (OUTCOME_AT, times)];
        let columns = roles.into_iter().map(|(name, column)| Ok((name, filter(column, &kept)?, false)));
        let columns: Vec<_> = columns.collect::<Result<_, ArrowError>>()?;
        Ok(Some(RecordBatch::try_from_iter_with_nullable(columns)?))
    }
}

/// Whether some row may hold such a text: as its dictionary tells, where it has one.
fn may_hold(column: &ArrayRef, is_wanted: impl Fn(&str) -> bool) -> bool {
    let values = column.as_dictionary_opt::<Int32Type>().and_then(|column| column.values().as_string_opt::<i32>());
    values.is_none_or(|values| values.iter().flatten().any(is_wanted))
}
