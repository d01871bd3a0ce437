//! Writes random models with their data, and what the reference evaluator finds, as cases.
//!
//! Their tables hold more than a random workload does: marks of what is not known, columns that are only carried through,
//! and rows that lack what makes them count. None of it changes a result.
//!
//! ```sh
//! cargo run -p handraise-conformance --example random_cases -- FIRST_SEED COUNT FOLDER
//! ```

use std::error::Error;
use std::path::Path;

use handraise_conformance::files::{Table, as_read_from_csv, as_read_from_json, outcomes, tables};
use handraise_conformance::random::{Dice, Shape, workload};
use handraise_conformance::{Data, LeadResult, ProductResult, reference};
use handraise_model::values::{Type, format_instant};
use handraise_model::{DataPoint, Model, ModelSource};
use serde_json::{Map, Value as Json, json};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [first, count, folder] = arguments.as_slice() else {
        return Err("FIRST_SEED COUNT FOLDER are wanted".into());
    };
    let (first, count): (u64, u64) = (first.parse()?, count.parse()?);
    std::fs::create_dir_all(folder)?;
    for seed in first..first + count {
        let case = case(seed)?;
        std::fs::write(Path::new(folder).join(format!("seed_{seed:06}.json")), case.to_string())?;
    }
    Ok(())
}

/// Marks of what is not known. The first is the empty text, with which no text is known and empty.
const MARKS: [&str; 3] = ["", "N/A", "it's \\'? -- {0}"];

/// A column that the model does not declare.
const CARRIED: &str = "Note \"to\" self";

fn case(seed: u64) -> Result<Json, Box<dyn Error>> {
    let workload = workload(seed, Shape { outcomes: seed % 3 != 1, ..Shape::default() });
    let mut dice = Dice::new(seed ^ 0x5eed);
    // An empty id is never known, whatever it is read from.
    let mut data = as_read_from_json(&workload.data);
    let marks = *dice.pick(&[&MARKS[..0], &MARKS[1..], &MARKS[..]]);
    if marks.contains(&"") {
        data = as_read_from_csv(&data);
    }
    let model = with_more_columns(&workload.model, marks, &mut dice)?;
    let expected = reference::score(&model, &data, workload.as_of);
    let [leads, events, adjustments, outcomes] = all_rows(&model, &data, marks, &mut dice)?;
    Ok(json!({
        "model": model.source().text().lines().collect::<Vec<_>>(),
        "as_of": workload.as_of.to_string(),
        "leads": leads,
        "events": events,
        "adjustments": adjustments,
        "outcomes": outcomes,
        "expected": expected.iter().map(|story| result(&story.result)).collect::<Vec<_>>(),
    }))
}

/// The model with these marks, and with columns that are carried through.
fn with_more_columns(model: &Model, marks: &[&str], dice: &mut Dice) -> Result<Model, Box<dyn Error>> {
    let mut lines = String::from("[data]\n");
    if !marks.is_empty() {
        lines += &format!("nulls = {}\n", Json::from(marks));
    }
    if dice.chance(50) {
        let plain = [Type::Text, Type::Integer, Type::Boolean, Type::Date];
        let declared = model.lead().iter().filter(|point| plain.contains(&point.ty));
        let declared = declared.map(|point| point.column.as_str()).filter(|_| dice.chance(15));
        let shown: Vec<&str> = declared.chain([CARRIED]).collect();
        lines += &format!("show = {}\n", Json::from(shown));
    }
    let text = model.source().text().replacen("[data]\n", &lines, 1);
    let checked = ModelSource::new("random", &text).check();
    checked.model.ok_or_else(|| format!("{:#?}\n{text}", checked.diagnostics).into())
}

