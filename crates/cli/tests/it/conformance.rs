//! Every case and random models through the real binary: files in, JSON out, equal to the last digit.

use std::fs;
use std::path::Path;
use std::process::Command;

use handraise_conformance::case::results_of_json_lines;
use handraise_conformance::files::{Table, as_read, tables};
use handraise_conformance::random::{Shape, workload};
use handraise_conformance::results::differences;
use handraise_conformance::{Case, Data, LeadResult, reference};
use handraise_model::Model;
use handraise_model::values::AsOf;

/// How rows are written for the binary to read.
type Format = (&'static str, fn(&Table) -> String);

const FORMATS: [Format; 2] = [("jsonl", Table::json_lines), ("csv", Table::csv)];

#[test]
fn the_binary_gives_what_every_case_expects() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/cases");
    let cases = Case::read_folder(&folder).unwrap_or_else(|error| panic!("{error}"));
    let mut report = String::new();
    for case in cases {
        let checked = case.model.check();
        let model = checked.model.unwrap_or_else(|| panic!("{}: {:#?}", case.name, checked.diagnostics));
        let data = case.data(&model).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        // A file cannot hold an empty text that is known: what it says then, the reference evaluator knows.
        let read = as_read(&data);
        let expected = if read == data { case.expected } else { judged(&model, &read, case.as_of) };
        report += &faults(&case.name, &model, &data, case.as_of, &expected);
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn the_binary_agrees_with_the_reference_on_random_models() {
    let mut report = String::new();
    for seed in 0..30 {
        let workload = workload(seed, Shape::default());
        let (model, data, as_of) = (&workload.model, &workload.data, workload.as_of);
        report += &faults(&format!("seed {seed}"), model, data, as_of, &judged(model, &as_read(data), as_of));
    }
    assert!(report.is_empty(), "{report}");
}

fn judged(model: &Model, data: &Data, as_of: AsOf) -> Vec<LeadResult> {
    reference::score(model, data, as_of).into_iter().map(|story| story.result).collect()
}

/// What the binary says differently, in any format of its input.
fn faults(name: &str, model: &Model, data: &Data, as_of: AsOf, expected: &[LeadResult]) -> String {
    let fault = |format: Format| {
        let fault = match score(model, data, as_of, format) {
            Ok(found) => differences(expected, &found),
            Err(error) => error,
        };
        if fault.is_empty() { fault } else { format!("{name}, {}:\n{fault}\n", format.0) }
    };
    FORMATS.map(fault).concat()
}

/// Runs `handraise score` on files in a folder of their own.
fn score(model: &Model, data: &Data, as_of: AsOf, (extension, text): Format) -> Result<Vec<LeadResult>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).map(|()| path).map_err(|error| error.to_string())
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_handraise"));
    command.arg("score").arg(write("model.toml", model.source().text())?);
    for (argument, table) in ["leads", "events", "adjustments"].into_iter().zip(tables(model, data)) {
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
