//! A model bound to the columns of its input: everything that can be decided before the first row.

mod bind;
mod engagement;
mod reads;

use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use handraise_model::Model;

pub(crate) use bind::{AdjustmentColumns, EventColumns, LeadColumns, OutcomeColumns};
pub(crate) use engagement::{Counting, CriterionPlan, EngagementPlan, EventGroup, Rule, StagePlan};
pub use reads::{Reader, Reads, SessionEvents};

use crate::compose::CompositionPlan;
use crate::error::{BindError, ScoreError};
use crate::instants::Instants;
use crate::lanes::LanePlan;
use crate::leads::{LeadReader, LeadsRead};
use crate::profile::ProfilePlan;
use crate::scoring::Scoring;

/// A model bound to the schemas of its leads and events: `Send + Sync`, made once and used for any number of runs.
#[derive(Debug)]
pub struct Plan {
    pub(crate) model: Arc<Model>,
    reads: Reads,
    pub(crate) lead_columns: LeadColumns,
    pub(crate) event_columns: EventColumns,
    pub(crate) profile: ProfilePlan,
    pub(crate) engagement: EngagementPlan,
    pub(crate) composition: CompositionPlan,
    pub(crate) lanes: LanePlan,
}

impl Plan {
    /// Binds a model to columns: found by name, their types verified, further columns ignored.
    ///
    /// Only columns that something reads are needed.
    pub fn bind(model: Arc<Model>, leads: &Schema, events: &Schema) -> Result<Self, BindError> {
        let profile = ProfilePlan::new(&model);
        let lanes = LanePlan::new(&model);
        let engagement = EngagementPlan::new(&model);
        let lead_columns = LeadColumns::bind(&model, leads, [profile.program(), lanes.program()])?;
        let event_columns = EventColumns::bind(&model, events, engagement.program())?;
        let composition = CompositionPlan::new(&model);
        let reads = Reads::of(&model);
        Ok(Self { reads, lead_columns, event_columns, profile, engagement, composition, lanes, model })
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Which event types and data points touch which results.
    #[must_use]
    pub fn reads(&self) -> &Reads {
        &self.reads
    }

    /// Whether scores read this column of the leads when their profile is known: lanes do, and what reads ages.
    pub(crate) fn reads_again(&self, column: &str) -> bool {
        let by_lane = |readers: &[Reader]| readers.iter().any(|reader| matches!(reader, Reader::Lane(_)));
        let mut points = (0..).zip(self.model.lead()).zip(&self.reads.lead);
        points.any(|((index, point), readers)| {
            point.name == column && (by_lane(readers) || self.profile.dated_points().any(|dated| dated == index))
        })
    }

    /// Begins a run over these leads, to be scored at these instants; events and adjustments are pushed into it.
    pub fn start(&self, leads: &[RecordBatch], instants: &Instants) -> Result<Scoring<'_>, ScoreError> {
        Scoring::start(self, leads.to_vec(), instants)
    }

    /// Readers of leads to be scored at these instants, to be used side by side on several threads: what the leads' data
    /// points say is worked out as they are read, and their columns let go of.
    #[must_use]
    pub fn lead_readers(&self, instants: &Instants, threads: NonZeroUsize) -> Vec<LeadReader<'_>> {
        (0..threads.get()).map(|_| LeadReader::new(self, instants)).collect()
    }

    /// Begins a run over what all of these readers of leads have read.
    pub fn start_with(&self, read: Vec<LeadsRead>) -> Result<Scoring<'_>, ScoreError> {
        Scoring::start_with(self, read)
    }
}
