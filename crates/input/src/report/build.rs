//! From counts to a report: the likely causes, each with its way out.

use std::collections::BTreeMap;

use handraise_model::values::Type;
use handraise_model::{Model, TimeFormat, columns};

use super::one_time_format::SAY_FORMAT;
use super::outcomes::missing_outcomes;
use super::time_format::guess_all;
use super::{Cause, ColumnReport, EqualRows, Finding, LeftOut, Misfit, ModelLine, Table, TableReport};
use crate::Place;
use crate::error::near;
use crate::shape::{Shape, Wanted};
use crate::tally::{ColumnTally, Tally};

/// The report on a table, once all of it is read.
///
/// `seen` are the keys of a format without headers; a column that is not among them occurred in no row.
pub(crate) fn table_report(
    model: &Model,
    shape: &Shape,
    files: Vec<String>,
    mut tally: Tally,
    seen: Option<&[String]>,
) -> TableReport {
    let place = |file: usize, line: u64| Place { file: files.get(file).cloned().unwrap_or_default(), line };
    let left_out = tally
        .left_out
        .iter()
        .map(|(reason, count)| LeftOut {
            reason: *reason,
            rows: count.total,
            first: count.first.iter().map(|&(file, line)| place(file, line)).collect(),
        })
        .collect();
    tally.columns.resize(shape.columns.len(), ColumnTally::default());
    let columns = shape
        .columns
        .iter()
        .zip(&tally.columns)
        .map(|(wanted, counts)| ColumnReport {
            header: wanted.header.clone(),
            data_point: wanted.data_point.clone(),
            ty: wanted.kind.ty(),
            known: counts.known,
            unknown: counts.unknown,
            by_time_format: counts.by_time_format,
            misfits: counts.misfits,
            first_misfits: counts
                .first
                .iter()
                .map(|(file, line, value)| Misfit { place: place(*file, *line), value: value.clone() })
                .collect(),
            outcomes: most_first(&counts.outcomes),
            findings: findings(model, shape.table, wanted, counts, tally.rows, seen),
        })
        .collect();
    let equal_rows = (shape.table == Table::Events).then(|| equal_rows(std::mem::take(&mut tally.row_hashes)));
    TableReport { table: shape.table, rows: tally.rows, left_out, columns, equal_rows, files }
}

fn most_first(outcomes: &BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut outcomes: Vec<_> = outcomes.iter().map(|(outcome, rows)| (outcome.clone(), *rows)).collect();
    outcomes.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    outcomes
}

fn equal_rows(mut hashes: Vec<u64>) -> EqualRows {
    let compared = hashes.len();
    hashes.sort_unstable();
    hashes.dedup();
    EqualRows { rows: (compared - hashes.len()) as u64, compared: compared as u64 }
}

fn findings(
    model: &Model,
    table: Table,
    wanted: &Wanted,
    counts: &ColumnTally,
    rows: u64,
    seen: Option<&[String]>,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    if let Some(seen) = seen
        && rows > 0
        && !seen.contains(&wanted.header)
    {
        let near = near(&wanted.header, seen.iter().map(String::as_str));
        findings.push(Finding {
            cause: Cause::Absent,
            cells: rows,
            message: format!("no row has `{}`", wanted.header),
            help: near
                .map_or("if it is misspelt, mend the name in the model".to_owned(), |near| format!("is it `{near}`?")),
            model_line: None,
            time_format: None,
        });
    }
    // What cannot be told apart once it is read.
    if wanted.header.contains('\u{fffd}') {
        findings.push(Finding {
            cause: Cause::NotUtf8,
            cells: 0,
            message: "the name of the column has bytes that are not UTF-8, likely Windows-1252".to_owned(),
            help: "save the file as UTF-8, and mend the name in the model".to_owned(),
            model_line: None,
            time_format: None,
        });
    }
    let mut causes = counts.causes.clone();
    causes.retain(|(cause, _)| !matches!(cause, Cause::Placeholder(_)));
    causes.sort_by_key(|(_, cells)| std::cmp::Reverse(*cells));
    for (cause, cells) in causes {
        match cause {
            Cause::DateFormat => findings.extend(date_formats(model, counts, cells)),
            cause => findings.push(misfit_finding(table, wanted, cause, cells)),
        }
    }
    // "UTC" is the default and a decision; the text of the model tells which.
    if counts.local_times > 0 && model.data().time_zone == "UTC" && !model.source().text().contains("time_zone") {
        findings.push(Finding {
            cause: Cause::LocalTime,
            cells: counts.local_times,
            message: format!("{} without an offset, read as UTC", count(counts.local_times, "time", "times")),
            help: "if they are local times, name their zone".to_owned(),
            model_line: Some(ModelLine { section: "data", line: "time_zone = \"America/Sao_Paulo\"".to_owned() }),
            time_format: None,
        });
    }
    findings.extend(placeholder_finding(model, counts, rows));
    if wanted.name == columns::OUTCOME {
        findings.extend(missing_outcomes(model, &counts.outcomes));
    }
    findings
}

