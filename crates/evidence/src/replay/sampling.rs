//! Which leads are measured where there are too many: all that were won, and some of the others.

use arrow_array::{BooleanArray, RecordBatch};
use arrow_schema::ArrowError;
use arrow_select::filter::filter_record_batch;

use super::leads::{LeadRows, LeadTable};
use super::outcomes::Outcomes;
use crate::measure::stream;
use crate::report::Sample;

/// Which leads are measured, and how many each stands for.
#[derive(Clone, Debug)]
pub struct Sampling {
    is_measured: Vec<bool>,
    /// What a lead stands for that was never won.
    weight: f64,
    measured: usize,
}

impl Sampling {
    /// All leads, if so many can be measured; else all that were ever won, and as many of the others as that leaves room
    /// for, at least as many as were won: those that the seed takes.
    #[must_use]
    pub fn of(leads: &LeadTable, outcomes: &Outcomes, leads_max: usize, seed: u64) -> Option<Self> {
        if leads.len() <= leads_max {
            return None;
        }
        let all = 0..leads.len() as u32;
        let mut is_measured: Vec<bool> = all.clone().map(|lead| outcomes.win(lead).is_some()).collect();
        let won = is_measured.iter().filter(|won| **won).count();
        let others = leads.len() - won;
        let wanted = leads_max.saturating_sub(won).max(won).min(others);
        // The leads with the smallest numbers of a stream that their ids start: no order of the file has a say in it.
        let mut drawn: Vec<(u64, u32)> =
            all.filter(|lead| !is_measured[*lead as usize]).map(|lead| (stream(seed, leads.id(lead)), lead)).collect();
        drawn.sort_unstable();
        drawn.iter().take(wanted).for_each(|(_, lead)| is_measured[*lead as usize] = true);
        Some(Self { is_measured, weight: others as f64 / wanted.max(1) as f64, measured: won + wanted })
    }

    /// Whether a lead is measured.
    #[must_use]
    pub fn takes(&self, lead: u32) -> bool {
        self.is_measured.get(lead as usize).copied().unwrap_or_default()
    }

    /// The rows of the leads that are measured.
    #[must_use]
    pub fn rows(&self, leads: &LeadTable) -> LeadRows {
        let all = (0..leads.row_count()).filter_map(|row| Some((leads.of_row(row)?, row as u32)));
        LeadRows::new(all.filter(|(lead, _)| self.takes(*lead)))
    }

    /// The same rows of the batches that were read.
    pub fn filter(&self, leads: &LeadTable, batches: &[RecordBatch]) -> Result<Vec<RecordBatch>, ArrowError> {
        let mut first_row = 0;
        let of_batch = |batch: &RecordBatch| {
            let rows = first_row..first_row + batch.num_rows();
            first_row = rows.end;
            let taken: BooleanArray =
                rows.map(|row| Some(leads.of_row(row).is_some_and(|lead| self.takes(lead)))).collect();
            filter_record_batch(batch, &taken)
        };
        batches.iter().map(of_batch).collect()
    }

    /// What the report says of it.
    #[must_use]
    pub fn told(&self, leads: &LeadTable) -> Sample {
        Sample { leads: self.measured, of_leads: leads.len(), weight: self.weight }
    }

    /// How many leads are.
    #[must_use]
    pub fn measured(&self) -> usize {
        self.measured
    }

    /// What each lead stands for that was never won.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.weight
    }
}
