//! Text that repeats: a dictionary, made while reading.
//!
//! It may go on from one batch to the next: then texts that were seen are known, and batches without a new one share
//! their values.

use std::sync::Arc;

use arrow_array::builder::{Int32Builder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, StringArray};
use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::column::{Reading, settle, text_of};
use super::row_hash::hash_bytes;
use crate::cell::{Cell, Rules};
use crate::report::{Cause, is_placeholder};
use crate::shape::Kind;
use crate::tally::ColumnTally;

/// A dictionary with more texts is not taken over by the next batch, so that memory stays bounded.
const TEXTS_MAX: usize = 16 * 1024;
/// One with longer texts neither.
const BYTES_MAX: usize = 1024 * 1024;

/// A dictionary under construction: each different text is read once.
#[derive(Default)]
pub(super) struct Symbols {
    /// What was read, found by the text as it was written.
    index: HashTable<Symbol>,
    /// The written texts, one after the other.
    written: Vec<u8>,
    keys: Int32Builder,
    values: StringBuilder,
    values_count: i32,
    /// The values as of the last batch.
    shared: Option<Arc<StringArray>>,
    /// The codes of values, so that ` a` and `a` share one.
    codes: HashTable<(u64, i32)>,
    /// Whether the empty text is a value.
    empty_text: bool,
    hasher: FixedState,
}

#[derive(Clone, Copy)]
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
        match self.code_of(written, rules) {
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
        match self.find(written, hash_bytes(&self.hasher, written))? {
            Code::Value { code, placeholder: false } => {
                self.keys.append_value(code);
                Some(())
            }
            _ => None,
        }
    }

    #[inline]
    fn find(&self, written: &[u8], hash: u64) -> Option<Code> {
        let same = |symbol: &Symbol| self.written.get(symbol.start..symbol.end) == Some(written);
        self.index.find(hash, same).map(|symbol| symbol.code)
    }

    /// The code of a written text, which is read at its first sight.
    fn code_of(&mut self, written: &[u8], rules: &Rules) -> Code {
        let hash = hash_bytes(&self.hasher, written);
        if let Some(code) = self.find(written, hash) {
            return code;
        }
        let code = match text_of(Cell::Text(written), rules, self.empty_text, &mut String::new()) {
            Reading::Known(text) => Code::Value { code: self.code(text), placeholder: is_placeholder(text) },
            Reading::Unknown => Code::Unknown,
            Reading::Misfit(_) => Code::Misfit,
        };
        let start = self.written.len();
        self.written.extend_from_slice(written);
        let (texts, hasher) = (&self.written, &self.hasher);
        let rehash = |symbol: &Symbol| hash_bytes(hasher, texts.get(symbol.start..symbol.end).unwrap_or_default());
        self.index.insert_unique(hash, Symbol { start, end: texts.len(), code }, rehash);
        code
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

    /// The keys pushed since the last batch, and the values that they stand for.
    pub(super) fn finish(&mut self) -> ArrayRef {
        let keys = self.keys.finish();
        let shared = self.shared.take().filter(|values| values.len() == self.values_count as usize);
        let values = shared.unwrap_or_else(|| Arc::new(self.values.finish_cloned()));
        if self.index.len() > TEXTS_MAX || self.written.len() > BYTES_MAX {
            *self = Self::new(self.empty_text);
        } else {
            self.shared = Some(Arc::clone(&values));
        }
        match DictionaryArray::try_new(keys, values) {
            Ok(array) => Arc::new(array),
            // Never taken: every key is the code of a value.
            Err(_) => Arc::new(DictionaryArray::<Int32Type>::from_iter(Vec::<Option<&str>>::new())),
        }
    }
}
