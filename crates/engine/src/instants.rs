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

/// Where an event falls between instants: which scores it is a part of.
#[derive(Clone, Debug)]
pub(crate) enum Horizon {
    /// The distinct instants, rising.
    Shared(Vec<i64>),
    /// Of each lead.
    PerLead(Vec<i64>),
}

impl Horizon {
    pub(crate) fn of(instants: &Instants) -> Self {
        match instants {
            Instants::Shared(instants) => {
                let mut rising: Vec<i64> = instants.iter().map(|as_of| as_of.micros()).collect();
                rising.sort_unstable();
                rising.dedup();
                Self::Shared(rising)
            }
            Instants::PerLead(instants) => Self::PerLead(instants.iter().map(|as_of| as_of.micros()).collect()),
        }
    }

    /// Distinct instants of one lead.
    pub(crate) fn width(&self) -> usize {
        match self {
            Self::Shared(rising) => rising.len(),
            Self::PerLead(_) => 1,
        }
    }

    /// The first of a lead's instants that sees an event of that time; none where all are at or before it.
    pub(crate) fn first_after(&self, lead: u32, time: i64) -> Option<usize> {
        match self {
            Self::Shared(rising) => {
                // One instant is the common case.
                let position = if let [only] = rising[..] {
                    usize::from(only <= time)
                } else {
                    rising.partition_point(|as_of| *as_of <= time)
                };
                (position < rising.len()).then_some(position)
            }
            Self::PerLead(instants) => instants.get(lead as usize).is_some_and(|as_of| time < *as_of).then_some(0),
        }
    }

    /// How many of a lead's instants are at or before this one: those before the last of them see less than it.
    pub(crate) fn up_to(&self, as_of: AsOf) -> usize {
        match self {
            Self::Shared(rising) => rising.partition_point(|instant| *instant <= as_of.micros()),
            Self::PerLead(_) => 1,
        }
    }
}
