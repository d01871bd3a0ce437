//! Columns side by side, in one panel or in several over the same axis.

use maud::{Markup, html};

use super::scale::Scale;
use super::{Axis, Head, Reference, Tone, percent, svg};

/// The room between two panels, as a share of a panel.
const GAP: f64 = 0.22;

/// Columns.
pub(crate) struct Columns<'a> {
    pub(crate) head: Head,
    pub(crate) across: &'a str,
    pub(crate) up: Axis<'a>,
    pub(crate) panels: Vec<Panel>,
    /// Marks of the axis across: where, as a share of the plot, and what they say.
    pub(crate) ticks: Vec<(f64, String)>,
    /// A line that lies in each panel: a value up.
    pub(crate) level: Option<Reference>,
    /// A line that stands through all panels: where, as a share of the plot.
    pub(crate) post: Option<Reference>,
}

/// One row of columns; sets of columns are drawn over one another, the first behind.
pub(crate) struct Panel {
    pub(crate) sets: Vec<(String, Tone, Vec<f64>)>,
}

impl Columns<'_> {
    pub(crate) fn draw(&self) -> Markup {
        let values = self.panels.iter().flat_map(|panel| &panel.sets).flat_map(|(_, _, values)| values.iter().copied());
        let top = values.chain(self.level.as_ref().map(|level| level.value)).filter(|value| value.is_finite());
        let up = Scale::even(0.0, top.fold(0.0, f64::max), 4);
        let panels = self.panels.len().max(1) as f64;
        let height = 1.0 / (panels + (panels - 1.0) * GAP);
        let marks = html! {
            text.axis.up x="0" y="0" dy="-26" { (self.up.label) }
            @for (index, panel) in self.panels.iter().enumerate() {
                (self.panel(panel, &up, index as f64 * height * (1.0 + GAP), height))
            }
            @if let Some(post) = &self.post { g.reference { (post_line(post)) } }
            g.ticks { @for (index, (place, label)) in self.ticks.iter().enumerate() {
                text.spare[index % 2 == 1 && label.len() > 4] x=(percent(*place)) y="100%" dy="18" { (label) }
            } }
            text.axis x="50%" y="100%" dy="36" { (self.across) }
        };
        svg(&self.head, "columns", &format!("--panels:{panels}"), &marks)
    }

    fn panel(&self, panel: &Panel, up: &Scale, start: f64, height: f64) -> Markup {
        let (rows, step) = up.marks(4);
        let place = |value: f64| start + height * (1.0 - up.at(value));
        html! {
            g.grid { @for &row in &rows { line x1="0" x2="100%" y1=(percent(place(row))) y2=(percent(place(row))) {} } }
            g.ticks { @for &row in &rows {
                text.left x="0" dx="-8" y=(percent(place(row))) dy="4" { (self.up.measure.tick(row, step)) }
            } }
            @for (_, tone, values) in &panel.sets {
                @let width = 1.0 / values.len().max(1) as f64;
                g.mark.(tone.class()) { @for (index, &value) in values.iter().enumerate() {
                    @if up.at(value) > 0.0 {
                        rect x=(percent((index as f64 + 0.06) * width)) width=(percent(width * 0.88))
                            y=(percent(place(value))) height=(percent(height * up.at(value))) {}
                    }
                } }
            }
            @if let Some(level) = &self.level { g.reference {
                line x1="0" x2="100%" y1=(percent(place(level.value))) y2=(percent(place(level.value))) {}
                text x="100%" y=(percent(place(level.value))) dx="-4" dy="-5" text-anchor="end" { (level.label) }
            } }
            text.legend x="0" y=(percent(start)) dy="-6" {
                @for (index, (label, tone, _)) in panel.sets.iter().enumerate() {
                    @if index > 0 { tspan.note { " · " } }
                    tspan.label.(tone.class()) { (label) }
                }
            }
        }
    }
}

fn post_line(post: &Reference) -> Markup {
    let (anchor, aside) = if post.value > 0.6 { ("end", "-5") } else { ("start", "5") };
    html! {
        line x1=(percent(post.value)) x2=(percent(post.value)) y1="0" y2="100%" {}
        text x=(percent(post.value)) y="0" dx=(aside) dy="-6" text-anchor=(anchor) { (post.label) }
    }
}