/// The rows of all tables: leads, events, adjustments, outcomes.
fn all_rows(model: &Model, data: &Data, marks: &[&str], dice: &mut Dice) -> Result<[Vec<Json>; 4], Box<dyn Error>> {
    let [leads, events, adjustments] = tables(model, data);
    let outcomes = outcomes(model, data);
    let mut all = [rows(&leads)?, rows(&events)?, rows(&adjustments)?, rows(&outcomes)?];
    let names = model.data();
    for (rows, points) in all.iter_mut().zip([model.lead(), model.event()]) {
        rows.iter_mut().for_each(|row| mark_unknown(row, points, marks, dice));
    }
    if let Some(id) = &names.event_id {
        all[1].iter_mut().for_each(|row| mark(&mut row[id], marks, dice));
    }
    for row in &mut all[0] {
        row[CARRIED] = dice.pick(&[Json::Null, json!("kept;as it is, \"é\""), json!("12")]).clone();
    }
    let lead = names.lead_id.column();
    let needed: [&[&str]; 4] = [
        &[lead],
        &[&names.event_lead, &names.event_type, &names.event_time],
        &[lead, "points", "at"],
        &[lead, "outcome", "at"],
    ];
    for (rows, needed) in all.iter_mut().zip(needed) {
        for column in needed {
            lacking(rows, column, marks, dice);
        }
    }
    Ok(all)
}

/// Writes cells that are not known in other ways: a text as a mark, a list with an item that is null.
fn mark_unknown(row: &mut Json, points: &[DataPoint], marks: &[&str], dice: &mut Dice) {
    for point in points {
        let cell = &mut row[&point.column];
        match point.ty {
            Type::Text => mark(cell, marks, dice),
            Type::List if cell.is_null() && dice.chance(30) => *cell = json!([null]),
            Type::List if dice.chance(10) => cell.as_array_mut().into_iter().for_each(|items| items.push(Json::Null)),
            _ => {}
        }
    }
}

/// Often writes a mark where nothing is known.
fn mark(cell: &mut Json, marks: &[&str], dice: &mut Dice) {
    if cell.is_null() && !marks.is_empty() && dice.chance(60) {
        *cell = json!(dice.pick(marks));
    }
}

/// Adds a row that is like another but lacks a column without which it does not count.
fn lacking(rows: &mut Vec<Json>, column: &str, marks: &[&str], dice: &mut Dice) {
    if rows.is_empty() || dice.chance(50) {
        return;
    }
    let mut row = dice.pick(rows).clone();
    row[column] = if ["points", "at"].contains(&column) || is_instant(&row[column]) {
        Json::Null
    } else {
        let mut ways = vec![Json::Null, json!("")];
        ways.extend(marks.iter().map(|mark| json!(mark)));
        dice.pick(&ways).clone()
    };
    let place = dice.below(rows.len() + 1);
    rows.insert(place, row);
}

fn is_instant(cell: &Json) -> bool {
    cell.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok())
}

fn rows(table: &Table) -> Result<Vec<Json>, serde_json::Error> {
    table.json_lines().lines().map(serde_json::from_str).collect()
}

fn result(result: &LeadResult) -> Json {
    let product = |product: &ProductResult| {
        json!({
            "total": product.total.to_string(),
            "fit": product.fit.to_string(),
            "engagement": product.engagement.to_string(),
            "score": product.score,
        })
    };
    let products = result.products.as_ref();
    let products = products.map(|all| all.iter().map(|(name, scores)| (name.clone(), product(scores))));
    let contributions = result.contributions.iter().map(|(name, exact)| (name.clone(), Json::from(exact.to_string())));
    let occurrences = result.occurrences.iter().map(|(name, count)| (name.clone(), Json::from(*count)));
    json!({
        "lead_id": result.lead_id,
        "rank": result.rank,
        "score": result.score,
        "rating": result.rating,
        "total": result.total.to_string(),
        "fit": result.fit.to_string(),
        "engagement": result.engagement.to_string(),
        "fit_grade": result.fit_grade,
        "engagement_grade": result.engagement_grade,
        "grade": result.grade,
        "lane": result.lane,
        "gates_met": result.gates_met,
        "eligible": result.eligible,
        "excluded": result.excluded,
        "persona": result.persona,
        "product": result.product,
        "products": products.map(|all| all.collect::<Map<_, _>>()),
        "size": result.size,
        "lead_source": result.lead_source,
        "critical_met": result.critical_met,
        "last_touch": result.last_touch.map(format_instant),
        "last_hand_raise": result.last_hand_raise.map(format_instant),
        "contributions": contributions.collect::<Map<_, _>>(),
        "occurrences": occurrences.collect::<Map<_, _>>(),
    })
}
