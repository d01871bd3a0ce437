//! The ranking for people: who to call, how good, why, and when they were last heard of.

use handraise_engine::{Answer, Scores};
use handraise_model::NamedCondition;
use handraise_model::values::{Exact, day_of};

use super::columns::{Results, grade};
use crate::reasons;
use crate::terminal::bar::bar;
use crate::terminal::grid::{Align, Grid, GridCell, GridColumn};
use crate::terminal::{ACCENT, BAD, FAINT, GOOD, STRONG, cut, paint, text_width, words};

/// The widest cell that the data brings: one with megabytes must not make every line as long.
const CELL_WIDTH_MAX: usize = 100;
/// Cells of the bar beside a rating.
const BAR_WIDTH: usize = 6;
/// Before reasons that stand on a line of their own.
const REASONS_INDENT: usize = 6;
/// Between two reasons.
const REASON_SEPARATOR: &str = " · ";

/// The ranking as a table, and lines that sum it up.
///
/// Reasons stand in the last column, in full or in short; where neither fits, on a line of their own below the lead.
/// There, bars go before anything shrinks.
pub(crate) fn render(results: &Results<'_>, width: Option<usize>) -> String {
    let table = match width {
        None => grid(results, true, Some(Detail::Full)).render(None),
        Some(width) => {
            let one_line = [Detail::Full, Detail::Short].map(|detail| grid(results, true, Some(detail)));
            match one_line.iter().find(|grid| grid.natural_width() <= width) {
                Some(grid) => grid.render(Some(width)),
                None => two_lines(results, width),
            }
        }
    };
    format!("{table}\n{}\n", summary(results))
}

/// How much is said of a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Detail {
    /// With times and ages.
    Full,
    /// The name and the points.
    Short,
}

fn two_lines(results: &Results<'_>, width: usize) -> String {
    let with_bars = grid(results, true, None);
    let table = if with_bars.natural_width() <= width { with_bars } else { grid(results, false, None) };
    let table = table.render(Some(width));
    let room = width.saturating_sub(REASONS_INDENT);
    let mut lines = table.lines();
    let mut text = format!("{}\n", lines.next().unwrap_or_default());
    for (line, &row) in lines.zip(results.rows) {
        text.push_str(&format!("{line}\n"));
        let full = why(results, row, Detail::Full);
        let why = if text_width(&full) <= room { full } else { why(results, row, Detail::Short) };
        if !why.is_empty() {
            text.push_str(&format!("{}{}\n", " ".repeat(REASONS_INDENT), paint(FAINT, cut(&why, room))));
        }
    }
    text
}

/// How many leads, how many eligible, and how many in each lane.
pub(crate) fn summary(results: &Results<'_>) -> String {
    let scores = results.scores;
    let eligible = scores.eligible.iter().filter(|&&eligible| eligible).count();
    let mut text =
        format!("{}, {} eligible", words::counted(scores.len(), "lead", "leads"), words::thousands(eligible as u64));
    if results.rows.len() < scores.len() {
        text.push_str(&format!(", {} shown", words::thousands(results.rows.len() as u64)));
    }
    let lanes = results.model.lanes();
    if !lanes.is_empty() {
        let count = |lane| scores.lane.iter().filter(|&&of| of == lane).count() as u64;
        let mut counts: Vec<String> = lanes
            .iter()
            .enumerate()
            .map(|(index, lane)| format!("{} {}", lane.name, words::thousands(count(Some(index)))))
            .collect();
        let none = count(None);
        if none > 0 {
            counts.push(format!("no lane {}", words::thousands(none)));
        }
        text.push_str(&format!("\n{}", counts.join(", ")));
    }
    paint(FAINT, text)
}

