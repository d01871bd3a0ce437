//! One thread's reading of leads.
//!
//! What the leads' data points say is worked out batch by batch, and of a batch stays only what is read once more: the
//! ids, and what lanes and ages read. So the columns of all leads are never in memory at once.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::RecordBatch;
use handraise_model::Model;
use handraise_model::columns::{LEAD_CREATED, LEAD_ID};
use handraise_model::values::AsOf;

use super::{Leads, Present};
use crate::condition::Memory;
use crate::error::ScoreError;
use crate::instants::Instants;
use crate::partition::{self, PARTITION_LEADS};
use crate::plan::Plan;
use crate::profile::Profiles;

/// Reads leads on one thread: batches in, some thirty bytes a lead out. Their run can be scored, not explained.
///
/// Where leads have several rows, batches are kept as they are, and so they are where conditions on them read ages and each
/// lead has an instant of its own. What conditions on ages read is kept beside what lanes read: at another instant they say
/// something else.
#[derive(Debug)]
pub struct LeadReader<'p> {
    plan: &'p Plan,
    /// The instant that conditions are evaluated at; none: they are not, before a run is scored.
    as_of: Option<AsOf>,
    memory: Memory,
    read: LeadsRead,
}

/// The leads that a thread has read, for one plan and its instants.
#[derive(Debug)]
pub struct LeadsRead {
    model: Arc<Model>,
    instants: Instants,
    /// Whether it was worked out what their data points say.
    condensed: bool,
    /// Each with the stretch of the input it comes from.
    batches: Vec<(u32, Batch)>,
}

/// A batch, as far as it is kept.
#[derive(Debug)]
struct Batch {
    columns: RecordBatch,
    /// So many rows, and what is known of them.
    profiles: Vec<(usize, Profiles)>,
}

/// The leads of all threads, in the order of the input.
#[derive(Debug)]
pub(crate) struct ReadInOrder {
    pub(crate) instants: Instants,
    pub(crate) batches: Vec<RecordBatch>,
    pub(crate) profiles: Option<RowProfiles>,
}

/// What is known of rows, some thousand at a time.
#[derive(Debug)]
pub(crate) struct RowProfiles {
    /// The first row of each piece, counted over all batches, and the end of the last.
    starts: Vec<usize>,
    pieces: Vec<Arc<Profiles>>,
}

impl<'p> LeadReader<'p> {
    pub(crate) fn new(plan: &'p Plan, instants: &Instants) -> Self {
        // What reads ages is evaluated again where there are several instants: any will do.
        let any = AsOf::from_micros(0);
        let as_of = match instants {
            _ if plan.lead_columns.valid_from.is_some() => None,
            Instants::PerLead(_) => (!plan.profile.reads_as_of).then_some(any),
            Instants::Shared(instants) => Some(if let [only] = instants[..] { only } else { any }),
        };
        let model = Arc::clone(&plan.model);
        let read = LeadsRead { model, instants: instants.clone(), condensed: as_of.is_some(), batches: Vec::new() };
        Self { plan, as_of, memory: Memory::default(), read }
    }

    /// Takes in a batch of leads of a stretch of the input; those of one stretch come in order.
    pub fn push(&mut self, stretch: u32, batch: &RecordBatch) -> Result<(), ScoreError> {
        let Some(as_of) = self.as_of else {
            self.read.batches.push((stretch, Batch { columns: batch.clone(), profiles: Vec::new() }));
            return Ok(());
        };
        let mut profiles = Vec::with_capacity(batch.num_rows().div_ceil(PARTITION_LEADS));
        for first in (0..batch.num_rows()).step_by(PARTITION_LEADS) {
            let rows = PARTITION_LEADS.min(batch.num_rows() - first);
            let present = Present::of_batch(batch.slice(first, rows), as_of);
            let known = self.plan.profile.evaluate(&mut self.memory, &self.plan.lead_columns, &present, false)?;
            profiles.push((rows, known));
        }
        let kept = |name: &str| [LEAD_ID, LEAD_CREATED].contains(&name) || self.plan.reads_again(name);
        let columns = columns_of(batch, kept)?;
        self.read.batches.push((stretch, Batch { columns, profiles }));
        Ok(())
    }

    /// What was read, to begin a run with: see [`Plan::start_with`].
    #[must_use]
    pub fn finish(self) -> LeadsRead {
        self.read
    }
}

impl LeadsRead {
    /// What all threads have read, in the order of the input.
    pub(crate) fn in_order(plan: &Plan, read: Vec<Self>) -> Result<ReadInOrder, ScoreError> {
        let Some(Self { instants, condensed, .. }) = read.first() else { return Err(ScoreError::LeadsOfOtherPlan) };
        let (instants, condensed) = (instants.clone(), *condensed);
        if read.iter().any(|read| !Arc::ptr_eq(&read.model, &plan.model) || read.instants != instants) {
            return Err(ScoreError::LeadsOfOtherPlan);
        }
        let mut all: Vec<(u32, Batch)> = read.into_iter().flat_map(|read| read.batches).collect();
        all.sort_by_key(|(stretch, _)| *stretch);
        let mut profiles = RowProfiles { starts: vec![0], pieces: Vec::new() };
        let (mut batches, mut row) = (Vec::with_capacity(all.len()), 0);
        for (_, batch) in all {
            batches.push(batch.columns);
            for (rows, piece) in batch.profiles {
                row += rows;
                profiles.starts.push(row);
                profiles.pieces.push(Arc::new(piece));
            }
        }
        Ok(ReadInOrder { instants, batches, profiles: condensed.then_some(profiles) })
    }
}

impl RowProfiles {
    /// The same by partition of leads.
    pub(crate) fn by_partition(self, leads: &Leads) -> Vec<Arc<Profiles>> {
        let partitions = 0..partition::count(leads.len());
        let of_partition = |partition| leads.all(partition::leads(partition, leads.len()));
        partitions.map(|partition| self.of_rows(&of_partition(partition).row)).collect()
    }

    /// What is known of these rows, which rise: leads are numbered in order of their first.
    fn of_rows(&self, rows: &[u32]) -> Arc<Profiles> {
        let mut parts: Vec<(&Profiles, Range<usize>)> = Vec::new();
        let mut rest = rows;
        while let Some(&first) = rest.first() {
            let index = self.starts.partition_point(|start| *start <= first as usize).saturating_sub(1);
            let (Some(&start), Some(&end)) = (self.starts.get(index), self.starts.get(index + 1)) else { break };
            let Some(piece) = self.pieces.get(index) else { break };
            let (of_piece, others) = rest.split_at(rest.partition_point(|row| (*row as usize) < end));
            if of_piece.len() == rows.len() && rows.len() == end - start {
                return Arc::clone(piece);
            }
            for together in of_piece.chunk_by(|row, next| row + 1 == *next) {
                let from = together.first().map_or(0, |row| *row as usize - start);
                parts.push((piece, from..from + together.len()));
            }
            rest = others;
        }
        Arc::new(Profiles::joined(&parts))
    }
}

/// A batch with some of its columns.
pub(super) fn columns_of(batch: &RecordBatch, keeps: impl Fn(&str) -> bool) -> Result<RecordBatch, ScoreError> {
    let schema = batch.schema_ref().fields().iter().enumerate();
    let kept: Vec<usize> = schema.filter(|(_, field)| keeps(field.name())).map(|(index, _)| index).collect();
    Ok(batch.project(&kept)?)
}
