//! Where data comes from, what the data points are, and the named lists.

use super::nouns::{plain_name, text_literal};
use super::text::{capitalized, escaped, hundredths, table};
use crate::model::{DataPoint, Model, SourceId};
use crate::prose::joined;
use crate::values::Type;

pub(super) fn sources(model: &Model) -> String {
    let rows = model.sources().iter().enumerate().map(|(index, source)| {
        let own = |data_point: &&DataPoint| data_point.source == Some(SourceId(index));
        let names: Vec<String> = model
            .lead()
            .iter()
            .chain(model.event())
            .filter(own)
            .map(|data_point| plain_name(&data_point.name))
            .collect();
        let trust = hundredths(source.credibility.value.hundredths().into());
        [plain_name(&source.name), trust, joined(&names, "and")]
    });
    let rows: Vec<[String; 3]> = rows.collect();
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "## How far data is trusted\n\nPoints are multiplied by the trust in the least trusted source that they rest on. \
         What is not listed is trusted fully (1).\n\n{}",
        table(["Source", "Trust", "Data points"], &rows)
    )
}

pub(super) fn data_points(model: &Model) -> String {
    let lead = model.lead().iter().map(|data_point| row(model, data_point, "leads"));
    let event = model.event().iter().map(|data_point| row(model, data_point, "events"));
    let rows: Vec<[String; 4]> = lead.chain(event).collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("## Data points\n\n{}", table(["Data point", "Is", "Column", "From"], &rows))
}

pub(super) fn lists(model: &Model) -> String {
    if model.lists().is_empty() {
        return String::new();
    }
    let lists = model.lists().iter().map(|list| {
        let items: Vec<String> = list.items.iter().map(|item| text_literal(item)).collect();
        let items = if items.is_empty() { "nothing".to_owned() } else { joined(&items, "and") };
        format!("- **{}**: {items}.\n", capitalized(&plain_name(&list.name)))
    });
    format!("## Lists\n\n{}\n", lists.collect::<String>())
}

fn row(model: &Model, data_point: &DataPoint, table: &str) -> [String; 4] {
    let is = match data_point.ty {
        Type::Text => "text",
        Type::Integer => "a whole number",
        Type::Decimal => "a number",
        Type::Boolean => "yes or no",
        Type::Date => "a day",
        Type::Timestamp => "a moment, UTC",
        Type::List => "a list of texts",
    };
    let is = if data_point.lead_source { "text: where a hand raise came from" } else { is };
    let source = data_point.source.and_then(|source| model.sources().get(source.0));
    let source = source.map(|source| plain_name(&source.name)).unwrap_or_default();
    let column = format!("{} of the {table}", escaped(&data_point.column));
    [capitalized(&plain_name(&data_point.name)), is.to_owned(), column, source]
}
