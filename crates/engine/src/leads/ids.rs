//! Lead ids to lead numbers: the one look-up that every event pays.
//!
//! An id of at most sixteen bytes stands in its slot of the table, padded with zeros, and is compared as two machine
//! words, so that a look-up touches one place of memory; a longer one is kept in a common text, and its slot has its
//! hash and where it begins.
//!
//! A column is looked up in blocks: first all hashes of a block, then all slots, then all comparisons, and in the same
//! way whatever is kept by lead and needed next. No step of a row waits for another row, so the processor fetches many
//! places of memory at once where one row after the other would wait for each.

use arrow_array::ArrayRef;

use super::NO_LEAD;
use crate::pages::Pages;
use crate::text_columns::{each_text, text_at};

/// Rows that are looked up side by side: enough to keep memory busy, few enough to stay in the first cache.
const BLOCK_ROWS: usize = 128;
/// Ids of so many bytes stand in their slot.
const CELL_BYTES: usize = 16;
/// At least so many slots.
const SLOTS_MIN: usize = 64;
/// Odd numbers without a pattern: digits of pi.
const SEEDS: [u64; 2] = [0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7345];

/// The id as words, then its length and the number of the lead and one: an empty slot is all zeros.
///
/// Words hold the bytes of the id in their order in memory. Of a long id they are its hash and its place.
type Slot = [u64; 3];

/// Distinct ids, numbered from 0 in order of first appearance.
#[derive(Debug, Default)]
pub(crate) struct LeadIds {
    /// At most half of them taken.
    slots: Pages<Slot>,
    /// The slot of each lead.
    slot_of: Vec<u32>,
    /// Ids that do not fit a slot, one after the other.
    long: Vec<u8>,
}

/// An id on its way through the table.
#[derive(Clone, Copy, Debug, Default)]
struct Probe {
    /// The first two words of its slot; the place of a long id is not known.
    words: [u64; 2],
    /// In bytes.
    length: u32,
}

/// Rows that are looked up side by side.
struct Block {
    asked: [Asked; BLOCK_ROWS],
    count: usize,
}

/// A row of a column, the id it asks for, where that would stand, and whose it is.
#[derive(Clone, Copy, Default)]
struct Asked {
    row: u32,
    lead: u32,
    probe: Probe,
    first: usize,
}

impl Probe {
    #[inline]
    fn of(id: &[u8]) -> Self {
        // Rows hold less than 2^31 bytes of text.
        let length = id.len() as u32;
        let words = words_of(id).map(|words| words.map(u64::to_le));
        Self { words: words.unwrap_or_else(|| [hash_of_long(id), 0]), length }
    }

    #[inline]
    fn hash(self) -> u64 {
        let [first, second] = self.words;
        if self.is_long() {
            return first;
        }
        mix(u64::from_le(first) ^ SEEDS[0] ^ u64::from(self.length), u64::from_le(second) ^ SEEDS[1])
    }

    #[inline]
    fn is_long(self) -> bool {
        self.length as usize > CELL_BYTES
    }
}

impl Default for Block {
    fn default() -> Self {
        Self { asked: [Asked::default(); BLOCK_ROWS], count: 0 }
    }
}

impl Block {
    /// Adds a row's id, that would stand in a table of so many slots.
    #[inline]
    fn ask(&mut self, row: usize, probe: Probe, slots: usize) {
        let first = first_slot(probe.hash(), slots);
        self.asked[self.count] = Asked { row: row as u32, lead: NO_LEAD, probe, first };
        self.count += 1;
    }
}

impl LeadIds {
    /// How many ids there are.
    pub(crate) fn len(&self) -> usize {
        self.slot_of.len()
    }

    /// Bytes of memory.
    pub(crate) fn memory(&self) -> usize {
        self.slots.len() * size_of::<Slot>() + self.slot_of.len() * size_of::<u32>() + self.long.len()
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.slot_of.reserve(more);
        self.make_room(self.len() + more);
    }

    /// The number of an id, where it is known.
    pub(crate) fn get(&self, id: &str) -> Option<u32> {
        let probe = Probe::of(id.as_bytes());
        self.find(probe, || id.as_bytes())
    }

