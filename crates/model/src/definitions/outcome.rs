//! What a model is held against, in words.

use super::text::escaped;
use crate::model::{Model, Outcome, OutcomeSource};
use crate::prose::{counted, joined};
use crate::values::Spanned;

pub(super) fn section(model: &Model) -> String {
    let Some(outcome) = model.outcome() else { return String::new() };
    let sentences = match &outcome.source {
        OutcomeSource::Column(column) => of_column(outcome, &column.value),
        OutcomeSource::Table => {
            format!("{}{}", won(outcome, "is recorded for it"), closed(outcome, "has been recorded"))
        }
        OutcomeSource::Events => format!("{}{}", won(outcome, "happens to it"), closed(outcome, "has happened")),
    };
    format!("## What it is held against\n\n{sentences}\n\n")
}

fn of_column(outcome: &Outcome, column: &str) -> String {
    let column = escaped(column);
    let won = format!("A lead counts as won when {column} of the leads is {}.", any_of(&outcome.won));
    match outcome.closed.is_empty() {
        true => format!("{won} A lead of which {column} is not known is left out."),
        false => {
            format!("{won} With {} there it is decided; with anything else it is left out.", any_of(&outcome.closed))
        }
    }
}

fn won(outcome: &Outcome, happens: &str) -> String {
    let days = counted(outcome.horizon_days.value, "day", "days");
    format!("A lead counts as won when {} {happens} within {days} of the moment of scoring.", any_of(&outcome.won))
}

fn closed(outcome: &Outcome, happened: &str) -> String {
    let ends = format!(" Once {} {happened}, the lead is closed and no longer scored", any_of(&outcome.closed));
    match &outcome.reopen_after_days {
        None => format!("{ends}."),
        Some(days) => {
            let days = counted(days.value, "day", "days");
            format!("{ends}; one that was not won is open again {days} later.")
        }
    }
}

fn any_of(names: &[Spanned<String>]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{}”", escaped(&name.value))).collect();
    joined(&names, "or")
}
