//! Last touches.
//!
//! Where each lead is scored once, they need no record of the event, only the latest time. Where leads are scored at
//! several instants, the last touch before each is found among the events; of those that nothing counts, it takes the
//! last between two instants.

use super::{NO_CLASS, Record};
use crate::instants::Instants;
use crate::pages::Pages;

/// The last event of each lead.
#[derive(Debug, Default)]
pub(crate) struct Touches {
    /// Where they are kept apart from the events: times from the earliest there is on, so that 0 is never. Elsewhere one
    /// more than the place among the records of an event that nothing counts. Empty until the first event.
    latest: Pages<u64>,
}

/// Leaves out events that no score sees, since nothing counts them and they are the last before no instant.
#[derive(Debug)]
pub(super) struct LastBefore {
    /// Rising.
    instants: Vec<i64>,
    /// The two instants that the last event fell between: the first of them is not after it, the second is.
    between: (i64, i64),
}

impl LastBefore {
    pub(super) fn new(instants: &Instants) -> Self {
        let mut of_all = match instants {
            Instants::Shared(instants) => instants.iter().map(|as_of| as_of.micros()).collect(),
            Instants::PerLead(_) => Vec::new(),
        };
        of_all.sort_unstable();
        Self { instants: of_all, between: (i64::MAX, i64::MIN) }
    }

    /// Adds an event to the records: in the place of an earlier one between the same instants that nothing counts, if the
    /// lead's last is such a one.
    #[inline]
    pub(super) fn push(&mut self, last: &mut [u64], record: Record, records: &mut Vec<Record>) {
        let Some(last) = last.get_mut(record.lead as usize) else { return records.push(record) };
        // The place may be one of records that are gone: then another lead's event stands there, or none.
        let known = (*last).checked_sub(1).and_then(|place| records.get_mut(place as usize));
        let known = known.filter(|known| known.lead == record.lead && known.class == NO_CLASS);
        let (from, to) = self.between(record.time);
        let counts = record.class != NO_CLASS;
        match known.filter(|known| from <= known.time && known.time < to) {
            Some(known) if known.time <= record.time => {
                *known = record;
                *last = if counts { 0 } else { *last };
            }
            Some(_) if !counts => {}
            Some(_) => records.push(record),
            None => {
                records.push(record);
                *last = if counts { 0 } else { records.len() as u64 };
            }
        }
    }

    /// The instants that a time falls between: most often the same as the last.
    #[inline]
    fn between(&mut self, time: i64) -> (i64, i64) {
        let (from, to) = self.between;
        if time < from || time >= to {
            let next = self.instants.partition_point(|instant| *instant <= time);
            let from = next.checked_sub(1).and_then(|before| self.instants.get(before));
            let to = self.instants.get(next);
            self.between = (from.copied().unwrap_or(i64::MIN), to.copied().unwrap_or(i64::MAX));
        }
        self.between
    }
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
