//! Cuts a text into blocks that begin and end with a row, so that each may be split and decoded on its own.
//!
//! This is the one step that threads wait for, so it looks at as little as it can: in a block without a quote the last
//! line break is the cut. Where there are quotes, a line break may belong to a cell, and only the way from one quote to
//! the next tells. A quote opens a cell only as its first character; elsewhere it is text, as the splitters have it.

use std::io::{Chain, Cursor, ErrorKind, Read};

use memchr::{memchr, memchr_iter, memrchr2};

use crate::bytes::Opened;
use crate::error::InputError;

/// The mark that a text in UTF-8 may begin with.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";
/// No row is longer: places in a block are kept as 32 bits.
const ROW_BYTES_MAX: usize = 1 << 30;

/// Some whole rows of a text.
#[derive(Default)]
pub(super) struct Block {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    /// The line on which it begins.
    pub first_line: u64,
    /// Whether a quote stands in it.
    pub quoted: bool,
}

impl Block {
    /// The rows; the last ends with a line break.
    pub(super) fn text(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Leaves out so many bytes at the beginning.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.first_line += line_breaks(self.text().get(..bytes).unwrap_or_default());
        self.start += bytes;
    }
}

/// The blocks of a text that is not read yet.
pub(super) struct Blocks {
    source: String,
    failure: Box<dyn Fn(&std::io::Error) -> InputError + Send>,
    reader: Chain<Cursor<Vec<u8>>, Box<dyn Read + Send>>,
    delimiter: u8,
    block_bytes: usize,
    /// What was read beyond the last cut.
    rest: Vec<u8>,
    /// The line on which `rest` begins.
    line: u64,
    end_of_input: bool,
}

impl Blocks {
    /// Blocks of about so many bytes; longer where a row is.
    pub(super) fn new(opened: Opened, delimiter: u8, block_bytes: usize) -> Self {
        let failure = Box::new(opened.failure());
        let mut reader = opened.reader;
        if opened.head.starts_with(MARK) {
            reader.get_mut().0.set_position(MARK.len() as u64);
        }
        let (rest, line, end_of_input) = (Vec::new(), 1, false);
        Self { source: opened.name, failure, reader, delimiter, block_bytes, rest, line, end_of_input }
    }

    /// Fills a block with the next rows, in place of what it holds; whether there were any.
    pub(super) fn next(&mut self, block: &mut Block) -> Result<bool, InputError> {
        let mut filled = self.rest.len();
        let mut wanted = self.block_bytes.max(filled + 1);
        // Only what is new to the block is written with zeros, once.
        block.bytes.resize(block.bytes.len().max(wanted), 0);
        if let Some(start) = block.bytes.get_mut(..filled) {
            start.copy_from_slice(&self.rest);
        }
        self.rest.clear();
        loop {
            block.bytes.resize(block.bytes.len().max(wanted), 0);
            filled = self.fill(&mut block.bytes, filled, wanted)?;
            if filled == 0 {
                return Ok(false);
            }
            let text = block.bytes.get(..filled).unwrap_or_default();
            let cut = last_row_end(text, self.delimiter);
            if cut.open && (self.end_of_input || filled >= ROW_BYTES_MAX) {
                return Err(self.unclosed_quote(text, cut.end));
            }
            if self.end_of_input || cut.end > 0 {
                self.cut(block, filled, &cut);
                return Ok(true);
            }
            if filled >= ROW_BYTES_MAX {
                return Err(self.endless_row());
            }
            wanted = (filled * 2).min(ROW_BYTES_MAX);
        }
    }

    /// Reads until so many bytes are there, or the input ends.
    fn fill(&mut self, bytes: &mut [u8], mut filled: usize, wanted: usize) -> Result<usize, InputError> {
        while !self.end_of_input
            && let Some(room) = bytes.get_mut(filled..wanted)
            && !room.is_empty()
        {
            match self.reader.read(room) {
                Ok(0) => self.end_of_input = true,
                Ok(read) => filled += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err((self.failure)(&error)),
            }
        }
        Ok(filled)
    }

    /// Keeps what is behind the cut for the next block.
    fn cut(&mut self, block: &mut Block, mut filled: usize, cut: &Cut) {
        let end = if self.end_of_input { filled } else { cut.end };
        self.rest.extend_from_slice(block.bytes.get(end..filled).unwrap_or_default());
        filled = end;
        (block.start, block.first_line, block.quoted) = (0, self.line, cut.quoted);
        let text = block.bytes.get(..filled).unwrap_or_default();
        self.line += line_breaks(text);
        // The last row of a text may lack its line break.
        if !matches!(text.last(), Some(b'\n' | b'\r')) {
            block.bytes.truncate(filled);
            block.bytes.push(b'\n');
            filled += 1;
        }
        block.end = filled;
    }

    fn unclosed_quote(&self, text: &[u8], row_end: usize) -> InputError {
        let blank = text.iter().skip(row_end).take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let line = self.line + line_breaks(text.get(..row_end + blank).unwrap_or_default());
        InputError::UnclosedQuote { source: self.source.clone(), line }
    }

    fn endless_row(&self) -> InputError {
        let message = format!("line {} is longer than 1 GB", self.line);
        InputError::Damaged { source: self.source.clone(), format: "a text file", message }
    }
}

/// How many lines end in a text.
pub(super) fn line_breaks(text: &[u8]) -> u64 {
    memchr_iter(b'\n', text).count() as u64
}

/// What can be said of a text that begins with a row.
struct Cut {
    /// Where the last row ends that ends for certain; 0 where none does.
    end: usize,
    quoted: bool,
    /// Whether the text ends within quotes.
    open: bool,
}

fn last_row_end(text: &[u8], delimiter: u8) -> Cut {
    let mut end = 0;
    // What is outside of quotes and not looked at yet begins here.
    let mut outside = 0;
    let mut next_quote = memchr(b'"', text);
    let quoted = next_quote.is_some();
    while let Some(quote) = next_quote {
        let before = quote.checked_sub(1).and_then(|before| text.get(before));
        let opens = before.is_none_or(|&before| before == delimiter || matches!(before, b'\n' | b'\r'));
        let mut after = quote + 1;
        if opens {
            end = row_end(text, outside, quote).unwrap_or(end);
            let Some(close) = closing_quote(text, after) else { return Cut { end, quoted, open: true } };
            after = close + 1;
            outside = after;
        }
        next_quote = text.get(after..).and_then(|rest| memchr(b'"', rest)).map(|found| after + found);
    }
    end = row_end(text, outside, text.len()).unwrap_or(end);
    Cut { end, quoted, open: false }
}

/// Behind the last line break between two places.
fn row_end(text: &[u8], start: usize, end: usize) -> Option<usize> {
    memrchr2(b'\n', b'\r', text.get(start..end)?).map(|found| start + found + 1)
}

/// The quote that closes a cell; two in a row stand for one.
fn closing_quote(text: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let quote = from + memchr(b'"', text.get(from..)?)?;
        if text.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        from = quote + 2;
    }
}
