//! Tables: words to the left, numbers to the right, an interval under its figure.

use handraise_evidence::report::Estimate;
use maud::{Markup, html};

use super::number::{Measure, NONE, count};
use super::prose::prose;

/// So many rows stay on one sheet of paper.
const SHORT_ROWS_MAX: usize = 12;
/// With so many columns there is room for intervals beside their figures.
const ROOMY_COLUMNS_MAX: usize = 5;

/// A table for the page.
pub(super) struct Table {
    label: String,
    columns: Vec<(String, bool)>,
    rows: Vec<Line>,
    after: Option<String>,
}

enum Line {
    Heading(String),
    Cells(Vec<Cell>),
}

/// A cell of a table.
pub(super) enum Cell {
    /// Words.
    Words(String),
    /// A number, as it is written.
    Number(String),
    /// A figure and its interval.
    Estimate(Measure, Estimate),
}

impl Cell {
    pub(super) fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    pub(super) fn count(number: usize) -> Self {
        Self::Number(count(number))
    }

    pub(super) fn number(measure: Measure, value: Option<f64>) -> Self {
        Self::Number(measure.show_if_any(value))
    }
}

impl Table {
    /// A table of these columns; those whose name begins with `#` hold numbers.
    pub(super) fn new(label: &str, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|name| match name.strip_prefix('#') {
            Some(name) => (name.to_owned(), true),
            None => ((*name).to_owned(), false),
        });
        Self { label: label.to_owned(), columns: columns.collect(), rows: Vec::new(), after: None }
    }

    pub(super) fn heading(&mut self, text: impl Into<String>) {
        self.rows.push(Line::Heading(text.into()));
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(Line::Cells(cells.into_iter().collect()));
    }

    /// What is to be said under the table.
    pub(super) fn after(mut self, text: impl Into<String>) -> Self {
        self.after = Some(text.into());
        self
    }

    pub(super) fn draw(&self) -> Markup {
        let (short, roomy) = (self.rows.len() <= SHORT_ROWS_MAX, self.columns.len() <= ROOMY_COLUMNS_MAX);
        html! {
            div.table.short[short].roomy[roomy] role="region" aria-label=(self.label) tabindex="0" {
                table {
                    thead { tr {
                        @for (name, number) in &self.columns { th.number[*number] scope="col" { (name) } }
                    } }
                    tbody { @for row in &self.rows {
                        @match row {
                            Line::Heading(text) => tr.heading {
                                th scope="rowgroup" colspan=(self.columns.len()) { (text) }
                            },
                            Line::Cells(cells) => tr {
                                @for (index, cell) in cells.iter().enumerate() { (cell.draw(index == 0)) }
                            },
                        }
                    } }
                }
            }
            @if let Some(text) = &self.after { p.after { (prose(text)) } }
        }
    }
}

impl Cell {
    fn draw(&self, first: bool) -> Markup {
        match self {
            Self::Words(text) if first => html! { th scope="row" { (text) } },
            Self::Number(text) if first => html! { th.number scope="row" { (text) } },
            Self::Words(text) => html! { td { (text) } },
            Self::Number(text) => html! { td.number { (text) } },
            Self::Estimate(_, Estimate { value: None, .. }) => html! { td.number { (NONE) } },
            Self::Estimate(measure, estimate) => html! {
                td.number {
                    (measure.show_if_any(estimate.value))
                    small { (measure.interval(*estimate).as_deref().unwrap_or("no interval")) }
                }
            },
        }
    }
}
