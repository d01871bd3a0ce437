//! The canonical columns of the batches that the engine takes.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use handraise_model::values::Type;
use handraise_model::{DataPoint, Model, columns};

/// The columns of a batch of leads: the roles that the model names, then one for each data point.
#[must_use]
pub fn lead_schema(model: &Model) -> SchemaRef {
    let data = model.data();
    let mut fields = vec![Field::new(columns::LEAD_ID, DataType::Utf8, false)];
    let optional = [
        (data.account_id.is_some(), columns::ACCOUNT_ID, Type::Text),
        (data.lead_created.is_some(), columns::LEAD_CREATED, Type::Timestamp),
        (data.lead_valid_from.is_some(), columns::LEAD_VALID_FROM, Type::Timestamp),
    ];
    fields.extend(optional.into_iter().filter(|(named, ..)| *named).map(|(_, name, ty)| field(name, ty, true)));
    fields.extend(model.lead().iter().map(data_point_field));
    Arc::new(Schema::new(fields))
}

/// The columns of a batch of events: the roles, then one for each declared property.
#[must_use]
pub fn event_schema(model: &Model) -> SchemaRef {
    let mut fields = vec![
        Field::new(columns::LEAD_ID, DataType::Utf8, false),
        Field::new(columns::EVENT_TYPE, DataType::Utf8, false),
        field(columns::EVENT_TIME, Type::Timestamp, false),
    ];
    if model.data().event_id.is_some() {
        fields.push(Field::new(columns::EVENT_ID, DataType::Utf8, true));
    }
    fields.extend(model.event().iter().map(data_point_field));
    Arc::new(Schema::new(fields))
}

/// The columns of a batch of manual adjustments.
#[must_use]
pub fn adjustment_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        field(columns::LEAD_ID, Type::Text, false),
        field(columns::ADJUSTMENT_POINTS, Type::Integer, false),
        field(columns::ADJUSTMENT_REASON, Type::Text, true),
        field(columns::ADJUSTMENT_BY, Type::Text, true),
        field(columns::ADJUSTMENT_AT, Type::Timestamp, false),
        field(columns::ADJUSTMENT_UNTIL, Type::Timestamp, true),
    ]))
}

/// The columns of a batch of outcomes; the last may be missing, and nothing here reads it.
#[must_use]
pub fn outcome_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        field(columns::LEAD_ID, Type::Text, false),
        field(columns::OUTCOME, Type::Text, false),
        field(columns::OUTCOME_AT, Type::Timestamp, false),
        field(columns::OUTCOME_VALUE, Type::Decimal, true),
    ]))
}

/// The Arrow type that holds a type of the language.
pub(crate) fn arrow_type(ty: Type) -> DataType {
    match ty {
        Type::Text => DataType::Utf8,
        Type::Integer => DataType::Int64,
        Type::Decimal => DataType::Float64,
        Type::Boolean => DataType::Boolean,
        Type::Date => DataType::Date32,
        Type::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Type::List => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
    }
}

/// Whether a column holds a type of the language in a form that the engine reads.
pub(crate) fn holds(column: &DataType, ty: Type) -> bool {
    match (ty, column) {
        (Type::Text, DataType::Dictionary(key, value)) => **key == DataType::Int32 && **value == DataType::Utf8,
        (Type::Text, DataType::Utf8View) => true,
        (Type::Timestamp, DataType::Timestamp(TimeUnit::Microsecond, _)) => true,
        (Type::List, DataType::List(item)) => *item.data_type() == DataType::Utf8,
        _ => *column == arrow_type(ty),
    }
}

fn field(name: &str, ty: Type, nullable: bool) -> Field {
    Field::new(name, arrow_type(ty), nullable)
}

fn data_point_field(data_point: &DataPoint) -> Field {
    field(&data_point.name, data_point.ty, true)
}
