//! The lines that rows begin on, kept as runs of consecutive ones: a file without gaps costs nothing.

/// The lines of some rows, counted from 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    runs: Vec<Run>,
    rows: usize,
}

#[derive(Clone, Copy, Debug)]
struct Run {
    first_row: usize,
    first_line: u64,
}

impl Lines {
    /// So many rows, each on the line after the one before.
    pub(crate) fn consecutive(first_line: u64, rows: usize) -> Self {
        Self { runs: vec![Run { first_row: 0, first_line }], rows }
    }

    /// How many rows.
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// The line of a row; 0 beyond the last.
    pub(crate) fn line(&self, row: usize) -> u64 {
        let run = self.runs.partition_point(|run| run.first_row <= row).checked_sub(1);
        match run.and_then(|run| self.runs.get(run)) {
            Some(run) if row < self.rows => run.first_line + (row - run.first_row) as u64,
            _ => 0,
        }
    }

    /// The lines of all rows.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u64> {
        let ends = self.runs.iter().skip(1).map(|run| run.first_row).chain([self.rows]);
        self.runs.iter().zip(ends).flat_map(|(run, end)| (run.first_line..).take(end - run.first_row))
    }

    /// Adds a row.
    #[inline]
    pub(crate) fn push(&mut self, line: u64) {
        self.extend_run(line, 1);
    }

    /// Adds rows.
    pub(crate) fn append(&mut self, later: &Self) {
        for (index, run) in later.runs.iter().enumerate() {
            let end = later.runs.get(index + 1).map_or(later.rows, |next| next.first_row);
            self.extend_run(run.first_line, end - run.first_row);
        }
    }

    /// The lines of the rows that are kept.
    pub(crate) fn kept(&self, keep: impl Iterator<Item = bool>) -> Self {
        let mut kept = Self::default();
        self.iter().zip(keep).filter(|(_, keep)| *keep).for_each(|(line, _)| kept.push(line));
        kept
    }

    #[inline]
    fn extend_run(&mut self, first_line: u64, rows: usize) {
        let follows =
            self.runs.last().is_some_and(|run| run.first_line + (self.rows - run.first_row) as u64 == first_line);
        if !follows && rows > 0 {
            self.runs.push(Run { first_row: self.rows, first_line });
        }
        self.rows += rows;
    }
}
