//! Delimited text: two steps, so that the second may run on many threads.
//!
//! The splitter finds rows and cells, one after the other since a quote may hide a line break; `decode` turns a chunk
//! of rows into a batch, column by column, and knows nothing of other chunks. Both run on a thread of their own, ahead
//! of whoever takes the batches; a file of one chunk needs none.
//!
//! A row with more or fewer cells than the header is left out and counted, never shifted; extra cells that are empty
//! are none.

use std::io::{Cursor, Read};
use std::sync::mpsc::sync_channel;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::{Columns, Emit, delimiter};
use crate::batch::{Part, Rows};
use crate::bytes::Opened;
use crate::cell::{Cell, Rules};
use crate::error::InputError;
use crate::report::LeftOutReason;
use crate::shape::Shape;
use crate::tally::Tally;

/// How many chunks reading may be ahead.
const CHUNKS_AHEAD: usize = 4;
/// A chunk of rows is full at so many rows: few, so that the second thread soon has something to do.
const CHUNK_ROWS: usize = 16 * 1024;
/// How many bytes are read at once.
const READ_BYTES: usize = 256 * 1024;
/// A chunk of rows is full at so many bytes, even with fewer rows.
const CHUNK_BYTES: usize = 16 * 1024 * 1024;

pub(super) fn read(opened: Opened, shape: &Shape, rules: &Rules, emit: Emit<'_>) -> Result<(), InputError> {
    let source = opened.name.clone();
    let mut rows = CsvRows::open(opened)?;
    let delimiter = Some(char::from(rows.delimiter));
    let positions = shape.find(&source, &rows.headers, delimiter)?;
    let Some(first) = rows.next_chunk()? else { return Ok(()) };
    let stopped = emit(decode(&first, &positions, shape, rules)).is_break();
    if stopped || rows.splitter.end_of_input {
        return Ok(());
    }
    read_ahead(rows, |chunk| decode(chunk, &positions, shape, rules), emit)
}

/// Reads the rest on a thread of its own, a few chunks ahead of what takes them.
fn read_ahead(mut rows: CsvRows, decode: impl Fn(&Chunk) -> Part + Send, emit: Emit<'_>) -> Result<(), InputError> {
    std::thread::scope(|scope| {
        let (sender, parts) = sync_channel(CHUNKS_AHEAD);
        scope.spawn(move || {
            while let Some(chunk) = rows.next_chunk().transpose() {
                let part = chunk.map(|chunk| decode(&chunk));
                let failed = part.is_err();
                if sender.send(part).is_err() || failed {
                    break;
                }
            }
        });
        for part in parts {
            if emit(part?).is_break() {
                break;
            }
        }
        Ok(())
    })
}

/// The columns, told by the first bytes.
pub(super) fn columns(opened: &Opened) -> Columns {
    let delimiter = delimiter::detect(&opened.head);
    let reader = Box::new(Cursor::new(opened.head.clone()));
    let mut splitter = Splitter::new(opened.name.clone(), Box::new(opened.failure()), reader, delimiter);
    let mut record = Record::default();
    let headers = match splitter.next_record(&mut record) {
        Ok(Some(_)) => record.headers(),
        _ => Vec::new(),
    };
    Columns { headers, delimiter: Some(char::from(delimiter)) }
}

/// Some rows of a text file, split into cells; every row has as many as the header.
struct Chunk {
    cells_per_row: usize,
    bytes: Vec<u8>,
    /// Where each cell ends in `bytes`.
    ends: Vec<usize>,
    /// The line each row begins on.
    lines: Vec<u64>,
    /// The lines of rows with another number of cells.
    uneven: Vec<u64>,
}

impl Chunk {
    /// A cell; empty beyond the last.
    fn cell(&self, row: usize, column: usize) -> &[u8] {
        let index = row * self.cells_per_row + column;
        let start = if index == 0 { 0 } else { self.ends.get(index - 1).copied().unwrap_or_default() };
        let end = self.ends.get(index).copied().unwrap_or_default();
        self.bytes.get(start..end).unwrap_or_default()
    }
}

fn decode(chunk: &Chunk, positions: &[Option<usize>], shape: &Shape, rules: &Rules) -> Part {
    let mut rows = Rows::new(shape, rules);
    for (column, position) in rows.columns.iter_mut().zip(positions) {
        for (row, &line) in chunk.lines.iter().enumerate() {
            let cell = position.map_or(Cell::Null, |position| Cell::Text(chunk.cell(row, position)));
            column.push(cell, line);
        }
    }
    let mut tally = Tally { rows: chunk.uneven.len() as u64, ..Tally::default() };
    chunk.uneven.iter().for_each(|&line| tally.leave_out(LeftOutReason::CellCount, line));
    rows.tally = tally;
    chunk.lines.iter().for_each(|&line| rows.lines.push(line));
    rows.finish()
}

/// A text file whose header is read.
struct CsvRows {
    headers: Vec<String>,
    delimiter: u8,
    splitter: Splitter,
}

impl CsvRows {
    fn open(opened: Opened) -> Result<Self, InputError> {
        let delimiter = delimiter::detect(&opened.head);
        let source = opened.name.clone();
        let failure = Box::new(opened.failure());
        let mut splitter = Splitter::new(opened.name, failure, Box::new(opened.reader), delimiter);
        let mut record = Record::default();
        let Some(_) = splitter.next_record(&mut record)? else { return Err(InputError::Empty { source }) };
        Ok(Self { headers: record.headers(), delimiter, splitter })
    }