fn grid(results: &Results<'_>, bars: bool, reasons: Option<Detail>) -> Grid {
    let model = results.model;
    let bars = bars && model.score().total_max() > 0;
    let graded = results.rows.iter().any(|&row| grade(results.scores, row).is_some());
    let mut columns = vec![GridColumn::new("rank", Align::Right), GridColumn::new("lead", Align::Left).shrinks(3, 6)];
    columns.extend(results.shown.names().iter().map(|name| GridColumn::new(name, Align::Left).shrinks(2, 6)));
    columns.push(GridColumn::new("rating", Align::Right));
    if bars {
        columns.push(GridColumn::new("", Align::Left));
    }
    if graded {
        columns.push(GridColumn::new("grade", Align::Left));
    }
    if !model.lanes().is_empty() {
        columns.push(GridColumn::new("lane", Align::Left).shrinks(4, 6));
    }
    columns.push(GridColumn::new("last touch", Align::Right));
    if reasons.is_some() {
        columns.push(GridColumn::new("why", Align::Left).shrinks(1, 30));
    }

    let row_of = |row: usize| {
        let scores = results.scores;
        let mut cells: Vec<GridCell> = vec![
            scores.rank[row].map(|rank| words::thousands(rank.into())).unwrap_or_default().into(),
            GridCell::new(cut(&scores.lead_id[row], CELL_WIDTH_MAX), STRONG),
        ];
        let shown = |index| results.shown.get(index, scores.lead_row[row]).unwrap_or_default();
        cells.extend((0..results.shown.names().len()).map(|index| GridCell::from(cut(shown(index), CELL_WIDTH_MAX))));
        cells.push(GridCell::new(scores.rating[row].to_string(), STRONG));
        if bars {
            let share = scores.total[row].to_f64() / Exact::from_points(model.score().total_max()).to_f64();
            cells.push(GridCell::new(bar(share, BAR_WIDTH), ACCENT));
        }
        if graded {
            cells.push(grade(scores, row).unwrap_or_default().into());
        }
        if !model.lanes().is_empty() {
            cells.push(lane(results, row));
        }
        cells.push(GridCell::new(last_touch(scores, row), FAINT));
        cells.extend(reasons.map(|detail| GridCell::from(why(results, row, detail))));
        cells
    };
    Grid { columns, rows: results.rows.iter().map(|&row| row_of(row)).collect() }
}

fn lane(results: &Results<'_>, row: usize) -> GridCell {
    let Some(lane) = results.scores.lane[row] else { return "".into() };
    let style = match (results.scores.excluded[row], lane) {
        (true, _) => BAD,
        (false, 0) => GOOD,
        (false, _) => anstyle::Style::new(),
    };
    GridCell::new(results.model.lanes()[lane].name.as_str(), style)
}

fn last_touch(scores: &Scores, row: usize) -> String {
    let age_days = |touch: i64| u32::try_from(scores.as_of[row].day() - day_of(touch)).unwrap_or(0);
    scores.last_touch[row].map(|touch| words::days_ago(age_days(touch))).unwrap_or_default()
}

fn why(results: &Results<'_>, row: usize, detail: Detail) -> String {
    let (model, scores) = (results.model, results.scores);
    let mut parts: Vec<String> = match detail {
        Detail::Full => reasons::of(model, scores, row).collect(),
        Detail::Short => reasons::short(model, scores, row).collect(),
    };
    parts.splice(0..0, obstacles(results, row));
    parts.join(REASON_SEPARATOR)
}

/// Why a lead has no rank.
fn obstacles(results: &Results<'_>, row: usize) -> Vec<String> {
    let (model, scores) = (results.model, results.scores);
    let named = |word: &str, conditions: &[NamedCondition], answers: &[Vec<Answer>], wanted: Answer| {
        let all = conditions.iter().zip(answers).filter(|(_, answers)| answers[row] == wanted);
        let names: Vec<&str> = all.map(|(condition, _)| condition.name.as_str()).collect();
        (!names.is_empty()).then(|| format!("{word}: {}", names.join(", ")))
    };
    let gates = |word, wanted| named(word, model.gates(), &scores.gates, wanted);
    if scores.excluded[row] {
        named("excluded", model.exclusions(), &scores.exclusions, Answer::Met).into_iter().collect()
    } else if scores.eligible[row] {
        Vec::new()
    } else {
        [gates("missed", Answer::Missed), gates("not known", Answer::Unknown)].into_iter().flatten().collect()
    }
}
