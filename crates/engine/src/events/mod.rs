//! Events in, runs out: each event is classified once and kept as lead, class and time.
//!
//! ```text
//! batch ──types──────▶ kinds            ─┐
//!       ──properties─▶ kinds moved on   ─┼─▶ what counts ──▶ records ──▶ Run
//!       ──lead ids───▶ numbers of leads ─┘   (the others leave a last touch)
//! ```
//!
//! The type of an event is looked up once for each value of a dictionary, a `where` that reads one text is made once
//! for each distinct text, any other over the rows of its types alone. The set of criteria that an event matches is
//! numbered: its *class*. An event that no criterion and no session counts, or that lies before every window, leaves
//! nothing but the lead's last touch.
//!
//! Each thread has an [`EventReader`] of its own; batches may come in any order and need not be kept.

mod classes;
mod conditions;
mod duplicates;
mod kinds;
mod reader;
mod stage;
mod touches;
mod types;

use std::collections::BTreeMap;

pub(crate) use classes::{Classes, NO_CLASS};
pub(crate) use duplicates::Identities;
pub(crate) use kinds::Vocabulary;
pub use reader::{EventReader, EventsRead};
pub(crate) use touches::Touches;

use crate::unknown_leads::UnknownLeads;

/// An event as it is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) time: i64,
    pub(crate) lead: u32,
    pub(crate) class: u32,
}

/// A row of a batch on its way to a record.
#[derive(Clone, Copy, Debug)]
struct Row {
    row: u32,
    lead: u32,
    kind: u32,
}

/// What was counted while events were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EventCounts {
    pub(crate) rows: u64,
    pub(crate) incomplete: u64,
    pub(crate) unknown_leads: UnknownLeads,
    pub(crate) not_before: u64,
    pub(crate) duplicates: u64,
    /// By number of type.
    pub(crate) of_type: Vec<u64>,
}

impl EventCounts {
    /// Adds what another reader counted.
    pub(crate) fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.incomplete += other.incomplete;
        self.unknown_leads.add(other.unknown_leads);
        self.not_before += other.not_before;
        self.duplicates += other.duplicates;
        self.of_type.resize(self.of_type.len().max(other.of_type.len()), 0);
        for (rows, more) in self.of_type.iter_mut().zip(other.of_type) {
            *rows += more;
        }
    }
}

impl Vocabulary {
    /// The rows of each type that occurred.
    pub(crate) fn rows_of_types(&self, counts: &EventCounts) -> BTreeMap<String, u64> {
        self.types.named(&counts.of_type)
    }
}
