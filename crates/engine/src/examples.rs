//! The model's own tests: each example is scored at its instant, by the engine that scores real leads.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use handraise_model::condition::DataPointId;
use handraise_model::values::{Span, Spanned, Type, Value};
use handraise_model::{DataPoint, Example, Model, columns};

use crate::error::ScoreError;
use crate::instants::Instants;
use crate::plan::Plan;
use crate::rows::{batch_of, column_of};
use crate::schema::{event_schema, lead_schema};
use crate::scores::{Explanation, Scores};

/// What became of one example.
#[derive(Clone, Debug, PartialEq)]
pub struct ExampleOutcome {
    /// Index in [`Model::examples`].
    pub example: usize,
    /// What came out other than expected; none: it passed.
    pub failures: Vec<Failure>,
    /// The score it got.
    pub explanation: Explanation,
}

/// An expectation that was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The place of the expectation in the document.
    pub span: Span,
    /// What came out instead.
    pub message: String,
}

/// Runs the examples of a model, in order.
pub fn run(model: &Arc<Model>) -> Result<Vec<ExampleOutcome>, ScoreError> {
    let examples = model.examples();
    if examples.is_empty() {
        return Ok(Vec::new());
    }
    let plan = Plan::bind(model.clone(), &lead_schema(model), &event_schema(model))?;
    let instants = Instants::PerLead(examples.iter().map(|example| example.as_of).collect());
    let mut scoring = plan.start(&[lead_batch(model)?], &instants)?;
    scoring.push_events(&event_batch(model)?)?;
    let history = scoring.finish()?;
    let mut explanations = Vec::with_capacity(examples.len());
    for index in 0..examples.len() {
        // An example has no `lead_created` and no `lead_valid_from`, so it is always in force.
        explanations.extend(history.explain(0, &index.to_string())?);
    }
    let failures: Vec<Vec<Failure>> = (0..explanations.len()).map(|index| judge(model, index, &explanations)).collect();
    let outcomes = failures.into_iter().zip(explanations).enumerate();
    Ok(outcomes.map(|(example, (failures, explanation))| ExampleOutcome { example, failures, explanation }).collect())
}

/// Compares an example's score with what it expects.
fn judge(model: &Model, index: usize, explanations: &[Explanation]) -> Vec<Failure> {
    let (Some(example), Some(explanation)) = (model.examples().get(index), explanations.get(index)) else {
        return Vec::new();
    };
    let scores = &explanation.scores;
    let mut verdict = Verdict::default();
    let expect = &example.expect;
    let score = first(&scores.score).unwrap_or_default();
    if let Some(least) = expect.score_at_least.as_ref().filter(|least| score < least.value) {
        verdict.fail(least, format!("the score is {score}, not at least {}", least.value));
    }
    if let Some(most) = expect.score_at_most.as_ref().filter(|most| score > most.value) {
        verdict.fail(most, format!("the score is {score}, not at most {}", most.value));
    }
    let grade = match (first(&scores.fit_grade).flatten(), first(&scores.engagement_grade).flatten()) {
        (Some(fit), Some(engagement)) => Some(format!("{fit}{engagement}")),
        _ => None,
    };
    let lane = first(&scores.lane).flatten().and_then(|index| Some(model.lanes().get(index)?.name.clone()));
    let persona = first(&scores.persona).flatten().and_then(|index| Some(model.personas().get(index)?.name.clone()));
    let product = first(&scores.product).flatten().and_then(|id| Some(model.products().get(id.0)?.name.clone()));
    verdict.name("grade", expect.grade.as_ref(), grade);
    verdict.name("lane", expect.lane.as_ref(), lane);
    verdict.name("persona", expect.persona.as_ref(), persona);
    verdict.name("product", expect.product.as_ref(), product);
    verdict.truth("eligible", expect.eligible.as_ref(), first(&scores.eligible).unwrap_or_default());
    verdict.truth("excluded", expect.excluded.as_ref(), first(&scores.excluded).unwrap_or_default());
    if let Some(above) = &expect.above
        && let (Some(other), Some(lower)) = (model.examples().get(above.value), explanations.get(above.value))
        && let Some(message) = not_above(scores, &lower.scores, other)
    {
        verdict.fail(above, message);
    }
    verdict.failures
}

