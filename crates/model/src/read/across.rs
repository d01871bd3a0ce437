//! What only shows across criteria: cycles of `after`, groups that mix fit and engagement.

use super::document::Document;
use super::names::Declared;
use crate::diagnostic::Diagnostic;
use crate::values::Span;
use crate::{EngagementCriterion, FitCriterion, GroupId};

/// Reports each cycle of `after` once; `places` are those of the `after` values, by criterion.
pub(super) fn report_cycles(document: &Document<'_>, engagement: &[EngagementCriterion], places: &[Option<Span>]) {
    let next = |index: usize| engagement.get(index)?.after.map(|after| after.criterion.0);
    // 0: not seen; n: seen on the walk that began at criterion n - 1. A walk that meets itself has found a cycle.
    let mut walk_of = vec![0_usize; engagement.len()];
    for start in 0..engagement.len() {
        let mut at = Some(start);
        while let Some(index) = at.filter(|index| walk_of.get(*index) == Some(&0)) {
            if let Some(walk) = walk_of.get_mut(index) {
                *walk = start + 1;
            }
            at = next(index);
        }
        if let Some(first) = at.filter(|index| walk_of.get(*index) == Some(&(start + 1))) {
            report_cycle(document, engagement, places, first, next);
        }
    }
}

fn report_cycle(
    document: &Document<'_>,
    engagement: &[EngagementCriterion],
    places: &[Option<Span>],
    first: usize,
    next: impl Fn(usize) -> Option<usize>,
) {
    let members: Vec<usize> = std::iter::successors(Some(first), |index| next(*index).filter(|next| *next != first))
        .take(engagement.len())
        .collect();
    let place = |index: usize| places.get(index).cloned().flatten().unwrap_or(0..0);
    let name = |index: usize| engagement.get(index).map_or("", |criterion| criterion.name.as_str());
    let message = match members.as_slice() {
        [only] => format!("`{}` comes after itself", name(*only)),
        _ => {
            let names: Vec<String> = members.iter().map(|index| format!("`{}`", name(*index))).collect();
            format!("a cycle of `after`: {}", names.join(", which comes after "))
        }
    };
    let mut finding = Diagnostic::error("cyclic-after", message, place(first));
    for member in members.iter().skip(1) {
        finding = finding.also(place(*member), "");
    }
    document.report(finding.help("remove one `after`: no criterion of the cycle could ever be reached"));
}

/// Reports groups that have both fit and engagement criteria.
pub(super) fn report_mixed_groups(
    document: &Document<'_>,
    groups: &Declared<'_>,
    fit: &[FitCriterion],
    engagement: &[EngagementCriterion],
) {
    for (index, name) in groups.iter().enumerate() {
        let group = Some(GroupId(index));
        let fit = fit.iter().find(|criterion| criterion.group == group);
        let engagement = engagement.iter().find(|criterion| criterion.group == group);
        if let (Some(fit), Some(engagement)) = (fit, engagement) {
            let message = format!("the group `{}` mixes fit and engagement", name.value);
            let finding = Diagnostic::error("mixed-group", message, name.span.clone());
            let finding = finding.also(fit.span.clone(), "fit").also(engagement.span.clone(), "engagement");
            document.report(finding.help("make two groups of it, one for each"));
        }
    }
}
