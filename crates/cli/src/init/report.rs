//! What is to be said beside a first model: what was left out of the files, and what was not found in them.

use handraise_input::{LeftOut, LeftOutReason, TableProfile};

use super::settings::Data;
use crate::terminal::words;

/// What of a table may make the model other than expected: the fact, and the way out where there is one.
pub(crate) fn doubts(table: &TableProfile) -> Vec<(String, Option<&'static str>)> {
    let mut doubts: Vec<(String, Option<&'static str>)> =
        table.left_out.iter().map(|rows| (left_out(rows), None)).collect();
    let file = &table.file;
    if !table.repeated_headers.is_empty() {
        let headers: Vec<String> = table.repeated_headers.iter().take(5).map(|header| format!("`{header}`")).collect();
        let message =
            format!("`{file}`: several columns have the header {}; none of them is read", words::joined(&headers));
        doubts.push((message, Some("rename them in the file")));
    }
    let headers = table.columns.iter().filter(|column| column.header.contains(char::REPLACEMENT_CHARACTER)).count();
    let cells: u64 = table.columns.iter().map(|column| column.garbled).sum();
    if headers > 0 || cells > 0 {
        let headers = words::counted(headers, "header", "headers");
        let cells = words::counted(usize::try_from(cells).unwrap_or(usize::MAX), "cell", "cells");
        let message = format!("`{file}` is not all UTF-8: {headers} and {cells} cannot be read as written");
        doubts.push((message, Some("save the file as UTF-8 (it may be Windows-1252), then run this again")));
    }
    if table.rows == 0 {
        doubts.push((format!("`{file}` has no usable rows"), None));
    }
    doubts
}

/// Whether a file's name says that it holds no table.
pub(crate) fn is_named_otherwise(file: &str) -> bool {
    const OTHERS: [&str; 9] = ["toml", "yaml", "yml", "md", "html", "xml", "ini", "sql", "py"];
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    extension.is_some_and(|extension| OTHERS.contains(&extension.as_str()))
}

/// How many rows of a file do not fit its header, and of how many, where those are most: then it is no table.
pub(crate) fn mostly_misfits(table: &TableProfile) -> Option<(u64, u64)> {
    let misfits = table.left_out.iter().filter(|rows| rows.reason == LeftOutReason::CellCount);
    let misfits: u64 = misfits.map(|rows| rows.rows).sum();
    (misfits > table.rows).then_some((misfits, misfits + table.rows))
}

/// What no column was found for.
pub(super) fn not_found(data: &Data<'_>) -> Vec<&'static str> {
    let (leads, events) = (data.lead_roles, data.event_roles);
    let of_leads = [(leads.lead_id, "the lead's id"), (leads.lead_created, "when a lead was created")];
    let of_events = [
        (events.lead, "the lead's id among events"),
        (events.event_type, "the event's type"),
        (events.time, "the event's time"),
    ];
    let of_events = of_events.into_iter().filter(|_| !data.events.is_empty());
    of_leads.into_iter().chain(of_events).filter(|(column, _)| column.is_none()).map(|(_, what)| what).collect()
}

fn left_out(rows: &LeftOut) -> String {
    let places: Vec<String> = rows.first.iter().map(|place| format!("{}:{}", place.file, place.line)).collect();
    let count = words::counted(usize::try_from(rows.rows).unwrap_or(usize::MAX), "row", "rows");
    format!("{count} left out {} ({})", rows.reason, places.join(", "))
}
