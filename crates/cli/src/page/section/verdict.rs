//! First of all: what to make of the model, in words, and the few figures that it rests on.

use handraise_evidence::report::{Estimate, Finding, Placement, Ranker, Report, Setup};
use maud::{Markup, html};

use super::{best, best_of, each};
use crate::page::number::{Measure, count, instant};
use crate::page::prose::sentence;

pub(super) fn draw(report: &Report) -> Markup {
    let Report { setup, verdict, probes, notes, .. } = report;
    let (first, rest) = verdict.sentences.split_first().map_or((None, &[][..]), |(first, rest)| (Some(first), rest));
    html! {
        header.verdict.(tone(verdict.finding)) {
            p.eyebrow { "Backtest of " b { (setup.model) } " version " (setup.model_version) " · " (placed(setup)) }
            h1 { (verdict.headline) }
            @if let Some(first) = first { p.lede { (sentence(first)) } }
            @if !rest.is_empty() { ul { @for said in rest { li { (sentence(said)) } } } }
        }
        @if !probes.is_empty() {
            aside.probes aria-label="Signs that the data knew the future" {
                h2 { "Signs that the data knew the future" }
                dl { @for probe in probes { dt { (sentence(&probe.finding)) } dd { (sentence(&probe.help)) } } }
            }
        }
        (tiles(report))
        @if !notes.is_empty() {
            aside.notes aria-label="To be read with" {
                h2 { "To be read with" }
                ul { @for note in notes { li { (sentence(note)) } } }
            }
        }
    }
}

fn tone(finding: Finding) -> &'static str {
    match finding {
        Finding::FindsBuyers => "model",
        Finding::NotProvenOnTop | Finding::NoSignal | Finding::TooLittleData => "chance",
        Finding::WorseThanNewestFirst | Finding::Misleads | Finding::LooksLeaked => "alarm",
    }
}

/// Where the rows are in time: "52 instants from 2025-01-06 to 2025-12-29".
pub(crate) fn placed(setup: &Setup) -> String {
    match &setup.placement {
        Placement::Calendar { instants, .. } => match instants.as_slice() {
            [] => "at no instant".to_owned(),
            [only] => format!("as of {}", instant(only)),
            [first, .., last] => {
                format!("{} instants from {} to {}", count(instants.len()), instant(first), instant(last))
            }
        },
        Placement::Age { ages } => format!("at the age of {}", ages.join(", ")),
        Placement::Order { column, descending, .. } => {
            format!("in the order of {column}{}", if *descending { ", the greatest first" } else { "" })
        }
    }
}

/// The figures that the verdict rests on.
fn tiles(report: &Report) -> Markup {
    let find = |later: bool, ranker| {
        let ranked = if later { &report.later } else { &report.rankers };
        ranked.iter().find(|ranked| ranked.ranker == ranker)
    };
    let top = |later| find(later, Ranker::Model).and_then(|model| model.at_capacity());
    let (top, data) = match top(true).filter(|top| top.lift.value.is_some()) {
        Some(top) => (Some(top), "later data"),
        None => (top(false), "all data"),
    };
    let lift = top.map(|top| top.lift).unwrap_or_default();
    let called = best_of(top.and_then(|top| top.capacity).unwrap_or(report.setup.capacity), &report.setup);
    let gain = |ranker| find(false, ranker).and_then(|ranked| ranked.at_capacity()).map(|top| top.gain);
    let newest = gain(Ranker::NewestFirst).and_then(|gain| gain.value);
    let auc = find(false, Ranker::Model).map(|model| model.auc).unwrap_or_default();
    let calling = format!("of won rows are among {}", best(&report.setup));
    let beside = newest.map(|newest| format!("; newest first: {}", Measure::SHARE.show(newest))).unwrap_or_default();
    html! {
        dl.tiles.doubted[!report.probes.is_empty()] {
            (tile(Measure::LIFT, lift, &format!("as many wins in {called} as by chance, {data}"), ""))
            (tile(Measure::SHARE, gain(Ranker::Model).unwrap_or_default(), &calling, &beside))
            (tile(Measure::UNIT, auc, "AUC: the chance that a winner stands above another lead", "; chance: 0.500"))
            div {
                dt { "wins, of " (count(report.counts.leads)) " leads" }
                dd { (count(report.counts.wins)) }
                dd.interval {
                    @if let Some(rate) = report.counts.base_rate {
                        (Measure::SHARE.show(rate)) " of rows were won"
                        @if !matches!(report.setup.placement, Placement::Order { .. }) {
                            " within " (count(report.setup.horizon_days as usize)) " days"
                        }
                    }
                }
            }
        }
        @if report.setup.capacity_assumed {
            p.small {
                "No capacity was given: a tenth of the leads is assumed, "
                (count(report.setup.capacity as usize)) " " (each(&report.setup.placement)) "."
            }
        }
    }
}

fn tile(measure: Measure, estimate: Estimate, what: &str, beside: &str) -> Markup {
    html! {
        div.open[estimate.low.is_none()] {
            dt { (what) }
            dd { (measure.show_if_any(estimate.value)) }
            dd.interval {
                @match (estimate.value, measure.interval(estimate)) {
                    (None, _) => "no figure: nothing to compare",
                    (_, Some(interval)) => { (interval) (beside) },
                    (_, None) => { "too few wins for an interval" (beside) },
                }
            }
        }
    }
}
