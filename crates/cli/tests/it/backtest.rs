//! `handraise backtest`.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::acme::Acme;
use crate::picture;

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
    the_known_causes_are_found(&report);
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
fn people_get_the_verdict_first_and_lines_fit() {
    let acme = demo();
    let run = acme.run_in_width(80, &format!("backtest demo/model.toml {DATA} {WHEN} --seed 7")).ended(0);
    assert!(run.out.lines().all(|line| line.chars().count() <= 80), "{}", run.out);
    assert!(run.out.starts_with("Finds buyers"), "{}", run.out);
    let command = format!("backtest demo/model.toml {DATA} --from 2025-09-01 --to 2026-03-30 --capacity 100");
    let run = acme.run_coloured(&command).ended(0);
    let first: Vec<&str> = run.out.lines().take(27).collect();
    picture::holds(
        "backtest",
        "handraise backtest demo/model.toml … --from 2025-09-01 --to 2026-03-30 --capacity 100",
        &first.join("\n"),
    );
}

/// What really makes Beacon's leads buy, and what does not, is known: see the demo's `outcomes.rs`.
fn the_known_causes_are_found(report: &Value) {
    assert_eq!(report["verdict"]["finding"], "finds_buyers");
    assert_eq!(report["probes"], Value::Array(Vec::new()));
    let named = |list: &Value, key: &str, name: &str| -> Value {
        list.as_array().unwrap().iter().find(|item| item[key] == name).unwrap_or_else(|| panic!("no {name}")).clone()
    };
    // Traffic as scraped is noise, and whoever reads the blog buys no more often; industry and size are true causes.
    let without = &report["sources"]["without"];
    assert_eq!(named(without, "name", "web_scrape")["finding"], "adds nothing measurable");
    for source in ["crm", "market_research"] {
        assert!(named(without, "name", source)["auc"]["low"].as_f64().unwrap() > 0.0, "{source}");
    }
    let criteria = &report["criteria"]["criteria"];
    for true_cause in ["Asked for a demo", "Industry", "Company size"] {
        let criterion = named(criteria, "name", true_cause);
        assert!(
            criterion["auc"]["low"].as_f64().unwrap() > 0.0 || criterion["lift"]["low"].as_f64().unwrap() > 1.0,
            "{criterion}"
        );
    }
    assert!(report["notes"][0].as_str().unwrap().starts_with("Data points of leads are as of today"));
}

#[test]
fn fifty_leads_are_too_little_data() {
    let acme = demo();
    let leads = std::fs::read_to_string(acme.path("demo/leads.csv")).unwrap();
    let cut: Vec<&str> = leads.lines().take(51).collect();
    acme.write("demo/leads.csv", cut.join("\n"));
    let report = backtest(&acme, WHEN);
    assert_eq!(report["verdict"]["finding"], "too_little_data");
    assert_eq!(report["rankers"][0]["auc"]["low"], Value::Null);
}

/// A model whose outcomes are a column, and leads in an order.
const ORDERED: &str = r#"[model]
name = "ordered"
version = 1
[data]
lead_id = { row = true }
[lead]
size = "integer"
[[fit]]
name = "Large"
when = "size >= 50"
points = 10
[outcome]
column = "Stage"
won = "Won"
"#;

#[test]
fn an_order_takes_the_place_of_dates() {
    let acme = Acme::new();
    acme.write("ordered.toml", ORDERED);
    let rows = (0..400).map(|row| {
        let (size, stage) = (
            (row * 37) % 100,
            if row % 5 == 0 {
                ""
            } else if (row * 37) % 100 >= 45 {
                "Won"
            } else {
                "Lost"
            },
        );
        format!("{size},{stage}\n")
    });
    acme.write("leads.csv", format!("size,Stage\n{}", rows.collect::<String>()));
    let run = acme.run("backtest ordered.toml --leads leads.csv --order row --format json").ended(0);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    // A lead that is not decided is left out; the last quarter of the others is later.
    assert_eq!(report["counts"]["rows"], 320);
    assert_eq!(report["later"][0]["rows"], 80);
    assert_eq!(report["setup"]["placement"]["column"], "row");
    assert_eq!(report["setup"]["until"], Value::Null);
    assert!(report["rankers"][0]["auc"]["value"].as_f64().unwrap() > 0.9);
}

