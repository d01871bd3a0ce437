//! One model has one `time_format`: what to do where the tables hold several.
//!
//! To propose the format of one column after the other would lead in a circle: each mends some cells and breaks those
//! that another format reads. So a format is proposed only where all times that are not ISO 8601 follow it.

use handraise_model::{Model, TimeFormat};

use super::{DataReport, Finding, ModelLine};

/// The next step where one format reads all.
pub(super) const SAY_FORMAT: &str = "say how times are written";

/// Completes the findings on how times are written, once more after each table: a later one may hold another format.
pub(crate) fn settle_time_formats(model: &Model, report: &mut DataReport) {
    let occurring = occurring(model, report);
    let findings =
        report.tables.iter_mut().flat_map(|table| &mut table.columns).flat_map(|column| &mut column.findings);
    for finding in findings {
        let Some(format) = finding.time_format else { continue };
        if let [_] = occurring.as_slice() {
            finding.model_line = Some(ModelLine { section: "data", line: format!("time_format = \"{format}\"") });
        } else {
            finding.model_line = None;
            finding.help = several(&occurring);
        }
    }
}

/// Each format that some cells follow, and how many: that of the model first.
fn occurring(model: &Model, report: &DataReport) -> Vec<(String, u64)> {
    let of_model = match &model.data().time_format {
        TimeFormat::Iso => None,
        TimeFormat::EpochMillis => Some("epoch_ms"),
        TimeFormat::EpochSeconds => Some("epoch_s"),
        TimeFormat::Pattern(pattern) => Some(pattern.as_str()),
    };
    let columns = || report.tables.iter().flat_map(|table| &table.columns);
    let read: u64 = columns().map(|column| column.by_time_format).sum();
    let mut formats: Vec<(String, u64)> =
        of_model.filter(|_| read > 0).map(|format| (format.to_owned(), read)).into_iter().collect();
    for Finding { time_format, cells, .. } in columns().flat_map(|column| &column.findings) {
        let Some(format) = time_format else { continue };
        match formats.iter_mut().find(|(known, _)| known == format) {
            Some((_, count)) => *count += cells,
            None => formats.push(((*format).to_owned(), *cells)),
        }
    }
    formats
}

fn several(formats: &[(String, u64)]) -> String {
    let counted: Vec<String> = formats
        .iter()
        .map(|(format, cells)| format!("\"{format}\" ({cells} {})", if *cells == 1 { "cell" } else { "cells" }))
        .collect();
    format!(
        "times are written in several ways: {}; a model has one `time_format`, so export the others in ISO 8601, such as \
         2026-01-31 08:00, which is always read",
        counted.join(", ")
    )
}
