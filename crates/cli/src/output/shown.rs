//! Columns of the leads that are carried through to the results.

use arrow_array::{ArrayRef, RecordBatch};
use handraise_model::columns::SHOWN_PREFIX;

use crate::cells;

/// The carried-through columns of all leads, by row of the input.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    names: Vec<String>,
    /// For each batch, the row it begins at and its columns, in order of `names`.
    batches: Vec<(usize, Vec<ArrayRef>)>,
}

impl Shown {
    /// The columns that the batches of leads carry beside data points.
    pub(crate) fn of(batches: &[RecordBatch]) -> Self {
        let Some(first) = batches.first() else { return Self::default() };
        let schema = first.schema();
        let shown = schema.fields().iter().enumerate();
        let shown =
            shown.filter_map(|(index, field)| Some((index, field.name().strip_prefix(SHOWN_PREFIX)?.to_owned())));
        let (indices, names): (Vec<usize>, Vec<String>) = shown.unzip();
        let mut start = 0;
        let batches = batches.iter().map(|batch| {
            let columns = indices.iter().map(|&index| batch.column(index).clone()).collect();
            start += batch.num_rows();
            (start - batch.num_rows(), columns)
        });
        Self { batches: batches.collect(), names }
    }

    /// The names of the columns, as the input calls them.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The text of a column in a row, counted over all batches; none where the cell is empty.
    pub(crate) fn get(&self, column: usize, row: usize) -> Option<&str> {
        let batch = self.batches.partition_point(|(start, _)| *start <= row).checked_sub(1)?;
        let (start, columns) = self.batches.get(batch)?;
        let values = columns.get(column)?;
        let row = row - start;
        (row < values.len()).then(|| cells::text(values, row)).flatten()
    }
}
