//! Points that rest on data hardly anybody trusts.
//!
//! Credibility is there so that a weak source counts less. Where more than half of the points that leads can attain
//! rest on sources trusted less than half, scores say more about the sources than about the leads.

use super::attainable::Attainable;
use crate::diagnostic::{CodeInfo, Diagnostic, Severity};
use crate::model::{GroupId, Model};
use crate::prose::{counted, joined};
use crate::values::{Credibility, Span};

pub(super) const CODE: CodeInfo = CodeInfo {
    code: "low-credibility",
    severity: Severity::Warning,
    summary: "More than half of the attainable points rest on data points that are trusted less than 0.5.",
    explanation: "Counted are the points that each criterion offers before its credibility: the best band that can be taken, \
        or all occurrences that can count, up to the maximum of its group and of fit or engagement. When more than half of \
        them have a credibility under 0.5, scores say more about the sources than about the leads.\n\n\
        ```toml\n\
        [credibility]\n\
        web_scrape = 0.3   # and most points ask for data points with from = \"web_scrape\"\n\
        ```\n\n\
        Move points to data that is trusted more, or find a better source. The share is said in the message.",
};

/// Under this, trust is low.
const HALF: u8 = 50;

/// What a criterion offers.
struct Offer<'m> {
    name: &'m str,
    span: &'m Span,
    points: i64,
    credibility: Credibility,
}

pub(super) fn check(model: &Model, attainable: &Attainable, diagnostics: &mut Vec<Diagnostic>) {
    let offers = offers(model, attainable);
    let all: i64 = offers.iter().map(|offer| offer.points).sum();
    let mut low: Vec<&Offer<'_>> =
        offers.iter().filter(|offer| offer.points > 0 && offer.credibility.hundredths() < HALF).collect();
    let of_low: i64 = low.iter().map(|offer| offer.points).sum();
    if of_low * 2 <= all {
        return;
    }
    let percent = (of_low * 200 + all) / (2 * all);
    let message = format!("{percent} % of the attainable points rest on credibility under 0.5: {of_low} of {all}");
    low.sort_by_key(|offer| std::cmp::Reverse(offer.points));
    let mut labels = low.iter().take(3);
    let Some(first) = labels.next() else { return };
    let said = |offer: &Offer<'_>| {
        let credibility = f64::from(offer.credibility.hundredths()) / 100.0;
        format!("{} on credibility {credibility}", counted(offer.points, "point", "points"))
    };
    let mut diagnostic = Diagnostic::warning(CODE.code, message, first.span.clone()).label(said(first));
    for offer in labels {
        diagnostic = diagnostic.also(offer.span.clone(), said(offer));
    }
    let names: Vec<String> = low.iter().map(|offer| format!("`{}`", offer.name)).collect();
    diagnostics.push(
        diagnostic
            .help(format!("these rest on it: {}", joined(&names, "and")))
            .help("give the points to data that is trusted more, or find a better source"),
    );
}

fn offers<'m>(model: &'m Model, attainable: &Attainable) -> Vec<Offer<'m>> {
    let score = model.score();
    let capped = |group: Option<GroupId>, section_max: i32, points: i64| {
        let group = group.and_then(|id| model.groups().get(id.0)).map_or(i64::MAX, |group| group.max.value.into());
        points.min(group).min(section_max.into()).max(0)
    };
    let mut offers = Vec::new();
    for (criterion, covered) in model.fit().iter().zip(&attainable.covered) {
        let taken = criterion.bands.iter().zip(covered).filter(|(_, covered)| covered.is_none()).map(|(band, _)| band);
        if let Some(best) = taken.max_by_key(|band| (band.points.value, band.credibility)) {
            let points = capped(criterion.group, score.fit_max.value, best.points.value.into());
            offers.push(Offer { name: &criterion.name, span: &criterion.span, points, credibility: best.credibility });
        }
    }
    for (criterion, most) in model.engagement().iter().zip(&attainable.results.occurrences_max) {
        let points = i64::from(criterion.points.value).saturating_mul(*most);
        let points = capped(criterion.group, score.engagement_max.value, points);
        let (name, span, credibility) = (&criterion.name, &criterion.span, criterion.credibility);
        offers.push(Offer { name, span, points, credibility });
    }
    offers
}
