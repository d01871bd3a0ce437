//! Ids of leads that have none of their own: the number of the row.
//!
//! Threads read stretches of a table side by side, and none knows how many rows lie before its own. So numbers are given
//! at the end, when all rows stand in the order of the input.

use std::ops::ControlFlow;
use std::sync::Arc;

use arrow_array::{Array, RecordBatch, RecordBatchOptions, StringArray};
use arrow_schema::{DataType, Field, Schema};
use handraise_model::columns;

use super::Stretch;

/// Puts the column of ids before the others, counted from 1 over all batches.
pub(super) fn put_first(batches: &mut [RecordBatch]) {
    let mut rows_before = 0;
    for batch in batches {
        let rows = batch.num_rows();
        let ids = StringArray::from_iter_values((rows_before + 1..=rows_before + rows).map(|row| row.to_string()));
        rows_before += rows;
        let id = Arc::new(Field::new(columns::LEAD_ID, DataType::Utf8, false));
        let fields = std::iter::once(id).chain(batch.schema().fields().iter().cloned()).collect::<Vec<_>>();
        let ids: Arc<dyn Array> = Arc::new(ids);
        let arrays = std::iter::once(ids).chain(batch.columns().iter().cloned()).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        // One more field with its array, of as many rows: the parts always fit together.
        if let Ok(numbered) = RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options) {
            *batch = numbered;
        }
    }
}

/// Passes batches through the first sink, in order, as if each were a stretch; until it stops the reading.
pub(super) fn pass_through<S>(batches: &mut [RecordBatch], sinks: &mut [S])
where
    S: FnMut(&Stretch, RecordBatch) -> ControlFlow<(), RecordBatch>,
{
    let Some(sink) = sinks.first_mut() else { return };
    for (number, batch) in (0_u32..).zip(batches) {
        match sink(&Stretch { number, not_before: None }, batch.clone()) {
            ControlFlow::Continue(kept) => *batch = kept,
            ControlFlow::Break(()) => return,
        }
    }
}
