//! Tables as files: parts are encoded on all threads and written in order.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, ArrowWriterOptions, compute_leaves};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::Error;
use crate::in_order::in_order;

/// The format of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// One row group a part, zstd, and otherwise what the writer does by default
    Parquet,
    /// With a header; a cell that is not known is empty
    Csv,
}

impl Format {
    /// How the files' names end.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
        }
    }
}

/// Takes a part's batches.
pub(super) type Emit<'a> = &'a mut dyn FnMut(RecordBatch) -> Result<(), Error>;

/// Writes a table of so many parts; `make` makes one of them.
pub(super) fn write(
    path: &Path,
    format: Format,
    schema: &SchemaRef,
    parts: usize,
    threads: NonZeroUsize,
    make: impl Fn(usize, Emit<'_>) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    let file = BufWriter::new(File::create(path)?);
    match format {
        Format::Parquet => write_parquet(file, schema, parts, threads, make),
        Format::Csv => write_csv(file, schema, parts, threads, make),
    }
}

fn write_parquet(
    file: BufWriter<File>,
    schema: &SchemaRef,
    parts: usize,
    threads: NonZeroUsize,
    make: impl Fn(usize, Emit<'_>) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    // Without the Arrow schema, as most programs write: the reader alone decides what it makes of the columns.
    let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
    let writer = ArrowWriter::try_new_with_options(file, schema.clone(), options)?;
    let (mut writer, row_groups) = writer.into_serialized_writer()?;
    let encoded = |part| row_group(&row_groups, schema, part, |emit| make(part, emit));
    in_order(parts, threads, encoded, |columns| {
        let mut row_group = writer.next_row_group()?;
        for column in columns {
            column.append_to_row_group(&mut row_group)?;
        }
        row_group.close()?;
        Ok(())
    })?;
    writer.close()?;
    Ok(())
}

fn row_group(
    row_groups: &ArrowRowGroupWriterFactory,
    schema: &SchemaRef,
    part: usize,
    make: impl FnOnce(Emit<'_>) -> Result<(), Error>,
) -> Result<Vec<ArrowColumnChunk>, Error> {
    let mut columns = row_groups.create_column_writers(part)?;
    make(&mut |batch| {
        let mut writers = columns.iter_mut();
        for (field, array) in schema.fields().iter().zip(batch.columns()) {
            for (leaf, writer) in compute_leaves(field, array)?.iter().zip(&mut writers) {
                writer.write(leaf)?;
            }
        }
        Ok(())
    })?;
    Ok(columns.into_iter().map(|column| column.close()).collect::<Result<_, _>>()?)
}

fn write_csv(
    mut file: BufWriter<File>,
    schema: &SchemaRef,
    parts: usize,
    threads: NonZeroUsize,
    make: impl Fn(usize, Emit<'_>) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    writeln!(file, "{}", names.join(","))?;
    let encoded = |part| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        make(part, &mut |batch| csv_rows(&mut writer, &batch))?;
        Ok(writer.into_inner().map_err(|error| error.into_error())?)
    };
    in_order(parts, threads, encoded, |rows| Ok(file.write_all(&rows)?))?;
    file.flush()?;
    Ok(())
}

fn csv_rows(writer: &mut csv::Writer<Vec<u8>>, batch: &RecordBatch) -> Result<(), Error> {
    let options = FormatOptions::new();
    let columns: Vec<ArrayFormatter<'_>> =
        batch.columns().iter().map(|array| ArrayFormatter::try_new(array, &options)).collect::<Result<_, _>>()?;
    let mut cell = String::new();
    for row in 0..batch.num_rows() {
        for column in &columns {
            cell.clear();
            column.value(row).write(&mut cell)?;
            writer.write_field(&cell)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(())
}
