//! Diagnostics for programs: editors, CI, other tools.

use serde_json::{Value, json};

use crate::ModelSource;
use crate::diagnostic::{Diagnostic, Severity, character_start};

/// All diagnostics as an array of objects.
///
/// Lines and columns count from 1, columns in characters; the end is that of the first character after the place.
#[must_use]
pub fn to_json(diagnostics: &[Diagnostic], source: &ModelSource) -> Value {
    let lines = Lines::of(source.text());
    diagnostics.iter().map(|diagnostic| object(diagnostic, source, &lines)).collect()
}

fn object(diagnostic: &Diagnostic, source: &ModelSource, lines: &Lines) -> Value {
    let labels = diagnostic.labels.iter().map(|label| {
        let (line, column) = lines.place(label.span.start);
        let (end_line, end_column) = lines.place(label.span.end.max(label.span.start));
        json!({ "text": label.text, "line": line, "column": column, "end_line": end_line, "end_column": end_column })
    });
    let labels: Vec<Value> = labels.collect();
    let place = |key: &str| labels.first().and_then(|label| label.get(key)).cloned();
    json!({
        "code": diagnostic.code,
        "severity": match diagnostic.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": diagnostic.message,
        "file": source.name(),
        "line": place("line"),
        "column": place("column"),
        "end_line": place("end_line"),
        "end_column": place("end_column"),
        "labels": labels,
        "help": diagnostic.help,
    })
}

/// Where each line of a text begins.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let after = text.match_indices('\n').map(|(newline, _)| newline + 1);
        Self { text, starts: std::iter::once(0).chain(after).collect() }
    }

    fn place(&self, byte: usize) -> (usize, usize) {
        let byte = character_start(self.text, byte);
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or_default();
        (line, self.text.get(start..byte).unwrap_or_default().chars().count() + 1)
    }
}
