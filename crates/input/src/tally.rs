//! Counts made while decoding: small for each chunk of rows, merged into one for the table.

use std::collections::BTreeMap;

use crate::report::{Cause, LeftOutReason};

/// How many places of each kind are kept.
pub(crate) const FIRST_PLACES: usize = 3;
/// How many cells that did not fit are kept to guess a time format from.
const SAMPLES: usize = 200;
/// How many different placeholders are told apart in one column.
const PLACEHOLDERS: usize = 20;
/// How many different outcomes are counted in one column.
const OUTCOMES_MAX: usize = 500;
/// How many hashes of rows are kept, at eight bytes each: of a table whose length is not known, only the first rows are
/// compared.
const ROW_HASHES_MAX: usize = 1_000_000;

/// What was counted over some rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Rows read, those left out included.
    pub rows: u64,
    pub left_out: Vec<(LeftOutReason, Count)>,
    /// One for each column of the shape.
    pub columns: Vec<ColumnTally>,
    /// A hash of each row that was kept and belongs to the sample, up to [`ROW_HASHES_MAX`].
    pub row_hashes: Vec<u64>,
}

/// How many, and where the first ones stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Count {
    pub total: u64,
    /// File (an index, set when merged) and line.
    pub first: Vec<(usize, u64)>,
}

/// What was counted over some cells of one column.
#[derive(Clone, Debug, Default)]
pub(crate) struct ColumnTally {
    pub known: u64,
    pub unknown: u64,
    pub misfits: u64,
    /// File, line and text of the first misfits.
    pub first: Vec<(usize, u64, String)>,
    pub causes: Vec<(Cause, u64)>,
    /// Texts of misfits that look like times, more of them, to guess a format from.
    pub samples: Vec<String>,
    /// Times that were read by `time_format`, not by ISO 8601.
    pub by_time_format: u64,
    /// Known times that were written without an offset.
    pub local_times: u64,
    /// Lists in a column that is carried through as text.
    pub lists: u64,
    /// Texts that usually stand for "not known".
    pub placeholders: Vec<(String, u64)>,
    /// The different outcomes and their rows, in a column of outcomes.
    pub outcomes: BTreeMap<String, u64>,
}

impl Tally {
    pub(crate) fn leave_out(&mut self, reason: LeftOutReason, line: u64) {
        let count = match self.left_out.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => count,
            None => {
                self.left_out.push((reason, Count::default()));
                let Some((_, count)) = self.left_out.last_mut() else { return };
                count
            }
        };
        count.total += 1;
        if count.first.len() < FIRST_PLACES {
            count.first.push((0, line));
        }
    }

    /// Adds the counts of a later chunk of a file.
    pub(crate) fn merge(&mut self, later: Tally, file: usize) {
        self.rows += later.rows;
        for (reason, count) in later.left_out {
            let places = count.first.into_iter().map(|(_, line)| (file, line));
            match self.left_out.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, earlier)) => {
                    earlier.total += count.total;
                    earlier.first.extend(places);
                    earlier.first.truncate(FIRST_PLACES);
                }
                None => self.left_out.push((reason, Count { total: count.total, first: places.collect() })),
            }
        }
        self.columns.resize(self.columns.len().max(later.columns.len()), ColumnTally::default());
        for (column, later) in self.columns.iter_mut().zip(later.columns) {
            column.merge(later, file);
        }
        let room = ROW_HASHES_MAX.saturating_sub(self.row_hashes.len());
        self.row_hashes.extend(later.row_hashes.into_iter().take(room));
    }
}

impl ColumnTally {
    pub(crate) fn misfit(&mut self, cause: Cause, text: &str, line: u64) {
        self.misfits += 1;
        if cause == Cause::DateFormat && self.samples.len() < SAMPLES {
            self.samples.push(crate::error::shorten(text, 60));
        }
        match self.causes.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, count)) => *count += 1,
            None => self.causes.push((cause, 1)),
        }
        if self.first.len() < FIRST_PLACES {
            self.first.push((0, line, crate::error::shorten(text, 60)));
        }
    }

    pub(crate) fn placeholder(&mut self, text: &str) {
        self.placeholders_seen(text, 1);
    }

    pub(crate) fn outcome(&mut self, text: &str, rows: u64) {
        if let Some(count) = self.outcomes.get_mut(text) {
            *count += rows;
        } else if self.outcomes.len() < OUTCOMES_MAX {
            self.outcomes.insert(text.to_owned(), rows);
        }
    }

    fn placeholders_seen(&mut self, text: &str, cells: u64) {
        if let Some((_, count)) = self.placeholders.iter_mut().find(|(known, _)| known == text) {
            *count += cells;
        } else if self.placeholders.len() < PLACEHOLDERS {
            self.placeholders.push((text.to_owned(), cells));
        }
    }

    fn merge(&mut self, later: Self, file: usize) {
        self.known += later.known;
        self.unknown += later.unknown;
        self.misfits += later.misfits;
        self.by_time_format += later.by_time_format;
        self.local_times += later.local_times;
        self.lists += later.lists;
        self.first.extend(later.first.into_iter().map(|(_, line, text)| (file, line, text)));
        self.first.truncate(FIRST_PLACES);
        self.samples.extend(later.samples);
        self.samples.truncate(SAMPLES);
        for (cause, count) in later.causes {
            match self.causes.iter_mut().find(|(known, _)| *known == cause) {
                Some((_, earlier)) => *earlier += count,
                None => self.causes.push((cause, count)),
            }
        }
        for (text, count) in later.placeholders {
            self.placeholders_seen(&text, count);
        }
        for (text, rows) in later.outcomes {
            self.outcome(&text, rows);
        }
    }
}
