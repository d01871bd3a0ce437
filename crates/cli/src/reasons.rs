//! Reasons in words: `Started a free trial +18.5 (2 times, last 3 days ago)`.

use handraise_engine::{CriterionId, Reason, Scores};
use handraise_model::Model;

use crate::terminal::words;

/// Before the name of a critical criterion, wherever it is shown.
pub(crate) const CRITICAL_MARK: &str = "★ ";

/// The reasons of one lead, the largest contribution first.
pub(crate) fn of<'s>(model: &'s Model, scores: &'s Scores, row: usize) -> impl Iterator<Item = String> + 's {
    scores.reasons[row].iter().flatten().map(|reason| in_words(model, reason))
}

/// The reasons of one lead without times and ages: `Started a free trial +18.5`.
pub(crate) fn short<'s>(model: &'s Model, scores: &'s Scores, row: usize) -> impl Iterator<Item = String> + 's {
    let in_short = |reason: &Reason| {
        format!("{} {}", marked_name(model, reason.criterion), words::signed_points(reason.contribution))
    };
    scores.reasons[row].iter().flatten().map(in_short)
}

/// The criterion's name, with its mark where it is critical.
pub(crate) fn marked_name(model: &Model, criterion: CriterionId) -> String {
    match criterion {
        CriterionId::Fit(index) => model.fit()[index].name.clone(),
        CriterionId::Engagement(index) => {
            let criterion = &model.engagement()[index];
            format!("{}{}", if criterion.critical { CRITICAL_MARK } else { "" }, criterion.name)
        }
    }
}

fn in_words(model: &Model, reason: &Reason) -> String {
    let name = marked_name(model, reason.criterion);
    let points = words::signed_points(reason.contribution);
    match (reason.occurrences, reason.latest_age_days) {
        (0, _) | (_, None) => format!("{name} {points}"),
        (1, Some(age_days)) => format!("{name} {points} ({})", words::days_ago(age_days)),
        (times, Some(age_days)) => format!("{name} {points} ({times} times, last {})", words::days_ago(age_days)),
    }
}
