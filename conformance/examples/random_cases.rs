//! Writes random models with their data, and what the reference evaluator finds, as cases.
//!
//! ```sh
//! cargo run -p handraise-conformance --example random_cases -- FIRST_SEED COUNT FOLDER
//! ```

use std::error::Error;
use std::path::Path;

use handraise_conformance::files::{Table, as_read_from_json, outcomes, tables};
use handraise_conformance::random::{Shape, workload};
use handraise_conformance::{LeadResult, ProductResult, reference};
use handraise_model::values::format_instant;
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

fn case(seed: u64) -> Result<Json, Box<dyn Error>> {
    let workload = workload(seed, Shape { outcomes: seed.is_multiple_of(3), ..Shape::default() });
    // An empty id is never known, whatever it is read from.
    let data = as_read_from_json(&workload.data);
    let expected = reference::score(&workload.model, &data, workload.as_of);
    let [leads, events, adjustments] = tables(&workload.model, &data);
    Ok(json!({
        "model": workload.model.source().text().lines().collect::<Vec<_>>(),
        "as_of": workload.as_of.to_string(),
        "leads": rows(&leads)?,
        "events": rows(&events)?,
        "adjustments": rows(&adjustments)?,
        "outcomes": rows(&outcomes(&workload.model, &data))?,
        "expected": expected.iter().map(|story| result(&story.result)).collect::<Vec<_>>(),
    }))
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
