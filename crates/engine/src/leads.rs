//! The leads of a run: their ids, their rows, and which row is in force at an instant.

use arrow_array::{Array, BooleanArray, RecordBatch};
use arrow_select::filter::filter_record_batch;
use handraise_model::values::AsOf;

use crate::error::{RepeatedLead, ScoreError};
use crate::instants::Instants;
use crate::interner::Interner;
use crate::plan::Plan;
use crate::text_columns::numbers;

/// The number that no lead has.
pub(crate) const NO_LEAD: u32 = u32::MAX;

/// The leads of a run.
#[derive(Debug)]
pub(crate) struct Leads {
    ids: Interner,
    batches: Vec<RecordBatch>,
    /// By lead, then from when they hold.
    rows: Vec<LeadRow>,
    /// For each lead where its rows begin, and the end of the last.
    starts: Vec<usize>,
    /// Rows without an id.
    pub(crate) without_id: u64,
}

#[derive(Clone, Copy, Debug)]
struct LeadRow {
    lead: u32,
    /// Unknown is the oldest.
    valid_from: Option<i64>,
    created: Option<i64>,
    /// Counted over all batches.
    row: usize,
}

/// Leads that are left out of the scores of an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Created at or after the instant.
    pub not_created: u64,
    /// All of their rows hold from later on.
    pub no_row_in_force: u64,
}

/// The leads that are scored at an instant, in the order of their rows: the position of each is its index here.
#[derive(Debug, Default)]
pub(crate) struct InForce {
    /// The rows in force, batch by batch.
    pub(crate) batches: Vec<RecordBatch>,
    pub(crate) lead: Vec<u32>,
    pub(crate) row: Vec<usize>,
    pub(crate) as_of: Vec<AsOf>,
}

impl Leads {
    pub(crate) fn new(plan: &Plan, batches: &[RecordBatch]) -> Result<Self, ScoreError> {
        let total: usize = batches.iter().map(RecordBatch::num_rows).sum();
        if total >= NO_LEAD as usize {
            return Err(ScoreError::TooManyRows { what: "leads", limit: u64::from(NO_LEAD) - 1 });
        }
        let mut leads = Self {
            ids: Interner::default(),
            batches: batches.to_vec(),
            rows: Vec::with_capacity(total),
            starts: Vec::new(),
            without_id: 0,
        };
        let mut first_row = 0;
        for batch in batches {
            leads.add(plan, batch, first_row)?;
            first_row += batch.num_rows();
        }
        leads.index(plan.lead_columns.valid_from.is_some())?;
        Ok(leads)
    }

