//! The report of a backtest in a terminal: one screen with the verdict first, then the tables.
//!
//! It draws what the report says and adds no finding of its own, so that it says the same as the page.

mod cells;
mod groups;
mod line;
mod screen;
#[cfg(test)]
mod tests;
mod worth;

use anstyle::Style;
use handraise_evidence::report::Report;

use super::rows::wrapped;
use super::{FAINT, STRONG, paint};

/// The width of a line where nobody watches.
const WIDTH: usize = 100;

/// The report as text; every line ended.
pub(crate) fn render(report: &Report, width: Option<usize>) -> String {
    let width = width.unwrap_or(WIDTH);
    let mut text = screen::render(report, width);
    if report.counts.rows == 0 {
        return text;
    }
    let mut sections = vec![screen::over_all(report, width)];
    sections.extend(groups::conversion(report, width));
    sections.extend(groups::matrix(report, width));
    sections.extend(worth::criteria(report, width));
    sections.extend(worth::sources(report, width));
    sections.extend(groups::lead_sources(report, width));
    sections.extend(line::line(report, width));
    sections.extend(line::comparison(report, width));
    for Section { title, findings, table } in sections.iter().filter(|section| !section.is_empty()) {
        text.push_str(&heading(title, width));
        for finding in findings {
            text.push_str(&wrapped(finding, width, 0));
        }
        text.push_str(table);
    }
    text.push_str(&screen::left_out(report, width));
    text
}

/// A table under its title, with what it comes down to.
struct Section {
    title: String,
    /// Sentences.
    findings: Vec<String>,
    /// Lines.
    table: String,
}

impl Section {
    fn new(title: impl Into<String>, finding: &str, table: String) -> Self {
        let findings = if finding.is_empty() { Vec::new() } else { vec![finding.to_owned()] };
        Self { title: title.into(), findings, table }
    }

    fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.table.is_empty()
    }
}

/// What stands above a table, after an empty line.
fn heading(title: &str, width: usize) -> String {
    format!("\n{}", painted(STRONG, title, width))
}

/// Text that matters less.
fn faint(sentence: &str, width: usize) -> String {
    painted(FAINT, sentence, width)
}

/// Text in a style, in lines of at most a width.
fn painted(style: Style, sentence: &str, width: usize) -> String {
    wrapped(sentence, width, 0).lines().map(|line| format!("{}\n", paint(style, line))).collect()
}
