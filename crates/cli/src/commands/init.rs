//! `handraise init`: a first model, from what the files seem to hold.

use std::io::IsTerminal as _;

use handraise_input::{InputError, Source, TableProfile, profile, sources};

use crate::args::InitArguments;
use crate::exit::{Exit, Failure};
use crate::init::{FirstModel, doubts, first_model, is_named_otherwise, mostly_misfits, profile_options};
use crate::output::Destination;
use crate::terminal::{self, ACCENT, WARNING, paint, printable, words};

pub(super) fn run(arguments: &InitArguments) -> Result<Exit, Failure> {
    let leads = profiled(&arguments.leads)?;
    let [leads] = leads.as_slice() else {
        return Err(Failure::new(Exit::Usage, format!("`{}` names several files", arguments.leads))
            .help("one file of leads is enough for a first model"));
    };
    if leads.rows == 0 || leads.columns.iter().all(|column| column.known == 0) {
        let (sources, left_out) = (vec![leads.file.clone()], leads.left_out.clone());
        return Err(InputError::NoLeads { sources, left_out }.into());
    }
    let events = arguments.events.iter().map(|argument| profiled(argument)).collect::<Result<Vec<_>, _>>()?.concat();
    let model = first_model(leads, &events);
    Destination::Stdout.write(|out| out.write_all(model.text.as_bytes()))?;
    terminal::tell(&report(leads, &events, &model));
    Ok(Exit::Fine)
}

fn profiled(argument: &str) -> Result<Vec<TableProfile>, Failure> {
    sources(argument)?.iter().map(table).collect()
}

fn table(source: &Source) -> Result<TableProfile, Failure> {
    let no_table = |why: String| {
        Failure::new(Exit::Input, format!("`{source}` is no table{why}"))
            .help("a table has a row of headers, then a row for each lead or event: CSV, JSON lines, Parquet or XLSX")
    };
    if is_named_otherwise(&source.to_string()) {
        return Err(no_table(String::new()));
    }
    let table = profile(source, &profile_options())?;
    match mostly_misfits(&table) {
        None => Ok(table),
        Some((misfits, rows)) => {
            Err(no_table(format!(": {misfits} of {rows} rows have more or fewer cells than the header")))
        }
    }
}

/// What was looked at, what is doubtful, what was not found and what to do next.
fn report(leads: &TableProfile, events: &[TableProfile], model: &FirstModel) -> String {
    let mut text = String::new();
    for (message, help) in std::iter::once(leads).chain(events).flat_map(doubts) {
        text.push_str(&format!("{}: {}\n", paint(WARNING, "warning"), printable(&message)));
        text.extend(help.map(|help| format!("  {} {help}\n", paint(ACCENT, "help:"))));
    }
    let rows = |table: &TableProfile, one, many| {
        let first = if table.complete { "" } else { "the first " };
        let rows = words::counted(usize::try_from(table.rows).unwrap_or(usize::MAX), one, many);
        format!("{first}{rows} of {}", printable(&table.file))
    };
    let tables = std::iter::once(rows(leads, "lead", "leads"));
    let tables: Vec<String> = tables.chain(events.iter().map(|table| rows(table, "event", "events"))).collect();
    text.push_str(&format!("a first model was written from {}\n", words::joined(&tables)));
    if !model.not_found.is_empty() {
        let what: Vec<String> = model.not_found.iter().map(|what| (*what).to_owned()).collect();
        text.push_str(&format!("not found: {}; `[data]` can name the columns\n", words::joined(&what)));
    }
    let keep = if std::io::stdout().is_terminal() { "keep it with `> model.toml`, then " } else { "" };
    text.push_str(&format!("next: {keep}edit the points and run `handraise check` on it\n"));
    text
}