    /// How many distinct leads there are.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn id(&self, lead: u32) -> &str {
        self.ids.text(lead)
    }

    pub(crate) fn get(&self, id: &str) -> Option<u32> {
        self.ids.get(id)
    }

    /// The leads that are there at an instant, and the row of each that counts.
    pub(crate) fn in_force(&self, instants: &Instants, instant: usize) -> Result<InForce, ScoreError> {
        let mut chosen = vec![None; self.batches.iter().map(RecordBatch::num_rows).sum()];
        let mut in_force = InForce::default();
        for lead in 0..self.len() as u32 {
            let as_of = instants.as_of(instant, lead)?;
            if let Some(row) = self.row_in_force(lead, as_of, &mut LeftOut::default())
                && let Some(chosen) = chosen.get_mut(row)
            {
                *chosen = Some((lead, as_of));
            }
        }
        for (row, (lead, as_of)) in chosen.iter().enumerate().filter_map(|(row, chosen)| Some((row, (*chosen)?))) {
            in_force.lead.push(lead);
            in_force.row.push(row);
            in_force.as_of.push(as_of);
        }
        let mut first_row = 0;
        for batch in &self.batches {
            let rows = chosen.get(first_row..first_row + batch.num_rows()).unwrap_or_default();
            first_row += batch.num_rows();
            if rows.iter().all(Option::is_some) {
                in_force.batches.push(batch.clone());
            } else {
                let mask: BooleanArray = rows.iter().map(|chosen| Some(chosen.is_some())).collect();
                in_force.batches.push(filter_record_batch(batch, &mask)?);
            }
        }
        Ok(in_force)
    }

    /// The same for one lead; nothing where it is left out.
    pub(crate) fn one_in_force(&self, lead: u32, as_of: AsOf) -> InForce {
        let mut in_force = InForce::default();
        let Some(row) = self.row_in_force(lead, as_of, &mut LeftOut::default()) else { return in_force };
        let mut offset = row;
        for batch in &self.batches {
            if offset < batch.num_rows() {
                in_force.batches.push(batch.slice(offset, 1));
                break;
            }
            offset -= batch.num_rows();
        }
        InForce { lead: vec![lead], row: vec![row], as_of: vec![as_of], ..in_force }
    }

    /// How many leads an instant leaves out, and why.
    pub(crate) fn left_out(&self, instants: &Instants, instant: usize) -> LeftOut {
        let mut left_out = LeftOut::default();
        for lead in 0..self.len() as u32 {
            if let Ok(as_of) = instants.as_of(instant, lead) {
                self.row_in_force(lead, as_of, &mut left_out);
            }
        }
        left_out
    }

    fn rows_of(&self, lead: u32) -> &[LeadRow] {
        match (self.starts.get(lead as usize), self.starts.get(lead as usize + 1)) {
            (Some(&start), Some(&end)) => self.rows.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The latest row that holds from `as_of` or before, if the lead was created before.
    fn row_in_force(&self, lead: u32, as_of: AsOf, left_out: &mut LeftOut) -> Option<usize> {
        let holds = |row: &LeadRow| row.valid_from.is_none_or(|from| from <= as_of.micros());
        let rows = self.rows_of(lead);
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

    fn add(&mut self, plan: &Plan, batch: &RecordBatch, first_row: usize) -> Result<(), ScoreError> {
        let columns = &plan.lead_columns;
        let ids = &mut self.ids;
        let leads = numbers(columns.lead_id.of(batch)?, NO_LEAD, |id| ids.intern(id));
        let created = columns.created.as_ref().map(|column| column.instants(batch)).transpose()?;
        let valid_from = columns.valid_from.as_ref().map(|column| column.instants(batch)).transpose()?;
        for (index, lead) in leads.into_iter().enumerate() {
            if lead == NO_LEAD {
                self.without_id += 1;
                continue;
            }
            let created = created.filter(|column| column.is_valid(index)).map(|column| column.value(index));
            let valid_from = valid_from.filter(|column| column.is_valid(index)).map(|column| column.value(index));
            self.rows.push(LeadRow { lead, valid_from, created, row: first_row + index });
        }
        Ok(())
    }

    /// Puts the rows of each lead together and proves that no two of them contradict each other.
    fn index(&mut self, has_valid_from: bool) -> Result<(), ScoreError> {
        let key = |row: &LeadRow| (row.lead, row.valid_from, row.row);
        if !self.rows.is_sorted_by_key(key) {
            self.rows.sort_unstable_by_key(key);
        }
        let starts = (0..=self.ids.len()).map(|lead| self.rows.partition_point(|row| (row.lead as usize) < lead));
        self.starts = if self.rows.len() == self.ids.len() { (0..=self.ids.len()).collect() } else { starts.collect() };
        let equal = |a: &LeadRow, b: &LeadRow| a.lead == b.lead && (!has_valid_from || a.valid_from == b.valid_from);
        let repeated: Vec<RepeatedLead> = self
            .rows
            .chunk_by(equal)
            .filter(|rows| rows.len() > 1)
            .map(|rows| RepeatedLead {
                lead_id: self.ids.text(rows[0].lead).to_owned(),
                rows: rows.iter().map(|row| row.row).collect(),
                valid_from: rows[0].valid_from,
            })
            .collect();
        match (repeated.is_empty(), has_valid_from) {
            (true, _) => Ok(()),
            (false, true) => Err(ScoreError::EqualValidFrom(repeated)),
            (false, false) => Err(ScoreError::DuplicateLeads(repeated)),
        }
    }
}
