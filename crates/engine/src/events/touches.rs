//! Last touches.
//!
//! Where each lead is scored once, they need no record of the event, only the latest time. Where leads are scored at
//! several instants, the last touch before each is found among the events, none of which is dropped then.

use crate::instants::Instants;
use crate::pages::Pages;

/// The last event of each lead, where it is kept apart from the events.
#[derive(Debug, Default)]
pub(crate) struct Touches {
    /// Times from the earliest there is on, so that 0 is never. Empty until the first event, and where nothing is kept
    /// here.
    latest: Pages<u64>,
}

/// Instants in the order of unsigned numbers: the earliest is 0.
const EARLIEST: u64 = 1 << 63;

impl Touches {
    /// Whether last touches are kept apart from the events.
    pub(crate) fn are_apart(instants: &Instants) -> bool {
        instants.len() == 1
    }

    /// Makes room for so many leads, the first time.
    pub(super) fn make_room(&mut self, leads: usize) {
        if self.latest.is_empty() {
            self.latest = Pages::zeroed(leads);
        }
    }

    /// Takes in events of leads.
    #[inline]
    pub(super) fn touch(latest: &mut [u64], lead: u32, time: i64) {
        if let Some(latest) = latest.get_mut(lead as usize) {
            *latest = (*latest).max(time as u64 ^ EARLIEST);
        }
    }

    /// The touches, to be moved on by [`Self::touch`].
    pub(super) fn latest(&mut self) -> &mut [u64] {
        &mut self.latest
    }

    /// Takes the later of each lead's touches.
    pub(crate) fn add(&mut self, other: Self) {
        if self.latest.is_empty() {
            *self = other;
            return;
        }
        for (latest, other) in self.latest.iter_mut().zip(other.latest.iter()) {
            *latest = (*latest).max(*other);
        }
    }

    /// The last event of a lead.
    pub(crate) fn last(&self, lead: u32) -> Option<i64> {
        self.latest.get(lead as usize).filter(|time| **time != 0).map(|time| (time ^ EARLIEST) as i64)
    }
}
