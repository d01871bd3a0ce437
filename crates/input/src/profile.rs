//! What a table never seen before seems to hold: the ground for a first model.
//!
//! Every column is read as text by the same readers that read for a score; types are inferred from its values, so that
//! what is inferred is what will be read.

mod sketch;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arrow_array::StringArray;
use handraise_model::values::Type;

use crate::bytes::open;
use crate::cell::Rules;
use crate::error::InputError;
use crate::format;
use crate::places::Place;
use crate::report::LeftOut;
use crate::shape::Shape;
use crate::source::Source;
use crate::tally::Tally;
use sketch::{HASHES_MAX, Sketch};

/// How much of a table is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileOptions {
    /// The most rows, from the first.
    pub rows_max: u64,
    /// The most different values of a column that are counted; beyond it only the first are told apart.
    pub distinct_max: usize,
    /// The most frequent values that are listed.
    pub frequent_max: usize,
}

impl Default for ProfileOptions {
    fn default() -> Self {
        Self { rows_max: 100_000, distinct_max: 20_000, frequent_max: 20 }
    }
}

/// What a table seems to hold.
#[derive(Clone, Debug, PartialEq)]
pub struct TableProfile {
    /// The file, as it was named.
    pub file: String,
    /// Rows looked at.
    pub rows: u64,
    /// Whether those are all rows.
    pub complete: bool,
    /// What separates the cells, in text files.
    pub delimiter: Option<char>,
    /// Its columns, in order.
    pub columns: Vec<ColumnProfile>,
    /// Headers that stand there more than once; those columns cannot be read.
    pub repeated_headers: Vec<String>,
    /// Rows that could not be read, by reason.
    pub left_out: Vec<LeftOut>,
}

/// What a column seems to hold.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnProfile {
    /// Its header.
    pub header: String,
    /// Cells that hold something other than a likely null.
    pub known: u64,
    /// Cells that are empty, a likely null, or not UTF-8.
    pub unknown: u64,
    /// Of the unknown cells, those whose bytes were not UTF-8.
    pub garbled: u64,
    /// Texts that likely mean "not known", with their counts, most frequent first.
    pub nulls: Vec<(String, u64)>,
    /// The narrowest type that at least 99 % of the known cells fit.
    pub ty: Type,
    /// Known cells that fit it.
    pub fitting: u64,
    /// What `time_format` has to be for the type to fit; none with ISO 8601.
    pub time_format: Option<String>,
    /// Another time format that fits as well, with day and month the other way round.
    pub time_format_rival: Option<String>,
    /// Times without an offset.
    pub local_times: u64,
    /// Different known values, as far as they were counted.
    pub distinct: usize,
    /// Whether there are more.
    pub distinct_capped: bool,
    /// The most frequent known values with their counts, most frequent first, then in code point order.
    pub frequent: Vec<(String, u64)>,
    /// Known values that stand in more than one cell, as far as they were counted.
    pub repeating: usize,
    /// The first of those, with the lines of their first two cells.
    pub first_repeats: Vec<(String, [u64; 2])>,
    /// The least hashes of its values: those of two columns overlap as the columns do, however long they are.
    pub(crate) hashes: BTreeSet<u64>,
    /// The least number, date or instant, as text.
    pub min: Option<String>,
    /// The greatest.
    pub max: Option<String>,
    /// The first known value.
    pub example: Option<String>,
}

impl ColumnProfile {
    /// Share of cells that are unknown, 0 to 1; of no cells, 1.
    #[must_use]
    pub fn unknown_share(&self) -> f64 {
        let cells = self.known + self.unknown;
        if cells == 0 { 1.0 } else { self.unknown as f64 / cells as f64 }
    }

    /// Share of known cells that fit the type, 0 to 1; of no cells, 1.
    #[must_use]
    pub fn fitting_share(&self) -> f64 {
        if self.known == 0 { 1.0 } else { self.fitting as f64 / self.known as f64 }
    }

    /// Share of its different values that the other column holds, too, 0 to 1: exact for up to a thousand values in
    /// each, an estimate beyond. Of no values, 0.
    #[must_use]
    pub fn share_in(&self, other: &Self) -> f64 {
        // Beyond its greatest hash a full sketch does not know what it left out.
        let full = other.hashes.len() >= HASHES_MAX;
        let limit = other.hashes.last().copied().filter(|_| full).unwrap_or(u64::MAX);
        let comparable = self.hashes.range(..=limit);
        let (all, shared) = comparable
            .fold((0_u32, 0_u32), |(all, shared), hash| (all + 1, shared + u32::from(other.hashes.contains(hash))));
        if all == 0 { 0.0 } else { f64::from(shared) / f64::from(all) }
    }
}

impl TableProfile {
    /// The column of that header.
    #[must_use]
    pub fn column(&self, header: &str) -> Option<&ColumnProfile> {
        self.columns.iter().find(|column| column.header == header)
    }
}

/// Looks at a table's first rows.
pub fn profile(source: &Source, options: &ProfileOptions) -> Result<TableProfile, InputError> {
    let opened = open(source, &Arc::new(AtomicU64::new(0)))?;
    let (found, opened) = format::columns(opened)?;
    let count = |header: &String| found.headers.iter().filter(|other| *other == header).count();
    let (once, mut repeated_headers): (Vec<String>, Vec<String>) =
        found.headers.iter().filter(|header| !header.is_empty()).cloned().partition(|header| count(header) == 1);
    repeated_headers.sort();
    repeated_headers.dedup();
    let shape = Shape::everything(&once);
    let mut columns: Vec<Sketch> = once.iter().map(|header| Sketch::new(header, options.distinct_max)).collect();
    let (mut rows, mut complete) = (0, true);
    let mut left_out = Tally::default();
    format::read(opened, &shape, &Rules::plain(), &mut |part| {
        let room = usize::try_from(options.rows_max.saturating_sub(rows)).unwrap_or(usize::MAX);
        let batch = part.batch.slice(0, room.min(part.batch.num_rows()));
        complete = batch.num_rows() == part.batch.num_rows();
        rows += batch.num_rows() as u64;
        left_out.merge(Tally { left_out: part.tally.left_out, ..Tally::default() }, 0);
        for ((sketch, array), tally) in columns.iter_mut().zip(batch.columns()).zip(&part.tally.columns) {
            sketch.lists += tally.lists;
            if let Some(texts) = array.as_any().downcast_ref::<StringArray>() {
                texts.iter().zip(part.lines.iter()).for_each(|(text, line)| sketch.add(text, line));
            }
        }
        if complete { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(TableProfile {
        file: source.to_string(),
        rows,
        complete,
        delimiter: found.delimiter,
        columns: columns.into_iter().map(|sketch| sketch.finish(options.frequent_max)).collect(),
        repeated_headers,
        left_out: places_of(left_out, source),
    })
}

fn places_of(tally: Tally, source: &Source) -> Vec<LeftOut> {
    let place = |(_, line): (usize, u64)| Place { file: source.to_string(), line };
    let left_out = tally.left_out.into_iter();
    left_out
        .map(|(reason, count)| LeftOut {
            reason,
            rows: count.total,
            first: count.first.into_iter().map(place).collect(),
        })
        .collect()
}
