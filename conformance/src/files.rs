//! Plain rows as the text files that a user would have, for executors that read files.

use handraise_model::values::{Value, format_date, format_instant};
use handraise_model::{DataPoint, Model};
use serde_json::{Map, Value as Json};

use crate::data::{Adjustment, Data, EventRow, LeadRow, OutcomeRow, Row};

/// A table: its columns, and rows of cells in their order.
#[derive(Clone, Debug)]
pub struct Table {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// Their cells.
    pub rows: Vec<Vec<Option<Value>>>,
}

/// Leads, events and adjustments under the columns that the model names.
#[must_use]
pub fn tables(model: &Model, data: &Data) -> [Table; 3] {
    [leads(model, data), events(model, data), adjustments(model, data)]
}

/// Outcomes of a table of their own.
#[must_use]
pub fn outcomes(model: &Model, data: &Data) -> Table {
    let columns = ["at", model.data().lead_id.column(), "outcome"];
    let row = |row: &OutcomeRow| {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        vec![Some(Value::Timestamp(row.at)), text(&row.lead_id), text(&row.outcome)]
    };
    Table { columns: columns.map(str::to_owned).to_vec(), rows: data.outcomes.iter().map(row).collect() }
}

/// The data as they come back from JSON lines: an event's empty id is never known (section 7).
#[must_use]
pub fn as_read_from_json(data: &Data) -> Data {
    let mut data = data.clone();
    for event in &mut data.events {
        event.id = event.id.take().filter(|id| !id.is_empty());
    }
    data
}

/// The data as they come back from CSV: it has no null of its own, so no empty cell is known (section 7).
#[must_use]
pub fn as_read_from_csv(data: &Data) -> Data {
    let is_empty = |value: &Value| matches!(value, Value::Text(text) if text.is_empty());
    let forget =
        |values: &mut Row| values.values_mut().for_each(|value| *value = value.take().filter(|v| !is_empty(v)));
    let mut data = as_read_from_json(data);
    data.leads.iter_mut().for_each(|lead| forget(&mut lead.values));
    data.events.iter_mut().for_each(|event| forget(&mut event.values));
    data
}

impl Table {
    /// One JSON object a row.
    #[must_use]
    pub fn json_lines(&self) -> String {
        let line = |row: &Vec<Option<Value>>| {
            let cells = row.iter().map(|cell| cell.as_ref().map_or(Json::Null, json));
            let object: Map<String, Json> = self.columns.iter().cloned().zip(cells).collect();
            Json::Object(object).to_string() + "\n"
        };
        self.rows.iter().map(line).collect()
    }

    /// Comma-separated, with a header.
    #[must_use]
    pub fn csv(&self) -> String {
        let line = |cells: Vec<String>| cells.join(",") + "\n";
        let header = line(self.columns.iter().map(|column| quoted(column)).collect());
        let row = |row: &Vec<Option<Value>>| {
            line(row.iter().map(|cell| quoted(&cell.as_ref().map_or(String::new(), text))).collect())
        };
        header + &self.rows.iter().map(row).collect::<String>()
    }
}

fn leads(model: &Model, data: &Data) -> Table {
    let names = model.data();
    let mut columns = vec![names.lead_id.column().to_owned()];
    columns.extend(names.lead_created.clone());
    columns.extend(names.lead_valid_from.clone());
    columns.extend(names.account_id.clone());
    columns.extend(model.lead().iter().map(|data_point| data_point.column.clone()));
    let row = |lead: &LeadRow| {
        let mut row = vec![Some(Value::Text(lead.lead_id.clone()))];
        row.extend(names.lead_created.iter().map(|_| lead.created.map(Value::Timestamp)));
        row.extend(names.lead_valid_from.iter().map(|_| lead.valid_from.map(Value::Timestamp)));
        row.extend(names.account_id.iter().map(|_| None));
        row.extend(cells(model.lead(), &lead.values));
        row
    };
    Table { columns, rows: data.leads.iter().map(row).collect() }
}

fn events(model: &Model, data: &Data) -> Table {
    let names = model.data();
    let mut columns = vec![names.event_lead.clone(), names.event_type.clone(), names.event_time.clone()];
    columns.extend(names.event_id.clone());
    columns.extend(model.event().iter().map(|property| property.column.clone()));
    let row = |event: &EventRow| {
        let text = |text: &String| Some(Value::Text(text.clone()));
        let mut row = vec![text(&event.lead_id), text(&event.event), Some(Value::Timestamp(event.time))];
        row.extend(names.event_id.iter().map(|_| event.id.clone().map(Value::Text)));
        row.extend(cells(model.event(), &event.values));
        row
    };
    Table { columns, rows: data.events.iter().map(row).collect() }
}

fn adjustments(model: &Model, data: &Data) -> Table {
    let columns = [model.data().lead_id.column(), "points", "reason", "by", "at", "until"];
    let row = |adjustment: &Adjustment| {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        vec![
            text(&adjustment.lead_id),
            Some(Value::Integer(adjustment.points)),
            text("met at a fair"),
            text("ana"),
            Some(Value::Timestamp(adjustment.at)),
            adjustment.until.map(Value::Timestamp),
        ]
    };
    Table { columns: columns.map(str::to_owned).to_vec(), rows: data.adjustments.iter().map(row).collect() }
}

fn cells(data_points: &[DataPoint], values: &Row) -> impl Iterator<Item = Option<Value>> {
    data_points.iter().map(|data_point| values.get(&data_point.name).cloned().flatten())
}

fn json(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::from(text.as_str()),
        Value::Integer(number) => Json::from(*number),
        Value::Decimal(number) => Json::from(*number),
        Value::Boolean(truth) => Json::from(*truth),
        Value::Date(_) | Value::Timestamp(_) => Json::from(text(value)),
        Value::List(items) => Json::from(items.clone()),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Date(days) => format_date(*days),
        Value::Timestamp(micros) => format_instant(*micros),
        Value::List(items) => items.join(";"),
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r', ';']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
