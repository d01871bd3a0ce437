//! The cells of a block, as places in its text.

use crate::lines::Lines;

/// The cells of some rows; each row has as many as the header.
#[derive(Default)]
pub(super) struct Cells {
    /// For each row where it begins, and where each of its cells ends; of a text without quotes behind what ends it.
    pub bounds: Vec<u32>,
    pub cells_per_row: usize,
    /// The lines that rows begin on.
    pub lines: Lines,
    /// The lines of rows with another number of cells, which are left out.
    pub uneven: Vec<u64>,
    /// The cells of a text with quotes, one after the other, without them.
    pub unquoted: Vec<u8>,
}

impl Cells {
    /// Forgets all rows, but keeps the memory.
    pub(super) fn clear(&mut self, cells_per_row: usize) {
        self.cells_per_row = cells_per_row;
        self.bounds.clear();
        self.lines = Lines::default();
        self.uneven.clear();
    }
}
