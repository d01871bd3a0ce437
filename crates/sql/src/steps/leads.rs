//! Leads: their rows in force, and what their data points say.

use std::collections::BTreeSet;

use handraise_model::condition::DataPointId;
use handraise_model::values::{Credibility, Type};
use handraise_model::{Band, BandTest, DataPoint, FitCriterion, NamedCondition, OutcomeSource};

use crate::compiler::Compiler;
use crate::condition::{Columns, in_list};
use crate::dialect::fill;
use crate::render::{Column, Select, Source, Table};
use crate::text::comment;

pub(crate) fn leads(compiler: &Compiler<'_>, tables: &mut Vec<Table>) {
    tables.extend(closed(compiler));
    in_force(compiler, tables);
    tables.push(profiles(compiler));
}

/// Leads that an outcome before the instant ended, but those that are open again. None where outcomes have no instant, or
/// no table of outcomes is given.
fn closed(compiler: &Compiler<'_>) -> Option<Table> {
    let (dialect, data) = (compiler.dialect, compiler.model.data());
    let outcome = compiler.model.outcome()?;
    let (table, lead, name, at) = match outcome.source {
        OutcomeSource::Events => {
            (&compiler.request.events, data.event_lead.as_str(), data.event_type.as_str(), data.event_time.as_str())
        }
        OutcomeSource::Table => (compiler.request.outcomes.as_ref()?, data.lead_id.column(), "outcome", "at"),
        OutcomeSource::Column(_) => return None,
    };
    let at = fill(dialect.time.of_column, &[&compiler.input(at)]);
    let name = compiler.cast(&compiler.input(name), dialect.types.text);
    let closing = outcome.closed.iter().map(|closed| closed.value.as_str());
    let mut conditions = vec![
        known_text(compiler, lead),
        format!("{name} in ({})", compiler.texts(closing.clone())),
        format!("{at} < {}", compiler.as_of),
    ];
    if let Some(days) = &outcome.reopen_after_days {
        let again = fill(dialect.time.days_after, &[&compiler.as_of, &at, &days.value.to_string()]);
        let won = compiler.texts(closing.filter(|closing| outcome.is_won(closing)));
        let stays = if won.is_empty() { String::new() } else { format!("{name} in ({won}) or ") };
        conditions.push(format!("({stays}not ({again}))"));
    }
    let lead = lead_id(compiler, lead);
    let select = Select {
        columns: vec![Column::new(&lead, "lead_id")],
        from: Source::Table(table.render(dialect)),
        conditions,
        group_by: vec![lead],
        ..Select::default()
    };
    Some(compiler.step("closed_leads", &["Leads that an outcome before the instant has closed."], select))
}

/// Section 7: of each lead the row in force, without those that are not there yet or closed.
fn in_force(compiler: &Compiler<'_>, tables: &mut Vec<Table>) {
    let data = compiler.model.data();
    let [reads, _] = compiler.lead_reads();
    let instant = |column: &str| fill(compiler.dialect.time.of_column, &[&compiler.input(column)]);
    let mut select = Select {
        columns: lead_columns(compiler),
        from: Source::Table(compiler.request.leads.render(compiler.dialect)),
        conditions: vec![known_text(compiler, data.lead_id.column())],
        ..Select::default()
    };
    if closed(compiler).is_some() {
        let lead = lead_id(compiler, data.lead_id.column());
        select.conditions.push(format!("{lead} not in (select lead_id from {})", compiler.table("closed_leads")));
    }
    let texts = marked_texts(compiler, &reads, compiler.model.lead(), &compiler.lead);
    let as_of = &compiler.as_of;
    let is_there = |column: &str, created: &str| format!("({column} is null or {created} < {as_of})");
    let Some(valid_from) = &data.lead_valid_from else {
        select
            .conditions
            .extend(data.lead_created.iter().map(|created| is_there(&compiler.input(created), &instant(created))));
        let comment = "Leads, their data points under the names of the model, null where they are not known.";
        tables.push(compiler.step("leads_in_force", &[comment], known(select, &texts)));
        return;
    };
    let (column, valid_from) = (compiler.input(valid_from), instant(valid_from));
    select.conditions.push(format!("({column} is null or {valid_from} <= {as_of})"));
    select.columns.extend(data.lead_created.iter().map(|created| Column::new(instant(created), "lead_created")));
    let lead_id = lead_id(compiler, data.lead_id.column());
    let newest = format!("row_number() over (partition by {lead_id} order by {valid_from} desc nulls last)");
    select.columns.push(Column::new(newest, "row_in_force"));
    tables.push(compiler.step(
        "lead_rows",
        &["Rows of leads that hold at the instant or held before it, the newest numbered 1."],
        known(select, &texts),
    ));
    let mut conditions = vec!["row_in_force = 1".to_owned()];
    conditions.extend(data.lead_created.iter().map(|_| is_there("lead_created", "lead_created")));
    let from = Source::Table(compiler.table("lead_rows"));
    let select = Select { columns: vec![Column::same("*")], from, conditions, ..Select::default() };
    tables.push(compiler.step("leads_in_force", &["Of each lead the row in force."], select));
}

