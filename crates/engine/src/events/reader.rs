//! One thread's reading of events.

use std::sync::PoisonError;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, ArrayRef, BooleanArray, PrimitiveArray, RecordBatch};
use arrow_select::filter::filter_record_batch;

use super::kinds::{Kinds, NO_KIND};
use super::stage::{Stage, same};
use super::touches::LastBefore;
use super::{EventCounts, NO_CLASS, Record, Row, Touches, conditions};
use crate::compaction::compacted;
use crate::error::ScoreError;
use crate::interner::Interner;
use crate::leads::NO_LEAD;
use crate::runs::Run;
use crate::scoring::Scoring;
use crate::text_columns::{numbers, text_at};

/// So many records make a run.
const RUN_RECORDS: usize = 1 << 17;

/// Runs are compacted when all readers together hold so many bytes, and so many more for each lead and criterion: as
/// much as state by lead and criterion would take. With fewer events, compaction costs more time than it saves memory.
const COMPACT_BYTES_MIN: usize = 128 << 20;
const COMPACT_BYTES_PER_STATE: usize = 16;

/// Reads events on one thread: batches in, what scores depend on out.
#[derive(Debug)]
pub struct EventReader<'s> {
    scoring: &'s Scoring<'s>,
    kinds: Kinds<'s>,
    stages: Vec<Stage<'s>>,
    /// Whether some `where` is made row by row.
    tests_by_row: bool,
    /// The types of the last batch, where they were a dictionary, and the kind of each.
    types: Option<(ArrayRef, Vec<u32>)>,
    sources: Interner,
    /// Where last touches are found among the events.
    last_before: Option<LastBefore>,
    stretch: u32,
    records: Vec<Record>,
    read: EventsRead,
    /// Bytes of memory that its runs take, at how many they are worth being compacted, and at how many they next are.
    held: usize,
    compact_bytes: usize,
    compact_at: usize,
    kind_of: Vec<u32>,
}

/// What a thread has read.
#[derive(Debug, Default)]
pub struct EventsRead {
    /// The runs, each with the stretch of the input it comes from.
    pub(crate) runs: Vec<(u32, Run)>,
    pub(crate) touches: Touches,
    pub(crate) counts: EventCounts,
}

impl EventsRead {
    /// Bytes of memory that the runs take.
    fn held(&self) -> usize {
        self.runs.iter().map(|(_, run)| run.bytes()).sum()
    }

    /// Adds what another thread has read.
    pub(crate) fn add(&mut self, other: Self) {
        self.runs.extend(other.runs);
        self.touches.add(other.touches);
        self.counts.add(other.counts);
    }
}

impl<'s> EventReader<'s> {
    /// A reader that goes on from what was read before, one of so many that read side by side.
    pub(crate) fn new(scoring: &'s Scoring<'s>, mut read: EventsRead, readers: usize) -> Self {
        let plan = &scoring.plan.engagement;
        let states = scoring.leads.len() * plan.criteria.len();
        let compact_bytes = (COMPACT_BYTES_MIN + states * COMPACT_BYTES_PER_STATE) / readers.max(1);
        read.touches.make_room(scoring.leads.len());
        Self {
            scoring,
            kinds: Kinds::new(plan, &scoring.instants, &scoring.vocabulary),
            last_before: (!Touches::are_apart(&scoring.instants)).then(|| LastBefore::new(&scoring.instants)),
            stages: plan.stages.iter().map(|stage| Stage::new(plan, stage)).collect(),
            tests_by_row: plan.groups.iter().any(|group| group.is_tested_by_row()),
            types: None,
            sources: Interner::default(),
            stretch: 0,
            records: Vec::new(),
            held: read.held(),
            compact_bytes,
            compact_at: compact_bytes,
            read,
            kind_of: Vec::new(),
        }
    }

    /// Takes in a batch of events of a stretch of the input. Events that come in order of time, within a stretch and
    /// from one stretch to the next, are never sorted; no order changes a score.
    pub fn push(&mut self, stretch: u32, batch: &RecordBatch) -> Result<(), ScoreError> {
        if stretch != self.stretch {
            self.close_run()?;
            self.stretch = stretch;
        }
        let scoring = self.scoring;
        let columns = &scoring.plan.event_columns;
        let lead_ids = columns.lead_id.of(batch)?;
        let times = columns.time.instants(batch)?;
        self.kinds_of_types(columns.event_type.of(batch)?);
        self.leave_out_incomplete(lead_ids, times);
        let leaves = columns.leaves(scoring.plan.engagement.program(), batch)?;
        for stage in &mut self.stages {
            if let Some(Some(column)) = leaves.get(stage.slot()) {
                stage.advance(column, &mut self.kind_of, &mut self.kinds)?;
            }
        }
        if self.tests_by_row {
            self.test_by_row(batch, lead_ids)?;
        }
        if columns.event_id.is_some() { self.keep_identified(batch, times) } else { self.keep(batch, times) }
    }

