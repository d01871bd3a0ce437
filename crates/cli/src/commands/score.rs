//! `handraise score`: leads in order of rank, in any format.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use clap::ValueEnum as _;
use handraise_engine::{History, ScoreOptions, Scores};
use handraise_input::DataReport;
use handraise_model::Model;
use handraise_model::condition::nearest;

use crate::args::{DataArguments, ScoreArguments, ScoreFormat, now};
use crate::exit::{Exit, Failure};
use crate::output::columns::Results;
use crate::output::{self, Destination};
use crate::pipeline::{self, Prepared, Request};
use crate::terminal::{self, FAINT, WARNING, data_report, eligibility};

pub(super) fn run(arguments: ScoreArguments) -> Result<Exit, Failure> {
    let ScoreArguments { data, format, output, top, lane, show, explain, strict, threads } = arguments;
    let format = format_of(format, output.as_deref())?;
    let destination = Destination::of(output)?;
    refuse_binary_on_terminal(format, &destination)?;
    let model = pipeline::read_model(&data.model)?;
    let model_file = data.model.clone();
    let lanes = lane.iter().map(|name| lane_named(&model, name)).collect::<Result<Vec<usize>, _>>()?;

    let mut request = request(data);
    request.show = show;
    request.threads = pipeline::threads(threads);
    let prepared = Prepared::read(&model, request)?;
    let mut report = prepared.report.clone();
    let history = prepared.play(&mut report, &mut |_| {})?;
    refuse_replacing_input(&destination, &model_file, &report)?;
    let told = |history: &History<'_>| {
        data_report::render(&model, &report, history.counts(), &prepared.leads.batches, terminal::width())
    };
    if strict && !report.is_clean() {
        terminal::tell(&told(&history));
        return Err(Failure::new(
            Exit::Input,
            "cells or rows do not fit the model, and `--strict` takes that as an error",
        ));
    }
    let threads = pipeline::threads(threads);
    let options = ScoreOptions { threads, contributions: explain, reasons: true };
    let scores = history.score(0, &options).map_err(|error| prepared.failure(error))?;

    let rows = rows(&scores, &lanes, top);
    let fingerprint = model.fingerprint();
    let shown = prepared.shown();
    let results = Results { model: &model, fingerprint: &fingerprint, scores: &scores, shown: &shown, rows: &rows };
    write(&results, &facts(&results, &prepared), format, &destination)?;
    terminal::tell(&told(&history));
    terminal::tell(&eligibility::render_nobody_eligible(&model, &scores));
    Ok(Exit::Fine)
}

/// What the command line asks to be scored; the instant is told where it is the present one.
pub(super) fn request(data: DataArguments) -> Request {
    let as_of = data.as_of.unwrap_or_else(|| {
        let now = now();
        terminal::tell(&terminal::paint(FAINT, format!("as of now: --as-of {now}\n")));
        now
    });
    let DataArguments { leads, events, adjustments, .. } = data;
    Request { leads, events, adjustments, as_of, show: Vec::new(), threads: pipeline::threads(None) }
}

/// Writes results in a format.
fn write(
    results: &Results<'_>,
    facts: &[(String, String)],
    format: ScoreFormat,
    destination: &Destination,
) -> Result<(), Failure> {
    if format == ScoreFormat::Table && *destination == Destination::Stdout {
        return Ok(terminal::say(&output::table::render(results, terminal::width()))?);
    }
    destination.write(|out| encode(results, facts, format, out))
}

fn encode(
    results: &Results<'_>,
    facts: &[(String, String)],
    format: ScoreFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ScoreFormat::Csv => output::csv::write(results, out),
        ScoreFormat::Json => output::json::write(results, out),
        ScoreFormat::Parquet => output::parquet::write(results, out),
        ScoreFormat::Xlsx => output::xlsx::write(results, facts, out),
        ScoreFormat::Table => {
            let table = output::table::render(results, None);
            write!(out, "{}", anstream::adapter::strip_str(&table))
        }
    }
}

