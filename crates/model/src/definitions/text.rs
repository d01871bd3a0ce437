//! Markdown as text: escapes, tables, dates and numbers.

use std::fmt::Write as _;

use crate::values::{Credibility, Exact};

/// Text that Markdown shows as it is, in a table too.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' | '$' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '\n' | '\r' | '\t' => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A table; cells are Markdown already. Nothing without rows.
pub(super) fn table<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut text = format!("| {} |\n|{}\n", header.join(" | "), " --- |".repeat(N));
    for row in rows {
        // Writing to a string never fails.
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text.push('\n');
    text
}

/// The first letter in upper case.
pub(super) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `1 February 2027`.
pub(super) fn long_date(date: jiff::civil::Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::try_from(date.month()).ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    format!("{} {} {}", date.day(), month.copied().unwrap_or_default(), date.year())
}

/// `0.5`, `1`.
pub(super) fn hundredths(hundredths: u16) -> String {
    (f64::from(hundredths) / 100.0).to_string()
}

/// Points as they count: `20`, or `20 × 0.5 = 10` where they are not trusted fully.
pub(super) fn trusted_points(points: i32, credibility: Credibility) -> String {
    let minus = |text: String| text.replacen('-', "−", 1);
    if credibility == Credibility::FULL || points == 0 {
        return minus(points.to_string());
    }
    let counted = Exact(Exact::from_points(points).0 / 100 * i64::from(credibility.hundredths()));
    let points = minus(points.to_string());
    format!("{points} × {} = {}", hundredths(credibility.hundredths().into()), minus(format!("{counted:#}")))
}
