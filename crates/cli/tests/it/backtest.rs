//! `handraise backtest`.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::acme::Acme;

const DATA: &str =
    "--leads demo/leads.csv --events demo/events.csv --adjustments demo/adjustments.csv --outcomes demo/outcomes.csv";
const WHEN: &str = "--from 2025-09-01 --to 2026-06-01 --every 28d";
const DAY: i64 = 86_400_000_000;

/// The demo company, in a folder of its own.
fn demo() -> Acme {
    let acme = Acme::new();
    acme.run("demo demo").ended(0);
    acme
}

fn backtest(acme: &Acme, options: &str) -> Value {
    let run = acme.run(&format!("backtest demo/model.toml {DATA} --format json {options}")).ended(0);
    serde_json::from_str(&run.out).unwrap()
}

/// A lead at an instant, from what `score` writes and what the outcomes say.
struct Row {
    total: f64,
    rank: Option<usize>,
    won: bool,
}

impl Row {
    /// Leads that are not eligible tie below all that are.
    fn key(&self) -> f64 {
        if self.rank.is_some() { self.total } else { -1.0 }
    }
}

/// The rows of each instant whose horizon of 90 days is over.
fn exported(acme: &Acme) -> Vec<Vec<Row>> {
    let csv = acme.run(&format!("score demo/model.toml {DATA} {WHEN} --format csv")).ended(0).out;
    let text = |name: &str| std::fs::read_to_string(acme.path(&format!("demo/{name}"))).unwrap();
    let micros = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_microsecond();
    let mut wins: HashMap<String, Vec<i64>> = HashMap::new();
    let mut latest = i64::MIN;
    for line in text("outcomes.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        latest = latest.max(micros(cells[2]));
        if cells[1] == "won" {
            wins.entry(cells[0].to_owned()).or_default().push(micros(cells[2]));
        }
    }
    let header: Vec<String> = text("events.csv").lines().next().unwrap().split(',').map(str::to_owned).collect();
    let at = header.iter().position(|name| name == "timestamp").unwrap();
    // No cell before the time holds a comma.
    latest = latest
        .max(text("events.csv").lines().skip(1).map(|line| micros(line.split(',').nth(at).unwrap())).max().unwrap());
    let mut instants: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
    for line in csv.lines().skip(1) {
        let [lead, as_of, total, rank] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let (from, to) = (micros(as_of), micros(as_of) + 90 * DAY);
        if to <= latest {
            let won = wins.get(lead).is_some_and(|at| at.iter().any(|at| from <= *at && *at < to));
            let row = Row { total: total.parse().unwrap(), rank: rank.parse().ok(), won };
            instants.entry(from).or_default().push(row);
        }
    }
    instants.into_values().collect()
}

/// The share of pairs of a winner and another in which the winner stands above, a tie counting half; and how many pairs.
fn auc(rows: &[Row]) -> (f64, f64) {
    let (winners, others): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.won);
    let above = |winner: &&Row| -> f64 {
        let part = |other: &&Row| match winner.key().partial_cmp(&other.key()).unwrap() {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        };
        others.iter().map(part).sum()
    };
    let pairs = (winners.len() * others.len()) as f64;
    (winners.iter().map(above).sum::<f64>() / pairs, pairs)
}

#[test]
fn figures_are_those_of_the_rows_that_score_writes() {
    let acme = demo();
    let report = backtest(&acme, &format!("{WHEN} --capacity 100"));
    let instants = exported(&acme);
    let rows: usize = instants.iter().map(Vec::len).sum();
    let won = |rows: &[Row]| rows.iter().filter(|row| row.won).count() as f64;
    let all_won: f64 = instants.iter().map(|rows| won(rows)).sum();
    let near = |value: &Value, expected: f64| {
        let value = value.as_f64().unwrap();
        assert!((value - expected).abs() < 1e-9, "{value} {expected}");
    };
    assert_eq!(report["counts"]["rows"], rows);
    assert_eq!(report["counts"]["won_rows"], all_won);
    let model = &report["rankers"][0];

    let of_each: Vec<(f64, f64)> = instants.iter().map(|rows| auc(rows)).collect();
    let pairs: f64 = of_each.iter().map(|(_, pairs)| pairs).sum();
    near(&model["auc"]["value"], of_each.iter().map(|(auc, pairs)| auc * pairs).sum::<f64>() / pairs);

    let top = |rows: &[Row]| rows.iter().filter(|row| row.won && row.rank.is_some_and(|rank| rank <= 100)).count();
    let called: usize =
        instants.iter().map(|rows| rows.iter().filter(|row| row.rank.is_some_and(|rank| rank <= 100)).count()).sum();
    let found: usize = instants.iter().map(|rows| top(rows)).sum();
    let tops = model["tops"].as_array().unwrap();
    let at_capacity = tops.iter().find(|top| top["capacity"] == 100).unwrap();
    near(&at_capacity["precision"]["value"], found as f64 / called as f64);
    near(&at_capacity["gain"]["value"], found as f64 / all_won);
    near(&at_capacity["lift"]["value"], found as f64 / called as f64 / (all_won / rows as f64));
}

#[test]
fn people_get_the_verdict_first_and_no_honest_data_point_is_blamed() {
    let acme = demo();
    let line = format!("backtest demo/model.toml {DATA} {WHEN}");
    let run = acme.run_in_width(80, &line).ended(0);
    assert!(run.out.lines().all(|line| line.chars().count() <= 80), "{}", run.out);
    let report = backtest(&acme, WHEN);
    assert!(run.out.starts_with(report["verdict"]["headline"].as_str().unwrap()), "{}", run.out);
    assert_eq!(report["probes"], serde_json::json!([]));
}
