//! Kernels on numbers, days and instants.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, Int64Array};
use arrow_schema::{ArrowError, DataType};
use handraise_model::condition::ArithmeticOp;
use handraise_model::values::day_of;

use super::evaluation::{AsOfDays, Operand};
use super::program::Items;
use super::text::wrong;

/// Floats as the language knows them: -0.0 is 0.0, and what is not finite is null.
pub(super) fn normal(floats: &Float64Array) -> Float64Array {
    floats.unary_opt(finite)
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value + 0.0)
}

/// `a + b`, `a - b`, `a * b`: overflow and what is not finite are null.
pub(super) fn arithmetic(
    op: ArithmeticOp,
    left: &Operand,
    right: &Operand,
    rows: usize,
) -> Result<Operand, ArrowError> {
    let scalar = left.scalar && right.scalar;
    let rows = if scalar { 1 } else { rows };
    let row_of = |operand: &Operand, row: usize| if operand.scalar { 0 } else { row };
    let array: ArrayRef = match (left.array.data_type(), right.array.data_type()) {
        (DataType::Int64, DataType::Int64) => {
            let (a, b) = (left.array.as_primitive::<Int64Type>(), right.array.as_primitive::<Int64Type>());
            let combine = match op {
                ArithmeticOp::Add => i64::checked_add,
                ArithmeticOp::Subtract => i64::checked_sub,
                ArithmeticOp::Multiply => i64::checked_mul,
            };
            let value = |row| combine(known(a, row_of(left, row))?, known(b, row_of(right, row))?);
            Arc::new((0..rows).map(value).collect::<Int64Array>())
        }
        (DataType::Float64, DataType::Float64) => {
            let (a, b) = (left.array.as_primitive::<Float64Type>(), right.array.as_primitive::<Float64Type>());
            let combine = |a: f64, b: f64| match op {
                ArithmeticOp::Add => a + b,
                ArithmeticOp::Subtract => a - b,
                ArithmeticOp::Multiply => a * b,
            };
            let value = |row| finite(combine(known(a, row_of(left, row))?, known(b, row_of(right, row))?));
            Arc::new((0..rows).map(value).collect::<Float64Array>())
        }
        _ => return Err(wrong("two integers or two decimals")),
    };
    Ok(Operand { array, scalar })
}

fn known<T: arrow_array::ArrowPrimitiveType>(array: &arrow_array::PrimitiveArray<T>, row: usize) -> Option<T::Native> {
    array.is_valid(row).then(|| array.value(row))
}

/// `-x`; the negative of the least integer is null.
pub(super) fn negate(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    match array.data_type() {
        DataType::Int64 => Ok(Arc::new(array.as_primitive::<Int64Type>().unary_opt::<_, Int64Type>(i64::checked_neg))),
        DataType::Float64 => {
            Ok(Arc::new(array.as_primitive::<Float64Type>().unary_opt::<_, Float64Type>(|value| finite(-value))))
        }
        _ => Err(wrong("a number")),
    }
}

/// The nearest 64-bit float.
pub(super) fn to_decimal(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let integers = array.as_primitive_opt::<Int64Type>().ok_or_else(|| wrong("an integer"))?;
    Ok(Arc::new(integers.unary::<_, Float64Type>(|value| value as f64)))
}

/// Date of `as_of` minus date of each value, in days.
pub(super) fn age_days(operand: &Operand, as_of: AsOfDays<'_>) -> Result<Operand, ArrowError> {
    let day: Box<dyn Fn(usize) -> Option<i64>> = match operand.array.data_type() {
        DataType::Date32 => {
            let days = operand.array.as_primitive::<Date32Type>();
            Box::new(|row| known(days, row).map(i64::from))
        }
        DataType::Int64 => {
            let micros = operand.array.as_primitive::<Int64Type>();
            Box::new(|row| known(micros, row).map(|micros| i64::from(day_of(micros))))
        }
        _ => return Err(wrong("a date or a timestamp")),
    };
    let ages: Int64Array = match as_of {
        AsOfDays::Same(today) => (0..operand.array.len()).map(|row| Some(i64::from(today) - day(row)?)).collect(),
        AsOfDays::PerRow(days) => {
            let of = |row| if operand.scalar { 0 } else { row };
            let age = |(row, today): (usize, &i32)| Some(i64::from(*today) - day(of(row))?);
            days.iter().enumerate().map(age).collect()
        }
    };
    let scalar = operand.scalar && matches!(as_of, AsOfDays::Same(_));
    Ok(Operand { array: Arc::new(ages), scalar })
}

/// Whether each value is among the items: null where it is.
pub(super) fn within(array: &ArrayRef, items: &Items) -> Result<BooleanArray, ArrowError> {
    let found = match (items, array.data_type()) {
        (Items::Text(items), DataType::Utf8) => {
            BooleanArray::from_unary(array.as_string::<i32>(), |text| items.contains(text))
        }
        (Items::Whole(items), DataType::Int64) => {
            BooleanArray::from_unary(array.as_primitive::<Int64Type>(), |value| items.binary_search(&value).is_ok())
        }
        (Items::Whole(items), DataType::Date32) => {
            BooleanArray::from_unary(array.as_primitive::<Date32Type>(), |day| {
                items.binary_search(&i64::from(day)).is_ok()
            })
        }
        (Items::Decimal(items), DataType::Float64) => {
            BooleanArray::from_unary(array.as_primitive::<Float64Type>(), |value| items.contains(&value))
        }
        (Items::Boolean(items), DataType::Boolean) => {
            BooleanArray::from_unary(array.as_boolean(), |value| items.contains(&value))
        }
        _ => return Err(wrong("items of the type they are compared with")),
    };
    Ok(found)
}
