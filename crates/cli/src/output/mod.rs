//! Results as files: one definition of the columns, and a writer for each format.
//!
//! ```text
//! Ranking ──List (lanes, top)──▶ Portion ──▶ Page ──columns──▶ Arrow arrays ──▶ Parquet
//!                                                                   └── Cells ──▶ CSV, JSON, XLSX, table
//! ```
//!
//! All writers take pages of a few thousand rows, on all threads where their format allows it.

mod arrays;
pub(crate) mod cell;
pub(crate) mod columns;
pub(crate) mod csv;
mod destination;
pub(crate) mod flat;
mod in_order;
pub(crate) mod json;
mod json_text;
pub(crate) mod list;
pub(crate) mod parquet;
pub(crate) mod results;
mod shown;
pub(crate) mod table;
pub(crate) mod xlsx;

pub(crate) use destination::Destination;
pub(crate) use json_text::JsonText;
pub(crate) use shown::Shown;
