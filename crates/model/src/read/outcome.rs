//! `[outcome]`.

use super::cursor::Cursor;
use super::document::Content;
use crate::diagnostic::Diagnostic;
use crate::format::OUTCOME_EVENTS;
use crate::values::Spanned;
use crate::{DataPoint, Outcome, OutcomeSource};

/// How long an outcome may take where a model does not say.
const HORIZON_DAYS: u32 = 90;

/// Reads `[outcome]`; `lead` are the data points, none of which may be read from the outcome's column.
pub(super) fn read(table: &Cursor<'_>, lead: &[DataPoint]) -> Outcome {
    let (won, closed) = (Named::read(table, "won"), Named::read(table, "closed"));
    let column = table.name("column");
    report_mixed(table, won.as_ref(), closed.as_ref());
    if let Some(column) = &column {
        report_read(table, column, lead);
    }
    let from_events = [&won, &closed].into_iter().flatten().any(|named| named.events);
    let source = match column {
        Some(column) => OutcomeSource::Column(Spanned::new(column.value.to_owned(), column.span)),
        None if from_events => OutcomeSource::Events,
        None => OutcomeSource::Table,
    };
    let by_default = |name: &str| Spanned::new(name.to_owned(), table.span.clone());
    let won = won.map_or_else(|| vec![by_default("won")], |named| named.names);
    let closed = closed.map(|named| named.names).unwrap_or_else(|| match source {
        OutcomeSource::Column(_) => Vec::new(),
        OutcomeSource::Events => won.clone(),
        OutcomeSource::Table => won.iter().cloned().chain([by_default("lost")]).collect(),
    });
    Outcome {
        source,
        won,
        closed,
        reopen_after_days: table.integer("reopen_after_days"),
        horizon_days: table.integer("horizon_days").unwrap_or_else(|| Spanned::new(HORIZON_DAYS, 0..0)),
    }
}

/// The outcomes that `won` or `closed` names.
struct Named {
    names: Vec<Spanned<String>>,
    /// Whether they are event types.
    events: bool,
}

impl Named {
    fn read(table: &Cursor<'_>, key: &str) -> Option<Self> {
        let node = table.node(key)?;
        let events = matches!(node.content, Content::Table(_));
        let names = match events {
            true => Cursor::new(table.document(), &OUTCOME_EVENTS, &node)?.one_or_several("event"),
            false => table.one_or_several(key),
        };
        let names = names?.into_iter().map(|name| Spanned::new(name.value.to_owned(), name.span));
        Some(Self { names: names.collect(), events })
    }
}

fn report_mixed(table: &Cursor<'_>, won: Option<&Named>, closed: Option<&Named>) {
    let error = |message: &str, key: &str| Diagnostic::error("mixed-outcomes", message, table.key_span(key));
    let events = |named: Option<&Named>| named.is_some_and(|named| named.events);
    let event_key = if events(won) { "won" } else { "closed" };
    if table.has("column") && (events(won) || events(closed)) {
        let finding = error("outcomes come from a column and from events", "column");
        let finding = finding.also(table.key_span(event_key), "from events");
        table.document().report(finding.help("remove `column`, or name its cells in `won` and `closed`"));
    } else if let (Some(won), Some(closed)) = (won, closed)
        && won.events != closed.events
    {
        let finding = error("`won` and `closed` name outcomes of two kinds", "closed");
        let kind = |named: &Named| if named.events { "event types" } else { "outcomes by name" };
        let finding = finding.label(kind(closed)).also(table.key_span("won"), kind(won));
        table.document().report(finding.help("write both as `{ event = … }`, or neither"));
    } else if closed.is_some_and(|closed| closed.events) && !table.has("won") {
        let finding = error("`closed` names events, and nothing says which of them is won", "closed");
        table.document().report(finding.help("add `won = { event = … }`"));
    }
}

fn report_read(table: &Cursor<'_>, column: &Spanned<&str>, lead: &[DataPoint]) {
    let reads = |data_point: &&DataPoint| data_point.column.trim() == column.value.trim();
    for data_point in lead.iter().filter(reads) {
        let message = format!("data point `{}` is read from the column of the outcome", data_point.name);
        let finding = Diagnostic::error("outcome-read", message, data_point.span.clone());
        let finding = finding.label("a score that reads it knows the end").also(column.span.clone(), "the outcome");
        table.document().report(finding.help("remove the data point, and whatever reads it"));
    }
}
