//! The difference for people: in a few sentences, then who moves and why.

use std::cmp::Ordering;

use anstyle::Style;
use handraise_evidence::diff::{Change, CriterionShift, In, LaneMove, LaneShift};
use handraise_model::values::Exact;

use super::Told;
use super::why::{mostly, why};
use crate::terminal::bar::bar;
use crate::terminal::grid::{Align, Grid, GridCell, GridColumn};
use crate::terminal::rows::wrapped;
use crate::terminal::{ACCENT, BAD, FAINT, GOOD, STRONG, cut, paint, printable, text_width, words};

/// The width of a line where nobody watches.
const WIDTH: usize = 100;
/// Rows of a table; programs get them all.
const ROWS_MAX: usize = 10;
/// Columns of the leads that are carried through, beside the id.
const SHOWN_MAX: usize = 2;
/// Cells of a bar.
const BAR_WIDTH: usize = 12;
/// Before reasons that stand on a line of their own.
const INDENT: usize = 6;
/// Below this width bars are half as long.
const NARROW: usize = 80;
/// The widest cell that the data brings.
const CELL_WIDTH_MAX: usize = 200;
/// Causes that are told of a move between lanes.
const MOSTLY_MAX: usize = 3;

/// The difference as text; every line ended.
pub(crate) fn render(told: &Told<'_>, width: Option<usize>) -> String {
    let width = width.unwrap_or(WIDTH);
    let diff = told.diff;
    let mut text = headline(told, width);
    if is_same(told) {
        return text;
    }
    let top = words::thousands(diff.top.places as u64);
    let tables = [
        ("What gives more or less".to_owned(), criteria(&diff.criteria, width)),
        ("Lanes".to_owned(), lanes(told, width)),
        ("From lane to lane".to_owned(), lane_moves(&diff.lane_moves, width)),
        (format!("Enter the top {top}"), leads(told, &diff.top.enter, width)),
        (format!("Leave the top {top}"), leads(told, &diff.top.leave, width)),
        ("Move most".to_owned(), leads(told, &diff.movers, width)),
    ];
    for (title, table) in tables.iter().filter(|(_, table)| !table.is_empty()) {
        text.push_str(&format!("\n{}\n{table}", paint(STRONG, title)));
    }
    text
}

fn headline(told: &Told<'_>, width: usize) -> String {
    let diff = told.diff;
    let [from, to] = told.labels();
    let title = paint(STRONG, printable(&format!("{from} → {to}")));
    let mut text = format!("{title}  {}\n", paint(FAINT, format!("as of {}", words::minute(told.as_of.micros()))));
    for sentence in sentences(told) {
        text.push_str(&wrapped(&sentence, width, 0));
    }
    for (count, under) in [(diff.only_model, &from), (diff.only_other, &to)] {
        if count > 0 {
            let are = if count == 1 { "is" } else { "are" };
            let leads = words::counted(count, "lead", "leads");
            text.push_str(&wrapped(&format!("{leads} {are} there under {under} alone, and not compared."), width, 0));
        }
    }
    text
}

/// What it comes down to.
fn sentences(told: &Told<'_>) -> Vec<String> {
    let diff = told.diff;
    let number = |count: usize| words::thousands(count as u64);
    if is_same(told) {
        return vec![format!("Nothing changes for any of {}.", words::counted(diff.leads, "lead", "leads"))];
    }
    let (top, places) = (&diff.top, number(diff.top.places));
    let mut sentences = vec![match (top.enter.len(), top.leave.len()) {
        (0, 0) => format!("The top {places} keeps all its leads."),
        (enter, leave) => format!(
            "Of the top {places}, {} {}; {} {} and {} {}.",
            number(top.kept),
            verb(top.kept, "stay"),
            number(leave),
            verb(leave, "leave"),
            number(enter),
            verb(enter, "enter"),
        ),
    }];
    let mut changed = format!(
        "{} of {} {} another score, {} another rank, {} another lane",
        number(diff.scores_changed),
        words::counted(diff.leads, "lead", "leads"),
        if diff.scores_changed == 1 { "has" } else { "have" },
        number(diff.ranks_changed),
        number(diff.lanes_changed),
    );
    if diff.become_eligible + diff.no_longer_eligible > 0 {
        let (more, less) = (diff.become_eligible, diff.no_longer_eligible);
        let is = if less == 1 { "is" } else { "are" };
        let (more, less) = (format!("{} {}", number(more), verb(more, "become")), number(less));
        changed.push_str(&format!("; {more} eligible, {less} no longer {is}"));
    }
    sentences.push(format!("{changed}."));
    if let Some(correlation) = diff.rank_correlation {
        let words = match correlation {
            close if close >= 0.99 => "Both put leads in nearly the same order",
            alike if alike >= 0.9 => "Both put leads in much the same order",
            loose if loose >= 0.5 => "The order of leads is clearly another",
            _ => "The order of leads is quite another",
        };
        sentences.push(format!("{words} (rank correlation {correlation:.2})."));
    }
    sentences
}

