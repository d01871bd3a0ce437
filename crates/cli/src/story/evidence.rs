//! What is known of a lead where a condition decided: `employees 400, country not known`.

use handraise_engine::{CriterionDetail, CriterionId, Explanation};
use handraise_model::condition::{DataPointId, EngagementId, Expr, Names, ResultName, Scope, print};
use handraise_model::values::{Value, day_of, format_date, format_instant};
use handraise_model::{BandTest, FitCriterion, Model, NamedCondition};

use super::Story;
use super::waterfall::product_name;
use crate::output::columns::grade;
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

/// What a lane's condition reads, with its values: data points, results, and how often criteria occurred.
pub(super) fn of_lane(story: &Story<'_>, lane: &NamedCondition) -> String {
    let mut results: Vec<String> = Vec::new();
    lane.when.expr.walk(&mut |expr| {
        let found = match expr {
            Expr::Result(name) => format!("{} {}", name.name(), result(story, *name)),
            Expr::Occurrences(id) => occurrences(story, *id),
            _ => return,
        };
        if !results.contains(&found) {
            results.push(found);
        }
    });
    results.extend(Some(of(story, &lane.when.expr)).filter(|told| !told.is_empty()));
    results.join(", ")
}

/// The value of a result; of one that is null, why it is.
fn result(story: &Story<'_>, name: ResultName) -> String {
    let (model, scores) = (story.model, &story.explanation.scores);
    let days_since = |time: Option<i64>| time.map(|time| (scores.as_of[0].day() - day_of(time)).to_string());
    let none = || Some("none".to_owned());
    let known = match name {
        ResultName::Score => Some(scores.score[0].to_string()),
        ResultName::GatesMet => Some(scores.gates_met[0].to_string()),
        ResultName::CriticalMet => Some(scores.critical_met[0].to_string()),
        ResultName::DaysSinceTouch => days_since(scores.last_touch[0]),
        ResultName::DaysSinceHandRaise => days_since(scores.last_hand_raise[0]),
        ResultName::Fit => Some(format!("{:#}", scores.fit[0])),
        ResultName::Engagement => Some(format!("{:#}", scores.engagement[0])),
        ResultName::Eligible => Some(scores.eligible[0].to_string()),
        ResultName::Excluded => Some(scores.excluded[0].to_string()),
        ResultName::Grade => grade(scores, 0).or_else(none),
        ResultName::FitGrade => scores.fit_grade[0].map(String::from).or_else(none),
        ResultName::EngagementGrade => scores.engagement_grade[0].map(String::from).or_else(none),
        ResultName::Persona => scores.persona[0].map(|persona| model.personas()[persona].name.clone()).or_else(none),
        ResultName::Product => scores.product[0].map(|product| product_name(model, product).to_owned()).or_else(none),
        ResultName::Size => scores.size[0].map(|size| model.sizes()[size].name.clone()).or_else(none),
        ResultName::LeadSource => scores.lead_source[0].clone(),
    };
    let why = match name {
        ResultName::DaysSinceTouch => "no touch",
        ResultName::LeadSource if scores.last_hand_raise[0].is_some() => "the hand raise has none",
        _ => "no hand raise",
    };
    known.unwrap_or_else(|| format!("not known: {why}"))
}

fn occurrences(story: &Story<'_>, EngagementId(index): EngagementId) -> String {
    let Explanation { criteria, .. } = story.explanation;
    let explained = criteria.iter().find(|explained| explained.criterion == CriterionId::Engagement(index));
    let count = match explained.map(|explained| &explained.detail) {
        Some(CriterionDetail::Engagement { counted, .. }) => counted.len(),
        _ => 0,
    };
    format!("occurrences('{}') {count}", story.model.engagement()[index].name)
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
