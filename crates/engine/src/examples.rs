//! The model's own tests: each example is scored at its instant, by the engine that scores real leads.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch, new_null_array};
use arrow_schema::{Field, SchemaRef};
use handraise_model::values::{Span, Spanned, Type, Value};
use handraise_model::{DataPoint, Example, Model, columns};

use crate::error::ScoreError;
use crate::instants::Instants;
use crate::plan::Plan;
use crate::schema::{arrow_type, event_schema, lead_schema};
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
    let (leads, events) = (lead_schema(model), event_schema(model));
    let plan = Plan::bind(model.clone(), &leads, &events)?;
    let instants = Instants::PerLead(examples.iter().map(|example| example.as_of).collect());
    let mut scoring = plan.start(&[lead_batch(model, &leads)?], &instants)?;
    scoring.push_events(&event_batch(model, &events)?)?;
    let history = scoring.finish();
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
fn lead_batch(model: &Model, schema: &SchemaRef) -> Result<RecordBatch, ScoreError> {
    let examples = model.examples();
    let column = |field: &Field| -> ArrayRef {
        if field.name() == columns::LEAD_ID {
            return texts((0..examples.len()).map(|index| Some(index.to_string())));
        }
        let rows = examples.iter().map(|example| example.lead.as_slice());
        data_point(model.lead(), field, rows).unwrap_or_else(|| new_null_array(field.data_type(), examples.len()))
    };
    let columns = schema.fields().iter().map(|field| column(field)).collect();
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}

/// The events of all examples.
fn event_batch(model: &Model, schema: &SchemaRef) -> Result<RecordBatch, ScoreError> {
    let of = |(index, example): (usize, &'_ Example)| vec![index; example.events.len()];
    let leads: Vec<usize> = model.examples().iter().enumerate().flat_map(of).collect();
    let events = || model.examples().iter().flat_map(|example| &example.events);
    let column = |field: &Field| -> ArrayRef {
        match field.name().as_str() {
            columns::LEAD_ID => texts(leads.iter().map(|index| Some(index.to_string()))),
            columns::EVENT_TYPE => texts(events().map(|event| Some(event.event.clone()))),
            columns::EVENT_TIME => {
                values(Type::Timestamp, events().map(|event| Some(Value::Timestamp(event.at))), leads.len())
            }
            _ => {
                let rows = events().map(|event| event.properties.as_slice());
                data_point(model.event(), field, rows).unwrap_or_else(|| new_null_array(field.data_type(), leads.len()))
            }
        }
    };
    let columns = schema.fields().iter().map(|field| column(field)).collect();
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}

/// The column of a declared data point; none for a role.
fn data_point<'a>(
    declared: &[DataPoint],
    field: &Field,
    rows: impl Iterator<Item = &'a [(handraise_model::condition::DataPointId, Value)]>,
) -> Option<ArrayRef> {
    let index = declared.iter().position(|data_point| data_point.name == *field.name())?;
    let ty = declared.get(index)?.ty;
    let value = |row: &'a [(handraise_model::condition::DataPointId, Value)]| {
        row.iter().find(|(id, _)| id.0 == index).map(|(_, value)| value.clone())
    };
    let values_of: Vec<Option<Value>> = rows.map(value).collect();
    let len = values_of.len();
    Some(values(ty, values_of.into_iter(), len))
}

fn texts(values: impl Iterator<Item = Option<String>>) -> ArrayRef {
    Arc::new(values.collect::<arrow_array::StringArray>())
}

macro_rules! build {
    ($builder:expr, $values:expr, $variant:ident) => {{
        let mut builder = $builder;
        for value in $values {
            match value {
                Some(Value::$variant(value)) => builder.append_value(value),
                _ => builder.append_null(),
            }
        }
        Arc::new(builder.finish())
    }};
}

/// Values of one type as a column.
fn values(ty: Type, values: impl Iterator<Item = Option<Value>>, len: usize) -> ArrayRef {
    match ty {
        Type::Text => build!(StringBuilder::new(), values, Text),
        Type::Integer => build!(Int64Builder::with_capacity(len), values, Integer),
        Type::Decimal => build!(Float64Builder::with_capacity(len), values, Decimal),
        Type::Boolean => build!(BooleanBuilder::with_capacity(len), values, Boolean),
        Type::Date => build!(Date32Builder::with_capacity(len), values, Date),
        Type::Timestamp => {
            build!(TimestampMicrosecondBuilder::with_capacity(len).with_data_type(arrow_type(ty)), values, Timestamp)
        }
        Type::List => {
            let mut builder = ListBuilder::new(StringBuilder::new());
            for value in values {
                if let Some(Value::List(items)) = value {
                    items.iter().for_each(|item| builder.values().append_value(item));
                    builder.append(true);
                } else {
                    builder.append(false);
                }
            }
            Arc::new(builder.finish())
        }
    }
}
