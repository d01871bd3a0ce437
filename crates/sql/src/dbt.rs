//! A dbt model: the query with sources and variables in place of tables and the instant, and what dbt is to test of it.

use std::fmt::Write as _;

use handraise_model::Model;
use handraise_model::diagnostic::Diagnostic;
use handraise_model::read::default_id;

use crate::compiler::{Compiler, free};
use crate::request::{Instant, Request, TableName};
use crate::steps::{WRITTEN, names};

/// The files of a dbt model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DbtModel {
    /// Its name, from which those of its files are made: `NAME.sql` and `NAME.yml`.
    pub name: String,
    /// The query.
    pub sql: String,
    /// Sources, descriptions and tests.
    pub yml: String,
}

/// Stands for a piece of Jinja while all else is told from it.
const MARK: char = '\u{e001}';

/// A dbt model that scores a model's leads.
///
/// Tables are sources and the instant is a variable: what the request says of them is what stands there without one.
/// `meanings` says what each column of a result holds.
///
/// # Errors
///
/// What of the model the dialect cannot say with the same meaning.
pub fn dbt(model: &Model, request: &Request, meanings: &[(&str, &str)]) -> Result<DbtModel, Vec<Diagnostic>> {
    let tables = [
        ("leads", Some(&request.leads)),
        ("events", Some(&request.events)),
        ("adjustments", request.adjustments.as_ref()),
        ("outcomes", request.outcomes.as_ref()),
    ];
    let as_of = match &request.as_of {
        Instant::At(as_of) => {
            let text = as_of.to_string().replace('T', " ");
            format!("'{}'", text.trim_end_matches('Z').trim_end_matches(".000000"))
        }
        Instant::Now | Instant::Template(_) => "run_started_at.strftime('%Y-%m-%d %H:%M:%S.%f')".to_owned(),
    };
    // A mark that nothing in the model looks like.
    let plain = crate::compile(model, request)?;
    let mut mark = MARK.to_string();
    while plain.contains(&mark) {
        mark.push(MARK);
    }
    let marked = |what: &str| TableName::Template(format!("{mark}{what}{mark}"));
    // As long as `{{ as_of }}`, which takes its place, so that lines are as long as they look.
    let instant = format!("{0}as_of{0}", mark.repeat(3));
    let templated = Request {
        as_of: Instant::Template(instant.clone()),
        leads: marked("leads"),
        events: marked("events"),
        adjustments: request.adjustments.as_ref().map(|_| marked("adjustments")),
        outcomes: request.outcomes.as_ref().map(|_| marked("outcomes")),
        ordered: false,
        ..request.clone()
    };
    let mut sql = escaped(&crate::compile(model, &templated)?);
    sql = sql.replace(&instant, "{{ as_of }}");
    sql = format!("{CONFIG}{{% set as_of = var('handraise_as_of', {as_of}) | string %}}\n{IN_UTC}\n{sql}");
    let sources = sources(tables);
    for source in &sources {
        for (name, _) in &source.tables {
            let call = format!("{{{{ source('{}', '{name}') }}}}", source.name);
            sql = sql.replace(&format!("{mark}{name}{mark}"), &call);
        }
    }
    let name = format!("{}_scores", default_id(model.name()));
    let mut yml = format!(
        "# {WRITTEN}: change the model, not this.\n\nversion: 2\n\nmodels:\n  - name: {name}\n    description: "
    );
    let about = format!("Scores of the leads by the model {}, version {}.", model.name(), model.version());
    let _ = writeln!(yml, "{}", text(&about));
    yml.push_str("    columns:\n");
    let names = names(&Compiler::new(model, request));
    let shown = names.iter().skip(1).take(model.data().show.len());
    columns(&mut yml, model, meanings, request.explain, shown);
    yml.push_str("\nsources:\n");
    for source in &sources {
        source.describe(&mut yml);
    }
    Ok(DbtModel { name, sql, yml })
}

/// How the model is built, where nothing else says so: all that read it, tests among them, would score anew from a view.
const CONFIG: &str = "{{ config(materialized = 'table') }}\n";

/// Engines take an offset for nothing, or for part of the text.
const IN_UTC: &str = r"{% if not modules.re.match('[0-9]+-[0-9]+-[0-9]+([ T][0-9:.]+)?$', as_of) %}
{{ exceptions.raise_compiler_error(
    'handraise_as_of is an instant in UTC without an offset, such as 2026-07-02 00:00:00, not ' ~ as_of
) }}
{% endif %}
";

/// Tables whose names begin with the same parts, as dbt has them.
struct Source<'r> {
    name: String,
    /// What stands before a table's own name: nothing, a schema, or a database and a schema.
    qualifier: Vec<&'r str>,
    tables: Vec<(&'static str, &'r str)>,
}

