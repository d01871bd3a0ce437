//! What is asked of the compiler beside the model.

use handraise_model::values::AsOf;

use crate::dialect::Dialect;

/// Which query is wanted.
#[derive(Clone, Debug)]
pub struct Request {
    /// The engine that will run it.
    pub dialect: &'static Dialect,
    /// The instant of the scores.
    pub as_of: Instant,
    /// Where leads are read from.
    pub leads: TableName,
    /// Where events are read from.
    pub events: TableName,
    /// Where manual adjustments are read from; without it there are none.
    pub adjustments: Option<TableName>,
    /// Where outcomes are read from, where the model has a table of them; without it no lead is closed.
    pub outcomes: Option<TableName>,
    /// The columns of the result and their order; a name that it has not is left out. Without it, all.
    pub columns: Option<Vec<String>>,
    /// Whether to add what each criterion gave.
    pub explain: bool,
    /// Whether rows are to come in order of rank.
    pub ordered: bool,
}

impl Request {
    /// Whether a column is part of the result.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.as_ref().is_none_or(|columns| columns.iter().any(|name| name == column))
    }
}

/// The instant of the scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instant {
    /// That of the engine's clock when it runs.
    Now,
    /// A literal.
    At(AsOf),
    /// What a template puts in: the text of an instant in UTC, `2026-01-15 18:00:00`.
    Template(String),
}

/// The name of a table: one part or several with points between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableName {
    /// Its parts, as the engine calls them.
    Parts(Vec<TablePart>),
    /// What a template puts in.
    Template(String),
}

/// A part of a table's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TablePart {
    /// The name without its quotes.
    pub name: String,
    /// Whether it stood in quotes, and so is meant letter by letter.
    pub quoted: bool,
}

/// What names of files end with.
const FILE_ENDINGS: [&str; 10] = ["csv", "tsv", "txt", "json", "jsonl", "ndjson", "parquet", "xlsx", "gz", "zst"];

impl TableName {
    /// A name as written on a command line: `leads`, `crm.leads`, `"My Leads"`, `` parquet.`/data/events` ``.
    ///
    /// # Errors
    ///
    /// What is wrong with it, when it is not such a name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        loop {
            let (part, behind) = part(rest).map_err(|wrong| match text.contains('/') {
                true => "it names a file, and a query reads tables: load it first, and name the table".to_owned(),
                false => wrong,
            })?;
            parts.push(part);
            match behind.strip_prefix('.') {
                Some(next) => rest = next,
                None if behind.is_empty() => return Ok(Self::Parts(parts)),
                None => return Err(format!("`{behind}` stands behind a closing quote")),
            }
        }
    }

    /// The name without quotes, where it looks like that of a file: `leads.csv`, `data/leads`.
    #[must_use]
    pub fn as_file(&self) -> Option<String> {
        let Self::Parts(parts) = self else { return None };
        let is_file = |last: &TablePart| FILE_ENDINGS.contains(&last.name.to_lowercase().as_str());
        let is_path = parts.iter().any(|part| part.name.contains(['/', '\\']));
        let is_plain = parts.iter().all(|part| !part.quoted);
        let looks_so = is_plain && (is_path || parts.len() > 1 && parts.last().is_some_and(is_file));
        looks_so.then(|| parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>().join("."))
    }

    pub(crate) fn render(&self, dialect: &Dialect) -> String {
        match self {
            Self::Template(text) => text.clone(),
            Self::Parts(parts) => {
                let part = |part: &TablePart| match part.quoted {
                    true => dialect.quoted(&part.name),
                    // Case is the engine's to judge, as in any query that names the table so.
                    false if dialect.identifier(&part.name.to_lowercase()) == part.name.to_lowercase() => {
                        part.name.clone()
                    }
                    false => dialect.identifier(&part.name),
                };
                parts.iter().map(part).collect::<Vec<_>>().join(".")
            }
        }
    }

    /// The name that a table expression must not have, since it would stand for this table.
    pub(crate) fn shadow(&self) -> Option<String> {
        match self {
            Self::Parts(parts) => parts.first().filter(|_| parts.len() == 1).map(|part| part.name.to_lowercase()),
            Self::Template(_) => None,
        }
    }
}

/// The part that a text begins with, and what is behind it.
fn part(text: &str) -> Result<(TablePart, &str), String> {
    let Some(quote) = text.chars().next().filter(|first| matches!(first, '"' | '`')) else {
        let (name, behind) = text.split_at(text.find('.').unwrap_or(text.len()));
        if name.is_empty() {
            return Err("a part of the name is empty".to_owned());
        }
        return Ok((TablePart { name: name.to_owned(), quoted: false }, behind));
    };
    let mut name = String::new();
    let mut rest = &text[1..];
    loop {
        let Some(end) = rest.find(quote) else { return Err(format!("a closing {quote} is missing")) };
        name.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix(quote) {
            // Twice: one that is part of the name.
            Some(behind) => {
                name.push(quote);
                rest = behind;
            }
            None => return Ok((TablePart { name, quoted: true }, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_named_by_parts() {
        let duckdb = Dialect::named("duckdb").unwrap();
        for (text, written) in [
            ("leads", "leads"),
            ("crm.leads", "crm.leads"),
            ("main.\"my \"\"leads\"\"\"", "main.\"my \"\"leads\"\"\""),
            ("parquet.`/a b.c`", "parquet.\"/a b.c\""),
            ("leads; drop table x", "\"leads; drop table x\""),
        ] {
            assert_eq!(TableName::parse(text).unwrap().render(duckdb), written);
        }
        for text in ["", "a.", ".a", "\"a", "\"a\"b"] {
            assert!(TableName::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_file_is_told_from_a_table() {
        let as_file = |text: &str| TableName::parse(text).unwrap().as_file();
        for file in ["leads.csv", "Leads.CSV", "data/leads", "/data/leads.csv.gz", "C:\\leads"] {
            assert_eq!(as_file(file).as_deref(), Some(file));
        }
        for table in ["leads", "csv", "crm.leads", "\"leads.csv\"", "crm.\"csv\"", "parquet.`/data/leads`"] {
            assert_eq!(as_file(table), None, "{table}");
        }
    }
}
