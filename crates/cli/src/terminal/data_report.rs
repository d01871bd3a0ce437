//! The data report: what the files hold, what was left out, and what looks wrong, with the way out.

use std::fmt::Write as _;

use arrow_array::RecordBatch;
use handraise_engine::{Counts, LeftOut};
use handraise_input::{ColumnReport, DataReport, TableReport};
use handraise_model::condition::nearest;
use handraise_model::{Model, Outcome, OutcomeSource};

use super::unknown_leads::UnknownLeads;
use super::{ACCENT, FAINT, STRONG, WARNING, cut, paint, printable, text_width, words};

/// The width of a line where nobody watches.
const WIDTH: usize = 100;
/// Names and places shown of a longer list.
const SHOWN_MAX: usize = 8;
/// Places shown of what does not fit.
const PLACES_MAX: usize = 3;

/// The report as text; every line ended.
pub(crate) fn render(
    model: &Model,
    report: &DataReport,
    counts: &Counts,
    leads: &[RecordBatch],
    width: Option<usize>,
) -> String {
    let mut text = String::from("\n");
    for table in &report.tables {
        table_lines(&mut text, model, table, width.unwrap_or(WIDTH));
    }
    count_lines(&mut text, counts);
    unknown_lead_lines(&mut text, model, counts, leads);
    if counts.events > 0 {
        event_type_lines(&mut text, model, counts);
    }
    text
}

