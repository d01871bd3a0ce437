//! Parquet: only the columns that the model reads, in the form that costs least.
//!
//! A stretch is a row group, or a part of the last one, and is read by one thread with a reader of its own.
//! Text that the file keeps as codes into a dictionary stays codes (`columns`), whole arrays pass through the rules of
//! cells at once (`batch::WholeColumn`), and only what has to be changed on the way is read cell by cell (`cells`). The
//! files' statistics tell how early the events of a stretch can be (`bounds`).

mod bounds;
mod cells;
mod columns;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use arrow_array::new_null_array;
use arrow_schema::{DataType, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;

use super::{Decode, Emit, Outlook, Stretches};
use crate::batch::{Column, Part, WholeColumn};
use crate::bytes::{ByteCount, Opened};
use crate::cell::Rules;
use crate::error::InputError;
use crate::lines::Lines;
use crate::shape::Shape;
use crate::tally::Tally;
use bounds::not_before;
use columns::with_codes;

/// How many rows make a batch: their columns and what is made of them stay in the cache of a core.
const BATCH_ROWS: usize = 16 * 1024;
/// The last row group of a file is read in parts of so many rows, so that no thread waits long for another at the end.
///
/// The other row groups are not: each part begins with finding its place in all columns, which costs a few percent.
const PART_ROWS: usize = 256 * 1024;

/// The stretches of a file.
pub(super) fn stretches<'a>(opened: Opened, shape: &'a Shape, rules: &Rules) -> Result<RowGroups<'a>, InputError> {
    let (source, count) = (opened.name.clone(), Arc::clone(&opened.count));
    let file = Contents::of(opened)?;
    let metadata = file.metadata().map_err(|error| damaged(&source, &error))?;
    let positions = shape.find(&source, &names(metadata.schema()), None)?;
    let mut roots: Vec<usize> = positions.iter().flatten().copied().collect();
    roots.sort_unstable();
    roots.dedup();
    let position_in_batch = |position: usize| roots.binary_search(&position).ok();
    let table = Table {
        rules: rules.with_own_null(),
        columns: positions.iter().map(|position| position.and_then(position_in_batch)).collect(),
        not_before: not_before(&metadata, shape, &positions, rules),
        positions,
        roots,
        source,
        file,
        metadata,
        shape,
        count,
    };
    Ok(RowGroups { table: Arc::new(table), group: 0, row_in_group: 0, first_line: 1 })
}

/// What a file's metadata says of the whole of it.
pub(super) fn outlook(opened: Opened, shape: &Shape, rules: &Rules) -> Result<Outlook, InputError> {
    let table = stretches(opened, shape, rules)?.table;
    let rows = table.metadata.metadata().file_metadata().num_rows();
    Ok(Outlook {
        rows: u64::try_from(rows).unwrap_or_default(),
        not_before: table.not_before.first().copied().flatten(),
    })
}

/// The columns' names, and the file to be read on.
pub(super) fn headers(opened: Opened) -> Result<(Vec<String>, Opened), InputError> {
    let source = opened.name.clone();
    let (file, opened) = if opened.path.is_some() {
        (Contents::File(opened.path.clone().unwrap_or_default()), opened)
    } else {
        let (first, second) = opened.buffered()?;
        (Contents::of(first)?, second)
    };
    let metadata = file.metadata().map_err(|error| damaged(&source, &error))?;
    Ok((names(metadata.schema()), opened))
}

/// Where the bytes of a file are.
enum Contents {
    /// Opened again by each stretch, since threads must not share a position in it.
    File(PathBuf),
    /// What cannot be read from the middle is held in memory.
    Bytes(bytes::Bytes),
}

impl Contents {
    fn of(opened: Opened) -> Result<Self, InputError> {
        match &opened.path {
            Some(path) => Ok(Self::File(path.clone())),
            None => opened.read_all().map(|bytes| Self::Bytes(bytes.into())),
        }
    }

    fn metadata(&self) -> Result<ArrowReaderMetadata, ParquetError> {
        match self {
            Self::File(path) => ArrowReaderMetadata::load(&File::open(path)?, ArrowReaderOptions::new()),
            Self::Bytes(bytes) => ArrowReaderMetadata::load(bytes, ArrowReaderOptions::new()),
        }
    }
}

/// A file, as all of its stretches know it.
struct Table<'a> {
    source: String,
    file: Contents,
    metadata: ArrowReaderMetadata,
    shape: &'a Shape,
    rules: Rules,
    /// For each column of the shape the file's.
    positions: Vec<Option<usize>>,
    /// The columns that are read.
    roots: Vec<usize>,
    /// For each column of the shape its place among those that are read.
    columns: Vec<Option<usize>>,
    /// For each row group: no event of it or of a later one is earlier.
    not_before: Vec<Option<i64>>,
    count: ByteCount,
}

