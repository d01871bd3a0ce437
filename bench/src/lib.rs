//! The benchmark of handraise: a workload, its models, and what can only be measured inside one process.
//!
//! Whole runs against other engines are compared from outside, by `bench/peers`. What is here makes the data they all
//! read ([`generate`]) from nothing but a seed, so that two machines measure the same thing; decodes it and does nothing
//! else ([`decode`]), which no run that scores can beat; and times a live server's small batches ([`in_memory`]). Apart from that,
//! [`coverage`] counts how often the intervals of the evidence hold the truth, and [`study`] times its report.

pub mod coverage;
pub mod decode;
pub mod generate;
pub mod in_memory;
mod in_order;
mod random;
pub mod study;

/// What went wrong, in words for a person at a terminal.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
