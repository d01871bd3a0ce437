//! Conditions: the portable subset of SQL in which a model says when something holds.
//!
//! ```text
//! text ──tokens──▶ checked words ──sqlparser──▶ SQL tree ──typed──▶ Expr ──print──▶ text
//! ```
//!
//! `sqlparser` reads the grammar, and the tree it gives is turned into our own small typed [`Expr`] at once: nothing
//! after this module knows SQL's hundred kinds of expression. What is outside the subset is found among the words
//! already, before the parser sees them, since there the place is exact and the construct can be named; so a declared
//! data point may also be called like any keyword of SQL that the subset does not use.

mod calls;
mod check;
mod comparisons;
mod dialect;
mod error;
mod expr;
mod foreign;
mod literal;
mod mismatch;
mod names;
mod parse;
mod print;
mod tree;
mod typing;
mod words;

pub use error::{CODES, ConditionError};
pub use expr::{ArithmeticOp, CompareOp, DataPointId, EngagementId, Expr, ListId, ListRef, ResultName, Scope};
pub(crate) use names::listed;
pub use names::{Names, nearest};
pub use parse::{DEPTH_MAX, WORDS_MAX, parse};
pub use print::print;
pub(crate) use words::KEYWORDS;
