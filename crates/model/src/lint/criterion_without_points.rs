//! A criterion that can never give points.
//!
//! Somebody wrote it to reward or to warn, and it does neither: its condition contradicts itself, what it comes after
//! never happens, its points are 0, or what would count is cut to 0. A behaviour of 0 points that serves as a marker
//! (a hand raise, a critical behaviour, what another criterion comes after, what a lane counts) is meant so.

use super::attainable::{Attainable, Bounds};
use crate::condition::{EngagementId, Expr};
use crate::diagnostic::{CodeInfo, Diagnostic, Severity};
use crate::model::{EngagementCriterion, FitCriterion, GroupId, Model};
use crate::prose::counted;
use crate::values::{Points, Span};

pub(super) const CODE: CodeInfo = CodeInfo {
    code: "criterion-without-points",
    severity: Severity::Warning,
    summary: "A criterion can never give points to any lead.",
    explanation: "Its points are all 0, its credibility is 0, its condition can never be met, the criterion of its `after` \
        never occurs, or a maximum of 0 cuts what it gives:\n\n\
        ```toml\n\
        when = \"employees < 50 and employees > 100\"   # no lead meets this\n\
        ```\n\n\
        Correct it or remove it. A behaviour of 0 points is not reported where it marks something: with `hand_raise` or \
        `critical`, or when another criterion's `after` or a lane's `occurrences` names it.",
};

pub(super) fn check(model: &Model, attainable: &Attainable, diagnostics: &mut Vec<Diagnostic>) {
    let score = model.score();
    let mut cut = Vec::new();
    for (index, criterion) in model.fit().iter().enumerate() {
        let gives = attainable.fit.get(index).copied().unwrap_or_default();
        let covered = attainable.covered.get(index).map_or(&[][..], Vec::as_slice);
        let reason = fit_reason(criterion, gives, covered);
        if reason.is_none() && score.fit_max.value == 0 {
            cut.push(&criterion.span);
            continue;
        }
        let reason = reason.or_else(|| group_reason(model, attainable, criterion.group, gives));
        report(&criterion.name, &criterion.span, reason, diagnostics);
    }
    report_cut(("fit", "fit_max", &score.fit_max), &cut, diagnostics);
    cut.clear();
    for (index, criterion) in model.engagement().iter().enumerate() {
        let gives = attainable.engagement.get(index).copied().unwrap_or_default();
        let occurs = attainable.occurs.get(index).copied().unwrap_or(true);
        let marks = is_marker(model, EngagementId(index), criterion);
        let reason = engagement_reason(model, criterion, occurs, marks);
        if reason.is_none() && !marks && score.engagement_max.value == 0 {
            cut.push(&criterion.span);
            continue;
        }
        let of_group = || (!marks).then(|| group_reason(model, attainable, criterion.group, gives)).flatten();
        report(&criterion.name, &criterion.span, reason.or_else(of_group), diagnostics);
    }
    report_cut(("engagement", "engagement_max", &score.engagement_max), &cut, diagnostics);
}

/// Says once of a maximum of 0, not of each criterion, that it leaves nothing.
fn report_cut((side, key, max): (&str, &str, &Points), criteria: &[&Span], diagnostics: &mut Vec<Diagnostic>) {
    let Some(first) = criteria.first() else { return };
    let message = format!("no {side} criterion can give points: `{key}` is 0");
    // Present in the file, since the default is not 0.
    let diagnostic = Diagnostic::warning(CODE.code, message, max.span.clone()).label("cuts everything to 0");
    let others = match criteria.len() - 1 {
        0 => "gives nothing".to_owned(),
        others => format!("gives nothing, like {}", counted(others as i64, "other", "others")),
    };
    diagnostics.push(diagnostic.also((*first).clone(), others).help(format!("raise `{key}`, or remove the criteria")));
}

