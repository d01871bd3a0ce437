//! From a row of the result back to its file and line.

use crate::lines::Lines;

/// A row's place in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was named.
    pub file: String,
    /// The line of a text file, the row of a sheet, the record of a Parquet file or JSON array; from 1.
    pub line: u64,
}

/// The places of all rows, counted over all batches from 0.
#[derive(Clone, Debug, Default)]
pub struct Places {
    files: Vec<File>,
    rows: usize,
}

#[derive(Clone, Debug)]
struct File {
    name: String,
    first_row: usize,
    lines: Lines,
}

impl Places {
    /// The place of a row; none beyond the last.
    #[must_use]
    pub fn place(&self, row: usize) -> Option<Place> {
        if row >= self.rows {
            return None;
        }
        let file = self.files.get(self.files.partition_point(|file| file.first_row <= row).checked_sub(1)?)?;
        Some(Place { file: file.name.clone(), line: file.lines.line(row - file.first_row) })
    }

    pub(crate) fn begin_file(&mut self, name: &str) {
        self.files.push(File { name: name.to_owned(), first_row: self.rows, lines: Lines::default() });
    }

    pub(crate) fn push(&mut self, lines: &Lines) {
        if let Some(file) = self.files.last_mut() {
            file.lines.append(lines);
            self.rows += lines.len();
        }
    }
}
