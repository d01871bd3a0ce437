//! The second judge: the specification, transcribed section by section.
//!
//! Short, slow and obvious on purpose: no index, no Arrow, one lead after the other, every list walked again wherever
//! it is needed. It takes nothing from the engine and, of the model, the checked tree alone.

mod condition;
mod decay;
mod engagement;
mod score;

use std::cmp::Reverse;

use handraise_model::values::{AsOf, Exact, MICROS_PER_DAY, Spanned};
use handraise_model::{Model, OutcomeSource};

pub use decay::multiplier;

use crate::data::{Data, LeadRow};
use crate::results::LeadResult;

/// What came out for one lead, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// All results.
    pub result: LeadResult,
    /// What each gate says; `None`: unknown. So for exclusions.
    pub gates: Vec<Option<bool>>,
    /// What each exclusion says.
    pub exclusions: Vec<Option<bool>>,
    /// For each fit criterion, the band that was taken.
    pub bands: Vec<Option<usize>>,
    /// For each engagement criterion, the occurrences that counted, the earliest first.
    pub counted: Vec<Vec<Occurrence>>,
}

/// An occurrence that counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The time of its latest candidate.
    pub time: i64,
    /// Its age, in days.
    pub age_days: u32,
    /// What decay leaves, in thousandths.
    pub multiplier: u32,
    /// How many events made it.
    pub events: u32,
    /// What it gave.
    pub contribution: Exact,
}

/// Scores all leads; in order of rank, then those without one by id.
///
/// # Panics
///
/// When the data breaks what a reader guarantees: two rows of a lead that hold from the same instant.
#[must_use]
pub fn score(model: &Model, data: &Data, as_of: AsOf) -> Vec<Story> {
    let mut stories: Vec<Story> =
        leads_in_force(model, data, as_of).into_iter().map(|lead| score::lead(model, lead, data, as_of)).collect();

    // Section 4, rank: by total, descending; the more recent last touch, none last; lead_id in code point order.
    // UTF-8 bytes sort as code points do, and `None` below every `Some`.
    stories.sort_by_key(|story| {
        let result = &story.result;
        (!result.eligible, Reverse(result.total), Reverse(result.last_touch), result.lead_id.clone())
    });
    let eligible = stories.iter().take_while(|story| story.result.eligible).count();
    for (place, story) in stories[..eligible].iter_mut().enumerate() {
        story.result.rank = u32::try_from(place + 1).ok();
    }
    stories[eligible..].sort_by_key(|story| story.result.lead_id.clone());
    stories
}

/// Section 7: of each lead the row in force at `as_of`, without those that are not there yet, or closed.
fn leads_in_force<'d>(model: &Model, data: &'d Data, as_of: AsOf) -> Vec<&'d LeadRow> {
    let mut ids: Vec<&str> = data.leads.iter().map(|row| row.lead_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let in_force = |id: &str| {
        let mut rows: Vec<&LeadRow> = data.leads.iter().filter(|row| row.lead_id == id).collect();
        if model.data().lead_valid_from.is_some() {
            // An unknown `valid_from` is the oldest: `None` sorts below every instant.
            rows.sort_by_key(|row| row.valid_from);
            assert!(rows.windows(2).all(|pair| pair[0].valid_from < pair[1].valid_from), "equal valid_from of {id}");
            rows.retain(|row| row.valid_from.is_none_or(|from| from <= as_of.micros()));
        } else {
            assert_eq!(rows.len(), 1, "second row of {id}");
        }
        rows.pop()
    };
    let is_there = |row: &&LeadRow| {
        model.data().lead_created.is_none() || row.created.is_none_or(|created| created < as_of.micros())
    };
    let is_open = |row: &&LeadRow| !is_closed(model, data, &row.lead_id, as_of);
    ids.into_iter().filter_map(in_force).filter(is_there).filter(is_open).collect()
}

/// Whether an outcome that ends the lead lies before `as_of`, and it is not open again.
#[must_use]
pub fn is_closed(model: &Model, data: &Data, lead_id: &str, as_of: AsOf) -> bool {
    let Some(outcome) = model.outcome() else { return false };
    let of_lead: Vec<(&str, i64)> = match outcome.source {
        OutcomeSource::Table => {
            let rows = data.outcomes.iter().filter(|row| row.lead_id == lead_id);
            rows.map(|row| (row.outcome.as_str(), row.at)).collect()
        }
        OutcomeSource::Events => {
            let rows = data.events.iter().filter(|row| row.lead_id == lead_id);
            rows.map(|row| (row.event.as_str(), row.time)).collect()
        }
        OutcomeSource::Column(_) => Vec::new(),
    };
    of_lead.into_iter().any(|(name, at)| {
        let is_named = |names: &[Spanned<String>]| names.iter().any(|named| named.value == name);
        let reopened = outcome.reopen_after_days.as_ref().filter(|_| !is_named(&outcome.won));
        let reopened = reopened.map(|days| at + i64::from(days.value) * MICROS_PER_DAY);
        is_named(&outcome.closed) && at < as_of.micros() && reopened.is_none_or(|reopened| as_of.micros() < reopened)
    })
}
