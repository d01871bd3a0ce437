//! What classes mean at one instant, in flat tables: the walk over a lead's events looks each up once.

use std::cmp::Reverse;

use crate::plan::{Counting, EngagementPlan};

/// The meaning of each class.
#[derive(Debug, Default)]
pub(crate) struct ClassTable {
    meanings: Vec<Meaning>,
    criteria: Vec<u32>,
}

/// What the events of a class are.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Meaning {
    /// Where its criteria begin, where those end that count each candidate, and where all end.
    start: u32,
    each_end: u32,
    end: u32,
    /// Whether there is more to them than the criteria that count each candidate.
    pub(super) is_more: bool,
    /// Whether they are part of sessions.
    pub(super) in_sessions: bool,
    /// Whether they are hand raises.
    pub(super) raises_hand: bool,
    /// Whether they match more criteria at some instants, of which this table says nothing.
    pub(super) varies: bool,
    /// Earlier ones change no score.
    pub(super) from: i64,
}

impl ClassTable {
    /// Room for so many classes, and matches of criteria.
    pub(crate) fn with_capacity(classes: usize, matches: usize) -> Self {
        Self { meanings: Vec::with_capacity(classes), criteria: Vec::with_capacity(matches) }
    }

    /// Adds the content of classes, as the criteria that it matches; its number is the next from 0 on.
    pub(crate) fn add_content(
        &mut self,
        plan: &EngagementPlan,
        criteria: impl Iterator<Item = u32> + Clone,
        in_sessions: bool,
        varies: bool,
        from: i64,
    ) -> Meaning {
        let criterion = |index: &u32| plan.criteria.get(*index as usize);
        let counts_each = |index: &u32| criterion(index).is_some_and(|plan| plan.counting == Counting::Each);
        let start = self.criteria.len();
        self.criteria.extend(criteria.clone().filter(counts_each));
        let each_end = self.criteria.len() as u32;
        // The walk may stop at the first window that an event is outside of.
        let within_days = |index: &u32| plan.rules.get(*index as usize).map_or(0, |rule| rule.within_days);
        if let Some(each) = self.criteria.get_mut(start..) {
            each.sort_by_key(|index| Reverse(within_days(index)));
        }
        let start = start as u32;
        self.criteria.extend(criteria.clone().filter(|index| !counts_each(index)));
        let end = self.criteria.len() as u32;
        let raises_hand = criteria.clone().any(|index| criterion(&index).is_some_and(|plan| plan.hand_raise));
        let is_more = in_sessions || raises_hand || each_end < end;
        Meaning { start, each_end, end, is_more, in_sessions, raises_hand, varies, from }
    }

    /// Adds the next class.
    pub(crate) fn add_class(&mut self, meaning: Meaning) {
        self.meanings.push(meaning);
    }

    /// What events of a class are.
    #[inline]
    pub(super) fn meaning(&self, class: u32) -> Meaning {
        self.meanings.get(class as usize).copied().unwrap_or_default()
    }

    /// The criteria that count each candidate, those with the widest window first.
    #[inline]
    pub(super) fn each(&self, meaning: Meaning) -> &[u32] {
        self.criteria.get(meaning.start as usize..meaning.each_end as usize).unwrap_or_default()
    }

    /// The other criteria.
    #[inline]
    pub(super) fn others(&self, meaning: Meaning) -> &[u32] {
        self.criteria.get(meaning.each_end as usize..meaning.end as usize).unwrap_or_default()
    }
}
