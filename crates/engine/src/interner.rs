//! Texts to small numbers: each distinct text is stored once and hashed once for each look-up.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Bytes of a text to have room for.
const LENGTH_EXPECTED: usize = 32;

/// Distinct texts, numbered from 0 in order of first appearance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    /// All texts, one after the other: no allocation for each.
    text: String,
    ends: Vec<usize>,
    table: HashTable<u32>,
    hasher: FixedState,
}

impl Interner {
    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        let Self { text, ends, table, hasher } = self;
        ends.reserve(more);
        text.reserve(more * LENGTH_EXPECTED);
        table.reserve(more, |&id| hasher.hash_one(slice(text, ends, id)));
    }

    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The number of a text, a new one where it is not known yet.
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text);
        let Self { text: all, ends, table, hasher } = self;
        if let Some(&known) = table.find(hash, |&id| slice(all, ends, id) == text) {
            return known;
        }
        // Callers bound the number of texts by the number of rows, which they hold under `u32::MAX`.
        let id = ends.len() as u32;
        all.push_str(text);
        ends.push(all.len());
        table.insert_unique(hash, id, |&id| hasher.hash_one(slice(all, ends, id)));
        id
    }

    /// The text of a number that this interner gave; of any other the empty text.
    pub(crate) fn text(&self, id: u32) -> &str {
        slice(&self.text, &self.ends, id)
    }
}

fn slice<'t>(text: &'t str, ends: &[usize], id: u32) -> &'t str {
    let index = id as usize;
    let start = index.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    ends.get(index).and_then(|&end| text.get(start..end)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::Interner;

    #[test]
    fn equal_texts_share_a_number() {
        let mut interner = Interner::default();
        let ids: Vec<u32> = ["a", "", "a", "é", ""].into_iter().map(|text| interner.intern(text)).collect();
        assert_eq!(ids, [0, 1, 0, 2, 1]);
        assert_eq!((interner.text(2), interner.len()), ("é", 3));
    }
}