    /// The events of leads that are known, where several readers of the same leads take in the same events: who is
    /// known is then found once for all of them. What is left out is counted by none.
    pub fn of_known_leads(&self, batch: &RecordBatch) -> Result<RecordBatch, ScoreError> {
        let mut leads = Vec::new();
        self.scoring.leads.look_up(self.scoring.plan.event_columns.lead_id.of(batch)?, &mut leads);
        if !leads.contains(&NO_LEAD) {
            return Ok(batch.clone());
        }
        let is_known: BooleanArray = leads.iter().map(|lead| Some(*lead != NO_LEAD)).collect();
        Ok(filter_record_batch(batch, &is_known)?)
    }

    /// What was read, to be given to [`Scoring::add`].
    pub fn finish(mut self) -> Result<EventsRead, ScoreError> {
        self.close_run()?;
        if self.last_before.is_some() {
            self.read.touches = Touches::default();
        }
        Ok(self.read)
    }

    /// The kind of each row as far as its type tells.
    fn kinds_of_types(&mut self, types: &ArrayRef) {
        let Self { kinds, kind_of, .. } = self;
        let Some(dictionary) = types.as_dictionary_opt::<Int32Type>() else {
            *kind_of = numbers(types, NO_KIND, |name| kinds.of_type(name));
            return;
        };
        let values = dictionary.values();
        let known = self.types.take().filter(|(known, _)| same(known, values));
        let of_values = match known {
            Some((_, of_values)) => of_values,
            None => numbers(values, NO_KIND, |name| kinds.of_type(name)),
        };
        let of_key = |key: &i32| of_values.get(*key as usize).copied().unwrap_or(NO_KIND);
        kind_of.clear();
        kind_of.extend(dictionary.keys().values().iter().map(of_key));
        if let Some(nulls) = dictionary.nulls() {
            kind_of.iter_mut().zip(nulls).filter(|(_, known)| !known).for_each(|(kind, _)| *kind = NO_KIND);
        }
        self.types = Some((values.clone(), of_values));
    }

    /// Counts rows by type; a row without lead, type or time has no kind.
    fn leave_out_incomplete(&mut self, lead_ids: &ArrayRef, times: &PrimitiveArray<TimestampMicrosecondType>) {
        for nulls in [lead_ids.logical_nulls(), times.nulls().cloned()].into_iter().flatten() {
            self.kind_of.iter_mut().zip(&nulls).filter(|(_, known)| !known).for_each(|(kind, _)| *kind = NO_KIND);
        }
        let mut rows_of_kind = vec![0_u64; self.kinds.len() + 1];
        let incomplete = self.kinds.len();
        for kind in &self.kind_of {
            rows_of_kind[(*kind as usize).min(incomplete)] += 1;
        }
        let counts = &mut self.read.counts;
        counts.rows += self.kind_of.len() as u64;
        counts.incomplete += rows_of_kind.pop().unwrap_or_default();
        for (kind, rows) in (0..).zip(rows_of_kind).filter(|(_, rows)| *rows > 0) {
            let ty = self.kinds.ty(kind) as usize;
            counts.of_type.resize(counts.of_type.len().max(ty + 1), 0);
            counts.of_type[ty] += rows;
        }
    }

    /// Makes the tests that read more than one text.
    fn test_by_row(&mut self, batch: &RecordBatch, lead_ids: &ArrayRef) -> Result<(), ScoreError> {
        let mut lead_of = Vec::new();
        self.scoring.leads.look_up(lead_ids, &mut lead_of);
        let lead_and_kind = lead_of.iter().zip(&self.kind_of).zip(0..);
        let rows = lead_and_kind.filter(|((lead, kind), _)| **lead != NO_LEAD && **kind != NO_KIND);
        let mut rows: Vec<Row> = rows.map(|((lead, kind), row)| Row { row, lead: *lead, kind: *kind }).collect();
        conditions::test(self.scoring.plan, batch, &mut rows, &mut self.kinds, &self.scoring.instants)?;
        for row in rows {
            self.kind_of[row.row as usize] = row.kind;
        }
        Ok(())
    }

    /// Keeps what scores depend on: of all events the last touch, of those that can count a record.
    fn keep(
        &mut self,
        batch: &RecordBatch,
        times: &PrimitiveArray<TimestampMicrosecondType>,
    ) -> Result<(), ScoreError> {
        let scoring = self.scoring;
        let lead_ids = scoring.plan.event_columns.lead_id.of(batch)?;
        let source = self.source_column(batch)?;
        let Self { kinds, sources, last_before, kind_of, records, read, .. } = self;
        let EventsRead { touches, counts, .. } = read;
        let times = times.values();
        records.reserve(kind_of.len());
        scoring.leads.find_all(lead_ids, touches.latest(), |row, lead, touches| {
            let (Some(kind), Some(&time)) = (kind_of.get(row).and_then(|kind| kinds.get(*kind)), times.get(row)) else {
                return;
            };
            if lead == NO_LEAD {
                return counts.unknown_leads.count(text_at(lead_ids, row));
            }
            if !scoring.horizon.sees(lead, time) {
                counts.not_before += 1;
                return;
            }
            let is_counted = time >= kind.keep_from;
            let mut class = if is_counted { kind.class } else { NO_CLASS };
            if is_counted
                && kind.raises_hand
                && let Some(source) = source
            {
                class = sourced(sources, kinds, class, text_at(source, row));
            }
            let record = Record { time, lead, class };
            match last_before {
                Some(last_before) => last_before.push(touches, record, records),
                None => {
                    Touches::touch(touches, lead, time);
                    if is_counted {
                        records.push(record);
                    }
                }
            }
        });
        if self.records.len() >= RUN_RECORDS { self.close_run() } else { Ok(()) }
    }