/// The row groups of a file, one after the other.
pub(super) struct RowGroups<'a> {
    table: Arc<Table<'a>>,
    group: usize,
    row_in_group: usize,
    first_line: u64,
}

impl<'a> Stretches<'a> for RowGroups<'a> {
    fn next(&mut self) -> Result<Option<Decode<'a>>, InputError> {
        let groups = self.table.metadata.metadata().row_groups();
        while let Some(group) = groups.get(self.group) {
            let rows_in_group = usize::try_from(group.num_rows()).unwrap_or_default();
            if rows_in_group == 0 {
                self.group += 1;
                continue;
            }
            let rows = rows_in_group - self.row_in_group;
            let is_last = self.group + 1 == groups.len();
            let rows = if is_last { rows.min(PART_ROWS) } else { rows };
            let rows_read = RowsOfGroup {
                group: self.group,
                skipped: self.row_in_group,
                rows,
                first_line: self.first_line,
                bytes: (group.compressed_size().max(0) as u64).saturating_mul(rows as u64) / rows_in_group as u64,
            };
            self.row_in_group += rows;
            if self.row_in_group >= rows_in_group {
                (self.group, self.row_in_group) = (self.group + 1, 0);
            }
            self.first_line += rows as u64;
            let table = Arc::clone(&self.table);
            return Ok(Some(Box::new(move |emit| table.read(&rows_read, emit))));
        }
        Ok(None)
    }

    fn not_before(&self) -> Option<i64> {
        self.table.not_before.get(self.group).copied().unwrap_or(Some(i64::MAX))
    }
}

/// Some rows of a row group.
struct RowsOfGroup {
    group: usize,
    skipped: usize,
    rows: usize,
    first_line: u64,
    bytes: u64,
}

impl Table<'_> {
    /// Reads the rows, batch by batch.
    fn read(&self, rows: &RowsOfGroup, emit: Emit<'_>) -> Result<(), InputError> {
        let damaged = |error: ParquetError| damaged(&self.source, &error);
        let batches = match &self.file {
            Contents::File(path) => self.reader(File::open(path).map_err(|error| damaged(error.into()))?, rows),
            Contents::Bytes(bytes) => self.reader(bytes.clone(), rows),
        };
        let mut whole: Vec<WholeColumn<'_>> =
            self.shape.columns.iter().map(|wanted| WholeColumn::new(wanted, &self.rules)).collect();
        let mut first_line = rows.first_line;
        for batch in batches.map_err(damaged)? {
            let batch = batch.map_err(|error| damaged(error.into()))?;
            let lines = Lines::consecutive(first_line, batch.num_rows());
            first_line += batch.num_rows() as u64;
            let columns =
                self.shape.columns.iter().zip(&mut whole).zip(&self.columns).map(|((wanted, whole), column)| {
                    let array = column.and_then(|column| batch.columns().get(column)).cloned();
                    let array = array.unwrap_or_else(|| new_null_array(&DataType::Utf8, batch.num_rows()));
                    whole.read(&array).unwrap_or_else(|| {
                        let mut column = Column::new(wanted, &self.rules);
                        cells::push_array(&array, &mut column, &lines);
                        column.finish()
                    })
                });
            let columns = columns.collect();
            if emit(Part::of(self.shape, columns, lines, Tally::default())).is_break() {
                break;
            }
        }
        self.count.fetch_add(rows.bytes, Ordering::Relaxed);
        Ok(())
    }

    fn reader<R: parquet::file::reader::ChunkReader + 'static>(
        &self,
        reader: R,
        rows: &RowsOfGroup,
    ) -> Result<ParquetRecordBatchReader, ParquetError> {
        let metadata = with_codes(&self.metadata, self.shape, &self.positions, rows.group);
        let mask = ProjectionMask::roots(metadata.parquet_schema(), self.roots.iter().copied());
        ParquetRecordBatchReaderBuilder::new_with_metadata(reader, metadata)
            .with_row_groups(vec![rows.group])
            .with_projection(mask)
            .with_offset(rows.skipped)
            .with_limit(rows.rows)
            .with_batch_size(BATCH_ROWS)
            .build()
    }
}

fn names(schema: &Schema) -> Vec<String> {
    schema.fields().iter().map(|field| field.name().trim().to_owned()).collect()
}

fn damaged(source: &str, error: &ParquetError) -> InputError {
    let message = error.to_string().trim_start_matches("Parquet error: ").to_owned();
    InputError::Damaged { source: source.to_owned(), format: "a Parquet file", message }
}
