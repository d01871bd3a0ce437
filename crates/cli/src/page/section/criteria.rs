//! Whether each criterion earns its points.

use handraise_evidence::report::{Criteria, Criterion, CriterionFlag, Part, Report};
use maud::{Markup, html};

use super::{Section, figure, head};
use crate::page::chart::{Axis, Forest, Mark, Reference, Row};
use crate::page::number::{Measure, NONE, count};
use crate::page::prose::prose;
use crate::page::table::{Cell, Table};

/// `None` for a model without criteria.
pub(super) fn section(report: &Report) -> Option<Section> {
    let criteria = &report.criteria;
    if criteria.criteria.is_empty() {
        return None;
    }
    let body = html! {
        @if !criteria.findings.is_empty() {
            ul.findings { @for finding in &criteria.findings { li { (prose(finding)) } } }
        }
        (lift(criteria))
        (without(criteria))
    };
    Some(Section { id: "criteria", heading: "Does each criterion earn its points?".to_owned(), body })
}

fn parts(criteria: &Criteria) -> impl Iterator<Item = (&'static str, Vec<&Criterion>)> {
    let parts =
        [(Part::Fit, "Fit"), (Part::Engagement, "Engagement"), (Part::Gate, "Gates"), (Part::Exclusion, "Exclusions")];
    let of = |part| criteria.criteria.iter().filter(|criterion| criterion.part == part).collect::<Vec<_>>();
    parts.into_iter().map(move |(part, name)| (name, of(part))).filter(|(_, criteria)| !criteria.is_empty())
}

fn points(criterion: &Criterion) -> String {
    match criterion.points {
        Some(points) if points < 0 => format!("\u{2212}{}", points.unsigned_abs()),
        Some(points) => format!("+{points}"),
        None => String::new(),
    }
}

fn flag(criterion: &Criterion) -> &'static str {
    match criterion.flag {
        Some(CriterionFlag::NeverMet) => "never met",
        Some(CriterionFlag::AlwaysMet) => "always met",
        Some(CriterionFlag::AgainstEvidence) => "against the evidence",
        None => "",
    }
}

fn lift(criteria: &Criteria) -> Markup {
    let title = "Lift of the leads that met it";
    let columns = [
        "Criterion",
        "#Points",
        "#Leads",
        "#Wins",
        "#Rows",
        "#Won when met",
        "#Won when not",
        "#Lift",
        "To be looked at",
    ];
    let mut table = Table::new(title, &columns);
    let mut rows = Vec::new();
    for (part, criteria) in parts(criteria) {
        rows.push(Row::Heading(part.to_owned()));
        table.heading(part);
        for criterion in criteria {
            let against = criterion.flag == Some(CriterionFlag::AgainstEvidence);
            let mark = Mark::new(&criterion.name, criterion.lift, 1.0).note(points(criterion));
            rows.push(Row::Mark(mark.against_if(against)));
            let points = points(criterion);
            table.row([
                Cell::words(&criterion.name),
                Cell::Number(if points.is_empty() { NONE.to_owned() } else { points }),
                Cell::count(criterion.leads),
                Cell::count(criterion.wins),
                Cell::count(criterion.rows),
                Cell::Estimate(Measure::SHARE, criterion.met),
                Cell::Estimate(Measure::SHARE, criterion.not_met),
                Cell::Estimate(Measure::LIFT, criterion.lift),
                Cell::words(flag(criterion)),
            ]);
        }
    }
    let forest = Forest {
        head: head("criteria-lift", title, seen(criteria)),
        axis: Axis { label: "lift, with 95 % interval", measure: Measure::LIFT },
        ratio: true,
        reference: Reference { value: 1.0, label: "all leads".to_owned() },
        rows,
    };
    let caption = "To the right: those who met it are won more often than leads are on the whole. Filled points can be \
                   told from that, hollow ones cannot; red ones speak against the points that the model gives.";
    figure(&forest.head, caption, &forest.draw(), &table)
}

fn seen(criteria: &Criteria) -> String {
    let told = criteria.criteria.iter().filter_map(|criterion| Some((criterion.lift.low?, criterion.lift.high?)));
    let (mut above, mut below) = (0, 0);
    for (low, high) in told {
        above += usize::from(low > 1.0);
        below += usize::from(high < 1.0);
    }
    format!(
        "Of {} criteria, {above} lie clearly above the average of all leads and {below} clearly below.",
        count(criteria.criteria.len())
    )
}

/// What the model loses without each criterion, the greatest loss first.
fn without(criteria: &Criteria) -> Markup {
    let title = "What the model loses without it";
    let mut scored: Vec<&Criterion> =
        criteria.criteria.iter().filter(|criterion| matches!(criterion.part, Part::Fit | Part::Engagement)).collect();
    if scored.is_empty() {
        return html! {};
    }
    scored
        .sort_by(|a, b| b.auc.value.unwrap_or(f64::NEG_INFINITY).total_cmp(&a.auc.value.unwrap_or(f64::NEG_INFINITY)));
    let mut table = Table::new(title, &["Criterion", "#Points", "#AUC", "#Precision at capacity"]);
    for criterion in &scored {
        table.row([
            Cell::words(&criterion.name),
            Cell::Number(points(criterion)),
            Cell::Estimate(Measure::UNIT_CHANGE, criterion.auc),
            Cell::Estimate(Measure::SHARE_CHANGE, criterion.precision),
        ]);
    }
    let mark = |criterion: &&Criterion| {
        let mark = Mark::new(&criterion.name, criterion.auc, 0.0).note(points(criterion));
        Row::Mark(mark.against_if(criterion.auc.high.is_some_and(|high| high < 0.0)))
    };
    let seen = scored.first().map_or_else(String::new, |first| {
        format!("Most is lost without {}: {} of AUC.", first.name, Measure::UNIT_CHANGE.show_if_any(first.auc.value))
    });
    let forest = Forest {
        head: head("criteria-without", title, seen),
        axis: Axis { label: "AUC with it less AUC without it, with 95 % interval", measure: Measure::UNIT_CHANGE },
        ratio: false,
        reference: Reference { value: 0.0, label: "no difference".to_owned() },
        rows: scored.iter().map(mark).collect(),
    };
    let caption = "To the right: it helps to tell winners from others. Red: the model would be better without it.";
    figure(&forest.head, caption, &forest.draw(), &table)
}