    /// The numbers of the ids of a column, new ones where they are not known yet: [`NO_LEAD`] for null.
    ///
    /// Callers bound the number of ids by that of rows, which they hold under `u32::MAX`.
    pub(crate) fn intern_all(&mut self, column: &ArrayRef) -> Vec<u32> {
        let mut numbers = vec![NO_LEAD; column.len()];
        let mut block = Block::default();
        each_text(column, |row, id| {
            block.ask(row, Probe::of(id), self.slots.len());
            if block.count == BLOCK_ROWS {
                self.intern_block(&mut block, column, &mut numbers);
            }
        });
        self.intern_block(&mut block, column, &mut numbers);
        numbers
    }

    fn intern_block(&mut self, block: &mut Block, column: &ArrayRef, numbers: &mut [u32]) {
        let asked = block.asked.iter().take(block.count);
        at_hand(asked.filter_map(|asked| self.slots.get(asked.first)).map(|[first, _, rest]| first ^ rest));
        for Asked { row, probe, .. } in block.asked.iter().take(block.count) {
            let row = *row as usize;
            let number = self.enter(*probe, || text_at(column, row).unwrap_or_default().as_bytes());
            if let Some(of_row) = numbers.get_mut(row) {
                *of_row = number;
            }
        }
        block.count = 0;
    }

    /// The number of an id, a new one where it is not known yet; the id itself is asked for only where it is long.
    #[inline]
    fn enter<'b>(&mut self, mut probe: Probe, id: impl Fn() -> &'b [u8]) -> u32 {
        if let Some(known) = self.find(probe, &id) {
            return known;
        }
        if (self.len() + 1) * 2 > self.slots.len() {
            self.make_room((self.len() + 1) * 2);
        }
        if probe.is_long() {
            probe.words[1] = self.long.len() as u64;
            self.long.extend_from_slice(id());
        }
        let number = self.len() as u32;
        self.slot_of.push(place(&mut self.slots, probe, number));
        number
    }

    /// The bytes of a lead's id, which sort like its code points; of any other number none.
    pub(crate) fn bytes(&self, number: u32) -> &[u8] {
        let slot = self.slot_of.get(number as usize).and_then(|slot| self.slots.get(*slot as usize));
        slot.map_or(&[], |slot| bytes_of(slot, &self.long))
    }

    /// The first eight bytes of a lead's id, padded with zeros, as a number that sorts like them.
    pub(crate) fn prefix(&self, number: u32) -> u64 {
        let slot = self.slot_of.get(number as usize).and_then(|slot| self.slots.get(*slot as usize));
        slot.map_or(0, |slot| {
            let long = bytes_of(slot, &self.long).first_chunk().filter(|_| slot[2] >> 32 > CELL_BYTES as u64);
            long.map_or(u64::from_be(slot[0]), |prefix| u64::from_be_bytes(*prefix))
        })
    }

    /// A lead's id.
    pub(crate) fn text(&self, number: u32) -> &str {
        // What was interned is text.
        std::str::from_utf8(self.bytes(number)).unwrap_or_default()
    }

    /// Looks up the ids of a column, one number for each row: [`NO_LEAD`] for null and for what is not known.
    pub(crate) fn look_up(&self, column: &ArrayRef, numbers: &mut Vec<u32>) {
        numbers.clear();
        numbers.resize(column.len(), NO_LEAD);
        self.find_all(column, &mut [], |row, lead, _| {
            if let Some(number) = numbers.get_mut(row) {
                *number = lead;
            }
        });
    }

    /// Gives each row of a column that has an id, and the lead's number, [`NO_LEAD`] for what is not known; and `beside`,
    /// which is kept by lead and at hand then.
    #[inline]
    pub(crate) fn find_all(&self, column: &ArrayRef, beside: &mut [u64], mut take: impl FnMut(usize, u32, &mut [u64])) {
        let mut block = Block::default();
        each_text(column, |row, id| {
            block.ask(row, Probe::of(id), self.slots.len());
            if block.count == BLOCK_ROWS {
                self.find_block(&mut block, column, beside, &mut take);
            }
        });
        self.find_block(&mut block, column, beside, &mut take);
    }

    #[inline]
    fn find_block(
        &self,
        block: &mut Block,
        column: &ArrayRef,
        beside: &mut [u64],
        take: &mut impl FnMut(usize, u32, &mut [u64]),
    ) {
        let asked = block.asked.get_mut(..block.count).unwrap_or_default();
        // Nothing comes of this pass, and of the next but one, but that what they read is at hand in the one after.
        at_hand(asked.iter().filter_map(|asked| self.slots.get(asked.first)).map(|[first, _, rest]| first ^ rest));
        for Asked { row, lead, probe, first } in &mut *asked {
            let id = || text_at(column, *row as usize).unwrap_or_default().as_bytes();
            *lead = find_from(&self.slots, &self.long, *first, *probe, id).unwrap_or(NO_LEAD);
        }
        at_hand(asked.iter().filter_map(|asked| beside.get(asked.lead as usize).copied()));
        for Asked { row, lead, .. } in asked {
            take(*row as usize, *lead, beside);
        }
        block.count = 0;
    }

    #[inline]
    fn find<'b>(&self, probe: Probe, id: impl Fn() -> &'b [u8]) -> Option<u32> {
        find_from(&self.slots, &self.long, first_slot(probe.hash(), self.slots.len()), probe, id)
    }

    /// Grows the table, so that so many ids take at most half of it.
    fn make_room(&mut self, ids: usize) {
        let slots = (ids * 2).max(SLOTS_MIN);
        if slots <= self.slots.len() {
            return;
        }
        let mut grown: Pages<Slot> = Pages::zeroed(slots);
        for (number, index) in (0..).zip(&mut self.slot_of) {
            let [words @ .., rest] = self.slots[*index as usize];
            *index = place(&mut grown, Probe { words, length: (rest >> 32) as u32 }, number);
        }
        self.slots = grown;
    }
}