/// Placeholders that do not fit, or that fill at least one cell in a hundred.
fn placeholder_finding(model: &Model, counts: &ColumnTally, rows: u64) -> Option<Finding> {
    let mut frequent: Vec<&(String, u64)> = counts
        .placeholders
        .iter()
        .filter(|(_, cells)| counts.misfits > 0 || cells.saturating_mul(100) >= rows)
        .collect();
    frequent.sort_by_key(|(_, cells)| std::cmp::Reverse(*cells));
    let (first, _) = frequent.first()?;
    let cells = frequent.iter().map(|(_, cells)| cells).sum();
    let names: Vec<String> = frequent.iter().map(|(text, cells)| format!("`{text}` ({cells})")).collect();
    let nulls: Vec<String> =
        model.data().nulls.iter().chain(frequent.iter().map(|(text, _)| text)).map(|text| quote(text)).collect();
    Some(Finding {
        cause: Cause::Placeholder(first.clone()),
        cells,
        message: format!("{} may stand for \"not known\"", names.join(", ")),
        help: "if so, say it".to_owned(),
        model_line: Some(ModelLine { section: "data", line: format!("nulls = [{}]", nulls.join(", ")) }),
        time_format: None,
    })
}

fn misfit_finding(table: Table, wanted: &Wanted, cause: Cause, cells: u64) -> Finding {
    let n = count(cells, "cell", "cells");
    let ty = wanted.kind.ty();
    // A column that is no data point, such as `points` of an adjustment, has no type to change.
    let declare = |other: &str, help| match declaration(table, wanted, other) {
        Some(line) => (help, Some(line)),
        None => (expected(table, ty), None),
    };
    let (message, help, model_line) = match &cause {
        Cause::ThousandsSeparator => {
            (format!("thousands separator in {n}"), "export the numbers without it: 1200, not 1,200", None)
        }
        Cause::Currency => (format!("currency sign in {n}"), "export the plain number", None),
        Cause::Percent => (format!("percent sign in {n}"), "export the plain number", None),
        Cause::Range => {
            let help = "declare it as text, and give points per range with `of` and a table of `points`";
            let (help, line) = declare("text", help);
            (format!("range in {n}"), help, line)
        }
        Cause::Abbreviation => (format!("abbreviated number in {n}"), "export the number in full: 5000, not 5k", None),
        Cause::DecimalComma => (format!("decimal comma in {n}"), "export the numbers with a point: 12.5", None),
        Cause::Fraction => {
            let (help, line) = declare("decimal", "declare it as decimal");
            (format!("fraction in {n}"), help, line)
        }
        Cause::OutOfRange => {
            (format!("value beyond what {ty} holds in {n}"), "numbers that are ids or codes are text", None)
        }
        Cause::NotFinite => (format!("no finite number in {n}"), "leave such cells empty in the export", None),
        Cause::EpochSeconds => (format!("seconds since 1970 in {n}"), SAY_FORMAT, None),
        Cause::EpochMillis => (format!("milliseconds since 1970 in {n}"), SAY_FORMAT, None),
        Cause::SkippedLocalTime => {
            (format!("local time that the clock skipped in {n}"), "export the times with their offset, or in UTC", None)
        }
        Cause::NotUtf8 => {
            (format!("bytes that are not UTF-8 in {n}, likely Windows-1252"), "save the file as UTF-8", None)
        }
        Cause::Nested => {
            let (help, line) = declare("list", "only `list` takes several values");
            (format!("list or object in {n}"), help, line)
        }
        Cause::Other
        | Cause::DateFormat
        | Cause::LocalTime
        | Cause::Placeholder(_)
        | Cause::Absent
        | Cause::NoSuchOutcome => {
            let (help, line) = declare("text", "declare it as text if that is what it holds");
            (format!("something other than {} in {n}", named(ty)), help, line)
        }
    };
    let time_format = match cause {
        Cause::EpochSeconds => Some("epoch_s"),
        Cause::EpochMillis => Some("epoch_ms"),
        _ => None,
    };
    Finding { cause, cells, message, help: help.to_owned(), model_line, time_format }
}

