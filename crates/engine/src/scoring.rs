//! A run: leads at its start, then events and adjustments, then their history.

use std::num::NonZeroUsize;

use arrow_array::RecordBatch;

use crate::adjustments::Adjustments;
use crate::error::ScoreError;
use crate::events::EventLog;
use crate::history::{Counts, History};
use crate::instants::Instants;
use crate::leads::Leads;
use crate::plan::Plan;
use crate::timeline::Timeline;

/// A run that takes in events and adjustments. What it keeps of an event does not depend on the batch it came in.
#[derive(Debug)]
pub struct Scoring<'p> {
    plan: &'p Plan,
    leads: Leads,
    instants: Instants,
    events: EventLog<'p>,
    adjustments: Adjustments,
}

impl<'p> Scoring<'p> {
    pub(crate) fn start(plan: &'p Plan, batches: &[RecordBatch], instants: &Instants) -> Result<Self, ScoreError> {
        let leads = Leads::new(plan, batches)?;
        if let Instants::PerLead(of_leads) = instants
            && of_leads.len() != leads.len()
        {
            return Err(ScoreError::InstantsMismatch { leads: leads.len(), instants: of_leads.len() });
        }
        let events = EventLog::new(plan, instants, leads.len());
        Ok(Self { plan, leads, instants: instants.clone(), events, adjustments: Adjustments::default() })
    }

    /// Takes in a batch of events: any order, any number of batches.
    pub fn push_events(&mut self, events: &RecordBatch) -> Result<(), ScoreError> {
        self.events.push(events, &self.leads, &self.instants)
    }

    /// Takes in a batch of manual adjustments.
    pub fn push_adjustments(&mut self, adjustments: &RecordBatch) -> Result<(), ScoreError> {
        self.adjustments.push(adjustments, &self.leads)
    }

    /// Puts each lead's events in order of time, on this thread.
    #[must_use]
    pub fn finish(self) -> History<'p> {
        self.finish_on(NonZeroUsize::MIN)
    }

    /// Puts each lead's events in order of time, on so many threads; their number changes nothing but the time it takes.
    #[must_use]
    pub fn finish_on(self, threads: NonZeroUsize) -> History<'p> {
        let Self { plan, leads, instants, events, adjustments } = self;
        let (chunks, classes, touches, events) = events.finish();
        let timeline = Timeline::new(chunks, leads.len(), threads);
        let adjustments = adjustments.finish();
        let counts = Counts::new(events, &adjustments, &leads, &instants);
        History { plan, leads, instants, timeline, classes, touches, adjustments, counts }
    }
}
