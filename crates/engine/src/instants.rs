//! The instants at which leads are scored.

use handraise_model::values::AsOf;

use crate::error::ScoreError;

/// When leads are scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instants {
    /// All leads at each of these: any number, in any order, from one pass over the events.
    Shared(Vec<AsOf>),
    /// Each lead once, at its own: one for each distinct lead, in order of first appearance.
    PerLead(Vec<AsOf>),
}

impl Instants {
    /// All leads at one instant.
    #[must_use]
    pub fn one(as_of: AsOf) -> Self {
        Self::Shared(vec![as_of])
    }

    /// How many scores each lead gets.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Shared(instants) => instants.len(),
            Self::PerLead(_) => 1,
        }
    }

    /// Whether there is nothing to score.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When a lead is scored for the `instant`-th time.
    pub(crate) fn as_of(&self, instant: usize, lead: u32) -> Result<AsOf, ScoreError> {
        let found = match self {
            Self::Shared(instants) => instants.get(instant),
            Self::PerLead(instants) if instant == 0 => instants.get(lead as usize),
            Self::PerLead(_) => None,
        };
        found.copied().ok_or(ScoreError::NoSuchInstant { instant, instants: self.len() })
    }
}

/// Before when an event is part of some score.
#[derive(Clone, Debug)]
pub(crate) enum Horizon {
    /// The latest instant.
    Shared(i64),
    /// The instant of each lead.
    PerLead(Vec<i64>),
}

impl Horizon {
    pub(crate) fn of(instants: &Instants) -> Self {
        match instants {
            Instants::Shared(instants) => {
                Self::Shared(instants.iter().map(|as_of| as_of.micros()).max().unwrap_or(i64::MIN))
            }
            Instants::PerLead(instants) => Self::PerLead(instants.iter().map(|as_of| as_of.micros()).collect()),
        }
    }

    /// Whether some score of a lead reads an event of that time.
    #[inline]
    pub(crate) fn sees(&self, lead: u32, time: i64) -> bool {
        match self {
            Self::Shared(latest) => time < *latest,
            Self::PerLead(instants) => instants.get(lead as usize).is_some_and(|as_of| time < *as_of),
        }
    }
}
