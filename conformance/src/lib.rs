//! One meaning, many executors: the cases, a second judge and random models that hold them equal, exactly.
//!
//! ```text
//! cases/*.json ──Case──┐
//!                      ├──▶ model + Data ──▶ reference::score ──┐
//! random::Workload ────┘                └──▶ any executor ──────┴──▶ LeadResult, compared by results::differences
//! ```
//!
//! Only tests depend on this package, and its evaluator shares nothing with the engine but the checked model: where the
//! two agree, they agree for no other reason than that both are right.

pub mod case;
pub mod data;
pub mod files;
pub mod random;
pub mod reference;
pub mod results;

pub use case::Case;
pub use data::{Adjustment, Data, EventRow, LeadRow, OutcomeRow, Row};
pub use results::{LeadResult, ProductResult};
