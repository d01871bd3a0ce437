//! The leads of a run: their ids, their rows, and which row is in force at an instant.

mod ids;
mod reader;
mod rows;

use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray, UInt64Array};
use arrow_select::take::take_record_batch;
use handraise_model::values::AsOf;

use ids::LeadIds;
pub(crate) use reader::ReadInOrder;
use reader::columns_of;
pub use reader::{LeadReader, LeadsRead};
use rows::Rows;

use crate::error::ScoreError;
use crate::instants::{Dates, Instants};
use crate::outcomes::Closings;
use crate::plan::Plan;

/// The number that no lead has.
pub(crate) const NO_LEAD: u32 = u32::MAX;

/// So many rows, so that the slots of their ids, twice as many, have numbers of 32 bits.
const ROWS_MAX: usize = (1 << 31) - 1;

/// The leads of a run.
#[derive(Debug)]
pub(crate) struct Leads {
    ids: LeadIds,
    batches: Vec<RecordBatch>,
    /// The first row of each batch, counted over all of them.
    first_rows: Vec<usize>,
    rows: Rows,
    /// When they are closed, once that is known.
    pub(crate) closings: Closings,
    /// Rows without an id.
    pub(crate) without_id: u64,
}

/// Leads that are left out of the scores of an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Created at or after the instant.
    pub not_created: u64,
    /// All of their rows hold from later on.
    pub no_row_in_force: u64,
    /// Closed by an outcome before the instant, and not open again.
    pub closed: u64,
}

/// Leads that are scored at an instant, in the order of their rows: the position of each is its index here.
#[derive(Debug, Default)]
pub(crate) struct InForce {
    pub(crate) lead: Vec<u32>,
    pub(crate) row: Vec<u32>,
}

/// The same with what their rows say.
#[derive(Debug)]
pub(crate) struct Present {
    pub(crate) in_force: Arc<InForce>,
    /// The rows in force, batch by batch.
    pub(crate) batches: Vec<RecordBatch>,
    pub(crate) dates: Dates,
}

impl Present {
    /// All rows of a batch, whatever leads they are of.
    fn of_batch(batch: RecordBatch, as_of: AsOf) -> Self {
        let rows: Vec<u32> = (0..batch.num_rows() as u32).collect();
        let in_force = Arc::new(InForce { lead: rows.clone(), row: rows });
        Self { in_force, batches: vec![batch], dates: Dates::Same(as_of) }
    }

    /// The same at another instant of all leads.
    pub(crate) fn at(&self, instants: &Instants, instant: usize) -> Result<Self, ScoreError> {
        let in_force = Arc::clone(&self.in_force);
        Ok(Self { in_force, batches: self.batches.clone(), dates: Dates::of(instants, instant, &self.in_force.lead)? })
    }
}

impl Leads {
    pub(crate) fn new(plan: &Plan, batches: Vec<RecordBatch>) -> Result<Self, ScoreError> {
        let total: usize = batches.iter().map(RecordBatch::num_rows).sum();
        if total > ROWS_MAX {
            return Err(ScoreError::TooManyRows { what: "leads", limit: ROWS_MAX as u64 });
        }
        let columns = &plan.lead_columns;
        let (mut ids, mut without_id) = (LeadIds::default(), 0);
        ids.reserve(total);
        let dated = columns.created.is_some() || columns.valid_from.is_some();
        let mut rows = Rows::new(dated, columns.valid_from.is_some(), total);
        let (mut first_row, mut first_rows) = (0, Vec::with_capacity(batches.len()));
        for batch in &batches {
            let leads = ids.intern_all(columns.lead_id.of(batch)?);
            let created = columns.created.as_ref().map(|column| column.instants(batch)).transpose()?;
            let valid_from = columns.valid_from.as_ref().map(|column| column.instants(batch)).transpose()?;
            for (index, lead) in leads.into_iter().enumerate() {
                if lead == NO_LEAD {
                    without_id += 1;
                    continue;
                }
                let created = created.filter(|column| column.is_valid(index)).map(|column| column.value(index));
                let valid_from = valid_from.filter(|column| column.is_valid(index)).map(|column| column.value(index));
                rows.push(lead, (first_row + index) as u32, valid_from, created);
            }
            first_rows.push(first_row);
            first_row += batch.num_rows();
        }
        rows.finish(&ids)?;
        Ok(Self { ids, batches, first_rows, rows, closings: Closings::default(), without_id })
    }

