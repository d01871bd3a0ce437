//! Last touches.
//!
//! Where each lead is scored once, they need no record of the event, only the latest time. Where leads are scored at
//! several instants, the last touch before each is found among the events, none of which is dropped then.

use crate::instants::Instants;

/// Before every event.
const NEVER: i64 = i64::MIN;

/// The last event of each lead, where it is kept apart from the events.
#[derive(Debug, Default)]
pub(crate) struct Touches {
    /// Empty until the first event, and where nothing is kept here.
    latest: Vec<i64>,
}

impl Touches {
    /// Whether last touches are kept apart from the events.
    pub(crate) fn are_apart(instants: &Instants) -> bool {
        instants.len() == 1
    }

    /// Makes room for so many leads.
    pub(super) fn make_room(&mut self, leads: usize) {
        self.latest.resize(leads, NEVER);
    }

    #[inline]
    pub(super) fn touch(&mut self, lead: u32, time: i64) {
        if let Some(latest) = self.latest.get_mut(lead as usize) {
            *latest = (*latest).max(time);
        }
    }

    /// Takes the later of each lead's touches.
    pub(crate) fn add(&mut self, other: Self) {
        if self.latest.is_empty() {
            *self = other;
            return;
        }
        for (latest, other) in self.latest.iter_mut().zip(other.latest) {
            *latest = (*latest).max(other);
        }
    }

    /// The last event of a lead.
    pub(crate) fn last(&self, lead: u32) -> Option<i64> {
        self.latest.get(lead as usize).copied().filter(|time| *time != NEVER)
    }
}
