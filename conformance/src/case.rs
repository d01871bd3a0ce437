//! The format of a case: a document that a person can read, and any executor can be judged by.

use std::collections::BTreeMap;
use std::path::Path;

use handraise_model::values::{AsOf, Exact, Type, Value, days_since_epoch};
use handraise_model::{DataPoint, Model, ModelSource};
use serde_json::{Map, Value as Json};

use crate::data::{Adjustment, Data, EventRow, LeadRow, Row};
use crate::results::{LeadResult, ProductResult};

type Object = Map<String, Json>;

/// A model, its data, an instant, and what must come out.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file's name without its extension.
    pub name: String,
    /// The model's text.
    pub model: ModelSource,
    /// When it is scored.
    pub as_of: AsOf,
    /// As written, by column: what a file of leads would hold.
    pub leads: Vec<Object>,
    /// As written, by column.
    pub events: Vec<Object>,
    /// As written, by column.
    pub adjustments: Vec<Object>,
    /// All results of all leads.
    pub expected: Vec<LeadResult>,
}

impl Case {
    /// All cases of a folder, by name.
    pub fn read_folder(folder: &Path) -> Result<Vec<Self>, String> {
        let mut cases = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
            let path = entry.map_err(|error| error.to_string())?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
                cases.push(Self::parse(&name, &text).map_err(|error| format!("{}: {error}", path.display()))?);
            }
        }
        cases.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(cases)
    }

    /// Reads the text of a case.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let case: Object = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let lines = array(&case, "model")?.iter().map(as_text).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            name: name.to_owned(),
            model: ModelSource::new(&format!("{name}.toml"), &(lines.join("\n") + "\n")),
            as_of: AsOf::from_micros(micros(&text_of(&case, "as_of")?)?),
            leads: objects(&case, "leads")?,
            events: objects(&case, "events")?,
            adjustments: objects(&case, "adjustments")?,
            expected: objects(&case, "expected")?.iter().map(result).collect::<Result<_, _>>()?,
        })
    }

    /// The data as typed rows. `null` means not known, and nothing else does: cells are taken as read.
    pub fn data(&self, model: &Model) -> Result<Data, String> {
        let columns = model.data();
        let optional_instant = |row: &Object, column: &Option<String>| match column {
            Some(column) => opt_text(row, column)?.as_deref().map(micros).transpose(),
            None => Ok(None),
        };
        let mut data = Data::default();
        for row in &self.leads {
            data.leads.push(LeadRow {
                lead_id: text_of(row, columns.lead_id.column())?,
                created: optional_instant(row, &columns.lead_created)?,
                valid_from: optional_instant(row, &columns.lead_valid_from)?,
                values: values(row, model.lead())?,
            });
        }
        for row in &self.events {
            data.events.push(EventRow {
                lead_id: text_of(row, &columns.event_lead)?,
                event: text_of(row, &columns.event_type)?,
                time: micros(&text_of(row, &columns.event_time)?)?,
                id: columns.event_id.as_ref().map_or(Ok(None), |column| opt_text(row, column))?,
                values: values(row, model.event())?,
            });
        }
        for row in &self.adjustments {
            data.adjustments.push(Adjustment {
                lead_id: text_of(row, columns.lead_id.column())?,
                points: integer(row, "points")?,
                at: micros(&text_of(row, "at")?)?,
                until: opt_text(row, "until")?.as_deref().map(micros).transpose()?,
            });
        }
        Ok(data)
    }
}

/// Results from JSON lines: the objects of `handraise score --format json --explain`, further keys ignored.
///
/// A number with a point is quoted before the parser sees it, so that no exact decimal ever becomes a float.
pub fn results_of_json_lines(text: &str) -> Result<Vec<LeadResult>, String> {
    let object = |line: &str| serde_json::from_str::<Object>(&quote_decimals(line)).map_err(|error| error.to_string());
    text.lines().map(|line| result(&object(line)?).map_err(|error| format!("{error}: {line}"))).collect()
}

/// An exact number of points from its decimal text, without going through a float.
pub fn exact(text: &str) -> Result<Exact, String> {
    let fault = || format!("`{text}` is not a decimal of at most seven places");
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    if fraction.len() > 7 || whole.is_empty() || !(whole.to_owned() + fraction).bytes().all(|b| b.is_ascii_digit()) {
        return Err(fault());
    }
    let units: i64 = format!("{whole}{fraction:0<7}").parse().map_err(|_| fault())?;
    Ok(Exact(if negative { -units } else { units }))
}

/// An instant in RFC 3339, as microseconds since 1970-01-01 00:00:00 UTC.
pub fn micros(text: &str) -> Result<i64, String> {
    let timestamp: jiff::Timestamp = text.parse().map_err(|error| format!("`{text}`: {error}"))?;
    Ok(timestamp.as_microsecond())
}

