//! Charts as inline SVG: curves, forest plots, columns, heat maps.
//!
//! A chart has no size of its own. Places across are in per cent of the plot, places down in pixels, and what stands
//! beside the plot is moved there by the style sheet. So letters keep their size on a telephone, a screen and paper,
//! without a script and without a second drawing. Colours are classes that say what a mark means ([`Tone`]); the style
//! sheet knows them for light and dark.
//!
//! Every chart carries a title and a description for those who cannot see it; the table that belongs to it stands under
//! it on the page.

mod columns;
mod forest;
mod heat;
mod lines;
mod scale;

use maud::{Markup, html};

pub(super) use columns::{Columns, Panel};
pub(super) use forest::{Forest, Mark, Row};
pub(super) use heat::{Cell, Heat};
pub(super) use lines::{Lines, Series};

use super::number::Measure;

/// What a chart is called, by people and by the page.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// Its place in the page: unique, and a word.
    pub(super) id: String,
    /// What it shows.
    pub(super) title: String,
    /// What can be seen in it, for those who cannot see it.
    pub(super) description: String,
}

/// What a mark means; the same colour everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// The model, winners, and what can be told from the average.
    Model,
    /// The newest lead first; the other model.
    Newest,
    /// Chance, the others, and what cannot be told from the average.
    Chance,
    /// What speaks against the model.
    Alarm,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Newest => "newest",
            Self::Chance => "chance",
            Self::Alarm => "alarm",
        }
    }
}

/// A value to which others are held, drawn across the whole plot.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub(super) value: f64,
    pub(super) label: String,
}

/// What an axis is of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis<'a> {
    pub(super) label: &'a str,
    pub(super) measure: Measure,
}

/// The chart around its marks.
fn svg(head: &Head, kind: &str, style: &str, marks: &Markup) -> Markup {
    let (title, description) = (format!("{}-title", head.id), format!("{}-description", head.id));
    html! {
        div.frame {
            div.plot.(kind) {
                svg.chart role="img" width="100%" aria-labelledby={ (title) " " (description) } style=(style) {
                    title id=(title) { (head.title) }
                    desc id=(description) { (head.description) }
                    (marks)
                }
            }
        }
    }
}

/// A place across or down, as a share of the plot.
fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

/// A line that stands, and its label so far below the plot's upper edge, on the side where there is room.
fn standing(place: f64, label: &str, down: i32) -> Markup {
    let anchor = match place {
        ..0.2 => "start",
        0.8.. => "end",
        _ => "middle",
    };
    html! {
        line x1=(percent(place)) x2=(percent(place)) y1="-4" y2="100%" {}
        text x=(percent(place)) y=(down) text-anchor=(anchor) { (label) }
    }
}
