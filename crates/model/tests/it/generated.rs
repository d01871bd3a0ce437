//! What is generated from the format's tables: the JSON Schema and the reference, and their copies under `docs`.

use std::fs;
use std::path::{Path, PathBuf};

use handraise_model::ModelSource;
use handraise_model::reference::{markdown, topics};
use handraise_model::schema::json_schema;
use serde_json::{Map, Value};
use toml_edit::{DocumentMut, Item};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn copies_under_docs_are_current() {
    let pages = topics().iter().map(|topic| (format!("docs/reference/{}.md", topic.name), markdown(topic)));
    let schema = ("docs/model.schema.json".to_owned(), format!("{:#}\n", json_schema()));
    let bless = std::env::var_os("HANDRAISE_BLESS").is_some();
    for (path, generated) in pages.chain([schema]) {
        let copy = repository().join(&path);
        if bless {
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::write(&copy, &generated).unwrap();
        }
        let current = fs::read_to_string(&copy).unwrap_or_default();
        assert!(current == generated, "{path} is not current: run the tests with HANDRAISE_BLESS=1");
    }
}

#[test]
fn every_model_of_the_reference_is_sound() {
    // The chapters of the diagnostics show mistakes.
    for topic in topics().iter().filter(|topic| topic.name != "diagnostics") {
        let page = markdown(topic);
        assert!(!page.contains("{{"), "{}: a table that does not exist", topic.name);
        for (index, block) in page.split("```toml\n").skip(1).enumerate() {
            let block = block.split("```").next().unwrap();
            let source = ModelSource::new(&format!("{} {index}", topic.name), &with_what_it_refers_to(block));
            let findings = source.check().diagnostics;
            let said = handraise_model::diagnostic::render_text(&findings, &source, false);
            assert!(findings.is_empty(), "{said}\n{}", source.text());
        }
    }
}

/// What the fragments of the reference refer to, section by section.
const SURROUNDINGS: [(&str, &str); 12] = [
    ("[model]", "name = \"reference\"\nversion = 1"),
    ("[credibility]", "crm = 1.0\napp_store = 0.5"),
    ("[list]", "free_mail = [\"gmail.com\", \"outlook.com\"]"),
    (
        "[lead]",
        "country = \"text\"\nindustry = \"text\"\nseniority = \"text\"\nemail = \"text\"\nemployees = \"integer\"\n\
         app_downloads = { type = \"integer\", from = \"app_store\" }\nregions = \"list\"\nfirst_order = \"date\"",
    ),
    ("[event]", "path = \"text\"\nplan = \"text\"\nchannel = { type = \"text\", lead_source = true }"),
    ("[group.web]", "max = 15"),
    ("[[product]]", "name = \"sms\"\n[[product]]\nname = \"voice\""),
    ("[[gate]]", "name = \"In a country we serve\"\nwhen = \"country in ('US', 'BR')\""),
    ("[[persona]]", "name = \"influencer\"\nwhen = \"seniority = 'manager'\""),
    ("[[size]]", "name = \"large\"\ndigit = 3\nwhen = \"employees >= 1000\""),
    ("[[lane]]", "name = \"sales\"\nwhen = \"eligible and score >= 40\""),
    ("[[engagement]]", "name = \"Asked for a demo\"\nevent = \"Demo Requested\"\npoints = 20\nhand_raise = true"),
];

fn with_what_it_refers_to(block: &str) -> String {
    // A fragment that begins with keys belongs before the first section.
    let mut text = if block.starts_with('[') || block.starts_with('#') { String::new() } else { block.to_owned() };
    // One that declares data points stands with them alone: the rest would read others.
    let declares = ["[lead]", "[event]"].iter().any(|heading| block.contains(heading));
    let surroundings = if declares { &SURROUNDINGS[..3] } else { &SURROUNDINGS[..] };
    for (heading, body) in surroundings.iter().filter(|(heading, _)| !block.contains(heading)) {
        text.push_str(&format!("{heading}\n{body}\n"));
    }
    if block.starts_with('[') || block.starts_with('#') {
        text.push_str(block);
    }
    text
}

