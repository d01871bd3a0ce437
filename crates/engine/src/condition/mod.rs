//! Conditions over columns: a typed tree becomes steps, each evaluated once for a batch by Arrow kernels.
//!
//! Equal expressions share a step, so a comparison that ten criteria make is made once. What reads a single
//! dictionary-encoded text is evaluated on the dictionary's values and then looked up, so its cost follows the number
//! of distinct values, not of rows. Where Arrow's meaning differs from the language's, the kernels here restore the
//! language's: -0.0 equals 0.0, an overflow is null, a backslash in `like` is itself.

mod evaluation;
mod number;
mod program;
mod text;

pub(crate) use evaluation::{AsOfDays, Evaluation, truths_by_value};
pub(crate) use program::{Compiler, Leaf, Program, StepId};
