//! A hash of some rows, to count events that are equal.
//!
//! To compare all events would cost as much as to score them. Which ones are compared depends on their time alone: so
//! equal ones are, wherever they stand, or none of them, and the same ones whoever reads them in whatever pieces.

use std::hash::{BuildHasher, Hasher};

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use foldhash::fast::FixedState;
use handraise_model::columns::EVENT_TIME;

/// About so many events are compared; all of them, where there are no more.
const ROWS_COMPARED: u64 = 65_536;
/// An odd number without a pattern: the upper bits of a product depend on all bits of the other factor.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// Which events are compared: one in so many.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sample {
    /// As a power of two.
    one_in_log2: u32,
}

impl Sample {
    /// A sample of so many rows.
    pub(crate) fn of_rows(rows: u64) -> Self {
        Self { one_in_log2: rows.div_ceil(ROWS_COMPARED).max(1).next_power_of_two().trailing_zeros() }
    }

    fn rows(self, batch: &RecordBatch) -> Vec<usize> {
        let times =
            batch.column_by_name(EVENT_TIME).and_then(|times| times.as_primitive_opt::<TimestampMicrosecondType>());
        match times.filter(|_| self.one_in_log2 > 0) {
            None => (0..batch.num_rows()).collect(),
            Some(times) => {
                let limit = u64::MAX >> self.one_in_log2;
                let chosen = times.values().iter().enumerate().filter(|(_, time)| mixed(**time as u64) <= limit);
                chosen.map(|(row, _)| row).collect()
            }
        }
    }
}

/// A 64-bit hash over all columns of each row of the sample.
pub(super) fn row_hashes(batch: &RecordBatch, sample: Sample) -> Vec<u64> {
    let hasher = FixedState::default();
    let rows = sample.rows(batch);
    let mut hashes = vec![0_u64; rows.len()];
    for column in batch.columns() {
        for (hash, &row) in hashes.iter_mut().zip(&rows) {
            let cell = if column.is_null(row) { 1 } else { hash_cell(column.as_ref(), row, &hasher) };
            *hash = mixed(hash.rotate_left(5) ^ cell);
        }
    }
    hashes
}

fn hash_cell(array: &dyn Array, row: usize, hasher: &FixedState) -> u64 {
    let number = |value: u64| hasher.hash_one(value);
    if let Some(texts) = array.as_string_opt::<i32>() {
        hash_bytes(hasher, texts.value(row).as_bytes())
    } else if let Some(texts) = array.as_string_view_opt() {
        hash_bytes(hasher, texts.value(row).as_bytes())
    } else if let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() {
        dictionary.key(row).map_or(1, |code| hash_cell(dictionary.values().as_ref(), code, hasher))
    } else if let Some(times) = array.as_primitive_opt::<TimestampMicrosecondType>() {
        number(times.value(row) as u64)
    } else if let Some(integers) = array.as_primitive_opt::<Int64Type>() {
        number(integers.value(row) as u64)
    } else if let Some(decimals) = array.as_primitive_opt::<Float64Type>() {
        number(decimals.value(row).to_bits())
    } else if let Some(dates) = array.as_primitive_opt::<Date32Type>() {
        number(dates.value(row) as u64)
    } else if let Some(booleans) = array.as_boolean_opt() {
        number(u64::from(booleans.value(row)) + 2)
    } else if let Some(lists) = array.as_list_opt::<i32>() {
        let items = lists.value(row);
        (0..items.len()).fold(3, |seed: u64, item| seed.rotate_left(7) ^ hash_cell(items.as_ref(), item, hasher))
    } else {
        1
    }
}

fn mixed(value: u64) -> u64 {
    value.wrapping_mul(MIX)
}

pub(super) fn hash_bytes(hasher: &FixedState, bytes: &[u8]) -> u64 {
    let mut hasher = hasher.build_hasher();
    hasher.write(bytes);
    hasher.finish()
}
