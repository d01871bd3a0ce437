//! Results as files: one definition of the columns, and a writer for each format.

pub(crate) mod columns;
pub(crate) mod csv;
mod destination;
pub(crate) mod json;
mod json_text;
pub(crate) mod parquet;
mod shown;
pub(crate) mod table;
pub(crate) mod xlsx;

pub(crate) use destination::Destination;
pub(crate) use json_text::JsonText;
pub(crate) use shown::Shown;
