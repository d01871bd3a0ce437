//! Columns of text: plain, as views, or dictionary-encoded.

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef};

/// The number of each row's text: asked for once for each value of a dictionary that a row uses, else for each row.
///
/// Rows without a text get `unknown`.
pub(crate) fn numbers(column: &ArrayRef, unknown: u32, mut number: impl FnMut(&str) -> u32) -> Vec<u32> {
    if let Some(dictionary) = column.as_dictionary_opt::<Int32Type>() {
        let Some(values) = dictionary.values().as_string_opt::<i32>() else { return vec![unknown; column.len()] };
        let mut known: Vec<Option<u32>> = vec![None; values.len()];
        let mut of_key = |key: i32| {
            let key = key as usize;
            let slot = known.get_mut(key)?;
            if slot.is_none() {
                *slot = Some(if values.is_valid(key) { number(values.value(key)) } else { unknown });
            }
            *slot
        };
        return dictionary.keys().iter().map(|key| key.and_then(&mut of_key).unwrap_or(unknown)).collect();
    }
    if let Some(texts) = column.as_string_view_opt() {
        return texts.iter().map(|text| text.map_or(unknown, &mut number)).collect();
    }
    match column.as_string_opt::<i32>() {
        Some(texts) => texts.iter().map(|text| text.map_or(unknown, &mut number)).collect(),
        None => vec![unknown; column.len()],
    }
}

/// Gives each row that has a text, and the bytes of that.
#[inline]
pub(crate) fn each_text(column: &ArrayRef, mut take: impl FnMut(usize, &[u8])) {
    if let Some(texts) = column.as_string_view_opt() {
        each_row(column, |row| take(row, texts.value(row).as_bytes()));
    } else if let Some(texts) = column.as_string_opt::<i32>() {
        each_row(column, |row| take(row, texts.value(row).as_bytes()));
    } else if let Some(dictionary) = column.as_dictionary_opt::<Int32Type>()
        && let Some(values) = dictionary.values().as_string_opt::<i32>()
    {
        let keys = dictionary.keys().values();
        each_row(column, |row| {
            let value = keys[row] as usize;
            if values.is_valid(value) {
                take(row, values.value(value).as_bytes());
            }
        });
    }
}

#[inline]
fn each_row(column: &ArrayRef, take: impl FnMut(usize)) {
    match column.nulls().filter(|nulls| nulls.null_count() > 0) {
        Some(nulls) => nulls.valid_indices().for_each(take),
        None => (0..column.len()).for_each(take),
    }
}

/// The text in a row of a column, whatever the form of it: plain, a view, or a code of a dictionary; none where it is null.
pub fn text_at(column: &ArrayRef, row: usize) -> Option<&str> {
    if let Some(texts) = column.as_string_view_opt() {
        return texts.is_valid(row).then(|| texts.value(row));
    }
    let (texts, index) = match column.as_dictionary_opt::<Int32Type>() {
        Some(dictionary) => (dictionary.values().as_string_opt::<i32>()?, dictionary.key(row)?),
        None => (column.as_string_opt::<i32>()?, row),
    };
    texts.is_valid(index).then(|| texts.value(index))
}
