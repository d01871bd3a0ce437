//! A model and the columns of its input.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema};
use handraise_engine::{Instants, Plan, ScoreError, event_schema, lead_schema};

use crate::table::{at, events, leads, model, plan};

const MODEL: &str = r#"
[lead]
country = "text"
employees = "integer"
[event]
path = "text"
plan = "text"
[[fit]]
name = "Country"
when = "country = 'BR'"
points = 1
[[engagement]]
name = "Trial"
event = "trial"
where = "plan <> 'free'"
points = 2
[[lane]]
name = "touched"
when = "days_since_touch < 3 and employees > 1"
"#;

fn without(schema: &Schema, column: &str) -> Schema {
    Schema::new(schema.fields().iter().filter(|field| field.name() != column).cloned().collect::<Vec<_>>())
}

#[test]
fn only_columns_that_something_reads_are_needed() {
    let model = model(MODEL);
    let (lead, event) = (lead_schema(&model), event_schema(&model));
    let bind = |lead: &Schema, event: &Schema| Plan::bind(Arc::clone(&model), lead, event).map(|_| ());
    assert_eq!(bind(&lead, &without(&event, "path")), Ok(()));
    let message = |result: Result<(), handraise_engine::BindError>| result.unwrap_err().to_string();
    insta::assert_snapshot!(message(bind(&without(&lead, "employees"), &event)), @"the leads have no column `employees`");
    insta::assert_snapshot!(message(bind(&lead, &without(&event, "plan"))), @"the events have no column `plan`");
    insta::assert_snapshot!(message(bind(&lead, &without(&event, "@time"))), @"the events have no column `@time`");
    let mut fields: Vec<Field> = lead.fields().iter().map(|field| field.as_ref().clone()).collect();
    fields[1] = Field::new("country", DataType::Int32, true);
    insta::assert_snapshot!(message(bind(&Schema::new(fields), &event)), @"column `country` of the leads is Int32; the model needs Utf8");
}

#[test]
fn a_batch_of_another_schema_is_an_error() {
    let model = model(MODEL);
    let plan = plan(&model);
    let mut scoring = plan.start(&[leads(&model, "@lead_id\na")], &Instants::one(at("2026-01-01"))).unwrap();
    let batch = events(&model, "@lead_id @event @time plan\na trial 2025-12-31 pro");
    let reordered = batch.project(&[4, 2, 1, 0]).unwrap();
    scoring.push_events(&reordered).unwrap();
    let cut: RecordBatch = batch.project(&[0, 1, 2]).unwrap();
    let error = scoring.push_events(&cut).unwrap_err();
    assert!(matches!(error, ScoreError::Columns(_)));
    insta::assert_snapshot!(error, @"the events have no column `plan`");
    let scores = scoring.finish().unwrap().score(0, &Default::default()).unwrap();
    assert_eq!(scores.score, [2]);
}

#[test]
fn a_plan_says_what_reads_what() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    let model = model(MODEL);
    let plan = plan(&model);
    shared(&plan);
    insta::assert_debug_snapshot!(plan.reads());
    assert!(plan.reads().counts("trial") && !plan.reads().counts("page"));
}
