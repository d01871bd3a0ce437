//! Splits a block without quotes: every delimiter ends a cell, every line break a row, and nothing is copied.
//!
//! The text is looked at 64 bytes at a time: comparing makes a mask of them, with a bit for each byte that ends
//! something, and only these bytes are visited. Written without any instruction of a certain machine, in a form that
//! compilers turn into vector instructions.

use super::cells::Cells;

const CHUNK: usize = 64;

/// Finds the cells of a text whose last row ends with a line break.
pub(super) fn split(text: &[u8], delimiter: u8, first_line: u64, cells: &mut Cells) {
    let (chunks, tail) = text.as_chunks::<CHUNK>();
    let mut rows = RowEnds { text, cells, line: first_line, row_start: 0, row_bounds: 0 };
    rows.cells.bounds.push(0);
    let mut place = 0;
    for chunk in chunks {
        rows.visit(ends(chunk, delimiter), place, delimiter);
        place += CHUNK;
    }
    // Zeros end nothing.
    let mut last = [0; CHUNK];
    if let Some(start) = last.get_mut(..tail.len()) {
        start.copy_from_slice(tail);
    }
    rows.visit(ends(&last, delimiter), place, delimiter);
    rows.cells.bounds.pop();
}

/// A bit for each byte that is a delimiter or a line break.
#[inline]
fn ends(chunk: &[u8; CHUNK], delimiter: u8) -> u64 {
    let found = chunk.map(|byte| if byte == delimiter || byte == b'\n' || byte == b'\r' { 0xFF } else { 0 });
    let (words, _) = found.as_chunks::<8>();
    let mut mask = 0;
    for (index, word) in words.iter().enumerate() {
        // One bit of each byte, all of which the multiplication moves side by side into the highest byte.
        let bits = u64::from_le_bytes(*word) & 0x8040_2010_0804_0201;
        mask |= (bits.wrapping_mul(0x0101_0101_0101_0101) >> 56) << (index * 8);
    }
    mask
}

struct RowEnds<'a> {
    text: &'a [u8],
    cells: &'a mut Cells,
    line: u64,
    row_start: usize,
    /// Where the bounds of the row begin.
    row_bounds: usize,
}

impl RowEnds<'_> {
    /// Takes the ends in a chunk that begins at a place.
    #[inline]
    fn visit(&mut self, mut ends: u64, chunk_start: usize, delimiter: u8) {
        while ends != 0 {
            let place = chunk_start + ends.trailing_zeros() as usize;
            ends &= ends - 1;
            let after = place as u32 + 1;
            match self.text.get(place) {
                Some(&byte) if byte == delimiter => self.cells.bounds.push(after),
                byte => self.end_row(place, byte == Some(&b'\n')),
            }
        }
    }

    #[inline]
    fn end_row(&mut self, place: usize, line_break: bool) {
        let bounds = &mut self.cells.bounds;
        let after = place as u32 + 1;
        if place == self.row_start {
            // The second half of a line break, or a line with nothing on it, which is no row.
            bounds.pop();
        } else {
            bounds.push(after);
            if bounds.len() - self.row_bounds == self.cells.cells_per_row + 1 {
                self.cells.lines.push(self.line);
            } else {
                self.end_other_row();
            }
        }
        self.line += u64::from(line_break);
        self.row_start = place + 1;
        self.row_bounds = self.cells.bounds.len();
        self.cells.bounds.push(after);
    }

    /// Cells beyond the header's that are empty are none.
    #[cold]
    fn end_other_row(&mut self) {
        let Self { text, cells, .. } = self;
        let kept = self.row_bounds + cells.cells_per_row + 1;
        let extra = cells.bounds.get(kept - 1..).unwrap_or_default();
        let blank = |bounds: &[u32]| match *bounds {
            [start, end] => text.get(start as usize..end as usize - 1).unwrap_or_default().trim_ascii().is_empty(),
            _ => true,
        };
        if !extra.is_empty() && extra.windows(2).all(blank) {
            cells.bounds.truncate(kept);
            cells.lines.push(self.line);
            return;
        }
        cells.bounds.truncate(self.row_bounds);
        cells.uneven.push(self.line);
    }
}