    /// The next rows; none at the end.
    fn next_chunk(&mut self) -> Result<Option<Chunk>, InputError> {
        let cells_per_row = self.headers.len();
        let mut record = Record::default();
        let (mut lines, mut uneven) = (Vec::new(), Vec::new());
        while lines.len() < CHUNK_ROWS && record.used < CHUNK_BYTES {
            record.begin();
            let Some(line) = self.splitter.next_record(&mut record)? else { break };
            if record.fit(cells_per_row) {
                lines.push(line);
            } else {
                record.discard();
                uneven.push(line);
            }
        }
        if lines.is_empty() && uneven.is_empty() {
            return Ok(None);
        }
        let Record { bytes, used: _, mut ends, ends_used, .. } = record;
        ends.truncate(ends_used);
        Ok(Some(Chunk { cells_per_row, bytes, ends, lines, uneven }))
    }
}

/// Cells of one or more records, one after the other.
#[derive(Default)]
struct Record {
    bytes: Vec<u8>,
    used: usize,
    ends: Vec<usize>,
    ends_used: usize,
    /// Where the last record begins in `bytes` and in `ends`.
    start: usize,
    ends_start: usize,
}

impl Record {
    fn begin(&mut self) {
        (self.start, self.ends_start) = (self.used, self.ends_used);
    }

    fn discard(&mut self) {
        (self.used, self.ends_used) = (self.start, self.ends_start);
    }

    fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let ends = self.ends.get(self.ends_start..self.ends_used).unwrap_or_default();
        let starts = std::iter::once(self.start).chain(ends.iter().copied());
        starts.zip(ends.iter().copied()).map(|(start, end)| self.bytes.get(start..end).unwrap_or_default())
    }

    fn headers(&self) -> Vec<String> {
        self.cells().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect()
    }

    /// Whether the last record has so many cells; extra empty ones are dropped.
    fn fit(&mut self, cells: usize) -> bool {
        let count = self.ends_used - self.ends_start;
        if count == cells {
            return true;
        }
        if count < cells || self.cells().skip(cells).any(|cell| !cell.trim_ascii().is_empty()) {
            return false;
        }
        self.ends_used = self.ends_start + cells;
        self.used = self.ends.get(self.ends_used.wrapping_sub(1)).copied().unwrap_or(self.start);
        true
    }
}

/// What a failure while reading means.
type Failure = Box<dyn Fn(&std::io::Error) -> InputError + Send>;

/// Finds records and their cells.
struct Splitter {
    source: String,
    failure: Failure,
    reader: Box<dyn Read + Send>,
    core: Reader,
    input: Vec<u8>,
    position: usize,
    filled: usize,
    line: u64,
    end_of_input: bool,
}

impl Splitter {
    fn new(source: String, failure: Failure, reader: Box<dyn Read + Send>, delimiter: u8) -> Self {
        Self {
            source,
            failure,
            reader,
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            input: vec![0; READ_BYTES],
            position: 0,
            filled: 0,
            line: 1,
            end_of_input: false,
        }
    }

    fn fill(&mut self) -> Result<(), InputError> {
        while self.position == self.filled && !self.end_of_input {
            match self.reader.read(&mut self.input) {
                Ok(0) => self.end_of_input = true,
                Ok(read) => (self.position, self.filled) = (0, read),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err((self.failure)(&error)),
            }
        }
        Ok(())
    }

    /// Adds the next record's cells and gives the line it begins on; none at the end.
    fn next_record(&mut self, record: &mut Record) -> Result<Option<u64>, InputError> {
        self.skip_line_breaks()?;
        if self.end_of_input {
            return Ok(None);
        }
        let line = self.line;
        self.core.set_line(line);
        loop {
            self.fill()?;
            // At the end a line break tells an open quote, which takes it in, from a last line without one.
            let closing = self.end_of_input;
            let input = if closing { b"\n".as_slice() } else { &self.input[self.position..self.filled] };
            if record.used == record.bytes.len() {
                record.bytes.resize((record.bytes.len() * 2).max(64 * 1024), 0);
            }
            if record.ends_used == record.ends.len() {
                record.ends.resize((record.ends.len() * 2).max(1024), 0);
            }
            let (result, read, written, ends) =
                self.core.read_record(input, &mut record.bytes[record.used..], &mut record.ends[record.ends_used..]);
            if !closing {
                self.position += read;
            }
            record.used += written;
            record.ends_used += ends;
            match result {
                ReadRecordResult::Record => break,
                ReadRecordResult::InputEmpty if closing => {
                    return Err(InputError::UnclosedQuote { source: self.source.clone(), line });
                }
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
            }
        }
        self.line = self.core.line();
        // The core counts ends from the record's beginning.
        for end in &mut record.ends[record.ends_start..record.ends_used] {
            *end += record.start;
        }
        Ok(Some(line))
    }

    /// Skips what is left of the last line break, and empty lines.
    fn skip_line_breaks(&mut self) -> Result<(), InputError> {
        loop {
            self.fill()?;
            match self.input.get(self.position..self.filled).and_then(<[u8]>::first) {
                Some(b'\n') => self.line += 1,
                Some(b'\r') => {}
                _ => return Ok(()),
            }
            self.position += 1;
        }
    }
}
