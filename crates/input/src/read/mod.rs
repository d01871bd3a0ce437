//! Reading the tables of a model.

mod row_numbers;
mod side_by_side;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use arrow_array::RecordBatch;
use handraise_model::{LeadId, Model};

use crate::batch::{Part, Sample};
use crate::cell::Rules;
use crate::error::InputError;
use crate::format;
use crate::places::Places;
use crate::report::{DataReport, Table, settle_time_formats, table_report};
use crate::shape::Shape;
use crate::source::Source;
use side_by_side::read_side_by_side;

/// A part of the input that one thread reads from beginning to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Rising in the order of the input, over all files.
    pub number: u32,
    /// No event of this stretch, or of a later one, is earlier (in microseconds since 1970, UTC); from the files' own
    /// statistics, where they tell.
    pub not_before: Option<i64>,
}

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
/// model's `show`. The progress is told after each batch. The batches are the same for any number of threads.
pub fn read_leads(
    model: &Model,
    sources: &[Source],
    show: &[String],
    report: &mut DataReport,
    progress: &(dyn Fn(Progress) + Sync),
    threads: NonZeroUsize,
) -> Result<Leads, InputError> {
    let mut sinks = vec![keep_all; threads.get()];
    read_leads_through(model, sources, show, report, progress, &mut sinks)
}

/// Reads the leads of a model through as many sinks as there are to be threads: each takes in a batch as soon as it was
/// read, in rising order of stretches, and gives back what is to be kept of it. A sink may stop the reading, for all.
pub fn read_leads_through<S>(
    model: &Model,
    sources: &[Source],
    show: &[String],
    report: &mut DataReport,
    progress: &(dyn Fn(Progress) + Sync),
    sinks: &mut [S],
) -> Result<Leads, InputError>
where
    S: FnMut(&Stretch, RecordBatch) -> ControlFlow<(), RecordBatch> + Send,
{
    if model.data().lead_id != LeadId::Row {
        return read_rows_of_leads(model, sources, show, report, progress, sinks);
    }
    // What number a row has is known when all rows before it are, so the sinks see them afterwards.
    let mut keepers = vec![keep_all; sinks.len()];
    let mut leads = read_rows_of_leads(model, sources, show, report, progress, &mut keepers)?;
    row_numbers::put_first(&mut leads.batches);
    row_numbers::pass_through(&mut leads.batches, sinks);
    Ok(leads)
}

/// Reads the leads; those that are numbered by row have no id yet.
fn read_rows_of_leads<S>(
    model: &Model,
    sources: &[Source],
    show: &[String],
    report: &mut DataReport,
    progress: &(dyn Fn(Progress) + Sync),
    sinks: &mut [S],
) -> Result<Leads, InputError>
where
    S: FnMut(&Stretch, RecordBatch) -> ControlFlow<(), RecordBatch> + Send,
{
    let shape = Shape::leads(model, show);
    let parts = read_parts(model, shape, sources, report, progress, sinks)?;
    let mut leads = Leads { batches: Vec::with_capacity(parts.len()), places: Places::default() };
    let mut current = None;
    for (file, part) in parts {
        if current != Some(file) {
            current = Some(file);
            leads.places.begin_file(&sources.get(file).map(ToString::to_string).unwrap_or_default());
        }
        leads.places.push(&part.lines);
        leads.batches.push(part.batch);
    }
    if leads.batches.iter().all(|batch| batch.num_rows() == 0) {
        let left_out = report.tables.last().map(|table| table.left_out.clone()).unwrap_or_default();
        return Err(InputError::NoLeads { sources: names(sources), left_out });
    }
    Ok(leads)
}

/// Reads the events of a model on as many threads as there are sinks, batch by batch; never holds more than a few
/// batches of each thread.
///
/// All batches of a stretch go to one sink, one after the other in order, and a sink gets its stretches in rising order.
/// Which sink gets which stretch is left to chance; the report is the same for any number of them. A sink may stop the
/// reading, for all. The progress is told after each batch, by any thread.
pub fn read_events<S>(
    model: &Model,
    sources: &[Source],
    report: &mut DataReport,
    progress: &(dyn Fn(Progress) + Sync),
    sinks: &mut [S],
) -> Result<(), InputError>
where
    S: FnMut(&Stretch, RecordBatch) -> ControlFlow<()> + Send,
{
    let mut takers: Vec<_> =
        sinks.iter_mut().map(|sink| move |stretch: &Stretch, _: usize, part: Part| sink(stretch, part.batch)).collect();
    read_table(model, Shape::events(model), sources, report, progress, &mut takers)
}

