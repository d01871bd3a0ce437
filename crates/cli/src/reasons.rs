//! Reasons in words: `Started a free trial +18.5 (2 times, last 3 days ago)`.

use std::fmt::{self, Write};
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{ListBuilder, StringBuilder};
use handraise_engine::{CriterionId, Places, Reason, Scores};
use handraise_model::Model;

use crate::terminal::words;

/// Before the name of a critical criterion, wherever it is shown.
pub(crate) const CRITICAL_MARK: &str = "★ ";

/// How much is said of a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// With times and ages.
    Full,
    /// The name and the points: `Started a free trial +18.5`.
    Short,
}

/// The reasons of one lead, the largest contribution first.
pub(crate) fn of(model: &Model, scores: &Scores, row: usize, detail: Detail) -> Vec<String> {
    let in_words = |reason: &Reason| {
        let mut text = String::new();
        // Writing to a text cannot fail.
        let _ = write(&mut text, model, reason, detail);
        text
    };
    scores.reasons.get(row).into_iter().flatten().flatten().map(in_words).collect()
}

/// The reasons of all leads, in full.
pub(crate) fn array(model: &Model, places: &Places<'_>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for reasons in places.reasons() {
        for reason in reasons.into_iter().flatten() {
            let text = builder.values();
            let _ = write(text, model, &reason, Detail::Full);
            // What was written is the text that this ends.
            text.append_value("");
        }
        builder.append(true);
    }
    Arc::new(builder.finish())
}

/// The criterion's name, with its mark where it is critical.
pub(crate) fn marked_name(model: &Model, criterion: CriterionId) -> String {
    let (mark, name) = mark_and_name(model, criterion);
    format!("{mark}{name}")
}

fn write(out: &mut impl Write, model: &Model, reason: &Reason, detail: Detail) -> fmt::Result {
    let (mark, name) = mark_and_name(model, reason.criterion);
    write!(out, "{mark}{name} {}", words::signed_points(reason.contribution))?;
    match (detail, reason.occurrences, reason.latest_age_days) {
        (Detail::Short, ..) | (_, 0, _) | (_, _, None) => Ok(()),
        (_, 1, Some(age_days)) => write!(out, " ({})", words::days_ago(age_days)),
        (_, times, Some(age_days)) => write!(out, " ({times} times, last {})", words::days_ago(age_days)),
    }
}

fn mark_and_name(model: &Model, criterion: CriterionId) -> (&'static str, &str) {
    match criterion {
        CriterionId::Fit(index) => ("", &model.fit()[index].name),
        CriterionId::Engagement(index) => {
            let criterion = &model.engagement()[index];
            (if criterion.critical { CRITICAL_MARK } else { "" }, &criterion.name)
        }
    }
}
