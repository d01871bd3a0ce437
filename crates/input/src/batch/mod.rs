//! A chunk of rows: cells in, an Arrow batch and its tally out.
//!
//! Chunks share nothing, so that they may be decoded side by side.

mod column;
mod plain_cells;
mod row_hash;
mod symbols;
mod text_table;

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, ArrayRef, BooleanArray, PrimitiveArray, RecordBatch};
use arrow_select::filter::filter;
use handraise_model::columns;

pub(crate) use column::Column;
use row_hash::row_hashes;
pub(crate) use text_table::TextTable;

use crate::cell::Rules;
use crate::lines::Lines;
use crate::report::{LeftOutReason, Table};
use crate::shape::{Need, Shape};
use crate::tally::Tally;

/// How many rows make a batch.
pub(crate) const BATCH_ROWS: usize = 64 * 1024;

type Instants = PrimitiveArray<TimestampMicrosecondType>;

/// A decoded chunk of rows.
pub(crate) struct Part {
    pub batch: RecordBatch,
    /// The line of each row of the batch.
    pub lines: Lines,
    pub tally: Tally,
}

/// Rows under construction.
pub(crate) struct Rows<'a> {
    shape: &'a Shape,
    pub columns: Vec<Column<'a>>,
    pub lines: Lines,
    pub tally: Tally,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(shape: &'a Shape, rules: &'a Rules) -> Self {
        let columns = shape.columns.iter().map(|wanted| Column::new(wanted, rules)).collect();
        Self { shape, columns, lines: Lines::default(), tally: Tally::default() }
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
                lines = lines.kept(keep.values().iter());
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
fn keep(shape: &Shape, arrays: &[ArrayRef], lines: &Lines, tally: &mut Tally) -> Option<BooleanArray> {
    let keys: Vec<_> = shape
        .columns
        .iter()
        .zip(arrays)
        .filter_map(|(wanted, array)| match wanted.need {
            Need::Key(reason) if array.null_count() > 0 => Some((reason, array)),
            _ => None,
        })
        .collect();
    let spans = (shape.table == Table::Adjustments).then(|| spans(shape, arrays)).flatten();
    if keys.is_empty() && spans.is_none() {
        return None;
    }
    let mut keep = Vec::with_capacity(lines.len());
    for (row, line) in lines.iter().enumerate() {
        let lacking = keys.iter().find(|(_, array)| array.is_null(row)).map(|(reason, _)| *reason);
        let never = || {
            let (at, until) = spans?;
            let empty = at.is_valid(row) && until.is_valid(row) && until.value(row) <= at.value(row);
            empty.then_some(LeftOutReason::NeverHolds)
        };
        let reason = lacking.or_else(never);
        if let Some(reason) = reason {
            tally.leave_out(reason, line);
        }
        keep.push(reason.is_none());
    }
    Some(BooleanArray::from(keep))
}

/// From when and until when adjustments hold.
fn spans<'a>(shape: &Shape, arrays: &'a [ArrayRef]) -> Option<(&'a Instants, &'a Instants)> {
    let column = |name: &str| {
        let index = shape.columns.iter().position(|wanted| wanted.name == name)?;
        arrays.get(index)?.as_primitive_opt::<TimestampMicrosecondType>()
    };
    Some((column(columns::ADJUSTMENT_AT)?, column(columns::ADJUSTMENT_UNTIL)?))
}
