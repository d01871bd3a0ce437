//! A chunk of rows: cells in, an Arrow batch and its tally out.
//!
//! Chunks share nothing, so that they may be decoded side by side.

mod column;
mod row_hash;
mod symbols;

use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch};
use arrow_select::filter::filter;

pub(crate) use column::Column;
use row_hash::row_hashes;

use crate::cell::Rules;
use crate::report::Table;
use crate::shape::{Need, Shape};
use crate::tally::Tally;

/// How many rows make a batch.
pub(crate) const BATCH_ROWS: usize = 64 * 1024;

/// A decoded chunk of rows.
pub(crate) struct Part {
    pub batch: RecordBatch,
    /// The line of each row of the batch.
    pub lines: Vec<u64>,
    pub tally: Tally,
}

/// Rows under construction.
pub(crate) struct Rows<'a> {
    shape: &'a Shape,
    pub columns: Vec<Column<'a>>,
    pub lines: Vec<u64>,
    pub tally: Tally,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(shape: &'a Shape, rules: &'a Rules) -> Self {
        let columns = shape.columns.iter().map(|wanted| Column::new(wanted, rules)).collect();
        Self { shape, columns, lines: Vec::new(), tally: Tally::default() }
    }

    /// The batch of all rows whose keys are known; the others are left out and counted.
    pub(crate) fn finish(self) -> Part {
        let Self { shape, columns, mut lines, mut tally } = self;
        let rows = lines.len();
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(columns.len());
        tally.columns.clear();
        for column in columns {
            let (array, column_tally) = column.finish();
            arrays.push(array);
            tally.columns.push(column_tally);
        }
        tally.rows += rows as u64;
        let keep = keep(shape, &arrays, &lines, &mut tally);
        let schema = shape.schema();
        let batch = match keep {
            None => RecordBatch::try_new(schema, arrays),
            Some(keep) => {
                lines = lines.iter().zip(keep.values()).filter_map(|(line, keep)| keep.then_some(*line)).collect();
                let filtered: Result<Vec<_>, _> = arrays.iter().map(|array| filter(array, &keep)).collect();
                filtered.and_then(|arrays| RecordBatch::try_new(schema, arrays))
            }
        };
        // The arrays are made by this module, of the types of the shape and of one length.
        let batch = batch.unwrap_or_else(|_| RecordBatch::new_empty(shape.schema()));
        if shape.table == Table::Events {
            tally.row_hashes = row_hashes(&batch);
        }
        Part { batch, lines, tally }
    }
}

/// Which rows have all their keys; `None`: all of them.
fn keep(shape: &Shape, arrays: &[ArrayRef], lines: &[u64], tally: &mut Tally) -> Option<BooleanArray> {
    let keys: Vec<_> = shape
        .columns
        .iter()
        .zip(arrays)
        .filter_map(|(wanted, array)| match wanted.need {
            Need::Key(reason) if array.null_count() > 0 => Some((reason, array)),
            _ => None,
        })
        .collect();
    if keys.is_empty() {
        return None;
    }
    let mut keep = Vec::with_capacity(lines.len());
    for (row, &line) in lines.iter().enumerate() {
        let lacking = keys.iter().find(|(_, array)| array.is_null(row));
        if let Some((reason, _)) = lacking {
            tally.leave_out(*reason, line);
        }
        keep.push(lacking.is_none());
    }
    Some(BooleanArray::from(keep))
}
