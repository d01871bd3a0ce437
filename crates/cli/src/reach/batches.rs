//! Cases to Arrow batches and back: the candidates of a round are the leads of one small run.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch, StringArray, new_null_array};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use handraise_engine::{Instants, Plan, ScoreError, ScoreOptions};
use handraise_model::columns;
use handraise_model::values::{Type, Value};

use super::candidates::Candidate;
use super::{Case, CaseEvent, Change, Standing};

/// Scores the case with each candidate's changes; standings in the order of the candidates.
pub(super) fn score(plan: &Plan, case: &Case, candidates: &[Candidate]) -> Result<Vec<Standing>, ScoreError> {
    let variants: Vec<Case> = candidates.iter().map(|changes| changed(case, changes)).collect();
    let mut scoring = plan.start(&[leads(plan, &variants)?], &Instants::Shared(vec![case.as_of]))?;
    let events = events(plan, &variants)?;
    if events.num_rows() > 0 {
        scoring.push_events(&events)?;
    }
    for adjustments in &case.adjustments {
        for index in 0..variants.len() {
            scoring.push_adjustments(&with_lead(adjustments, index)?)?;
        }
    }
    let options = ScoreOptions { contributions: true, ..ScoreOptions::default() };
    let scores = scoring.finish().score(0, &options)?;
    let mut standings = vec![Standing::default(); variants.len()];
    for row in 0..scores.len() {
        let index = scores.lead_id[row].parse::<usize>().ok();
        if let Some(standing) = index.and_then(|index| standings.get_mut(index)) {
            *standing = Standing::of(&scores, row);
        }
    }
    Ok(standings)
}

fn changed(case: &Case, changes: &[Change]) -> Case {
    let mut case = case.clone();
    for change in changes {
        match change {
            Change::DataPoint { data_point, to, .. } => {
                if let Some(value) = case.values.get_mut(data_point.0) {
                    *value = Some(to.clone());
                }
            }
            Change::Occurrence { events, .. } => case.events.extend(events.iter().cloned()),
        }
    }
    case
}

fn leads(plan: &Plan, variants: &[Case]) -> Result<RecordBatch, ArrowError> {
    let model = plan.model();
    let schema = handraise_engine::lead_schema(model);
    batch(&schema, variants.len(), |name| {
        if name == columns::LEAD_ID {
            return Some(Arc::new(StringArray::from_iter_values((0..variants.len()).map(|index| index.to_string()))));
        }
        let index = model.lead().iter().position(|data_point| data_point.name == name)?;
        Some(array(model.lead()[index].ty, variants.iter().map(|case| case.values.get(index).and_then(Option::as_ref))))
    })
}

fn events(plan: &Plan, variants: &[Case]) -> Result<RecordBatch, ArrowError> {
    let model = plan.model();
    let schema = handraise_engine::event_schema(model);
    let all: Vec<(usize, &CaseEvent)> = variants
        .iter()
        .enumerate()
        .flat_map(|(index, case)| case.events.iter().map(move |event| (index, event)))
        .collect();
    batch(&schema, all.len(), |name| {
        let texts = |of: &dyn Fn(&(usize, &CaseEvent)) -> Option<String>| -> ArrayRef {
            Arc::new(all.iter().map(of).collect::<StringArray>())
        };
        Some(match name {
            columns::LEAD_ID => texts(&|(index, _)| Some(index.to_string())),
            columns::EVENT_TYPE => texts(&|(_, event)| Some(event.event.clone())),
            columns::EVENT_ID => texts(&|(_, event)| event.id.clone()),
            columns::EVENT_TIME => {
                let times: Vec<Value> = all.iter().map(|(_, event)| Value::Timestamp(event.time)).collect();
                array(Type::Timestamp, times.iter().map(Some))
            }
            _ => {
                let index = model.event().iter().position(|data_point| data_point.name == name)?;
                let values = all.iter().map(|(_, event)| event.properties.get(index).and_then(Option::as_ref));
                array(model.event()[index].ty, values)
            }
        })
    })
}

/// A batch of a schema; columns that `column` does not give are all unknown.
fn batch(
    schema: &SchemaRef,
    rows: usize,
    column: impl Fn(&str) -> Option<ArrayRef>,
) -> Result<RecordBatch, ArrowError> {
    let columns = schema
        .fields()
        .iter()
        .map(|field| column(field.name()).unwrap_or_else(|| new_null_array(field.data_type(), rows)));
    RecordBatch::try_new(Arc::clone(schema), columns.collect())
}

/// The same adjustments for another lead.
fn with_lead(adjustments: &RecordBatch, index: usize) -> Result<RecordBatch, ArrowError> {
    let ids: ArrayRef = Arc::new(StringArray::from(vec![index.to_string(); adjustments.num_rows()]));
    let schema = handraise_engine::adjustment_schema();
    let columns = schema.fields().iter().map(|field| {
        if field.name() == columns::LEAD_ID {
            return ids.clone();
        }
        let found = adjustments.column_by_name(field.name()).filter(|column| column.data_type() == field.data_type());
        found.cloned().unwrap_or_else(|| new_null_array(field.data_type(), adjustments.num_rows()))
    });
    RecordBatch::try_new(Arc::clone(&schema), columns.collect())
}

fn array<'v>(ty: Type, values: impl Iterator<Item = Option<&'v Value>>) -> ArrayRef {
    macro_rules! build {
        ($builder:expr, $pattern:path) => {{
            let mut builder = $builder;
            values.for_each(|value| match value {
                Some($pattern(value)) => builder.append_value(value.to_owned()),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }};
    }
    match ty {
        Type::Text => build!(StringBuilder::new(), Value::Text),
        Type::Integer => build!(Int64Builder::new(), Value::Integer),
        Type::Decimal => build!(Float64Builder::new(), Value::Decimal),
        Type::Boolean => build!(BooleanBuilder::new(), Value::Boolean),
        Type::Date => build!(Date32Builder::new(), Value::Date),
        Type::Timestamp => build!(
            TimestampMicrosecondBuilder::new()
                .with_data_type(DataType::Timestamp(arrow_schema::TimeUnit::Microsecond, Some("UTC".into()))),
            Value::Timestamp
        ),
        Type::List => {
            let mut builder = ListBuilder::new(StringBuilder::new());
            values.for_each(|value| match value {
                Some(Value::List(items)) => builder.append_value(items.iter().map(Some)),
                _ => builder.append_value(std::iter::empty::<Option<&str>>()),
            });
            Arc::new(builder.finish())
        }
    }
}
