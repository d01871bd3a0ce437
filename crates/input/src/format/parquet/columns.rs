//! In which form columns are asked for: text as the codes that the file has, where it has them.

use std::sync::Arc;

use arrow_schema::{DataType, FieldRef, Schema};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::basic::Encoding;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::schema::types::SchemaDescriptor;

use crate::report::Table;
use crate::shape::{Kind, Need, Shape};

/// The metadata with the forms in which the columns of a row group are read.
///
/// Text that repeats by its nature is read as codes, at worst made by the reader; other text only where all of the file's
/// pages are codes, since to make them would cost more than they save. The forms of leads are those of the whole file,
/// so that their batches are alike, and their ids, which do not repeat, are never codes.
pub(super) fn with_codes(
    metadata: &ArrowReaderMetadata,
    shape: &Shape,
    positions: &[Option<usize>],
    group: usize,
) -> ArrowReaderMetadata {
    let mut fields: Vec<FieldRef> = metadata.schema().fields().iter().cloned().collect();
    for (wanted, position) in shape.columns.iter().zip(positions) {
        let Some((position, field)) = position.and_then(|position| Some((position, fields.get(position)?))) else {
            continue;
        };
        if !is_text(field.data_type()) {
            continue;
        }
        let text = match wanted.kind {
            Kind::Symbol => codes(),
            Kind::Text if shape.table == Table::Leads && matches!(wanted.need, Need::Key(_)) => DataType::Utf8,
            Kind::Text | Kind::Shown if all_codes(metadata, shape.table, position, group) => codes(),
            // What is looked at once and let go of need not be copied out of the page.
            Kind::Text if shape.table == Table::Events => DataType::Utf8View,
            _ => DataType::Utf8,
        };
        let field = field.as_ref().clone().with_data_type(text);
        if let Some(slot) = fields.get_mut(position) {
            *slot = Arc::new(field);
        }
    }
    let schema = Schema::new_with_metadata(fields, metadata.schema().metadata().clone());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    // A file whose schema cannot be asked for again is read as it comes.
    ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options).unwrap_or_else(|_| metadata.clone())
}

/// The leaf that holds a column; none where it has parts.
pub(super) fn leaf_of(schema: &SchemaDescriptor, root: usize) -> Option<usize> {
    let field = schema.root_schema().get_fields().get(root)?;
    if !field.is_primitive() {
        return None;
    }
    (0..schema.num_columns()).find(|&leaf| schema.get_column_root_idx(leaf) == root)
}

fn codes() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

fn is_text(ty: &DataType) -> bool {
    match ty {
        DataType::Dictionary(_, values) => is_text(values),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        _ => false,
    }
}

/// Whether a column's pages are all codes, in a row group of events or all row groups of another table.
fn all_codes(metadata: &ArrowReaderMetadata, table: Table, position: usize, group: usize) -> bool {
    let Some(leaf) = leaf_of(metadata.parquet_schema(), position) else { return false };
    let groups = metadata.metadata().row_groups();
    let groups = if table == Table::Events { groups.get(group..=group).unwrap_or_default() } else { groups };
    let is_codes = |chunk: &ColumnChunkMetaData| {
        let pages = chunk.page_encoding_stats_mask();
        let only = |encoding| pages.is_some_and(|pages| pages.is_only(encoding));
        chunk.dictionary_page_offset().is_some() && (only(Encoding::RLE_DICTIONARY) || only(Encoding::PLAIN_DICTIONARY))
    };
    groups.iter().all(|group| group.columns().get(leaf).is_some_and(is_codes))
}