/// Reads the adjustments of a model: columns `lead_id` (as the model calls it), `points`, `at`, and optionally
/// `reason`, `by` and `until`.
pub fn read_adjustments(
    model: &Model,
    sources: &[Source],
    report: &mut DataReport,
) -> Result<Vec<RecordBatch>, InputError> {
    read_whole(model, Shape::adjustments(model), sources, report)
}

/// Reads the outcomes of a model whose outcomes come from a table of their own: columns `lead_id` (as the model calls
/// it), `outcome`, `at`, and optionally `value`.
pub fn read_outcomes(
    model: &Model,
    sources: &[Source],
    report: &mut DataReport,
) -> Result<Vec<RecordBatch>, InputError> {
    read_whole(model, Shape::outcomes(model), sources, report)
}

/// Reads a table that is made by hand or few rows long: all at once, on one thread.
fn read_whole(
    model: &Model,
    shape: Shape,
    sources: &[Source],
    report: &mut DataReport,
) -> Result<Vec<RecordBatch>, InputError> {
    let parts = read_parts(model, shape, sources, report, &|_| {}, &mut [keep_all])?;
    Ok(parts.into_iter().map(|(_, part)| part.batch).collect())
}

/// Keeps a batch as it is.
fn keep_all(_: &Stretch, batch: RecordBatch) -> ControlFlow<(), RecordBatch> {
    ControlFlow::Continue(batch)
}

/// What is kept of all batches of a table, in the order of the input, each with its file.
fn read_parts<S>(
    model: &Model,
    shape: Shape,
    sources: &[Source],
    report: &mut DataReport,
    progress: &(dyn Fn(Progress) + Sync),
    sinks: &mut [S],
) -> Result<Vec<(usize, Part)>, InputError>
where
    S: FnMut(&Stretch, RecordBatch) -> ControlFlow<(), RecordBatch> + Send,
{
    let mut of_threads: Vec<Vec<(u32, usize, Part)>> = Vec::new();
    of_threads.resize_with(sinks.len(), Vec::new);
    let mut takers: Vec<_> = of_threads
        .iter_mut()
        .zip(sinks)
        .map(|(parts, sink)| {
            |stretch: &Stretch, file: usize, part: Part| {
                let batch = sink(stretch, part.batch)?;
                parts.push((stretch.number, file, Part { batch, ..part }));
                ControlFlow::Continue(())
            }
        })
        .collect();
    read_table(model, shape, sources, report, progress, &mut takers)?;
    let mut parts: Vec<_> = of_threads.into_iter().flatten().collect();
    parts.sort_by_key(|&(stretch, ..)| stretch);
    Ok(parts.into_iter().map(|(_, file, part)| (file, part)).collect())
}

fn read_table<T>(
    model: &Model,
    mut shape: Shape,
    sources: &[Source],
    report: &mut DataReport,
    progress: &(dyn Fn(Progress) + Sync),
    takers: &mut [T],
) -> Result<(), InputError>
where
    T: FnMut(&Stretch, usize, Part) -> ControlFlow<()> + Send,
{
    let rules = Rules::of(model)?;
    let mut outlooks = Vec::new();
    if shape.table == Table::Events {
        outlooks.extend(sources.iter().map(|source| format::outlook(source, &shape, &rules)));
        shape.events_compared = Sample::of_rows(outlooks.iter().map(|outlook| outlook.rows).sum());
    }
    let found = read_side_by_side(&shape, &rules, sources, &outlooks, progress, takers)?;
    let seen_keys = found.seen_keys.as_deref();
    report.tables.push(table_report(model, &shape, names(sources), found.tally, seen_keys));
    settle_time_formats(model, report);
    Ok(())
}

fn names(sources: &[Source]) -> Vec<String> {
    sources.iter().map(ToString::to_string).collect()
}
