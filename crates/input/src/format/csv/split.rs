//! Splits a block without quotes: every delimiter ends a cell, every line break a row, and nothing is copied.
//!
//! The text is looked at 64 bytes at a time: a mask tells which of them end something, and only these are visited.

use super::cells::Cells;
use super::ends::{CHUNK, ends};

/// Finds the cells of a text whose last row ends with a line break.
pub(super) fn split(text: &[u8], delimiter: u8, first_line: u64, cells: &mut Cells) {
    let mut rows = RowEnds { text, delimiter, line: first_line, row_start: 0, row_bounds: 0, used: 1, cells };
    rows.make_room();
    let (chunks, tail) = text.as_chunks::<CHUNK>();
    let mut place = 0;
    for chunk in chunks {
        rows.visit(chunk, place);
        place += CHUNK;
    }
    // Zeros end nothing.
    let mut last = [0; CHUNK];
    if let Some(start) = last.get_mut(..tail.len()) {
        start.copy_from_slice(tail);
    }
    rows.visit(&last, place);
    let used = rows.row_bounds;
    cells.bounds.truncate(used);
}

struct RowEnds<'a> {
    text: &'a [u8],
    delimiter: u8,
    line: u64,
    row_start: usize,
    /// Where the bounds of the row begin.
    row_bounds: usize,
    /// How many bounds there are; behind them is room for more.
    used: usize,
    cells: &'a mut Cells,
}

impl RowEnds<'_> {
    /// Takes the ends in a chunk that begins at a place.
    #[inline]
    fn visit(&mut self, chunk: &[u8; CHUNK], chunk_start: usize) {
        self.make_room();
        let mut ends = ends(chunk, self.delimiter);
        let Cells { bounds, lines, uneven, cells_per_row, .. } = &mut *self.cells;
        let cells_per_row = *cells_per_row;
        // What changes at each end is kept out of memory.
        let (bounds, mut used) = (bounds.as_mut_slice(), self.used);
        while ends != 0 {
            let in_chunk = ends.trailing_zeros() as usize;
            ends &= ends - 1;
            let place = chunk_start + in_chunk;
            let after = place as u32 + 1;
            let byte = chunk.get(in_chunk).copied().unwrap_or_default();
            if byte == self.delimiter {
                push(bounds, &mut used, after);
                continue;
            }
            if place == self.row_start {
                // The second half of a line break, or a line with nothing on it, which is no row.
                used = self.row_bounds;
            } else {
                push(bounds, &mut used, after);
                if used == self.row_bounds + cells_per_row + 1 {
                    lines.push(self.line);
                } else if fits(self.text, bounds.get(self.row_bounds..used).unwrap_or_default(), cells_per_row) {
                    used = self.row_bounds + cells_per_row + 1;
                    lines.push(self.line);
                } else {
                    used = self.row_bounds;
                    uneven.push(self.line);
                }
            }
            self.line += u64::from(byte == b'\n');
            (self.row_start, self.row_bounds) = (place + 1, used);
            push(bounds, &mut used, after);
        }
        self.used = used;
    }

    /// Room for all that a chunk may add: where each cell ends, and where the next row begins.
    #[inline]
    fn make_room(&mut self) {
        let bounds = &mut self.cells.bounds;
        let wanted = self.used + 2 * CHUNK;
        if bounds.len() < wanted {
            bounds.resize(bounds.capacity().max(wanted * 2), 0);
        }
    }
}

#[inline]
fn push(bounds: &mut [u32], used: &mut usize, bound: u32) {
    if let Some(next) = bounds.get_mut(*used) {
        *next = bound;
        *used += 1;
    }
}

/// Whether the cells of a row are as many as the header's and else empty, which is none.
#[cold]
fn fits(text: &[u8], bounds: &[u32], cells_per_row: usize) -> bool {
    let extra = bounds.get(cells_per_row..).unwrap_or_default();
    let blank = |bounds: &[u32]| match *bounds {
        [start, end] => text.get(start as usize..end as usize - 1).unwrap_or_default().trim_ascii().is_empty(),
        _ => true,
    };
    !extra.is_empty() && extra.windows(2).all(blank)
}
