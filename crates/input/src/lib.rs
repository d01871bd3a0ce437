//! Files and bytes to typed Arrow batches and an honest report on the data.
//!
//! ```text
//! argument ──sources──▶ Source ──open, decompress, detect──▶ rows of cells ──rules of the model──▶ RecordBatch
//!                                                                               └──▶ tally ──▶ DataReport
//! ```
//!
//! What a cell means is part of the meaning of a score, so every format comes down to one `Cell` and one set of rules
//! (`cell`). A format only cuts its table into stretches and finds the cells; a stretch shares no state with the next
//! one and gives its own tally, merged afterwards: so stretches are decoded side by side (`read`), and what comes out
//! does not tell on how many threads. Whole arrays that need no look at each cell pass at once (`batch`).
//!
//! Lenient by default, silent never: a cell that does not fit is unknown and counted, a row that cannot be used is
//! left out and counted, each with its first places. Only what makes the whole input unusable is an [`InputError`].

mod batch;
mod bytes;
mod cell;
mod error;
mod format;
mod lines;
mod places;
mod profile;
mod read;
mod report;
mod shape;
mod source;
mod tally;

pub use error::{InputError, MissingColumn};
pub use places::{Place, Places};
pub use profile::{ColumnProfile, ProfileOptions, TableProfile, profile};
pub use read::{
    Leads, Progress, Stretch, read_adjustments, read_events, read_leads, read_leads_through, read_outcomes,
};
pub use report::{
    Cause, ColumnReport, DataReport, EqualRows, Finding, LeftOut, LeftOutReason, Misfit, Table, TableReport,
};
pub use source::{Source, sources};
