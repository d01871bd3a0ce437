//! What became of each lead: the outcomes that were recorded of it, in order of time.

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, RecordBatch};
use handraise_engine::text_at;
use handraise_model::{Outcome, columns};

use super::leads::{LeadTable, instant_at};

/// The outcomes of all leads.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    /// By lead, then by time.
    all: Vec<(u32, Recorded)>,
    /// For each lead where its outcomes begin, and the end of the last.
    starts: Vec<u32>,
    latest: Option<i64>,
}

/// An outcome of a lead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recorded {
    /// When, in microseconds; `None` where outcomes have no instants.
    pub at: Option<i64>,
    /// Whether the lead was won.
    pub won: bool,
    /// Whether it is decided: won, or ended in another way.
    pub decided: bool,
    /// What it was worth, where that is known.
    pub value: Option<f64>,
}

impl Outcomes {
    /// The outcomes of a table, or of events: batches of `handraise_engine::outcome_schema`.
    ///
    /// Outcomes of unknown leads are left out, and those at or after `until`, which is in microseconds: they are not
    /// known yet.
    #[must_use]
    pub fn of_batches(means: &Outcome, leads: &LeadTable, batches: &[RecordBatch], until: Option<i64>) -> Self {
        let mut all = Vec::new();
        let mut latest = None;
        for batch in batches {
            let (Some(ids), Some(names)) =
                (batch.column_by_name(columns::LEAD_ID), batch.column_by_name(columns::OUTCOME))
            else {
                continue;
            };
            let times = batch.column_by_name(columns::OUTCOME_AT);
            let values = batch.column_by_name(columns::OUTCOME_VALUE);
            let values = values.and_then(|values| values.as_primitive_opt::<Float64Type>());
            for row in 0..batch.num_rows() {
                let at = times.and_then(|times| instant_at(times, row));
                let lead = text_at(ids, row).and_then(|id| leads.number(id));
                let (Some(lead), Some(name)) = (lead, text_at(names, row)) else { continue };
                if at.zip(until).is_some_and(|(at, until)| at >= until) {
                    continue;
                }
                latest = latest.max(at);
                let value = values.filter(|values| values.is_valid(row)).map(|values| values.value(row));
                all.push((lead, Recorded::new(means, name, at, value)));
            }
        }
        Self::new(all, latest, leads)
    }

    /// The outcomes in a column of the leads: they have no instants.
    #[must_use]
    pub fn of_column(means: &Outcome, leads: &LeadTable, batches: &[RecordBatch]) -> Self {
        let mut all = Vec::new();
        let mut first_row = 0;
        for batch in batches {
            for row in 0..batch.num_rows() {
                let name = batch.column_by_name(columns::OUTCOME).and_then(|names| text_at(names, row));
                if let (Some(lead), Some(name)) = (leads.of_row(first_row + row), name) {
                    all.push((lead, Recorded::new(means, name, None, None)));
                }
            }
            first_row += batch.num_rows();
        }
        Self::new(all, None, leads)
    }

    fn new(mut all: Vec<(u32, Recorded)>, latest: Option<i64>, leads: &LeadTable) -> Self {
        all.sort_by_key(|(lead, outcome)| (*lead, outcome.at));
        let count = leads.len() as u32;
        let starts = (0..=count).map(|lead| all.partition_point(|(other, _)| *other < lead) as u32).collect();
        Self { all, starts, latest }
    }

    /// The latest of all, in microseconds.
    #[must_use]
    pub fn latest(&self) -> Option<i64> {
        self.latest
    }

    /// Whether some outcome ended a lead that was not won.
    #[must_use]
    pub fn tell_losses(&self) -> bool {
        self.all.iter().any(|(_, outcome)| outcome.decided && !outcome.won)
    }

    /// Those of a lead, the earliest first.
    pub fn of(&self, lead: u32) -> impl Iterator<Item = &Recorded> {
        let bound = |lead: u32| self.starts.get(lead as usize).map_or(self.all.len(), |start| *start as usize);
        self.all.get(bound(lead)..bound(lead + 1)).unwrap_or_default().iter().map(|(_, outcome)| outcome)
    }

    /// The first win of a lead.
    #[must_use]
    pub fn win(&self, lead: u32) -> Option<&Recorded> {
        self.of(lead).find(|outcome| outcome.won)
    }

    /// The first win of a lead in `[from, to)`, in microseconds.
    #[must_use]
    pub fn win_within(&self, lead: u32, from: i64, to: i64) -> Option<&Recorded> {
        self.of(lead).find(|outcome| outcome.won && outcome.at.is_some_and(|at| from <= at && at < to))
    }
}

impl Recorded {
    fn new(means: &Outcome, name: &str, at: Option<i64>, value: Option<f64>) -> Self {
        let won = means.is_won(name);
        Self { at, won, decided: won || means.closes(name), value }
    }
}
