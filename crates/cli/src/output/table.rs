//! The ranking for people: who to call, how good, why, and when they were last heard of; or the columns they ask for.
//!
//! Rows pass twice: to see how wide the columns are, then to be written. So a table of any length is never held.

use std::io;

use arrow_array::ArrayRef;
use handraise_engine::{Answer, Places, Scores};
use handraise_model::values::{Exact, day_of};
use handraise_model::{Model, NamedCondition};

use super::cell::{Cell, Cells};
use super::columns::{Kind, Page, Run, grade};
use super::csv::LIST_SEPARATOR;
use super::flat::FlatColumn;
use super::list::List;
use crate::reasons::{self, Detail};
use crate::terminal::bar::bar;
use crate::terminal::grid::{Align, FittedGrid, Grid, GridCell, GridColumn};
use crate::terminal::{ACCENT, BAD, FAINT, GOOD, STRONG, cut, paint, text_width, words};

/// The widest cell that the data brings: one with megabytes must not make every line as long.
const CELL_WIDTH_MAX: usize = 100;
/// Cells of the bar beside a rating.
const BAR_WIDTH: usize = 6;
/// Before reasons that stand on a line of their own.
const REASONS_INDENT: usize = 6;
/// Between two reasons.
const REASON_SEPARATOR: &str = " · ";

/// A table, before anything is known of its rows.
#[derive(Clone, Copy)]
pub(crate) struct Table<'r> {
    /// The run that gave them.
    pub(crate) run: &'r Run<'r>,
    /// The columns that were asked for; none for those that people need most.
    pub(crate) asked: Option<&'r [FlatColumn]>,
    /// The width that it is to fit.
    pub(crate) width: Option<usize>,
}

/// A column for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Rank,
    Lead,
    Shown(usize),
    Rating,
    Bar,
    Grade,
    Lane,
    LastTouch,
    Why(Detail),
    /// One that was asked for, as files have it.
    Asked(usize),
}

