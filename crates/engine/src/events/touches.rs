//! Last touches: they need no record of the event, only the latest time between two instants.

use handraise_model::values::AsOf;

use crate::instants::{Horizon, Instants};

/// The last event of each lead before each of its distinct instants.
#[derive(Debug)]
pub(crate) struct Touches {
    pub(crate) horizon: Horizon,
    latest: Vec<i64>,
}

/// Before every event.
const NEVER: i64 = i64::MIN;

impl Touches {
    pub(super) fn new(instants: &Instants, leads: usize) -> Self {
        let horizon = Horizon::of(instants);
        Self { latest: vec![NEVER; leads * horizon.width()], horizon }
    }

    pub(super) fn touch(&mut self, lead: u32, position: usize, time: i64) {
        if let Some(latest) = self.latest.get_mut(lead as usize * self.horizon.width() + position) {
            *latest = (*latest).max(time);
        }
    }

    /// The last event before an instant of the lead.
    pub(crate) fn last(&self, lead: u32, as_of: AsOf) -> Option<i64> {
        let start = lead as usize * self.horizon.width();
        let seen = self.latest.get(start..start + self.horizon.up_to(as_of))?;
        seen.iter().copied().max().filter(|time| *time != NEVER)
    }
}