#[test]
fn the_schema_accepts_models_and_rejects_what_the_format_does_not_know() {
    let schema = json_schema();
    let accepts = |text: &str| fits(&schema, &as_json(text));
    let mut seen = 0;
    for case in fs::read_dir(repository().join("conformance/cases")).unwrap() {
        let path = case.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let case: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            assert!(accepts(&model_of(&case)), "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 40, "only {seen} cases");
    let model = "[model]\nname = \"a\"\nversion = 1\n";
    assert!(accepts(model));
    assert!(accepts(&format!("{model}[data]\nlead_id = {{ row = true }}\n[outcome]\nwon = {{ event = [\"A\"] }}\n")));
    let refused = [
        "".to_owned(),
        "[model]\nname = \"a\"\n".to_owned(),
        format!("{model}colour = 1\n"),
        format!("{model}[persona]\nname = \"p\"\n"),
        format!("{model}[lead]\ncountry = \"txt\"\n"),
        format!("{model}[[engagement]]\nname = \"e\"\nevent = []\npoints = 1\n"),
        format!("{model}[[engagement]]\nname = \"e\"\nevent = \"E\"\npoints = 1001\n"),
        format!("{model}[[engagement]]\nname = \"e\"\nevent = \"E\"\npoints = 1\nper = \"week\"\n"),
        format!("{model}[grade]\nfit = [3, 2]\n"),
        format!("{model}[data]\nlead_id = {{ row = false }}\n"),
        format!("{model}[outcome]\nwon = []\n"),
    ];
    for text in refused {
        assert!(!accepts(&text), "{text}");
    }
}

fn model_of(case: &Value) -> String {
    let lines: Vec<&str> = case["model"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    lines.join("\n")
}

/// Whether a value fits a schema that uses no more keywords than ours does.
fn fits(schema: &Value, value: &Value) -> bool {
    let length = |text: &str| text.chars().count() as u64;
    let number = |value: &Value| value.as_f64();
    schema.as_object().unwrap().iter().all(|(keyword, rule)| match keyword.as_str() {
        "$schema" | "title" | "description" | "default" => true,
        "type" => match rule {
            Value::Array(types) => types.iter().any(|ty| has_type(value, ty)),
            ty => has_type(value, ty),
        },
        "enum" => rule.as_array().unwrap().contains(value),
        "const" => rule == value,
        "anyOf" => rule.as_array().unwrap().iter().any(|schema| fits(schema, value)),
        "minimum" => number(value).is_none_or(|value| value >= number(rule).unwrap()),
        "maximum" => number(value).is_none_or(|value| value <= number(rule).unwrap()),
        "minLength" => value.as_str().is_none_or(|text| length(text) >= rule.as_u64().unwrap()),
        "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap()),
        "maxItems" => value.as_array().is_none_or(|items| items.len() as u64 <= rule.as_u64().unwrap()),
        "minProperties" => value.as_object().is_none_or(|table| table.len() as u64 >= rule.as_u64().unwrap()),
        "items" => value.as_array().is_none_or(|items| items.iter().all(|item| fits(rule, item))),
        "required" => rule.as_array().unwrap().iter().all(|key| value.get(key.as_str().unwrap()).is_some()),
        "propertyNames" => {
            value.as_object().is_none_or(|table| table.keys().all(|key| fits(rule, &key.as_str().into())))
        }
        "properties" => {
            rule.as_object().unwrap().iter().all(|(key, rule)| value.get(key).is_none_or(|value| fits(rule, value)))
        }
        "additionalProperties" => value.as_object().is_none_or(|table| {
            let known = |key: &str| schema.get("properties").is_some_and(|keys| keys.get(key).is_some());
            table
                .iter()
                .filter(|(key, _)| !known(key))
                .all(|(_, value)| *rule != Value::Bool(false) && fits(rule, value))
        }),
        other => panic!("the schema uses `{other}`, which this test does not know"),
    })
}

fn has_type(value: &Value, ty: &Value) -> bool {
    match ty.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64(),
        other => panic!("no type `{other}`"),
    }
}

/// A TOML document as the editors' validators see it: dates are text.
fn as_json(text: &str) -> Value {
    json_of(text.parse::<DocumentMut>().unwrap().as_item())
}

fn json_of(item: &Item) -> Value {
    if let Some(table) = item.as_table_like() {
        return Value::Object(table.iter().map(|(key, item)| (key.to_owned(), json_of(item))).collect::<Map<_, _>>());
    }
    if let Some(tables) = item.as_array_of_tables() {
        return tables.iter().map(|table| json_of(&Item::Table(table.clone()))).collect();
    }
    match item.as_value() {
        Some(toml_edit::Value::Array(array)) => {
            array.iter().map(|value| json_of(&Item::Value(value.clone()))).collect()
        }
        Some(toml_edit::Value::String(text)) => text.value().as_str().into(),
        Some(toml_edit::Value::Integer(number)) => (*number.value()).into(),
        Some(toml_edit::Value::Float(number)) => (*number.value()).into(),
        Some(toml_edit::Value::Boolean(value)) => (*value.value()).into(),
        Some(toml_edit::Value::Datetime(instant)) => instant.value().to_string().into(),
        _ => Value::Null,
    }
}
