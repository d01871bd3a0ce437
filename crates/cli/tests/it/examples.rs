//! The models under `examples`, on the data that they are for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::x_education::data;

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let files = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let folders = files(&folder).into_iter().filter(|path| path.is_dir());
    folders
        .flat_map(|folder| files(&folder))
        .filter(|file| file.extension().is_some_and(|toml| toml == "toml"))
        .collect()
}

#[test]
fn every_example_is_sound_and_its_readme_names_it() {
    let examples = examples();
    assert!(examples.len() >= 6, "{examples:?}");
    for model in examples {
        let check = Command::new(env!("CARGO_BIN_EXE_handraise"))
            .args(["check", "--today", "2026-01-01", "--format", "json"])
            .arg(&model)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&check.stdout);
        assert!(check.status.success(), "{}: {said}", model.display());
        assert!(!said.contains("\"severity\""), "an example has no warnings: {}: {said}", model.display());
        let readme = fs::read_to_string(model.with_file_name("README.md")).unwrap();
        let names: Vec<_> = model.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
        assert!(readme.contains(&format!("examples/{}/{}", names[1], names[0])), "{}", model.display());
    }
}

/// What `backtest` says, in JSON.
fn backtest(model: &str, leads: &Path, options: &[&str]) -> Value {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(model);
    let run = Command::new(env!("CARGO_BIN_EXE_handraise"))
        .args(["backtest", "--format", "json", "--leads"])
        .args([leads, &model])
        .args(options)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).unwrap()
}

fn finding(found: &Value) -> &str {
    found["verdict"]["finding"].as_str().unwrap()
}

/// The AUC of the model, and its interval.
fn auc(found: &Value) -> [f64; 3] {
    ["value", "low", "high"].map(|key| found["rankers"][0]["auc"][key].as_f64().unwrap())
}

/// The data points that a probe names.
fn suspects(found: &Value) -> Vec<&str> {
    found["probes"].as_array().unwrap().iter().filter_map(|probe| probe["data_point"].as_str()).collect()
}

#[test]
fn what_sales_wrote_down_later_is_found_to_leak() {
    let Some(data) = data() else { return };
    let leads = data.join("x_education/Leads.csv");
    let [honest, leaking] = ["model", "with-leaks"]
        .map(|model| backtest(&format!("x-education/{model}.toml"), &leads, &["--order", "Lead Number"]));
    assert_eq!((finding(&honest), suspects(&honest)), ("finds_buyers", vec![]));
    assert!((0.85..0.88).contains(&auc(&honest)[0]), "{:?}", auc(&honest));
    assert_eq!(finding(&leaking), "looks_leaked");
    assert!(
        suspects(&leaking).contains(&"tags") && suspects(&leaking).contains(&"quality"),
        "{:?}",
        suspects(&leaking)
    );
}

#[test]
fn the_length_of_a_call_is_found_to_leak() {
    let Some(data) = data() else { return };
    let leads = data.join("bank_marketing/bank-additional-full.csv.gz");
    let [honest, leaking] = ["model", "with-duration"]
        .map(|model| backtest(&format!("bank-marketing/{model}.toml"), &leads, &["--order", "row"]));
    assert_eq!(suspects(&honest), Vec::<&str>::new());
    assert_eq!(suspects(&leaking), ["seconds_talked"]);
    assert!(auc(&leaking)[0] - auc(&honest)[0] > 0.1);
}

#[test]
fn applications_for_loans_are_told_apart_from_the_first_hour_on() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let log = link(&data.join("bpic2012/bpic2012_events.csv.gz"), folder.path());
    make_leads("loans", folder.path());
    let options = ["--events", log.to_str().unwrap(), "--age", "1h,1d,7d"];
    let found = backtest("loans/model.toml", &folder.path().join("loans.csv"), &options);
    assert_eq!((finding(&found), suspects(&found)), ("finds_buyers", vec![]));
    assert!((0.66..0.74).contains(&auc(&found)[0]), "{:?}", auc(&found));
}

#[test]
fn no_signal_is_found_where_there_is_none() {
    let Some(data) = data() else { return };
    if Command::new("sqlite3").arg("-version").output().is_err() {
        println!("skipped: sqlite3 is not here, which the README of the example needs");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for table in ["sales_pipeline", "accounts", "products", "sales_teams"] {
        link(&data.join(format!("maven_crm/{table}.csv")), folder.path());
    }
    make_leads("maven", folder.path());
    let found = backtest("maven/model.toml", &folder.path().join("opportunities.csv"), &["--order", "engage_date"]);
    let [_, low, high] = auc(&found);
    assert!(low < 0.5 && high > 0.5, "{low} to {high}");
    assert_eq!(finding(&found), "no_signal");
}

/// Puts a file into a folder under its own name.
fn link(file: &Path, folder: &Path) -> PathBuf {
    let link = folder.join(file.file_name().unwrap());
    fs::copy(file, &link).unwrap();
    link
}

/// Runs the first command of an example's README: the one that makes its leads.
fn make_leads(example: &str, folder: &Path) {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example).join("README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let block = readme.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let command = block.split("\nhandraise ").next().unwrap();
    let run = Command::new("sh").args(["-ec", command]).current_dir(folder).output().unwrap();
    assert!(run.status.success(), "{command}\n{}", String::from_utf8_lossy(&run.stderr));
}
