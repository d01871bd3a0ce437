//! Tests that read one text of an event: made once for each distinct text, then a look-up for each row.
//!
//! Which of a property's tests a text meets is its *signature*; few signatures occur. A row's kind and the signature of
//! its text give its next kind, by a table that is filled as pairs occur.

use std::sync::Arc;

use arrow_array::builder::{ArrayBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef};
use foldhash::fast::FixedState;

use super::kinds::{Kinds, NO_KIND};
use crate::condition::answers_by_value;
use crate::error::ScoreError;
use crate::interner::Interner;
use crate::plan::{EngagementPlan, StagePlan};

type HashMap<K, V> = hashbrown::HashMap<K, V, FixedState>;

/// Not worked out yet.
const UNKNOWN: u32 = u32::MAX;
/// Texts that are remembered beyond their batch.
const TEXTS_MAX: usize = 1 << 16;
/// New texts of a batch to have room for: a small batch may have no others.
const TEXTS_AT_ONCE: usize = 64;
/// Signatures to have room for at first.
const SOME: usize = 16;

/// The tests on one property.
#[derive(Debug)]
pub(super) struct Stage<'s> {
    plan: &'s EngagementPlan,
    stage: &'s StagePlan,
    numbers: HashMap<Vec<bool>, u32>,
    /// For each signature which tests are met.
    signatures: Vec<Vec<bool>>,
    /// Of a row without a text.
    of_null: u32,
    /// For each kind a row of so many signatures: the next kind, or `UNKNOWN`.
    next: Vec<u32>,
    row_length: usize,
    /// The dictionary of the last batch, and the signature of each of its values.
    dictionary: Option<ArrayRef>,
    of_values: Vec<u32>,
    /// Texts that came before, and the signature of each.
    texts: Interner,
    of_texts: Vec<u32>,
}

impl<'s> Stage<'s> {
    pub(super) fn new(plan: &'s EngagementPlan, stage: &'s StagePlan) -> Self {
        Self {
            plan,
            stage,
            numbers: HashMap::with_capacity_and_hasher(SOME, FixedState::default()),
            signatures: Vec::new(),
            of_null: UNKNOWN,
            next: Vec::new(),
            row_length: 0,
            dictionary: None,
            of_values: Vec::new(),
            texts: Interner::default(),
            of_texts: Vec::new(),
        }
    }

    /// The slot of the property in the program.
    pub(super) fn slot(&self) -> usize {
        self.stage.slot
    }

    /// Moves the kind of each row on by what its text says.
    pub(super) fn advance(
        &mut self,
        column: &ArrayRef,
        rows: &mut [u32],
        kinds: &mut Kinds<'_>,
    ) -> Result<(), ScoreError> {
        if let Some(dictionary) = column.as_dictionary_opt::<Int32Type>() {
            let values = dictionary.values();
            if !self.dictionary.as_ref().is_some_and(|known| same(known, values)) {
                self.of_values = self.signatures_of(values)?;
                self.dictionary = Some(values.clone());
            }
            let keys = dictionary.keys();
            let of_values = std::mem::take(&mut self.of_values);
            let of_null = self.of_null;
            let signature = |key: usize| of_values.get(key).copied().unwrap_or(of_null);
            if keys.null_count() == 0 {
                self.advance_rows(rows, keys.values().iter().map(|key| signature(*key as usize)), kinds);
            } else {
                let of_row = keys.iter().map(|key| key.map_or(of_null, |key| signature(key as usize)));
                self.advance_rows(rows, of_row, kinds);
            }
            self.of_values = of_values;
            return Ok(());
        }
        let signatures = self.signatures_of(column)?;
        self.advance_rows(rows, signatures.into_iter(), kinds);
        Ok(())
    }

    fn advance_rows(&mut self, rows: &mut [u32], signatures: impl Iterator<Item = u32>, kinds: &mut Kinds<'_>) {
        if self.row_length < self.signatures.len() {
            self.row_length = self.signatures.len().next_power_of_two();
            self.next.clear();
        }
        for (kind, signature) in rows.iter_mut().zip(signatures) {
            if *kind == NO_KIND {
                continue;
            }
            *kind = match self.next.get(*kind as usize * self.row_length + signature as usize) {
                Some(&next) if next != UNKNOWN => next,
                _ => self.next(*kind, signature, kinds),
            };
        }
    }

    /// The kind that follows, worked out the first time a pair occurs.
    #[cold]
    fn next(&mut self, kind: u32, signature: u32, kinds: &mut Kinds<'_>) -> u32 {
        let mut next = kind;
        let groups = kinds.groups(kind);
        if let Some(met) = self.signatures.get(signature as usize) {
            for (&(group, test), _) in self.stage.tests.iter().zip(met).filter(|(_, met)| **met) {
                if groups.contains(&group) {
                    next = kinds.step(next, group, test, None);
                }
            }
        }
        self.next.resize(self.next.len().max(kinds.len() * self.row_length), UNKNOWN);
        if let Some(slot) = self.next.get_mut(kind as usize * self.row_length + signature as usize) {
            *slot = next;
        }
        next
    }

    /// The signature of each text of a column that is no dictionary.
    fn signatures_of(&mut self, column: &ArrayRef) -> Result<Vec<u32>, ScoreError> {
        let mut new = StringBuilder::new();
        let known = self.of_texts.len();
        self.texts.reserve(column.len().min(TEXTS_AT_ONCE));
        let texts = &mut self.texts;
        let mut number = |text: &str| {
            let number = texts.intern(text);
            if number as usize == known + new.len() {
                new.append_value(text);
            }
            number
        };
        let mut numbers = crate::text_columns::numbers(column, UNKNOWN, &mut number);
        if !new.is_empty() || self.of_null == UNKNOWN {
            new.append_null();
            self.test(&(Arc::new(new.finish()) as ArrayRef))?;
        }
        let of_null = self.of_null;
        numbers.iter_mut().for_each(|number| *number = self.of_texts.get(*number as usize).copied().unwrap_or(of_null));
        if self.of_texts.len() > TEXTS_MAX {
            self.texts = Interner::default();
            self.of_texts.clear();
        }
        Ok(numbers)
    }

    /// Makes all tests over new texts and, last, over none.
    fn test(&mut self, texts: &ArrayRef) -> Result<(), ScoreError> {
        let answers = answers_by_value(self.plan.program(), &self.stage.steps, self.stage.slot, texts)?;
        let tests = answers.len();
        let mut met = vec![false; tests * texts.len()];
        for (test, answers) in answers.iter().enumerate() {
            for text in crate::profile::met_rows(answers) {
                met[text * tests + test] = true;
            }
        }
        for met in met.chunks(tests.max(1)) {
            let signature = self.number(met);
            self.of_texts.push(signature);
        }
        self.of_null = self.of_texts.pop().unwrap_or(UNKNOWN);
        Ok(())
    }

    fn number(&mut self, met: &[bool]) -> u32 {
        if let Some(&known) = self.numbers.get(met) {
            return known;
        }
        let number = self.signatures.len() as u32;
        self.signatures.push(met.to_vec());
        self.numbers.insert(met.to_vec(), number);
        number
    }
}

/// Whether two arrays are one and the same in memory.
pub(super) fn same(one: &ArrayRef, other: &ArrayRef) -> bool {
    Arc::ptr_eq(one, other)
}
