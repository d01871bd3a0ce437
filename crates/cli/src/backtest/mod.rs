//! From a command line to a replay and its report.
//!
//! ```text
//! Asked ──Prepared──▶ leads, outcomes ──passes──▶ rankings ──Building──▶ Replay ──Study──▶ Report
//!                                        one for the model, one for each source taken away, one for another model
//! ```
//!
//! A pass reads all events once and scores all instants, in several variants at once. Where there are too many rows to
//! measure each, a first pass gives all leads their ranks, and the others are made with the leads that are measured alone.

mod asked;
mod notes;
mod order;
mod passes;
mod placement;
mod setup;
mod variants;

use std::cell::OnceCell;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::RecordBatch;
use handraise_engine::{Counts, ScoreOptions};
use handraise_evidence::report::Report;
use handraise_evidence::{Building, Horizon, LeadRows, LeadTable, Outcomes, Placement, Sampling, Study};
use handraise_input::DataReport;
use handraise_model::condition::DataPointId;
use handraise_model::values::AsOf;
use handraise_model::{Model, Outcome, OutcomeSource};

use crate::args::{BacktestArguments, now};
use crate::exit::{Exit, Failure};
use crate::pipeline::{self, Prepared, Request};
use crate::terminal::progress::Waiting;
use crate::terminal::{self, data_report, words};
use asked::Asked;
use passes::{Scored, Told, Variant};

/// Rows that are measured one by one; of more a sample is.
const ROWS_MAX: usize = 1_000_000;

/// What a backtest found, and what is to be said of its data.
pub(crate) struct Backtested {
    pub(crate) report: Report,
    /// What is to be said of the data, as text; every line ended.
    pub(crate) data: String,
    /// The files that were read.
    pub(crate) read: Vec<PathBuf>,
}

/// Everything that was read before the first event.
struct Read<'r> {
    arguments: &'r BacktestArguments,
    asked: Asked,
    means: &'r Outcome,
    by: Vec<DataPointId>,
    prepared: &'r Prepared,
    leads: LeadTable,
    placement: Placement,
    threads: NonZeroUsize,
}

/// What is known once the first events have passed.
struct Known {
    outcomes: Outcomes,
    horizon: Horizon,
    sampling: Option<Sampling>,
}

/// Holds a model against what became of its leads.
pub(crate) fn run(arguments: &BacktestArguments) -> Result<Backtested, Failure> {
    let model = pipeline::read_model(&arguments.model)?;
    let means = asked::outcome(&model, arguments)?;
    let asked = Asked::of(arguments, means)?;
    let by = asked::by(arguments, &model)?;
    let other = arguments.against.as_deref().map(pipeline::read_model).transpose()?;
    let prepared = Prepared::read(&model, request(arguments, &asked)?)?;
    let mut data = prepared.report.clone();
    let leads = LeadTable::new(&prepared.leads.batches);
    if let Some(capacity) = arguments.capacity.filter(|capacity| capacity.get() > leads.len()) {
        let all = words::counted(leads.len(), "lead", "leads");
        let message = format!("`--capacity {capacity}` is more than there are: {all}");
        return Err(Failure::new(Exit::Usage, message).help("give as many as can be called at each instant"));
    }
    let placement = placement::placement(arguments, &asked, means, &prepared, &leads)?;
    let threads = pipeline::threads(arguments.threads);
    let read = Read { arguments, asked, means, by, prepared: &prepared, leads, placement, threads };
    let (report, counts) = read.report(other.as_ref(), &mut data)?;
    let models = arguments.against.iter().chain([&arguments.model]).cloned();
    let files = data.files().map(PathBuf::from).chain(models).collect();
    let data = data_report::render(&model, &data, &counts, &prepared.leads.batches, terminal::width());
    Ok(Backtested { report, data, read: files })
}

fn request(arguments: &BacktestArguments, asked: &Asked) -> Result<Request, Failure> {
    let is_read_again = |file: &String| file == "-";
    let twice = arguments.events.iter().any(is_read_again).then_some("events").or_else(|| {
        // Another model reads the leads again, by its own columns.
        let again = arguments.against.is_some();
        let leads = (again && is_read_again(&arguments.leads)).then_some("leads");
        leads.or_else(|| (again && arguments.adjustments.iter().any(is_read_again)).then_some("adjustments"))
    });
    if let Some(table) = twice {
        let message = format!("a backtest reads {table} more than once, and standard input (`-`) only once");
        return Err(Failure::new(Exit::Usage, message).help(format!("write the {table} to a file")));
    }
    let show = match asked {
        Asked::Order { column, .. } if column != order::ROW => vec![column.clone()],
        _ => Vec::new(),
    };
    Ok(Request {
        leads: arguments.leads.clone(),
        events: arguments.events.clone(),
        adjustments: arguments.adjustments.clone(),
        outcomes: arguments.outcomes.clone(),
        instants: Vec::new(),
        show,
        threads: pipeline::threads(arguments.threads),
        memory: arguments.memory,
    })
}

