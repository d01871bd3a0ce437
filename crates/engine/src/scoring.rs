//! A run: leads at its start, then events and adjustments, then their history.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use arrow_array::RecordBatch;

use crate::adjustments::Adjustments;
use crate::error::ScoreError;
use crate::events::{EventReader, EventsRead, Identities, Touches, Vocabulary};
use crate::history::{Counts, History};
use crate::instants::{Horizon, Instants};
use crate::leads::{Leads, LeadsRead, ReadInOrder};
use crate::memory::Budget;
use crate::outcomes::Closings;
use crate::plan::Plan;
use crate::profile::Profiles;
use crate::row::check_lists;
use crate::runs::Spill;

/// What a scored lead takes until it is written: its row, its place in the list, what its data points say.
const SCORED_LEAD_BYTES: usize = 160;

/// What reading and writing take beside leads and events.
const BUFFER_BYTES: usize = 96 << 20;

/// A run that takes in events and adjustments. What it keeps of an event does not depend on the batch it came in.
#[derive(Debug)]
pub struct Scoring<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) leads: Leads,
    pub(crate) instants: Instants,
    pub(crate) horizon: Horizon,
    pub(crate) vocabulary: Mutex<Vocabulary>,
    /// Events with ids, in a model that names them.
    pub(crate) identities: Mutex<Identities>,
    pub(crate) memory: Budget,
    /// What the leads' data points say, by partition, where it is known for all instants.
    profiles: Option<Vec<Arc<Profiles>>>,
    read: EventsRead,
    adjustments: Adjustments,
    closings: Closings,
}

impl<'p> Scoring<'p> {
    /// Begins with leads that were read before, condensed if they are.
    pub(crate) fn start_with(plan: &'p Plan, read: Vec<LeadsRead>) -> Result<Self, ScoreError> {
        let ReadInOrder { instants, batches, profiles } = LeadsRead::in_order(plan, read)?;
        let mut scoring = Self::start(plan, batches, &instants)?;
        if let Some(profiles) = profiles {
            scoring.leads.keep_columns(|name| plan.reads_again(name))?;
            scoring.profiles = Some(profiles.by_partition(&scoring.leads));
        }
        Ok(scoring)
    }

    pub(crate) fn start(plan: &'p Plan, batches: Vec<RecordBatch>, instants: &Instants) -> Result<Self, ScoreError> {
        check_lists(plan.model())?;
        let leads = Leads::new(plan, batches)?;
        if let Instants::PerLead(of_leads) = instants
            && of_leads.len() != leads.len()
        {
            return Err(ScoreError::InstantsMismatch { leads: leads.len(), instants: of_leads.len() });
        }
        Ok(Self {
            plan,
            leads,
            instants: instants.clone(),
            horizon: Horizon::of(instants),
            vocabulary: Mutex::new(Vocabulary::new(&plan.engagement)),
            identities: Mutex::new(Identities::default()),
            memory: Budget::default(),
            profiles: None,
            read: EventsRead::default(),
            adjustments: Adjustments::default(),
            closings: Closings::default(),
        })
    }

    /// Lets the process take about so many bytes of memory; events that do not fit are put aside.
    ///
    /// The leads and their scores are in memory, whatever the limit.
    pub fn limit_memory(&mut self, bytes: usize, spill: Arc<dyn Spill>) {
        let scored = self.leads.len() * SCORED_LEAD_BYTES;
        let limit = bytes.saturating_sub(self.leads.memory() + scored + BUFFER_BYTES);
        self.memory = Budget { limit, spill: Some(spill), ..Budget::default() };
    }

    /// Whether events that no score depends on may be forgotten while others are still to come: not where last touches
    /// are found among them.
    pub(crate) fn forgets(&self) -> bool {
        Touches::are_apart(&self.instants)
    }

    pub(crate) fn vocabulary(&self) -> MutexGuard<'_, Vocabulary> {
        self.vocabulary.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in a batch of events on this thread: any order, any number of batches.
    pub fn push_events(&mut self, events: &RecordBatch) -> Result<(), ScoreError> {
        let read = std::mem::take(&mut self.read);
        let mut reader = EventReader::new(self, read, 1);
        let pushed = reader.push(0, events);
        self.read = reader.finish()?;
        pushed
    }

    /// Readers of events, to be used side by side on several threads; what each has read is then [added](Self::add).
    #[must_use]
    pub fn readers(&self, threads: NonZeroUsize) -> Vec<EventReader<'_>> {
        (0..threads.get()).map(|_| EventReader::new(self, EventsRead::default(), threads.get())).collect()
    }

    /// Adds what a reader has read.
    pub fn add(&mut self, read: EventsRead) {
        self.read.add(read);
    }

    /// Takes in a batch of manual adjustments.
    pub fn push_adjustments(&mut self, adjustments: &RecordBatch) -> Result<(), ScoreError> {
        self.adjustments.push(adjustments, &self.leads)
    }

    /// Takes in a batch of outcomes: any order, any number of batches. Those that close a lead leave it out of the scores of
    /// later instants, for as long as the model says; one that lies at or after an instant changes nothing there.
    pub fn push_outcomes(&mut self, outcomes: &RecordBatch) -> Result<(), ScoreError> {
        self.closings.push(outcomes, &self.leads, self.plan.model().outcome())
    }

    /// Closes the run; from its history any of its instants is scored.
    pub fn finish(mut self) -> Result<History<'p>, ScoreError> {
        if self.plan.event_columns.event_id.is_some() {
            self.drop_duplicates()?;
        }
        let Self { plan, mut leads, instants, vocabulary, profiles, mut read, adjustments, closings, .. } = self;
        let vocabulary = vocabulary.into_inner().unwrap_or_else(PoisonError::into_inner);
        let adjustments = adjustments.finish();
        let of_type = vocabulary.rows_of_types(&read.counts);
        leads.closings = closings.finish(leads.len());
        let counts = Counts::new(read.counts, of_type, &adjustments, &leads, &instants);
        // In the order of the input, so that events in order of time stand so in the end.
        read.runs.sort_by_key(|(stretch, _)| *stretch);
        let runs = read.runs.into_iter().map(|(_, run)| run).collect();
        Ok(History {
            plan,
            leads,
            instants,
            runs,
            profiles,
            classes: vocabulary.classes,
            touches: read.touches,
            adjustments,
            counts,
            id_places: OnceLock::new(),
            id_column: OnceLock::new(),
        })
    }

    /// Keeps the events that count of those with ids.
    fn drop_duplicates(&mut self) -> Result<(), ScoreError> {
        let mut identities = self.identities.lock().unwrap_or_else(PoisonError::into_inner);
        let identities = std::mem::take(&mut *identities);
        let vocabulary = self.vocabulary();
        let (records, dropped) = identities.drop_duplicates(&vocabulary);
        drop(vocabulary);
        let read = std::mem::take(&mut self.read);
        let mut reader = EventReader::new(self, read, 1);
        reader.keep_records(records)?;
        self.read = reader.finish()?;
        self.read.counts.duplicates += dropped;
        Ok(())
    }
}
