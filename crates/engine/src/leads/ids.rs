//! Lead ids to lead numbers: the one look-up that every event pays.
//!
//! An id of at most sixteen bytes is kept as a cell of that size, padded with zeros, and compared as two machine
//! words; a longer one is kept in a common text. The table has eight bytes for each slot: the number of a lead, the
//! length of its id and a part of its hash, so that the cell of another lead is hardly ever touched.
//!
//! A column is looked up in blocks: first all hashes of a block, then all slots, then all cells. No step of a row waits
//! for another row, so the processor fetches many slots at once where one after the other would wait for memory.

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef};

use super::NO_LEAD;

/// Rows that are looked up side by side: enough to keep memory busy, few enough to stay in the first cache.
const BLOCK_ROWS: usize = 128;
/// Ids of so many bytes stand in their cell.
const CELL_BYTES: usize = 16;
/// A slot that holds no lead.
const EMPTY: u64 = u64::MAX;
/// A length of more than that is none of a slot's: such ids are told apart by their text.
const SLOT_LENGTH_MAX: usize = 255;
/// Odd numbers without a pattern: digits of pi.
const SEEDS: [u64; 2] = [0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7345];

/// Distinct ids, numbered from 0 in order of first appearance.
#[derive(Debug, Default)]
pub(crate) struct LeadIds {
    /// A power of two of them, at most half of them taken.
    slots: Vec<u64>,
    /// The id of each lead; of a long one where it begins in `long`, and its length.
    cells: Vec<[u8; CELL_BYTES]>,
    /// The length of each id; `LONG` for one that is not in its cell.
    lengths: Vec<u8>,
    long: Vec<u8>,
}

/// Stands for the length of an id that is not in its cell.
const LONG: u8 = u8::MAX;

/// An id on its way through the table.
#[derive(Clone, Copy, Default)]
struct Probe {
    /// The id itself, where it fits a cell.
    words: [u64; 2],
    hash: u64,
    length: usize,
}

impl Probe {
    #[inline]
    fn of(id: &[u8]) -> Self {
        let length = id.len();
        let (words, hash) = match words_of(id) {
            Some(words) => (words, mix(words[0] ^ SEEDS[0] ^ length as u64, words[1] ^ SEEDS[1])),
            None => ([0; 2], hash_of_long(id)),
        };
        Self { words, hash, length }
    }

    /// What a slot of this id holds beside the number: a part of the hash and the length.
    #[inline]
    fn tag(self) -> u64 {
        (self.hash & 0x00FF_FFFF) << 40 | (self.length.min(SLOT_LENGTH_MAX) as u64) << 32
    }
}

impl LeadIds {
    /// Bytes of memory.
    pub(crate) fn memory(&self) -> usize {
        self.slots.len() * 8 + self.cells.len() * CELL_BYTES + self.lengths.len() + self.long.len()
    }

