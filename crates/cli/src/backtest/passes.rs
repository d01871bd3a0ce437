//! The passes of a backtest: the same events through the engine, once for each thing that is asked of them.

use std::sync::{Arc, Mutex};

use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, new_null_array};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, DataType};
use handraise_engine::{Counts, History, Instants, Plan, Ranking, ScoreError, ScoreOptions};
use handraise_evidence::{LeadRows, LeadTable};
use handraise_input::DataReport;
use handraise_model::{DataPoint, SourceId};

use super::Read;
use crate::exit::Failure;
use crate::pipeline::{Pass, Prepared, latest};
use crate::terminal::progress::InstantProgress;

/// Leads that are scored, wherever they stand in time.
pub(super) struct Scored<'s> {
    pub(super) read: &'s Read<'s>,
    /// The model that scores, bound to its leads.
    pub(super) prepared: &'s Prepared,
    /// The leads that are given to the engine, and which rows they are.
    pub(super) batches: &'s [RecordBatch],
    pub(super) rows: &'s LeadRows,
    /// Whether outcomes close leads, as this model has it.
    pub(super) closes: bool,
    /// So many instants are scored, the first: behind them no horizon is over.
    pub(super) instants: usize,
}

/// What is to be said of passes.
#[derive(Default)]
pub(super) struct Passed {
    /// Closed leads that were left out, over all instants.
    pub(super) closed: u64,
    /// What was read.
    pub(super) counts: Counts,
}

/// What events tell beside scores.
#[derive(Default)]
pub(super) struct Told {
    latest: Mutex<Option<i64>>,
    outcomes: Mutex<Vec<RecordBatch>>,
}

impl Told {
    /// The time of the latest event, whatever its instant.
    pub(super) fn latest(&self) -> Option<i64> {
        self.latest.lock().map_or(None, |latest| *latest)
    }

    /// Outcomes among the events.
    pub(super) fn outcomes(&self) -> Vec<RecordBatch> {
        self.outcomes.lock().map(|outcomes| outcomes.clone()).unwrap_or_default()
    }

    /// Each pass meets the same outcomes again.
    fn forget_outcomes(&self) {
        if let Ok(mut outcomes) = self.outcomes.lock() {
            outcomes.clear();
        }
    }

    fn see(&self, plan: &Plan, leads: &LeadTable, batch: &RecordBatch) -> Result<(), ScoreError> {
        let known = self.latest();
        let latest = latest(batch, known, |id| leads.number(id).is_some());
        if let Ok(mut known) = self.latest.lock() {
            *known = (*known).max(latest);
        }
        if let Some(found) = plan.outcomes_of(batch)?
            && let Ok(mut outcomes) = self.outcomes.lock()
        {
            outcomes.push(found);
        }
        Ok(())
    }
}

impl Scored<'_> {
    /// Scores at all instants, one after the other. What events tell is kept as they pass; `blank` are sources whose data points nobody knows.
    pub(super) fn for_each_ranking(
        &self,
        options: &ScoreOptions,
        blank: &[SourceId],
        told: &Told,
        report: &mut DataReport,
        mut take: impl FnMut(usize, &Ranking<'_>),
    ) -> Result<Passed, Failure> {
        let (prepared, placement) = (self.prepared, self.read.placement.first(self.instants));
        let (plan, known) = (&prepared.plan, &self.read.leads);
        let model = plan.model();
        let refused = |error| prepared.failure(error);
        let leads: Result<Vec<_>, _> = self.batches.iter().map(|batch| blank_out(model.lead(), blank, batch)).collect();
        let leads = leads.map_err(|error| refused(error.into()))?;
        let through = |batch: RecordBatch| {
            told.see(plan, known, &batch)?;
            Ok(blank_out(model.event(), blank, &batch)?)
        };
        let progress = InstantProgress::new(placement.len());
        let (mut number, mut passed) = (0, Passed::default());
        for instants in placement.passes(&self.read.leads, self.rows) {
            let count = instants.len();
            told.forget_outcomes();
            // As of the end no outcome closes a lead: there, what would is what is looked for.
            let pass =
                Pass { leads: &leads, instants, closes: self.closes && !self.read.is_ordered(), through: &through };
            let history = prepared.pass(&pass, report)?;
            passed.closed += history.counts().leads_left_out.iter().map(|left_out| left_out.closed).sum::<u64>();
            passed.counts = history.counts().clone();
            for ranking in history.rankings(0..count, options).map_err(refused)? {
                progress.begin(number);
                take(number, &ranking.map_err(refused)?);
                number += 1;
            }
        }
        Ok(passed)
    }
}

impl<'s> Scored<'s> {
    /// What leads did, scored at one of the instants, or ages, alone.
    pub(super) fn history(&self, instant: usize) -> Result<History<'s>, Failure> {
        let only = self.read.placement.only(instant).passes(&self.read.leads, self.rows);
        let instants = only.into_iter().next().unwrap_or(Instants::Shared(Vec::new()));
        let through = |batch: RecordBatch| Ok(batch);
        let pass =
            Pass { leads: self.batches, instants, closes: self.closes && !self.read.is_ordered(), through: &through };
        self.prepared.pass(&pass, &mut DataReport::default())
    }
}

/// The batch with all data points of some sources unknown.
fn blank_out(data_points: &[DataPoint], blank: &[SourceId], batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let is_blank = |data_point: &&DataPoint| data_point.source.is_some_and(|source| blank.contains(&source));
    let mut columns = batch.columns().to_vec();
    for data_point in data_points.iter().filter(is_blank) {
        if let Some((index, _)) = batch.schema_ref().column_with_name(&data_point.name) {
            columns[index] = unknown(&columns[index]);
        }
    }
    RecordBatch::try_new(batch.schema(), columns)
}

/// A column of as many values that nobody knows: of lists empty ones, for a list is never null.
fn unknown(column: &ArrayRef) -> ArrayRef {
    match column.data_type() {
        DataType::List(field) => {
            let items = new_null_array(field.data_type(), 0);
            let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(0, column.len()));
            Arc::new(ListArray::new(field.clone(), offsets, items, None))
        }
        other => new_null_array(other, column.len()),
    }
}