impl Read<'_> {
    /// Lets everything pass, and tells what was found.
    fn report(&self, other: Option<&Arc<Model>>, data: &mut DataReport) -> Result<(Report, Counts), Failure> {
        let (model, batches) = (self.prepared.plan.model(), &self.prepared.leads.batches);
        let rows = self.leads.rows();
        let all =
            Scored { read: self, prepared: self.prepared, batches, rows: &rows, closes: true, instants: usize::MAX };
        let rows_each = (self.placement.rows_max(&self.leads) / self.leads.len().max(1)).max(1);
        let leads_max = ROWS_MAX / rows_each;
        let is_sampled = self.leads.len() > leads_max;
        let (told, known, mut building) = (Told::default(), OnceCell::new(), None);
        let first = [Variant { options: self.options(!is_sampled), blank: Vec::new() }];
        let passed = all.for_each_ranking(&first, &told, data, |_, instant, ranking| {
            let Known { outcomes, horizon, sampling } = known.get_or_init(|| self.known(&told, leads_max));
            let building = building.get_or_insert_with(|| {
                let sampling = sampling.as_ref();
                Building::new(model, &self.leads, outcomes, &self.placement, *horizon, sampling, self.threads)
            });
            building.push(all.rows, ranking);
            if !is_sampled {
                building.detail_rows(instant, all.rows, ranking);
            }
        })?;
        let (Some(known), Some(mut building)) = (known.get(), building) else {
            return Err(Failure::new(Exit::Usage, "there is no instant to score at"));
        };
        if known.horizon.until.is_none() && !self.is_ordered() {
            let failure = "there is no event and no outcome of these leads: nothing says how far the data goes";
            return Err(Failure::new(Exit::Input, failure).help("give --events and --outcomes, or say it with --until"));
        }
        let (batches, rows) = self.measured(known.sampling.as_ref())?;
        let instants = building.last_instant().map_or(1, |last| last + 1);
        let measured =
            Scored { read: self, prepared: self.prepared, batches: &batches, rows: &rows, closes: true, instants };
        let sources = variants::sources(&measured, &mut building, is_sampled)?;
        let against = other.map(|other| variants::other(&measured, &building, other, is_sampled)).transpose()?;
        building.leave_out_closed(passed.closed);
        let until = self.arguments.until.map(AsOf::micros);
        let ends = notes::Ends { until, outcome: known.outcomes.latest(), event: told.latest() };
        let replay = building.finish(setup::instants(&self.asked), self.prepared.leads.batches.clone());
        let study = Study {
            model,
            replay: &replay,
            setup: setup::setup(self, &known.horizon, &replay),
            sources: sources.as_ref(),
            against: against.as_ref().map(variants::Other::against),
            by: &self.by,
            sample: known.sampling.as_ref().map(|sampling| sampling.told(&self.leads)),
            notes: notes::notes(model, &self.placement, &replay, known.sampling.as_ref(), &ends),
            threads: self.threads,
        };
        let _waiting = Waiting::new("measuring".to_owned());
        Ok((study.report(), passed.counts))
    }

    /// What the first pass has told.
    fn known(&self, told: &Told, leads_max: usize) -> Known {
        let batches = &self.prepared.leads.batches;
        let until = self.arguments.until.map(AsOf::micros);
        let outcomes = match self.means.source {
            OutcomeSource::Table => Outcomes::of_batches(self.means, &self.leads, &self.prepared.outcomes, until),
            OutcomeSource::Events => Outcomes::of_batches(self.means, &self.leads, &told.outcomes(), until),
            OutcomeSource::Column(_) => Outcomes::of_column(self.means, &self.leads, batches),
        };
        // What is planned for later than now has not happened.
        let latest = told.latest().max(outcomes.latest()).map(|latest| latest.min(now().micros()));
        let until = until.or(latest).filter(|_| !self.is_ordered());
        let sampling = Sampling::of(&self.leads, &outcomes, leads_max, self.arguments.seed);
        Known { outcomes, horizon: Horizon { days: self.means.horizon_days.value, until }, sampling }
    }

    /// The leads that are measured, and which rows they are.
    fn measured(&self, sampling: Option<&Sampling>) -> Result<(Vec<RecordBatch>, LeadRows), Failure> {
        let batches = &self.prepared.leads.batches;
        let Some(sampling) = sampling else { return Ok((batches.clone(), self.leads.rows())) };
        let measured = sampling.filter(&self.leads, batches).map_err(|error| Failure::new(Exit::Input, error))?;
        Ok((measured, sampling.rows(&self.leads)))
    }

    fn options(&self, details: bool) -> ScoreOptions {
        ScoreOptions { threads: self.threads, contributions: details, reasons: false, details }
    }

    fn is_ordered(&self) -> bool {
        matches!(self.placement, Placement::Order { .. })
    }
}
