//! `where` in general: evaluated over the rows of its event types alone, and what it says moves the kinds of the rows.
//!
//! What reads one text alone is settled before, text by text (see `stage`).

use arrow_array::{ArrayRef, RecordBatch, UInt32Array};
use arrow_select::take::take;

use super::Row;
use super::kinds::{Kinds, NO_KIND};
use crate::condition::{AsOfDays, Evaluation, Memory};
use crate::error::ScoreError;
use crate::instants::Instants;
use crate::plan::{EventGroup, Plan};
use crate::profile::met_rows;

/// Makes every such `where` over the rows of its types, and moves their kinds accordingly.
pub(super) fn test(
    plan: &Plan,
    batch: &RecordBatch,
    rows: &mut [Row],
    kinds: &mut Kinds<'_>,
    instants: &Instants,
) -> Result<(), ScoreError> {
    let groups = &plan.engagement.groups;
    let mut rows_of: Vec<Vec<u32>> = vec![Vec::new(); groups.len()];
    for (index, row) in (0_u32..).zip(rows.iter()) {
        for &group in kinds.groups(row.kind) {
            rows_of[group].push(index);
        }
    }
    let leaves = plan.event_columns.leaves(plan.engagement.program(), batch)?;
    for (index, group) in
        groups.iter().enumerate().filter(|(index, group)| group.is_tested_by_row() && !rows_of[*index].is_empty())
    {
        let of_group = GroupRows { index, group, rows: &rows_of[index] };
        of_group.test(plan, &leaves, batch.num_rows(), rows, kinds, instants)?;
    }
    Ok(())
}

/// The rows of one batch whose types a group of criteria matches.
struct GroupRows<'a> {
    index: usize,
    group: &'a EventGroup,
    /// Indices into the rows of the batch that count, rising.
    rows: &'a [u32],
}

impl GroupRows<'_> {
    fn test(
        &self,
        plan: &Plan,
        leaves: &[Option<ArrayRef>],
        batch_rows: usize,
        rows: &mut [Row],
        kinds: &mut Kinds<'_>,
        instants: &Instants,
    ) -> Result<(), ScoreError> {
        let columns = self.gather(leaves, rows, batch_rows)?;
        let ages = self.group.tests.iter().any(|test| test.reads_as_of);
        // What does not depend on the instant is evaluated for the first, and holds for all.
        let moments = if ages { instants.len() } else { 1 };
        for instant in 0..moments {
            let days = self.days(instants, instant, rows);
            let as_of = match &days {
                Days::Same(day) => AsOfDays::Same(*day),
                Days::PerRow(days) => AsOfDays::PerRow(days),
            };
            let program = plan.engagement.program();
            let mut memory = Memory::default();
            let mut evaluation = Evaluation::new(program, columns.clone(), self.rows.len(), as_of, &mut memory);
            for (index, test) in self.group.tests.iter().enumerate() {
                let moment = test.reads_as_of.then_some(instant as u32);
                if test.by_text || moment.is_none() && instant > 0 {
                    continue;
                }
                // Rows of one group have few kinds: most often the one of the row before.
                let (mut from, mut to) = (NO_KIND, NO_KIND);
                for met in met_rows(&evaluation.truth(test.step)?) {
                    let row = &mut rows[self.rows[met] as usize];
                    if from != row.kind {
                        from = row.kind;
                        to = kinds.step(from, self.index, index, moment);
                    }
                    row.kind = to;
                }
            }
        }
        Ok(())
    }

    /// The columns that the tests read, of these rows alone.
    fn gather(
        &self,
        leaves: &[Option<ArrayRef>],
        rows: &[Row],
        batch_rows: usize,
    ) -> Result<Vec<Option<ArrayRef>>, ScoreError> {
        let whole = self.rows.len() == batch_rows;
        let indices = UInt32Array::from_iter_values(self.rows.iter().map(|index| rows[*index as usize].row));
        let mut columns = vec![None; leaves.len()];
        for slot in &self.group.slots {
            if let (Some(Some(leaf)), Some(column)) = (leaves.get(*slot), columns.get_mut(*slot)) {
                *column = Some(if whole { leaf.clone() } else { take(leaf, &indices, None)? });
            }
        }
        Ok(columns)
    }

    /// The days that ages are counted from at an instant.
    fn days(&self, instants: &Instants, instant: usize, rows: &[Row]) -> Days {
        match instants {
            Instants::Shared(instants) => Days::Same(instants.get(instant).map_or(0, |as_of| as_of.day())),
            Instants::PerLead(instants) => {
                let lead = |index: &u32| rows[*index as usize].lead as usize;
                let day = |index| instants.get(lead(index)).map_or(0, |as_of| as_of.day());
                Days::PerRow(self.rows.iter().map(day).collect())
            }
        }
    }
}

/// UTC days that ages are counted from.
enum Days {
    Same(i32),
    PerRow(Vec<i32>),
}
