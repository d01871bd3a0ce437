//! What a score is held against: which outcomes are won, which end a lead, and how long they may take.

use crate::values::Spanned;

/// `[outcome]`: what it means that a lead was won.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Where outcomes are recorded.
    pub source: OutcomeSource,
    /// The outcomes that are won: names, event types or cells of the column; at least one.
    pub won: Vec<Spanned<String>>,
    /// The outcomes that end a lead, won ones only where they are named here. Of a column: the cells that are
    /// decided beside the won ones; none for all that are known.
    pub closed: Vec<Spanned<String>>,
    /// After so many times 24 hours a lead that was closed without being won is open again; `None`: never.
    pub reopen_after_days: Option<Spanned<u32>>,
    /// How long an outcome may take, in times of 24 hours, 1 to 36500; its place is empty where it is the default.
    pub horizon_days: Spanned<u32>,
}

/// Where outcomes are recorded.
#[derive(Clone, Debug, PartialEq)]
pub enum OutcomeSource {
    /// In a table of their own: lead, outcome, instant and, optionally, value.
    Table,
    /// Among the events: an event of such a type is the outcome of that name.
    Events,
    /// In a column of the leads. Such an outcome has no instant.
    Column(Spanned<String>),
}

impl Outcome {
    /// Whether an outcome of that name is won; names are compared exactly.
    #[must_use]
    pub fn is_won(&self, outcome: &str) -> bool {
        self.won.iter().any(|won| won.value == outcome)
    }

    /// Whether an outcome of that name ends a lead; in a column, whether it is decided at all.
    #[must_use]
    pub fn closes(&self, outcome: &str) -> bool {
        let named = self.closed.iter().any(|closed| closed.value == outcome);
        match self.source {
            OutcomeSource::Column(_) => self.closed.is_empty() || named || self.is_won(outcome),
            OutcomeSource::Table | OutcomeSource::Events => named,
        }
    }
}