/// One finding for each pattern that reads some of the cells, and one for those that none reads.
fn date_formats(model: &Model, counts: &ColumnTally, cells: u64) -> Vec<Finding> {
    let fact = match &model.data().time_format {
        TimeFormat::Pattern(pattern) => format!("time that is neither ISO 8601 nor \"{pattern}\""),
        _ => "time that is not ISO 8601 (2026-01-31 08:00)".to_owned(),
    };
    let guesses = guess_all(counts.samples.iter().map(String::as_str));
    let several = guesses.len() > 1;
    let finding = |cells: u64, at_least: &str, help: String, time_format: Option<&'static str>| {
        let but = match time_format {
            Some(format) if several => format!(" but \"{format}\""),
            _ => String::new(),
        };
        let message = format!("{fact}{but} in {at_least}{}", count(cells, "cell", "cells"));
        Finding { cause: Cause::DateFormat, cells, message, help, model_line: None, time_format }
    };
    let sampled = counts.samples.len() as u64;
    let read: u64 = guesses.iter().map(|guess| guess.fits as u64).sum();
    // Only so many cells are looked at; where one pattern reads them all, it is taken to read the others too.
    let (only, at_least) = (guesses.len() == 1 && read == sampled, if cells > sampled { "at least " } else { "" });
    let mut findings: Vec<Finding> = guesses
        .iter()
        .map(|guess| {
            let help = match guess.rival.filter(|_| only) {
                Some(rival) => format!("{SAY_FORMAT}; \"{rival}\" would fit as well"),
                None => SAY_FORMAT.to_owned(),
            };
            let (cells, at_least) = if only { (cells, "") } else { (guess.fits as u64, at_least) };
            finding(cells, at_least, help, Some(guess.pattern))
        })
        .collect();
    if read < sampled {
        let help = if findings.is_empty() {
            format!("{SAY_FORMAT}, with the codes of strptime")
        } else {
            "export them in ISO 8601, such as 2026-01-31 08:00, which is always read".to_owned()
        };
        findings.push(finding(sampled - read, at_least, help, None));
    }
    findings
}

/// The declaration of a data point with another type.
fn declaration(table: Table, wanted: &Wanted, ty: &str) -> Option<ModelLine> {
    let name = wanted.data_point.as_ref()?;
    let section = if table == Table::Events { "event" } else { "lead" };
    let bare = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let key = if bare { name.clone() } else { quote(name) };
    let line = if *name == wanted.header {
        format!("{key} = \"{ty}\"")
    } else {
        format!("{key} = {{ type = \"{ty}\", column = {} }}", quote(&wanted.header))
    };
    Some(ModelLine { section, line })
}

/// What a column takes whose type the model cannot change.
fn expected(table: Table, ty: Type) -> &'static str {
    match ty {
        Type::Integer if table == Table::Adjustments => "adjustments take whole points, such as 5 or -10",
        Type::Integer => "this column takes whole numbers only",
        Type::Decimal => "this column takes numbers only, such as 12 or 0.5",
        Type::Date | Type::Timestamp => "this column takes times only, such as 2026-01-31 08:00",
        _ => "this column takes one plain value",
    }
}

fn named(ty: Type) -> &'static str {
    match ty {
        Type::Text => "text",
        Type::Integer => "an integer",
        Type::Decimal => "a decimal",
        Type::Boolean => "a boolean (true/false, yes/no, 1/0)",
        Type::Date => "a date",
        Type::Timestamp => "a timestamp",
        Type::List => "a list",
    }
}

/// A TOML string.
pub(super) fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
