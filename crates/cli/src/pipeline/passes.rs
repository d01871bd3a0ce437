//! Passes: all events once through the engine.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use handraise_engine::{EventReader, EventsRead, History, Instants, Plan, ScoreError, Scoring, text_at};
use handraise_input::{DataReport, Stretch, read_events};
use handraise_model::columns::{EVENT_TIME, LEAD_ID};

use super::Prepared;
use crate::exit::Failure;
use crate::spill::TemporaryFile;
use crate::terminal::progress::ReadingProgress;

/// Sees each batch of events.
pub(crate) type Tap<'t> = &'t mut (dyn FnMut(&RecordBatch) + Send);

/// Takes each batch of events, on any thread, and gives what is to be read of it.
pub(crate) type Through<'t> = &'t (dyn Fn(RecordBatch) -> Result<RecordBatch, ScoreError> + Sync);

/// The same events through the same model once more, on several ways at once: they are read once for all of them.
pub(crate) struct Pass<'p> {
    /// Leads, and what is read of events.
    pub(crate) ways: &'p [Way<'p>],
    /// When leads are scored.
    pub(crate) instants: Instants,
    /// Whether outcomes close leads.
    pub(crate) closes: bool,
}

/// One way of events through the model.
pub(crate) struct Way<'p> {
    /// The leads that are scored.
    pub(crate) leads: &'p [RecordBatch],
    /// What is read of events.
    pub(crate) through: Through<'p>,
}

/// Who looks at events before they are scored.
enum Watch<'w> {
    Nobody,
    /// In order, on one thread.
    Tap(Tap<'w>),
    /// On each way by itself.
    Ways(&'w [Way<'w>]),
}