/// The lead's id, the data points that conditions read, and what is carried through.
fn lead_columns(compiler: &Compiler<'_>) -> Vec<Column> {
    let [reads, _] = compiler.lead_reads();
    let mut columns = vec![Column::new(lead_id(compiler, compiler.model.data().lead_id.column()), "lead_id")];
    for id in reads {
        let (Some(point), Some(name)) = (compiler.model.lead().get(id.0), compiler.lead.get(id.0)) else { continue };
        columns.push(Column::new(data_point(compiler, point), name));
    }
    let shown = compiler.model.data().show.iter().zip(&compiler.shown);
    columns.extend(shown.enumerate().map(|(index, (column, name))| {
        let column = Column::new(compiler.input(column), name);
        if index == 0 { column.commented("Carried through to the result.") } else { column }
    }));
    columns
}

/// An id of a lead as text that compares by code point.
pub(crate) fn lead_id(compiler: &Compiler<'_>, column: &str) -> String {
    fill(compiler.dialect.texts.by_code_point, &[&compiler.cast(&compiler.input(column), compiler.dialect.types.text)])
}

/// Whether the id or the event type in a column is known: neither null nor empty, nor a text that means so.
pub(crate) fn known_text(compiler: &Compiler<'_>, column: &str) -> String {
    let text = compiler.cast(&compiler.input(column), compiler.dialect.types.text);
    let unknown: Vec<String> = unknown_texts(compiler).into_iter().map(|unknown| compiler.text(unknown)).collect();
    in_list(&text, true, &unknown)
}

/// The texts that an id and an event type never are: the empty one, and those that mean that a cell is not known.
fn unknown_texts<'m>(compiler: &Compiler<'m>) -> Vec<&'m str> {
    let mut texts = vec![""];
    texts.extend(marks(compiler).into_iter().filter(|mark| !mark.is_empty()));
    texts
}

/// The texts that mean that a data point is not known.
fn marks<'m>(compiler: &Compiler<'m>) -> Vec<&'m str> {
    let mut marks = Vec::new();
    for mark in compiler.model.data().nulls.iter().map(|mark| mark.trim()) {
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }
    marks
}

/// The id in a column, or null where it is not known: where more than one text says so, [`known`] is to say it.
pub(super) fn known_or_null(compiler: &Compiler<'_>, column: &str) -> String {
    let text = compiler.cast(&compiler.input(column), compiler.dialect.types.text);
    or_null(compiler, text, &unknown_texts(compiler))
}

fn or_null(compiler: &Compiler<'_>, text: String, marks: &[&str]) -> String {
    match marks {
        [mark] => format!("nullif({text}, {})", compiler.text(mark)),
        _ => text,
    }
}

