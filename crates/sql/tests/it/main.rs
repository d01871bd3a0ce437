//! The compiler as its callers see it: a model and a request in, text out.

mod demo;
mod hostile;
mod lines;
mod refusals;
mod shape;

use handraise_model::values::{AsOf, parse_instant};
use handraise_model::{Model, ModelSource};
use handraise_sql::{Dialect, Instant, Request, TableName, compile};

/// A model that has no mistakes.
fn model(text: &str) -> Model {
    let checked = ModelSource::new("model.toml", text).check();
    checked.model.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

/// The usual request: a literal instant and the usual tables.
fn request(dialect: &str) -> Request {
    let table = |name: &str| TableName::parse(name).unwrap();
    Request {
        dialect: Dialect::named(dialect).unwrap(),
        as_of: Instant::At(AsOf::from_micros(parse_instant("2026-07-01").unwrap())),
        leads: table("leads"),
        events: table("events"),
        adjustments: Some(table("adjustments")),
        outcomes: None,
        columns: None,
        explain: false,
        ordered: true,
    }
}

fn query(text: &str, dialect: &str) -> String {
    compile(&model(text), &request(dialect)).unwrap()
}