#[test]
fn what_cannot_be_tested_is_refused_with_the_way_out() {
    let acme = Acme::new();
    acme.write("ordered.toml", ORDERED);
    acme.write("table.toml", ORDERED.replace("column = \"Stage\"\n", ""));
    let from_to = "--from 2026-01-01 --to 2026-01-02";
    for (command, exit, says) in [
        (format!("model.toml --leads leads.csv {from_to}"), 1, ["does not say what was won", "add `[outcome]`"]),
        (format!("ordered.toml --leads leads.csv {from_to}"), 2, ["have no instants", "--order"]),
        ("ordered.toml --leads leads.csv --age 1h".to_owned(), 2, ["have no instants", "--order"]),
        ("ordered.toml --leads leads.csv".to_owned(), 2, ["--from", "--order"]),
        (format!("table.toml --leads leads.csv {from_to}"), 2, ["none is given", "--outcomes FILE"]),
        (
            "table.toml --leads leads.csv --outcomes o.csv --age 1h".to_owned(),
            1,
            ["when leads came to be", "lead_created"],
        ),
        (
            "table.toml --leads leads.csv --outcomes o.csv --order row --by sizes".to_owned(),
            2,
            ["`sizes`", "there is `size`"],
        ),
        (
            "table.toml --leads leads.csv --outcomes o.csv --events - --order row".to_owned(),
            2,
            ["more than once", "write the events to a file"],
        ),
        (
            "table.toml --leads leads.csv --outcomes o.csv --order row --capacity 2".to_owned(),
            2,
            ["more than there are: 1 lead", "as many as can be called"],
        ),
    ] {
        acme.write("leads.csv", "size,Stage\n1,Won\n");
        acme.write("o.csv", "lead_id,outcome,at\n1,Won,2026-01-01\n");
        acme.run(&format!("backtest {command}")).ended(exit).saying(&says);
    }
}

#[test]
fn what_lies_beyond_the_data_is_said() {
    let acme = demo();
    let says = |when: &str| backtest(&acme, when).to_string();
    let later = says("--from 2027-03-01 --to 2027-03-01");
    assert!(
        later.contains("no lead was known at an instant whose horizon of 90 days is over by 2026-06-30"),
        "{later}"
    );
    let open = "the last event and outcome are of 2026-06-30";
    assert!(says("--from 2026-03-01 --to 2026-03-01 --until 2026-11-01").contains(open));
    assert!(!says("--from 2026-03-01 --to 2026-03-01 --until 2026-07-02").contains(open));
}

#[test]
fn another_model_is_held_to_the_same_rows() {
    let acme = demo();
    let model = std::fs::read_to_string(acme.path("demo/model.toml")).unwrap();
    let when = "--from 2025-11-01 --to 2026-03-01 --every 56d";
    // What closes a lead is no rule of a score.
    acme.write("other.toml", model.replace("closed = [\"won\", \"lost\"]", "closed = [\"won\"]"));
    let report = backtest(&acme, &format!("{when} --against other.toml"));
    assert_eq!(report["comparison"]["difference"]["auc"]["value"], 0.0);
    assert_eq!(report["comparison"]["moved"], Value::Array(Vec::new()));

    acme.write("other.toml", model.replace("lead_id      = \"lead_id\"", "lead_id      = \"email\""));
    let run = acme.run(&format!("backtest demo/model.toml {DATA} {when} --against other.toml")).ended(1);
    run.saying(&["different ids", "the same in both"]);
}
