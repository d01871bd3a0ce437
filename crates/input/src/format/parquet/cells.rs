//! Arrays cell by cell, cast to a few types: for whatever is not already what is wanted.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType, TimestampNanosecondType};
use arrow_array::{Array, ArrayRef};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, TimeUnit};

use crate::batch::Column;
use crate::cell::Cell;
use crate::lines::Lines;

/// Gives the cell of a row.
type CellAt<'a> = &'a dyn Fn(usize, &mut dyn FnMut(Cell<'_>));

/// Reads an array's cells.
pub(super) fn push_array(array: &ArrayRef, column: &mut Column<'_>, lines: &Lines) {
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
