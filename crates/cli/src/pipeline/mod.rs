//! From files to scores: the one way that `score`, `explain` and `demo` go.
//!
//! ```text
//! Request ──read──▶ Prepared ──play──▶ History ──rank──▶ Ranking, of each instant
//!                   leads, plan        counts
//! ```

mod passes;

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use handraise_engine::{Instants, LeadReader, LeadsRead, Plan, RepeatedLead, ScoreError, event_schema, lead_schema};
use handraise_input::{
    DataReport, InputError, Leads, Source, Stretch, read_adjustments, read_leads, read_leads_through, read_outcomes,
    sources,
};
use handraise_model::columns::{LEAD_ID, SHOWN_PREFIX};
use handraise_model::diagnostic::{Severity, render_text};
use handraise_model::values::{AsOf, format_instant};
use handraise_model::{Model, ModelSource};

use crate::exit::{Exit, Failure};
use crate::outcomes::refuse_other_source;
use crate::output::Shown;
use crate::terminal::progress::ReadingProgress;
use crate::terminal::{self, cut, words};
use passes::refuse;
pub(crate) use passes::{Pass, Way, latest};

/// Leads named in a message; the others are counted.
const NAMED_LEADS_MAX: usize = 5;

/// What is to be scored.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Leads, as the command line names them.
    pub(crate) leads: String,
    /// Events.
    pub(crate) events: Vec<String>,
    /// Manual adjustments.
    pub(crate) adjustments: Option<String>,
    /// Outcomes.
    pub(crate) outcomes: Option<String>,
    /// Instants of the scores, at least one.
    pub(crate) instants: Vec<AsOf>,
    /// Columns of the leads to carry through, beside those of the model.
    pub(crate) show: Vec<String>,
    /// Threads to use.
    pub(crate) threads: NonZeroUsize,
    /// Memory for events, in bytes.
    pub(crate) memory: u64,
}

/// Everything that is read before the first event.
pub(crate) struct Prepared {
    /// The model, bound to the leads.
    pub(crate) plan: Plan,
    /// The leads.
    pub(crate) leads: Leads,
    /// What is known of the leads, where their columns are not kept.
    condensed: Cell<Option<Vec<LeadsRead>>>,
    /// The adjustments.
    pub(crate) adjustments: Vec<RecordBatch>,
    /// The outcomes of a table of their own.
    pub(crate) outcomes: Vec<RecordBatch>,
    /// What is to be said of the data so far.
    pub(crate) report: DataReport,
    request: Request,
    events: Vec<Source>,
}

/// What leads are read from, and for.
struct Tables<'r> {
    request: &'r Request,
    leads: Vec<Source>,
}

/// Reads a model file's text.
pub(crate) fn read_source(path: &Path) -> Result<ModelSource, Failure> {
    let name = path.display().to_string();
    let unreadable = |error: std::io::Error| {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "no such file".to_owned(),
            std::io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
            std::io::ErrorKind::InvalidData => "it is not text in UTF-8".to_owned(),
            _ => error.to_string(),
        };
        Failure::new(Exit::Model, format!("the model `{name}` cannot be read: {reason}"))
    };
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    Ok(ModelSource::new(&name, &text))
}

/// Reads and checks a model; its errors are told on standard error.
pub(crate) fn read_model(path: &Path) -> Result<Arc<Model>, Failure> {
    let source = read_source(path)?;
    let checked = source.check();
    if let Some(model) = checked.model {
        return Ok(Arc::new(model));
    }
    let errors: Vec<_> = checked.diagnostics.into_iter().filter(|found| found.severity == Severity::Error).collect();
    terminal::tell(&render_text(&errors, &source, true));
    let count = words::counted(errors.len(), "error", "errors");
    Err(Failure::new(Exit::Model, format!("the model `{}` has {count}", source.name())))
}

