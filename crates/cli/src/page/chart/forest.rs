//! A forest plot: one row for each thing, its figure as a point, its interval as a line, all on one axis.

use handraise_evidence::report::Estimate;
use maud::{Markup, html};

use super::scale::Scale;
use super::{Axis, Head, Reference, Tone, percent, standing, svg};
use crate::page::number::NONE;
use crate::terminal;

/// The widest label with its note, in letters: what does not fit is in the table.
const LABEL_WIDTH_MAX: usize = 40;
/// By how many spans of the points an interval may widen the axis; of ratios, half as many.
const INTERVAL_SPANS_MAX: f64 = 1.0;

/// Things beside one another.
pub(crate) struct Forest<'a> {
    pub(crate) head: Head,
    pub(crate) axis: Axis<'a>,
    /// Whether equal steps are equal ratios.
    pub(crate) ratio: bool,
    /// What the figures are held to.
    pub(crate) reference: Reference,
    pub(crate) rows: Vec<Row>,
}

/// A row of a forest plot.
pub(crate) enum Row {
    /// What the rows below have in common.
    Heading(String),
    /// A figure.
    Mark(Mark),
}

/// A figure of a forest plot.
pub(crate) struct Mark {
    pub(crate) label: String,
    /// What is to be known beside the label, in a few characters; may be empty.
    pub(crate) note: String,
    pub(crate) estimate: Estimate,
    /// Whether it can be told from the reference; else its point is hollow.
    pub(crate) told: bool,
    pub(crate) tone: Tone,
}

impl Mark {
    /// A figure in the colour of what its interval says: told from the reference, or not.
    pub(crate) fn new(label: &str, estimate: Estimate, reference: f64) -> Self {
        let told = match (estimate.low, estimate.high) {
            (Some(low), Some(high)) => low > reference || high < reference,
            _ => false,
        };
        let tone = if told { Tone::Model } else { Tone::Chance };
        Self { label: label.to_owned(), note: String::new(), estimate, told, tone }
    }

    /// What is to be known beside the label.
    pub(crate) fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// The colour, where it says more than whether the figure is told from the reference.
    pub(crate) fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// What speaks against the model: told, and in the colour of that.
    pub(crate) fn against_if(self, against: bool) -> Self {
        if against { Self { told: true, tone: Tone::Alarm, ..self } } else { self }
    }
}

impl Forest<'_> {
    pub(crate) fn draw(&self) -> Markup {
        let scale = self.scale();
        let (ticks, step) = scale.marks(6);
        let marks = html! {
            g.grid {
                @for &tick in &ticks {
                    line x1=(percent(scale.at(tick))) x2=(percent(scale.at(tick))) y1="0" y2="100%" {}
                }
            }
            g.ticks {
                @for &tick in &ticks {
                    text x=(percent(scale.at(tick))) y="100%" dy="16" {
                        @if self.ratio { (self.axis.measure.ratio_tick(tick)) }
                        @else { (self.axis.measure.tick(tick, step)) }
                    }
                }
            }
            text.axis x="50%" y="100%" dy="34" { (self.axis.label) }
            g.reference { (standing(scale.at(self.reference.value), &self.reference.label, -10)) }
            @for (index, row) in self.rows.iter().enumerate() {
                g.row style={ "--row:" (index) } {
                    @match row {
                        Row::Heading(heading) => text.heading y="4" { (terminal::cut(heading, LABEL_WIDTH_MAX)) },
                        Row::Mark(mark) => (self.mark(mark, &scale)),
                    }
                }
            }
        };
        svg(&self.head, "forest", &format!("--rows:{}", self.rows.len()), &marks)
    }

    fn mark(&self, mark: &Mark, scale: &Scale) -> Markup {
        let Estimate { value, low, high } = mark.estimate;
        html! {
            text.name y="4" {
                (terminal::cut(&mark.label, LABEL_WIDTH_MAX - 2 - terminal::text_width(&mark.note).min(20)))
                @if !mark.note.is_empty() { tspan.note dx="8" { (mark.note) } }
            }
            text.value x="100%" y="4" {
                (self.axis.measure.show_if_any(value))
                @if value.is_some() {
                    tspan.note dx="8" {
                        (self.axis.measure.interval(mark.estimate).as_deref().unwrap_or("no interval"))
                    }
                }
            }
            g.mark.(mark.tone.class()).hollow[!mark.told] {
                @if let (Some(low), Some(high)) = (low, high) {
                    line x1=(percent(scale.at(low))) x2=(percent(scale.at(high))) y1="0" y2="0" {}
                    @if scale.beyond(low).0 { text.beyond x="0" dx="-7" y="4" { "‹" } }
                    @if scale.beyond(high).1 { text.beyond x="100%" dx="2" y="4" { "›" } }
                }
                @if let Some(value) = value { circle cx=(percent(scale.at(value))) cy="0" r="4.5" {} }
                @else { text.none x="50%" y="4" { (NONE) } }
            }
        }
    }

    /// As wide as the figures and their intervals; but a few wide intervals do not make the others unreadable.
    fn scale(&self) -> Scale {
        let marks =
            || self.rows.iter().filter_map(|row| if let Row::Mark(mark) = row { Some(mark.estimate) } else { None });
        let axis = |value: f64| if self.ratio { value.max(1e-3).ln() } else { value };
        let finite = |value: &f64| value.is_finite();
        let values = marks().filter_map(|mark| mark.value).filter(|value| !self.ratio || *value > 0.0);
        let (least, most) = ends(values.chain([self.reference.value]).map(axis).filter(finite));
        let bounds = marks().flat_map(|mark| [mark.low, mark.high]).flatten().map(axis).filter(finite);
        let (widest_low, widest_high) = ends(bounds.chain([least, most]));
        let span = (most - least).max(if self.ratio { 0.4 } else { (widest_high - widest_low) / 4.0 });
        let room = span * INTERVAL_SPANS_MAX * if self.ratio { 0.5 } else { 1.0 };
        let (low, high) = (widest_low.max(least - room), widest_high.min(most + room));
        let margin = (high - low) * 0.03;
        if self.ratio {
            return Scale::ratio((low - margin).exp(), (high + margin).exp());
        }
        // What cannot be below 0 is not drawn there.
        Scale::linear(if low < 0.0 { low - margin } else { (low - margin).max(0.0) }, high + margin)
    }
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}
