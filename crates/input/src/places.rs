//! From a row of the result back to its file and line.

/// A row's place in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was named.
    pub file: String,
    /// The line of a text file, the row of a sheet, the record of a Parquet file or JSON array; from 1.
    pub line: u64,
}

/// The places of all rows, counted over all batches from 0.
///
/// Rows on consecutive lines are kept as one run, so that a file without gaps costs nothing.
#[derive(Clone, Debug, Default)]
pub struct Places {
    files: Vec<String>,
    runs: Vec<Run>,
    rows: usize,
}

#[derive(Clone, Copy, Debug)]
struct Run {
    first_row: usize,
    file: usize,
    first_line: u64,
}

impl Places {
    /// The place of a row; none beyond the last.
    #[must_use]
    pub fn place(&self, row: usize) -> Option<Place> {
        if row >= self.rows {
            return None;
        }
        let run = self.runs.get(self.runs.partition_point(|run| run.first_row <= row).checked_sub(1)?)?;
        let file = self.files.get(run.file)?.clone();
        Some(Place { file, line: run.first_line + (row - run.first_row) as u64 })
    }

    pub(crate) fn begin_file(&mut self, file: &str) {
        self.files.push(file.to_owned());
    }

    pub(crate) fn push(&mut self, lines: &[u64]) {
        let Some(file) = self.files.len().checked_sub(1) else { return };
        for &line in lines {
            let follows = self
                .runs
                .last()
                .is_some_and(|run| run.file == file && run.first_line + (self.rows - run.first_row) as u64 == line);
            if !follows {
                self.runs.push(Run { first_row: self.rows, file, first_line: line });
            }
            self.rows += 1;
        }
    }
}
