//! Operations on numbers, days and instants.

use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrowPrimitiveType, Float64Array, PrimitiveArray};
use arrow_schema::ArrowError;
use handraise_model::condition::ArithmeticOp;
use handraise_model::values::day_of;

use super::column::{Column, Values, wrong};
use super::evaluation::AsOfDays;

/// Floats as the language knows them: what is not finite is null.
pub(super) fn finite_only(floats: &Float64Array) -> Float64Array {
    if floats.values().iter().all(|value| value.is_finite()) { floats.clone() } else { floats.unary_opt(finite) }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// `a + b`, `a - b`, `a * b`: overflow and what is not finite are null.
pub(super) fn arithmetic(op: ArithmeticOp, left: &Column, right: &Column, rows: usize) -> Result<Column, ArrowError> {
    let constant = left.constant && right.constant;
    let rows = 0..if constant { 1 } else { rows };
    let values = match (&left.values, &right.values) {
        (Values::Whole(a), Values::Whole(b)) => {
            let combine = match op {
                ArithmeticOp::Add => i64::checked_add,
                ArithmeticOp::Subtract => i64::checked_sub,
                ArithmeticOp::Multiply => i64::checked_mul,
            };
            let value = |row| combine(known(a, left.place(row))?, known(b, right.place(row))?);
            Values::Whole(rows.map(value).collect())
        }
        (Values::Decimal(a), Values::Decimal(b)) => {
            let combine = |a: f64, b: f64| match op {
                ArithmeticOp::Add => a + b,
                ArithmeticOp::Subtract => a - b,
                ArithmeticOp::Multiply => a * b,
            };
            let value = |row| finite(combine(known(a, left.place(row))?, known(b, right.place(row))?));
            Values::Decimal(rows.map(value).collect())
        }
        _ => return Err(wrong("two integers or two decimals")),
    };
    Ok(Column { values, constant })
}

/// `-x`; the negative of the least integer is null.
pub(super) fn negate(column: &Column) -> Result<Column, ArrowError> {
    let values = match &column.values {
        Values::Whole(values) => Values::Whole(values.unary_opt(i64::checked_neg)),
        Values::Decimal(values) => Values::Decimal(values.unary(|value: f64| -value)),
        _ => return Err(wrong("a number")),
    };
    Ok(Column { values, constant: column.constant })
}

/// The nearest 64-bit float.
pub(super) fn to_decimal(column: &Column) -> Result<Column, ArrowError> {
    let values = Values::Decimal(column.whole()?.unary::<_, Float64Type>(|value| value as f64));
    Ok(Column { values, constant: column.constant })
}

/// The UTC day of each instant.
pub(super) fn days(column: &Column) -> Result<Column, ArrowError> {
    let values = Values::Whole(column.whole()?.unary::<_, Int64Type>(|micros| i64::from(day_of(micros))));
    Ok(Column { values, constant: column.constant })
}

/// Date of `as_of` minus each day.
pub(super) fn age_days(column: &Column, as_of: AsOfDays<'_>) -> Result<Column, ArrowError> {
    let days = column.whole()?;
    Ok(match as_of {
        AsOfDays::Same(today) => {
            let ages = days.unary::<_, Int64Type>(|day| i64::from(today) - day);
            Column { values: Values::Whole(ages), constant: column.constant }
        }
        AsOfDays::PerRow(todays) => {
            let age = |(row, today): (usize, &i32)| Some(i64::from(*today) - known(days, column.place(row))?);
            Column::rows(Values::Whole(todays.iter().enumerate().map(age).collect()))
        }
    })
}

/// The first value of each row that is known.
pub(super) fn first_known<'c, T: ArrowPrimitiveType>(
    columns: &[&'c Column],
    values: impl Fn(&'c Column) -> Result<&'c PrimitiveArray<T>, ArrowError>,
    rows: usize,
) -> Result<PrimitiveArray<T>, ArrowError> {
    let arrays = columns.iter().map(|column| Ok((*column, values(column)?))).collect::<Result<Vec<_>, ArrowError>>()?;
    let first = |row| arrays.iter().find_map(|(column, values)| known(values, column.place(row)));
    Ok((0..rows).map(first).collect())
}

fn known<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>, row: usize) -> Option<T::Native> {
    array.is_valid(row).then(|| array.value(row))
}
