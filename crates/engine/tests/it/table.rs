//! Small tables as text: names of columns in the first line, cells apart by blanks, `-` for not known.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Schema};
use handraise_engine::{Instants, Plan, Scores, adjustment_schema, event_schema, lead_schema, outcome_schema};
use handraise_model::values::AsOf;
use handraise_model::{Model, ModelSource};

/// A model of these sections.
pub(crate) fn model(sections: &str) -> Arc<Model> {
    let source = ModelSource::new("model.toml", &format!("[model]\nname = 'test'\nversion = 1\n{sections}"));
    let checked = source.check();
    Arc::new(checked.model.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics)))
}

pub(crate) fn plan(model: &Arc<Model>) -> Plan {
    Plan::bind(Arc::clone(model), &lead_schema(model), &event_schema(model)).unwrap()
}

pub(crate) fn leads(model: &Model, text: &str) -> RecordBatch {
    table(&lead_schema(model), text)
}

pub(crate) fn events(model: &Model, text: &str) -> RecordBatch {
    table(&event_schema(model), text)
}

pub(crate) fn adjustments(text: &str) -> RecordBatch {
    table(&adjustment_schema(), text)
}

pub(crate) fn outcomes(text: &str) -> RecordBatch {
    table(&outcome_schema(), text)
}

/// Noon of a day, or an instant.
pub(crate) fn at(text: &str) -> AsOf {
    AsOf::from_micros(micros(text))
}

/// Scores at one instant, in one go.
pub(crate) fn score(model: &Arc<Model>, lead_rows: &str, event_rows: &str, as_of: &str) -> Scores {
    let plan = plan(model);
    let mut scoring = plan.start(&[leads(model, lead_rows)], &Instants::one(at(as_of))).unwrap();
    scoring.push_events(&events(model, event_rows)).unwrap();
    scoring.finish().unwrap().score(0, &Default::default()).unwrap()
}

fn table(schema: &Arc<Schema>, text: &str) -> RecordBatch {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let header: Vec<&str> = lines.next().unwrap_or_default().split_whitespace().collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split_whitespace().collect()).collect();
    assert!(rows.iter().all(|row| row.len() == header.len()), "ragged: {text}");
    let column = |name: &str, ty: &DataType| {
        let place = header.iter().position(|column| *column == name);
        let cells = rows.iter().map(|row| place.map(|place| row[place]).filter(|cell| *cell != "-"));
        cells_of(ty, cells.collect())
    };
    assert!(header.iter().all(|name| schema.column_with_name(name).is_some()), "unknown column: {text}");
    let columns = schema.fields().iter().map(|field| column(field.name(), field.data_type())).collect::<Vec<_>>();
    // A missing role is a null, so that tests can show what becomes of it.
    let nullable = schema.fields().iter().map(|field| field.as_ref().clone().with_nullable(true));
    RecordBatch::try_new(Arc::new(Schema::new(nullable.collect::<Vec<_>>())), columns).unwrap()
}

fn cells_of(ty: &DataType, cells: Vec<Option<&str>>) -> ArrayRef {
    let cells = cells.into_iter();
    match ty {
        DataType::Utf8 => Arc::new(cells.collect::<StringArray>()),
        DataType::Int64 => Arc::new(cells.map(|cell| Some(cell?.parse::<i64>().unwrap())).collect::<Int64Array>()),
        DataType::Float64 => Arc::new(cells.map(|cell| Some(cell?.parse::<f64>().unwrap())).collect::<Float64Array>()),
        DataType::Boolean => Arc::new(cells.map(|cell| Some(cell? == "true")).collect::<BooleanArray>()),
        DataType::Date32 => Arc::new(cells.map(|cell| Some(at(cell?).day())).collect::<Date32Array>()),
        DataType::Timestamp(..) => {
            let times = cells.map(|cell| Some(micros(cell?))).collect::<TimestampMicrosecondArray>();
            Arc::new(times.with_timezone("UTC"))
        }
        _ => {
            let mut builder = ListBuilder::new(StringBuilder::new());
            for cell in cells {
                builder.append_option(cell.map(|cell| cell.split(';').map(Some)));
            }
            Arc::new(builder.finish())
        }
    }
}

fn micros(text: &str) -> i64 {
    let text = if text.contains('T') { text.to_owned() } else { format!("{text}T12:00Z") };
    text.parse::<jiff::Timestamp>().unwrap().as_microsecond()
}
