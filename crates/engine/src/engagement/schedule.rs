//! The instants that leads are scored at, in order of time.

use handraise_model::values::AsOf;

/// Instants, rising; equal ones follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Schedule {
    instants: Vec<At>,
}

/// An instant, and the day that ages are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At {
    pub(super) micros: i64,
    day: i32,
}

impl At {
    /// The age of an event before it: how many days before this one its own is.
    #[inline]
    pub(super) fn age_days(self, day: i32) -> u32 {
        // The days of all instants that there are fit 28 bits.
        self.day.wrapping_sub(day) as u32
    }
}

impl From<AsOf> for At {
    fn from(as_of: AsOf) -> Self {
        Self { micros: as_of.micros(), day: as_of.day() }
    }
}

impl Schedule {
    /// One instant.
    pub(crate) fn one(as_of: AsOf) -> Self {
        Self { instants: vec![as_of.into()] }
    }

    /// Makes it one of a single instant.
    pub(crate) fn set(&mut self, as_of: AsOf) {
        self.instants.clear();
        self.instants.push(as_of.into());
    }

    /// The last of them: no event from it on is seen.
    pub(crate) fn end(&self) -> Option<i64> {
        self.instants.last().map(|at| at.micros)
    }

    /// All of them.
    pub(super) fn instants(&self) -> &[At] {
        &self.instants
    }
}

impl FromIterator<AsOf> for Schedule {
    fn from_iter<I: IntoIterator<Item = AsOf>>(instants: I) -> Self {
        let mut instants: Vec<At> = instants.into_iter().map(At::from).collect();
        instants.sort_unstable();
        Self { instants }
    }
}
