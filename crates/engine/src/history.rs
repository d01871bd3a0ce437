//! The history of a run: from it any of its instants is scored, and any of its leads explained.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use handraise_model::values::AsOf;

use crate::adjustments::Adjustments;
use crate::condition::Memory;
use crate::error::ScoreError;
use crate::events::{Classes, EventCounts, Touches};
use crate::instants::Instants;
use crate::leads::{Leads, LeftOut};
use crate::partition;
use crate::plan::Plan;
use crate::profile::Profiles;
use crate::ranking::Ranking;
use crate::runs::Run;
use crate::scores::{Explanation, Scores};
use crate::timeline::{Moment, Timeline};

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
}

impl Default for ScoreOptions {
    fn default() -> Self {
        Self { threads: NonZeroUsize::MIN, contributions: false, reasons: true }
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
        Ranking::new(self, instant, options)
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
        let in_force = self.leads.one_in_force(lead, self.instants.as_of(instant, lead)?)?;
        if in_force.lead.is_empty() {
            return Ok(None);
        }
        let profiles = self.plan.profile.evaluate(&mut Memory::default(), &self.plan.lead_columns, &in_force, true)?;
        let table = self.classes.at(&self.plan.engagement, instant);
        let mut timeline = Timeline::default();
        timeline.gather(&self.runs, partition::of(lead), self.leads.len())?;
        crate::explain::explain(self, in_force, profiles, &table, &timeline).map(Some)
    }

    /// The last event of a lead before an instant of its, given its events in order of time.
    pub(crate) fn last_touch(&self, lead: u32, as_of: AsOf, moments: &[Moment]) -> Option<i64> {
        if Touches::are_apart(&self.instants) {
            return self.leads.slot(lead).and_then(|slot| self.touches.last(slot));
        }
        let before = moments.partition_point(|moment| moment.time < as_of.micros());
        moments.get(before.checked_sub(1)?).map(|moment| moment.time)
    }

    fn check(&self, instant: usize) -> Result<(), ScoreError> {
        let instants = self.instants.len();
        if instant >= instants {
            return Err(ScoreError::NoSuchInstant { instant, instants });
        }
        Ok(())
    }
}
