//! Dates and instants, as TOML values or as text; time zones and time formats.

use jiff::Zoned;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::document::{Content, Document, Node};
use crate::diagnostic::Diagnostic;
use crate::values::{Spanned, day_of, parse_instant};

/// A day.
pub(super) fn date(document: &Document<'_>, key: &str, node: &Node<'_>) -> Option<Spanned<Date>> {
    let text = written(document, key, node, "a date such as 2026-01-31")?;
    match text.parse::<Date>() {
        Ok(date) if text.trim().len() <= "2026-01-31".len() => Some(Spanned::new(date, node.span.clone())),
        _ => {
            document.report(not_a_date(key, node));
            None
        }
    }
}

/// The UTC day of a date or an instant, in days since 1970: how a cell of type date is read.
pub(super) fn day(document: &Document<'_>, key: &str, node: &Node<'_>) -> Option<i32> {
    let text = written(document, key, node, "a date such as 2026-01-31")?;
    let instant = parse_instant(&text);
    if instant.is_none() {
        document.report(not_a_date(key, node));
    }
    instant.map(day_of)
}

/// An instant, in microseconds since 1970; UTC without an offset, a bare date is its first instant.
pub(super) fn instant(document: &Document<'_>, key: &str, node: &Node<'_>) -> Option<Spanned<i64>> {
    let text = written(document, key, node, "an instant such as 2026-01-31T08:00:00Z")?;
    let Some(micros) = parse_instant(&text) else {
        let message = format!("`{key}` is not an instant");
        let finding = Diagnostic::error("invalid-date", message, node.span.clone());
        document.report(finding.help("write an instant as 2026-01-31T08:00:00Z, or a date as 2026-01-31"));
        return None;
    };
    Some(Spanned::new(micros, node.span.clone()))
}

fn not_a_date(key: &str, node: &Node<'_>) -> Diagnostic {
    let finding = Diagnostic::error("invalid-date", format!("`{key}` is not a date"), node.span.clone());
    finding.help("write a date as 2026-01-31")
}

/// A date or instant as its text.
fn written(document: &Document<'_>, key: &str, node: &Node<'_>, wanted: &str) -> Option<String> {
    match &node.content {
        Content::Text(text) => Some((*text).to_owned()),
        Content::Datetime(datetime) => Some(datetime.to_string()),
        _ => {
            node.misfit(document, key, wanted);
            None
        }
    }
}

/// Whether there is a time zone of that name.
pub(super) fn is_time_zone(name: &str) -> bool {
    TimeZoneDatabase::bundled().get(name).is_ok()
}

/// The zones of the bundled database, for suggestions.
pub(super) fn time_zones() -> Vec<String> {
    TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect()
}

/// Why a `strptime` pattern cannot read a date: it must read back what it writes.
pub(super) fn time_format_fault(pattern: &str) -> Result<(), String> {
    let sample: Zoned =
        DateTime::constant(2026, 1, 31, 20, 15, 45, 0).to_zoned(TimeZone::UTC).map_err(|error| error.to_string())?;
    let written = strtime::format(pattern, &sample).map_err(|error| error.to_string())?;
    let read = BrokenDownTime::parse(pattern, &written).map_err(|error| error.to_string())?;
    match read.to_date().is_ok() || read.to_timestamp().is_ok() {
        true => Ok(()),
        false => Err("it has no date".to_owned()),
    }
}
