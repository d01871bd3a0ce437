//! The JSON Schema of a model file, for completion and first checks in editors.
//!
//! Generated from the format's table of sections and keys. It knows keys, types, ranges and choices; what several
//! keys mean together, and what conditions say, only [`crate::ModelSource::check`] knows.

use serde_json::{Map, Value, json};

use crate::format::{KeyInfo, Presence, ROOT, SECTIONS, SectionInfo, SectionKind, ValueType};
use crate::values::Type;

/// The schema, in the draft 2020-12.
#[must_use]
pub fn json_schema() -> Value {
    let mut properties = keys(&ROOT);
    for section in SECTIONS {
        properties.insert(section.name.to_owned(), described(section_value(section), section.meaning));
    }
    let required: Vec<&str> = SECTIONS.iter().filter(|section| section.required).map(|section| section.name).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "handraise model",
        "description": "A scoring model, format 1: which leads to call first, and why.",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn section_value(section: &SectionInfo) -> Value {
    match &section.kind {
        SectionKind::Table | SectionKind::Inline => table(section),
        SectionKind::Tables => json!({ "type": "array", "items": table(section) }),
        SectionKind::NamedTables => {
            json!({ "type": "object", "propertyNames": { "minLength": 1 }, "additionalProperties": table(section) })
        }
        SectionKind::Entries(entry) => json!({
            "type": "object",
            "propertyNames": { "minLength": 1 },
            "additionalProperties": described(value(entry.value), entry.key),
        }),
    }
}

fn table(section: &SectionInfo) -> Value {
    let required: Vec<&str> =
        section.keys.iter().filter(|key| key.presence == Presence::Required).map(|key| key.name).collect();
    // An event of an example has the declared properties beside its own keys.
    let others = if section.name == crate::format::EXAMPLE_EVENT.name { cell() } else { Value::Bool(false) };
    json!({ "type": "object", "properties": keys(section), "required": required, "additionalProperties": others })
}

fn keys(section: &SectionInfo) -> Map<String, Value> {
    section.keys.iter().map(|key| (key.name.to_owned(), key_value(key))).collect()
}

fn key_value(key: &KeyInfo) -> Value {
    let meaning = match key.presence {
        Presence::Default(default) => format!("{}; default: {default}", key.meaning),
        _ => key.meaning.to_owned(),
    };
    let mut schema = described(value(key.value), &meaning);
    if let (Presence::Default(default), Value::Object(schema)) = (key.presence, &mut schema)
        && let Ok(default) = serde_json::from_str(default)
    {
        schema.insert("default".to_owned(), default);
    }
    schema
}

fn described(mut schema: Value, meaning: &str) -> Value {
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), meaning.into());
    }
    schema
}

fn value(ty: ValueType) -> Value {
    match ty {
        ValueType::Text | ValueType::ReferenceOrNone(_) => json!({ "type": "string" }),
        ValueType::Name | ValueType::Reference(_) | ValueType::Condition(_) => name(),
        ValueType::NameOr(section) => json!({ "anyOf": [name(), table(section)] }),
        ValueType::NamesOr(section) => {
            json!({ "anyOf": [name(), { "type": "array", "items": name(), "minItems": 1 }, table(section)] })
        }
        ValueType::OneOf(choices) => json!({ "enum": choices }),
        ValueType::References(_) | ValueType::EventTypes => {
            json!({ "anyOf": [name(), { "type": "array", "items": name(), "minItems": 1 }] })
        }
        ValueType::Integer { min, max } => ranged("integer", min, max),
        ValueType::Number { min, max, .. } => ranged("number", min, max),
        ValueType::Boolean => json!({ "type": "boolean" }),
        ValueType::True => json!({ "const": true }),
        ValueType::Date | ValueType::Instant => json!({ "type": "string" }),
        ValueType::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        ValueType::DataType => data_type(),
        ValueType::DataPoint(section) => json!({ "anyOf": [data_type(), table(section)] }),
        ValueType::PointsOrTable => {
            let points = ranged("integer", -crate::format::POINTS_MAX, crate::format::POINTS_MAX);
            json!({ "anyOf": [points, { "type": "object", "additionalProperties": points, "minProperties": 1 }] })
        }
        ValueType::Thresholds(count) => {
            json!({ "type": "array", "items": { "type": "number" }, "minItems": count, "maxItems": count })
        }
        ValueType::Table(section) => table(section),
        ValueType::Tables(section) => json!({ "type": "array", "items": table(section) }),
        ValueType::LeadValues => json!({ "type": "object", "additionalProperties": cell() }),
    }
}

fn name() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

fn data_type() -> Value {
    json!({ "enum": Type::ALL.map(Type::name) })
}

/// The value of a data point in an example.
fn cell() -> Value {
    json!({ "anyOf": [
        { "type": ["string", "number", "boolean"] },
        { "type": "array", "items": { "type": "string" } },
    ] })
}

/// A number within a range; what has no end has no bound.
fn ranged(ty: &str, min: i64, max: i64) -> Value {
    let mut schema = json!({ "type": ty });
    if let Value::Object(schema) = &mut schema {
        if min != i64::MIN {
            schema.insert("minimum".to_owned(), min.into());
        }
        if max != i64::MAX {
            schema.insert("maximum".to_owned(), max.into());
        }
    }
    schema
}
