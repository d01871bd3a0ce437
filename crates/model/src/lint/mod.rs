//! Lints: what a model says that cannot be meant. Warnings, which never change a result.
//!
//! Each check stands in the file named after its mistake. They share one analysis (`attainable`), which asks of the
//! model's conditions what leads can reach (`reach`). The rule of all of them: nothing that some lead can reach is
//! ever called unreachable; where that takes more than following and/or of comparisons, a lint is silent.

mod attainable;
mod criterion_without_points;
mod group_cap_never_binds;
mod low_credibility;
mod outcome_key_without_effect;
mod points_below_thresholds;
mod points_for_won;
pub(crate) mod reach;
mod review_due;
mod unreachable_band;
mod unreachable_grade;
mod unreachable_lane;
mod unread_data_point;

use attainable::Attainable;

use crate::diagnostic::{CodeInfo, Diagnostic};
use crate::model::Model;

/// The codes of all lints, for the registry.
pub const CODES: &[CodeInfo] = &[
    unreachable_band::CODE,
    criterion_without_points::CODE,
    unreachable_lane::CODE,
    unreachable_grade::CODE,
    group_cap_never_binds::CODE,
    points_below_thresholds::CODE,
    low_credibility::CODE,
    unread_data_point::CODE,
    points_for_won::CODE,
    outcome_key_without_effect::CODE,
    review_due::CODE,
];

/// The warnings of a model on a day, in order of the document.
#[must_use]
pub fn lint(model: &Model, today: jiff::civil::Date) -> Vec<Diagnostic> {
    let attainable = Attainable::of(model);
    let mut diagnostics = Vec::new();
    unreachable_band::check(model, &attainable, &mut diagnostics);
    criterion_without_points::check(model, &attainable, &mut diagnostics);
    unreachable_lane::check(model, &attainable, &mut diagnostics);
    unreachable_grade::check(model, &attainable, &mut diagnostics);
    group_cap_never_binds::check(model, &attainable, &mut diagnostics);
    points_below_thresholds::check(model, &attainable, &mut diagnostics);
    low_credibility::check(model, &attainable, &mut diagnostics);
    unread_data_point::check(model, &mut diagnostics);
    points_for_won::check(model, &mut diagnostics);
    outcome_key_without_effect::check(model, &mut diagnostics);
    review_due::check(model, today, &mut diagnostics);
    diagnostics.sort_by_key(|diagnostic| (diagnostic.labels.first().map(|label| label.span.start), diagnostic.code));
    diagnostics
}
