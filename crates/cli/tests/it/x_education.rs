//! The example model on the real export that it was written for.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/x-education/model.toml");

#[test]
fn leads_that_converted_stand_above_the_others_without_a_leak() {
    let Some(leads) = data().map(|data| data.join("x_education/Leads.csv")) else { return };
    let converted: std::collections::HashSet<String> = csv::Reader::from_path(&leads)
        .expect("the export")
        .records()
        .map(|row| row.expect("a row"))
        .filter(|row| &row[6] == "1")
        .map(|row| row[0].to_owned())
        .collect();
    let score = Command::new(env!("CARGO_BIN_EXE_handraise"))
        .args(["score", MODEL, "--as-of", "2026-01-01", "--format", "json", "--leads"])
        .arg(&leads)
        .output()
        .expect("the binary runs");
    assert!(score.status.success(), "{}", String::from_utf8_lossy(&score.stderr));
    let said = String::from_utf8(score.stdout).expect("text");
    let scored: Vec<(f64, bool)> = said
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|lead| {
            let bought = lead["lead_id"].as_str().is_some_and(|id| converted.contains(id));
            (lead["total"].as_f64().expect("a total"), bought)
        })
        .collect();
    assert_eq!(scored.len(), 9_240);
    let auc = area_under_curve(scored);
    assert!((0.84..0.90).contains(&auc), "AUC {auc}: useless, or it knows the outcome");
}

/// The chance that a lead that converted has more than one that did not; equal totals count half.
fn area_under_curve(mut scored: Vec<(f64, bool)>) -> f64 {
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut pairs) = (0.0, 0.0);
    for equal in scored.chunk_by(|a, b| a.0 == b.0) {
        let converted = equal.iter().filter(|(_, converted)| *converted).count() as f64;
        let others = equal.len() as f64 - converted;
        pairs += converted * (below + others / 2.0);
        below += others;
    }
    pairs / (below * (scored.len() as f64 - below))
}

/// The folder of real data, where it is known.
pub(crate) fn data() -> Option<PathBuf> {
    let Some(data) = std::env::var_os("HANDRAISE_DATA") else {
        let required = std::env::var("HANDRAISE_REQUIRE").unwrap_or_default();
        assert!(!required.split([',', ' ']).any(|word| word == "data"), "HANDRAISE_DATA is required, and not set");
        println!("skipped: HANDRAISE_DATA does not name the folder of real data");
        return None;
    };
    Some(PathBuf::from(data))
}