impl Table<'_> {
    /// Writes the rows of a list, and lines that sum it up.
    ///
    /// Reasons stand in the last column, in full or in short; where neither fits, on a line of their own below the lead.
    /// There, bars go before anything shrinks.
    pub(crate) fn write(&self, list: &List<'_>, out: &mut dyn FnMut(&str) -> io::Result<()>) -> io::Result<()> {
        let layout = self.layout(&self.measured(list));
        out(&layout.grid.header())?;
        for places in list.pages() {
            let sheet = self.sheet(&places);
            for row in 0..places.len() {
                out(&self.lines(&layout, &sheet, row))?;
            }
        }
        out(&format!("\n{}\n", summary(self.run.model, list)))
    }

    /// All columns that there may be, each with the width of its widest cell.
    fn measured(&self, list: &List<'_>) -> Vec<(Slot, usize)> {
        let slots = match self.asked {
            Some(columns) => (0..columns.len()).map(Slot::Asked).collect(),
            None => self.usual(),
        };
        let mut measured: Vec<(Slot, usize)> = slots.into_iter().map(|slot| (slot, 0)).collect();
        for places in list.pages() {
            let sheet = self.sheet(&places);
            for row in 0..places.len() {
                for (slot, widest) in &mut measured {
                    *widest = (*widest).max(self.cell(&sheet, *slot, row).width());
                }
            }
        }
        // A model may give grades, and a list have none of them.
        measured.retain(|measured| *measured != (Slot::Grade, 0));
        measured
    }

    fn usual(&self) -> Vec<Slot> {
        let model = self.run.model;
        let mut slots = vec![Slot::Rank, Slot::Lead];
        slots.extend((0..self.run.shown.names().len()).map(Slot::Shown));
        slots.push(Slot::Rating);
        if model.score().total_max() > 0 {
            slots.push(Slot::Bar);
        }
        slots.push(Slot::Grade);
        if !model.lanes().is_empty() {
            slots.push(Slot::Lane);
        }
        slots.extend([Slot::LastTouch, Slot::Why(Detail::Full), Slot::Why(Detail::Short)]);
        slots
    }

    fn layout(&self, measured: &[(Slot, usize)]) -> Layout {
        let among = |chosen: &dyn Fn(Slot) -> bool| -> (Vec<Slot>, Grid) {
            let chosen = || measured.iter().copied().filter(|(slot, _)| chosen(*slot));
            let grid = Grid::new(chosen().map(|(slot, widest)| (self.column(slot), widest)));
            (chosen().map(|(slot, _)| slot).collect(), grid)
        };
        let fitted = |(slots, grid): (Vec<Slot>, Grid), room| Layout { slots, grid: grid.fit(self.width), room };
        let why = |slot: Slot| matches!(slot, Slot::Why(_));
        let one_line = |detail| among(&move |slot| !why(slot) || slot == Slot::Why(detail));
        let Some(width) = self.width.filter(|_| self.asked.is_none()) else {
            return fitted(one_line(Detail::Full), None);
        };
        for detail in [Detail::Full, Detail::Short] {
            let layout = one_line(detail);
            if layout.1.natural_width() <= width {
                return fitted(layout, None);
            }
        }
        let with_bars = among(&|slot| !why(slot));
        let layout = match with_bars.1.natural_width() <= width {
            true => with_bars,
            false => among(&|slot| !why(slot) && slot != Slot::Bar),
        };
        fitted(layout, Some(width.saturating_sub(REASONS_INDENT)))
    }

    fn column(&self, slot: Slot) -> GridColumn {
        let left = |header: &str| GridColumn::new(header, Align::Left);
        let right = |header: &str| GridColumn::new(header, Align::Right);
        match slot {
            Slot::Rank => right("rank"),
            Slot::Lead => left("lead").shrinks(3, 6),
            Slot::Shown(index) => left(&self.run.shown.names()[index]).shrinks(2, 6),
            Slot::Rating => right("rating"),
            Slot::Bar => left(""),
            Slot::Grade => left("grade"),
            Slot::Lane => left("lane").shrinks(4, 6),
            Slot::LastTouch => right("last touch"),
            Slot::Why(_) => left("why").shrinks(1, 30),
            Slot::Asked(index) => {
                let column = &self.asked.unwrap_or_default()[index];
                match column.kind() {
                    Kind::Integer | Kind::Points => right(column.name()),
                    Kind::Boolean | Kind::Instant => left(column.name()),
                    Kind::Text => left(column.name()).shrinks(2, 6),
                    Kind::Name => left(column.name()).shrinks(3, 6),
                    Kind::Texts | Kind::Products => left(column.name()).shrinks(1, 12),
                }
            }
        }
    }

    fn sheet(&self, places: &Places<'_>) -> Sheet {
        let page = Page { run: self.run, places };
        match self.asked {
            Some(columns) => {
                Sheet { scores: Scores::default(), asked: columns.iter().map(|column| column.values(&page)).collect() }
            }
            None => Sheet { scores: places.to_scores(), asked: Vec::new() },
        }
    }

    fn lines(&self, layout: &Layout, sheet: &Sheet, row: usize) -> String {
        let cells: Vec<GridCell> = layout.slots.iter().map(|slot| self.cell(sheet, *slot, row)).collect();
        let mut lines = layout.grid.line(&cells);
        let Some(room) = layout.room else { return lines };
        let full = why(self.run.model, &sheet.scores, row, Detail::Full);
        let why = if text_width(&full) <= room { full } else { why(self.run.model, &sheet.scores, row, Detail::Short) };
        if !why.is_empty() {
            lines.push_str(&format!("{}{}\n", " ".repeat(REASONS_INDENT), paint(FAINT, cut(&why, room))));
        }
        lines
    }

    fn cell(&self, sheet: &Sheet, slot: Slot, row: usize) -> GridCell {
        let (model, scores) = (self.run.model, &sheet.scores);
        match slot {
            Slot::Rank => scores.rank[row].map(|rank| words::thousands(rank.into())).unwrap_or_default().into(),
            Slot::Lead => GridCell::new(cut(&scores.lead_id[row], CELL_WIDTH_MAX), STRONG),
            Slot::Shown(index) => {
                let shown = self.run.shown.get(index, scores.lead_row[row]).unwrap_or_default();
                cut(shown, CELL_WIDTH_MAX).into()
            }
            Slot::Rating => GridCell::new(scores.rating[row].to_string(), STRONG),
            Slot::Bar => {
                let most = Exact::from_points(model.score().total_max());
                GridCell::new(bar(scores.total[row].to_f64() / most.to_f64(), BAR_WIDTH), ACCENT)
            }
            Slot::Grade => grade(scores, row).unwrap_or_default().into(),
            Slot::Lane => lane(model, scores, row),
            Slot::LastTouch => GridCell::new(last_touch(scores, row), FAINT),
            Slot::Why(detail) => why(model, scores, row, detail).into(),
            Slot::Asked(index) => {
                let column = &self.asked.unwrap_or_default()[index];
                let text = asked(Cells::of(column.kind(), &sheet.asked[index]).cell(row));
                let style = if index == 0 { STRONG } else { anstyle::Style::new() };
                GridCell::new(cut(&text, CELL_WIDTH_MAX), style)
            }
        }
    }
}

