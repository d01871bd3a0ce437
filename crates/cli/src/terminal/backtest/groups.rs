//! Conversion by group: bands, lanes, grades, lead sources.

use handraise_evidence::report::{Group, GroupTable, Report};

use super::Section;
use super::cells::{bar_of, beside, count, greatest, interval, plain, ratio, value};
use crate::page::Measure;
use crate::terminal::grid::GridCell;
use crate::terminal::rows::{Column, table};
use crate::terminal::{BAD, DOUBT, FAINT, STRONG, cut};

/// The widest name of a group.
const NAME_WIDTH_MAX: usize = 40;

/// Score bands, lanes and grades: whether they rise.
pub(super) fn conversion(report: &Report, width: usize) -> Vec<Section> {
    let section = |of: &GroupTable| {
        let columns = [
            Column::text(&of.name, 8),
            Column::number("leads").goes(2),
            Column::number("wins"),
            Column::number("rows").goes(5),
            Column::bar(""),
            Column::number("won"),
            Column::bar("").goes(3),
            Column::bar("").goes(4),
        ];
        let most = greatest(of.groups.iter().map(|group| group.conversion.value));
        let row = |group: &Group| {
            vec![
                GridCell::new(named(&group.name), STRONG),
                count(group.leads),
                count(group.wins),
                count(group.rows),
                bar_of(group.conversion.value, most),
                beside(Measure::SHARE, group.conversion),
                interval(Measure::SHARE, group.conversion),
                fall(of, group),
            ]
        };
        let rows: Vec<Vec<GridCell>> = of.groups.iter().map(row).collect();
        Section::new(format!("Won by {}", of.name), &plain(&of.finding), table(&columns, &rows, width))
    };
    report.groups.iter().filter(|of| !of.groups.is_empty()).map(section).collect()
}

/// Whether a better group is won less often than the next.
fn fall(of: &GroupTable, group: &Group) -> GridCell {
    match of.falls.iter().find(|fall| fall.better == group.name) {
        Some(fall) if fall.clear => GridCell::new("below the next", BAD),
        Some(_) => GridCell::new("below the next, by chance", FAINT),
        None => "".into(),
    }
}

/// Fit by engagement.
pub(super) fn matrix(report: &Report, width: usize) -> Option<Section> {
    let matrix = report.matrix.as_ref()?;
    let most = greatest(matrix.cells.iter().flatten().map(|group| group.conversion.value));
    let mut columns = vec![Column::text("", 3)];
    for digit in &matrix.engagement {
        columns.extend([Column::bar("").goes(1), Column::number(&digit.to_string())]);
    }
    let rows = matrix.fit.iter().zip(&matrix.cells).map(|(letter, cells)| {
        let mut row = vec![GridCell::new(letter.to_string(), STRONG)];
        for group in cells {
            let shown =
                if group.rows == 0 { GridCell::new("–", FAINT) } else { beside(Measure::SHARE, group.conversion) };
            row.extend([bar_of(group.conversion.value, most), shown]);
        }
        row
    });
    let rows: Vec<Vec<GridCell>> = rows.collect();
    Some(Section::new("Won by grade: fit A to D, engagement 1 to 4", "", table(&columns, &rows, width)))
}

/// Lead sources and data points, hot to cold.
pub(super) fn lead_sources(report: &Report, width: usize) -> Vec<Section> {
    let section = |of: &GroupTable| {
        let columns = [
            Column::text(&of.name, 8),
            Column::number("leads").goes(2),
            Column::number("wins"),
            Column::bar(""),
            Column::number("won"),
            Column::bar("").goes(3),
            Column::number("as seen").goes(4),
            Column::number("lift inside").goes(1),
            Column::bar("").goes(5),
        ];
        let most = greatest(of.groups.iter().map(|group| group.shrunk.unwrap_or(group.conversion).value));
        let row = |group: &Group| {
            let shrunk = group.shrunk.unwrap_or(group.conversion);
            let inside = group.lift_inside.unwrap_or_default();
            vec![
                GridCell::new(named(&group.name), STRONG),
                count(group.leads),
                count(group.wins),
                bar_of(shrunk.value, most),
                value(Measure::SHARE, shrunk),
                interval(Measure::SHARE, shrunk),
                beside(Measure::SHARE, group.conversion),
                ratio(inside),
                interval(Measure::LIFT, inside),
            ]
        };
        let rows: Vec<Vec<GridCell>> = of.groups.iter().map(row).collect();
        let title = format!("Won by {}, hot to cold; small groups are drawn to the mean", of.name);
        Section::new(title, &plain(&of.finding), table(&columns, &rows, width))
    };
    report.lead_sources.iter().filter(|of| !of.groups.is_empty()).map(section).collect()
}

fn named(name: &str) -> String {
    if name.trim().is_empty() { "not known".to_owned() } else { cut(name, NAME_WIDTH_MAX) }
}

/// How a flag is shown.
pub(super) fn flagged(text: &str, is_bad: bool) -> GridCell {
    GridCell::new(text, if is_bad { BAD } else { DOUBT })
}
