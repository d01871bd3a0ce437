//! Events in, records out: each event is classified once and kept as lead, class and time.
//!
//! The type of an event is looked up once for each value of a dictionary, a `where` is evaluated over the rows of its
//! types alone, and the set of criteria that an event matches is numbered: its *class*. An event that no criterion and
//! no session counts leaves nothing but the lead's last touch. Batches may come in any order and need not be kept; a
//! reader that streams events in order of time, or in partitions of leads, can push and finish one partition after the
//! other with the same plan.

mod classes;
mod conditions;
mod duplicates;
mod touches;
mod types;

use std::collections::BTreeMap;

use arrow_array::{Array, RecordBatch};

pub(crate) use classes::{Classes, NO_CLASS};
use duplicates::Identities;
pub(crate) use touches::Touches;
use types::EventTypes;

use crate::error::ScoreError;
use crate::instants::Instants;
use crate::leads::{Leads, NO_LEAD};
use crate::plan::Plan;
use crate::text_columns::{numbers, text_at};
use crate::unknown_leads::UnknownLeads;

/// The most events of one run that are kept.
const RECORDS_MAX: u64 = u32::MAX as u64;

/// An event as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) time: i64,
    pub(crate) lead: u32,
    pub(crate) class: u32,
}

/// What was counted while events were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventCounts {
    pub(crate) rows: u64,
    pub(crate) incomplete: u64,
    pub(crate) unknown_leads: UnknownLeads,
    pub(crate) not_before: u64,
    pub(crate) duplicates: u64,
    pub(crate) of_type: BTreeMap<String, u64>,
}

/// The events of a run, as far as anything depends on them.
#[derive(Debug)]
pub(crate) struct EventLog<'p> {
    plan: &'p Plan,
    types: EventTypes,
    pub(crate) classes: Classes,
    /// One chunk for each batch, so that a longer log never moves.
    chunks: Vec<Vec<Record>>,
    kept: u64,
    /// Of equal `event_id`s only one counts, which is known when all events are: with ids all events are kept.
    identities: Option<Identities>,
    touches: Touches,
    counts: EventCounts,
}

impl<'p> EventLog<'p> {
    pub(crate) fn new(plan: &'p Plan, instants: &Instants, leads: usize) -> Self {
        Self {
            plan,
            types: EventTypes::default(),
            classes: Classes::new(&plan.engagement),
            chunks: Vec::new(),
            kept: 0,
            identities: plan.event_columns.event_id.is_some().then(Identities::default),
            touches: Touches::new(instants, leads),
            counts: EventCounts::default(),
        }
    }

    /// Reads one batch of events.
    pub(crate) fn push(&mut self, batch: &RecordBatch, leads: &Leads, instants: &Instants) -> Result<(), ScoreError> {
        let columns = &self.plan.event_columns;
        let lead_of = numbers(columns.lead_id.of(batch)?, NO_LEAD, |id| leads.get(id).unwrap_or(NO_LEAD));
        let lead_ids = columns.lead_id.of(batch)?;
        let times = columns.time.instants(batch)?;
        let (types, classes, plan) = (&mut self.types, &mut self.classes, self.plan);
        let type_of =
            numbers(columns.event_type.of(batch)?, NO_CLASS, |name| types.number(name, &plan.engagement, classes));
        self.counts.rows += batch.num_rows() as u64;

        // Which rows count at all, and in which interval between instants they fall.
        let mut rows: Vec<Row> = Vec::with_capacity(batch.num_rows());
        for (row, (&lead, &ty)) in lead_of.iter().zip(&type_of).enumerate() {
            if ty == NO_CLASS || times.is_null(row) || (lead == NO_LEAD && lead_ids.is_null(row)) {
                self.counts.incomplete += 1;
                continue;
            }
            self.types.count(ty);
            if lead == NO_LEAD {
                self.counts.unknown_leads.count(text_at(lead_ids, row));
                continue;
            }
            let time = times.value(row);
            match self.touches.horizon.first_after(lead, time) {
                None => self.counts.not_before += 1,
                Some(position) => {
                    if self.identities.is_none() {
                        self.touches.touch(lead, position, time);
                    }
                    rows.push(Row { row: row as u32, lead, ty, class: self.types.class(ty), time });
                }
            }
        }
        conditions::test(self.plan, batch, &mut rows, &self.types, &mut self.classes, instants)?;
        self.keep(batch, &rows)
    }

    /// The events by lead and time, what they mean, and the last touches.
    pub(crate) fn finish(mut self) -> (Vec<Vec<Record>>, Classes, Touches, EventCounts) {
        if let Some(identities) = self.identities.take() {
            let records: Vec<Record> = self.chunks.concat();
            let (kept, dropped) = identities.drop_duplicates(records, &self.types, &self.classes);
            self.counts.duplicates = dropped;
            for record in &kept {
                if let Some(position) = self.touches.horizon.first_after(record.lead, record.time) {
                    self.touches.touch(record.lead, position, record.time);
                }
            }
            self.chunks = vec![kept.into_iter().filter(|record| record.class != NO_CLASS).collect()];
        }
        self.counts.of_type = self.types.counts();
        (self.chunks, self.classes, self.touches, self.counts)
    }

    fn keep(&mut self, batch: &RecordBatch, rows: &[Row]) -> Result<(), ScoreError> {
        let columns = &self.plan.event_columns;
        let source = columns.lead_source.as_ref().map(|column| column.of(batch)).transpose()?;
        let ids = columns.event_id.as_ref().map(|column| column.of(batch)).transpose()?;
        let mut chunk = Vec::new();
        for row in rows {
            if row.class == NO_CLASS && ids.is_none() {
                continue;
            }
            let mut class = row.class;
            if let Some(source) = source
                && self.classes.raises_hand(class)
            {
                class = self.classes.with_source(class, text_at(source, row.row as usize));
            }
            chunk.push(Record { time: row.time, lead: row.lead, class });
            if let (Some(ids), Some(identities)) = (ids, &mut self.identities) {
                identities.push(text_at(ids, row.row as usize), row.ty);
            }
        }
        self.kept += chunk.len() as u64;
        if self.kept > RECORDS_MAX {
            return Err(ScoreError::TooManyRows { what: "events", limit: RECORDS_MAX });
        }
        if !chunk.is_empty() {
            self.chunks.push(chunk);
        }
        Ok(())
    }
}

/// A row of a batch on its way to a record.
#[derive(Clone, Copy, Debug)]
struct Row {
    row: u32,
    lead: u32,
    ty: u32,
    class: u32,
    time: i64,
}
