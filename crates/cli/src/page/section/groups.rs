//! Conversion by group: bands of the model, whose rates should rise, and lead sources, hot to cold.

use handraise_evidence::report::{Group, GroupKind, GroupTable, Matrix, Report};
use maud::{Markup, html};

use super::{Section, figure, head, nothing};
use crate::page::chart::{Axis, Cell as HeatCell, Forest, Heat, Mark, Reference, Row};
use crate::page::number::{Measure, count};
use crate::page::table::{Cell, Table};

/// More rows than that are no longer a picture.
const ROWS_MAX: usize = 40;
const DRAWN_TO_THE_MEAN: &str =
    "Small groups say little by themselves: their rates are drawn towards the mean, the more the smaller they are.";

/// Bands, lanes and grades; `None` where the model has none.
pub(super) fn bands(report: &Report) -> Option<Section> {
    let small = |table: &&GroupTable| matches!(table.kind, GroupKind::FitGrade | GroupKind::EngagementGrade);
    let (grades, others): (Vec<&GroupTable>, Vec<&GroupTable>) = report.groups.iter().partition(small);
    if report.groups.is_empty() && report.matrix.is_none() {
        return None;
    }
    let body = html! {
        @for (index, table) in others.iter().enumerate() { (draw(report, table, &format!("bands-{index}"))) }
        @if !grades.is_empty() {
            div.pair {
                @for (index, table) in grades.iter().enumerate() { (draw(report, table, &format!("grades-{index}"))) }
            }
        }
        @if let Some(matrix) = &report.matrix { (heat(matrix)) }
    };
    Some(Section { id: "bands", heading: "Do better bands convert better?".to_owned(), body })
}

/// Lead sources and data points, hot to cold; `None` where there are none.
pub(super) fn lead_sources(report: &Report) -> Option<Section> {
    if report.lead_sources.is_empty() {
        return None;
    }
    let body = html! {
        p { (DRAWN_TO_THE_MEAN) }
        @for (index, table) in report.lead_sources.iter().enumerate() {
            (draw(report, table, &format!("sources-{index}")))
        }
    };
    Some(Section { id: "lead-sources", heading: "Where buyers come from".to_owned(), body })
}

fn draw(report: &Report, table: &GroupTable, id: &str) -> Markup {
    let title = match table.kind {
        GroupKind::LeadSource | GroupKind::DataPoint => format!("Conversion by {}, hot to cold", table.name),
        _ => format!("Conversion by {}", table.name),
    };
    if table.groups.is_empty() {
        return nothing(&title, "No row belongs to any group.");
    }
    let base = report.counts.base_rate.unwrap_or_default();
    let rows = table.groups.iter().take(ROWS_MAX).map(|group| Row::Mark(mark(table, group, base))).collect();
    let forest = Forest {
        head: head(id, title, seen(table)),
        axis: Axis { label: "share of rows won, with 95 % interval", measure: Measure::SHARE },
        ratio: false,
        reference: Reference { value: base, label: format!("all leads {}", Measure::SHARE.show(base)) },
        rows,
    };
    let mut caption = table.finding.clone();
    if table.groups.len() > ROWS_MAX {
        caption = format!("{caption} The first {ROWS_MAX} of {} are drawn.", count(table.groups.len()));
    }
    figure(&forest.head, caption.trim(), &forest.draw(), &numbers(table, &forest.head.title))
}

fn mark(table: &GroupTable, group: &Group, base: f64) -> Mark {
    let falls = table.falls.iter().any(|fall| fall.clear && fall.better == group.name);
    Mark::new(name(group), group.shrunk.unwrap_or(group.conversion), base)
        .note(format!("{} of {}", count(group.wins), count(group.leads)))
        .against_if(falls)
}

fn name(group: &Group) -> &str {
    if group.name.is_empty() { "not known" } else { &group.name }
}

/// The first and the last, for those who cannot see the chart.
fn seen(table: &GroupTable) -> String {
    let say = |group: &Group| {
        let rate = group.shrunk.unwrap_or(group.conversion).value;
        format!(
            "{}: {}, {} won of {} leads",
            name(group),
            Measure::SHARE.show_if_any(rate),
            count(group.wins),
            count(group.leads)
        )
    };
    match table.groups.as_slice() {
        [] => String::new(),
        [only] => format!("{}.", say(only)),
        [first, .., last] => format!("{} groups, from {} to {}.", count(table.groups.len()), say(first), say(last)),
    }
}

fn numbers(table: &GroupTable, title: &str) -> Table {
    let shrunk = table.groups.iter().any(|group| group.shrunk.is_some());
    let inside = table.groups.iter().any(|group| group.lift_inside.is_some());
    let mut columns = vec!["Group", "#Leads", "#Wins", "#Rows", "#Conversion"];
    columns.extend(shrunk.then_some("#Drawn to the mean"));
    columns.extend(inside.then_some("#Lift inside"));
    let mut numbers = Table::new(title, &columns);
    for group in &table.groups {
        let mut cells = vec![
            Cell::words(name(group)),
            Cell::count(group.leads),
            Cell::count(group.wins),
            Cell::count(group.rows),
            Cell::Estimate(Measure::SHARE, group.conversion),
        ];
        cells.extend(shrunk.then(|| Cell::Estimate(Measure::SHARE, group.shrunk.unwrap_or_default())));
        cells.extend(inside.then(|| Cell::Estimate(Measure::LIFT, group.lift_inside.unwrap_or_default())));
        numbers.row(cells);
    }
    if inside {
        numbers.after("Lift inside: what the top tenth by score gives among the leads of the group alone.")
    } else {
        numbers
    }
}

fn heat(matrix: &Matrix) -> Markup {
    let title = "Conversion by grade";
    if matrix.fit.is_empty() || matrix.engagement.is_empty() {
        return nothing(title, "No lead has a grade.");
    }
    let mut table = Table::new(title, &["Grade", "#Leads", "#Wins", "#Rows", "#Conversion"]);
    let mut rows = Vec::new();
    for (letter, groups) in matrix.fit.iter().zip(&matrix.cells) {
        for (digit, group) in matrix.engagement.iter().zip(groups) {
            table.row([
                Cell::words(format!("{letter}{digit}")),
                Cell::count(group.leads),
                Cell::count(group.wins),
                Cell::count(group.rows),
                Cell::Estimate(Measure::SHARE, group.conversion),
            ]);
        }
        rows.push((letter.to_string(), groups.iter().map(cell).collect()));
    }
    let all = matrix.cells.iter().flatten().filter_map(|group| Some((group, group.conversion.value?)));
    let best = all.max_by(|(_, a), (_, b)| a.total_cmp(b));
    let seen = best.map_or_else(String::new, |(group, share)| {
        format!(
            "The highest conversion is {}, {} of {} leads, at {}.",
            Measure::SHARE.show(share),
            count(group.wins),
            count(group.leads),
            group.name
        )
    });
    let heat = Heat {
        head: head("matrix", title, seen),
        across: "engagement, best first",
        down: "fit",
        columns: matrix.engagement.iter().map(char::to_string).collect(),
        rows,
    };
    let caption = "Each cell: the share of its rows that were won, and the leads won of all in it. The stronger the \
                   colour, the more. Light numbers have too few wins for an interval.";
    figure(&heat.head, caption, &heat.draw(), &table)
}

fn cell(group: &Group) -> HeatCell {
    let empty = group.rows == 0;
    HeatCell {
        share: group.conversion.value.filter(|_| !empty),
        thin: group.conversion.low.is_none(),
        note: if empty { "no lead".to_owned() } else { format!("{} of {}", count(group.wins), count(group.leads)) },
    }
}
