//! The demo company stays as it is, and its files hold what they promise.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use handraise_engine::{ScoreOptions, Scores, examples};
use handraise_model::lint::lint;
use handraise_model::{Model, ModelSource};

use super::*;
use crate::args::parse_instant;
use crate::pipeline::{Prepared, Request};

/// FNV-1a, 64 bits.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}

/// The company, made once for all tests.
fn beacon() -> &'static Beacon {
    static BEACON: LazyLock<Beacon> = LazyLock::new(Beacon::new);
    &BEACON
}

fn rows(csv_bytes: &[u8]) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(csv_bytes).into_records().map(|row| row.expect("a row")).collect()
}

#[test]
fn the_files_are_the_same_bytes_for_ever() {
    let beacon = beacon();
    let hashes = [&beacon.leads, &beacon.events, &beacon.outcomes, &beacon.adjustments].map(|bytes| hash(bytes));
    assert_eq!(
        hashes.map(|hash| format!("{hash:016x}")),
        ["9a60ff3c31398507", "2943f813fb2d4023", "09f78830199e8ac4", "df730dc02b8fcc9a"]
    );
}

#[test]
fn a_year_of_five_thousand_leads() {
    let beacon = beacon();
    let (leads, events) = (rows(&beacon.leads), rows(&beacon.events));
    assert_eq!(leads.len(), 5_000);
    assert!((180_000..220_000).contains(&events.len()), "{} events", events.len());
    assert_eq!(rows(&beacon.adjustments).len(), 12);

    let ids: HashSet<&str> = leads.iter().map(|row| &row[0]).collect();
    assert_eq!(ids.len(), 5_000);
    let known = |row: &csv::StringRecord, column: usize| ids.contains(&row[column]);
    assert!(events.iter().all(|row| known(row, 1) && ("2025-07-01".."2026-07-01").contains(&&row[3])));
    assert!(events.is_sorted_by_key(|row| row[3].to_owned()));
}

#[test]
fn a_few_leads_in_a_hundred_buy_after_they_were_created() {
    let beacon = beacon();
    let created: HashMap<String, String> =
        rows(&beacon.leads).iter().map(|row| (row[0].to_owned(), row[1].to_owned())).collect();
    let outcomes = rows(&beacon.outcomes);
    let won = outcomes.iter().filter(|row| &row[1] == "won").count();
    assert!((100..250).contains(&won), "{won} won");
    assert!(outcomes.len() - won > won, "more is lost than won");
    assert!(outcomes.iter().all(|row| created[&row[0]].as_str() < &row[2] && &row[2] < "2026-07-01"));
}

#[test]
fn nothing_that_somebody_changed_is_overwritten() {
    let dir = tempfile::tempdir().expect("a folder");
    let read = |name: &str| std::fs::read(dir.path().join(name)).expect("a file");
    let files: [(&str, &[u8]); 2] = [("leads.csv", b"lead_id\n"), ("events.csv", b"lead_id,event\n")];
    let write = |force: bool| write_files(dir.path(), &files, force);
    write(false).map_err(|error| error.to_string()).expect("written");
    write(false).map_err(|error| error.to_string()).expect("the same files again");

    std::fs::write(dir.path().join("leads.csv"), "mine").expect("changed");
    std::fs::remove_file(dir.path().join("events.csv")).expect("removed");
    assert!(matches!(write(false), Err(DemoError::Foreign(paths)) if paths == [dir.path().join("leads.csv")]));
    assert_eq!(read("leads.csv"), b"mine");
    assert!(!dir.path().join("events.csv").exists(), "refused before anything was written");

    write(true).map_err(|error| error.to_string()).expect("forced");
    assert_eq!((read("leads.csv").as_slice(), read("events.csv").as_slice()), (files[0].1, files[1].1));
    let names = std::fs::read_dir(dir.path()).expect("a folder").count();
    assert_eq!(names, files.len(), "no temporary file is left");
}

