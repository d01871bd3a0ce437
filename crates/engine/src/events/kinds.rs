//! Kinds of events: a type and a class, numbered, so that reading a row is a walk through small tables.
//!
//! What a type means and which class follows from which test is worked out once, by name, in a vocabulary that all
//! readers share. Each reader remembers what it has asked, so that it asks a few hundred times, not once a row.

use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::FixedState;

use super::classes::{Classes, NO_CLASS};
use super::types::EventTypes;
use crate::instants::Instants;
use crate::plan::EngagementPlan;

type HashMap<K, V> = hashbrown::HashMap<K, V, FixedState>;

/// The kind of a row that cannot be used.
pub(super) const NO_KIND: u32 = u32::MAX;

/// Kinds, types or classes to have room for at first.
pub(super) const SOME: usize = 56;

/// Types and classes by number, shared by all readers of a run.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    pub(super) types: EventTypes,
    pub(crate) classes: Classes,
}

impl Vocabulary {
    pub(crate) fn new(plan: &EngagementPlan) -> Self {
        Self { types: EventTypes::new(), classes: Classes::new(plan) }
    }
}

/// What a row of a kind needs in the innermost loop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub(super) class: u32,
    /// A hand raise may have a lead source.
    pub(super) raises_hand: bool,
    /// Earlier events of this kind change no score.
    pub(super) keep_from: i64,
}

/// The kinds that one reader has met.
#[derive(Debug)]
pub(super) struct Kinds<'s> {
    plan: &'s EngagementPlan,
    instants: &'s Instants,
    vocabulary: &'s Mutex<Vocabulary>,
    kinds: Vec<Kind>,
    /// The type of each kind.
    types: Vec<u32>,
    numbers: HashMap<(u32, u32), u32>,
    steps: HashMap<(u32, u32, u32, Option<u32>), u32>,
    sourced: HashMap<(u32, u32), u32>,
    /// For each type the groups of criteria with a `where` that match it.
    groups: Vec<&'s [usize]>,
}

impl<'s> Kinds<'s> {
    pub(super) fn new(plan: &'s EngagementPlan, instants: &'s Instants, vocabulary: &'s Mutex<Vocabulary>) -> Self {
        Self {
            plan,
            instants,
            vocabulary,
            kinds: Vec::with_capacity(SOME),
            types: Vec::with_capacity(SOME),
            numbers: some(),
            steps: some(),
            sourced: HashMap::default(),
            groups: Vec::with_capacity(SOME),
        }
    }

    /// How many kinds there are.
    pub(super) fn len(&self) -> usize {
        self.kinds.len()
    }

    /// The kind of events of a type that meet no `where`.
    pub(super) fn of_type(&mut self, name: &str) -> u32 {
        let mut vocabulary = lock(self.vocabulary);
        let Vocabulary { types, classes } = &mut *vocabulary;
        let ty = types.number(name, self.plan, classes);
        if self.groups.len() <= ty as usize {
            self.groups.resize(ty as usize + 1, &[]);
        }
        self.groups[ty as usize] = self.plan.types.get(name).map_or(&[], |ty| &ty.tested);
        let class = types.class(ty);
        self.number(ty, class, &vocabulary)
    }

    /// The kind of events of this one that meet a test, too.
    pub(super) fn step(&mut self, kind: u32, group: usize, test: usize, instant: Option<u32>) -> u32 {
        let key = (kind, group as u32, test as u32, instant);
        if let Some(&known) = self.steps.get(&key) {
            return known;
        }
        let mut vocabulary = lock(self.vocabulary);
        let class = vocabulary.classes.step(self.class(kind), self.plan, group, test, instant);
        let next = self.number(self.ty(kind), class, &vocabulary);
        self.steps.insert(key, next);
        next
    }

    /// The class of this kind's events with a lead source, numbered by whoever asks.
    pub(super) fn with_source(&mut self, class: u32, number: u32, source: Option<&str>) -> u32 {
        let vocabulary = self.vocabulary;
        let ask = || lock(vocabulary).classes.with_source(class, source);
        *self.sourced.entry((class, number)).or_insert_with(ask)
    }

    #[inline]
    pub(super) fn get(&self, kind: u32) -> Option<&Kind> {
        self.kinds.get(kind as usize)
    }

    pub(super) fn class(&self, kind: u32) -> u32 {
        self.get(kind).map_or(NO_CLASS, |kind| kind.class)
    }

    /// The type of a kind.
    pub(super) fn ty(&self, kind: u32) -> u32 {
        self.types.get(kind as usize).copied().unwrap_or(NO_KIND)
    }

    /// The groups of criteria with a `where` that match a kind's type.
    pub(super) fn groups(&self, kind: u32) -> &'s [usize] {
        self.groups.get(self.ty(kind) as usize).copied().unwrap_or_default()
    }

    fn number(&mut self, ty: u32, class: u32, vocabulary: &MutexGuard<'_, Vocabulary>) -> u32 {
        if let Some(&known) = self.numbers.get(&(ty, class)) {
            return known;
        }
        let number = self.kinds.len() as u32;
        let classes = &vocabulary.classes;
        self.kinds.push(Kind {
            class,
            raises_hand: classes.raises_hand(class),
            keep_from: classes.keep_from(class, self.plan, self.instants),
        });
        self.types.push(ty);
        self.numbers.insert((ty, class), number);
        number
    }
}

/// A map with room for some entries, so that few events need no more.
pub(super) fn some<K, V>() -> HashMap<K, V> {
    HashMap::with_capacity_and_hasher(SOME, FixedState::default())
}

/// Whoever panicked while holding it left nothing half done: numbers are given one by one.
pub(super) fn lock(vocabulary: &Mutex<Vocabulary>) -> MutexGuard<'_, Vocabulary> {
    vocabulary.lock().unwrap_or_else(PoisonError::into_inner)
}