/// The expected results of one lead.
fn result(row: &Object) -> Result<LeadResult, String> {
    let exact_of = |row: &Object, key: &str| exact(&text_of(row, key)?);
    let product = |json: &Json| -> Result<ProductResult, String> {
        let row = json.as_object().ok_or("a product is an object")?;
        let (total, fit, engagement) = (exact_of(row, "total")?, exact_of(row, "fit")?, exact_of(row, "engagement")?);
        Ok(ProductResult { total, fit, engagement, score: integer(row, "score")? })
    };
    Ok(LeadResult {
        lead_id: text_of(row, "lead_id")?,
        rank: match member(row, "rank")? {
            Json::Null => None,
            _ => Some(count(row, "rank")?),
        },
        score: integer(row, "score")?,
        rating: integer(row, "rating")?,
        total: exact_of(row, "total")?,
        fit: exact_of(row, "fit")?,
        engagement: exact_of(row, "engagement")?,
        fit_grade: opt_text(row, "fit_grade")?,
        engagement_grade: opt_text(row, "engagement_grade")?,
        grade: opt_text(row, "grade")?,
        lane: opt_text(row, "lane")?,
        gates_met: count(row, "gates_met")?,
        eligible: boolean(row, "eligible")?,
        excluded: boolean(row, "excluded")?,
        persona: opt_text(row, "persona")?,
        product: opt_text(row, "product")?,
        products: match member(row, "products")? {
            Json::Null => None,
            products => Some(map_of(products, product)?),
        },
        size: opt_text(row, "size")?,
        lead_source: opt_text(row, "lead_source")?,
        critical_met: count(row, "critical_met")?,
        last_touch: opt_text(row, "last_touch")?.as_deref().map(micros).transpose()?,
        last_hand_raise: opt_text(row, "last_hand_raise")?.as_deref().map(micros).transpose()?,
        contributions: map_of(member(row, "contributions")?, |json| exact(&as_text(json)?))?,
        occurrences: map_of(member(row, "occurrences")?, as_count)?,
    })
}

/// JSON with every number that has a point in quotes.
fn quote_decimals(json: &str) -> String {
    let (mut quoted, mut rest) = (String::new(), json);
    while let Some(next) = rest.chars().next() {
        let is_number = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
        let end = match next {
            '"' => string_end(rest),
            '-' | '0'..='9' => rest.find(|letter| !is_number(letter)).unwrap_or(rest.len()),
            _ => next.len_utf8(),
        };
        let (token, remaining) = rest.split_at(end);
        let is_decimal = next != '"' && token.contains('.');
        quoted += &if is_decimal { format!("\"{token}\"") } else { token.to_owned() };
        rest = remaining;
    }
    quoted
}

/// Where the string that a JSON text begins with ends.
fn string_end(json: &str) -> usize {
    let mut escaped = true; // The opening quote does not close.
    for (index, letter) in json.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return index + 1,
            _ => {}
        }
    }
    json.len()
}

/// The declared data points of a row, typed. A column that the row lacks is not known.
fn values(row: &Object, data_points: &[DataPoint]) -> Result<Row, String> {
    let cell = |data_point: &DataPoint| match row.get(&data_point.column) {
        None | Some(Json::Null) => Ok(None),
        Some(json) => typed(json, data_point.ty).map(Some),
    };
    data_points.iter().map(|data_point| Ok((data_point.name.clone(), cell(data_point)?))).collect()
}

fn typed(json: &Json, ty: Type) -> Result<Value, String> {
    let value = match ty {
        Type::Text => json.as_str().map(|text| Value::Text(text.to_owned())),
        Type::Integer => json.as_i64().map(Value::Integer),
        Type::Decimal => json.as_f64().map(Value::Decimal),
        Type::Boolean => json.as_bool().map(Value::Boolean),
        Type::Date => json.as_str().and_then(|text| text.parse().ok()).map(days_since_epoch).map(Value::Date),
        Type::Timestamp => json.as_str().and_then(|text| micros(text).ok()).map(Value::Timestamp),
        Type::List => {
            json.as_array().and_then(|items| items.iter().map(as_text).collect::<Result<_, _>>().ok()).map(Value::List)
        }
    };
    value.ok_or_else(|| format!("{json} is not of type {ty}"))
}

fn member<'o>(row: &'o Object, key: &str) -> Result<&'o Json, String> {
    row.get(key).ok_or_else(|| format!("`{key}` is missing"))
}

fn array<'o>(row: &'o Object, key: &str) -> Result<&'o Vec<Json>, String> {
    member(row, key)?.as_array().ok_or_else(|| format!("`{key}` is not a list"))
}

fn objects(row: &Object, key: &str) -> Result<Vec<Object>, String> {
    let object = |json: &Json| json.as_object().cloned().ok_or_else(|| format!("`{key}` holds more than objects"));
    array(row, key)?.iter().map(object).collect()
}

fn map_of<T>(json: &Json, read: impl Fn(&Json) -> Result<T, String>) -> Result<BTreeMap<String, T>, String> {
    let object = json.as_object().ok_or_else(|| format!("{json} is not an object"))?;
    object.iter().map(|(key, json)| Ok((key.clone(), read(json)?))).collect()
}

fn as_text(json: &Json) -> Result<String, String> {
    json.as_str().map(str::to_owned).ok_or_else(|| format!("{json} is not text"))
}

fn as_count(json: &Json) -> Result<u32, String> {
    json.as_u64().and_then(|count| u32::try_from(count).ok()).ok_or_else(|| format!("{json} is not a count"))
}

fn text_of(row: &Object, key: &str) -> Result<String, String> {
    as_text(member(row, key)?).map_err(|error| format!("`{key}`: {error}"))
}

/// Text, or nothing where the value is null or absent.
fn opt_text(row: &Object, key: &str) -> Result<Option<String>, String> {
    match row.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(_) => text_of(row, key).map(Some),
    }
}

fn integer(row: &Object, key: &str) -> Result<i64, String> {
    member(row, key)?.as_i64().ok_or_else(|| format!("`{key}` is not an integer"))
}

fn count(row: &Object, key: &str) -> Result<u32, String> {
    as_count(member(row, key)?).map_err(|error| format!("`{key}`: {error}"))
}

fn boolean(row: &Object, key: &str) -> Result<bool, String> {
    member(row, key)?.as_bool().ok_or_else(|| format!("`{key}` is not a boolean"))
}
