//! What each source of data points is worth: taken away, and added one by one.

use handraise_model::values::Credibility;
use handraise_model::{DataPoint, Model, SourceId};

use crate::measure::{Cut, Figure, Within, wins_gained};
use crate::replay::{Replay, SourceStandings, SourcesStandings, Standings};
use crate::report::{Estimate, Source, SourceStep, Sources};

use super::criteria::WithoutEach;
use super::part::Part;
use super::values::share_of_leads_known;
use super::wording::{fine, with_interval};

/// A gain in AUC that nobody would notice, however certain it is.
pub(super) const HARDLY: f64 = 0.005;

/// Both tables.
pub(super) fn sources(
    model: &Model,
    replay: &Replay,
    part: &Part<'_>,
    standings: &SourcesStandings,
    alone: &WithoutEach<'_>,
) -> Sources {
    let called = |standings| part.ranking(Within::Instant, standings).membership(Cut::Capacity(part.capacity));
    let of_model = called(None);
    let without: Vec<&Standings> = standings.sources.iter().map(|source| &source.without).collect();
    let found = alone.measured(&without);
    let without = standings.sources.iter().zip(&found).map(|(source, found)| {
        let loss = alone.loss(found);
        let wins = Estimate::difference(Some(wins_gained(&part.rows, &of_model, &called(Some(&source.without)))));
        let (id, credibility) = declared(model, source);
        Source {
            name: source.name.clone(),
            credibility,
            data_points: data_points(model, id).map(|data_point| data_point.name.clone()).collect(),
            coverage: share_of_leads_known(replay, model, &part.rows, |data_point| data_point.source == id),
            auc: loss.auc,
            wins_at_capacity: wins,
            finding: finding(&loss.auc, &wins),
        }
    });
    Sources { without: without.collect(), added: added(model, part, standings, alone) }
}

fn added(model: &Model, part: &Part<'_>, standings: &SourcesStandings, alone: &WithoutEach<'_>) -> Vec<SourceStep> {
    let with = standings.sources.iter().map(|source| &source.with_those_before);
    let steps: Vec<&Standings> = std::iter::once(&standings.without_any).chain(with).collect();
    let called = |standings: &&Standings| {
        part.ranking(Within::Instant, Some(*standings)).membership(Cut::Capacity(part.capacity))
    };
    let called: Vec<Vec<f64>> = steps.iter().map(called).collect();
    let measured = alone.measured(&steps);
    let auc = measured.iter().map(|of| Estimate::new(of.figures.auc, None));
    let named = std::iter::once(None).chain(standings.sources.iter().map(Some));
    let mut found: Vec<SourceStep> = named
        .zip(auc)
        .map(|(source, auc)| SourceStep {
            name: source.map(|source| source.name.clone()),
            credibility: source.map(|source| declared(model, source).1),
            auc,
            auc_gain: None,
            wins_gain: None,
            finding: String::new(),
        })
        .collect();
    let pairs = measured.iter().zip(measured.iter().skip(1)).zip(called.iter().zip(called.iter().skip(1)));
    for (step, ((before, after), (called_before, called_after))) in found.iter_mut().skip(1).zip(pairs) {
        let auc = Estimate::difference(after.difference(before, Figure::Auc));
        let wins = Estimate::difference(Some(wins_gained(&part.rows, called_after, called_before)));
        step.finding = finding(&auc, &wins);
        (step.auc_gain, step.wins_gain) = (Some(auc), Some(wins));
    }
    found
}

fn declared(model: &Model, source: &SourceStandings) -> (Option<SourceId>, f64) {
    let id = model.sources().iter().position(|declared| declared.name == source.name);
    let credibility = id.and_then(|id| model.sources().get(id)).map_or(Credibility::FULL, |of| of.credibility.value);
    (id.map(SourceId), f64::from(credibility.hundredths()) / 100.0)
}

fn data_points(model: &Model, source: Option<SourceId>) -> impl Iterator<Item = &DataPoint> {
    model.lead().iter().chain(model.event()).filter(move |data_point| data_point.source == source)
}

/// AUC decides; wins at the capacity say how much it matters.
fn finding(auc: &Estimate, wins: &Estimate) -> String {
    let (Some(low), Some(high)) = (auc.low, auc.high) else { return "too few wins to say".to_owned() };
    let figures = || {
        let wins = with_interval(wins, |wins| format!("{wins:.0}"));
        format!("AUC {}; wins at the capacity {wins}", with_interval(auc, fine))
    };
    if high < 0.0 {
        return format!("does harm: the model is better without it ({})", figures());
    }
    let brings_wins = wins.low.is_some_and(|low| low > 0.0);
    if low <= 0.0 && !(brings_wins && auc.value > Some(0.0)) {
        return "adds nothing measurable".to_owned();
    }
    if high < HARDLY && !brings_wins {
        return format!("adds hardly anything ({})", figures());
    }
    match wins.value.filter(|_| brings_wins) {
        Some(_) => format!("earns its place ({})", figures()),
        None => format!("helps to tell buyers apart ({})", figures()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_the_intervals() {
        let estimate = |value, low, high| Estimate { value: Some(value), low: Some(low), high: Some(high) };
        let says = |auc, wins| finding(&auc, &wins);
        let no_wins = estimate(1.0, -3.0, 5.0);
        assert_eq!(says(estimate(0.001, -0.002, 0.004), no_wins), "adds nothing measurable");
        assert_eq!(says(Estimate { value: Some(0.1), ..Estimate::default() }, no_wins), "too few wins to say");
        assert!(says(estimate(-0.01, -0.02, -0.002), no_wins).starts_with("does harm"));
        assert!(says(estimate(0.002, 0.001, 0.003), no_wins).starts_with("adds hardly anything"));
        assert!(says(estimate(0.02, 0.01, 0.03), no_wins).starts_with("helps to tell buyers apart"));
        let earns = says(estimate(0.02, 0.01, 0.03), estimate(14.0, 6.0, 22.0));
        assert_eq!(earns, "earns its place (AUC 0.020 (0.010 to 0.030); wins at the capacity 14 (6 to 22))");
    }
}