    /// How many ids there are.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.cells.reserve(more);
        self.lengths.reserve(more);
        self.grow_to((self.len() + more).saturating_mul(2));
    }

    /// The number of an id, where it is known.
    pub(crate) fn get(&self, id: &str) -> Option<u32> {
        let probe = Probe::of(id.as_bytes());
        self.find(&probe, id.as_bytes())
    }

    /// The number of an id, a new one where it is not known yet.
    ///
    /// Callers bound the number of ids by that of rows, which they hold under `u32::MAX`.
    pub(crate) fn intern(&mut self, id: &str) -> u32 {
        let id = id.as_bytes();
        let probe = Probe::of(id);
        if let Some(known) = self.find(&probe, id) {
            return known;
        }
        let number = self.len() as u32;
        self.grow_to((self.len() + 1) * 2);
        if id.len() <= CELL_BYTES {
            let mut cell = [0; CELL_BYTES];
            cell[..8].copy_from_slice(&probe.words[0].to_le_bytes());
            cell[8..].copy_from_slice(&probe.words[1].to_le_bytes());
            self.cells.push(cell);
            self.lengths.push(id.len() as u8);
        } else {
            let mut cell = [0; CELL_BYTES];
            cell[..8].copy_from_slice(&(self.long.len() as u64).to_le_bytes());
            cell[8..].copy_from_slice(&(id.len() as u64).to_le_bytes());
            self.cells.push(cell);
            self.lengths.push(LONG);
            self.long.extend_from_slice(id);
        }
        place(&mut self.slots, probe, number);
        number
    }

    /// The bytes of a lead's id, which sort like its code points; of any other number none.
    pub(crate) fn bytes(&self, number: u32) -> &[u8] {
        let index = number as usize;
        match (self.cells.get(index), self.lengths.get(index)) {
            (Some(cell), Some(&LONG)) => self.long_bytes(cell),
            (Some(cell), Some(&length)) => cell.get(..usize::from(length)).unwrap_or_default(),
            _ => &[],
        }
    }

    /// A lead's id.
    pub(crate) fn text(&self, number: u32) -> &str {
        // What was interned is text.
        std::str::from_utf8(self.bytes(number)).unwrap_or_default()
    }

    /// Looks up the ids of a column, one number for each row: [`NO_LEAD`] for null and for what is not known.
    pub(crate) fn look_up(&self, column: &ArrayRef, numbers: &mut Vec<u32>) {
        numbers.clear();
        if let Some(texts) = column.as_string_view_opt() {
            self.look_up_rows(texts.len(), |row| texts.value(row).as_bytes(), numbers);
        } else if let Some(texts) = column.as_string_opt::<i32>() {
            let (bytes, ends) = (texts.value_data(), texts.value_offsets());
            let text = |row: usize| bytes.get(ends[row] as usize..ends[row + 1] as usize).unwrap_or_default();
            self.look_up_rows(texts.len(), text, numbers);
        } else if let Some(dictionary) = column.as_dictionary_opt::<Int32Type>() {
            let mut of_values = Vec::new();
            self.look_up(dictionary.values(), &mut of_values);
            let of_key = |key: &i32| of_values.get(*key as usize).copied().unwrap_or(NO_LEAD);
            numbers.extend(dictionary.keys().values().iter().map(of_key));
        } else {
            numbers.resize(column.len(), NO_LEAD);
        }
        if let Some(nulls) = column.nulls().filter(|nulls| nulls.null_count() > 0) {
            for (number, known) in numbers.iter_mut().zip(nulls.iter()) {
                *number = if known { *number } else { NO_LEAD };
            }
        }
    }

    fn look_up_rows<'b>(&self, rows: usize, id: impl Fn(usize) -> &'b [u8], numbers: &mut Vec<u32>) {
        numbers.reserve(rows);
        if self.slots.is_empty() {
            numbers.resize(numbers.len() + rows, NO_LEAD);
            return;
        }
        let mut probes = [Probe::default(); BLOCK_ROWS];
        let mut slots = [EMPTY; BLOCK_ROWS];
        let mut start = 0;
        while start < rows {
            let count = BLOCK_ROWS.min(rows - start);
            for (index, probe) in probes.iter_mut().enumerate().take(count) {
                *probe = Probe::of(id(start + index));
            }
            for (slot, probe) in slots.iter_mut().zip(&probes).take(count) {
                *slot = self.slots[first_slot(probe.hash, self.slots.len())];
            }
            for (index, (slot, probe)) in slots.iter().zip(&probes).enumerate().take(count) {
                let number = *slot as u32;
                // A cell in the cache or on its way; only what collides is looked for on its own.
                let here = slot & !u64::from(u32::MAX) == probe.tag()
                    && probe.length <= CELL_BYTES
                    && self.cells.get(number as usize).is_some_and(|cell| words_in(cell) == probe.words);
                let number = if here { Some(number) } else { self.find(probe, id(start + index)) };
                numbers.push(number.unwrap_or(NO_LEAD));
            }
            start += count;
        }
    }

    fn find(&self, probe: &Probe, id: &[u8]) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let tag = probe.tag();
        let mut index = first_slot(probe.hash, self.slots.len());
        loop {
            let slot = *self.slots.get(index)?;
            if slot == EMPTY {
                return None;
            }
            let number = slot as u32;
            if slot & !u64::from(u32::MAX) == tag && self.bytes(number) == id {
                return Some(number);
            }
            index = (index + 1) & mask;
        }
    }

    fn long_bytes(&self, cell: &[u8; CELL_BYTES]) -> &[u8] {
        let [start, length] = words_in(cell);
        self.long.get(start as usize..(start + length) as usize).unwrap_or_default()
    }

    fn grow_to(&mut self, slots: usize) {
        let slots = slots.next_power_of_two().max(BLOCK_ROWS);
        if slots <= self.slots.len() {
            return;
        }
        let mut grown = vec![EMPTY; slots];
        for number in 0..self.len() as u32 {
            place(&mut grown, Probe::of(self.bytes(number)), number);
        }
        self.slots = grown;
    }
}

