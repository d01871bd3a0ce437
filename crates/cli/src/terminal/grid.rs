//! A table for people that fits a width: what may shrink shrinks, in a given order.

use anstyle::Style;

use super::{FAINT, cut, paint, text_width};

/// Between two columns.
const GAP: &str = "  ";
/// The least width of a column that shrinks, where all are at their own least and it is still too much.
const LAST_RESORT_WIDTH_MIN: usize = 4;

/// To which side a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A column of a grid.
#[derive(Clone, Debug)]
pub(crate) struct GridColumn {
    header: String,
    align: Align,
    shrink: Option<Shrink>,
}

/// When and how far a column shrinks.
#[derive(Clone, Copy, Debug)]
struct Shrink {
    /// Lower ones first.
    turn: u8,
    /// No further than this.
    width_min: usize,
}

impl GridColumn {
    /// A column that keeps its width.
    pub(crate) fn new(header: &str, align: Align) -> Self {
        Self { header: header.to_owned(), align, shrink: None }
    }

    /// Lets it shrink to a least width, when its turn comes.
    pub(crate) fn shrinks(mut self, turn: u8, width_min: usize) -> Self {
        self.shrink = Some(Shrink { turn, width_min });
        self
    }
}

/// One cell: its text and how it looks.
#[derive(Clone, Debug)]
pub(crate) struct GridCell {
    text: String,
    style: Style,
}

impl GridCell {
    /// How many columns of a terminal its text takes.
    pub(crate) fn width(&self) -> usize {
        text_width(&self.text)
    }

    /// A cell in a style.
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }
}

impl From<String> for GridCell {
    fn from(text: String) -> Self {
        Self::new(text, Style::new())
    }
}

impl From<&str> for GridCell {
    fn from(text: &str) -> Self {
        Self::new(text, Style::new())
    }
}

/// Columns, and how wide their cells are. Rows are measured as they pass, then written as they pass again: a table of
/// any length is never held.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    columns: Vec<GridColumn>,
    natural_widths: Vec<usize>,
}

/// A grid whose columns have their widths.
#[derive(Clone, Debug)]
pub(crate) struct FittedGrid {
    columns: Vec<GridColumn>,
    widths: Vec<usize>,
}

impl Grid {
    /// A grid of columns, each as wide as its header and its widest cell.
    pub(crate) fn new(columns: impl IntoIterator<Item = (GridColumn, usize)>) -> Self {
        let (columns, widest): (Vec<GridColumn>, Vec<usize>) = columns.into_iter().unzip();
        let natural = columns.iter().zip(widest).map(|(column, widest)| text_width(&column.header).max(widest));
        Self { natural_widths: natural.collect(), columns }
    }

    /// The width it takes when nothing shrinks.
    pub(crate) fn natural_width(&self) -> usize {
        total(&self.natural_widths)
    }

    /// Makes it no wider than `width`, where that can be had.
    pub(crate) fn fit(self, width: Option<usize>) -> FittedGrid {
        let mut widths = self.natural_widths;
        if let Some(width) = width {
            shrink(&self.columns, &mut widths, width);
        }
        FittedGrid { columns: self.columns, widths }
    }
}

impl FittedGrid {
    /// The line of headers, ended.
    pub(crate) fn header(&self) -> String {
        let header: Vec<GridCell> =
            self.columns.iter().map(|column| GridCell::new(column.header.as_str(), FAINT)).collect();
        self.line(&header)
    }

    /// The line of a row, which has a cell for each column; ended.
    pub(crate) fn line(&self, row: &[GridCell]) -> String {
        let last = self.widths.len().saturating_sub(1);
        let mut line = String::new();
        for (index, ((cell, column), &width)) in row.iter().zip(&self.columns).zip(&self.widths).enumerate() {
            let shown = cut(&cell.text, width);
            let space = " ".repeat(width - text_width(&shown).min(width));
            let shown = if shown.is_empty() { shown } else { paint(cell.style, shown) };
            match column.align {
                Align::Right => line.extend([space, shown]),
                // Nothing trails the last cell of a line.
                Align::Left if index == last => line.push_str(&shown),
                Align::Left => line.extend([shown, space]),
            }
            if index < last {
                line.push_str(GAP);
            }
        }
        line.truncate(line.trim_end().len());
        line.push('\n');
        line
    }
}

/// Takes what is too much from the columns whose turn it is, always from the widest.
fn shrink(columns: &[GridColumn], widths: &mut [usize], width: usize) {
    let shrinking = || columns.iter().enumerate().filter_map(|(index, column)| Some((index, column.shrink?)));
    let mut turns: Vec<u8> = shrinking().map(|(_, shrink)| shrink.turn).collect();
    turns.sort_unstable();
    turns.dedup();
    for turn in turns {
        let of_turn = shrinking().filter(|(_, shrink)| shrink.turn == turn);
        take(widths, width, &of_turn.map(|(index, shrink)| (index, shrink.width_min)).collect::<Vec<_>>());
    }
    take(widths, width, &shrinking().map(|(index, _)| (index, LAST_RESORT_WIDTH_MIN)).collect::<Vec<_>>());
}

/// Takes from columns, always the widest, until all fit or each is at its least width.
fn take(widths: &mut [usize], width: usize, columns: &[(usize, usize)]) {
    while total(widths) > width {
        let above_least = columns.iter().filter(|(index, width_min)| widths[*index] > *width_min);
        let Some(&(index, _)) = above_least.max_by_key(|(index, _)| widths[*index]) else { break };
        widths[index] -= 1;
    }
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1)
}