/// Of some columns those that hold a text which several texts say is not known, each with these.
pub(super) fn marked_texts(
    compiler: &Compiler<'_>,
    reads: &BTreeSet<DataPointId>,
    points: &[DataPoint],
    names: &[String],
) -> Vec<(String, String)> {
    let marks = marks(compiler);
    let is_marked = |id: &&DataPointId| marks.len() > 1 && points.get(id.0).is_some_and(|point| point.ty == Type::Text);
    let named = reads.iter().filter(is_marked).filter_map(|id| names.get(id.0));
    named.map(|name| (name.clone(), compiler.texts(marks.iter().copied()))).collect()
}

/// Likewise the column of an id.
pub(super) fn marked_id(compiler: &Compiler<'_>, name: &str) -> Option<(String, String)> {
    let texts = unknown_texts(compiler);
    (texts.len() > 1).then(|| (name.to_owned(), compiler.texts(texts)))
}

/// Typed columns, and null where a text of them says that it is not known.
pub(super) fn known(typed: Select, marked: &[(String, String)]) -> Select {
    if marked.is_empty() {
        return typed;
    }
    let column = |column: &Column| {
        let name = column.alias.as_ref().unwrap_or(&column.expr);
        match marked.iter().find(|(marked, _)| marked == name) {
            Some((_, marks)) => Column::new(format!("case when {name} not in ({marks}) then {name} end"), name),
            None => Column::same(name),
        }
    };
    let columns = typed.columns.iter().map(column).collect();
    Select { columns, from: Source::Select(Box::new(typed), "typed"), ..Select::default() }
}

/// The value of a data point: of its type, and null where a cell says that it is not known; but see [`known`].
pub(super) fn data_point(compiler: &Compiler<'_>, point: &DataPoint) -> String {
    let (types, column) = (&compiler.dialect.types, compiler.input(&point.column));
    match point.ty {
        Type::Text => {
            let text = compiler.cast(&column, types.text);
            fill(compiler.dialect.texts.by_code_point, &[&or_null(compiler, text, &marks(compiler))])
        }
        Type::Integer => compiler.cast(&column, types.integer),
        Type::Decimal => fill(compiler.dialect.numbers.finite, &[&compiler.cast(&column, types.decimal)]),
        Type::Boolean => compiler.cast(&column, types.boolean),
        Type::Date => compiler.cast(&column, types.date),
        Type::Timestamp => fill(compiler.dialect.time.of_column, &[&column]),
        Type::List => fill(compiler.dialect.lists.known, &[&column]),
    }
}

/// The columns of `profiles`.
pub(super) fn profile_columns(compiler: &Compiler<'_>) -> impl Iterator<Item = String> {
    let columns = profile_select(compiler).columns;
    columns.into_iter().map(|column| column.alias.unwrap_or(column.expr))
}

/// What the data points of each lead say: gates, exclusions, persona, size, and what each fit criterion gives.
fn profiles(compiler: &Compiler<'_>) -> Table {
    let what = if compiler.model.fit().is_empty() {
        "."
    } else {
        ". Fit is in hundredths of a point: points times credibility."
    };
    compiler.step("profiles", &[&format!("What the data points of each lead say{what}")], profile_select(compiler))
}

