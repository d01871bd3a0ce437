//! The instants at which leads are scored.

use std::ops::Range;

use handraise_model::values::AsOf;

use crate::condition::AsOfDays;
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

/// The instants of some leads, by position.
#[derive(Clone, Debug)]
pub(crate) enum Dates {
    /// One for all.
    Same(AsOf),
    /// One for each.
    Each(Vec<AsOf>),
}

/// Their days, from which ages are counted.
#[derive(Clone, Debug)]
pub(crate) enum Days {
    /// One for all.
    Same(i32),
    /// One for each.
    Each(Vec<i32>),
}

impl Dates {
    /// When these leads are scored for the `instant`-th time.
    pub(crate) fn of(instants: &Instants, instant: usize, leads: &[u32]) -> Result<Self, ScoreError> {
        match instants {
            Instants::Shared(_) => instants.as_of(instant, 0).map(Self::Same),
            Instants::PerLead(_) => {
                leads.iter().map(|lead| instants.as_of(instant, *lead)).collect::<Result<_, _>>().map(Self::Each)
            }
        }
    }

    /// The instant of the lead at a position.
    pub(crate) fn at(&self, position: usize) -> AsOf {
        match self {
            Self::Same(as_of) => *as_of,
            Self::Each(as_of) => as_of[position],
        }
    }

    pub(crate) fn days(&self) -> Days {
        match self {
            Self::Same(as_of) => Days::Same(as_of.day()),
            Self::Each(as_of) => Days::Each(as_of.iter().map(|as_of| as_of.day()).collect()),
        }
    }
}

impl Days {
    /// The day of the lead at a position.
    pub(crate) fn at(&self, position: usize) -> i32 {
        match self {
            Self::Same(day) => *day,
            Self::Each(days) => days[position],
        }
    }

    /// Those of some positions, as conditions read them.
    pub(crate) fn of(&self, positions: Range<usize>) -> AsOfDays<'_> {
        match self {
            Self::Same(day) => AsOfDays::Same(*day),
            Self::Each(days) => AsOfDays::PerRow(&days[positions]),
        }
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
