//! Where rows stand in time.

use handraise_engine::Instants;
use handraise_model::values::{AsOf, MICROS_PER_DAY};

use super::leads::{LeadRows, LeadTable};

/// Where rows stand in time.
#[derive(Clone, Debug, PartialEq)]
pub enum Placement {
    /// All leads at each of these instants.
    Calendar(Vec<AsOf>),
    /// Each lead so many microseconds after it came to be.
    Ages(Vec<i64>),
    /// Each lead once, as of the end; leads stand in an order.
    Order {
        /// When all are scored.
        as_of: AsOf,
        /// For each lead its place in the order, from 0, the latest last; `None` where nobody knows.
        places: Vec<Option<u32>>,
    },
}

/// How far outcomes are known, and how long they may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// In times of 24 hours.
    pub days: u32,
    /// The end of the data, in microseconds: nothing later is known. `None`: outcomes have no instants.
    pub until: Option<i64>,
}

impl Placement {
    /// How many rows a lead may have.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Calendar(instants) => instants.len(),
            Self::Ages(ages) => ages.len(),
            Self::Order { .. } => 1,
        }
    }

    /// Whether there is nothing to place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows there may be: leads at the instants after they came to be.
    #[must_use]
    pub fn rows_max(&self, leads: &LeadTable) -> usize {
        let Self::Calendar(instants) = self else { return self.len() * leads.len() };
        let mut sorted = instants.clone();
        sorted.sort_unstable();
        let of_lead =
            |lead| leads.created(lead).map_or(0, |created| sorted.partition_point(|at| at.micros() <= created));
        (0..leads.len() as u32).map(|lead| sorted.len() - of_lead(lead)).sum()
    }

    /// The first instants, or ages: so many.
    #[must_use]
    pub fn first(&self, count: usize) -> Self {
        match self {
            Self::Calendar(instants) => Self::Calendar(instants.iter().take(count).copied().collect()),
            Self::Ages(ages) => Self::Ages(ages.iter().take(count).copied().collect()),
            Self::Order { .. } => self.clone(),
        }
    }

    /// The one instant, or age, of this index.
    #[must_use]
    pub fn only(&self, index: usize) -> Self {
        match self {
            Self::Calendar(instants) => Self::Calendar(instants.get(index).copied().into_iter().collect()),
            Self::Ages(ages) => Self::Ages(ages.get(index).copied().into_iter().collect()),
            Self::Order { .. } => self.clone(),
        }
    }

    /// The instants that the engine scores at, in one pass each: those of all leads at once, or an instant of each lead,
    /// age by age.
    #[must_use]
    pub fn passes(&self, leads: &LeadTable, rows: &LeadRows) -> Vec<Instants> {
        match self {
            Self::Calendar(instants) => vec![Instants::Shared(instants.clone())],
            Self::Ages(ages) => ages.iter().map(|age| Instants::PerLead(at_age(leads, rows, *age))).collect(),
            Self::Order { as_of, .. } => vec![Instants::one(*as_of)],
        }
    }
}

/// A lead whose beginning nobody knows is scored at no instant in particular: it is in no row.
fn at_age(leads: &LeadTable, rows: &LeadRows, age: i64) -> Vec<AsOf> {
    let at = |lead| leads.created(lead).map_or(0, |created| created.saturating_add(age));
    rows.leads().iter().map(|lead| AsOf::from_micros(at(*lead))).collect()
}

impl Horizon {
    /// The end of what may be a win of a row at t.
    #[must_use]
    pub fn end(&self, t: i64) -> i64 {
        t.saturating_add(i64::from(self.days).saturating_mul(MICROS_PER_DAY))
    }

    /// Whether all that may be a win of a row at t is known.
    #[must_use]
    pub fn is_over(&self, t: i64) -> bool {
        self.until.is_none_or(|until| self.end(t) <= until)
    }
}
