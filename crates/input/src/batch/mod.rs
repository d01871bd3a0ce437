//! A chunk of rows: cells in, an Arrow batch and its tally out.
//!
//! Chunks share nothing, so that they may be decoded side by side.

mod column;
mod plain_cells;
mod row_hash;
mod symbols;
mod text;
mod text_table;
mod whole;

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef, BooleanArray, PrimitiveArray, RecordBatch, RecordBatchOptions};
use arrow_schema::Schema;
use arrow_select::filter::filter;
use handraise_model::columns;

pub(crate) use column::Column;
pub(crate) use row_hash::Sample;
use row_hash::row_hashes;
pub(crate) use text_table::TextTable;
pub(crate) use whole::WholeColumn;

use crate::cell::Rules;
use crate::lines::Lines;
use crate::report::{LeftOutReason, Table};
use crate::shape::{Need, Shape};
use crate::tally::{ColumnTally, Tally};

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
        let columns = self.columns.into_iter().map(|mut column| column.finish()).collect();
        Part::of(self.shape, columns, self.lines, self.tally)
    }
}

impl Part {
    /// The batch of all rows whose keys are known, from whole columns with their tallies; the others are left out and
    /// counted, and so are the rows.
    pub(crate) fn of(shape: &Shape, columns: Vec<(ArrayRef, ColumnTally)>, lines: Lines, tally: Tally) -> Self {
        let (mut arrays, columns): (Vec<ArrayRef>, _) = columns.into_iter().unzip();
        let (mut lines, mut tally) = (lines, Tally { columns, ..tally });
        tally.rows += lines.len() as u64;
        if let Some(keep) = keep(shape, &arrays, &lines, &mut tally) {
            lines = lines.kept(keep.values().iter());
            let kept: Result<Vec<_>, _> = arrays.iter().map(|array| filter(array, &keep)).collect();
            arrays = kept.unwrap_or_default();
        }
        count_outcomes(shape, &arrays, &mut tally);
        let fields = shape.columns.iter().zip(&arrays).map(|(wanted, array)| wanted.field(array.data_type()));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        // The arrays are made by this crate, of the types of the shape and of one length.
        // They may be none: a model may read nothing of leads that are numbered by row.
        let options = RecordBatchOptions::new().with_row_count(Some(lines.len()));
        let batch = RecordBatch::try_new_with_options(schema, arrays, &options)
            .unwrap_or_else(|_| RecordBatch::new_empty(shape.schema()));
        if shape.table == Table::Events {
            tally.row_hashes = row_hashes(&batch, shape.events_compared);
        }
        Self { batch, lines, tally }
    }
}

/// Counts the different outcomes of the rows that are kept, where there is a column of them.
fn count_outcomes(shape: &Shape, arrays: &[ArrayRef], tally: &mut Tally) {
    let Some(index) = shape.columns.iter().position(|wanted| wanted.name == columns::OUTCOME) else { return };
    let (Some(array), Some(tally)) = (arrays.get(index), tally.columns.get_mut(index)) else { return };
    let Some(outcomes) = array.as_dictionary_opt::<Int32Type>() else { return };
    let Some(texts) = outcomes.values().as_string_opt::<i32>() else { return };
    let mut rows = vec![0; texts.len()];
    for rows_of in outcomes.keys().iter().flatten().filter_map(|code| usize::try_from(code).ok()) {
        rows.get_mut(rows_of).into_iter().for_each(|rows: &mut u64| *rows += 1);
    }
    texts.iter().flatten().zip(rows).filter(|(_, rows)| *rows > 0).for_each(|(text, rows)| tally.outcome(text, rows));
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
