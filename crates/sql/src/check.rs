//! What the engine must have, as a query that can be run first.

use handraise_model::values::Type;
use handraise_model::{DataPoint, Model};

use crate::compiler::Compiler;
use crate::condition::in_list;
use crate::dialect::{Dialect, fill};
use crate::render::{STEP, WIDTH, comment_lines, indented, laid_out, released};
use crate::request::{Request, TableName};
use crate::steps::{known_text, lead_id};
use crate::text::comment;

/// A query of four columns: whether all is well, what is asked, what is found and what is needed.
///
/// A table or a column that is missing is an error of the query itself, which names it.
#[must_use]
pub fn check(model: &Model, request: &Request) -> String {
    let (dialect, compiler) = (request.dialect, Compiler::new(model, request));
    let comment = [
        format!(
            "What the query of the model {} needs of {}: run this before it.",
            comment(model.name()),
            dialect.title
        ),
        "What is not ok has to be mended; where ok is null, only a person can say whether what is found will do."
            .to_owned(),
        "A table or a column that is missing is an error here.".to_owned(),
    ];
    let room = WIDTH - STEP.len();
    let row = |(index, (what, found, needed)): (usize, &Row)| {
        let needed = dialect.text_literal(needed);
        // The names of the first are those of all.
        let row = match index {
            0 => format!("select {what} as what, {found} as found, {needed} as needed"),
            _ => format!("select {what}, {found}, {needed}"),
        };
        laid_out(&row, room, dialect)
    };
    let checks = rows(model, request).iter().enumerate().map(row).collect::<Vec<_>>().join("\nunion all\n");
    let table = compiler.table("checks");
    let verdict = match dialect.numbers.has_is_true {
        true => verdict(dialect),
        // A condition is a number there.
        false => compiler.cast(&verdict(dialect), dialect.types.boolean),
    };
    let verdict = laid_out(&format!("{verdict} as ok,"), room, dialect);
    let columns = indented(&format!("{verdict}\nwhat,\nfound,\nneeded"));
    let comment = comment_lines(&comment, WIDTH);
    let text = format!("{comment}with\n\n{table} as (\n{}\n)\n\nselect\n{columns}\nfrom {table}\n", indented(&checks));
    released(&text)
}

/// Whether what is found is what is needed; null where that cannot be told.
fn verdict(dialect: &Dialect) -> String {
    let (types, fits) = (&dialect.types, &dialect.fits);
    let mut arms = String::from("\nwhen what = 'version' then null\nwhen needed = 'any type' then true");
    let unsure: Vec<String> = fits.unsure.iter().map(|unsure| dialect.text_literal(unsure)).collect();
    if !unsure.is_empty() {
        arms.push_str(&format!("\nwhen {} then null", in_list("lower(found)", false, &unsure)));
    }
    let of_decimals = [fits.decimal, fits.integer].concat();
    for (ty, fitting) in [
        (types.text, fits.text),
        (types.integer, fits.integer),
        (types.decimal, &of_decimals),
        (types.boolean, fits.boolean),
        (types.date, fits.date),
        (types.timestamp, fits.timestamp),
        (types.list, fits.list),
    ] {
        let (more, whole): (Vec<&str>, Vec<&str>) = fitting.iter().partition(|fitting| fitting.contains('%'));
        let whole: Vec<String> = whole.into_iter().map(|whole| dialect.text_literal(whole)).collect();
        let whole = (!whole.is_empty()).then(|| in_list("lower(found)", false, &whole));
        let more = more.into_iter().map(|more| format!("lower(found) like {}", dialect.text_literal(more)));
        let fit = whole.into_iter().chain(more).collect::<Vec<_>>().join(" or ");
        let needed = dialect.text_literal(ty);
        // Text is made of almost any type, though not of all in the words of the binary.
        arms.push_str(&match ty == types.text {
            true => format!("\nwhen needed = {needed} then case when {fit} then true end"),
            false => format!("\nwhen needed = {needed} then {fit}"),
        });
    }
    format!("case{arms}\nelse found = needed end")
}

