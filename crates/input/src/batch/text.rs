//! Whole arrays of text: plain ones by a quick scan, dictionaries by their values.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, Int32Array, StringArray, StringArrayType, new_null_array};
use hashbrown::HashMap;

use crate::cell::Rules;
use crate::report::is_placeholder;
use crate::shape::Kind;
use crate::tally::ColumnTally;

/// Bytes of a text that are looked at in one go.
const SCAN_BYTES: usize = 4096;

/// Reads the text arrays of one column.
pub(super) struct Texts<'a> {
    kind: Kind,
    rules: &'a Rules,
    empty_text: bool,
    /// What was decided of the last dictionary: the batches of a row group share one.
    decided: Option<Decided>,
}

/// What becomes of the values of a dictionary.
struct Decided {
    written: ArrayRef,
    outcome: Outcome,
    /// The texts that may stand for "not known", by code; empty where there are none.
    placeholders: Vec<Option<String>>,
}

enum Outcome {
    /// Each is as it is written.
    AsWritten,
    /// Other values, and for each code its new one; none where it is not known.
    Recoded { values: ArrayRef, codes: Vec<Option<i32>> },
}

impl<'a> Texts<'a> {
    pub(super) fn new(kind: Kind, rules: &'a Rules, empty_text: bool) -> Self {
        Self { kind, rules, empty_text, decided: None }
    }

    /// The array with each text as it is known; none where it has to be read cell by cell.
    pub(super) fn read(&mut self, array: &ArrayRef, tally: &mut ColumnTally) -> Option<ArrayRef> {
        if let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() {
            let again = self.decided.take().filter(|decided| Arc::ptr_eq(&decided.written, dictionary.values()));
            let decided = match again {
                Some(decided) => decided,
                None => self.decide(dictionary.values())?,
            };
            let read = decided.apply(array, dictionary, tally);
            self.decided = Some(decided);
            return Some(read);
        }
        if self.kind == Kind::Symbol {
            return None;
        }
        let as_written = if let Some(texts) = array.as_string_view_opt() {
            texts.iter().flatten().all(|text| self.is_long_and_bare(text)) || self.all_as_written(texts, tally)
        } else {
            let texts = array.as_string_opt::<i32>()?;
            self.nothing_short_or_to_trim(texts) || self.all_as_written(texts, tally)
        };
        as_written.then(|| Arc::clone(array))
    }

    /// What a text comes to.
    fn known<'t>(&self, text: &'t str) -> Option<&'t str> {
        let text = text.trim();
        let unknown = if text.is_empty() {
            !self.empty_text || self.kind == Kind::Shown
        } else {
            self.kind != Kind::Shown && self.rules.is_null(text)
        };
        (!unknown).then_some(text)
    }

    fn is_placeholder(&self, text: &str) -> bool {
        self.kind != Kind::Shown && is_placeholder(text)
    }

    /// Whether all texts are plain visible ASCII, and longer than whatever may mean "not known". Ids mostly are.
    fn nothing_short_or_to_trim(&self, texts: &StringArray) -> bool {
        let short_bytes = self.rules.plain.special_length_max as i32;
        let offsets = texts.value_offsets();
        let lengths = offsets.iter().zip(offsets.iter().skip(1)).map(|(start, end)| end - start);
        // A row without a text is of length 0.
        let short = lengths.fold(0_u32, |short, length| short + u32::from(length <= short_bytes));
        if short as usize != texts.null_count() {
            return false;
        }
        let (Some(&start), Some(&end)) = (offsets.first(), offsets.last()) else { return true };
        let bytes = texts.value_data().get(start as usize..end as usize).unwrap_or_default();
        bytes.chunks(SCAN_BYTES).all(|bytes| bytes.iter().fold(true, |plain, byte| plain & byte.is_ascii_graphic()))
    }

    /// Whether a text begins and ends with plain visible ASCII, and is longer than whatever may mean "not known".
    fn is_long_and_bare(&self, text: &str) -> bool {
        let is_visible = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
        let bytes = text.as_bytes();
        bytes.len() > self.rules.plain.special_length_max && is_visible(bytes.first()) && is_visible(bytes.last())
    }

    /// Whether all texts are known and need no trimming; counts placeholders.
    fn all_as_written<'t>(&self, texts: impl StringArrayType<'t>, tally: &mut ColumnTally) -> bool {
        let special = || texts.iter().flatten().filter(|text| !self.rules.plain.is_plain(text.as_bytes()));
        let as_written = special().all(|text| self.known(text).is_some_and(|known| known.len() == text.len()));
        if as_written {
            special().filter(|text| self.is_placeholder(text)).for_each(|text| tally.placeholder(text));
        }
        as_written
    }

    /// Decides on the values of a dictionary.
    fn decide(&self, written: &ArrayRef) -> Option<Decided> {
        let texts = written.as_string_opt::<i32>().filter(|texts| texts.null_count() == 0)?;
        let known = || texts.iter().flatten().map(|text| self.known(text));
        let placeholders: Vec<_> =
            known().map(|text| text.filter(|text| self.is_placeholder(text)).map(str::to_owned)).collect();
        let placeholders = if placeholders.iter().any(Option::is_some) { placeholders } else { Vec::new() };
        let as_written = known().zip(texts).all(|(known, text)| known == text);
        let outcome = if as_written { Outcome::AsWritten } else { recode(known()) };
        Some(Decided { written: Arc::clone(written), outcome, placeholders })
    }
}

impl Decided {
    fn apply(&self, array: &ArrayRef, dictionary: &DictionaryArray<Int32Type>, tally: &mut ColumnTally) -> ArrayRef {
        let keys = dictionary.keys();
        if !self.placeholders.is_empty() {
            let texts = keys.iter().flatten().filter_map(|code| self.placeholders.get(code as usize)?.as_ref());
            texts.for_each(|text| tally.placeholder(text));
        }
        match &self.outcome {
            Outcome::AsWritten => Arc::clone(array),
            Outcome::Recoded { values, codes } => {
                let keys: Int32Array = keys.iter().map(|code| *codes.get(code? as usize)?).collect();
                match DictionaryArray::try_new(keys, Arc::clone(values)) {
                    Ok(recoded) => Arc::new(recoded),
                    // Never taken: every new code is that of a value.
                    Err(_) => new_null_array(array.data_type(), array.len()),
                }
            }
        }
    }
}

/// The different texts, and for each of the given ones its code among them.
fn recode<'t>(texts: impl Iterator<Item = Option<&'t str>>) -> Outcome {
    let mut found: HashMap<&str, i32> = HashMap::new();
    let mut values = StringBuilder::new();
    let codes = texts
        .map(|text| {
            let next = found.len() as i32;
            let code = *found.entry(text?).or_insert(next);
            if code == next {
                values.append_option(text);
            }
            Some(code)
        })
        .collect();
    Outcome::Recoded { values: Arc::new(values.finish()), codes }
}
