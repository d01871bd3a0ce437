//! A review that is due.
//!
//! What made a good lead last year may not this year. `review_by` is the day on which sales and marketing agreed to
//! look at the model again; from that day on every check says so.

use jiff::civil::Date;

use crate::diagnostic::{CodeInfo, Diagnostic, Severity};
use crate::model::Model;
use crate::prose::counted;
use crate::values::days_since_epoch;

pub(super) const CODE: CodeInfo = CodeInfo {
    code: "review-due",
    severity: Severity::Warning,
    summary: "The day of `review_by` has come or has passed.",
    explanation: "`review_by` is the day on which the model is to be looked at again. From that day on every check says so:\n\n\
        ```toml\n\
        [model]\n\
        review_by = 2026-07-01\n\
        ```\n\n\
        Review the definitions with sales and marketing, then set a later day and raise `version`.",
};

pub(super) fn check(model: &Model, today: Date, diagnostics: &mut Vec<Diagnostic>) {
    let Some(review_by) = model.review_by().filter(|review_by| review_by.value <= today) else { return };
    let date = review_by.value;
    let message = match days_since_epoch(today) - days_since_epoch(date) {
        0 => "the model's review is due today".to_owned(),
        late => format!("the model's review was due on {date}, {} ago", counted(late, "day", "days")),
    };
    diagnostics.push(
        Diagnostic::warning(CODE.code, message, review_by.span.clone())
            .label("the day of the review")
            .help("review the definitions with sales and marketing, then set a later `review_by`"),
    );
}