/// How the table fits the width.
struct Layout {
    slots: Vec<Slot>,
    grid: FittedGrid,
    /// Where reasons stand on a line of their own: the room that they have there.
    room: Option<usize>,
}

/// A page, and what was asked for of it.
struct Sheet {
    /// What the usual columns are made of.
    scores: Scores,
    asked: Vec<ArrayRef>,
}

/// How many leads, how many eligible, and how many in each lane.
fn summary(model: &Model, list: &List<'_>) -> String {
    let ranking = list.ranking();
    let eligible = words::thousands(ranking.eligible() as u64);
    let mut text = format!("{}, {eligible} eligible", words::counted(ranking.len(), "lead", "leads"));
    if list.len() < ranking.len() {
        text.push_str(&format!(", {} shown", words::thousands(list.len() as u64)));
    }
    if !model.lanes().is_empty() {
        let mut counts = vec![0; model.lanes().len() + 1];
        let none = model.lanes().len();
        (0..ranking.len()).for_each(|place| counts[ranking.lane(place).unwrap_or(none)] += 1);
        let names = model.lanes().iter().map(|lane| lane.name.as_str()).chain(["no lane"]);
        let counted = names.zip(counts).enumerate().filter(|(index, (_, count))| *index < none || *count > 0);
        let counted: Vec<String> =
            counted.map(|(_, (name, count))| format!("{name} {}", words::thousands(count))).collect();
        text.push_str(&format!("\n{}", counted.join(", ")));
    }
    paint(FAINT, text)
}

/// A cell that was asked for, in the words of people.
fn asked(cell: Cell<'_>) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.to_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Points(points) => format!("{points:#}"),
        Cell::Boolean(value) => if value { "yes" } else { "no" }.to_owned(),
        Cell::Instant(micros) => words::minute(micros),
        Cell::Texts(items) => items.join(LIST_SEPARATOR),
        Cell::Products(all) => {
            let all: Vec<String> = all.iter().map(|product| format!("{} {:#}", product.name, product.total)).collect();
            all.join(LIST_SEPARATOR)
        }
    }
}

fn lane(model: &Model, scores: &Scores, row: usize) -> GridCell {
    let Some(lane) = scores.lane[row] else { return "".into() };
    let style = match (scores.excluded[row], lane) {
        (true, _) => BAD,
        (false, 0) => GOOD,
        (false, _) => anstyle::Style::new(),
    };
    GridCell::new(model.lanes()[lane].name.as_str(), style)
}

fn last_touch(scores: &Scores, row: usize) -> String {
    let age_days = |touch: i64| u32::try_from(scores.as_of[row].day() - day_of(touch)).unwrap_or(0);
    scores.last_touch[row].map(|touch| words::days_ago(age_days(touch))).unwrap_or_default()
}

fn why(model: &Model, scores: &Scores, row: usize, detail: Detail) -> String {
    let mut parts = obstacles(model, scores, row);
    parts.extend(reasons::of(model, scores, row, detail));
    parts.join(REASON_SEPARATOR)
}

/// Why a lead has no rank.
fn obstacles(model: &Model, scores: &Scores, row: usize) -> Vec<String> {
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
