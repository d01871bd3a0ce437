//! `handraise score`: leads in order of rank, in any format.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use handraise_engine::{History, Ranking, ScoreOptions};
use handraise_model::Model;
use handraise_model::condition::nearest;

use super::writing::{self, Written};
use crate::args::{DataArguments, ScoreArguments, ScoreFormat, instants, now};
use crate::exit::{Exit, Failure};
use crate::output::Destination;
use crate::output::columns::{COLUMNS, Run};
use crate::output::flat::{self, FlatColumn};
use crate::output::list::List;
use crate::output::results::{Results, Unwritten};
use crate::pipeline::{self, Prepared, Request};
use crate::terminal::progress::{InstantProgress, Waiting, WritingProgress};
use crate::terminal::{self, FAINT, data_report, eligibility, words};

/// The columns of many instants, where no others are asked for.
const COLUMNS_OF_INSTANTS: [&str; 4] = ["lead_id", "as_of", "total", "rank"];

pub(super) fn run(arguments: ScoreArguments) -> Result<Exit, Failure> {
    let many = arguments.from.is_some();
    let format = writing::format_of(arguments.format, arguments.output.as_deref(), many)?;
    let destination = Destination::of(arguments.output.clone())?;
    writing::refuse_binary_on_terminal(format, &destination)?;
    let model = pipeline::read_model(&arguments.data.model)?;
    let choice = Choice::of(&arguments, &model, format)?;
    let (model_file, strict, threads) = (arguments.data.model.clone(), arguments.strict, arguments.threads);

    let prepared = Prepared::read_condensed(&model, request_of(arguments)?)?;
    let mut report = prepared.report.clone();
    let history = prepared.play(&mut report, None)?;
    destination.refuse_replacing(report.files().map(Path::new).chain([model_file.as_path()]))?;
    let told = || data_report::render(&model, &report, history.counts(), &prepared.leads.batches, terminal::width());
    if strict && !report.is_clean() {
        terminal::tell(&told());
        return Err(Failure::new(
            Exit::Input,
            "cells or rows do not fit the model, and `--strict` takes that as an error",
        ));
    }
    let (fingerprint, shown) = (model.fingerprint(), prepared.shown());
    let run = Run { model: &model, fingerprint: &fingerprint, shown: &shown };
    let scored = Scored { run, prepared: &prepared, history: &history, choice: &choice };
    let threads = pipeline::threads(threads);
    let eligibility = if many {
        scored.write_instants(threads, format, &destination)?;
        String::new()
    } else {
        scored.write_one(threads, format, &destination)?
    };
    terminal::tell(&told());
    terminal::tell(&eligibility);
    Ok(Exit::Fine)
}

/// What the command line asks to be scored; the instant is told where it is the present one.
pub(super) fn request(data: DataArguments) -> Request {
    let as_of = data.as_of.unwrap_or_else(|| {
        let now = now();
        terminal::tell(&terminal::paint(FAINT, format!("as of now: --as-of {now}\n")));
        now
    });
    request_at(data, vec![as_of])
}

fn request_of(arguments: ScoreArguments) -> Result<Request, Failure> {
    let ScoreArguments { data, show, threads, from, to, every, .. } = arguments;
    let request = match (from, to, every) {
        (Some(from), Some(to), Some(every)) => request_at(data, instants(from, to, every)?),
        // The command line has all three or none.
        _ => request(data),
    };
    Ok(Request { show, threads: pipeline::threads(threads), ..request })
}

fn request_at(data: DataArguments, instants: Vec<handraise_model::values::AsOf>) -> Request {
    let DataArguments { leads, events, adjustments, outcomes, memory, .. } = data;
    let (show, threads) = (Vec::new(), pipeline::threads(None));
    Request { leads, events, adjustments, outcomes, instants, show, threads, memory }
}

/// What of the scores is written.
struct Choice {
    columns: Vec<FlatColumn>,
    /// Whether the columns are not all.
    asked: bool,
    options: ScoreOptions,
    explain: bool,
    lanes: Vec<usize>,
    top: Option<NonZeroUsize>,
}