/// A source for each qualifier, with the tables that there are.
fn sources<'r>(tables: [(&'static str, Option<&'r TableName>); 4]) -> Vec<Source<'r>> {
    let mut sources: Vec<Source<'r>> = Vec::new();
    for (table, given) in tables {
        let parts: Vec<&str> = match given {
            Some(TableName::Parts(parts)) => parts.iter().map(|part| part.name.as_str()).collect(),
            Some(TableName::Template(_)) => vec![table],
            None => continue,
        };
        let Some((identifier, qualifier)) = parts.split_last() else { continue };
        if let Some(source) = sources.iter_mut().find(|source| source.qualifier == qualifier) {
            source.tables.push((table, identifier));
            continue;
        }
        let mut taken = sources.iter().map(|source| source.name.clone()).collect();
        let name = default_id(&[&["handraise"], qualifier].concat().join("_"));
        let name = free(&mut taken, &name);
        sources.push(Source { name, qualifier: qualifier.to_vec(), tables: vec![(table, identifier)] });
    }
    sources
}

impl Source<'_> {
    /// Where it is, and its tables.
    fn describe(&self, yml: &mut String) {
        let _ = writeln!(yml, "  - name: {}", self.name);
        match self.qualifier.split_last() {
            None => yml.push_str("    schema: \"{{ var('handraise_schema', target.schema) }}\"\n"),
            Some((schema, database)) => {
                if !database.is_empty() {
                    let _ = writeln!(yml, "    database: {}", text(&database.join(".")));
                }
                let _ = writeln!(yml, "    schema: {}", text(schema));
            }
        }
        yml.push_str("    tables:\n");
        for (name, identifier) in &self.tables {
            let default = identifier.replace('\\', "\\\\").replace('\'', "\\'");
            let template = format!("{{{{ var('handraise_{name}', '{default}') }}}}");
            let _ = writeln!(yml, "      - name: {name}\n        identifier: {}", quoted(&template));
        }
    }
}

/// A description of each column, and tests of those that say something of every row.
fn columns<'n>(
    yml: &mut String,
    model: &Model,
    meanings: &[(&str, &str)],
    explain: bool,
    shown: impl Iterator<Item = &'n String>,
) {
    let grades =
        || ["A", "B", "C", "D"].into_iter().flat_map(|letter| (1..=4).map(move |digit| format!("{letter}{digit}")));
    let names = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect::<Vec<_>>();
    for (name, meaning) in meanings {
        let _ = writeln!(yml, "      - name: {name}\n        description: {}", text(meaning));
        let accepted: Vec<String> = match *name {
            "lane" => names(&mut model.lanes().iter().map(|lane| lane.name.as_str())),
            "grade" if model.grade().fit.is_some() && model.grade().engagement.is_some() => grades().collect(),
            "persona" => names(&mut model.personas().iter().map(|persona| persona.name.as_str())),
            "product" => names(&mut model.products().iter().map(|product| product.name.as_str())),
            "size" => names(&mut model.sizes().iter().map(|size| size.name.as_str())),
            "lead_id" => {
                yml.push_str("        data_tests:\n          - unique\n          - not_null\n");
                continue;
            }
            "score" | "total" | "eligible" => {
                yml.push_str("        data_tests:\n          - not_null\n");
                continue;
            }
            _ => continue,
        };
        if !accepted.is_empty() {
            let values = accepted.iter().map(|value| text(value)).collect::<Vec<_>>().join(", ");
            let _ =
                writeln!(yml, "        data_tests:\n          - accepted_values:\n              values: [{values}]");
        }
    }
    for name in shown {
        let _ = writeln!(yml, "      - name: {}\n        description: Carried through from the leads.", text(name));
    }
    if !explain {
        return;
    }
    let ids = model.fit().iter().map(|fit| (&fit.id, &fit.name));
    for (id, name) in ids.chain(model.engagement().iter().map(|done| (&done.id, &done.name))) {
        let _ = writeln!(
            yml,
            "      - name: points_{id}\n        description: {}",
            text(&format!("What \"{name}\" gives."))
        );
    }
    for criterion in model.engagement() {
        let about = format!("How often \"{}\" counted.", criterion.name);
        let _ = writeln!(yml, "      - name: count_{}\n        description: {}", criterion.id, text(&about));
    }
}

/// Text that dbt renders as it stands: what would begin an expression, a statement or a comment is an expression itself.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let begins = character == '{' && matches!(characters.peek(), Some('{' | '%' | '#'));
        if begins { escaped.push_str("{{ '{' }}") } else { escaped.push(character) }
    }
    escaped
}

/// A text of the model in YAML. dbt renders descriptions and the arguments of tests, too.
fn text(text: &str) -> String {
    quoted(&escaped(text))
}

/// A text in YAML, which reads JSON's.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted + "\""
}
