//! What is known of a lead where a condition decided: `employees 400, country not known`.

use handraise_model::condition::{DataPointId, Expr, Names, Scope, print};
use handraise_model::values::{Value, format_date, format_instant};
use handraise_model::{BandTest, FitCriterion, Model, NamedCondition};

use super::Story;
use crate::terminal::{cut, words};

/// The data points that a condition reads, with their values.
pub(super) fn of(story: &Story<'_>, expr: &Expr) -> String {
    told(story, &expr.data_points())
}

/// The data points that decided which band was taken: those of all bands up to it.
pub(super) fn of_bands(story: &Story<'_>, criterion: &FitCriterion, taken: Option<usize>) -> String {
    let read = taken.map_or(criterion.bands.len(), |taken| taken + 1);
    let mut data_points: Vec<DataPointId> = Vec::new();
    for band in criterion.bands.iter().take(read) {
        let of_band = match &band.test {
            BandTest::When(expr) => expr.data_points(),
            BandTest::Known(id) | BandTest::Unknown(id) => vec![*id],
            BandTest::Else => Vec::new(),
        };
        data_points.extend(of_band);
    }
    data_points.sort_unstable();
    data_points.dedup();
    told(story, &data_points)
}

/// A lane's condition as the language writes it.
pub(super) fn condition(model: &Model, lane: &NamedCondition) -> String {
    print(&lane.when.expr, &Names::of(model, Scope::Lane))
}

/// A value for people.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::Text(text) => cut(text, words::NAME_WIDTH_MAX),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Boolean(true) => "true".to_owned(),
        Value::Boolean(false) => "false".to_owned(),
        Value::Date(days) => format_date(*days),
        Value::Timestamp(micros) => format_instant(*micros),
        Value::List(items) => cut(&items.join(", "), words::NAME_WIDTH_MAX),
    }
}

fn told(story: &Story<'_>, data_points: &[DataPointId]) -> String {
    let told = data_points.iter().map(|DataPointId(index)| {
        let name = &story.model.lead()[*index].name;
        // An empty list is a list that is not known.
        let known = story.values.get(*index).and_then(Option::as_ref);
        match known.filter(|known| !matches!(known, Value::List(items) if items.is_empty())) {
            Some(known) => format!("{name} {}", value(known)),
            None => format!("{name} not known"),
        }
    });
    told.collect::<Vec<_>>().join(", ")
}