    /// Bytes of memory that they and their columns take.
    pub(crate) fn memory(&self) -> usize {
        let columns: usize = self.batches.iter().map(RecordBatch::get_array_memory_size).sum();
        columns + self.ids.memory() + self.rows.memory() + self.closings.memory()
    }

    /// How many distinct leads there are.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn id(&self, lead: u32) -> &str {
        self.ids.text(lead)
    }

    /// Touches the ids of some leads: nothing comes of it but that they are at hand then.
    pub(crate) fn fetch(&self, leads: impl Iterator<Item = u32>) {
        std::hint::black_box(leads.fold(0, |sum, lead| sum ^ self.ids.prefix(lead)));
    }

    /// The bytes of a lead's id, which sort like its code points.
    pub(crate) fn id_bytes(&self, lead: u32) -> &[u8] {
        self.ids.bytes(lead)
    }

    /// The first eight bytes of a lead's id, as a number that sorts like them.
    pub(crate) fn id_prefix(&self, lead: u32) -> u64 {
        self.ids.prefix(lead)
    }

    /// The ids of all leads as one column; none where it would be too long for one.
    pub(crate) fn id_column(&self) -> Option<StringArray> {
        let bytes: usize = (0..self.len() as u32).map(|lead| self.id_bytes(lead).len()).sum();
        let mut column = StringBuilder::with_capacity(self.len(), i32::try_from(bytes).ok()?.unsigned_abs() as usize);
        (0..self.len() as u32).for_each(|lead| column.append_value(self.id(lead)));
        Some(column.finish())
    }

    /// For each lead its place in the order of all ids.
    pub(crate) fn id_places(&self) -> Vec<u32> {
        let mut leads: Vec<(u64, u32)> = (0..self.len() as u32).map(|lead| (self.id_prefix(lead), lead)).collect();
        leads.sort_unstable_by(|(prefix, lead), (other, of)| {
            prefix.cmp(other).then_with(|| self.id_bytes(*lead).cmp(self.id_bytes(*of)))
        });
        let mut places = vec![0; leads.len()];
        for (place, (_, lead)) in (0..).zip(leads) {
            places[lead as usize] = place;
        }
        places
    }

    pub(crate) fn get(&self, id: &str) -> Option<u32> {
        self.ids.get(id)
    }

    /// Finds the ids of a column: see [`LeadIds::find_all`].
    #[inline]
    pub(crate) fn find_all(&self, ids: &ArrayRef, beside: &mut [u64], take: impl FnMut(usize, u32, &mut [u64])) {
        self.ids.find_all(ids, beside, take);
    }

    /// Looks up the ids of a column, one number for each row: [`NO_LEAD`] for null and for ids of no lead.
    pub(crate) fn look_up(&self, ids: &ArrayRef, numbers: &mut Vec<u32>) {
        self.ids.look_up(ids, numbers);
    }

    /// Those of some leads that are there at an instant, and the row of each that counts.
    pub(crate) fn in_force(
        &self,
        instants: &Instants,
        instant: usize,
        leads: Range<u32>,
    ) -> Result<InForce, ScoreError> {
        let mut chosen: Vec<(u32, u32)> = Vec::with_capacity(leads.len());
        for lead in leads {
            let as_of = instants.as_of(instant, lead)?;
            if let Some(row) = self.row_in_force(lead, as_of, &mut LeftOut::default()) {
                chosen.push((row, lead));
            }
        }
        if !chosen.is_sorted_by_key(|(row, _)| *row) {
            chosen.sort_unstable_by_key(|(row, _)| *row);
        }
        let (row, lead) = chosen.into_iter().unzip();
        Ok(InForce { lead, row })
    }

    /// All of some leads, whether they are there or not, each with its only row.
    pub(crate) fn all(&self, leads: Range<u32>) -> InForce {
        InForce { row: leads.clone().filter_map(|lead| self.rows.first(lead)).collect(), lead: leads.collect() }
    }

    /// What the rows of some leads say, at the `instant`-th instant of each.
    pub(crate) fn present(
        &self,
        in_force: Arc<InForce>,
        instants: &Instants,
        instant: usize,
    ) -> Result<Present, ScoreError> {
        let dates = Dates::of(instants, instant, &in_force.lead)?;
        Ok(Present { batches: self.batches_of(&in_force.row)?, in_force, dates })
    }

    /// The same at instants that are known.
    pub(crate) fn present_at(&self, in_force: &Arc<InForce>, dates: &Dates) -> Result<Present, ScoreError> {
        let batches = self.batches_of(&in_force.row)?;
        Ok(Present { in_force: Arc::clone(in_force), batches, dates: dates.clone() })
    }

    /// One lead that is there, and its row; none where it is left out.
    pub(crate) fn one_in_force(&self, lead: u32, as_of: AsOf) -> Result<Option<Present>, ScoreError> {
        let Some(row) = self.row_in_force(lead, as_of, &mut LeftOut::default()) else { return Ok(None) };
        let in_force = Arc::new(InForce { lead: vec![lead], row: vec![row] });
        Ok(Some(Present { in_force, batches: self.batches_of(&[row])?, dates: Dates::Same(as_of) }))
    }

    /// The row of a lead that counts at an instant; none where it is left out.
    pub(crate) fn row_in_force(&self, lead: u32, as_of: AsOf, left_out: &mut LeftOut) -> Option<u32> {
        let row = self.rows.in_force(lead, as_of, left_out)?;
        if self.closings.holds(lead, as_of) {
            left_out.closed += 1;
            return None;
        }
        Some(row)
    }

    /// Whether a lead may be left out at an instant.
    pub(crate) fn may_be_left_out(&self) -> bool {
        self.rows.are_dated() || !self.closings.is_empty()
    }

    /// Whether a lead may have another row at another instant.
    pub(crate) fn may_change(&self) -> bool {
        self.rows.are_several()
    }

    /// Lets go of all columns but these.
    pub(crate) fn keep_columns(&mut self, keeps: impl Fn(&str) -> bool) -> Result<(), ScoreError> {
        for batch in &mut self.batches {
            *batch = columns_of(batch, &keeps)?;
        }
        Ok(())
    }

    /// How many leads an instant leaves out, and why.
    pub(crate) fn left_out(&self, instants: &Instants, instant: usize) -> LeftOut {
        let mut left_out = LeftOut::default();
        if self.may_be_left_out() {
            for lead in 0..self.len() as u32 {
                if let Ok(as_of) = instants.as_of(instant, lead) {
                    self.row_in_force(lead, as_of, &mut left_out);
                }
            }
        }
        left_out
    }

    /// Rows by their numbers, which rise: parts of batches where they stand together, copies where they do not.
    fn batches_of(&self, rows: &[u32]) -> Result<Vec<RecordBatch>, ScoreError> {
        let mut batches = Vec::new();
        let mut rest = rows;
        while let Some(&first) = rest.first() {
            let index = self.first_rows.partition_point(|start| *start <= first as usize).saturating_sub(1);
            let (Some(&start), Some(batch)) = (self.first_rows.get(index), self.batches.get(index)) else { break };
            let end = start + batch.num_rows();
            let (of_batch, others) = rest.split_at(rest.partition_point(|row| (*row as usize) < end));
            rest = others;
            let together = of_batch.last().is_some_and(|last| (last - first) as usize + 1 == of_batch.len());
            batches.push(if of_batch.len() == batch.num_rows() {
                batch.clone()
            } else if together {
                batch.slice(first as usize - start, of_batch.len())
            } else {
                let places = of_batch.iter().map(|row| u64::from(*row) - start as u64);
                take_record_batch(batch, &UInt64Array::from_iter_values(places))?
            });
        }
        Ok(batches)
    }
}
