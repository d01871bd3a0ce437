//! `handraise diff`: who moves when another model scores the same leads, and why.

use std::path::Path;
use std::sync::Arc;

use handraise_engine::{History, Ranking, ScoreOptions};
use handraise_evidence::diff::{Asked, Side, diff};
use handraise_input::DataReport;
use handraise_model::Model;

use super::score::request;
use crate::args::{DataArguments, DiffArguments, TextFormat};
use crate::diff::{self as told, Told};
use crate::exit::{Exit, Failure};
use crate::output::Destination;
use crate::pipeline::{self, Prepared};
use crate::terminal::{self, data_report, eligibility};

/// The leads that move most are so many.
const MOVERS: usize = 10;
/// Of each move between lanes so many leads are told one by one.
const LISTED_MAX: usize = 1_000;

pub(super) fn run(arguments: DiffArguments) -> Result<Exit, Failure> {
    let DiffArguments { data, other, top, format } = arguments;
    refuse_standard_input(&data)?;
    let (model_file, other_file) = (data.model.clone(), other);
    let model = pipeline::read_model(&model_file)?;
    let other = pipeline::read_model(&other_file)?;
    let request = request(data);
    let prepared = Prepared::read_condensed(&model, request.clone())?;
    let prepared_other = Prepared::read_condensed(&other, request)?;
    let mut report = prepared.report.clone();
    let history = prepared.play(&mut report, None)?;
    let history_other = prepared_other.play(&mut prepared_other.report.clone(), None)?;
    let ranking = ranked(&prepared, &history)?;
    let ranking_other = ranked(&prepared_other, &history_other)?;
    let asked = Asked { top: top.get(), movers: MOVERS, listed_max: LISTED_MAX };
    let (here, there) = (Side { model: &model, ranking: &ranking }, Side { model: &other, ranking: &ranking_other });
    let told = Told {
        model: &model,
        other: &other,
        files: [&model_file, &other_file].map(|path| path.display().to_string()),
        as_of: prepared.as_of(),
        diff: &diff(here, there, asked),
        shown: &prepared.shown(),
    };
    match format {
        TextFormat::Text => terminal::say(&told::render(&told, terminal::width()))?,
        TextFormat::Json => Destination::Stdout.write(|out| writeln!(out, "{:#}", told::json(&told)))?,
    }
    tell_doubts([
        (&model, &report, &ranking, &model_file),
        (&other, &prepared_other.report, &ranking_other, &other_file),
    ]);
    Ok(Exit::Fine)
}

/// Both models read all files, each in its own way: columns may be called and typed otherwise.
fn refuse_standard_input(data: &DataArguments) -> Result<(), Failure> {
    let files = data.events.iter().chain([&data.leads]).chain(&data.adjustments).chain(&data.outcomes);
    if files.into_iter().any(|file| file == "-") {
        let failure = "two models read the files one after the other, and standard input (`-`) is read once";
        return Err(Failure::new(Exit::Usage, failure).help("write it to a file"));
    }
    Ok(())
}

fn ranked<'h>(prepared: &Prepared, history: &'h History<'_>) -> Result<Ranking<'h>, Failure> {
    let options = ScoreOptions { threads: pipeline::threads(None), contributions: true, reasons: false, details: true };
    history.rank(0, &options).map_err(|error| prepared.failure(error))
}

/// What may make scores other than expected: of the data as the first model reads it, and where nobody is eligible.
fn tell_doubts(sides: [(&Arc<Model>, &DataReport, &Ranking<'_>, &Path); 2]) {
    for (index, (model, report, ranking, file)) in sides.into_iter().enumerate() {
        if index == 0 {
            terminal::tell(&data_report::render_doubts(report));
        }
        let nobody = eligibility::render_nobody_eligible(model, ranking);
        if !nobody.is_empty() {
            terminal::tell(&format!("{}:{nobody}", terminal::printable(&file.display().to_string())));
        }
    }
}
