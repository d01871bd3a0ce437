//! Conditions over columns: a typed tree becomes steps, each evaluated once for all rows of a batch.
//!
//! Equal expressions share a step, so a comparison that ten criteria make is made once. Three-valued logic is
//! arithmetic on bytes: missed, unknown and met are 0, 1 and 2, so `and` is the lesser, `or` the greater and `not` the
//! distance from 2, sixteen rows at a time. A fit criterion is one step, too: it gives the band that each row takes, for
//! the `of` forms by one look-up instead of one comparison for each band.
//!
//! What reads a single dictionary-encoded text is evaluated on the dictionary's values and then looked up, so its cost
//! follows the number of distinct values, not of rows; what was found is kept in a [`Memory`] for the next batch with
//! the same dictionary. The kernels are our own where Arrow's mean something else (-0.0 equals 0.0, an overflow is
//! null, a backslash in `like` is itself) and where theirs cost too much for a batch of a single row.

mod bands;
mod column;
mod compiler;
mod evaluation;
mod number;
mod operations;
mod pattern;
mod program;
mod text;
mod truth;

pub(crate) use bands::Bands;
pub(crate) use compiler::Compiler;
pub(crate) use evaluation::{AsOfDays, Evaluation, Memory, answers_by_value};
pub(crate) use program::{Leaf, Program, StepId};
