//! A hash of each row, to count events that are equal.

use std::hash::{BuildHasher, Hasher};

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, DictionaryArray, RecordBatch, StringArray};
use arrow_schema::DataType;
use foldhash::fast::FixedState;

/// A 64-bit hash of each row over all its columns.
pub(super) fn row_hashes(batch: &RecordBatch) -> Vec<u64> {
    let hasher = FixedState::default();
    let mut hashes = vec![0_u64; batch.num_rows()];
    for column in batch.columns() {
        let data = column.as_ref();
        let mix =
            |hash: &mut u64, value: u64| *hash = (hash.rotate_left(5) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        if let Some(texts) = data.as_any().downcast_ref::<StringArray>() {
            for (hash, text) in hashes.iter_mut().zip(texts) {
                mix(hash, text.map_or(1, |text| hash_bytes(&hasher, text.as_bytes())));
            }
        } else if let Some(symbols) = data.as_any().downcast_ref::<DictionaryArray<Int32Type>>() {
            let values = symbols.values().as_any().downcast_ref::<StringArray>();
            let codes: Vec<u64> = values
                .map(|values| {
                    values.iter().map(|text| hash_bytes(&hasher, text.unwrap_or_default().as_bytes())).collect()
                })
                .unwrap_or_default();
            for (hash, key) in hashes.iter_mut().zip(symbols.keys()) {
                let value = key.and_then(|key| codes.get(key as usize));
                mix(hash, value.copied().unwrap_or(1));
            }
        } else {
            hash_numbers(data, &hasher, &mut hashes, mix);
        }
    }
    hashes
}

fn hash_numbers(data: &dyn Array, hasher: &FixedState, hashes: &mut [u64], mix: impl Fn(&mut u64, u64)) {
    let number = |value: u64| hasher.hash_one(value);
    match data.data_type() {
        DataType::Int64 => hashes.iter_mut().zip(data.as_primitive::<Int64Type>()).for_each(|(hash, value)| {
            mix(hash, value.map_or(1, |value| number(value as u64)));
        }),
        DataType::Float64 => hashes.iter_mut().zip(data.as_primitive::<Float64Type>()).for_each(|(hash, value)| {
            mix(hash, value.map_or(1, |value| number(value.to_bits())));
        }),
        DataType::Date32 => hashes.iter_mut().zip(data.as_primitive::<Date32Type>()).for_each(|(hash, value)| {
            mix(hash, value.map_or(1, |value| number(value as u64)));
        }),
        DataType::Timestamp(..) => {
            let values = data.as_primitive::<TimestampMicrosecondType>();
            hashes.iter_mut().zip(values).for_each(|(hash, value)| {
                mix(hash, value.map_or(1, |value| number(value as u64)));
            });
        }
        DataType::Boolean => hashes.iter_mut().zip(data.as_boolean()).for_each(|(hash, value)| {
            mix(hash, value.map_or(1, |value| number(u64::from(value) + 2)));
        }),
        DataType::List(_) => hashes.iter_mut().zip(data.as_list::<i32>().iter()).for_each(|(hash, items)| {
            let items = items.as_ref().and_then(|items| {
                items.as_string_opt::<i32>().map(|items| {
                    items.iter().fold(3, |seed: u64, item| {
                        seed.rotate_left(7) ^ hash_bytes(hasher, item.unwrap_or_default().as_bytes())
                    })
                })
            });
            mix(hash, items.unwrap_or(1));
        }),
        _ => {}
    }
}

pub(super) fn hash_bytes(hasher: &FixedState, bytes: &[u8]) -> u64 {
    let mut hasher = hasher.build_hasher();
    hasher.write(bytes);
    hasher.finish()
}
