//! Text that repeats: a dictionary, made while reading.

use std::sync::Arc;

use arrow_array::builder::{Int32Builder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray};
use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::column::{Reading, settle, text_of};
use super::row_hash::hash_bytes;
use crate::cell::{Cell, Rules};
use crate::report::{Cause, is_placeholder};
use crate::shape::Kind;
use crate::tally::ColumnTally;

/// A dictionary under construction: each different text is read once.
#[derive(Default)]
pub(super) struct Symbols {
    /// Positions in `entries`, found by the text as it was written.
    index: HashTable<usize>,
    entries: Vec<Symbol>,
    /// The written texts, one after the other.
    written: Vec<u8>,
    keys: Int32Builder,
    values: StringBuilder,
    values_count: i32,
    /// The codes of values, so that ` a` and `a` share one.
    codes: HashTable<(u64, i32)>,
    /// Whether the empty text is a value.
    empty_text: bool,
    hasher: FixedState,
}

struct Symbol {
    start: usize,
    end: usize,
    code: Code,
}

#[derive(Clone, Copy)]
enum Code {
    Value { code: i32, placeholder: bool },
    Unknown,
    Misfit,
}

impl Symbols {
    pub(super) fn new(empty_text: bool) -> Self {
        Self { empty_text, ..Self::default() }
    }

    pub(super) fn push(
        &mut self,
        cell: Cell<'_>,
        rules: &Rules,
        scratch: &mut String,
        tally: &mut ColumnTally,
        line: u64,
    ) {
        if matches!(cell, Cell::Null) {
            tally.unknown += 1;
            return self.keys.append_null();
        }
        let Some(written) = cell.text(scratch) else {
            self.keys.append_null();
            settle(Reading::<()>::Misfit(Cause::Nested), tally, Kind::Symbol, cell, line);
            return;
        };
        let entry = self.entry(written, rules);
        match self.entries[entry].code {
            Code::Value { code, placeholder } => {
                tally.known += 1;
                if placeholder {
                    tally.placeholder(String::from_utf8_lossy(written).trim());
                }
                self.keys.append_value(code);
            }
            Code::Unknown => {
                tally.unknown += 1;
                self.keys.append_null();
            }
            Code::Misfit => {
                self.keys.append_null();
                settle(Reading::<()>::Misfit(Cause::NotUtf8), tally, Kind::Symbol, cell, line);
            }
        }
    }

    /// Reads a text that was seen before and is a value that needs no counting.
    #[inline]
    pub(super) fn push_seen(&mut self, written: &[u8]) -> Option<()> {
        match self.entries.get(self.find(written)?)?.code {
            Code::Value { code, placeholder: false } => {
                self.keys.append_value(code);
                Some(())
            }
            _ => None,
        }
    }

    fn find(&self, written: &[u8]) -> Option<usize> {
        let (entries, texts) = (&self.entries, &self.written);
        let text_at = |index: usize| &texts[entries[index].start..entries[index].end];
        let hash = hash_bytes(&self.hasher, written);
        self.index.find(hash, |&index| text_at(index) == written).copied()
    }

    /// The entry of a written text, made at its first sight.
    fn entry(&mut self, written: &[u8], rules: &Rules) -> usize {
        let hash = hash_bytes(&self.hasher, written);
        let (entries, texts) = (&self.entries, &self.written);
        let text_at = |index: usize| &texts[entries[index].start..entries[index].end];
        if let Some(&found) = self.index.find(hash, |&index| text_at(index) == written) {
            return found;
        }
        let code = match text_of(Cell::Text(written), rules, self.empty_text, &mut String::new()) {
            Reading::Known(text) => Code::Value { code: self.code(text), placeholder: is_placeholder(text) },
            Reading::Unknown => Code::Unknown,
            Reading::Misfit(_) => Code::Misfit,
        };
        let start = self.written.len();
        self.written.extend_from_slice(written);
        self.entries.push(Symbol { start, end: self.written.len(), code });
        let (entries, texts, hasher) = (&self.entries, &self.written, &self.hasher);
        let rehash = |&index: &usize| hash_bytes(hasher, &texts[entries[index].start..entries[index].end]);
        self.index.insert_unique(hash, entries.len() - 1, rehash);
        entries.len() - 1
    }

    /// The code of a value.
    fn code(&mut self, text: &str) -> i32 {
        let hash = hash_bytes(&self.hasher, text.as_bytes());
        let offsets = self.values.offsets_slice();
        let bytes = self.values.values_slice();
        let value_at = |code: i32| {
            let start = offsets.get(code as usize).map_or(0, |&offset| offset as usize);
            let end = offsets.get(code as usize + 1).map_or(bytes.len(), |&offset| offset as usize);
            bytes.get(start..end).unwrap_or_default()
        };
        if let Some(&(_, code)) = self.codes.find(hash, |&(_, code)| value_at(code) == text.as_bytes()) {
            return code;
        }
        let code = self.values_count;
        self.values.append_value(text);
        self.values_count += 1;
        self.codes.insert_unique(hash, (hash, code), |&(hash, _)| hash);
        code
    }

    pub(super) fn finish(mut self) -> ArrayRef {
        let (keys, values) = (self.keys.finish(), self.values.finish());
        match DictionaryArray::try_new(keys, Arc::new(values)) {
            Ok(array) => Arc::new(array),
            // Never taken: every key is the code of a value.
            Err(_) => Arc::new(DictionaryArray::<Int32Type>::from_iter(Vec::<Option<&str>>::new())),
        }
    }
}
