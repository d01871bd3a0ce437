//! The workload: leads with twenty data points, and a year of their events.
//!
//! ```text
//! Workload ──parts──▶ leads and outcomes, about 128k leads each ──┐
//!                     events, about a million each ──────────────┴─encode, on all threads──▶ written in order
//! ```
//!
//! Every part is made from the seed and its own number alone. So parts are made on all threads, the bytes do not depend
//! on how many there are, and memory does not grow with the workload. A part of the events is a slice of the year whose
//! visits begin and end in it: sorting it is all that it takes to have the whole file in order of time.

mod catalog;
mod crowd;
mod data_points;
mod leads;
mod outcomes;
mod shuffle;
mod table;
mod visits;

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use crate::Error;

pub use table::Format;

/// The first instant of the year of events, 2025-01-01, in microseconds.
const YEAR_START: i64 = 1_735_689_600_000_000;

/// The length of that year of 365 days.
const YEAR: i64 = 365 * 86_400_000_000;

/// Its end, 2026-01-01: the instant of all scores.
pub const AS_OF: i64 = YEAR_START + YEAR;

/// The model with sessions, days and a criterion that waits for another.
pub const FULL_MODEL: &str = include_str!("../../models/full.toml");

/// The model without them: every engagement criterion counts events one by one.
pub const PLAIN_MODEL: &str = include_str!("../../models/plain.toml");

/// The order of the events in their file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Order {
    /// Rising in time
    Time,
    /// The same events, shuffled over the whole file
    Random,
}

/// What is generated.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
    /// Number of leads, at least one.
    pub leads: u32,
    /// Number of events.
    pub events: u64,
    /// Other seeds give other leads and other events of the same shape.
    pub seed: u64,
    /// Order of the events.
    pub order: Order,
    /// Size of the parts.
    pub part: PartRows,
}

/// Rows of a part, which is a row group in Parquet.
#[derive(Clone, Copy, Debug)]
pub struct PartRows {
    /// Of the leads.
    pub leads: u32,
    /// Of the events.
    pub events: u64,
}

impl Default for PartRows {
    fn default() -> Self {
        Self { leads: 131_072, events: 1_000_000 }
    }
}

/// Writes leads, events, outcomes and the models to a folder, which is made where there is none.
pub fn generate(workload: &Workload, format: Format, folder: &Path, threads: NonZeroUsize) -> Result<(), Error> {
    if workload.leads == 0 || workload.part.leads == 0 || workload.part.events == 0 {
        return Err("a workload has at least one lead, and one row in a part".into());
    }
    fs::create_dir_all(folder)?;
    fs::write(folder.join("full.toml"), FULL_MODEL)?;
    fs::write(folder.join("plain.toml"), PLAIN_MODEL)?;
    let path = |table: &str| folder.join(format!("{table}.{}", format.extension()));
    let schema = leads::schema();
    let make = |part: usize, emit: table::Emit<'_>| leads::part(workload, part, emit);
    table::write(&path("leads"), format, &schema, workload.lead_parts(), threads, make)?;
    let make = |part: usize, emit: table::Emit<'_>| outcomes::part(workload, part, emit);
    table::write(&path("outcomes"), format, &outcomes::schema(), workload.lead_parts(), threads, make)?;

    let visits = visits::Visits::new(workload);
    let schema = visits::schema();
    let parts = workload.event_parts();
    match workload.order {
        Order::Time => {
            let make = |part: usize, emit: table::Emit<'_>| visits.batches(&visits.slice(part), emit);
            table::write(&path("events"), format, &schema, parts, threads, make)
        }
        Order::Random => {
            let shuffled = shuffle::Shuffled::new(workload, &visits, folder, threads)?;
            let make = |part: usize, emit: table::Emit<'_>| visits.batches(&shuffled.part(part)?, emit);
            table::write(&path("events"), format, &schema, parts, threads, make)
        }
    }
}

impl Workload {
    /// Parts of the leads.
    fn lead_parts(&self) -> usize {
        self.leads.div_ceil(self.part.leads) as usize
    }

    /// Parts of the events.
    fn event_parts(&self) -> usize {
        self.events.div_ceil(self.part.events) as usize
    }
}
