//! This model against another, on the same rows.

use handraise_evidence::report::{Comparison, Move, Report};
use maud::{Markup, html};

use super::Section;
use crate::page::number::{Measure, NONE, count};
use crate::page::prose::prose;
use crate::page::table::{Cell, Table};

/// `None` where there is no other model.
pub(super) fn section(report: &Report) -> Option<Section> {
    let comparison = report.comparison.as_ref()?;
    let body = html! {
        p.lede { (prose(&comparison.finding)) }
        p.small {
            "The other: " (comparison.model) " version " (comparison.model_version) ", "
            code { (comparison.model_fingerprint) } ". Both on the same rows; differences are of paired draws."
        }
        (figures(report, comparison))
        (moved(comparison))
    };
    Some(Section { id: "comparison", heading: format!("Against {}", comparison.model), body })
}

fn figures(report: &Report, comparison: &Comparison) -> Markup {
    let this = report.rankers.first();
    let (here, there) = (this.and_then(|this| this.at_capacity()), comparison.figures.at_capacity());
    let difference = &comparison.difference;
    let mut table = Table::new("Figures of both models", &["Figure", "#This model", "#The other", "#Difference"]);
    let mut row = |name: &str, measure, change, this: Option<_>, other: Option<_>, difference| {
        table.row([
            Cell::words(name),
            Cell::Estimate(measure, this.unwrap_or_default()),
            Cell::Estimate(measure, other.unwrap_or_default()),
            Cell::Estimate(change, difference),
        ]);
    };
    let other = &comparison.figures;
    row("AUC", Measure::UNIT, Measure::UNIT_CHANGE, this.map(|this| this.auc), Some(other.auc), difference.auc);
    row(
        "Average precision",
        Measure::UNIT,
        Measure::UNIT_CHANGE,
        this.map(|this| this.average_precision),
        Some(other.average_precision),
        difference.average_precision,
    );
    let precision = |top: Option<&handraise_evidence::report::TopFigures>| top.map(|top| top.precision);
    row(
        "Precision at capacity",
        Measure::SHARE,
        Measure::SHARE_CHANGE,
        precision(here),
        precision(there),
        difference.precision,
    );
    let lift = |top: Option<&handraise_evidence::report::TopFigures>| top.map(|top| top.lift);
    row("Lift at capacity", Measure::LIFT, Measure::LIFT_CHANGE, lift(here), lift(there), difference.lift);
    html! { h3 { "Figures of both models" } (table.draw()) }
}

fn moved(comparison: &Comparison) -> Markup {
    let title = "Leads that move most, at the last instant";
    if comparison.moved.is_empty() {
        return html! { h3 { (title) } p { "No lead changes its place." } };
    }
    let columns = ["Lead", "#Rank", "#Rank, other", "#Score", "#Score, other", "Because of"];
    let mut table = Table::new(title, &columns);
    let rank = |rank: Option<u32>| rank.map_or_else(|| NONE.to_owned(), |rank| count(rank as usize));
    for lead in &comparison.moved {
        table.row([
            Cell::words(&lead.lead_id),
            Cell::Number(rank(lead.rank)),
            Cell::Number(rank(lead.rank_other)),
            Cell::Number(lead.score.to_string()),
            Cell::Number(lead.score_other.to_string()),
            Cell::words(lead.because.iter().map(because).collect::<Vec<_>>().join("; ")),
        ]);
    }
    let table = table.after("A dash: not eligible under that model.");
    html! { h3 { (title) } (table.draw()) }
}

fn because(change: &Move) -> String {
    format!("{} {}", change.criterion, Measure::COUNT_CHANGE.show(change.points))
}
