//! Rows of text cells: found, but not read yet.

use crate::lines::Lines;

/// The cells of some rows of a text.
#[derive(Clone, Copy)]
pub(crate) struct TextTable<'a> {
    pub bytes: &'a [u8],
    /// `bytes`, where all of it is UTF-8.
    pub text: Option<&'a str>,
    /// For each row where its first cell begins, and where the next would begin behind each.
    pub bounds: &'a [u32],
    pub cells_per_row: usize,
    /// How many bytes part a cell from the next.
    pub gap: usize,
    pub lines: &'a Lines,
}

/// A cell of a text.
#[derive(Clone, Copy)]
pub(crate) struct TextCell<'a> {
    pub bytes: &'a [u8],
    /// The same, where it is known to be UTF-8.
    pub text: Option<&'a str>,
}

impl<'a> TextTable<'a> {
    /// A column's cells.
    pub(crate) fn cells(&self, column: usize) -> impl Iterator<Item = TextCell<'a>> {
        let Self { bytes, text, bounds, cells_per_row, gap, .. } = *self;
        bounds.chunks_exact(cells_per_row + 1).map(move |bounds| {
            let (start, end) = match bounds.get(column..column + 2) {
                Some(&[start, end]) => (start as usize, (end as usize).saturating_sub(gap)),
                _ => (0, 0),
            };
            TextCell {
                bytes: bytes.get(start..end).unwrap_or_default(),
                text: text.and_then(|text| text.get(start..end)),
            }
        })
    }
}
