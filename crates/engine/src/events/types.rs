//! Event types: what each means is looked up by its name once.

use std::collections::BTreeMap;

use super::classes::Classes;
use super::kinds::SOME;
use crate::interner::Interner;
use crate::plan::EngagementPlan;

/// The event types that occur.
#[derive(Debug)]
pub(super) struct EventTypes {
    names: Interner,
    /// The class of each type's events that meet no `where`.
    classes: Vec<u32>,
}

impl EventTypes {
    pub(super) fn new() -> Self {
        let mut names = Interner::default();
        names.reserve(SOME);
        Self { names, classes: Vec::with_capacity(SOME) }
    }

    /// The number of a type.
    pub(super) fn number(&mut self, name: &str, plan: &EngagementPlan, classes: &mut Classes) -> u32 {
        let number = self.names.intern(name);
        if number as usize == self.classes.len() {
            let always = plan.types.get(name).map_or(&[][..], |ty| &ty.always);
            self.classes.push(classes.base(always, plan.in_sessions(name)));
        }
        number
    }

    pub(super) fn name(&self, number: u32) -> &str {
        self.names.text(number)
    }

    pub(super) fn class(&self, number: u32) -> u32 {
        self.classes.get(number as usize).copied().unwrap_or(super::NO_CLASS)
    }

    /// How many rows there were of each type, from the counts by number.
    pub(super) fn named(&self, rows: &[u64]) -> BTreeMap<String, u64> {
        let rows = rows.iter().zip(0..).filter(|(rows, _)| **rows > 0);
        rows.map(|(rows, number)| (self.name(number).to_owned(), *rows)).collect()
    }
}