/// What of the report may make a score other than expected: rows left out and cells that do not fit. Nothing where all is
/// clean.
pub(crate) fn render_doubts(report: &DataReport) -> String {
    let mut text = String::new();
    for table in report.tables.iter().filter(|table| !table.is_clean()) {
        table_headline(&mut text, table);
        left_out_lines(&mut text, table);
        table.columns.iter().filter(|column| column.misfits > 0).for_each(|column| column_lines(&mut text, column));
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

fn table_lines(text: &mut String, model: &Model, table: &TableReport, width: usize) {
    table_headline(text, table);
    left_out_lines(text, table);
    unknown_lines(text, table, width);
    outcome_lines(text, table);
    table.columns.iter().for_each(|column| column_lines(text, column));
    // With `event_id` the model says which events are one; the engine's counts tell how many.
    let undecided = model.data().event_id.is_none();
    if let Some(equal) = table.equal_rows.filter(|equal| equal.rows > 0 && undecided) {
        let usable = table.rows - table.left_out.iter().map(|left_out| left_out.rows).sum::<u64>();
        let compared = words::thousands(equal.compared);
        let among = if equal.compared < usable { format!(" of {compared} compared") } else { String::new() };
        let rows = count(equal.rows, "row", "rows");
        let are = if equal.rows == 1 { "is" } else { "are" };
        warn(text, &format!("{rows}{among} {are} equal to an earlier one in every column; each counts"));
        help(text, "`[data] event_id` names a column by which repeated deliveries count once");
    }
}

fn table_headline(text: &mut String, table: &TableReport) {
    let files = match table.files.as_slice() {
        [only] => only.clone(),
        files => words::counted(files.len(), "file", "files"),
    };
    let rows = count(table.rows, "row", "rows");
    let _ = writeln!(text, "{}  {}", paint(STRONG, table.table), paint(FAINT, format!("{rows} of {files}")));
}

fn left_out_lines(text: &mut String, table: &TableReport) {
    for left_out in &table.left_out {
        let places: Vec<String> = left_out.first.iter().take(PLACES_MAX).map(place).collect();
        let rows = count(left_out.rows, "row", "rows");
        warn(text, &format!("{rows} left out {} ({})", left_out.reason, places.join(", ")));
    }
}

/// Of each data point the share of cells that is not known, the largest first, in lines that fit the width.
fn unknown_lines(text: &mut String, table: &TableReport, width: usize) {
    const LABEL: &str = "  not known:";
    let mut columns: Vec<(u64, u64, &str)> = table
        .columns
        .iter()
        .filter(|column| column.data_point.is_some() && column.unknown + column.misfits > 0)
        .map(|column| {
            let unknown = column.unknown + column.misfits;
            (unknown, column.known + unknown, column.header.as_str())
        })
        .collect();
    if columns.is_empty() {
        return;
    }
    columns.sort_by_key(|(unknown, _, _)| std::cmp::Reverse(*unknown));
    let _ = write!(text, "{}", paint(FAINT, LABEL));
    let mut used = LABEL.len();
    for (index, (unknown, cells, header)) in columns.iter().enumerate() {
        let share = match unknown.saturating_mul(100) / cells {
            0 => "<1".to_owned(),
            percent => percent.to_string(),
        };
        let comma = if index + 1 < columns.len() { "," } else { "" };
        let item = format!(" {} {share} %{comma}", cut(header, words::NAME_WIDTH_MAX));
        if used + text_width(&item) > width && used > LABEL.len() {
            let _ = write!(text, "\n{:1$}", "", LABEL.len());
            used = LABEL.len();
        }
        used += text_width(&item);
        text.push_str(&item);
    }
    text.push('\n');
}

/// The outcomes that occur, and how often.
fn outcome_lines(text: &mut String, table: &TableReport) {
    for outcomes in table.columns.iter().map(|column| &column.outcomes).filter(|outcomes| !outcomes.is_empty()) {
        let shown = most(outcomes.iter().map(|(outcome, rows)| (outcome.as_str(), *rows)).collect());
        let _ = writeln!(text, "  {} {shown}", paint(FAINT, "outcomes:"));
    }
}

fn column_lines(text: &mut String, column: &ColumnReport) {
    if column.misfits > 0 {
        let places: Vec<String> = column
            .first_misfits
            .iter()
            .take(PLACES_MAX)
            .map(|misfit| format!("{} `{}`", place(&misfit.place), misfit.value))
            .collect();
        let cells = count(column.misfits, "cell is", "cells are");
        warn(text, &format!("`{}`: {cells} not {}: {}", column.header, a(column.ty.name()), places.join(", ")));
    }
    for (index, finding) in column.findings.iter().enumerate() {
        if column.misfits == 0 {
            warn(text, &format!("`{}`: {}", column.header, finding.message));
        } else {
            let _ = writeln!(text, "      {}", printable(&finding.message));
        }
        // One way out of several findings is said once, after the last of them.
        let said_next = column.findings.get(index + 1).is_some_and(|next| next.help == finding.help);
        if !said_next || finding.model_line.is_some() {
            help(text, &finding.help);
        }
        if let Some(line) = &finding.model_line {
            let _ = writeln!(text, "        {} {}", paint(FAINT, format!("[{}]", line.section)), printable(&line.line));
        }
    }
}

fn count_lines(text: &mut String, counts: &Counts) {
    let most = |of: fn(&LeftOut) -> u64| counts.leads_left_out.iter().map(of).max().unwrap_or(0);
    let (not_created, no_row_in_force) =
        (most(|left_out| left_out.not_created), most(|left_out| left_out.no_row_in_force));
    let closed = most(|left_out| left_out.closed);
    let leads = if counts.leads_left_out.len() == 1 {
        [
            (not_created, "lead is", "leads are", "not created yet: left out"),
            (no_row_in_force, "lead has", "leads have", "no row in force yet: left out"),
            (closed, "lead is", "leads are", "closed by an outcome: left out"),
        ]
    } else {
        [
            (
                not_created,
                "lead is",
                "leads are",
                "not created yet at one of the instants: left out of those that are too early",
            ),
            (
                no_row_in_force,
                "lead has",
                "leads have",
                "no row in force yet at one of the instants: left out of those that are too early",
            ),
            (closed, "lead is", "leads are", "closed by an outcome at one of the instants: left out of those"),
        ]
    };
    let events = [
        (counts.events_not_before, "event", "events", "at or after the instant of the scores: not read"),
        (counts.events_duplicate, "event", "events", "with an id that another has: counted once"),
    ];
    for (rows, one, many, what) in leads.into_iter().chain(events).filter(|(rows, ..)| *rows > 0) {
        warn(text, &format!("{} {what}", count(rows, one, many)));
    }
}

/// Events, adjustments and outcomes that find no lead, and what may be wrong with their ids.
fn unknown_lead_lines(text: &mut String, model: &Model, counts: &Counts, leads: &[RecordBatch]) {
    let events = UnknownLeads {
        rows: counts.events_of_unknown_leads,
        among: counts.events,
        ids: &counts.unknown_leads_of_events,
    };
    let adjustments = UnknownLeads {
        rows: counts.adjustments_of_unknown_leads,
        among: counts.adjustments,
        ids: &counts.unknown_leads_of_adjustments,
    };
    let outcomes = UnknownLeads {
        // Those that are events are told among events.
        rows: if outcome_events(model).is_some() { 0 } else { counts.outcomes_of_unknown_leads },
        among: counts.outcomes,
        ids: &counts.unknown_leads_of_outcomes,
    };
    let tables =
        [(events, "event", "events"), (adjustments, "adjustment", "adjustments"), (outcomes, "outcome", "outcomes")];
    for (unknown, one, many) in tables {
        if unknown.rows == 0 {
            continue;
        }
        let rows = count(unknown.rows, one, many);
        warn(text, &format!("{rows} of unknown leads: ignored{}", unknown.examples()));
        if let Some(way_out) = unknown.help(leads) {
            help(text, &way_out);
        }
    }
}

/// Event types that nothing reads, and criteria whose event types never occurred.
fn event_type_lines(text: &mut String, model: &Model, counts: &Counts) {
    let is_outcome = |ty: &str| outcome_events(model).is_some_and(|outcome| outcome.is_won(ty) || outcome.closes(ty));
    let read = |ty: &str| {
        is_outcome(ty) || model.engagement().iter().any(|criterion| criterion.events.iter().any(|event| event == ty))
    };
    let unread: Vec<(&str, u64)> =
        counts.events_of_type.iter().filter(|(ty, _)| !read(ty)).map(|(ty, rows)| (ty.as_str(), *rows)).collect();
    if !unread.is_empty() {
        let shown = most(unread.clone());
        let _ = writeln!(text, "  {} {}", paint(FAINT, "event types that no criterion reads:"), shown);
    }
    for criterion in model.engagement() {
        let absent = |event: &&String| !counts.events_of_type.contains_key(*event);
        let missing: Vec<&String> = criterion.events.iter().filter(absent).collect();
        let near = missing.iter().find_map(|event| nearest(event, unread.iter().map(|(ty, _)| *ty)));
        // Of several types one may well never occur; where a name is near, it is likely misspelt.
        let effect = match (missing.len() == criterion.events.len(), near) {
            (true, _) => "gives nothing",
            (false, Some(_)) => "counts its other events alone",
            (false, None) => continue,
        };
        let names: Vec<String> = missing.iter().map(|event| format!("`{event}`")).collect();
        warn(text, &format!("no event {} occurs: criterion `{}` {effect}", names.join(", "), criterion.name));
        if let Some(near) = near {
            help(text, &format!("the events hold `{}`", cut(near, words::NAME_WIDTH_MAX)));
        }
    }
    outcome_event_lines(text, model, counts, &unread);
}

/// Event types that are outcomes, and never occurred.
fn outcome_event_lines(text: &mut String, model: &Model, counts: &Counts, unread: &[(&str, u64)]) {
    let Some(outcome) = outcome_events(model) else { return };
    let closed = outcome.closed.iter().filter(|closed| !outcome.is_won(&closed.value));
    let named = outcome.won.iter().map(|name| ("won", name)).chain(closed.map(|name| ("closed", name)));
    for (key, name) in named.filter(|(_, name)| !counts.events_of_type.contains_key(&name.value)) {
        warn(text, &format!("no event `{}` occurs, which `{key}` of `[outcome]` names", name.value));
        if let Some(near) = nearest(&name.value, unread.iter().map(|(ty, _)| *ty)) {
            help(text, &format!("the events hold `{}`", cut(near, words::NAME_WIDTH_MAX)));
        }
    }
}

/// What is said of outcomes that are events.
fn outcome_events(model: &Model) -> Option<&Outcome> {
    model.outcome().filter(|outcome| outcome.source == OutcomeSource::Events)
}

/// The most frequent of some names, each with its rows.
fn most(mut names: Vec<(&str, u64)>) -> String {
    names.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    let one =
        |(name, rows): &(&str, u64)| format!("{} ({})", cut(name, words::NAME_WIDTH_MAX), words::thousands(*rows));
    let mut shown: Vec<String> = names.iter().take(SHOWN_MAX).map(one).collect();
    if names.len() > SHOWN_MAX {
        shown.push(format!("and {} more", names.len() - SHOWN_MAX));
    }
    shown.join(", ")
}

fn warn(text: &mut String, message: &str) {
    let _ = writeln!(text, "  {} {}", paint(WARNING, "!"), printable(message));
}

fn help(text: &mut String, message: &str) {
    let _ = writeln!(text, "      {} {}", paint(ACCENT, "help:"), printable(message));
}

fn count(rows: u64, one: &str, many: &str) -> String {
    words::counted(usize::try_from(rows).unwrap_or(usize::MAX), one, many)
}

fn place(place: &handraise_input::Place) -> String {
    format!("{}:{}", place.file, place.line)
}

/// The word with its article.
fn a(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
}
