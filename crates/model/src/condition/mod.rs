//! Conditions: the portable subset of SQL in which a model says when something holds.

mod expr;

pub use expr::{ArithmeticOp, CompareOp, DataPointId, EngagementId, Expr, ListId, ListRef, ResultName, Scope};