/// Whether nothing changes for any lead.
fn is_same(told: &Told<'_>) -> bool {
    let diff = told.diff;
    diff.leads > 0 && diff.scores_changed + diff.ranks_changed + diff.lanes_changed == 0 && diff.criteria.is_empty()
}

/// The verb for so many: one stays, two stay.
fn verb(count: usize, verb: &str) -> String {
    format!("{verb}{}", if count == 1 { "s" } else { "" })
}

fn criteria(shifts: &[CriterionShift], width: usize) -> String {
    let most = shifts.iter().map(|shift| shift.leads).max().unwrap_or_default();
    let columns = [
        GridColumn::new("criterion", Align::Left).shrinks(1, 12),
        GridColumn::new("leads", Align::Right),
        GridColumn::new("", Align::Left),
        GridColumn::new("points each", Align::Right),
        GridColumn::new("", Align::Left),
    ];
    let rows = shifts.iter().map(|shift| {
        let each = Exact((shift.points_each * Exact::UNITS_PER_POINT as f64).round() as i64);
        let note = match shift.models {
            In::Both => "",
            In::Model => "gone",
            In::Other => "new",
        };
        vec![
            cut(&shift.name, CELL_WIDTH_MAX).into(),
            words::thousands(shift.leads as u64).into(),
            GridCell::new(bar(shift.leads as f64 / most as f64, BAR_WIDTH), ACCENT),
            GridCell::new(words::signed_points(each), if each.0 < 0 { BAD } else { GOOD }),
            GridCell::new(note, FAINT),
        ]
    });
    table(&columns, rows.collect(), width)
}

fn lanes(told: &Told<'_>, width: usize) -> String {
    let shifts = &told.diff.lanes;
    if shifts.iter().all(|lane| lane.lane.is_none()) {
        return String::new();
    }
    let most = shifts.iter().map(|lane| lane.leads.max(lane.leads_other)).max().unwrap_or_default();
    let bar_width = if width < NARROW { BAR_WIDTH / 2 } else { BAR_WIDTH };
    let columns = [
        GridColumn::new("lane", Align::Left).shrinks(1, 8),
        GridColumn::new("leads", Align::Right),
        GridColumn::new("", Align::Left),
        GridColumn::new("then", Align::Right),
        GridColumn::new("", Align::Left),
        GridColumn::new("enter", Align::Right),
        GridColumn::new("leave", Align::Right),
    ];
    let count = |sign: &str, count: usize, style| match count {
        0 => GridCell::new("", style),
        count => GridCell::new(format!("{sign}{}", words::thousands(count as u64)), style),
    };
    let row = |lane: &LaneShift| {
        let share = |leads: usize| GridCell::new(bar(leads as f64 / most.max(1) as f64, bar_width), ACCENT);
        vec![
            GridCell::from(lane_name(lane.lane.as_deref())),
            words::thousands(lane.leads as u64).into(),
            share(lane.leads),
            words::thousands(lane.leads_other as u64).into(),
            share(lane.leads_other),
            count("+", lane.enter, GOOD),
            count("-", lane.leave, BAD),
        ]
    };
    table(&columns, shifts.iter().map(row).collect(), width)
}

