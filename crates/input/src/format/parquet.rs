//! Parquet: only the columns that the model reads, cast to a few types, then read cell by cell like any other format.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType, TimestampNanosecondType};
use arrow_array::{Array, ArrayRef};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::ChunkReader;

use super::Emit;
use crate::batch::{BATCH_ROWS, Column, Rows};
use crate::bytes::Opened;
use crate::cell::{Cell, Rules};
use crate::error::InputError;
use crate::lines::Lines;
use crate::shape::Shape;

pub(super) fn read(mut opened: Opened, shape: &Shape, rules: &Rules, emit: Emit<'_>) -> Result<(), InputError> {
    let source = opened.name.clone();
    let rules = &rules.with_own_null();
    match opened.file.take() {
        Some(file) => read_from(file, &source, shape, rules, emit),
        None => read_from(bytes::Bytes::from(opened.read_all()?), &source, shape, rules, emit),
    }
}

/// The columns' names, and the file to be read on.
pub(super) fn headers(opened: Opened) -> Result<(Vec<String>, Opened), InputError> {
    let source = opened.name.clone();
    let failed = |error: parquet::errors::ParquetError| damaged(&source, &error.to_string());
    if let Some(file) = &opened.file {
        let file = file.try_clone().map_err(|error| opened.failure()(&error))?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(failed)?;
        return Ok((names(builder.schema()), opened));
    }
    let (first, second) = opened.buffered()?;
    let bytes = bytes::Bytes::from(first.read_all()?);
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(failed)?;
    Ok((names(builder.schema()), second))
}

fn read_from<R: ChunkReader + 'static>(
    reader: R,
    source: &str,
    shape: &Shape,
    rules: &Rules,
    emit: Emit<'_>,
) -> Result<(), InputError> {
    let damaged = |message: String| damaged(source, &message);
    let builder = ParquetRecordBatchReaderBuilder::try_new(reader).map_err(|error| damaged(error.to_string()))?;
    let headers = names(builder.schema());
    let positions = shape.find(source, &headers, None)?;
    let mut roots: Vec<usize> = positions.iter().flatten().copied().collect();
    roots.sort_unstable();
    roots.dedup();
    let mask = ProjectionMask::roots(builder.parquet_schema(), roots.iter().copied());
    let batches = builder
        .with_projection(mask)
        .with_batch_size(BATCH_ROWS)
        .build()
        .map_err(|error| damaged(error.to_string()))?;
    let mut first_row = 1;
    for batch in batches {
        let batch = batch.map_err(|error| damaged(error.to_string()))?;
        let mut rows = Rows::new(shape, rules);
        rows.lines = Lines::consecutive(first_row, batch.num_rows());
        first_row += batch.num_rows() as u64;
        for (column, position) in rows.columns.iter_mut().zip(&positions) {
            let array = position
                .and_then(|position| roots.binary_search(&position).ok())
                .and_then(|projected| batch.columns().get(projected));
            match array {
                Some(array) => push_array(array, column, &rows.lines),
                None => rows.lines.iter().for_each(|line| column.push(Cell::Null, line)),
            }
        }
        if emit(rows.finish()).is_break() {
            break;
        }
    }
    Ok(())
}

fn names(schema: &Schema) -> Vec<String> {
    schema.fields().iter().map(|field| field.name().trim().to_owned()).collect()
}

fn damaged(source: &str, message: &str) -> InputError {
    let message = message.trim_start_matches("Parquet error: ").to_owned();
    InputError::Damaged { source: source.to_owned(), format: "a Parquet file", message }
}