/// Enters a lead into a table that does not have it and has room.
fn place(slots: &mut [u64], probe: Probe, number: u32) {
    let mask = slots.len() - 1;
    let mut index = first_slot(probe.hash, slots.len());
    while slots[index] != EMPTY {
        index = (index + 1) & mask;
    }
    slots[index] = probe.tag() | u64::from(number);
}

/// The upper bits of a product are its best.
#[inline]
fn first_slot(hash: u64, slots: usize) -> usize {
    (hash >> (64 - slots.trailing_zeros())) as usize
}

/// An id of at most sixteen bytes as two words, padded with zeros.
#[inline]
fn words_of(id: &[u8]) -> Option<[u64; 2]> {
    let length = id.len();
    if let (Some(first), Some(last)) = (id.first_chunk::<8>(), id.last_chunk::<8>()) {
        // The last eight bytes, less those that the first word has.
        let over = 8 * CELL_BYTES.checked_sub(length)? as u32;
        let second = u64::from_le_bytes(*last).checked_shr(over).unwrap_or(0);
        return Some([u64::from_le_bytes(*first), second]);
    }
    if let (Some(first), Some(last)) = (id.first_chunk::<4>(), id.last_chunk::<4>()) {
        let last = u64::from(u32::from_le_bytes(*last)) << (8 * (length - 4));
        return Some([u64::from(u32::from_le_bytes(*first)) | last, 0]);
    }
    Some([id.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0])
}

#[inline]
fn words_in(cell: &[u8; CELL_BYTES]) -> [u64; 2] {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *cell;
    [u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes([i, j, k, l, m, n, o, p])]
}

fn hash_of_long(id: &[u8]) -> u64 {
    let mut hash = id.len() as u64;
    for piece in id.chunks(CELL_BYTES) {
        let [first, second] = words_of(piece).unwrap_or_default();
        hash = mix(first ^ SEEDS[0] ^ hash.rotate_left(23), second ^ SEEDS[1]);
    }
    hash
}

/// Both halves of a product, so that every bit of both words counts.
#[inline]
fn mix(first: u64, second: u64) -> u64 {
    let product = u128::from(first) * u128::from(second);
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::types::Int32Type;
    use arrow_array::{DictionaryArray, StringArray, StringViewArray};

    use super::*;

    /// Ids of every length from none to beyond a slot's, some of them with zero bytes at the end.
    fn ids() -> Vec<String> {
        let mut ids: Vec<String> = (0..300).map(|length| "x".repeat(length)).collect();
        ids.extend((0..40).map(|length| "\0".repeat(length + 1)));
        ids.extend((0..20_000).map(|number| format!("{number}")));
        ids.extend((0..20_000).map(|number| format!("lead-with-a-long-id-{number:09}")));
        ids
    }

    #[test]
    fn ids_of_every_length_are_told_apart_and_found_in_every_kind_of_column() {
        let ids = ids();
        let mut table = LeadIds::default();
        for (number, id) in ids.iter().enumerate() {
            assert_eq!((table.intern(id), table.intern(id)), (number as u32, number as u32), "{id:?}");
        }
        let mut asked: Vec<Option<String>> = ids.iter().cloned().map(Some).collect();
        asked.extend([None, Some("unknown".to_owned()), Some("x".repeat(301))]);
        let expected: Vec<u32> = (0..ids.len() as u32).chain([NO_LEAD, NO_LEAD, NO_LEAD]).collect();
        let columns: [ArrayRef; 3] = [
            Arc::new(StringArray::from(asked.clone())),
            Arc::new(StringViewArray::from_iter(asked.iter().map(Option::as_deref))),
            Arc::new(asked.iter().map(Option::as_deref).collect::<DictionaryArray<Int32Type>>()),
        ];
        let mut numbers = Vec::new();
        for column in &columns {
            table.look_up(column, &mut numbers);
            assert_eq!(numbers, expected);
        }
        for (number, id) in ids.iter().enumerate() {
            assert_eq!((table.text(number as u32), table.get(id)), (id.as_str(), Some(number as u32)));
        }
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        let mut numbers = Vec::new();
        LeadIds::default().look_up(&(Arc::new(StringArray::from(vec!["a"])) as ArrayRef), &mut numbers);
        assert_eq!(numbers, [NO_LEAD]);
    }
}
