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
use crate::pipeline::{Pass, Prepared, Way, latest};
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

/// One way to score the same leads.
pub(super) struct Variant {
    pub(super) options: ScoreOptions,
    /// Sources whose data points nobody knows.
    pub(super) blank: Vec<SourceId>,
}

/// Variants that read the same events together: each holds what it keeps of them in memory.
const VARIANTS_AT_ONCE: usize = 4;

/// What is read of events on one way.
type Reading<'r> = Box<dyn Fn(RecordBatch) -> Result<RecordBatch, ScoreError> + Sync + 'r>;

impl Scored<'_> {
    /// Scores in all variants, each at all instants, one after the other: `take` is given the index of the variant, and of
    /// the instant. What events tell is kept as they pass.
    ///
    /// What is said of it is said of the first variant.
    pub(super) fn for_each_ranking(
        &self,
        variants: &[Variant],
        told: &Told,
        report: &mut DataReport,
        mut take: impl FnMut(usize, usize, &Ranking<'_>),
    ) -> Result<Passed, Failure> {
        let placement = self.read.placement.first(self.instants);
        let progress = InstantProgress::new(placement.len() * variants.len());
        let (mut passed, mut done, mut unsaid) = (Passed::default(), 0, DataReport::default());
        for (group, variants) in variants.chunks(VARIANTS_AT_ONCE).enumerate() {
            let (first, mut number) = (group * VARIANTS_AT_ONCE, 0);
            for instants in placement.passes(&self.read.leads, self.rows) {
                let count = instants.len();
                told.forget_outcomes();
                let histories =
                    self.pass(variants, instants, told, if first == 0 { &mut *report } else { &mut unsaid })?;
                if let Some(history) = histories.first().filter(|_| first == 0) {
                    passed.closed +=
                        history.counts().leads_left_out.iter().map(|left_out| left_out.closed).sum::<u64>();
                    passed.counts = history.counts().clone();
                }
                for ((variant, asked), history) in (first..).zip(variants).zip(histories) {
                    let rankings = history.rankings(0..count, &asked.options).map_err(|error| self.refused(error))?;
                    for (instant, ranking) in (number..).zip(rankings) {
                        progress.begin(done);
                        done += 1;
                        take(variant, instant, &ranking.map_err(|error| self.refused(error))?);
                    }
                }
                number += count;
            }
        }
        Ok(passed)
    }

    /// Lets events pass for some variants at some instants.
    fn pass(
        &self,
        variants: &[Variant],
        instants: Instants,
        told: &Told,
        report: &mut DataReport,
    ) -> Result<Vec<History<'_>>, Failure> {
        let plan = &self.prepared.plan;
        let model = plan.model();
        let blanked = |variant: &Variant| -> Result<Vec<RecordBatch>, ArrowError> {
            self.batches.iter().map(|batch| blank_out(model.lead(), &variant.blank, batch)).collect()
        };
        let leads: Result<Vec<_>, _> = variants.iter().map(blanked).collect();
        let leads = leads.map_err(|error| self.refused(error.into()))?;
        let reading = |(index, variant): (usize, &Variant)| -> Reading<'_> {
            let (blank, known) = (variant.blank.clone(), &self.read.leads);
            Box::new(move |batch: RecordBatch| {
                if index == 0 {
                    told.see(plan, known, &batch)?;
                }
                Ok(blank_out(model.event(), &blank, &batch)?)
            })
        };
        let readings: Vec<Reading<'_>> = variants.iter().enumerate().map(reading).collect();
        let ways: Vec<Way<'_>> = leads.iter().zip(&readings).map(|(leads, through)| Way { leads, through }).collect();
        self.prepared.pass(&Pass { ways: &ways, instants, closes: self.closes_leads() }, report)
    }

    fn refused(&self, error: ScoreError) -> Failure {
        self.prepared.failure(error)
    }

    /// As of the end no outcome closes a lead: there, what would is what is looked for.
    fn closes_leads(&self) -> bool {
        self.closes && !self.read.is_ordered()
    }

    /// What leads did, scored at one of the instants, or ages, alone.
    pub(super) fn history(&self, instant: usize) -> Result<Option<History<'_>>, Failure> {
        let only = self.read.placement.only(instant).passes(&self.read.leads, self.rows);
        let instants = only.into_iter().next().unwrap_or(Instants::Shared(Vec::new()));
        let variant = Variant { options: ScoreOptions::default(), blank: Vec::new() };
        let histories = self.pass(&[variant], instants, &Told::default(), &mut DataReport::default())?;
        Ok(histories.into_iter().next())
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
