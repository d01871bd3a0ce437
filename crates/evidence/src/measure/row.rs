//! What everything is measured on: one lead at one instant.

use handraise_model::values::Exact;

/// One lead at one instant, as the replay found it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Which instant, counted from 0.
    pub instant: u32,
    /// Which lead, counted from 0.
    pub lead: u32,
    /// What is drawn as a whole for intervals, counted from 0 and below 2^31: the lead's account, or the lead itself.
    pub cluster: u32,
    /// Its total, not rounded.
    pub total: Exact,
    /// Whether it is eligible; one that is not ties below all that are, whatever its total.
    pub eligible: bool,
    /// Its rank among the leads of the instant, from 1, by all tie-breakers; `None` unless it is eligible.
    pub rank: Option<u32>,
    /// Whether it was won within the horizon.
    pub won: bool,
    /// What it was won with, where that is known.
    pub value: Option<f64>,
    /// How many rows it stands for: 1, unless rows are a sample. Positive.
    pub weight: f64,
}

impl Row {
    /// What rows are put in order by, the highest first; equal keys tie.
    pub(crate) fn key(&self) -> Option<Exact> {
        self.eligible.then_some(self.total)
    }
}
