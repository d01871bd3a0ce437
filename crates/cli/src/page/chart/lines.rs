//! Curves over one axis, each with its name beside it.

use maud::{Markup, html};

use super::scale::Scale;
use super::{Axis, Head, Reference, Tone, percent, standing, svg};

/// The size that names are placed for, in pixels: a plot on a telephone. On a wider one they only stand freer.
const PLOT: (f64, f64) = (290.0, 240.0);
const LETTER_WIDTH: f64 = 6.6;
const LINE_HEIGHT: f64 = 15.0;

/// Curves.
pub(crate) struct Lines<'a> {
    pub(crate) head: Head,
    pub(crate) across: Axis<'a>,
    pub(crate) up: Axis<'a>,
    /// The greatest value up that is drawn, where the curves should not say it: what lies above is left out.
    pub(crate) up_most: Option<f64>,
    /// Whether equal steps up are equal ratios.
    pub(crate) ratio: bool,
    pub(crate) series: Vec<Series>,
    /// Lines that stand: values across.
    pub(crate) posts: Vec<Reference>,
    /// Lines that lie: values up.
    pub(crate) levels: Vec<Reference>,
}

/// A curve.
pub(crate) struct Series {
    pub(crate) label: String,
    pub(crate) tone: Tone,
    /// Across and up, in order.
    points: Vec<(f64, f64)>,
    /// The interval at each place across: low and high. May be empty.
    pub(crate) ribbon: Vec<(f64, f64, f64)>,
}

impl Series {
    pub(crate) fn new(label: impl Into<String>, tone: Tone, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let points = points.into_iter().filter(|(across, up)| across.is_finite() && up.is_finite()).collect();
        Self { label: label.into(), tone, points, ribbon: Vec::new() }
    }

    fn shown(&self, up: &Scale) -> impl Iterator<Item = (f64, f64)> {
        self.points.iter().copied().filter(move |&(_, value)| up.beyond(value) == (false, false))
    }
}

impl Lines<'_> {
    pub(crate) fn draw(&self) -> Markup {
        let (across, up) = self.scales();
        let ((columns, column_step), (rows, row_step)) = (across.marks(5), up.marks(4));
        let marks = html! {
            g.grid { @for &row in &rows {
                line x1="0" x2="100%" y1=(percent(1.0 - up.at(row))) y2=(percent(1.0 - up.at(row))) {}
            } }
            g.ticks {
                @for &column in &columns {
                    text x=(percent(across.at(column))) y="100%" dy="18" {
                        (self.across.measure.tick(column, column_step))
                    }
                }
                @for &row in &rows {
                    text.left x="0" dx="-8" y=(percent(1.0 - up.at(row))) dy="4" {
                        @if self.ratio { (self.up.measure.ratio_tick(row)) }
                        @else { (self.up.measure.tick(row, row_step)) }
                    }
                }
            }
            text.axis x="50%" y="100%" dy="36" { (self.across.label) }
            text.axis.up x="0" y="0" dy="-24" { (self.up.label) }
            g.reference {
                @for post in &self.posts { (standing(across.at(post.value), &post.label, -9)) }
                @for level in &self.levels { (lying(1.0 - up.at(level.value), &level.label)) }
            }
            svg.curves width="100%" height="100%" viewBox="0 0 1000 1000" preserveAspectRatio="none" {
                @for series in self.series.iter().rev() {
                    @if !series.ribbon.is_empty() {
                        path.ribbon.(series.tone.class()) d=(ribbon(series, &across, &up)) {}
                    }
                    path.mark.(series.tone.class()) d=(curve(series, &across, &up)) {}
                }
            }
            @for (series, place) in self.series.iter().zip(self.places(&across, &up)) {
                @if let Some((left, top)) = place {
                    text.label.(series.tone.class()) x=(percent(left / PLOT.0)) y=(percent(top / PLOT.1)) {
                        (series.label)
                    }
                }
            }
        };
        svg(&self.head, "lines", "", &marks)
    }

    fn scales(&self) -> (Scale, Scale) {
        let points = || self.series.iter().flat_map(|series| &series.points).copied();
        let least = points().map(|(across, _)| across).fold(f64::INFINITY, f64::min);
        let most = points().map(|(across, _)| across).fold(f64::NEG_INFINITY, f64::max);
        let levels = self.levels.iter().map(|level| level.value);
        let top = self.up_most.unwrap_or_else(|| points().map(|(_, up)| up).chain(levels).fold(0.0, f64::max));
        let across = Scale::linear(least, most);
        if self.ratio {
            let bottom = points().map(|(_, up)| up).filter(|up| *up > 0.0).fold(f64::INFINITY, f64::min);
            return (across, Scale::ratio(bottom / 1.15, top * 1.05));
        }
        (across, Scale::even(0.0, top, 4))
    }

    /// Where the name of each curve stands: its left end and its base line, in pixels of [`PLOT`].
    ///
    /// Beside its own curve, as far from all others, from other names and from lines as it gets.
    fn places(&self, across: &Scale, up: &Scale) -> Vec<Option<(f64, f64)>> {
        let curves: Vec<Vec<(f64, f64)>> = self.series.iter().map(|series| sampled(series, across, up)).collect();
        let lines = self.sampled_references(across, up);
        let mut taken: Vec<Area> = Vec::new();
        curves
            .iter()
            .enumerate()
            .zip(&self.series)
            .map(|((index, own), series)| {
                let width = series.label.chars().count() as f64 * LETTER_WIDTH;
                let candidates = own.iter().flat_map(|&(x, y)| {
                    let sides = [
                        (x - width - 9.0, y - 5.0),
                        (x + 9.0, y - 5.0),
                        (x + 9.0, y + 16.0),
                        (x - width - 9.0, y + 16.0),
                    ];
                    sides.map(|(left, base)| Area { left, right: left + width, top: base - 11.0, bottom: base + 3.0 })
                });
                let inside = candidates.filter(|area| {
                    area.left >= 4.0 && area.right <= PLOT.0 && area.top >= 2.0 && area.bottom <= PLOT.1 - 2.0
                });
                let best = inside.map(|area| {
                    let others =
                        curves.iter().enumerate().filter(|(other, _)| *other != index).flat_map(|(_, curve)| curve);
                    let near = others.chain(&lines).map(|&point| area.distance(point));
                    let names = taken.iter().map(|other| area.gap(other) - LINE_HEIGHT / 2.0);
                    let room = near.chain(names).fold(f64::INFINITY, f64::min);
                    let beside = own.iter().map(|&point| area.distance(point)).fold(f64::INFINITY, f64::min);
                    (area, room.min(24.0) - 4.0 * (beside - 5.0).abs() - (area.left / PLOT.0 - 0.4).abs())
                });
                let (area, _) = best.max_by(|(_, a), (_, b)| a.total_cmp(b))?;
                taken.push(area);
                Some((area.left, area.bottom - 3.0))
            })
            .collect()
    }

    fn sampled_references(&self, across: &Scale, up: &Scale) -> Vec<(f64, f64)> {
        let along = |length: f64| (0..=(length / 6.0) as usize).map(|step| step as f64 * 6.0);
        let posts = self.posts.iter().flat_map(|post| {
            let x = across.at(post.value) * PLOT.0;
            along(PLOT.1).map(move |y| (x, y))
        });
        let levels = self.levels.iter().flat_map(|level| {
            let y = (1.0 - up.at(level.value)) * PLOT.1;
            along(PLOT.0).map(move |x| (x, y))
        });
        posts.chain(levels).collect()
    }
}

