//! Whether the model puts buyers on top: its figures beside those of newest first and of chance.

use handraise_evidence::report::{Difference, Ranked, Ranker, Report};
use maud::{Markup, html};

use super::{Section, best, figure, head, nothing};
use crate::page::chart::{Axis, Forest, Mark, Reference, Row, Tone};
use crate::page::number::{Measure, count};
use crate::page::table::{Cell, Table};

pub(super) fn section(report: &Report) -> Section {
    let body = html! {
        (lift(report))
        (figures("Later data", &report.later, report.over_newest.as_ref()))
        (figures("All data", &report.rankers, None))
    };
    Section { id: "ranking", heading: "Does it put buyers on top?".to_owned(), body }
}

pub(super) fn ranker(ranker: Ranker) -> &'static str {
    match ranker {
        Ranker::Model => "the model",
        Ranker::NewestFirst => "newest first",
        Ranker::Random => "chance",
    }
}

fn lift(report: &Report) -> Markup {
    let title = format!("Lift of {}", best(&report.setup));
    let mut rows = Vec::new();
    let mut table = Table::new(&title, &["Order", "#Leads", "#Wins", "#Rows", "#Lift", "#By risk ratio"]);
    let mut seen = Vec::new();
    for (name, rankers) in [("Later data", &report.later), ("All data", &report.rankers)] {
        if rankers.is_empty() {
            continue;
        }
        rows.push(Row::Heading(name.to_owned()));
        table.heading(name);
        for ranked in rankers.iter().filter(|ranked| ranked.ranker != Ranker::Random) {
            let Some(top) = ranked.at_capacity() else { continue };
            let tone = if ranked.ranker == Ranker::Model { Tone::Model } else { Tone::Newest };
            let label = ranker(ranked.ranker);
            seen.push(format!("{name}, {label}: {}", Measure::LIFT.show_if_any(top.lift.value)));
            rows.push(Row::Mark(Mark::new(label, top.lift, 1.0).tone(tone)));
            table.row([
                Cell::words(ranker(ranked.ranker)),
                Cell::count(top.leads),
                Cell::count(top.wins),
                Cell::number(Measure::MEAN_COUNT, Some(top.rows)),
                Cell::Estimate(Measure::LIFT, top.lift),
                Cell::Estimate(Measure::LIFT, top.lift_by_risk_ratio),
            ]);
        }
    }
    if seen.is_empty() {
        return nothing(&title, "There is nothing to rank: no row has an outcome.");
    }
    let detectable = report.detectable_lift.map(|lift| {
        format!(
            " With this many leads and wins, only a lift above {} could be told from chance.",
            Measure::LIFT.show(lift)
        )
    });
    let caption = format!(
        "How many times as often those leads are won as leads picked at random. The verdict rests on the later data.{}",
        detectable.unwrap_or_default()
    );
    let forest = Forest {
        head: head("lift-at-capacity", title, format!("{}.", seen.join("; "))),
        axis: Axis { label: "lift, with 95 % interval", measure: Measure::LIFT },
        ratio: true,
        reference: Reference { value: 1.0, label: "chance".to_owned() },
        rows,
    };
    figure(&forest.head, &caption, &forest.draw(), &table)
}

/// The figures of all orders over the same rows.
fn figures(name: &str, rankers: &[Ranked], over_newest: Option<&Difference>) -> Markup {
    let Some(first) = rankers.first() else {
        return nothing(name, "No row lies in this part of the data.");
    };
    let columns = ["Order", "#AUC", "#KS", "#Average precision", "#Precision", "#Gain", "#Lift"];
    let mut table = Table::new(name, &columns);
    for ranked in rankers {
        let top = ranked.at_capacity();
        table.row([
            Cell::words(ranker(ranked.ranker)),
            Cell::Estimate(Measure::UNIT, ranked.auc),
            Cell::Estimate(Measure::UNIT, ranked.ks),
            Cell::Estimate(Measure::UNIT, ranked.average_precision),
            Cell::Estimate(Measure::SHARE, top.map(|top| top.precision).unwrap_or_default()),
            Cell::Estimate(Measure::SHARE, top.map(|top| top.gain).unwrap_or_default()),
            Cell::Estimate(Measure::LIFT, top.map(|top| top.lift).unwrap_or_default()),
        ]);
    }
    if let Some(difference) = over_newest {
        table.row([
            Cell::words("the model over newest first"),
            Cell::Estimate(Measure::UNIT_CHANGE, difference.auc),
            Cell::words(""),
            Cell::Estimate(Measure::UNIT_CHANGE, difference.average_precision),
            Cell::Estimate(Measure::SHARE_CHANGE, difference.precision),
            Cell::words(""),
            Cell::Estimate(Measure::LIFT_CHANGE, difference.lift),
        ]);
    }
    html! {
        h3 { (name) }
        p.small {
            (count(first.wins)) " wins among " (count(first.leads)) " leads, in " (count(first.rows))
            " rows. Precision, gain and lift are at the capacity."
        }
        (table.draw())
    }
}
