//! Figures in cells: the number, how far it may be trusted, and a bar.

use anstyle::Style;
use handraise_evidence::report::Estimate;

use crate::page::Measure;
use crate::terminal::bar::bar;
use crate::terminal::grid::GridCell;
use crate::terminal::{ACCENT, BAD, FAINT, GOOD, STRONG, words};

/// Cells of a bar.
const BAR_WIDTH: usize = 10;

/// The figure itself.
pub(super) fn value(measure: Measure, estimate: Estimate) -> GridCell {
    GridCell::new(plain(&measure.show_if_any(estimate.value)), STRONG)
}

/// The figure of something that matters less.
pub(super) fn beside(measure: Measure, estimate: Estimate) -> GridCell {
    GridCell::from(plain(&measure.show_if_any(estimate.value)))
}

/// A difference: green where its interval says that it is above 0, red where it says that it is below.
pub(super) fn change(measure: Measure, estimate: Estimate) -> GridCell {
    GridCell::new(plain(&measure.show_if_any(estimate.value)), style_beside(estimate, 0.0))
}

/// A ratio: green where its interval lies above 1, red where it lies below.
pub(super) fn ratio(estimate: Estimate) -> GridCell {
    GridCell::new(plain(&Measure::LIFT.show_if_any(estimate.value)), style_beside(estimate, 1.0))
}

/// Its interval, without the unit, which stands beside it; nothing where it is not shown.
pub(super) fn interval(measure: Measure, estimate: Estimate) -> GridCell {
    let shown = plain(&measure.interval(estimate).unwrap_or_default());
    let end = shown.rfind(|c: char| c.is_ascii_digit()).map_or(0, |last| last + 1);
    GridCell::new(shown.get(..end).unwrap_or_default(), FAINT)
}

/// A bar as long as its share of the greatest.
pub(super) fn bar_of(value: Option<f64>, greatest: f64) -> GridCell {
    let share = value.filter(|_| greatest > 0.0).map_or(0.0, |value| value / greatest);
    GridCell::new(bar(share, BAR_WIDTH), ACCENT)
}

/// The same, of something that matters less.
pub(super) fn faint_bar_of(value: Option<f64>, greatest: f64) -> GridCell {
    let share = value.filter(|_| greatest > 0.0).map_or(0.0, |value| value / greatest);
    GridCell::new(bar(share, BAR_WIDTH), FAINT)
}

/// How many.
pub(super) fn count(count: usize) -> GridCell {
    words::thousands(count as u64).into()
}

/// A terminal has plain spaces and signs, which can be searched for.
pub(super) fn plain(text: &str) -> String {
    text.replace('\u{202f}', " ").replace('\u{2212}', "-")
}

/// The greatest of some values; 0 of none.
pub(super) fn greatest(values: impl Iterator<Item = Option<f64>>) -> f64 {
    values.flatten().fold(0.0, f64::max)
}

fn style_beside(estimate: Estimate, nothing: f64) -> Style {
    match (estimate.low, estimate.high) {
        (Some(low), _) if low > nothing => GOOD,
        (_, Some(high)) if high < nothing => BAD,
        _ => Style::new(),
    }
}
