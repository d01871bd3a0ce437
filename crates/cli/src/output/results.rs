//! A result that is to be written: rows of one or more lists, in columns.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::ArrayRef;
use handraise_engine::Places;

use super::cell::Cells;
use super::columns::{Page, Run};
use super::flat::FlatColumn;
use super::list::{List, Portion, portions};
use crate::exit::Failure;
use crate::output::in_order::in_order;

/// What belongs to a result, apart from its rows.
#[derive(Clone, Copy)]
pub(crate) struct Results<'r> {
    /// What all rows have in common.
    pub(crate) run: &'r Run<'r>,
    /// The columns, in order.
    pub(crate) columns: &'r [FlatColumn],
    /// Threads to encode on.
    pub(crate) threads: NonZeroUsize,
    /// Is told how many rows were written, now and then.
    pub(crate) written: &'r (dyn Fn(usize) + Sync),
}

/// The lists of a result, made one after the other.
pub(crate) type Lists<'l, 'h> = &'l mut dyn Iterator<Item = Result<Arc<List<'h>>, Unwritten>>;

/// Why a result is not complete.
#[derive(Debug)]
pub(crate) enum Unwritten {
    /// It cannot be written.
    Refused(io::Error),
    /// There is none.
    Failed(Failure),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self::Refused(error)
    }
}

impl From<Failure> for Unwritten {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Results<'_> {
    /// The values of all columns in the rows of a page.
    pub(crate) fn arrays(&self, places: &Places<'_>) -> Vec<ArrayRef> {
        let page = Page { run: self.run, places };
        self.columns.iter().map(|column| column.values(&page)).collect()
    }

    /// The columns of a page that give their cells.
    pub(crate) fn cells<'p>(&self, arrays: &'p [ArrayRef]) -> Vec<Cells<'p>> {
        self.columns.iter().zip(arrays).map(|(column, array)| Cells::of(column.kind(), array)).collect()
    }

    /// Encodes portions of so many rows on all threads, and takes in what came of them in order.
    pub(crate) fn encode<R: Send>(
        &self,
        lists: Lists<'_, '_>,
        rows: usize,
        encode: impl Fn(&Portion<'_>) -> io::Result<R> + Sync,
        mut take: impl FnMut(R) -> io::Result<()> + Send,
    ) -> Result<(), Unwritten> {
        in_order(
            self.threads,
            portions(lists, rows),
            |portion| Ok((encode(&portion)?, portion.len())),
            |(encoded, rows)| {
                take(encoded)?;
                (self.written)(rows);
                Ok(())
            },
        )
    }
}
