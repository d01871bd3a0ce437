//! The engine as its callers see it. Results themselves are proven by the conformance cases and by random models.

mod binding;
mod closing;
mod conditions;
mod counting;
mod examples;
mod explaining;
mod running;
mod table;