/// What is asked, all of it.
fn rows(model: &Model, request: &Request) -> Vec<Row> {
    let dialect = request.dialect;
    let mut rows = vec![(
        dialect.text_literal("version"),
        dialect.version.to_owned(),
        format!("{} {} or later", dialect.title, dialect.since),
    )];
    for (what, found, needed) in dialect.queries.checks {
        rows.push((dialect.text_literal(what), (*found).to_owned(), (*needed).to_owned()));
    }
    let lead = lead_columns(model);
    table(request, &request.leads, &lead, &mut rows);
    for shown in model.data().show.iter().filter(|shown| lead.iter().all(|(column, _)| column != shown)) {
        rows.push(column(request, &request.leads, shown, "any type"));
    }
    table(request, &request.events, &event_columns(model), &mut rows);
    if let Some(adjustments) = &request.adjustments {
        let columns = [
            (model.data().lead_id.column(), Type::Text),
            ("points", Type::Integer),
            ("at", Type::Timestamp),
            ("until", Type::Timestamp),
        ];
        table(request, adjustments, &columns, &mut rows);
    }
    if let Some(outcomes) = &request.outcomes {
        let columns = [(model.data().lead_id.column(), Type::Text), ("outcome", Type::Text), ("at", Type::Timestamp)];
        table(request, outcomes, &columns, &mut rows);
    }
    if model.data().lead_valid_from.is_none() {
        let (compiler, id) = (Compiler::new(model, request), model.data().lead_id.column());
        let rest = format!("count(*) - count(distinct {})", lead_id(&compiler, id));
        let repeated = format!(
            "(select {} from {} where {})",
            compiler.cast(&rest, dialect.types.text),
            request.leads.render(dialect),
            known_text(&compiler, id),
        );
        rows.push((dialect.text_literal("leads that stand in two rows"), repeated, "0".to_owned()));
    }
    rows
}

/// What is asked and what is found, both as expressions, and what is needed.
type Row = (String, String, String);

/// A row for each column of a table.
fn table(request: &Request, name: &TableName, columns: &[(&str, Type)], rows: &mut Vec<Row>) {
    let types = &request.dialect.types;
    rows.extend(columns.iter().map(|(named, ty)| {
        let needed = match ty {
            Type::Text => types.text,
            Type::Integer => types.integer,
            Type::Decimal => types.decimal,
            Type::Boolean => types.boolean,
            Type::Date => types.date,
            Type::Timestamp => types.timestamp,
            Type::List => types.list,
        };
        column(request, name, named, needed)
    }));
}

/// A row for a column of a table.
fn column(request: &Request, table: &TableName, column: &str, needed: &str) -> Row {
    let (dialect, table) = (request.dialect, table.render(request.dialect));
    let what = dialect.text_literal(&format!("{table}: {column}"));
    (what, fill(dialect.queries.type_name, &[&dialect.identifier(column), &table]), needed.to_owned())
}

fn lead_columns(model: &Model) -> Vec<(&str, Type)> {
    let data = model.data();
    let mut columns = vec![(data.lead_id.column(), Type::Text)];
    let instants = [&data.lead_created, &data.lead_valid_from];
    columns.extend(instants.into_iter().flatten().map(|column| (column.as_str(), Type::Timestamp)));
    columns.extend(declared(model.lead()));
    columns
}

fn event_columns(model: &Model) -> Vec<(&str, Type)> {
    let data = model.data();
    let mut columns = vec![
        (data.event_lead.as_str(), Type::Text),
        (data.event_type.as_str(), Type::Text),
        (data.event_time.as_str(), Type::Timestamp),
    ];
    columns.extend(data.event_id.iter().map(|column| (column.as_str(), Type::Text)));
    columns.extend(declared(model.event()));
    columns
}

fn declared(points: &[DataPoint]) -> impl Iterator<Item = (&str, Type)> {
    points.iter().map(|point| (point.column.as_str(), point.ty))
}
