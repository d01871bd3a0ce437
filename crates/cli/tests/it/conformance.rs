//! Every case and random models through the real binary: files in, JSON out, equal to the last digit.

use std::fs;
use std::path::Path;
use std::process::Command;

use handraise_conformance::case::results_of_json_lines;
use handraise_conformance::files::{Table, as_read_from_csv, as_read_from_json, outcomes, tables};
use handraise_conformance::random::{Shape, workload};
use handraise_conformance::results::differences;
use handraise_conformance::{Case, Data, LeadResult, reference};
use handraise_model::Model;
use handraise_model::values::AsOf;

/// How rows are written for the binary to read.
struct Format {
    extension: &'static str,
    text: fn(&Table) -> String,
    /// What of the rows comes through.
    read: fn(&Data) -> Data,
}

/// CSV has no null of its own: it cannot hold an empty text that is known.
const FORMATS: [Format; 2] = [
    Format { extension: "jsonl", text: Table::json_lines, read: as_read_from_json },
    Format { extension: "csv", text: Table::csv, read: as_read_from_csv },
];

#[test]
fn the_binary_gives_what_every_case_expects() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/cases");
    let cases = Case::read_folder(&folder).unwrap_or_else(|error| panic!("{error}"));
    let mut report = String::new();
    for case in cases {
        let checked = case.model.check();
        let model = checked.model.unwrap_or_else(|| panic!("{}: {:#?}", case.name, checked.diagnostics));
        let data = case.data(&model).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        report += &faults(&case.name, &model, &data, case.as_of, &case.expected);
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn the_binary_agrees_with_the_reference_on_random_models() {
    let mut report = String::new();
    let closing = Shape { outcomes: true, ..Shape::default() };
    for (seed, shape) in (0..30).map(|seed| (seed, Shape::default())).chain((0..12).map(|seed| (seed, closing))) {
        let workload = workload(seed, shape);
        let (model, data, as_of) = (&workload.model, &workload.data, workload.as_of);
        report += &faults(&format!("seed {seed}"), model, data, as_of, &judged(model, data, as_of));
    }
    assert!(report.is_empty(), "{report}");
}

fn judged(model: &Model, data: &Data, as_of: AsOf) -> Vec<LeadResult> {
    reference::score(model, data, as_of).into_iter().map(|story| story.result).collect()
}

/// What the binary says differently, in any format of its input.
fn faults(name: &str, model: &Model, data: &Data, as_of: AsOf, expected: &[LeadResult]) -> String {
    let fault = |format: Format| {
        let read = (format.read)(data);
        let judged = (read != *data).then(|| judged(model, &read, as_of));
        let fault = match score(model, data, as_of, &format) {
            Ok(found) => differences(judged.as_deref().unwrap_or(expected), &found),
            Err(error) => error,
        };
        if fault.is_empty() { fault } else { format!("{name}, {}:\n{fault}\n", format.extension) }
    };
    FORMATS.map(fault).concat()
}

/// Runs `handraise score` on files in a folder of their own.
fn score(model: &Model, data: &Data, as_of: AsOf, format: &Format) -> Result<Vec<LeadResult>, String> {
    let Format { extension, text, .. } = format;
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).map(|()| path).map_err(|error| error.to_string())
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_handraise"));
    command.arg("score").arg(write("model.toml", model.source().text())?);
    let tables = tables(model, data).into_iter().chain([outcomes(model, data)]);
    for (argument, table) in ["leads", "events", "adjustments", "outcomes"].into_iter().zip(tables) {
        if !table.rows.is_empty() {
            let path = write(&format!("{argument}.{extension}"), &text(&table))?;
            command.arg(format!("--{argument}")).arg(path);
        }
    }
    command.args(["--as-of", &as_of.to_string(), "--format", "json", "--explain"]);
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    results_of_json_lines(&String::from_utf8_lossy(&output.stdout))
}
