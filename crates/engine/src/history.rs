//! The history of a run: from it any of its instants is scored, and any of its leads explained.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow_array::StringArray;

use crate::adjustments::Adjustments;
use crate::condition::Memory;
use crate::error::ScoreError;
use crate::events::{Classes, EventCounts, Touches};
use crate::instants::Instants;
use crate::leads::{Leads, LeftOut};
use crate::partition;
use crate::plan::Plan;
use crate::profile::Profiles;
use crate::ranking::{Ranking, Rankings};
use crate::runs::Run;
use crate::scores::{Explanation, Scores};
use crate::timeline::Timeline;

/// All that is known of the leads of a run, in order of time.
#[derive(Debug)]
pub struct History<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) leads: Leads,
    pub(crate) instants: Instants,
    pub(crate) runs: Vec<Run>,
    /// What the leads' data points say, by partition, where their columns are gone.
    pub(crate) profiles: Option<Vec<Arc<Profiles>>>,
    pub(crate) classes: Classes,
    pub(crate) touches: Touches,
    pub(crate) adjustments: Adjustments,
    pub(crate) counts: Counts,
    /// For each lead its place in the order of ids, once it was asked for.
    pub(crate) id_places: OnceLock<Vec<u32>>,
    /// The ids of all leads, once they were asked for at several instants.
    pub(crate) id_column: OnceLock<Option<StringArray>>,
}

/// How an instant is scored. No option changes a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScoreOptions {
    /// Threads to score leads on.
    pub threads: NonZeroUsize,
    /// Whether to keep what each criterion gave each lead.
    pub contributions: bool,
    /// Whether to keep the largest contributions of each lead.
    pub reasons: bool,
    /// Whether to keep more than what decides a lead's place (whether it is eligible, its total and its last touch): how
    /// the total came about, grades, verdicts, the lane. It takes twice the memory and some time.
    pub details: bool,
}

impl Default for ScoreOptions {
    fn default() -> Self {
        Self { threads: NonZeroUsize::MIN, contributions: false, reasons: true, details: true }
    }
}

/// What was left out of the scores, and what was read: nothing is dropped in silence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Distinct leads.
    pub leads: u64,
    /// Rows of leads without an id.
    pub leads_without_id: u64,
    /// For each instant, the leads left out of it.
    pub leads_left_out: Vec<LeftOut>,
    /// Rows of events.
    pub events: u64,
    /// Events without lead, type or time.
    pub events_incomplete: u64,
    /// Events of leads that are not among the leads.
    pub events_of_unknown_leads: u64,
    /// The first ids of those, in code point order.
    pub unknown_leads_of_events: Vec<String>,
    /// Events at or after the latest instant of their lead, which no score reads.
    pub events_not_before: u64,
    /// Events that `event_id` shows to be another's duplicate.
    pub events_duplicate: u64,
    /// Events of each type, duplicates and those of unknown leads included.
    pub events_of_type: BTreeMap<String, u64>,
    /// Rows of adjustments.
    pub adjustments: u64,
    /// Adjustments without lead, points or `at`.
    pub adjustments_incomplete: u64,
    /// Adjustments of leads that are not among the leads.
    pub adjustments_of_unknown_leads: u64,
    /// The first ids of those, in code point order.
    pub unknown_leads_of_adjustments: Vec<String>,
    /// Rows of outcomes.
    pub outcomes: u64,
    /// Outcomes without lead, name or instant.
    pub outcomes_incomplete: u64,
    /// Outcomes of leads that are not among the leads.
    pub outcomes_of_unknown_leads: u64,
    /// The first ids of those, in code point order.
    pub unknown_leads_of_outcomes: Vec<String>,
}

impl Counts {
    pub(crate) fn new(
        events: EventCounts,
        events_of_type: BTreeMap<String, u64>,
        adjustments: &Adjustments,
        leads: &Leads,
        instants: &Instants,
    ) -> Self {
        Self {
            leads: leads.len() as u64,
            leads_without_id: leads.without_id,
            leads_left_out: (0..instants.len()).map(|instant| leads.left_out(instants, instant)).collect(),
            events: events.rows,
            events_incomplete: events.incomplete,
            events_of_unknown_leads: events.unknown_leads.rows,
            unknown_leads_of_events: events.unknown_leads.ids(),
            events_not_before: events.not_before,
            events_duplicate: events.duplicates,
            events_of_type,
            adjustments: adjustments.rows,
            adjustments_incomplete: adjustments.incomplete,
            adjustments_of_unknown_leads: adjustments.unknown_leads.rows,
            unknown_leads_of_adjustments: adjustments.unknown_leads.ids(),
            outcomes: leads.closings.rows,
            outcomes_incomplete: leads.closings.incomplete,
            outcomes_of_unknown_leads: leads.closings.unknown_leads.rows,
            unknown_leads_of_outcomes: leads.closings.unknown_leads.ids(),
        }
    }
}

