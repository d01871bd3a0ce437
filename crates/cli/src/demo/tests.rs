//! The demo company stays as it is, and its files hold what they promise.

use std::collections::{HashMap, HashSet};

use super::*;

/// FNV-1a, 64 bits.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}

fn rows(csv_bytes: &[u8]) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(csv_bytes).into_records().map(|row| row.expect("a row")).collect()
}

#[test]
fn the_files_are_the_same_bytes_for_ever() {
    let beacon = Beacon::new();
    let hashes = [&beacon.leads, &beacon.events, &beacon.outcomes, &beacon.adjustments].map(|bytes| hash(bytes));
    assert_eq!(hashes.map(|hash| format!("{hash:016x}")), ["de589a85e3c6ebf8", "e9597ae08ec9a32d", "630102bd2d1f1bd2", "868df498b2eac088"]);
}

#[test]
fn a_year_of_five_thousand_leads() {
    let beacon = Beacon::new();
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
    let beacon = Beacon::new();
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
    write_company(dir.path(), false).map_err(|error| error.to_string()).expect("written");
    write_company(dir.path(), false).map_err(|error| error.to_string()).expect("the same files again");

    std::fs::write(dir.path().join("leads.csv"), "mine").expect("changed");
    std::fs::remove_file(dir.path().join("events.csv")).expect("removed");
    let refused = write_company(dir.path(), false);
    assert!(matches!(refused, Err(DemoError::Foreign(paths)) if paths == [dir.path().join("leads.csv")]));
    assert_eq!(read("leads.csv"), b"mine");
    assert!(!dir.path().join("events.csv").exists(), "refused before anything was written");

    write_company(dir.path(), true).map_err(|error| error.to_string()).expect("forced");
    assert!(read("leads.csv").starts_with(b"lead_id,"));
    let names = std::fs::read_dir(dir.path()).expect("a folder").count();
    assert_eq!(names, 5, "no temporary file is left");
}