#[derive(Default)]
struct Verdict {
    failures: Vec<Failure>,
}

impl Verdict {
    fn fail<T>(&mut self, expected: &Spanned<T>, message: String) {
        self.failures.push(Failure { span: expected.span.clone(), message });
    }

    fn name(&mut self, what: &str, expected: Option<&Spanned<Option<String>>>, found: Option<String>) {
        if let Some(expected) = expected.filter(|expected| expected.value != found) {
            let name = |name: &Option<String>| name.as_ref().map_or("none".to_owned(), |name| format!("`{name}`"));
            self.fail(expected, format!("the {what} is {}, not {}", name(&found), name(&expected.value)));
        }
    }

    fn truth(&mut self, what: &str, expected: Option<&Spanned<bool>>, found: bool) {
        if let Some(expected) = expected.filter(|expected| expected.value != found) {
            let not = if found { "" } else { "not " };
            self.fail(expected, format!("the lead is {not}{what}"));
        }
    }
}

/// Why one example does not rank above another; none if it does. Rank's last resort, the id, is a tie here.
fn not_above(upper: &Scores, lower: &Scores, other: &Example) -> Option<String> {
    let name = &other.name;
    let eligible = |scores: &Scores| first(&scores.eligible).unwrap_or_default();
    let total = |scores: &Scores| first(&scores.total).unwrap_or_default();
    if !eligible(upper) {
        return Some("the lead is not eligible, so it ranks above none".to_owned());
    }
    if !eligible(lower) {
        return None;
    }
    let (mine, its) = (total(upper), total(lower));
    if mine != its {
        return (mine < its).then(|| format!("ranks below `{name}`: a total of {mine:#} against {its:#}"));
    }
    let touch = |scores: &Scores| first(&scores.last_touch).flatten();
    match touch(upper).cmp(&touch(lower)) {
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Equal => Some(format!("ties with `{name}`: total {mine:#} and last touch are equal")),
        std::cmp::Ordering::Less => {
            Some(format!("ranks below `{name}`: equal totals of {mine:#}, and a last touch that is longer ago"))
        }
    }
}

fn first<T: Clone>(column: &[T]) -> Option<T> {
    column.first().cloned()
}

/// The examples as leads: each has its index as its id.
fn lead_batch(model: &Model) -> Result<RecordBatch, ScoreError> {
    let examples = model.examples();
    let column = |name: &str| match name {
        columns::LEAD_ID => Some(texts((0..examples.len()).map(|index| index.to_string()))),
        _ => data_point(model.lead(), name, examples.iter().map(|example| example.lead.as_slice())),
    };
    Ok(batch_of(&lead_schema(model), examples.len(), column)?)
}

/// The events of all examples.
fn event_batch(model: &Model) -> Result<RecordBatch, ScoreError> {
    let of = |(index, example): (usize, &'_ Example)| vec![index; example.events.len()];
    let leads: Vec<usize> = model.examples().iter().enumerate().flat_map(of).collect();
    let events = || model.examples().iter().flat_map(|example| &example.events);
    let column = |name: &str| match name {
        columns::LEAD_ID => Some(texts(leads.iter().map(usize::to_string))),
        columns::EVENT_TYPE => Some(texts(events().map(|event| event.event.clone()))),
        columns::EVENT_TIME => {
            let times: Vec<Value> = events().map(|event| Value::Timestamp(event.at)).collect();
            Some(column_of(Type::Timestamp, times.iter().map(Some)))
        }
        _ => data_point(model.event(), name, events().map(|event| event.properties.as_slice())),
    };
    Ok(batch_of(&event_schema(model), leads.len(), column)?)
}

/// The column of a declared data point; none for a role.
fn data_point<'a>(
    declared: &[DataPoint],
    name: &str,
    rows: impl Iterator<Item = &'a [(DataPointId, Value)]>,
) -> Option<ArrayRef> {
    let index = declared.iter().position(|data_point| data_point.name == name)?;
    let value = |row: &'a [(DataPointId, Value)]| row.iter().find(|(id, _)| id.0 == index).map(|(_, value)| value);
    Some(column_of(declared.get(index)?.ty, rows.map(value)))
}

fn texts(values: impl Iterator<Item = String>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}
