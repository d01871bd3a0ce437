//! Columns of a page as Arrow arrays, made straight from the vectors of the scores.
//!
//! Names that the model gives repeat from row to row: they are dictionaries, so that a row costs its code alone.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::{Decimal64Type, Int32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Decimal64Array, DictionaryArray, Int32Array, Int64Array, MapArray, PrimitiveArray,
    StringArray, StructArray, TimestampMicrosecondArray,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Fields};
use handraise_engine::Answer;
use handraise_model::NamedCondition;
use handraise_model::values::Exact;

/// Precision and scale of exact points: 10^-7 point, as they are counted.
pub(super) const POINTS: DataType = DataType::Decimal64(18, 7);

/// Texts, one for each row.
pub(super) fn texts<'t>(texts: impl IntoIterator<Item = Option<&'t str>>) -> ArrayRef {
    Arc::new(texts.into_iter().collect::<StringArray>())
}

/// One of a few names, by its index.
pub(super) fn names<N: AsRef<str>>(
    names: impl IntoIterator<Item = N>,
    indices: impl IntoIterator<Item = Option<usize>>,
) -> ArrayRef {
    let names = StringArray::from_iter_values(names);
    let known = |index: &usize| *index < names.len();
    let codes = indices.into_iter().map(|index| index.filter(known).map(|index| index as i32));
    let codes: Int32Array = codes.collect();
    Arc::new(DictionaryArray::<Int32Type>::new(codes, Arc::new(names)))
}

/// Whole numbers.
pub(super) fn integers<I: Into<i64>>(values: impl IntoIterator<Item = I>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values.into_iter().map(Into::into)))
}

/// Whole numbers, where there are any.
pub(super) fn optional_integers<I: Into<i64>>(values: impl IntoIterator<Item = Option<I>>) -> ArrayRef {
    Arc::new(values.into_iter().map(|value| value.map(Into::into)).collect::<Int64Array>())
}

/// Exact points.
pub(super) fn points(values: impl IntoIterator<Item = Exact>) -> ArrayRef {
    Arc::new(decimals(values))
}

/// True or false.
pub(super) fn booleans(values: impl IntoIterator<Item = bool>) -> ArrayRef {
    Arc::new(BooleanArray::from(values.into_iter().collect::<Vec<bool>>()))
}

/// Instants in microseconds.
pub(super) fn instants(values: impl IntoIterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
}

/// The names of the conditions that say so of a row.
pub(super) fn conditions(
    conditions: &[NamedCondition],
    mut answers: Vec<impl Iterator<Item = Answer>>,
    wanted: Answer,
    rows: usize,
) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for _ in 0..rows {
        for (condition, answers) in conditions.iter().zip(&mut answers) {
            if answers.next() == Some(wanted) {
                builder.values().append_value(&condition.name);
            }
        }
        builder.append(true);
    }
    Arc::new(builder.finish())
}

/// The scores of each product, as a map by its name; null without products.
pub(super) fn products<S: Iterator<Item = [Exact; 3]>>(names: &[&str], mut scores: Vec<S>, rows: usize) -> ArrayRef {
    let mut parts: [Vec<Exact>; 3] = [const { Vec::new() }; 3];
    for _ in 0..rows {
        for scores in scores.iter_mut().filter_map(Iterator::next) {
            parts.iter_mut().zip(scores).for_each(|(part, score)| part.push(score));
        }
    }
    let [total, fit, engagement] = parts.map(decimals);
    let score = Int64Array::from_iter_values(total.values().iter().map(|total| Exact(*total).round_half_up()));
    let columns: [(&str, ArrayRef); 4] = [
        ("total", Arc::new(total)),
        ("fit", Arc::new(fit)),
        ("engagement", Arc::new(engagement)),
        ("score", Arc::new(score)),
    ];
    let fields = columns.iter().map(|(name, column)| Field::new(*name, column.data_type().clone(), true));
    let values = StructArray::new(fields.collect(), columns.map(|(_, column)| column).into(), None);
    let keys = StringArray::from_iter_values((0..rows).flat_map(|_| names));
    let fields = Fields::from(vec![
        Field::new("keys", DataType::Utf8, false),
        Field::new("values", values.data_type().clone(), true),
    ]);
    let entries = StructArray::new(fields.clone(), vec![Arc::new(keys), Arc::new(values)], None);
    let entry = Arc::new(Field::new("entries", DataType::Struct(fields), false));
    let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(names.len(), rows));
    let nulls = names.is_empty().then(|| arrow_buffer::NullBuffer::new_null(rows));
    Arc::new(MapArray::new(entry, offsets, entries, nulls, false))
}

fn decimals(values: impl IntoIterator<Item = Exact>) -> Decimal64Array {
    PrimitiveArray::<Decimal64Type>::from_iter_values(values.into_iter().map(|exact| exact.0)).with_data_type(POINTS)
}