/// Where a name is.
#[derive(Clone, Copy)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn distance(&self, (x, y): (f64, f64)) -> f64 {
        let (aside, away) =
            ((self.left - x).max(x - self.right).max(0.0), (self.top - y).max(y - self.bottom).max(0.0));
        aside.hypot(away)
    }

    fn gap(&self, other: &Self) -> f64 {
        let aside = (self.left - other.right).max(other.left - self.right).max(0.0);
        aside.hypot((self.top - other.bottom).max(other.top - self.bottom).max(0.0))
    }
}

/// Points along a curve, close enough to one another that no name fits between.
fn sampled(series: &Series, across: &Scale, up: &Scale) -> Vec<(f64, f64)> {
    let place = |(x, y): (f64, f64)| (across.at(x) * PLOT.0, (1.0 - up.at(y)) * PLOT.1);
    let shown: Vec<(f64, f64)> = series.shown(up).map(place).collect();
    let mut points = Vec::new();
    for pair in shown.windows(2) {
        if let &[from, to] = pair {
            let steps = ((to.0 - from.0).hypot(to.1 - from.1) / 6.0).ceil().clamp(1.0, 200.0);
            points.extend((0..steps as usize).map(|step| {
                let part = step as f64 / steps;
                (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part)
            }));
        }
    }
    points.extend(shown.last());
    points
}

fn curve(series: &Series, across: &Scale, up: &Scale) -> String {
    path(series.shown(up), across, up)
}

fn ribbon(series: &Series, across: &Scale, up: &Scale) -> String {
    let below = series.ribbon.iter().map(|&(x, low, _)| (x, low));
    let above = series.ribbon.iter().rev().map(|&(x, _, high)| (x, high));
    format!("{}Z", path(below.chain(above), across, up))
}

fn path(points: impl Iterator<Item = (f64, f64)>, across: &Scale, up: &Scale) -> String {
    let place = |(x, y)| format!("{:.1} {:.1}", across.at(x) * 1000.0, (1.0 - up.at(y)) * 1000.0);
    points.enumerate().map(|(index, point)| format!("{}{}", if index == 0 { 'M' } else { 'L' }, place(point))).collect()
}

fn lying(place: f64, label: &str) -> Markup {
    html! {
        line x1="0" x2="100%" y1=(percent(place)) y2=(percent(place)) {}
        text x="100%" y=(percent(place)) dx="-4" dy="-5" text-anchor="end" { (label) }
    }
}
