//! Evidence: does a model find the leads that buy?
//!
//! A [`Row`] is one lead at one instant: its total as of then, and whether it was won within the horizon. From rows on,
//! everything here is a pure function: no files, no clock, no chance that a seed does not fix.
//!
//! ```text
//! rows ──Ranking::new──▶ Ranking ──measure──▶ Figures          AUC, KS, average precision; precision, gain, lift
//!                           └─────bootstrap──▶ Replicates ──▶ Interval, and differences between two rankings
//! rows ──conversions──▶ leads, wins, rows and a rate of each group ──shrink──▶ rates of small groups
//! rows ──RiskRatio──▶ lift of the exposed with an interval     what was detectable, how many wins are missing
//! ```
//!
//! Four decisions hold throughout:
//!
//! - **Within instants.** The question of a week is whom to call in that week. So leads are compared with leads of the
//!   same instant, and the instants are averaged; pooled figures are there to be shown beside.
//! - **Ties by expectation.** Scores of points tie heavily. Whatever a figure says, it says of the average over all
//!   orders of tied rows; a constant score has AUC 0.5, KS 0 and lift 1. Leads that are not eligible tie below all that
//!   are. Only the figures at a capacity follow the real rank, which has its tie-breakers.
//! - **Leads are drawn, not rows.** Rows of one lead, or of one account, are no independent witnesses. Every interval
//!   draws whole clusters of them.
//! - **Unknown is not zero.** A figure that has no meaning (no winners, nobody else) is `None`.

pub mod diff;
mod measure;
mod probes;
mod replay;
pub mod report;
mod study;

pub use measure::*;
pub use replay::*;
pub use study::{Against, Study};
