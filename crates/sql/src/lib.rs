//! A handraise model as one SQL query that gives, in a warehouse, the numbers that `handraise score` gives.
//!
//! ```text
//! Model + Request ──Compiler──▶ Query (table expressions, one for each step of the reference) ──render(Dialect)──▶ text
//! ```
//!
//! Nothing here knows the engine: that both say the same is shown by tests alone. All arithmetic is on integers, in
//! the units that points (whole), credibility and weights (hundredths) and decay (thousandths) multiply to, so that
//! nothing is rounded before the score.

mod check;
mod compiler;
mod condition;
mod dbt;
pub mod dialect;
mod refusal;
mod render;
mod request;
mod steps;
mod text;

pub use check::check;
pub use dbt::{DbtModel, dbt};
pub use dialect::Dialect;
pub use request::{Instant, Request, TableName, TablePart};
pub use steps::{RESULT_COLUMNS, WRITTEN};

use handraise_model::Model;
use handraise_model::diagnostic::Diagnostic;

/// The query that scores a model's leads.
///
/// # Errors
///
/// What of the model the dialect cannot say with the same meaning.
pub fn compile(model: &Model, request: &Request) -> Result<String, Vec<Diagnostic>> {
    let refusals = refusal::refusals(model, request);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let query = compiler::Compiler::new(model, request).query().render(request.dialect);
    match refusal::unsayable(&query, request.dialect) {
        Some(refusal) => Err(vec![refusal]),
        None => Ok(query),
    }
}