/// Gives the cell of a row.
type CellAt<'a> = &'a dyn Fn(usize, &mut dyn FnMut(Cell<'_>));

/// Reads an array's cells.
fn push_array(array: &ArrayRef, column: &mut Column<'_>, lines: &Lines) {
    let plain = plain_type(array.data_type());
    let cast = plain.and_then(|plain| cast(array, &plain).ok());
    let Some(array) = cast else {
        for (row, line) in lines.iter().enumerate() {
            column.push(if array.is_null(row) { Cell::Null } else { Cell::Nested("a structure") }, line);
        }
        return;
    };
    let each = |column: &mut Column<'_>, cell: CellAt<'_>| {
        for (row, line) in lines.iter().enumerate() {
            if array.is_null(row) {
                column.push(Cell::Null, line);
            } else {
                cell(row, &mut |cell| column.push(cell, line));
            }
        }
    };
    match array.data_type() {
        DataType::Utf8 => {
            let values = array.as_string::<i32>();
            each(column, &|row, push| push(Cell::Text(values.value(row).as_bytes())));
        }
        DataType::Binary => {
            let values = array.as_binary::<i32>();
            each(column, &|row, push| push(Cell::Text(values.value(row))));
        }
        DataType::Int64 => {
            let values = array.as_primitive::<Int64Type>();
            each(column, &|row, push| push(Cell::Integer(values.value(row))));
        }
        DataType::Float64 => {
            let values = array.as_primitive::<Float64Type>();
            each(column, &|row, push| push(Cell::Decimal(values.value(row))));
        }
        DataType::Boolean => {
            let values = array.as_boolean();
            each(column, &|row, push| push(Cell::Boolean(values.value(row))));
        }
        DataType::Date32 => {
            let values = array.as_primitive::<Date32Type>();
            each(column, &|row, push| push(Cell::Date(values.value(row))));
        }
        DataType::Timestamp(unit, zone) => {
            let moment = if zone.is_none() { Cell::Local } else { Cell::Instant };
            if *unit == TimeUnit::Nanosecond {
                // Digits beyond microseconds are cut, before 1970 too, where division would round toward zero.
                let values = array.as_primitive::<TimestampNanosecondType>();
                each(column, &|row, push| push(moment(values.value(row).div_euclid(1_000))));
            } else {
                let values = array.as_primitive::<TimestampMicrosecondType>();
                each(column, &|row, push| push(moment(values.value(row))));
            }
        }
        DataType::List(_) => {
            let lists = array.as_list::<i32>();
            each(column, &|row, push| {
                let items = lists.value(row);
                let texts: Vec<Cow<'_, str>> = match items.as_string_opt::<i32>() {
                    Some(items) => items.iter().flatten().map(Cow::Borrowed).collect(),
                    None => Vec::new(),
                };
                push(Cell::List(&texts));
            });
        }
        _ => each(column, &|_, push| push(Cell::Null)),
    }
}

/// The type that a column is cast to; none where it has parts that no data point has.
fn plain_type(ty: &DataType) -> Option<DataType> {
    match ty {
        DataType::Dictionary(_, values) => plain_type(values),
        DataType::RunEndEncoded(_, values) => plain_type(values.data_type()),
        DataType::Null => Some(DataType::Utf8),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Some(DataType::Utf8),
        // Many writers leave the mark for text out.
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            Some(DataType::Binary)
        }
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Some(DataType::Int64),
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 => Some(DataType::Int64),
        // As text, since a 64-bit integer or float would lose digits.
        DataType::UInt64 | DataType::Decimal32(..) | DataType::Decimal64(..) => Some(DataType::Utf8),
        DataType::Decimal128(..) | DataType::Decimal256(..) => Some(DataType::Utf8),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => Some(DataType::Float64),
        DataType::Boolean => Some(DataType::Boolean),
        DataType::Date32 | DataType::Date64 => Some(DataType::Date32),
        DataType::Timestamp(unit, zone) => {
            let unit = if *unit == TimeUnit::Nanosecond { TimeUnit::Nanosecond } else { TimeUnit::Microsecond };
            Some(DataType::Timestamp(unit, zone.as_ref().map(|_| "UTC".into())))
        }
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => {
            Some(DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))))
        }
        _ => None,
    }
}