/// The number of an id, looked for from its first slot on; the id itself is asked for only where it is long.
#[inline]
fn find_from<'b>(slots: &[Slot], long: &[u8], first: usize, probe: Probe, id: impl Fn() -> &'b [u8]) -> Option<u32> {
    let mut index = first;
    loop {
        let slot = slots.get(index)?;
        let [first, second, rest] = *slot;
        if first == probe.words[0] && rest >> 32 == u64::from(probe.length) {
            let equal = if probe.is_long() { bytes_of(slot, long) == id() } else { second == probe.words[1] };
            if equal && rest != 0 {
                return Some((rest as u32).wrapping_sub(1));
            }
        }
        if rest == 0 {
            return None;
        }
        index = if index + 1 == slots.len() { 0 } else { index + 1 };
    }
}

/// Reads words, of which nothing depends on another, so that the processor waits for all of them at once.
#[inline]
fn at_hand(words: impl Iterator<Item = u64>) {
    std::hint::black_box(words.fold(0, |sum, word| sum ^ word));
}

/// The id of a slot.
fn bytes_of<'s>(slot: &'s Slot, long: &'s [u8]) -> &'s [u8] {
    let [words @ .., rest] = slot;
    let length = (rest >> 32) as usize;
    if length <= CELL_BYTES {
        return bytemuck::cast_slice(words).get(..length).unwrap_or_default();
    }
    let start = words[1] as usize;
    long.get(start..start + length).unwrap_or_default()
}

/// Enters a lead into a table that does not have it and has room, and says where.
fn place(slots: &mut [Slot], probe: Probe, number: u32) -> u32 {
    let mut index = first_slot(probe.hash(), slots.len());
    while slots[index][2] != 0 {
        index = if index + 1 == slots.len() { 0 } else { index + 1 };
    }
    let [first, second] = probe.words;
    slots[index] = [first, second, u64::from(probe.length) << 32 | u64::from(number + 1)];
    index as u32
}

/// The upper bits of a product are its best: they say which part of the table.
#[inline]
fn first_slot(hash: u64, slots: usize) -> usize {
    ((u128::from(hash) * slots as u128) >> 64) as usize
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
mod tests;