impl History<'_> {
    /// What was left out, and what was read.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The scores of all leads at the instant of this index.
    pub fn score(&self, instant: usize, options: &ScoreOptions) -> Result<Scores, ScoreError> {
        let ranking = self.rank(instant, options)?;
        Ok(ranking.page(0..ranking.len()))
    }

    /// All leads at the instant of this index, scored and put in order.
    pub fn rank(&self, instant: usize, options: &ScoreOptions) -> Result<Ranking<'_>, ScoreError> {
        self.check(instant)?;
        let mut rankings = Rankings::new(self, instant..instant + 1, options);
        // There is one ranking for each instant.
        rankings.next().unwrap_or(Err(ScoreError::NoSuchInstant { instant, instants: self.instants.len() }))
    }

    /// The same for several instants, in the order of their indices.
    ///
    /// They are scored block by block: as many instants at once as their scores fit in memory, which costs little more
    /// than what differs between them. Each ranking is what [`rank`](Self::rank) gives of its instant.
    pub fn rankings(&self, instants: Range<usize>, options: &ScoreOptions) -> Result<Rankings<'_>, ScoreError> {
        if let Some(last) = instants.clone().next_back() {
            self.check(last)?;
        }
        Ok(Rankings::new(self, instants, options))
    }

    /// The story of one lead's score at the instant of this index; none where it is not among the leads, or left out.
    ///
    /// Its scores have no rank: rank alone depends on the other leads.
    pub fn explain(&self, instant: usize, lead_id: &str) -> Result<Option<Explanation>, ScoreError> {
        self.check(instant)?;
        if self.profiles.is_some() {
            return Err(ScoreError::Condensed);
        }
        let Some(lead) = self.leads.get(lead_id) else { return Ok(None) };
        let as_of = self.instants.as_of(instant, lead)?;
        let Some(present) = self.leads.one_in_force(lead, as_of)? else { return Ok(None) };
        let profiles = self.plan.profile.evaluate(&mut Memory::default(), &self.plan.lead_columns, &present, true)?;
        let table = self.classes.at(&self.plan.engagement, instant, None);
        let mut timeline = Timeline::default();
        timeline.gather(&self.runs, partition::of(lead), self.leads.len(), as_of.micros())?;
        crate::explain::explain(self, present, profiles, &table, &timeline).map(Some)
    }

    /// Why a lead is left out of the instant of this index: one for the reason; nothing where it is there, or no lead.
    #[must_use]
    pub fn left_out(&self, instant: usize, lead_id: &str) -> LeftOut {
        let mut left_out = LeftOut::default();
        if let Some(lead) = self.leads.get(lead_id)
            && let Ok(as_of) = self.instants.as_of(instant, lead)
        {
            self.leads.row_in_force(lead, as_of, &mut left_out);
        }
        left_out
    }

    /// The last event of a lead before an instant of its, given the last that was kept.
    pub(crate) fn last_touch(&self, lead: u32, kept: Option<i64>) -> Option<i64> {
        if Touches::are_apart(&self.instants) { self.touches.last(lead) } else { kept }
    }

    /// The ids of all leads as one column, where it is worth making: each is asked for at several instants.
    pub(crate) fn id_column(&self) -> Option<&StringArray> {
        if self.instants.len() == 1 {
            return None;
        }
        self.id_column.get_or_init(|| self.leads.id_column()).as_ref()
    }

    /// A number that sorts like the id of a lead: of many instants its place among all, of one what its first bytes say.
    pub(crate) fn id_key(&self, lead: u32) -> u64 {
        if self.instants.len() == 1 {
            return self.leads.id_prefix(lead);
        }
        let places = self.id_places.get_or_init(|| self.leads.id_places());
        places.get(lead as usize).copied().map_or(u64::MAX, u64::from)
    }

    fn check(&self, instant: usize) -> Result<(), ScoreError> {
        let instants = self.instants.len();
        if instant >= instants {
            return Err(ScoreError::NoSuchInstant { instant, instants });
        }
        Ok(())
    }
}
