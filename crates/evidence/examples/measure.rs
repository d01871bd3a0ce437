//! Measures rows that stand on standard input, for comparison with other implementations.
//!
//! ```json
//! {"shares": [0.1], "capacity": 20,
//!  "rows": [{"instant": 0, "lead": 0, "total": 120000000, "eligible": true, "rank": 1, "won": true, "weight": 1.0}]}
//! ```
//!
//! `total` is in units of 10^-7 point. The answer has the figures within instants and pooled; `null` where one has no
//! meaning.

use std::error::Error;
use std::io::Read;

use handraise_evidence::{Cut, Figures, Ranking, Row, Within, measure};
use handraise_model::values::Exact;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let asked: Value = serde_json::from_str(&text)?;
    let list = |key: &str| asked[key].as_array().ok_or_else(|| format!("no list `{key}`"));
    let rows = list("rows")?.iter().map(row).collect::<Option<Vec<Row>>>().ok_or("a row lacks a key")?;
    let shares = list("shares")?.iter().filter_map(Value::as_f64).map(Cut::Share);
    let capacity = asked["capacity"].as_u64().map(|capacity| Cut::Capacity(capacity as u32));
    let cuts: Vec<Cut> = shares.chain(capacity).collect();
    let figures = |within| to_json(&measure(&Ranking::new(&rows, within), &cuts));
    println!("{}", json!({ "within": figures(Within::Instant), "pooled": figures(Within::Pooled) }));
    Ok(())
}

fn row(row: &Value) -> Option<Row> {
    let lead = row["lead"].as_u64()? as u32;
    Some(Row {
        instant: row["instant"].as_u64()? as u32,
        lead,
        cluster: lead,
        total: Exact(row["total"].as_i64()?),
        eligible: row["eligible"].as_bool()?,
        rank: row["rank"].as_u64().map(|rank| rank as u32),
        won: row["won"].as_bool()?,
        value: None,
        weight: row["weight"].as_f64()?,
    })
}

fn to_json(figures: &Figures) -> Value {
    let top = |top: &handraise_evidence::Top| json!({ "precision": top.precision, "gain": top.gain, "lift": top.lift });
    json!({
        "auc": figures.auc,
        "ks": figures.ks,
        "average_precision": figures.average_precision,
        "base_rate": figures.base_rate,
        "tops": figures.tops.iter().map(top).collect::<Vec<_>>(),
    })
}
