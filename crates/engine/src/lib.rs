//! The handraise engine: a [`handraise_model::Model`] over Arrow columns to exact scores and their explanation.
//!
//! ```text
//! Model ──Plan::bind(schemas)──▶ Plan ──start(leads, instants)──▶ Scoring ──finish──▶ History ──score(instant)──▶ Scores
//!                                        push_events, push_adjustments               └─explain(instant, lead)──▶ Explanation
//! ```
//!
//! Nothing here knows files, a clock or randomness. All arithmetic is on integers in units of 10^-7 point, so the same
//! input gives the same bytes, whatever the number of threads, the batches and the order of rows.
//!
//! Leads may be given at once, or be read side by side ([`Plan::lead_readers`], [`Plan::start_with`]): then what their data
//! points say is worked out as they come, and their columns are let go of.
//!
//! An event is classified when it is read, on as many threads as there are [`EventReader`]s, and kept as eight bytes, if
//! anything counts it; its batch is not kept. Leads do not depend on each other but for their rank, so events are
//! grouped by partitions of leads, and partitions are scored side by side. Events in order of time are never sorted;
//! no order changes a score. What does not fit in memory goes to a [`Spill`]. Many instants are scored from one pass
//! over the events, and side by side: [`History::rankings`] gives the leads of each with all that is known of them, by
//! [`Places`].
//!
//! ```
//! use std::sync::Arc;
//!
//! use arrow_array::{RecordBatch, StringArray, TimestampMicrosecondArray};
//! use handraise_engine::{Instants, Plan, ScoreOptions, event_schema, lead_schema};
//! use handraise_model::ModelSource;
//! use handraise_model::values::AsOf;
//!
//! let text = "[model]\nname = 'acme'\nversion = 1\n[engagement_points]\n'Trial Started' = 20";
//! let model = Arc::new(ModelSource::new("model.toml", text).check().model.ok_or("mistakes in the model")?);
//! let plan = Plan::bind(model.clone(), &lead_schema(&model), &event_schema(&model))?;
//!
//! let text_column = |texts: &[&str]| Arc::new(StringArray::from(texts.to_vec()));
//! let times = TimestampMicrosecondArray::from(vec![1_767_225_600_000_000]).with_timezone("UTC");
//! let leads = RecordBatch::try_new(lead_schema(&model), vec![text_column(&["ana", "bo"])])?;
//! let events = RecordBatch::try_new(
//!     event_schema(&model),
//!     vec![text_column(&["bo"]), text_column(&["Trial Started"]), Arc::new(times)],
//! )?;
//!
//! let mut scoring = plan.start(&[leads], &Instants::one(AsOf::from_micros(1_768_500_000_000_000)))?;
//! scoring.push_events(&events)?;
//! let scores = scoring.finish()?.score(0, &ScoreOptions::default())?;
//! assert_eq!((scores.lead_id, scores.score), (vec!["bo".to_owned(), "ana".to_owned()], vec![20, 0]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adjustments;
mod block;
mod compaction;
mod compose;
mod condition;
mod engagement;
mod error;
mod events;
pub mod examples;
mod explain;
mod history;
mod instants;
mod interner;
mod lanes;
mod leads;
mod memory;
mod outcomes;
mod pages;
mod partition;
mod places;
mod plan;
mod profile;
mod ranking;
mod row;
mod rows;
mod runs;
mod schema;
mod scores;
mod scoring;
mod sheet;
mod text_columns;
mod timeline;
mod unknown_leads;
mod without;

pub use error::{BindError, RepeatedLead, ScoreError};
pub use events::{EventReader, EventsRead};
pub use history::{Counts, History, ScoreOptions};
pub use instants::Instants;
pub use leads::{LeadReader, LeadsRead, LeftOut};
pub use places::Places;
pub use plan::{Plan, Reader, Reads, SessionEvents};
pub use ranking::{Ranking, Rankings};
pub use rows::{batch_of, column_of};
pub use runs::Spill;
pub use schema::{adjustment_schema, event_schema, lead_schema, outcome_schema};
pub use scores::*;
pub use scoring::Scoring;
pub use text_columns::text_at;
