//! Cells of Arrow columns, one at a time: for the few rows that are looked at closely.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef, RecordBatch};
pub(crate) use handraise_engine::text_at as text;
use handraise_model::DataPoint;
use handraise_model::values::{Type, Value};

/// The values of one row in the columns of these data points; what the batch lacks is not known.
pub(crate) fn values_of(data_points: &[DataPoint], batch: &RecordBatch, row: usize) -> Vec<Option<Value>> {
    data_points.iter().map(|data_point| value(batch.column_by_name(&data_point.name)?, data_point.ty, row)).collect()
}

/// The instant in a column of a batch.
pub(crate) fn instant(column: &ArrayRef, row: usize) -> Option<i64> {
    let values = column.as_primitive_opt::<TimestampMicrosecondType>()?;
    values.is_valid(row).then(|| values.value(row))
}

fn value(column: &ArrayRef, ty: Type, row: usize) -> Option<Value> {
    if column.is_null(row) {
        return (ty == Type::List).then(|| Value::List(Vec::new()));
    }
    match ty {
        Type::Text => text(column, row).map(|text| Value::Text(text.to_owned())),
        Type::Integer => column.as_primitive_opt::<Int64Type>().map(|values| Value::Integer(values.value(row))),
        Type::Decimal => column.as_primitive_opt::<Float64Type>().map(|values| Value::Decimal(values.value(row))),
        Type::Boolean => column.as_boolean_opt().map(|values| Value::Boolean(values.value(row))),
        Type::Date => column.as_primitive_opt::<Date32Type>().map(|values| Value::Date(values.value(row))),
        Type::Timestamp => instant(column, row).map(Value::Timestamp),
        Type::List => {
            let items = column.as_list_opt::<i32>()?.value(row);
            let items = (0..items.len()).filter_map(|item| text(&items, item).map(str::to_owned));
            Some(Value::List(items.collect()))
        }
    }
}
