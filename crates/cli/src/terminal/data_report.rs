//! The data report: what the files hold, what was left out, and what looks wrong, with the way out.

use std::fmt::Write as _;

use handraise_engine::Counts;
use handraise_input::{ColumnReport, DataReport, TableReport};
use handraise_model::Model;
use handraise_model::condition::nearest;

use super::{ACCENT, FAINT, STRONG, WARNING, cut, paint, printable, words};

/// Columns of which so much is unknown are named, in percent.
const UNKNOWN_PERCENT_NOTABLE: u64 = 20;
/// Names and places shown of a longer list.
const SHOWN_MAX: usize = 8;
/// Places shown of what does not fit.
const PLACES_MAX: usize = 3;

/// The report as text; every line ended.
pub(crate) fn render(model: &Model, report: &DataReport, counts: Option<&Counts>) -> String {
    let mut text = String::from("\n");
    for table in &report.tables {
        table_lines(&mut text, model, table);
    }
    if let Some(counts) = counts {
        count_lines(&mut text, model, counts);
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

fn table_lines(text: &mut String, model: &Model, table: &TableReport) {
    table_headline(text, table);
    left_out_lines(text, table);
    unknown_line(text, table);
    table.columns.iter().for_each(|column| column_lines(text, column));
    // With `event_id` the model says which events are one; the engine's counts tell how many.
    let undecided = model.data().event_id.is_none();
    if let Some(equal) = table.equal_rows.filter(|equal| equal.rows > 0 && undecided) {
        let usable = table.rows - table.left_out.iter().map(|left_out| left_out.rows).sum::<u64>();
        let among = if equal.compared < usable { format!(" of the first {}", equal.compared) } else { String::new() };
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

/// The columns of which much is not known, in one line.
fn unknown_line(text: &mut String, table: &TableReport) {
    let share = |column: &ColumnReport| {
        let cells = column.known + column.unknown + column.misfits;
        ((column.unknown + column.misfits) * 100).checked_div(cells).unwrap_or(0)
    };
    let mut notable: Vec<(u64, &str)> = table
        .columns
        .iter()
        .filter(|column| column.data_point.is_some() && share(column) >= UNKNOWN_PERCENT_NOTABLE)
        .map(|column| (share(column), column.header.as_str()))
        .collect();
    notable.sort_by_key(|(share, _)| std::cmp::Reverse(*share));
    if notable.is_empty() {
        return;
    }
    let mut shown: Vec<String> = notable
        .iter()
        .take(SHOWN_MAX)
        .map(|(share, header)| format!("{} {share} %", cut(header, words::NAME_WIDTH_MAX)))
        .collect();
    if notable.len() > SHOWN_MAX {
        shown.push(format!("and {} more", notable.len() - SHOWN_MAX));
    }
    let _ = writeln!(text, "  {} {}", paint(FAINT, "not known:"), shown.join(", "));
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
    for finding in &column.findings {
        if column.misfits == 0 {
            warn(text, &format!("`{}`: {}", column.header, finding.message));
        } else {
            let _ = writeln!(text, "      {}", printable(&finding.message));
        }
        help(text, &finding.help);
        if let Some(line) = &finding.model_line {
            let _ = writeln!(text, "        {} {}", paint(FAINT, format!("[{}]", line.section)), printable(&line.line));
        }
    }
}

fn count_lines(text: &mut String, model: &Model, counts: &Counts) {
    let leads = counts.leads_left_out.iter().flat_map(|left_out| {
        [
            (left_out.not_created, "lead is", "leads are", "not created yet: left out"),
            (left_out.no_row_in_force, "lead has", "leads have", "no row in force yet: left out"),
        ]
    });
    let others = [
        (counts.events_of_unknown_leads, "event", "events", "of unknown leads: ignored"),
        (counts.events_not_before, "event", "events", "at or after the instant of the scores: not read"),
        (counts.events_duplicate, "event", "events", "with an id that another has: counted once"),
        (counts.adjustments_of_unknown_leads, "adjustment", "adjustments", "of unknown leads: ignored"),
    ];
    for (rows, one, many, what) in leads.chain(others).filter(|(rows, ..)| *rows > 0) {
        warn(text, &format!("{} {what}", count(rows, one, many)));
    }
    if counts.events > 0 {
        event_type_lines(text, model, counts);
    }
}

/// Event types that nothing reads, and criteria whose event types never occurred.
fn event_type_lines(text: &mut String, model: &Model, counts: &Counts) {
    let read = |ty: &str| model.engagement().iter().any(|criterion| criterion.events.iter().any(|event| event == ty));
    let unread: Vec<(&str, u64)> =
        counts.events_of_type.iter().filter(|(ty, _)| !read(ty)).map(|(ty, rows)| (ty.as_str(), *rows)).collect();
    if !unread.is_empty() {
        let mut by_rows = unread.clone();
        by_rows.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        let mut shown: Vec<String> = by_rows
            .iter()
            .take(SHOWN_MAX)
            .map(|(ty, rows)| format!("{} ({})", cut(ty, words::NAME_WIDTH_MAX), words::thousands(*rows)))
            .collect();
        if unread.len() > SHOWN_MAX {
            shown.push(format!("and {} more", unread.len() - SHOWN_MAX));
        }
        let _ = writeln!(text, "  {} {}", paint(FAINT, "event types that no criterion reads:"), shown.join(", "));
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
