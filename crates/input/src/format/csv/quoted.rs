//! Splits a block with quotes, byte by byte, by the state machine of `csv-core`; and the header of any text.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::blocks::line_breaks;
use super::cells::Cells;

/// Splits texts whose cells may be quoted.
pub(super) struct QuotedSplitter {
    core: Reader,
    /// Where the cells of a record end, counted from its beginning.
    ends: Vec<usize>,
}

/// The first record of a text.
pub(super) struct Header {
    pub cells: Vec<String>,
    /// How many bytes it takes up, with the blank lines before it.
    pub bytes: usize,
}

impl QuotedSplitter {
    pub(super) fn new(delimiter: u8) -> Self {
        let mut core = ReaderBuilder::new().delimiter(delimiter).build();
        // At the first bytes that it sees it would take a mark off, but a block is not where a file begins.
        core.read_record(b"\n", &mut [], &mut []);
        Self { core, ends: vec![0; 64] }
    }

    /// The first record of a text whose last row ends with a line break; none where there are only blank lines.
    pub(super) fn header(&mut self, text: &[u8]) -> Option<Header> {
        let (blank, record) = text.split_at(blank_bytes(text));
        let mut unquoted = vec![0; record.len() + 1];
        let Record { read, cells } = self.record(record, &mut unquoted)?;
        let ends = self.ends.get(..cells).unwrap_or_default();
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let cells = starts.zip(ends).map(|(start, end)| unquoted.get(start..*end).unwrap_or_default());
        let cells = cells.map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
        Some(Header { cells, bytes: blank.len() + read })
    }

    /// Finds the cells of a text whose last row ends with a line break.
    pub(super) fn split(&mut self, text: &[u8], first_line: u64, cells: &mut Cells) {
        let Cells { unquoted, bounds, cells_per_row, lines, uneven, .. } = cells;
        // Cells are never longer without their quotes than with them.
        unquoted.resize(unquoted.len().max(text.len() + 1), 0);
        let (mut rest, mut line, mut start) = (text, first_line, 0);
        loop {
            let (blank, record) = rest.split_at(blank_bytes(rest));
            line += line_breaks(blank);
            let room = unquoted.get_mut(start..).unwrap_or_default();
            let Some(Record { read, cells }) = self.record(record, room) else { break };
            let ends = self.ends.get(..cells).unwrap_or_default();
            match fitting(room, ends, *cells_per_row) {
                Some(ends) => {
                    bounds.push(start as u32);
                    bounds.extend(ends.iter().map(|end| (start + end) as u32));
                    lines.push(line);
                    start += ends.last().copied().unwrap_or_default();
                }
                None => uneven.push(line),
            }
            let (record, after) = record.split_at(read);
            line += line_breaks(record);
            rest = after;
        }
    }

    /// Reads the first record of a text into a room that is longer than the text; none where nothing is left.
    fn record(&mut self, text: &[u8], room: &mut [u8]) -> Option<Record> {
        let (mut read, mut written, mut cells) = (0, 0, 0);
        loop {
            if cells == self.ends.len() {
                self.ends.resize(cells * 2, 0);
            }
            let input = text.get(read..).filter(|input| !input.is_empty())?;
            let (result, bytes_read, bytes_written, cells_read) =
                self.core.read_record(input, room.get_mut(written..)?, self.ends.get_mut(cells..)?);
            read += bytes_read;
            written += bytes_written;
            cells += cells_read;
            match result {
                ReadRecordResult::Record => return Some(Record { read, cells }),
                ReadRecordResult::OutputEndsFull => {}
                // A block has whole rows, and room for all their cells.
                ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull | ReadRecordResult::End => return None,
            }
        }
    }
}

struct Record {
    read: usize,
    cells: usize,
}

/// The line breaks that a text begins with: what is left of the last row's, and empty lines.
fn blank_bytes(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()
}

/// The ends of so many cells, where there are as many; those beyond that are empty are none.
fn fitting<'a>(record: &[u8], ends: &'a [usize], cells: usize) -> Option<&'a [usize]> {
    let (ends, extra) = ends.split_at_checked(cells)?;
    let end = ends.last().copied().unwrap_or_default();
    let blank = record.get(end..extra.last().copied().unwrap_or(end))?.trim_ascii().is_empty();
    blank.then_some(ends)
}