/// The columns of the leads that are carried through: those of the model, and others.
pub(crate) fn shown_names(model: &Model, show: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in model.data().show.iter().chain(show) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// As many threads as the machine has, unless told.
pub(crate) fn threads(asked: Option<NonZeroUsize>) -> NonZeroUsize {
    asked.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}

impl Prepared {
    /// Reads leads and adjustments, and binds the model to them.
    pub(crate) fn read(model: &Arc<Model>, request: Request) -> Result<Self, Failure> {
        Self::read_with(model, request, |plan, tables, report| {
            let progress = ReadingProgress::new("reading leads");
            let (show, threads) = (&tables.request.show, tables.request.threads);
            let told = |progressed| progress.show(progressed);
            let leads = read_leads(plan.model(), &tables.leads, show, report, &told, threads)?;
            Ok((leads, None))
        })
    }

    /// The same, but lets go of the leads' columns as soon as what they say is known, but for ids and what is carried
    /// through: no explanation can be told then.
    pub(crate) fn read_condensed(model: &Arc<Model>, request: Request) -> Result<Self, Failure> {
        Self::read_with(model, request, |plan, tables, report| {
            let progress = ReadingProgress::new("reading leads");
            let refused = OnceLock::new();
            let instants = Instants::Shared(tables.request.instants.clone());
            let mut readers = plan.lead_readers(&instants, tables.request.threads);
            let sinks = readers.iter_mut().map(|reader| {
                |stretch: &Stretch, batch: RecordBatch| {
                    let kept = reader.push(stretch.number, &batch).and_then(|()| Ok(carried(&batch)?));
                    kept.map_or_else(|error| refuse(&refused, error), ControlFlow::Continue)
                }
            });
            let mut sinks: Vec<_> = sinks.collect();
            let told = |progressed| progress.show(progressed);
            let leads =
                read_leads_through(plan.model(), &tables.leads, &tables.request.show, report, &told, &mut sinks);
            drop(sinks);
            if let Some(error) = refused.into_inner() {
                return Err(Failure::new(Exit::Input, error));
            }
            Ok((leads?, Some(readers.into_iter().map(LeadReader::finish).collect())))
        })
    }

    fn read_with(
        model: &Arc<Model>,
        request: Request,
        read: impl FnOnce(&Plan, &Tables<'_>, &mut DataReport) -> Result<(Leads, Option<Vec<LeadsRead>>), Failure>,
    ) -> Result<Self, Failure> {
        let mut report = DataReport::default();
        if request.outcomes.is_some() {
            refuse_other_source(model)?;
        }
        let events: Vec<Source> =
            request.events.iter().map(|argument| sources(argument)).collect::<Result<Vec<_>, _>>()?.concat();
        let leads = sources(&request.leads)?;
        let adjustments = request.adjustments.as_deref().map(sources).transpose()?.unwrap_or_default();
        let outcomes = request.outcomes.as_deref().map(sources).transpose()?.unwrap_or_default();
        only_once_standard_input([&leads, &events, &adjustments, &outcomes])?;
        let plan = Plan::bind(Arc::clone(model), &lead_schema(model), &event_schema(model))
            .map_err(|error| Failure::new(Exit::Input, error))?;
        let (leads, condensed) = read(&plan, &Tables { request: &request, leads }, &mut report)?;
        let adjustments =
            if adjustments.is_empty() { Vec::new() } else { read_adjustments(model, &adjustments, &mut report)? };
        let outcomes = if outcomes.is_empty() { Vec::new() } else { read_outcomes(model, &outcomes, &mut report)? };
        Ok(Self { plan, leads, condensed: Cell::new(condensed), adjustments, outcomes, report, request, events })
    }

    /// The instants of the scores.
    pub(crate) fn instants(&self) -> &[AsOf] {
        &self.request.instants
    }

    /// The first of them.
    pub(crate) fn as_of(&self) -> AsOf {
        self.request.instants[0]
    }

    /// The columns that are carried through.
    pub(crate) fn shown(&self) -> Shown {
        Shown::of(&self.leads.batches)
    }

    /// What the engine refuses, with the places in the files.
    pub(crate) fn failure(&self, error: ScoreError) -> Failure {
        match error {
            ScoreError::DuplicateLeads(leads) => {
                let what = format!("{} more than one row", counted_leads(&leads));
                self.repeated(what, &leads)
                    .help("one row for each lead; or `[data] lead_valid_from` names the column that says from when a row holds")
            }
            ScoreError::EqualValidFrom(leads) => {
                let what = format!("{} several rows that hold from the same instant", counted_leads(&leads));
                self.repeated(what, &leads).help("of the rows of one lead, each holds from an instant of its own")
            }
            other => Failure::new(Exit::Input, other),
        }
    }

    fn repeated(&self, message: String, leads: &[RepeatedLead]) -> Failure {
        let mut message = message;
        for lead in leads.iter().take(NAMED_LEADS_MAX) {
            let places = lead.rows.iter().filter_map(|&row| self.leads.places.place(row));
            let places: Vec<String> =
                places.map(|place| format!("{}:{}", place.file, place.line)).take(NAMED_LEADS_MAX).collect();
            let from = lead.valid_from.map(|from| format!(" from {}", format_instant(from))).unwrap_or_default();
            let lead_id = cut(&lead.lead_id, words::NAME_WIDTH_MAX);
            message.push_str(&format!("\n  `{lead_id}`{from}: {}", places.join(", ")));
        }
        if leads.len() > NAMED_LEADS_MAX {
            message.push_str(&format!("\n  and {} more", words::thousands((leads.len() - NAMED_LEADS_MAX) as u64)));
        }
        Failure::new(Exit::Input, message)
    }
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        error.help().into_iter().fold(Self::new(Exit::Input, error.headline()), Self::help)
    }
}

/// What results are written with beside scores: ids, and the columns that are carried through.
fn carried(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let kept = |name: &str| name == LEAD_ID || name.starts_with(SHOWN_PREFIX);
    let fields = batch.schema_ref().fields().iter().enumerate();
    let kept: Vec<usize> = fields.filter(|(_, field)| kept(field.name())).map(|(index, _)| index).collect();
    batch.project(&kept)
}

fn counted_leads(leads: &[RepeatedLead]) -> String {
    let count = words::counted(leads.len(), "lead", "leads");
    format!("{count} {}", if leads.len() == 1 { "has" } else { "have" })
}

/// Standard input can be read once.
fn only_once_standard_input<'s>(tables: impl IntoIterator<Item = &'s Vec<Source>>) -> Result<(), Failure> {
    let uses = tables.into_iter().flatten().filter(|source| **source == Source::Stdin).count();
    if uses > 1 {
        return Err(Failure::new(Exit::Usage, "standard input (`-`) can be one table only"));
    }
    Ok(())
}