impl Choice {
    /// Refuses what the model does not have, before anything is read.
    fn of(arguments: &ScoreArguments, model: &Model, format: ScoreFormat) -> Result<Self, Failure> {
        let lanes: Vec<usize> = arguments.lane.iter().map(|name| lane_named(model, name)).collect::<Result<_, _>>()?;
        let shown = pipeline::shown_names(model, &arguments.show);
        let explain = arguments.explain;
        let asked = !arguments.columns.is_empty();
        let columns = match (asked, arguments.from) {
            (true, _) => flat::named(&arguments.columns, model, &shown, explain)?,
            (false, None) => flat::all(model, &shown, explain),
            (false, Some(_)) => of_instants(model, &shown, explain),
        };
        let options = ScoreOptions {
            threads: pipeline::threads(arguments.threads),
            contributions: columns.iter().any(FlatColumn::needs_contributions),
            reasons: columns.iter().any(FlatColumn::needs_reasons) || (format == ScoreFormat::Table && !asked),
            details: columns.iter().any(FlatColumn::needs_details) || format == ScoreFormat::Table || !lanes.is_empty(),
        };
        Ok(Self { columns, asked: asked || arguments.from.is_some(), options, explain, lanes, top: arguments.top })
    }
}

/// The columns of many instants: few, since there are many rows; and what is asked for beside them.
fn of_instants(model: &Model, shown: &[String], explain: bool) -> Vec<FlatColumn> {
    let named = COLUMNS_OF_INSTANTS.iter().filter_map(|name| COLUMNS.iter().find(|column| column.name == *name));
    let mut columns: Vec<FlatColumn> = named.map(|column| FlatColumn::Result(*column)).collect();
    columns.extend(flat::all(model, shown, explain).into_iter().filter(FlatColumn::needs_contributions));
    columns
}

/// Everything that a result is made of.
struct Scored<'s> {
    run: Run<'s>,
    prepared: &'s Prepared,
    history: &'s History<'s>,
    choice: &'s Choice,
}

impl<'s> Scored<'s> {
    /// Writes the scores at one instant; gives what is to be said where no lead is eligible.
    fn write_one(&self, threads: NonZeroUsize, format: ScoreFormat, to: &Destination) -> Result<String, Failure> {
        let list = Arc::new(self.list(self.rank(&self.choice.options)?));
        let progress = WritingProgress::new(list.len());
        let written = &|rows| progress.add(rows);
        let results = Results { run: &self.run, columns: &self.choice.columns, threads, written };
        let facts = || writing::facts(&self.run, self.prepared, &list);
        let what = Written { results, nested: !self.choice.asked, explain: self.choice.explain };
        what.write(&list, &facts, format, to)?;
        if list.ranking().eligible() > 0 || self.choice.options.details {
            return Ok(eligibility::render_nobody_eligible(self.run.model, list.ranking()));
        }
        // What was not asked for says why.
        let detailed = self.rank(&ScoreOptions { details: true, ..self.choice.options })?;
        Ok(eligibility::render_nobody_eligible(self.run.model, &detailed))
    }

    /// Writes the scores at all instants, one after the other.
    fn write_instants(&self, threads: NonZeroUsize, format: ScoreFormat, to: &Destination) -> Result<(), Failure> {
        let count = self.prepared.instants().len();
        let progress = InstantProgress::new(count);
        let results = Results { run: &self.run, columns: &self.choice.columns, threads, written: &|_| {} };
        let failure = |error| self.prepared.failure(error);
        let mut rankings = self.history.rankings(0..count, &self.choice.options).map_err(failure)?;
        let mut lists = (0..count).map_while(|instant| {
            progress.begin(instant);
            let ranking = rankings.next()?;
            Some(ranking.map_err(failure).map_err(Unwritten::from).map(|ranking| Arc::new(self.list(ranking))))
        });
        let what = Written { results, nested: false, explain: self.choice.explain };
        what.write_lists(&mut lists, format, to)
    }

    /// All leads at the only instant.
    fn rank(&self, options: &ScoreOptions) -> Result<Ranking<'s>, Failure> {
        let leads = words::counted(usize::try_from(self.history.counts().leads).unwrap_or(usize::MAX), "lead", "leads");
        let waiting = Waiting::new(format!("scoring {leads}"));
        let ranking = self.history.rank(0, options);
        drop(waiting);
        ranking.map_err(|error| self.prepared.failure(error))
    }

    fn list(&self, ranking: Ranking<'s>) -> List<'s> {
        List::new(ranking, &self.choice.lanes, self.choice.top)
    }
}

fn lane_named(model: &Model, name: &str) -> Result<usize, Failure> {
    let names = || model.lanes().iter().map(|lane| lane.name.as_str());
    names().position(|lane| lane == name).ok_or_else(|| {
        let failure = Failure::new(Exit::Usage, format!("the model has no lane `{name}`"));
        match nearest(name, names()) {
            Some(near) => failure.help(format!("there is `{near}`")),
            None if model.lanes().is_empty() => failure.help("it declares no lanes"),
            None => failure.help(format!("lanes: `{}`", names().collect::<Vec<_>>().join("`, `"))),
        }
    })
}