/// Why there are no points: in words, the place, and what to say of it.
type Reason = (String, Option<(Span, &'static str)>);

fn report(name: &str, span: &Span, reason: Option<Reason>, diagnostics: &mut Vec<Diagnostic>) {
    let Some((reason, place)) = reason else { return };
    let message = format!("`{name}` can never give points: {reason}");
    let mut diagnostic = Diagnostic::warning(CODE.code, message, span.clone());
    if let Some((span, text)) = place {
        diagnostic = diagnostic.also(span, text);
    }
    diagnostics.push(diagnostic.help("correct it, or remove the criterion"));
}

fn fit_reason(criterion: &FitCriterion, gives: Bounds, covered: &[Option<Vec<usize>>]) -> Option<Reason> {
    if gives != Bounds::default() {
        return None;
    }
    let taken = || criterion.bands.iter().zip(covered).filter(|(_, covered)| covered.is_none()).map(|(band, _)| band);
    let first = criterion.bands.first().map(|band| band.span.clone());
    Some(if taken().next().is_none() {
        ("its condition can never be met".to_owned(), first.map(|span| (span, "no lead meets this")))
    } else if let Some(untrusted) = taken().find(|band| band.points.value != 0) {
        ("its credibility is 0".to_owned(), Some((untrusted.points.span.clone(), "these points are multiplied by 0")))
    } else if criterion.bands.iter().any(|band| band.points.value != 0) {
        ("the bands that can be taken are worth 0".to_owned(), None)
    } else if let [only] = criterion.bands.as_slice() {
        ("its points are 0".to_owned(), Some((only.points.span.clone(), "0 points")))
    } else {
        ("all its points are 0".to_owned(), None)
    })
}

fn engagement_reason(model: &Model, criterion: &EngagementCriterion, occurs: bool, marks: bool) -> Option<Reason> {
    if !occurs {
        let after = criterion.after.and_then(|after| model.engagement().get(after.criterion.0));
        return Some(match (&criterion.condition, after) {
            (_, Some(after)) if criterion.condition.is_none() => (
                format!("it comes after `{}`, which never occurs", after.name),
                Some((after.span.clone(), "never occurs")),
            ),
            (Some(condition), _) => {
                ("no event can count for it".to_owned(), Some((condition.span.clone(), "read here")))
            }
            _ => ("no event can count for it".to_owned(), None),
        });
    }
    if marks {
        None
    } else if criterion.points.value == 0 {
        Some(("its points are 0".to_owned(), Some((criterion.points.span.clone(), "0 points"))))
    } else if criterion.credibility.hundredths() == 0 {
        let place = (criterion.points.span.clone(), "these points are multiplied by 0");
        Some(("its credibility is 0".to_owned(), Some(place)))
    } else {
        None
    }
}

/// A group's maximum of 0, where nothing negative stands beside it that points could make up for.
fn group_reason(model: &Model, attainable: &Attainable, group: Option<GroupId>, gives: Bounds) -> Option<Reason> {
    let id = group?;
    let group = model.groups().get(id.0)?;
    let sum = attainable.groups.get(id.0)?;
    let is_cut = group.max.value == 0 && sum.least >= 0 && gives.least >= 0;
    is_cut.then(|| {
        (format!("the maximum of its group `{}` is 0", group.name), Some((group.max.span.clone(), "cuts it to 0")))
    })
}

/// Whether something but points hangs on its occurrences.
fn is_marker(model: &Model, id: EngagementId, criterion: &EngagementCriterion) -> bool {
    let is_awaited = || model.engagement().iter().filter_map(|other| other.after).any(|after| after.criterion == id);
    let is_counted = || {
        let mut counted = false;
        for lane in model.lanes() {
            lane.when.expr.walk(&mut |expr| counted |= matches!(expr, Expr::Occurrences(of) if *of == id));
        }
        counted
    };
    criterion.hand_raise || criterion.critical || is_awaited() || is_counted()
}
