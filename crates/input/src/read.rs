//! Reading the three tables of a model.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::RecordBatch;
use handraise_model::Model;

use crate::batch::Part;
use crate::bytes::{ByteCount, open};
use crate::cell::Rules;
use crate::error::InputError;
use crate::format;
use crate::places::Places;
use crate::report::{DataReport, settle_time_formats, table_report};
use crate::shape::Shape;
use crate::source::Source;
use crate::tally::Tally;

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read of all sources, before decompression.
    pub bytes: u64,
    /// Bytes there are; not known with standard input.
    pub bytes_total: Option<u64>,
    /// Rows read.
    pub rows: u64,
}

/// The leads, and where each stands in the input.
#[derive(Clone, Debug)]
pub struct Leads {
    /// Their rows, in the order of the input.
    pub batches: Vec<RecordBatch>,
    /// From a row, counted over all batches from 0, to its file and line.
    pub places: Places,
}

/// Reads the leads of a model; none at all is an error. `show` names columns to carry through, beside those of the
/// model's `show`. The progress is told after each batch.
pub fn read_leads(
    model: &Model,
    sources: &[Source],
    show: &[String],
    report: &mut DataReport,
    progress: &dyn Fn(Progress),
) -> Result<Leads, InputError> {
    let shape = Shape::leads(model, show);
    let mut leads = Leads { batches: Vec::new(), places: Places::default() };
    let mut file = None;
    read_table(model, &shape, sources, report, progress, &mut |index, part| {
        if file != Some(index) {
            file = Some(index);
            leads.places.begin_file(&sources.get(index).map(ToString::to_string).unwrap_or_default());
        }
        leads.places.push(&part.lines);
        leads.batches.push(part.batch);
        ControlFlow::Continue(())
    })?;
    if leads.batches.iter().all(|batch| batch.num_rows() == 0) {
        let left_out = report.tables.last().map(|table| table.left_out.clone()).unwrap_or_default();
        return Err(InputError::NoLeads { sources: names(sources), left_out });
    }
    Ok(leads)
}

/// Reads the events of a model, batch by batch into the sink; never holds more than a few batches.
///
/// The sink may stop the reading. The progress is told after each batch.
pub fn read_events(
    model: &Model,
    sources: &[Source],
    report: &mut DataReport,
    progress: &dyn Fn(Progress),
    sink: &mut dyn FnMut(RecordBatch) -> ControlFlow<()>,
) -> Result<(), InputError> {
    let shape = Shape::events(model);
    read_table(model, &shape, sources, report, progress, &mut |_, part| sink(part.batch))
}

/// Reads the adjustments of a model: columns `lead_id` (as the model calls it), `points`, `at`, and optionally
/// `reason`, `by` and `until`.
pub fn read_adjustments(
    model: &Model,
    sources: &[Source],
    report: &mut DataReport,
) -> Result<Vec<RecordBatch>, InputError> {
    let shape = Shape::adjustments(model);
    let mut batches = Vec::new();
    read_table(model, &shape, sources, report, &|_| {}, &mut |_, part| {
        batches.push(part.batch);
        ControlFlow::Continue(())
    })?;
    Ok(batches)
}

fn read_table(
    model: &Model,
    shape: &Shape,
    sources: &[Source],
    report: &mut DataReport,
    progress: &dyn Fn(Progress),
    take: &mut dyn FnMut(usize, Part) -> ControlFlow<()>,
) -> Result<(), InputError> {
    let rules = Rules::of(model)?;
    let bytes: ByteCount = Arc::new(AtomicU64::new(0));
    let bytes_total = bytes_total(sources);
    let mut tally = Tally::default();
    // `None` as soon as one source has headers, since those were checked there.
    let mut seen: Option<Vec<String>> = Some(Vec::new());
    let mut stopped = false;
    for (file, source) in sources.iter().enumerate() {
        let opened = open(source, &bytes)?;
        let keys = format::read(opened, shape, &rules, &mut |mut part| {
            tally.merge(std::mem::take(&mut part.tally), file);
            progress(Progress { bytes: bytes.load(Ordering::Relaxed), bytes_total, rows: tally.rows });
            let flow = take(file, part);
            stopped = flow.is_break();
            flow
        })?;
        seen = seen.zip(keys).map(|(mut seen, keys)| {
            seen.extend(keys);
            seen
        });
        if stopped {
            break;
        }
    }
    report.tables.push(table_report(model, shape, names(sources), tally, seen.as_deref()));
    settle_time_formats(model, report);
    Ok(())
}

fn names(sources: &[Source]) -> Vec<String> {
    sources.iter().map(ToString::to_string).collect()
}

fn bytes_total(sources: &[Source]) -> Option<u64> {
    let size = |source: &Source| match source {
        Source::Stdin => None,
        Source::File(path) => std::fs::metadata(path).ok().map(|metadata| metadata.len()),
    };
    sources.iter().map(size).sum()
}