#[test]
fn the_model_is_sound_and_sales_would_sign_it() {
    let source = ModelSource::new("model.toml", MODEL);
    let checked = source.check();
    assert_eq!(checked.diagnostics, []);
    let model = Arc::new(checked.model.expect("a model without errors"));
    assert_eq!(lint(&model, "2026-07-01".parse().expect("a date")), []);
    let failed: Vec<_> = examples::run(&model)
        .expect("scored")
        .into_iter()
        .filter(|outcome| !outcome.failures.is_empty())
        .map(|outcome| (&model.examples()[outcome.example].name, outcome.failures))
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn every_lane_takes_leads_and_machines_go_to_none_of_sales() {
    let dir = tempfile::tempdir().expect("a folder");
    let (model, scores) = scored(dir.path(), AS_OF);
    let lane_of = |row: usize| scores.lane[row].map_or("", |lane| model.lanes()[lane].name.as_str());
    let in_lane = |name: &str| (0..scores.len()).filter(|row| lane_of(*row) == name).count();
    let counts = ["call now", "sales", "nurture", "hold", "exclude"].map(in_lane);
    assert!((20..60).contains(&counts[0]), "{counts:?}");
    assert!((80..130).contains(&(counts[0] + counts[1])), "a week's work of sales: {counts:?}");
    assert!(counts.iter().all(|count| *count > 0) && counts.iter().sum::<usize>() == 5_000, "{counts:?}");
    assert!(scores.score[0] >= 85, "the best lead comes near a hundred");

    let mut pages: HashMap<String, usize> = HashMap::new();
    for row in rows(&beacon().events).iter().filter(|row| &row[2] == "Page Viewed") {
        *pages.entry(row[1].to_owned()).or_default() += 1;
    }
    let greatest_reader = pages.iter().max_by_key(|(_, count)| **count).map(|(lead, _)| lead.clone());
    let row = scores.lead_id.iter().position(|lead| Some(lead) == greatest_reader.as_ref()).expect("its row");
    assert!(["hold", "exclude"].contains(&lane_of(row)), "{}", lane_of(row));
}

#[test]
fn who_buys_in_the_next_quarter_scores_higher_before() {
    let dir = tempfile::tempdir().expect("a folder");
    let (_, scores) = scored(dir.path(), "2026-03-01");
    let outcomes = rows(&beacon().outcomes);
    let in_quarter = |row: &&csv::StringRecord| ("2026-03-01".."2026-06-01").contains(&&row[2]) && &row[1] == "won";
    let won: HashSet<String> = outcomes.iter().filter(in_quarter).map(|row| row[0].to_owned()).collect();
    let decided_before: HashSet<String> =
        outcomes.iter().filter(|row| &row[2] < "2026-03-01").map(|row| row[0].to_owned()).collect();
    let open: Vec<usize> = (0..scores.len()).filter(|row| !decided_before.contains(&scores.lead_id[*row])).collect();
    let first_hundred = open.iter().take(100).filter(|row| won.contains(&scores.lead_id[**row])).count();
    let mean = |bought: bool| {
        let rows: Vec<usize> =
            open.iter().copied().filter(|row| won.contains(&scores.lead_id[*row]) == bought).collect();
        rows.iter().map(|row| scores.score[*row]).sum::<i64>() / rows.len() as i64
    };
    assert!(mean(true) >= mean(false) + 15, "{} and {}", mean(true), mean(false));
    assert!(first_hundred >= won.len() / 3, "{first_hundred} of {} among the first hundred", won.len());
}

/// The demo company's leads at an instant.
fn scored(dir: &Path, as_of: &str) -> (Arc<Model>, Scores) {
    let written = write_company(dir, false).map_err(|error| error.to_string()).expect("written");
    let model = ModelSource::new("model.toml", MODEL).check().model.map(Arc::new).expect("a model");
    let threads = std::num::NonZeroUsize::MIN;
    let name = |path: PathBuf| path.display().to_string();
    let request = Request {
        leads: name(written.leads),
        events: vec![name(written.events)],
        adjustments: Some(name(written.adjustments)),
        outcomes: None,
        instants: vec![parse_instant(as_of).map_err(|error| error.to_string()).expect("an instant")],
        memory: u64::MAX,
        show: Vec::new(),
        threads,
    };
    let prepared = Prepared::read(&model, request).unwrap_or_else(|_| panic!("leads that can be read"));
    let mut report = prepared.report.clone();
    let history = prepared.play(&mut report, None).unwrap_or_else(|_| panic!("events that can be read"));
    let options = ScoreOptions { threads, ..ScoreOptions::default() };
    let scores = history.score(0, &options).expect("scored");
    (model, scores)
}
