//! Where to draw the line, and the other model.

use handraise_evidence::report::{Moved, Report, Threshold};

use super::Section;
use super::cells::{bar_of, beside, change, count, interval, plain, value};
use crate::page::{Measure, each};
use crate::terminal::grid::GridCell;
use crate::terminal::rows::{Column, table};
use crate::terminal::{FAINT, GOOD, STRONG, cut};

/// Lines that are shown of all that there are.
const THRESHOLDS_SHOWN: usize = 12;
/// The widest id or reason.
const CELL_WIDTH_MAX: usize = 40;
/// The steps of a bar that stands upright.
const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Bars that stand upright, beside each other.
const UPRIGHT_MAX: usize = 80;

/// Lines at some scores, from the highest down, and how many leads are above the line.
pub(super) fn line(report: &Report, width: usize) -> Option<Section> {
    let line = &report.line;
    let columns = [
        Column::number("score"),
        Column::number("leads above"),
        Column::number("leads").goes(4),
        Column::number("wins").goes(2),
        Column::number("won"),
        Column::bar("").goes(3),
        Column::bar("wins caught").goes(1),
        Column::number("caught"),
        Column::bar(""),
    ];
    let row = |of: &Threshold| {
        let filling = line.filling == Some(of.score);
        vec![
            GridCell::new(of.score.to_string(), STRONG),
            GridCell::from(plain(&Measure::MEAN_COUNT.show(of.leads_each))),
            count(of.leads),
            count(of.wins),
            beside(Measure::SHARE, of.conversion),
            interval(Measure::SHARE, of.conversion),
            bar_of(of.caught, 1.0),
            GridCell::from(plain(&Measure::SHARE.show_if_any(of.caught))),
            GridCell::new(if filling { "the line" } else { "" }, GOOD),
        ]
    };
    let rows: Vec<Vec<GridCell>> = shown(&line.thresholds, line.filling).into_iter().map(row).collect();
    let mut table = table(&columns, &rows, width);
    table.push_str(&volume(report, width));
    let title = format!("Where to draw the line; leads above it {}", each(&report.setup.placement));
    let section = Section::new(title, &plain(&line.finding), table);
    (!section.is_empty()).then_some(section)
}

/// Some of the lines, evenly, and the one that fills the capacity.
fn shown(thresholds: &[Threshold], filling: Option<i64>) -> Vec<&Threshold> {
    let step = thresholds.len().div_ceil(THRESHOLDS_SHOWN).max(1);
    let last = thresholds.len().saturating_sub(1);
    let chosen = thresholds
        .iter()
        .enumerate()
        .filter(|(index, threshold)| index % step == 0 || *index == last || filling == Some(threshold.score));
    chosen.map(|(_, threshold)| threshold).collect()
}

/// Leads above the line at each instant, as bars beside each other.
fn volume(report: &Report, width: usize) -> String {
    let volume = &report.line.volume;
    let most = volume.iter().map(|of| of.above).fold(0.0, f64::max);
    if volume.len() < 2 || most <= 0.0 {
        return String::new();
    }
    let room = width.saturating_sub(30).clamp(1, UPRIGHT_MAX);
    let together = volume.len().div_ceil(room);
    let bars: String = volume
        .chunks(together)
        .map(|some| {
            let mean = some.iter().map(|of| of.above).sum::<f64>() / some.len() as f64;
            let step = (mean / most * STEPS.len() as f64).ceil() as usize;
            STEPS[step.clamp(1, STEPS.len()) - 1]
        })
        .collect();
    let least = volume.iter().map(|of| of.above).fold(f64::INFINITY, f64::min);
    format!("above the line {bars}  {least:.0} to {most:.0}\n")
}

/// The model beside another on the same rows.
pub(super) fn comparison(report: &Report, width: usize) -> Vec<Section> {
    let Some(other) = &report.comparison else { return Vec::new() };
    let columns = [
        Column::text("", 8),
        Column::number("AUC"),
        Column::bar("").goes(3),
        Column::number("avg precision").goes(2),
        Column::number("won in top").goes(1),
        Column::bar("").goes(4),
        Column::number("lift"),
        Column::bar("").goes(5),
    ];
    let ranked = |name: String, of: &handraise_evidence::report::Ranked| {
        let top = of.at_capacity();
        let precision = top.map(|top| top.precision).unwrap_or_default();
        let lift = top.map(|top| top.lift).unwrap_or_default();
        vec![
            GridCell::new(cut(&name, CELL_WIDTH_MAX), STRONG),
            value(Measure::UNIT, of.auc),
            interval(Measure::UNIT, of.auc),
            beside(Measure::UNIT, of.average_precision),
            beside(Measure::SHARE, precision),
            interval(Measure::SHARE, precision),
            beside(Measure::LIFT, lift),
            interval(Measure::LIFT, lift),
        ]
    };
    let by = &other.difference;
    let name = format!("{} {}", other.model, other.model_version);
    let mut rows: Vec<Vec<GridCell>> = Vec::new();
    if let Some(model) = report.rankers.first() {
        rows.push(ranked(format!("{} {}", report.setup.model, report.setup.model_version), model));
    }
    rows.push(ranked(name.clone(), &other.figures));
    rows.push(vec![
        GridCell::new("difference", FAINT),
        change(Measure::UNIT_CHANGE, by.auc),
        interval(Measure::UNIT_CHANGE, by.auc),
        change(Measure::UNIT_CHANGE, by.average_precision),
        change(Measure::SHARE_CHANGE, by.precision),
        interval(Measure::SHARE_CHANGE, by.precision),
        change(Measure::LIFT_CHANGE, by.lift),
        interval(Measure::LIFT_CHANGE, by.lift),
    ]);
    let against = Section::new(
        format!("Against {}", cut(&name, CELL_WIDTH_MAX)),
        &plain(&other.finding),
        table(&columns, &rows, width),
    );
    vec![against, Section::new("Leads that move most, at the last instant", "", moved(&other.moved, width))]
}

fn moved(moved: &[Moved], width: usize) -> String {
    let columns = [
        Column::text("lead", 6),
        Column::number("rank"),
        Column::number("other").goes(2),
        Column::number("score"),
        Column::number("other").goes(2),
        Column::prose("points more", 16),
    ];
    let rank = |rank: Option<u32>| rank.map_or("–".to_owned(), |rank| rank.to_string());
    let row = |of: &Moved| {
        let because = of.because.iter().map(|of| format!("{:+} {}", of.points, of.criterion));
        vec![
            GridCell::new(cut(&of.lead_id, CELL_WIDTH_MAX), STRONG),
            rank(of.rank).into(),
            rank(of.rank_other).into(),
            of.score.to_string().into(),
            of.score_other.to_string().into(),
            GridCell::new(cut(&because.collect::<Vec<_>>().join(" · "), 2 * CELL_WIDTH_MAX), FAINT),
        ]
    };
    table(&columns, &moved.iter().map(row).collect::<Vec<_>>(), width)
}
