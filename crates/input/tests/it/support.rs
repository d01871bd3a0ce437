//! One way in for all tests: a model, some bytes under a name, and what was read.

use std::fmt::Write;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::PathBuf;

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, RecordBatch};
use arrow_cast::display::array_value_to_string;
use handraise_input::{
    ColumnReport, DataReport, InputError, Leads, Source, Stretch, TableReport, read_adjustments, read_events,
    read_leads, read_outcomes,
};
use handraise_model::values::format_instant;
use handraise_model::{Model, ModelSource};

/// A model with these sections beside the required ones.
pub(crate) fn model(sections: &str) -> Model {
    let text = format!("[model]\nname = \"test\"\nversion = 1\n{sections}\n");
    let checked = ModelSource::new("model.toml", &text).check();
    checked.model.unwrap_or_else(|| panic!("the model of the test is wrong: {:?}\n{text}", checked.diagnostics))
}

/// The findings on a column as a user would read them.
pub(crate) fn findings(read: &Read, header: &str) -> String {
    let column = read.column_report(header);
    let mut text = format!("{} known, {} unknown, {} misfits\n", column.known, column.unknown, column.misfits);
    for misfit in &column.first_misfits {
        let _ = writeln!(text, "  line {}: {}", misfit.place.line, misfit.value);
    }
    for finding in &column.findings {
        let _ = writeln!(text, "- {}: {}", finding.message, finding.help);
        if let Some(line) = &finding.model_line {
            let _ = writeln!(text, "  [{}] {}", line.section, line.line);
        }
    }
    text
}

/// A folder that lives as long as the test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Source {
        std::fs::write(self.path(name), bytes).expect("a file");
        Source::File(self.path(name))
    }
}

/// What was read of a table.
pub(crate) struct Read {
    pub(crate) batches: Vec<RecordBatch>,
    pub(crate) report: TableReport,
}

impl Read {
    pub(crate) fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    pub(crate) fn column(&self, name: &str) -> Vec<Option<String>> {
        let mut cells = Vec::new();
        for batch in &self.batches {
            let array = batch.column_by_name(name).unwrap_or_else(|| panic!("no column {name}"));
            for row in 0..array.len() {
                let known = !array.is_null(row);
                let instants = array.as_primitive_opt::<TimestampMicrosecondType>();
                let text = || match instants {
                    Some(instants) => format_instant(instants.value(row)),
                    None => array_value_to_string(array, row).expect("a printable value"),
                };
                cells.push(known.then(text));
            }
        }
        cells
    }

    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        self.column(name).into_iter().map(|cell| cell.unwrap_or_else(|| "null".to_owned())).collect()
    }

    pub(crate) fn column_report(&self, header: &str) -> &ColumnReport {
        self.report.columns.iter().find(|column| column.header == header).expect("a column of the report")
    }
}

pub(crate) fn leads_of(model: &Model, source: Source) -> Result<Read, InputError> {
    let mut report = DataReport::default();
    let Leads { batches, .. } = read_leads(model, &[source], &[], &mut report, &|_| {}, NonZeroUsize::MIN)?;
    Ok(Read { batches, report: report.tables.remove(0) })
}

pub(crate) fn events_of(model: &Model, sources: &[Source]) -> Result<Read, InputError> {
    let mut report = DataReport::default();
    let mut batches = Vec::new();
    let sink = |_: &Stretch, batch| {
        batches.push(batch);
        ControlFlow::Continue(())
    };
    read_events(model, sources, &mut report, &|_| {}, &mut [sink])?;
    Ok(Read { batches, report: report.tables.remove(0) })
}

pub(crate) fn adjustments_of(model: &Model, source: Source) -> Result<Read, InputError> {
    let mut report = DataReport::default();
    let batches = read_adjustments(model, &[source], &mut report)?;
    Ok(Read { batches, report: report.tables.remove(0) })
}

pub(crate) fn outcomes_of(model: &Model, source: Source) -> Result<Read, InputError> {
    let mut report = DataReport::default();
    let batches = read_outcomes(model, &[source], &mut report)?;
    Ok(Read { batches, report: report.tables.remove(0) })
}

/// Leads of a CSV text.
pub(crate) fn leads_csv(sections: &str, text: impl AsRef<[u8]>) -> Result<Read, InputError> {
    let folder = Folder::new();
    leads_of(&model(sections), folder.write("leads.csv", text))
}

/// Leads of JSON lines.
pub(crate) fn leads_json(sections: &str, text: &str) -> Result<Read, InputError> {
    let folder = Folder::new();
    leads_of(&model(sections), folder.write("leads.jsonl", text))
}

/// What the user reads of an error, with the name of the folder taken out.
pub(crate) fn shown(error: Result<Read, InputError>) -> String {
    let text = error.err().expect("an error").to_string();
    let plain = |part: &str| match part.rsplit_once('/') {
        Some((folder, name)) if folder.starts_with('/') => name.to_owned(),
        _ => part.to_owned(),
    };
    text.split('`').map(plain).collect::<Vec<_>>().join("`")
}
