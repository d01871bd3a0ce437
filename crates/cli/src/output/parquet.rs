//! Parquet: points as `Decimal128(18,7)`, instants in UTC microseconds, lists as lists, products as a map.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Decimal128Builder, Int64Builder, ListBuilder, MapBuilder, StringBuilder, StructBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Fields, Schema, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::columns::{Cell, FlatColumn, Kind, Results, flat_columns};

/// Precision and scale of exact points: 10^-7 point, as they are counted.
const POINTS: DataType = DataType::Decimal128(18, 7);

/// Writes the results as one file.
pub(crate) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let columns = flat_columns(results);
    let arrays: Vec<ArrayRef> = columns.iter().map(|column| array(results, column)).collect();
    let fields = columns.iter().zip(&arrays).map(|(column, array)| {
        let required = matches!(column, FlatColumn::Result(result) if result.name == "lead_id");
        Field::new(column.name(), array.data_type().clone(), !required)
    });
    let schema = Arc::new(Schema::new(fields.collect::<Fields>()));
    let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(io::Error::other)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("handraise ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    // In memory first, like the results themselves: so what the system says of `out` is not wrapped in Parquet's errors.
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, schema, Some(properties)).map_err(io::Error::other)?;
    writer.write(&batch).map_err(io::Error::other)?;
    writer.close().map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn array(results: &Results<'_>, column: &FlatColumn) -> ArrayRef {
    let cells = results.rows.iter().map(|&row| column.cell(results, row));
    match column.kind() {
        Kind::Text => {
            let mut builder = StringBuilder::new();
            cells.for_each(|cell| match cell {
                Cell::Text(text) => builder.append_value(text),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        Kind::Integer => {
            let mut builder = Int64Builder::new();
            cells.for_each(|cell| match cell {
                Cell::Integer(number) => builder.append_value(number),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        Kind::Points => {
            let mut builder = Decimal128Builder::new().with_data_type(POINTS);
            cells.for_each(|cell| match cell {
                Cell::Points(points) => builder.append_value(i128::from(points.0)),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        Kind::Boolean => {
            let mut builder = BooleanBuilder::new();
            cells.for_each(|cell| match cell {
                Cell::Boolean(value) => builder.append_value(value),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        Kind::Instant => {
            let utc = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
            let mut builder = TimestampMicrosecondBuilder::new().with_data_type(utc);
            cells.for_each(|cell| match cell {
                Cell::Instant(micros) => builder.append_value(micros),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        Kind::Texts => {
            let mut builder = ListBuilder::new(StringBuilder::new());
            cells.for_each(|cell| match cell {
                Cell::Texts(items) => builder.append_value(items.iter().map(Some)),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        Kind::Products => products(cells),
    }
}

fn products<'r>(cells: impl Iterator<Item = Cell<'r>>) -> ArrayRef {
    let points = || Box::new(Decimal128Builder::new().with_data_type(POINTS));
    let fields = Fields::from(vec![
        Field::new("total", POINTS, true),
        Field::new("fit", POINTS, true),
        Field::new("engagement", POINTS, true),
        Field::new("score", DataType::Int64, true),
    ]);
    let scores = StructBuilder::new(fields, vec![points(), points(), points(), Box::new(Int64Builder::new())]);
    let mut builder = MapBuilder::new(None, StringBuilder::new(), scores);
    for cell in cells {
        let known = matches!(cell, Cell::Products(_));
        if let Cell::Products(all) = cell {
            for product in all {
                builder.keys().append_value(product.name);
                let scores = builder.values();
                for (index, exact) in [product.total, product.fit, product.engagement].into_iter().enumerate() {
                    if let Some(field) = scores.field_builder::<Decimal128Builder>(index) {
                        field.append_value(i128::from(exact.0));
                    }
                }
                if let Some(field) = scores.field_builder::<Int64Builder>(3) {
                    field.append_value(product.score());
                }
                scores.append(true);
            }
        }
        // Keys and values are appended in pairs above, so the builder has nothing to object to.
        let _ = builder.append(known);
    }
    Arc::new(builder.finish())
}
