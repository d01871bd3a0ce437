//! Reading as a user sees it: bytes of a file in, typed batches, a report or an error out.

mod bad_input;
mod cells;
mod formats;
mod outcomes;
mod parquet;
mod profile;
mod random;
mod real_data;
mod report;
mod support;
