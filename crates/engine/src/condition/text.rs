//! Kernels on text and lists of text.

use arrow_array::cast::AsArray;
use arrow_array::{Array, BooleanArray, Int64Array, ListArray, StringArray};
use arrow_buffer::BooleanBuffer;
use arrow_schema::ArrowError;

use super::evaluation::Operand;

/// Unicode lower case.
pub(super) fn lower(texts: &StringArray) -> StringArray {
    texts.iter().map(|text| text.map(str::to_lowercase)).collect()
}

/// What follows the last `@`, in lower case; null without one or when empty.
pub(super) fn email_domain(texts: &StringArray) -> StringArray {
    let domain = |text: &str| {
        let (_, domain) = text.rsplit_once('@')?;
        (!domain.is_empty()).then(|| domain.to_lowercase())
    };
    texts.iter().map(|text| text.and_then(domain)).collect()
}

/// Whether an item of each row's list equals the text: null where the text is.
pub(super) fn any_of(text: &Operand, lists: &ListArray) -> Result<BooleanArray, ArrowError> {
    let items = lists.values().as_string_opt::<i32>().ok_or_else(|| wrong("a list of text"))?;
    let texts = text.array.as_string_opt::<i32>().ok_or_else(|| wrong("text"))?;
    let range = |row: usize| {
        // Not known is the empty list.
        let [start, end] = [lists.value_offsets()[row] as usize, lists.value_offsets()[row + 1] as usize];
        if lists.is_null(row) { start..start } else { start..end }
    };
    let found = if text.scalar {
        if texts.is_null(0) {
            return Ok(BooleanArray::new_null(lists.len()));
        }
        let equal = arrow_ord::cmp::eq(&items, text)?;
        let hits = BooleanBuffer::collect_bool(equal.len(), |item| equal.is_valid(item) && equal.value(item));
        BooleanBuffer::collect_bool(lists.len(), |row| range(row).any(|item| hits.value(item)))
    } else {
        BooleanBuffer::collect_bool(lists.len(), |row| {
            texts.is_valid(row) && range(row).any(|item| items.is_valid(item) && items.value(item) == texts.value(row))
        })
    };
    Ok(BooleanArray::new(found, if text.scalar { None } else { texts.nulls().cloned() }))
}

/// How many items each list has; a list that is not known is empty.
pub(super) fn cardinality(lists: &ListArray) -> Int64Array {
    let length = |row| if lists.is_null(row) { 0 } else { i64::from(lists.value_length(row)) };
    Int64Array::from_iter_values((0..lists.len()).map(length))
}

/// The error of an operand that is not what the checked model promises.
pub(super) fn wrong(expected: &str) -> ArrowError {
    ArrowError::InvalidArgumentError(format!("expected {expected}"))
}