    /// The same where events have ids: all are kept until it is known which of them count.
    fn keep_identified(
        &mut self,
        batch: &RecordBatch,
        times: &PrimitiveArray<TimestampMicrosecondType>,
    ) -> Result<(), ScoreError> {
        let scoring = self.scoring;
        let columns = &scoring.plan.event_columns;
        let (lead_ids, source) = (columns.lead_id.of(batch)?, self.source_column(batch)?);
        let Some(ids) = columns.event_id.as_ref().map(|column| column.of(batch)).transpose()? else { return Ok(()) };
        let mut lead_of = Vec::new();
        scoring.leads.look_up(lead_ids, &mut lead_of);
        let mut identities = scoring.identities.lock().unwrap_or_else(PoisonError::into_inner);
        for (row, ((&lead, &kind), &time)) in lead_of.iter().zip(&self.kind_of).zip(times.values()).enumerate() {
            let Some(&known) = self.kinds.get(kind) else { continue };
            if lead == NO_LEAD {
                self.read.counts.unknown_leads.count(text_at(lead_ids, row));
                continue;
            }
            if !scoring.horizon.sees(lead, time) {
                self.read.counts.not_before += 1;
                continue;
            }
            let mut class = known.class;
            if known.raises_hand
                && let Some(source) = source
            {
                class = sourced(&mut self.sources, &mut self.kinds, class, text_at(source, row));
            }
            identities.push(Record { time, lead, class }, text_at(ids, row), self.kinds.ty(kind));
        }
        Ok(())
    }

    /// Takes in records that are known to count.
    pub(crate) fn keep_records(&mut self, records: Vec<Record>) -> Result<(), ScoreError> {
        for record in records {
            let touches = self.read.touches.latest();
            match &mut self.last_before {
                Some(last_before) => last_before.push(touches, record, &mut self.records),
                None => {
                    Touches::touch(touches, record.lead, record.time);
                    if record.class != NO_CLASS {
                        self.records.push(record);
                    }
                }
            }
            if self.records.len() >= RUN_RECORDS {
                self.close_run()?;
            }
        }
        self.close_run()
    }

    fn source_column<'b>(&self, batch: &'b RecordBatch) -> Result<Option<&'b ArrayRef>, ScoreError> {
        let source = &self.scoring.plan.event_columns.lead_source;
        Ok(source.as_ref().map(|column| column.of(batch)).transpose()?)
    }

    /// Makes a run of what was kept since the last one.
    fn close_run(&mut self) -> Result<(), ScoreError> {
        if self.records.is_empty() {
            return Ok(());
        }
        let run = Run::new(&self.records, self.scoring.leads.len());
        self.records.clear();
        self.read.runs.push((self.stretch, run));
        let before = std::mem::replace(&mut self.held, self.read.held());
        self.scoring.memory.count(self.held, before);
        if self.scoring.forgets() && (self.held > self.compact_at || self.scoring.memory.is_short()) {
            self.compact()?;
        }
        if self.scoring.memory.is_short() { self.spill() } else { Ok(()) }
    }

    /// Makes one run of those in memory, without what no score depends on.
    fn compact(&mut self) -> Result<(), ScoreError> {
        let (held, spilled) = std::mem::take(&mut self.read.runs).into_iter().partition(|(_, run)| run.is_held());
        self.read.runs = spilled;
        let held: Vec<(u32, Run)> = held;
        let first = held.first().map_or(0, |(stretch, _)| *stretch);
        let runs: Vec<Run> = held.into_iter().map(|(_, run)| run).collect();
        self.read.runs.push((first, compacted(self.scoring, &runs)?));
        let before = std::mem::replace(&mut self.held, self.read.held());
        self.scoring.memory.count(self.held, before);
        self.compact_at = self.compact_bytes.max(self.held * 2);
        Ok(())
    }

    /// Puts the runs in memory aside.
    fn spill(&mut self) -> Result<(), ScoreError> {
        let Some(spill) = &self.scoring.memory.spill else { return Ok(()) };
        for (_, run) in &mut self.read.runs {
            run.spill(spill)?;
        }
        let before = std::mem::replace(&mut self.held, self.read.held());
        self.scoring.memory.count(self.held, before);
        Ok(())
    }
}

/// The class of hand raises with this lead source.
fn sourced(sources: &mut Interner, kinds: &mut Kinds<'_>, class: u32, source: Option<&str>) -> u32 {
    match source {
        Some(text) => kinds.with_source(class, sources.intern(text), source),
        None => class,
    }
}
