//! Every case on every executor, and properties over random models.

mod agreement;
mod cases;
mod closed;
mod conditions;
mod damage;
mod decay;
mod differences;
mod engine;
mod invariance;
mod lints;
mod more_events;
mod sums;
mod workloads;
