//! A whole array at once: the rules of cells, where no cell needs a look of its own.
//!
//! Parquet gives typed arrays, and nearly all of them are already what is wanted: a dictionary whose values are decided
//! once, numbers and times that only change their unit, text with nothing to trim. Whatever else there is goes through
//! [`super::Column`], cell by cell; for arrays that pass here, both give the same.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type,
};
use arrow_array::{Array, ArrayRef, PrimitiveArray};
use arrow_schema::{DataType, TimeUnit};

use super::text::Texts;
use crate::cell::{CALENDAR_DAYS, FIRST_MICROS, LAST_MICROS, Rules};
use crate::shape::{Kind, Wanted};
use crate::tally::ColumnTally;

/// Reads the arrays of one column, one after the other.
pub(crate) struct WholeColumn<'a> {
    rules: &'a Rules,
    kind: Kind,
    texts: Texts<'a>,
}

impl<'a> WholeColumn<'a> {
    pub(crate) fn new(wanted: &Wanted, rules: &'a Rules) -> Self {
        let empty_text = rules.empty_text && wanted.data_point.is_some();
        Self { rules, kind: wanted.kind, texts: Texts::new(wanted.kind, rules, empty_text) }
    }

    /// The array as it is wanted, and its tally; none where it has to be read cell by cell.
    pub(crate) fn read(&mut self, array: &ArrayRef) -> Option<(ArrayRef, ColumnTally)> {
        let mut tally = ColumnTally::default();
        let read: ArrayRef = match self.kind {
            Kind::Text | Kind::Shown | Kind::Symbol => self.texts.read(array, &mut tally)?,
            Kind::Integer => integers(array)?,
            Kind::Decimal => decimals(array)?,
            Kind::Boolean => Arc::clone(array.as_boolean_opt().map(|_| array)?),
            Kind::Date => dates(array)?,
            Kind::Timestamp => {
                let instants = instants(array, self.rules)?;
                if matches!(array.data_type(), DataType::Timestamp(_, None)) {
                    tally.local_times = (array.len() - array.null_count()) as u64;
                }
                instants
            }
            Kind::List => return None,
        };
        tally.unknown = read.null_count() as u64;
        tally.known = read.len() as u64 - tally.unknown;
        Some((read, tally))
    }
}

fn integers(array: &ArrayRef) -> Option<ArrayRef> {
    fn widened<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &ArrayRef) -> ArrayRef {
        Arc::new(array.as_primitive::<T>().unary::<_, Int64Type>(Into::into))
    }
    match array.data_type() {
        DataType::Int64 => Some(Arc::clone(array)),
        DataType::Int32 => Some(widened::<Int32Type>(array)),
        DataType::Int16 => Some(widened::<Int16Type>(array)),
        DataType::Int8 => Some(widened::<Int8Type>(array)),
        DataType::UInt32 => Some(widened::<UInt32Type>(array)),
        DataType::UInt16 => Some(widened::<UInt16Type>(array)),
        DataType::UInt8 => Some(widened::<UInt8Type>(array)),
        _ => None,
    }
}

/// Floats, all of them finite.
fn decimals(array: &ArrayRef) -> Option<ArrayRef> {
    let decimals: PrimitiveArray<Float64Type> = match array.data_type() {
        DataType::Float64 => array.as_primitive::<Float64Type>().clone(),
        DataType::Float32 => array.as_primitive::<Float32Type>().unary(f64::from),
        _ => return None,
    };
    let finite = decimals.values().iter().fold(true, |finite, value| finite & value.is_finite());
    finite.then(|| Arc::new(decimals) as ArrayRef)
}

/// Days, all of them of the calendar.
fn dates(array: &ArrayRef) -> Option<ArrayRef> {
    let dates = array.as_primitive_opt::<Date32Type>()?;
    let (first, last) = (CALENDAR_DAYS.start(), CALENDAR_DAYS.end());
    let within = dates.values().iter().fold(true, |within, day| within & (first <= day) & (day <= last));
    within.then(|| Arc::clone(array))
}

/// Instants, all of them of the calendar, in microseconds; local ones where their clock shows UTC.
fn instants(array: &ArrayRef, rules: &Rules) -> Option<ArrayRef> {
    let DataType::Timestamp(unit, zone) = array.data_type() else { return None };
    if zone.is_none() && !rules.times.local_is_utc() {
        return None;
    }
    let micros: PrimitiveArray<TimestampMicrosecondType> = match unit {
        TimeUnit::Second => scaled(array.as_primitive::<TimestampSecondType>(), 1_000_000)?,
        TimeUnit::Millisecond => scaled(array.as_primitive::<TimestampMillisecondType>(), 1_000)?,
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().clone(),
        // Digits beyond microseconds are cut, before 1970 too, where division would round toward zero.
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().unary(|nanos| nanos.div_euclid(1_000)),
    };
    all_within(micros.values(), FIRST_MICROS, LAST_MICROS).then(|| Arc::new(micros.with_timezone("UTC")) as ArrayRef)
}

/// Coarser times in microseconds; none where one lies outside the calendar.
fn scaled<T: ArrowPrimitiveType<Native = i64>>(
    array: &PrimitiveArray<T>,
    micros: i64,
) -> Option<PrimitiveArray<TimestampMicrosecondType>> {
    let within = all_within(array.values(), FIRST_MICROS / micros, LAST_MICROS / micros);
    within.then(|| array.unary(|value| value * micros))
}

/// Whether all values lie between two, of which neither is near to what 64 bits hold.
///
/// A difference below zero, or beyond 64 bits, leaves the sign bit set: so there is nothing to decide in the loop.
fn all_within(values: &[i64], first: i64, last: i64) -> bool {
    let outside =
        values.iter().fold(0, |outside, value| outside | value.wrapping_sub(first) | last.wrapping_sub(*value));
    outside >= 0
}