impl Prepared {
    /// Lets all events pass, on all threads; a `tap` sees each batch, in order, on one. Gives the history and adds to
    /// the report.
    pub(crate) fn play(&self, report: &mut DataReport, tap: Option<Tap<'_>>) -> Result<History<'_>, Failure> {
        let started = match self.condensed.take() {
            Some(read) => self.plan.start_with(read),
            None => self.plan.start(&self.leads.batches, &Instants::Shared(self.request.instants.clone())),
        };
        let mut scoring = started.map_err(|error| self.failure(error))?;
        let watch = tap.map_or(Watch::Nobody, Watch::Tap);
        self.feed(std::slice::from_mut(&mut scoring), report, watch, true)?;
        scoring.finish().map_err(|error| self.failure(error))
    }

    /// Lets all events pass again, on all threads. Gives a history for each way.
    pub(crate) fn pass(&self, pass: &Pass<'_>, report: &mut DataReport) -> Result<Vec<History<'_>>, Failure> {
        let refused = |error| self.failure(error);
        let start = |way: &Way<'_>| self.plan.start(way.leads, &pass.instants).map_err(refused);
        let mut scorings: Vec<Scoring<'_>> = pass.ways.iter().map(start).collect::<Result<_, _>>()?;
        self.feed(&mut scorings, report, Watch::Ways(pass.ways), pass.closes)?;
        scorings.into_iter().map(|scoring| scoring.finish().map_err(refused)).collect()
    }

    /// The time of the latest event of known leads, if there is any; all of them are read for it.
    pub(crate) fn latest_event(&self, is_known: impl Fn(&str) -> bool + Sync) -> Result<Option<i64>, Failure> {
        let progress = ReadingProgress::new("reading events");
        let mut of_threads = vec![None; self.request.threads.get()];
        let sinks = of_threads.iter_mut().map(|known: &mut Option<i64>| {
            let is_known = &is_known;
            move |_: &Stretch, batch: RecordBatch| -> ControlFlow<()> {
                *known = (*known).max(latest(&batch, *known, is_known));
                ControlFlow::Continue(())
            }
        });
        let mut sinks: Vec<_> = sinks.collect();
        let (model, mut unsaid) = (self.plan.model(), DataReport::default());
        if !self.events.is_empty() {
            read_events(model, &self.events, &mut unsaid, &|progressed| progress.show(progressed), &mut sinks)?;
        }
        drop(sinks);
        Ok(of_threads.into_iter().flatten().max())
    }

    fn feed(
        &self,
        scorings: &mut [Scoring<'_>],
        report: &mut DataReport,
        watch: Watch<'_>,
        closes: bool,
    ) -> Result<(), Failure> {
        let refused = |error| self.failure(error);
        let memory = usize::try_from(self.request.memory).unwrap_or(usize::MAX) / scorings.len().max(1);
        for scoring in &mut *scorings {
            scoring.limit_memory(memory, Arc::new(TemporaryFile::default()));
            for adjustments in &self.adjustments {
                scoring.push_adjustments(adjustments).map_err(refused)?;
            }
        }
        let mut outcomes = self.outcomes.clone();
        if !self.events.is_empty() {
            let (read, found) = self.read_events(scorings, report, watch)?;
            scorings
                .iter_mut()
                .zip(read)
                .for_each(|(scoring, read)| read.into_iter().for_each(|read| scoring.add(read)));
            outcomes.extend(found);
        }
        for scoring in scorings.iter_mut().filter(|_| closes) {
            for outcomes in &outcomes {
                scoring.push_outcomes(outcomes).map_err(refused)?;
            }
        }
        Ok(())
    }

    /// What was read of events for each scoring, and those of them that are outcomes.
    fn read_events(
        &self,
        scorings: &[Scoring<'_>],
        report: &mut DataReport,
        watch: Watch<'_>,
    ) -> Result<(Vec<Vec<EventsRead>>, Vec<RecordBatch>), Failure> {
        let progress = ReadingProgress::new("reading events");
        let (mut tap, ways) = match watch {
            Watch::Nobody => (None, None),
            Watch::Tap(tap) => (Some(tap), None),
            Watch::Ways(ways) => (None, Some(ways)),
        };
        let threads = if tap.is_some() { NonZeroUsize::MIN } else { self.request.threads };
        let (refused, outcomes) = (OnceLock::new(), Mutex::new(Vec::new()));
        let mut of_threads: Vec<Vec<EventReader<'_>>> = Vec::new();
        of_threads.resize_with(threads.get(), Vec::new);
        for scoring in scorings {
            of_threads.iter_mut().zip(scoring.readers(threads)).for_each(|(readers, reader)| readers.push(reader));
        }
        let sinks = of_threads.iter_mut().map(|readers| {
            let mut tap = tap.take();
            let (plan, refused, outcomes) = (&self.plan, &refused, &outcomes);
            move |stretch: &Stretch, batch: RecordBatch| {
                if let Some(tap) = &mut tap {
                    tap(&batch);
                }
                match push(plan, readers, stretch, &batch, ways) {
                    Ok(found) => {
                        let mut outcomes = outcomes.lock().unwrap_or_else(PoisonError::into_inner);
                        outcomes.extend(found);
                        ControlFlow::Continue(())
                    }
                    Err(error) => refuse(refused, error),
                }
            }
        });
        let mut sinks: Vec<_> = sinks.collect();
        let model = self.plan.model();
        read_events(model, &self.events, report, &|progressed| progress.show(progressed), &mut sinks)?;
        drop(sinks);
        if let Some(error) = refused.into_inner() {
            return Err(self.failure(error));
        }
        let mut read: Vec<Vec<EventsRead>> = scorings.iter().map(|_| Vec::new()).collect();
        for readers in of_threads {
            for (read, reader) in read.iter_mut().zip(readers) {
                read.push(reader.finish().map_err(|error| self.failure(error))?);
            }
        }
        let outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok((read, outcomes))
    }
}

/// Lets a batch pass on all ways; gives the outcomes in it.
fn push(
    plan: &Plan,
    readers: &mut [EventReader<'_>],
    stretch: &Stretch,
    batch: &RecordBatch,
    ways: Option<&[Way<'_>]>,
) -> Result<Option<RecordBatch>, ScoreError> {
    let of_known = match &*readers {
        [reader, _, ..] => Some(reader.of_known_leads(batch)?),
        _ => None,
    };
    let batch = of_known.as_ref().unwrap_or(batch);
    for (index, reader) in readers.iter_mut().enumerate() {
        match ways.and_then(|ways| ways.get(index)) {
            Some(way) => reader.push(stretch.number, &(way.through)(batch.clone())?)?,
            None => reader.push(stretch.number, batch)?,
        }
    }
    plan.outcomes_of(batch)
}

/// The latest time of a batch's events of known leads, if it is later than what is known.
pub(crate) fn latest(batch: &RecordBatch, known: Option<i64>, is_known: impl Fn(&str) -> bool) -> Option<i64> {
    let (times, leads) = (batch.column_by_name(EVENT_TIME)?, batch.column_by_name(LEAD_ID)?);
    let times = times.as_primitive_opt::<TimestampMicrosecondType>()?.iter().enumerate();
    let mut later: Vec<(i64, usize)> =
        times.filter_map(|(row, time)| Some((time?, row))).filter(|(time, _)| Some(*time) > known).collect();
    later.sort_unstable_by(|one, other| other.cmp(one));
    later.into_iter().find(|(_, row)| text_at(leads, *row).is_some_and(&is_known)).map(|(time, _)| time)
}

/// The first of several threads' errors is told.
pub(super) fn refuse<T>(refused: &OnceLock<ScoreError>, error: ScoreError) -> ControlFlow<(), T> {
    let _ = refused.set(error);
    ControlFlow::Break(())
}