fn lane_moves(moves: &[LaneMove], width: usize) -> String {
    let columns = [
        GridColumn::new("from", Align::Left).shrinks(2, 8),
        GridColumn::new("to", Align::Left).shrinks(2, 8),
        GridColumn::new("leads", Align::Right),
        GridColumn::new("mostly because", Align::Left).shrinks(1, 16),
    ];
    let row = |of: &LaneMove| {
        vec![
            GridCell::from(lane_name(of.from.as_deref())),
            lane_name(of.to.as_deref()).into(),
            words::thousands(of.leads as u64).into(),
            GridCell::new(mostly(&of.mostly, MOSTLY_MAX), FAINT),
        ]
    };
    table(&columns, moves.iter().map(row).collect(), width)
}

/// Leads and why they move; where that does not fit beside them, on a line of its own.
fn leads(told: &Told<'_>, changes: &[Change], width: usize) -> String {
    let shown = told.shown.names().iter().take(SHOWN_MAX);
    let mut columns = vec![GridColumn::new("rank", Align::Right), GridColumn::new("lead", Align::Left).shrinks(2, 6)];
    columns.extend(shown.map(|name| GridColumn::new(name, Align::Left).shrinks(1, 8)));
    columns.push(GridColumn::new("score", Align::Right));
    let first: Vec<Vec<GridCell>> = changes.iter().take(ROWS_MAX).map(|change| lead(told, change)).collect();
    let reasons: Vec<String> = changes.iter().take(ROWS_MAX).map(|change| cut(&why(change), CELL_WIDTH_MAX)).collect();
    let natural = grid(&columns, &first).natural_width();
    let widest = reasons.iter().map(|reason| text_width(reason)).max().unwrap_or_default();
    if natural + 2 + widest <= width {
        columns.push(GridColumn::new("why", Align::Left));
        let with_reasons = first.into_iter().zip(reasons).map(|(mut row, reason)| {
            row.push(GridCell::new(reason, FAINT));
            row
        });
        return lines(&columns, &with_reasons.collect::<Vec<_>>(), &[], changes.len(), width);
    }
    lines(&columns, &first, &reasons, changes.len(), width)
}

fn lead(told: &Told<'_>, change: &Change) -> Vec<GridCell> {
    let rank = |rank: Option<u32>| rank.map_or("–".to_owned(), |rank| words::thousands(rank.into()));
    let mut row = vec![
        GridCell::from(format!("{} → {}", rank(change.rank), rank(change.rank_other))),
        GridCell::new(cut(&change.lead_id, CELL_WIDTH_MAX), STRONG),
    ];
    row.extend((0..told.shown.names().len().min(SHOWN_MAX)).map(|column| {
        GridCell::from(cut(told.shown.get(column, change.lead_row).unwrap_or_default(), CELL_WIDTH_MAX))
    }));
    let style = match change.score_other.cmp(&change.score) {
        Ordering::Less => BAD,
        Ordering::Equal => Style::new(),
        Ordering::Greater => GOOD,
    };
    row.push(GridCell::new(format!("{} → {}", change.score, change.score_other), style));
    row
}

fn lane_name(lane: Option<&str>) -> String {
    cut(lane.unwrap_or("no lane"), CELL_WIDTH_MAX)
}

/// The first rows as a table, and how many more there are.
fn table(columns: &[GridColumn], rows: Vec<Vec<GridCell>>, width: usize) -> String {
    lines(columns, &rows[..rows.len().min(ROWS_MAX)], &[], rows.len(), width)
}

/// Rows as a table, each with a line of its own below where there are such; and how many more there are.
fn lines(columns: &[GridColumn], rows: &[Vec<GridCell>], below: &[String], all: usize, width: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let grid = grid(columns, rows).fit(Some(width));
    let mut text = grid.header();
    for (index, row) in rows.iter().enumerate() {
        text.push_str(&grid.line(row));
        if let Some(reason) = below.get(index) {
            let reason = cut(reason, width.saturating_sub(INDENT));
            text.push_str(&format!("{}{}\n", " ".repeat(INDENT), paint(FAINT, reason)));
        }
    }
    if all > rows.len() {
        let more = words::thousands((all - rows.len()) as u64);
        text.push_str(&format!("{}\n", paint(FAINT, format!("and {more} more: --format json lists them"))));
    }
    text
}

fn grid(columns: &[GridColumn], rows: &[Vec<GridCell>]) -> Grid {
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(GridCell::width).max();
    Grid::new(columns.iter().cloned().enumerate().map(|(index, column)| (column, widest(index).unwrap_or(0))))
}
