//! Event types: what each means is looked up by its name once.

use std::collections::BTreeMap;

use super::classes::Classes;
use crate::interner::Interner;
use crate::plan::EngagementPlan;

/// The event types that occur.
#[derive(Debug, Default)]
pub(super) struct EventTypes {
    names: Interner,
    types: Vec<EventType>,
}

#[derive(Debug)]
struct EventType {
    /// The class of an event that meets no `where`.
    class: u32,
    /// The groups of criteria with a `where` that match it.
    groups: Vec<usize>,
}

impl EventTypes {
    /// The number of a type.
    pub(super) fn number(&mut self, name: &str, plan: &EngagementPlan, classes: &mut Classes) -> u32 {
        let number = self.names.intern(name);
        if number as usize == self.types.len() {
            let matches = |types: &[String]| types.binary_search_by(|ty| ty.as_str().cmp(name)).is_ok();
            let (mut always, mut groups) = (Vec::new(), Vec::new());
            for (index, group) in plan.groups.iter().enumerate().filter(|(_, group)| matches(&group.types)) {
                always.extend_from_slice(&group.always);
                if !group.tests.is_empty() {
                    groups.push(index);
                }
            }
            let class = classes.base(always, plan.in_sessions(name));
            self.types.push(EventType { class, groups });
        }
        number
    }

    pub(super) fn name(&self, number: u32) -> &str {
        self.names.text(number)
    }

    pub(super) fn class(&self, number: u32) -> u32 {
        self.types.get(number as usize).map_or(super::NO_CLASS, |ty| ty.class)
    }

    /// The groups of criteria with a `where` that match a type.
    pub(super) fn groups(&self, number: u32) -> &[usize] {
        self.types.get(number as usize).map_or(&[], |ty| &ty.groups)
    }

    /// How many rows there were of each type, from the counts by number.
    pub(super) fn named(&self, rows: &[u64]) -> BTreeMap<String, u64> {
        let rows = rows.iter().zip(0..).filter(|(rows, _)| **rows > 0);
        rows.map(|(rows, number)| (self.name(number).to_owned(), *rows)).collect()
    }
}
