//! A workload in memory, read as scoring reads it, with its model bound: all that is there before the clock starts.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow_array::RecordBatch;
use handraise_engine::{History, Instants, Plan, ScoreOptions, Scores, event_schema};
use handraise_input::{DataReport, Source, Stretch, read_events, read_leads};
use handraise_model::ModelSource;
use handraise_model::values::AsOf;

use crate::Error;
use crate::generate::{AS_OF, Format, Order, PartRows, Workload, generate};

/// Leads and events in memory, and a plan for them.
pub struct InMemory {
    plan: Plan,
    leads: Vec<RecordBatch>,
    events: Vec<RecordBatch>,
}

impl InMemory {
    /// Makes a workload of so many leads and events, and binds a model to it.
    pub fn new(model: &str, leads: u32, events: u64) -> Result<Self, Error> {
        let checked = ModelSource::new("model.toml", model).check();
        let model = Arc::new(checked.model.ok_or("the model has errors")?);
        let folder = tempfile::tempdir()?;
        let workload = Workload { leads, events, seed: 1, order: Order::Time, part: PartRows::default() };
        generate(&workload, Format::Parquet, folder.path(), NonZeroUsize::MIN)?;
        let table = |name: &str| [Source::File(folder.path().join(name))];
        let mut report = DataReport::default();
        let one = NonZeroUsize::MIN;
        let leads = read_leads(&model, &table("leads.parquet"), &[], &mut report, &|_| {}, one)?.batches;
        let mut events = Vec::new();
        let sink = |_: &Stretch, batch: RecordBatch| {
            events.push(batch);
            ControlFlow::Continue(())
        };
        read_events(&model, &table("events.parquet"), &mut report, &|_| {}, &mut [sink])?;
        let first = leads.first().ok_or("no leads")?;
        let plan = Plan::bind(Arc::clone(&model), &first.schema(), &event_schema(&model))?;
        Ok(Self { plan, leads, events })
    }

    /// Scores all leads on this thread, with all columns of the result.
    pub fn score(&self) -> Result<Scores, Error> {
        Ok(self.play()?.score(0, &ScoreOptions::default())?)
    }

    /// Scores all leads on this thread and puts them in order, without the reasons; gives how many have a rank.
    pub fn rank(&self) -> Result<usize, Error> {
        let options = ScoreOptions { reasons: false, ..ScoreOptions::default() };
        Ok(self.play()?.rank(0, &options)?.eligible())
    }

    fn play(&self) -> Result<History<'_>, Error> {
        let mut scoring = self.plan.start(&self.leads, &Instants::one(AsOf::from_micros(AS_OF)))?;
        for events in &self.events {
            scoring.push_events(events)?;
        }
        Ok(scoring.finish()?)
    }

    /// The median time that a run takes, of so many rounds after a few to warm up.
    pub fn median<T>(&self, rounds: usize, run: impl Fn(&Self) -> Result<T, Error>) -> Result<Duration, Error> {
        let mut times = Vec::with_capacity(rounds);
        for round in 0..rounds + rounds / 10 + 1 {
            let start = Instant::now();
            std::hint::black_box(run(self)?);
            if round > rounds / 10 {
                times.push(start.elapsed());
            }
        }
        times.sort_unstable();
        times.get(rounds / 2).copied().ok_or_else(|| "no rounds".into())
    }
}
