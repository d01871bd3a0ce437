//! What was measured, to be found again; and what the words mean.

use handraise_evidence::report::{Placement, Ranker, Report};
use maud::{Markup, html};

use super::{Section, each, ranking, verdict};
use crate::page::number::{Measure, count, instant};
use crate::page::table::{Cell, Table};

pub(super) fn section(report: &Report) -> Section {
    let body = html! {
        dl.record { @for (name, value) in facts(report) { div { dt { (name) } dd { (value) } } } }
        @if !report.counts.left_out.is_empty() { (left_out(report)) }
        @if !report.rankers.is_empty() { (pooled(report)) }
    };
    Section { id: "record", heading: "What was measured".to_owned(), body }
}

fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let (setup, counts) = (&report.setup, &report.counts);
    let mut facts = vec![
        ("Model", format!("{} version {}", setup.model, setup.model_version)),
        ("Fingerprint", setup.model_fingerprint.clone()),
        ("Rows", verdict::placed(setup)),
    ];
    if let Placement::Order { as_of, .. } = &setup.placement {
        facts.push(("Scores as of", instant(as_of)));
    }
    if !matches!(setup.placement, Placement::Order { .. }) {
        facts.push(("Horizon of an outcome", format!("{} days", count(setup.horizon_days as usize))));
    }
    facts.extend(setup.until.as_deref().map(|until| ("End of the data", instant(until))));
    let assumed = if setup.capacity_assumed { ", assumed" } else { "" };
    facts.push(("Capacity", format!("{} leads {}{assumed}", count(setup.capacity as usize), each(&setup.placement))));
    facts.push(("Leads measured", count(counts.leads)));
    facts.push(("Of those won", count(counts.wins)));
    facts.push(("Rows measured", format!("{}, of which {} were won", count(counts.rows), count(counts.won_rows))));
    facts.extend(counts.base_rate.map(|rate| ("Base rate", Measure::SHARE.show(rate))));
    facts.push(("Wins recorded", count(counts.wins_recorded)));
    facts.extend(counts.value.map(|value| ("Worth of the wins", Measure::POINTS.show(value))));
    facts.extend(counts.sample.as_ref().map(|sample| {
        let text = format!(
            "{} of {} leads: all that were won; each other stands for {}",
            count(sample.leads),
            count(sample.of_leads),
            Measure::MEAN_COUNT.show(sample.weight)
        );
        ("Sample", text)
    }));
    facts.push((
        "Intervals",
        format!("95 %, of {} draws of {}s, seed {}", count(setup.replicates), setup.clusters, setup.seed),
    ));
    facts
}

fn left_out(report: &Report) -> Markup {
    let mut table = Table::new("Left out", &["Why", "#Rows"]);
    for left_out in &report.counts.left_out {
        table.row([Cell::words(&left_out.reason), Cell::count(left_out.rows)]);
    }
    html! { h3 { "Left out, and never taken for a no" } (table.draw()) }
}

/// All instants as one list.
fn pooled(report: &Report) -> Markup {
    let mut table = Table::new("Pooled", &["Order", "#AUC", "#KS", "#Average precision"]);
    for ranked in report.rankers.iter().filter(|ranked| ranked.ranker != Ranker::Random) {
        table.row([
            Cell::words(ranking::ranker(ranked.ranker)),
            Cell::Estimate(Measure::UNIT, ranked.pooled_auc),
            Cell::Estimate(Measure::UNIT, ranked.pooled_ks),
            Cell::Estimate(Measure::UNIT, ranked.pooled_average_precision),
        ]);
    }
    html! { h3 { "All instants as one list" } (table.draw()) }
}

/// What the words mean, for those who do not live among them.
const WORDS: [(&str, &str); 13] = [
    (
        "Row, lead, win",
        "A row is a lead at an instant, with the score that it had then, made of nothing but what lay before. A lead that \
         is there for ten weeks has ten rows. A win is a lead, however many of its rows saw it coming.",
    ),
    (
        "Later data",
        "The last quarter of the instants, or of the order. A model that was made by looking at the past should still \
         hold there.",
    ),
    (
        "Newest first",
        "What many teams do without a score: call the lead that came last. A model that does no better is not worth its \
         upkeep.",
    ),
    ("Chance", "Any order is as likely as any other: AUC 0.5, lift 1."),
    ("Precision", "Of the leads called, the share that was won."),
    ("Gain", "Of all rows that were won, the share that is among the leads called."),
    ("Lift", "Precision over that of leads picked at random. A lift of 2 finds twice as many wins in as many calls."),
    ("AUC", "The chance that a winner stands above another lead of the same instant; ties count half."),
    ("KS", "The greatest distance between the shares of winners and of others above a score."),
    ("Average precision", "Precision, averaged over the places in the list at which winners stand."),
    (
        "95 % interval",
        "Were the same measured on many other sets of such leads, 95 of 100 of these intervals would hold the true figure. \
         Where there are too few wins for that to be so, none is shown.",
    ),
    (
        "Filled and hollow points",
        "Filled: the interval does not reach the dashed line, so the figure can be told from it. Hollow: it cannot. Red: \
         it speaks against the model.",
    ),
    (
        "Drawn to the mean",
        "The conversion that a small group most likely has, in view of all groups. A source with one win of one lead does \
         not convert at 100 %.",
    ),
];

pub(super) fn how_to_read(report: &Report) -> Section {
    let setup = &report.setup;
    let capacity =
        format!("{} leads {}: how many can be called.", count(setup.capacity as usize), each(&setup.placement));
    let body = html! {
        dl.words {
            @for (word, meaning) in WORDS { div { dt { (word) } dd { (meaning) } } }
            div { dt { "Capacity" } dd { (capacity) } }
        }
    };
    Section { id: "how-to-read", heading: "How to read this".to_owned(), body }
}
