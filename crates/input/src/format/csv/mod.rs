//! Delimited text, in three steps, of which only the first takes one block after the other.
//!
//! `blocks` reads the text and cuts it where a row ends, hardly looking at it. Each block is a stretch: whichever thread
//! is free finds its cells, by `split` where there are no quotes and by `quoted` where there are, and reads them column
//! by column. A block knows nothing of the others, only the line on which it begins.
//!
//! A row with more or fewer cells than the header is left out and counted, never shifted; extra cells that are empty
//! are none.

mod blocks;
mod cells;
mod ends;
mod quoted;
mod split;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::blocks::{Block, Blocks};
use self::cells::Cells;
use self::quoted::{Header, QuotedSplitter};
use super::{Columns, Decode, Stretches, delimiter};
use crate::batch::{Column, Part, TextTable};
use crate::bytes::Opened;
use crate::cell::Rules;
use crate::error::InputError;
use crate::report::LeftOutReason;
use crate::shape::Shape;
use crate::tally::Tally;

/// How long a block is: short enough to stay in a core's cache while its columns are read one after the other.
const BLOCK_BYTES: usize = 1024 * 1024;

/// The rows of a text, in stretches of a block each.
pub(super) fn stretches<'a>(opened: Opened, shape: &'a Shape, rules: &'a Rules) -> Result<CsvTable<'a>, InputError> {
    CsvTable::open(opened, shape, rules, BLOCK_BYTES)
}

/// The columns, told by the first bytes.
pub(super) fn columns(opened: &Opened) -> Columns {
    let delimiter = delimiter::detect(&opened.head);
    let head = opened.head.strip_prefix(blocks::MARK).unwrap_or(&opened.head);
    let header = QuotedSplitter::new(delimiter).header(&[head, b"\n"].concat());
    Columns { headers: header.map(|header| header.cells).unwrap_or_default(), delimiter: Some(char::from(delimiter)) }
}

/// A text whose header is read.
pub(super) struct CsvTable<'a> {
    blocks: Blocks,
    /// The rest of the block that the header stood in.
    first: Option<Block>,
    reading: Arc<Reading<'a>>,
}

impl<'a> CsvTable<'a> {
    fn open(opened: Opened, shape: &'a Shape, rules: &'a Rules, block_bytes: usize) -> Result<Self, InputError> {
        let delimiter = delimiter::detect(&opened.head);
        let source = opened.name.clone();
        let mut blocks = Blocks::new(opened, delimiter, block_bytes);
        let mut block = Block::default();
        let header = loop {
            if !blocks.next(&mut block)? {
                return Err(InputError::Empty { source });
            }
            // A block may be nothing but blank lines.
            if let Some(header) = QuotedSplitter::new(delimiter).header(block.text()) {
                break header;
            }
        };
        let Header { cells: headers, bytes } = header;
        block.skip(bytes);
        let positions = shape.find(&source, &headers, Some(char::from(delimiter)))?;
        let (cells_per_row, idle) = (headers.len(), Mutex::default());
        let reading = Arc::new(Reading { shape, rules, delimiter, positions, cells_per_row, idle });
        Ok(Self { blocks, first: Some(block), reading })
    }
}

impl<'a> Stretches<'a> for CsvTable<'a> {
    fn next(&mut self) -> Result<Option<Decode<'a>>, InputError> {
        let reading = Arc::clone(&self.reading);
        let idle = reading.idle().pop();
        let mut workspace = idle.unwrap_or_else(|| Workspace::new(&reading));
        match self.first.take() {
            Some(first) => workspace.block = first,
            None if !self.blocks.next(&mut workspace.block)? => return Ok(None),
            None => {}
        }
        Ok(Some(Box::new(move |emit| {
            let part = reading.read(&mut workspace);
            reading.idle().push(workspace);
            if part.tally.rows > 0 {
                let _stop = emit(part);
            }
            Ok(())
        })))
    }
}

/// What is the same for all blocks of a text.
struct Reading<'a> {
    shape: &'a Shape,
    rules: &'a Rules,
    delimiter: u8,
    /// For each column of the shape where it stands.
    positions: Vec<Option<usize>>,
    cells_per_row: usize,
    /// As many as blocks were ever read at the same time.
    idle: Mutex<Vec<Workspace<'a>>>,
}

/// Memory to read a block in, which serves one block after the other.
struct Workspace<'a> {
    columns: Vec<Column<'a>>,
    block: Block,
    cells: Cells,
    quoted: QuotedSplitter,
}

impl<'a> Workspace<'a> {
    fn new(reading: &Reading<'a>) -> Self {
        let columns = reading.shape.columns.iter().map(|wanted| Column::new(wanted, reading.rules)).collect();
        let quoted = QuotedSplitter::new(reading.delimiter);
        Self { columns, block: Block::default(), cells: Cells::default(), quoted }
    }
}

impl<'a> Reading<'a> {
    fn idle(&self) -> MutexGuard<'_, Vec<Workspace<'a>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the rows of a block.
    fn read(&self, workspace: &mut Workspace<'a>) -> Part {
        let Workspace { columns, block, cells, quoted } = workspace;
        cells.clear(self.cells_per_row);
        if block.quoted {
            quoted.split(block.text(), block.first_line, cells);
        } else {
            split::split(block.text(), self.delimiter, block.first_line, cells);
        }
        let (bytes, gap) = if block.quoted { (cells.unquoted.as_slice(), 0) } else { (block.text(), 1) };
        let bytes = bytes.get(..cells.bounds.last().map_or(0, |&end| end as usize)).unwrap_or_default();
        let table = TextTable {
            bytes,
            text: simdutf8::basic::from_utf8(bytes).ok(),
            bounds: &cells.bounds,
            cells_per_row: self.cells_per_row,
            gap,
            lines: &cells.lines,
        };
        for (column, &position) in columns.iter_mut().zip(&self.positions) {
            column.push_column(&table, position);
        }
        let mut tally = Tally { rows: cells.uneven.len() as u64, ..Tally::default() };
        cells.uneven.iter().for_each(|&line| tally.leave_out(LeftOutReason::CellCount, line));
        let columns = columns.iter_mut().map(Column::finish).collect();
        Part::of(self.shape, columns, std::mem::take(&mut cells.lines), tally)
    }
}
