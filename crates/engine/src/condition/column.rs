//! Values of a step, in the few forms that operations take.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef, Float64Array, Int32Array, Int64Array, ListArray, StringArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, DataType, TimeUnit};
use arrow_select::take::take;
use handraise_model::values::Value;

use super::bands::Bands;
use super::number;
use crate::scores::Answer;

/// Values: one for each row, or one for all.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) values: Values,
    /// The one value stands for all rows.
    pub(super) constant: bool,
}

/// Values of one type. Days and instants are whole numbers.
#[derive(Clone, Debug)]
pub(super) enum Values {
    /// Null is [`Answer::Unknown`].
    Truth(Vec<Answer>),
    Whole(Int64Array),
    /// Those that are known are finite.
    Decimal(Float64Array),
    Text(StringArray),
    List(ListArray),
    /// What a fit criterion says; it has no nulls.
    Bands(Bands),
}

impl Column {
    pub(super) fn rows(values: Values) -> Self {
        Self { values, constant: false }
    }

    pub(super) fn literal(value: &Value) -> Self {
        let values = match value {
            Value::Text(text) => Values::Text(StringArray::from(vec![text.as_str()])),
            Value::Integer(whole) | Value::Timestamp(whole) => Values::Whole(Int64Array::from(vec![*whole])),
            Value::Date(days) => Values::Whole(Int64Array::from(vec![i64::from(*days)])),
            Value::Decimal(decimal) => Values::Decimal(Float64Array::from(vec![*decimal])),
            Value::Boolean(boolean) => Values::Truth(vec![Answer::from(*boolean)]),
            // Only examples hold lists; a condition has no such literal.
            Value::List(items) => Values::Text(StringArray::from(items.clone())),
        };
        Self { values, constant: true }
    }

    /// The values of a column of the input.
    pub(super) fn read(array: &ArrayRef) -> Result<Self, ArrowError> {
        let values = match array.data_type() {
            DataType::Utf8 => Values::Text(array.as_string::<i32>().clone()),
            DataType::Utf8View => Values::Text(array.as_string_view().iter().collect()),
            DataType::Dictionary(..) => {
                let dictionary = array.as_dictionary_opt::<Int32Type>().ok_or_else(|| wrong("keys of 32 bits"))?;
                if let (&[key], 0) = (dictionary.keys().values().as_ref(), dictionary.null_count())
                    && (key as usize) < dictionary.values().len()
                {
                    return Self::read(&dictionary.values().slice(key as usize, 1));
                }
                return Self::read(&take(dictionary.values(), dictionary.keys(), None)?);
            }
            DataType::Int64 => Values::Whole(array.as_primitive::<Int64Type>().clone()),
            DataType::Date32 => Values::Whole(array.as_primitive::<Date32Type>().unary(i64::from)),
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                Values::Whole(array.as_primitive::<TimestampMicrosecondType>().reinterpret_cast())
            }
            DataType::Float64 => Values::Decimal(number::finite_only(array.as_primitive::<Float64Type>())),
            DataType::Boolean => Values::Truth(
                array.as_boolean().iter().map(|value| value.map_or(Answer::Unknown, Answer::from)).collect(),
            ),
            DataType::List(_) => Values::List(array.as_list_opt().ok_or_else(|| wrong("a list"))?.clone()),
            _ => return Err(wrong("a type of the language")),
        };
        Ok(Self::rows(values))
    }

    /// For each row the value that its code stands for.
    pub(super) fn gather(&self, codes: &Int32Array) -> Result<Self, ArrowError> {
        if self.constant {
            return Ok(self.clone());
        }
        let values = match &self.values {
            Values::Truth(truth) => {
                let of = |code: &i32| truth.get(*code as usize).copied().unwrap_or(Answer::Unknown);
                Values::Truth(codes.values().iter().map(of).collect())
            }
            Values::Bands(bands) => Values::Bands(bands.gather(codes.values())),
            Values::Whole(values) => return Self::read(&take(values, codes, None)?),
            Values::Decimal(values) => return Self::read(&take(values, codes, None)?),
            Values::Text(values) => return Self::read(&take(values, codes, None)?),
            Values::List(values) => return Self::read(&take(values, codes, None)?),
        };
        Ok(Self::rows(values))
    }

    /// Where a row finds its value.
    pub(super) fn place(&self, row: usize) -> usize {
        if self.constant { 0 } else { row }
    }

    /// Whether it is one value for all rows that is not known.
    pub(super) fn is_unknown(&self) -> bool {
        let unknown = match &self.values {
            Values::Truth(truth) => truth.first() == Some(&Answer::Unknown),
            _ => self.nulls().is_some_and(|nulls| nulls.null_count() > 0),
        };
        self.constant && unknown
    }

    /// Which values are known; of truth, bands and lists all are, in their own way.
    pub(super) fn nulls(&self) -> Option<&NullBuffer> {
        match &self.values {
            Values::Whole(values) => values.nulls(),
            Values::Decimal(values) => values.nulls(),
            Values::Text(values) => values.nulls(),
            Values::Truth(_) | Values::List(_) | Values::Bands(_) => None,
        }
    }

    pub(super) fn truth(&self) -> Result<&[Answer], ArrowError> {
        if let Values::Truth(truth) = &self.values { Ok(truth) } else { Err(wrong("a condition")) }
    }

    pub(super) fn whole(&self) -> Result<&Int64Array, ArrowError> {
        if let Values::Whole(values) = &self.values { Ok(values) } else { Err(wrong("a whole number")) }
    }

    pub(super) fn decimal(&self) -> Result<&Float64Array, ArrowError> {
        if let Values::Decimal(values) = &self.values { Ok(values) } else { Err(wrong("a decimal")) }
    }

    pub(super) fn text(&self) -> Result<&StringArray, ArrowError> {
        if let Values::Text(texts) = &self.values { Ok(texts) } else { Err(wrong("text")) }
    }

    pub(super) fn list(&self) -> Result<&ListArray, ArrowError> {
        if let Values::List(lists) = &self.values { Ok(lists) } else { Err(wrong("a list")) }
    }

    pub(super) fn bands(&self) -> Result<&Bands, ArrowError> {
        if let Values::Bands(bands) = &self.values { Ok(bands) } else { Err(wrong("bands")) }
    }
}

/// Calls `visit` with each row that is not known.
pub(super) fn for_each_unknown(nulls: Option<&NullBuffer>, mut visit: impl FnMut(usize)) {
    let Some(nulls) = nulls.filter(|nulls| nulls.null_count() > 0) else { return };
    for (index, known) in nulls.inner().bit_chunks().iter_padded().enumerate() {
        let mut unknown = !known;
        while unknown != 0 {
            let row = index * 64 + unknown.trailing_zeros() as usize;
            // What pads the last chunk reads as not known.
            if row >= nulls.len() {
                return;
            }
            visit(row);
            unknown &= unknown - 1;
        }
    }
}

/// The error of an operand that is not what the checked model promises.
pub(super) fn wrong(expected: &str) -> ArrowError {
    ArrowError::InvalidArgumentError(format!("expected {expected}"))
}