fn profile_select(compiler: &Compiler<'_>) -> Select {
    let model = compiler.model;
    let conditions = compiler.columns(&compiler.lead);
    let mut columns = vec![Column::same("lead_id")];
    columns.extend(compiler.shown.iter().map(Column::same));
    let [_, lanes] = compiler.lead_reads();
    let names = |id: usize| Some((compiler.lead.get(id)?, compiler.lead_in_lanes.get(id)?));
    let of_lanes = lanes.into_iter().filter_map(|id| names(id.0));
    columns.extend(of_lanes.map(|(name, in_lanes)| Column::new(name, in_lanes)));
    let answer = |(named, name): (&NamedCondition, &String), what: &str| {
        Column::new(conditions.condition(&named.when.expr), name).commented(format!("{what}: {}", comment(&named.name)))
    };
    columns.extend(model.gates().iter().zip(&compiler.gates).map(|pair| answer(pair, "Gate")));
    columns.extend(model.exclusions().iter().zip(&compiler.exclusions).map(|pair| answer(pair, "Exclusion")));
    let first = |named: &mut dyn Iterator<Item = (&str, &handraise_model::condition::Expr)>| {
        let arms = named.map(|(name, when)| (conditions.condition(when), compiler.text(name))).collect::<Vec<_>>();
        case(&arms, None).unwrap_or_else(|| compiler.null_text())
    };
    if !model.personas().is_empty() {
        let mut personas = model.personas().iter().map(|persona| (persona.name.as_str(), &persona.when.expr));
        columns.push(Column::new(first(&mut personas), "persona"));
    }
    if !model.sizes().is_empty() {
        let mut sizes = model.sizes().iter().map(|size| (size.name.as_str(), &size.when.expr));
        columns.push(Column::new(first(&mut sizes), "size"));
    }
    for criterion in model.fit() {
        let points = fit_points(&conditions, criterion, &compiler.lead);
        let given = criterion.bands.iter().map(|band| band.points.value);
        let (least, most) = (given.clone().min().unwrap_or(0).min(0), given.max().unwrap_or(0).max(0));
        let text = format!("Fit: {} ({least} to {most} points)", comment(&criterion.name));
        columns.push(Column::new(points, format!("points_{}", criterion.id)).commented(text));
    }
    let from = Source::Table(compiler.table("leads_in_force"));
    Select { columns, from, ..Select::default() }
}

/// `case when .. then .. end`, an arm a line; none without arms.
pub(super) fn case(arms: &[(String, String)], otherwise: Option<&str>) -> Option<String> {
    if arms.is_empty() {
        return otherwise.map(str::to_owned);
    }
    let mut text = String::from("case\n");
    for (index, (when, then)) in arms.iter().enumerate() {
        if when == "true" {
            text.push_str(&if index == 0 { return Some(then.clone()) } else { format!("    else {then}\n") });
            return Some(text + "end");
        }
        text.push_str(&format!("    when {when} then {then}\n"));
    }
    if let Some(otherwise) = otherwise {
        text.push_str(&format!("    else {otherwise}\n"));
    }
    Some(text + "end")
}

/// `case x when .. then .. end`, an arm a line.
pub(super) fn case_of(value: &str, arms: &[(String, String)]) -> String {
    let arms: String = arms.iter().map(|(when, then)| format!("    when {when} then {then}\n")).collect();
    format!("case {value}\n{arms}end")
}

/// What a fit criterion gives, in hundredths of a point.
fn fit_points(conditions: &Columns<'_>, criterion: &FitCriterion, names: &[String]) -> String {
    let trusted: Vec<Credibility> = criterion.bands.iter().map(|band| band.credibility).collect();
    let same = trusted.first().filter(|first| trusted.iter().all(|other| other == *first));
    let points = |band: &Band| match same {
        Some(_) => band.points.value.to_string(),
        None => format!("{} * {}", band.credibility.hundredths(), band.points.value),
    };
    let mut arms: Vec<(String, String)> = Vec::new();
    let mut otherwise = None;
    for band in &criterion.bands {
        let name = |index: usize| names.get(index).map_or("", String::as_str);
        let when = match &band.test {
            BandTest::When(condition) => conditions.condition(condition),
            BandTest::Known(id) => format!("{} is not null", name(id.0)),
            BandTest::Unknown(id) => format!("{} is null", name(id.0)),
            BandTest::Else => {
                otherwise = Some(points(band));
                break;
            }
        };
        arms.push((when, points(band)));
    }
    // `of` tables end with "known" and "unknown", of which the last is all that is left.
    if let [.., known, unknown] = criterion.bands.as_slice()
        && let (BandTest::Known(_), BandTest::Unknown(_)) = (&known.test, &unknown.test)
    {
        arms.pop();
        otherwise = Some(points(unknown));
    }
    let otherwise = otherwise.unwrap_or_else(|| "0".to_owned());
    let points = case(&arms, Some(&otherwise)).unwrap_or(otherwise);
    match same {
        Some(credibility) => format!("{} * {points}", credibility.hundredths()),
        None => points,
    }
}
