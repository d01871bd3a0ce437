//! The generated parts of the reference.

use std::fmt::Write;

use crate::condition::{KEYWORDS, ResultName};
use crate::diagnostic::{CodeInfo, Severity, registry};
use crate::format::{KeyInfo, Presence, ROOT, SECTIONS, SectionInfo, SectionKind, ValueType};
use crate::values::Type;

/// The table of that name; empty for none, which a test would find.
pub(super) fn table(name: &str) -> String {
    match name {
        "sections" => sections(),
        "keywords" => KEYWORDS.map(|keyword| format!("`{keyword}`")).join(", "),
        "results" => results(),
        "errors" => codes(Severity::Error),
        "warnings" => codes(Severity::Warning),
        _ => String::new(),
    }
}

fn sections() -> String {
    let mut text = String::new();
    for section in std::iter::once(&ROOT).chain(SECTIONS) {
        let heading = if section.name.is_empty() {
            "Before the first section".to_owned()
        } else {
            format!("`{}`", section.heading())
        };
        let presence = if section.required && !section.name.is_empty() { " Required." } else { "" };
        let _ = write!(text, "## {heading}\n\n{}.{presence}\n\n", capitalised(section.meaning));
        text.push_str(&keys(section));
        if !section.example.is_empty() {
            let _ = write!(text, "```toml\n{}```\n\n", section.example);
        }
        for inner in inner_tables(section) {
            let _ = write!(text, "### `{}`\n\n{}.\n\n{}", inner.name, capitalised(inner.meaning), keys(inner));
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// The tables that stand inside a section.
fn inner_tables(section: &SectionInfo) -> Vec<&'static SectionInfo> {
    let entry = match &section.kind {
        SectionKind::Entries(entry) => Some(entry.value),
        _ => None,
    };
    let values = section.keys.iter().map(|key| key.value).chain(entry);
    let inner = values.filter_map(|value| match value {
        ValueType::DataPoint(inner)
        | ValueType::NameOr(inner)
        | ValueType::NamesOr(inner)
        | ValueType::Table(inner)
        | ValueType::Tables(inner) => Some(inner),
        _ => None,
    });
    let mut tables: Vec<&SectionInfo> = inner.collect();
    tables.dedup_by_key(|table| table.name);
    tables
}

fn keys(section: &SectionInfo) -> String {
    if let SectionKind::Entries(entry) = &section.kind {
        return format!("| key | value |\n| --- | --- |\n| {} | {} |\n\n", entry.key, value(entry.value));
    }
    let mut text = String::from("| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
    for KeyInfo { name, value: ty, presence, meaning } in section.keys {
        let default = match presence {
            Presence::Required => "required".to_owned(),
            Presence::Optional => "none".to_owned(),
            Presence::Default(default) if is_toml(default) => format!("`{default}`"),
            Presence::Default(default) => (*default).to_owned(),
        };
        let _ = writeln!(text, "| `{name}` | {} | {default} | {meaning} |", value(*ty));
    }
    text.push('\n');
    text
}

/// Whether a default is written as in a file, not described.
fn is_toml(default: &str) -> bool {
    default.starts_with(['"', '[', '{', '-'])
        || default.starts_with(|first: char| first.is_ascii_digit())
        || ["true", "false"].contains(&default)
}

fn value(ty: ValueType) -> String {
    match ty {
        ValueType::Text => "text".to_owned(),
        ValueType::Name => "text, not empty".to_owned(),
        ValueType::NameOr(section) => format!("text, not empty, or a table: see `{}` below", section.name),
        ValueType::NamesOr(section) => {
            format!("text, not empty, or a list of them, or a table: see `{}` below", section.name)
        }
        ValueType::OneOf(choices) => {
            choices.iter().map(|choice| format!("`\"{choice}\"`")).collect::<Vec<_>>().join(", ")
        }
        ValueType::Reference(to) => format!("name of a {}", to.noun())
            .replace("a engagement", "an engagement")
            .replace("a example", "an example"),
        ValueType::ReferenceOrNone(to) => format!("name of a {}, or `\"\"`", to.noun()),
        ValueType::References(to) => format!("name of a {0}, or a list of them", to.noun()),
        ValueType::Integer { min: i64::MIN, max: i64::MAX } => "integer".to_owned(),
        ValueType::Integer { min, max: i64::MAX } => format!("integer, at least {min}"),
        ValueType::Integer { min, max } if min == max => format!("`{min}`"),
        ValueType::Integer { min, max } => format!("integer, {min} to {max}"),
        ValueType::Number { min: i64::MIN, .. } => "number".to_owned(),
        ValueType::Number { min, max, decimals } => format!("number, {min} to {max}, at most {decimals} decimals"),
        ValueType::Boolean => "`true` or `false`".to_owned(),
        ValueType::True => "`true`".to_owned(),
        ValueType::Date => "date".to_owned(),
        ValueType::Instant => "instant, UTC without an offset".to_owned(),
        ValueType::Condition(_) => "condition".to_owned(),
        ValueType::Texts => "list of text".to_owned(),
        ValueType::EventTypes => "event type, or a list of them".to_owned(),
        ValueType::DataType => Type::ALL.map(|ty| format!("`\"{ty}\"`")).join(", "),
        ValueType::DataPoint(section) => format!("type, or a table: see `{}` below", section.name),
        ValueType::PointsOrTable => {
            let most = crate::format::POINTS_MAX;
            format!("integer, -{most} to {most}; with `of` a table of them")
        }
        ValueType::Thresholds(count) => format!("list of exactly {count} falling numbers"),
        ValueType::Table(section) => format!("table: see `{}` below", section.name),
        ValueType::Tables(section) => format!("list of tables: see `{}` below", section.name),
        ValueType::LeadValues => "table from data points to their values".to_owned(),
    }
}

fn results() -> String {
    let mut text = String::from("| result | type | what it is |\n| --- | --- | --- |\n");
    for result in ResultName::ALL {
        let _ = writeln!(text, "| `{}` | {} | {} |", result.name(), result.ty(), result.meaning());
    }
    text.push_str("| `occurrences('criterion')` | integer | how many occurrences of an engagement criterion, by name or id, counted |");
    text
}

fn codes(severity: Severity) -> String {
    let of_severity = registry().iter().filter(|info| info.severity == severity);
    let chapter =
        |CodeInfo { code, summary, explanation, .. }: &CodeInfo| format!("### `{code}`\n\n{summary}\n\n{explanation}");
    of_severity.map(chapter).collect::<Vec<_>>().join("\n\n")
}

fn capitalised(phrase: &str) -> String {
    let mut rest = phrase.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}
