//! Tests of the model language through what it offers to others.

mod cases;
mod conditions;
mod definitions;
mod documents;
mod generated;
mod lints;
