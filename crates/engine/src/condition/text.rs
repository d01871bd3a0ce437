//! Operations on text and lists of text.

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, Int64Array, ListArray, StringArray};
use arrow_schema::ArrowError;

use super::column::{Column, Values, wrong};
use super::pattern::Pattern;
use super::truth::answered;
use crate::scores::Answer;

/// Bytes of a domain to have room for.
const DOMAIN_LENGTH_EXPECTED: usize = 16;

/// Unicode lower case.
pub(super) fn lower(texts: &Column) -> Result<Column, ArrowError> {
    let column = texts.text()?;
    if column.iter().flatten().all(is_lower) {
        return Ok(texts.clone());
    }
    let lower = column.iter().map(|text| text.map(str::to_lowercase));
    Ok(Column { values: Values::Text(lower.collect()), constant: texts.constant })
}

/// What follows the last `@`, in lower case; null without one or when empty.
pub(super) fn email_domain(texts: &Column) -> Result<Column, ArrowError> {
    let column = texts.text()?;
    let mut domains = StringBuilder::with_capacity(column.len(), column.len() * DOMAIN_LENGTH_EXPECTED);
    for text in column {
        let at = text.and_then(|text| Some((text, memchr::memrchr(b'@', text.as_bytes())?)));
        match at.and_then(|(text, at)| text.get(at + 1..)) {
            None | Some("") => domains.append_null(),
            Some(domain) if is_lower(domain) => domains.append_value(domain),
            Some(domain) => domains.append_value(domain.to_lowercase()),
        }
    }
    Ok(Column { values: Values::Text(domains.finish()), constant: texts.constant })
}

/// Whether lower case leaves the text as it is, as far as can be told without looking at letters beyond ASCII.
fn is_lower(text: &str) -> bool {
    text.bytes().fold(true, |lower, byte| lower & byte.is_ascii() & !byte.is_ascii_uppercase())
}

/// Whether the pattern fits each text; unknown where that is.
pub(super) fn like(texts: &Column, pattern: &Pattern) -> Result<Column, ArrowError> {
    let fits = |text: Option<&str>| Answer::from(text.is_some_and(|text| pattern.fits(text)));
    Ok(answered(texts.text()?.iter().map(fits).collect(), texts.nulls(), texts.constant))
}

/// Whether an item of each row's list equals the text: unknown where the text is.
pub(super) fn any_of(text: &Column, lists: &Column) -> Result<Column, ArrowError> {
    let (texts, lists) = (text.text()?, lists.list()?);
    let items = lists.values().as_string_opt::<i32>().ok_or_else(|| wrong("a list of text"))?;
    let answer = |row: usize| {
        let place = text.place(row);
        if texts.is_null(place) {
            return Answer::Unknown;
        }
        let equal = |item: usize| items.is_valid(item) && items.value(item) == texts.value(place);
        Answer::from(items_of(lists, row).any(equal))
    };
    Ok(Column::rows(Values::Truth((0..lists.len()).map(answer).collect())))
}

/// How many items each list has.
pub(super) fn cardinality(lists: &Column) -> Result<Column, ArrowError> {
    let lists = lists.list()?;
    let lengths = (0..lists.len()).map(|row| items_of(lists, row).len() as i64);
    Ok(Column::rows(Values::Whole(Int64Array::from_iter_values(lengths))))
}

/// Where a row's items are; a list that is not known is empty.
fn items_of(lists: &ListArray, row: usize) -> std::ops::Range<usize> {
    let [start, end] = [lists.value_offsets()[row] as usize, lists.value_offsets()[row + 1] as usize];
    if lists.is_null(row) { start..start } else { start..end }
}

/// The text in a row.
pub(super) fn known(texts: &StringArray, row: usize) -> Option<&str> {
    texts.is_valid(row).then(|| texts.value(row))
}
