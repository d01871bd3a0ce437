//! Our own decode of the floor: columns of Parquet files decoded on all threads, and nothing done with them.
//!
//! Text stays codes where all pages of a row group hold codes, as when scoring, and is views into the pages otherwise,
//! which costs least. So a run that scores can at best come close to this one.

use std::fs::File;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::basic::Encoding;
use parquet::file::metadata::{PageIndexPolicy, RowGroupMetaData};

use crate::Error;

/// Rows of a batch: they stay in the cache of a core.
const BATCH_ROWS: usize = 16 * 1024;

/// Decodes these columns of the files that have them, and gives the number of rows.
pub fn decode(files: &[PathBuf], columns: &[String], threads: NonZeroUsize) -> Result<u64, Error> {
    let tables = files.iter().map(|file| Table::open(file, columns)).collect::<Result<Vec<_>, _>>()?;
    let found = |column: &&String| !tables.iter().any(|table| table.columns.contains(column));
    if let Some(missing) = columns.iter().find(found) {
        return Err(format!("no column `{missing}` in the files").into());
    }
    let pieces: Vec<(&Table, Piece)> =
        tables.iter().flat_map(|table| table.pieces(threads).into_iter().map(move |piece| (table, piece))).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut rows = 0;
        while let Some((table, piece)) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
            rows += table.decode(piece)?;
        }
        Ok::<u64, Error>(rows)
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.get()).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().map_err(|_| "a thread panicked")?).sum()
    })
}

/// A file, and the columns of it that are asked for.
struct Table {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
    columns: Vec<String>,
}

/// Rows of a row group that one thread decodes.
struct Piece {
    group: usize,
    first: usize,
    rows: usize,
}

impl Table {
    fn open(path: &Path, columns: &[String]) -> Result<Self, Error> {
        let unreadable = |error: &dyn std::error::Error| format!("`{}` cannot be read: {error}", path.display());
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        // The index of pages lets a piece begin within a row group without decoding what is before it.
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(|error| unreadable(&error))?;
        let has = |column: &&String| metadata.schema().field_with_name(column).is_ok();
        let columns = columns.iter().filter(has).cloned().collect();
        Ok(Self { path: path.to_owned(), metadata, columns })
    }

    /// Whole row groups, but for the last few, of which each thread gets a piece.
    fn pieces(&self, threads: NonZeroUsize) -> Vec<Piece> {
        let groups = self.metadata.metadata().row_groups();
        let whole = groups.len() - groups.len() % threads.get();
        let mut pieces = Vec::new();
        for (group, metadata) in groups.iter().enumerate() {
            let rows = usize::try_from(metadata.num_rows()).unwrap_or_default();
            let share = if group < whole { rows } else { rows.div_ceil(threads.get()) };
            let firsts = (0..rows).step_by(share.max(1));
            pieces.extend(firsts.map(|first| Piece { group, first, rows: share.min(rows - first) }));
        }
        pieces
    }

    fn decode(&self, piece: &Piece) -> Result<u64, Error> {
        let metadata = self.with_forms(&self.metadata.metadata().row_groups()[piece.group])?;
        let columns = self.columns.iter().map(String::as_str);
        let mask = ProjectionMask::columns(metadata.parquet_schema(), columns);
        let batches = ParquetRecordBatchReaderBuilder::new_with_metadata(File::open(&self.path)?, metadata)
            .with_row_groups(vec![piece.group])
            .with_projection(mask)
            .with_offset(piece.first)
            .with_limit(piece.rows)
            .with_batch_size(BATCH_ROWS)
            .build()?;
        let mut rows = 0;
        for batch in batches {
            rows += black_box(batch?).num_rows() as u64;
        }
        Ok(rows)
    }

    /// The metadata with the forms in which this row group's text is decoded.
    fn with_forms(&self, group: &RowGroupMetaData) -> Result<ArrowReaderMetadata, Error> {
        let fields = self.metadata.schema().fields().iter().map(|field| {
            let form = match field.data_type() {
                DataType::Utf8 if all_codes(group, field) => {
                    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
                }
                DataType::Utf8 => DataType::Utf8View,
                other => other.clone(),
            };
            field.as_ref().clone().with_data_type(form)
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let options = ArrowReaderOptions::new().with_schema(schema);
        Ok(ArrowReaderMetadata::try_new(Arc::clone(self.metadata.metadata()), options)?)
    }
}

/// Whether all pages of a column hold codes into its dictionary.
fn all_codes(group: &RowGroupMetaData, field: &Field) -> bool {
    let mut columns = group.columns().iter();
    let column = columns.find(|column| column.column_path().parts() == [field.name().as_str()]);
    column.is_some_and(|column| {
        let pages = column.page_encoding_stats_mask();
        let only = |encoding| pages.is_some_and(|pages| pages.is_only(encoding));
        column.dictionary_page_offset().is_some()
            && (only(Encoding::RLE_DICTIONARY) || only(Encoding::PLAIN_DICTIONARY))
    })
}
