//! The real binary, from the outside.

mod conformance;
mod x_education;
