//! A heat map: shares by two things, each cell with its number, so that colour is no more than help.

use maud::{Markup, html};

use super::{Head, percent, svg};
use crate::page::number::Measure;

/// Steps of colour that can be told apart, and on each of which letters can be read.
const STEPS: f64 = 6.0;

/// Cells by row and column.
pub(crate) struct Heat<'a> {
    pub(crate) head: Head,
    pub(crate) across: &'a str,
    pub(crate) down: &'a str,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<(String, Vec<Cell>)>,
}

/// A cell of a heat map.
pub(crate) struct Cell {
    /// `None` where there is nothing to have a share of.
    pub(crate) share: Option<f64>,
    /// Whether there is too little for the share to say much.
    pub(crate) thin: bool,
    /// What the share is of, in a few characters.
    pub(crate) note: String,
}

impl Heat<'_> {
    pub(crate) fn draw(&self) -> Markup {
        let most = self.rows.iter().flat_map(|(_, cells)| cells).filter_map(|cell| cell.share).fold(0.0, f64::max);
        let (width, height) = (1.0 / self.columns.len().max(1) as f64, 1.0 / self.rows.len().max(1) as f64);
        let marks = html! {
            text.axis x="50%" y="0" dy="-26" { (self.across) }
            text.axis.up x="0" y="0" dx="-30" dy="-8" { (self.down) }
            @for (index, column) in self.columns.iter().enumerate() {
                text.head x=(percent((index as f64 + 0.5) * width)) y="0" dy="-8" { (column) }
            }
            @for (row, (name, cells)) in self.rows.iter().enumerate() {
                text.head.left x="0" dx="-12" y=(percent((row as f64 + 0.5) * height)) dy="5" { (name) }
                @for (column, cell) in cells.iter().enumerate() {
                    (cell.draw(most, column as f64 * width, row as f64 * height, width, height))
                }
            }
        };
        svg(&self.head, "heat", &format!("--rows:{}", self.rows.len()), &marks)
    }
}

impl Cell {
    fn draw(&self, most: f64, left: f64, top: f64, width: f64, height: f64) -> Markup {
        let step =
            self.share.filter(|_| most > 0.0).map_or(0.0, |share| (share / most * STEPS).round().clamp(0.0, STEPS));
        let step = if self.share.is_some() { format!("step-{step}") } else { "blank".to_owned() };
        let (middle, center) = (percent(left + width / 2.0), percent(top + height / 2.0));
        html! {
            g.cell.(step).thin[self.thin] {
                rect.mark x=(percent(left)) y=(percent(top)) width=(percent(width)) height=(percent(height)) {}
                text.share x=(middle) y=(center) dy="-1" { (Measure::SHARE.show_if_any(self.share)) }
                text.note x=(middle) y=(center) dy="15" { (self.note) }
            }
        }
    }
}
