//! Every case on every executor, and properties over random models.

mod cases;
mod conditions;
mod decay;
mod lints;
mod workloads;