/// Results in a format for files, in memory.
pub(super) fn write_bytes(
    results: &Results<'_>,
    facts: &[(String, String)],
    format: ScoreFormat,
) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    encode(results, facts, format, &mut bytes)?;
    Ok(bytes)
}

/// What the workbook says of the run.
pub(super) fn facts(results: &Results<'_>, prepared: &Prepared) -> Vec<(String, String)> {
    let model = results.model;
    let files: Vec<String> = prepared.report.tables.iter().flat_map(|table| table.files.clone()).collect();
    let eligible = results.scores.eligible.iter().filter(|&&eligible| eligible).count();
    [
        ("Model", model.name().to_owned()),
        ("Version", model.version().to_string()),
        ("Fingerprint", results.fingerprint.to_owned()),
        ("As of", prepared.as_of().to_string()),
        ("Leads", results.scores.len().to_string()),
        ("Eligible", eligible.to_string()),
        ("Rows in this workbook", results.rows.len().to_string()),
        ("Files", files.join(", ")),
        ("Made by", concat!("handraise ", env!("CARGO_PKG_VERSION")).to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// The rows to write: those of the lanes, and of them the first.
fn rows(scores: &Scores, lanes: &[usize], top: Option<NonZeroUsize>) -> Vec<usize> {
    let in_lanes = |row: &usize| lanes.is_empty() || scores.lane[*row].is_some_and(|lane| lanes.contains(&lane));
    (0..scores.len()).filter(in_lanes).take(top.map_or(usize::MAX, NonZeroUsize::get)).collect()
}

fn format_of(asked: Option<ScoreFormat>, output: Option<&Path>) -> Result<ScoreFormat, Failure> {
    let Some(path) = output else { return Ok(asked.unwrap_or(ScoreFormat::Table)) };
    match (asked, format_of_name(path)) {
        (None, Some(format)) => Ok(format),
        (None, None) => Err(Failure::new(Exit::Usage, format!("the name `{}` does not tell a format", path.display()))
            .help("name one: --format csv, json, parquet, xlsx or table")),
        (Some(asked), named) => {
            if let (Some(named), Some(wanted)) = (named.filter(|named| *named != asked), asked.to_possible_value()) {
                let named = named.to_possible_value().map(|named| named.get_name().to_owned()).unwrap_or_default();
                terminal::tell(&format!(
                    "{}: `{}` is written as {}, though its name says {named}\n",
                    terminal::paint(WARNING, "warning"),
                    path.display(),
                    wanted.get_name(),
                ));
            }
            Ok(asked)
        }
    }
}

/// The format that the extension of a file's name tells.
fn format_of_name(path: &Path) -> Option<ScoreFormat> {
    let extension = path.extension()?.to_string_lossy().to_lowercase();
    match extension.as_str() {
        "csv" => Some(ScoreFormat::Csv),
        "json" | "jsonl" | "ndjson" => Some(ScoreFormat::Json),
        "parquet" | "pq" => Some(ScoreFormat::Parquet),
        "xlsx" => Some(ScoreFormat::Xlsx),
        "txt" => Some(ScoreFormat::Table),
        _ => None,
    }
}

fn refuse_binary_on_terminal(format: ScoreFormat, destination: &Destination) -> Result<(), Failure> {
    if matches!(format, ScoreFormat::Parquet | ScoreFormat::Xlsx) && destination.is_terminal() {
        return Err(Failure::new(Exit::Usage, "this format is not for a terminal")
            .help("name a file with --output, or pipe the result"));
    }
    Ok(())
}

/// A slip of the keyboard must not cost anyone their data.
fn refuse_replacing_input(destination: &Destination, model: &Path, report: &DataReport) -> Result<(), Failure> {
    let Destination::File(output) = destination else { return Ok(()) };
    let Ok(output) = std::fs::canonicalize(output) else { return Ok(()) };
    let read = report.tables.iter().flat_map(|table| &table.files).map(Path::new).chain([model]);
    for file in read {
        if std::fs::canonicalize(file).is_ok_and(|file| file == output) {
            return Err(Failure::new(
                Exit::Usage,
                format!("`{}` is read: it cannot be the output too", file.display()),
            ));
        }
    }
    Ok(())
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
