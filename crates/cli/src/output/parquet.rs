//! Parquet: points as decimals, instants in UTC microseconds, lists as lists, products as a map.
//!
//! A thread encodes all columns of a row group, page by page, while others encode the next ones; finished row groups
//! are written in order, so that a few of them are all that is ever held.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_schema::{Field, Fields, Schema};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use super::columns::Kind;
use super::flat::FlatColumn;
use super::list::Portion;
use super::results::{Lists, Results, Unwritten};

/// Rows of a row group: enough for a reader to skip by, few enough to hold some of them.
const ROW_GROUP_ROWS: usize = 1 << 17;

/// Writes the results as one file.
pub(crate) fn write(
    results: &Results<'_>,
    lists: Lists<'_, '_>,
    out: &mut (dyn Write + Send),
) -> Result<(), Unwritten> {
    let schema = schema(results);
    let properties = Arc::new(properties(results.columns).map_err(cause)?);
    // Readers take the types from the Parquet schema: that of Arrow would tell of dictionaries, which are our own affair.
    let root = ArrowSchemaConverter::new().convert(&schema).map_err(cause)?.root_schema_ptr();
    let mut file = SerializedFileWriter::new(out, root, properties).map_err(cause)?;
    let writers = ArrowRowGroupWriterFactory::new(&file, Arc::clone(&schema));
    let encode = |portion: &Portion<'_>| row_group(results, &schema, &writers, portion).map_err(cause);
    let take = |chunks: Vec<ArrowColumnChunk>| {
        let mut row_group = file.next_row_group().map_err(cause)?;
        chunks.into_iter().try_for_each(|chunk| chunk.append_to_row_group(&mut row_group)).map_err(cause)?;
        row_group.close().map_err(cause)?;
        Ok(())
    };
    results.encode(lists, ROW_GROUP_ROWS, encode, take)?;
    file.close().map_err(cause)?;
    Ok(())
}

fn schema(results: &Results<'_>) -> Arc<Schema> {
    let fields = results.columns.iter().map(|column| {
        let required = matches!(column, FlatColumn::Result(result) if result.name == "lead_id");
        Field::new(column.name(), column.kind().data_type(), !required)
    });
    Arc::new(Schema::new(fields.collect::<Fields>()))
}

fn properties(columns: &[FlatColumn]) -> Result<WriterProperties, ParquetError> {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_created_by(concat!("handraise ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_statistics_enabled(EnabledStatistics::Chunk);
    for column in columns {
        let path = ColumnPath::from(vec![column.name().to_owned()]);
        // Deltas are small already where values are many: compressing them costs more than it saves.
        let encoding = match values(column) {
            Values::Few => continue,
            Values::ManyNumbers => Encoding::DELTA_BINARY_PACKED,
            Values::OneEach => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        };
        properties = properties
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path.clone(), encoding)
            .set_column_compression(path.clone(), Compression::UNCOMPRESSED);
        if encoding == Encoding::DELTA_LENGTH_BYTE_ARRAY {
            // The least and the greatest of a part of them say nothing.
            properties = properties.set_column_statistics_enabled(path, EnabledStatistics::None);
        }
    }
    Ok(properties.build())
}

/// What the values of a column are like.
enum Values {
    /// They repeat: a dictionary, compressed.
    Few,
    /// Numbers of which there may be as many as rows: a dictionary would cost ten times what it saves.
    ManyNumbers,
    /// Texts of which each is there once, and which hardly compress.
    OneEach,
}

fn values(column: &FlatColumn) -> Values {
    match (column, column.kind()) {
        (FlatColumn::Result(result), _) if result.name == "lead_id" => Values::OneEach,
        (FlatColumn::Result(result), Kind::Points) if result.name != "fit" => Values::ManyNumbers,
        (FlatColumn::Result(_), Kind::Integer | Kind::Instant) => Values::ManyNumbers,
        _ => Values::Few,
    }
}

fn row_group(
    results: &Results<'_>,
    schema: &Schema,
    writers: &ArrowRowGroupWriterFactory,
    portion: &Portion<'_>,
) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
    // The number of the row group matters to encryption alone.
    let mut writers = writers.create_column_writers(0)?;
    for places in portion.pages() {
        let mut writers = writers.iter_mut();
        for (field, array) in schema.fields().iter().zip(results.arrays(&places)) {
            for (leaf, writer) in compute_leaves(field, &array)?.iter().zip(&mut writers) {
                writer.write(leaf)?;
            }
        }
    }
    writers.into_iter().map(|writer| writer.close()).collect()
}

/// What the system said: as it stands, so that a reader that went away is told from a full disk.
fn cause(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
