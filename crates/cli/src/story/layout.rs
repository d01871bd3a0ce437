//! The lines of a waterfall: labels, numbers and bars in columns.

use super::waterfall::Step;
use crate::terminal::bar::span;
use crate::terminal::words::{exact, signed_exact};
use crate::terminal::{ACCENT, BAD, FAINT, GOOD, STRONG, cut, padded, paint, printable, text_width};

/// The least room for labels.
const LABEL_WIDTH_MIN: usize = 32;
/// Cells of a bar, where there is room.
const BAR_WIDTH_MAX: usize = 20;
/// Cells of a bar beside long labels.
const BAR_WIDTH_BESIDE_LONG_LABELS: usize = 10;
/// What a line has beside its label, with a full bar and a short note; a longer label takes from the bar, not the note.
const LINE_WITHOUT_LABEL: usize = 60;

/// How wide the parts of a step's line are, and what a full bar stands for.
pub(super) struct Layout {
    /// Of a label.
    pub(super) label: usize,
    /// Of the points.
    pub(super) points: usize,
    sum: usize,
    bar: usize,
    low: f64,
    high: f64,
    width: usize,
}

impl Layout {
    /// Wide enough for labels of these widths, up to half of the line, and for the numbers of the steps; times of
    /// occurrences have the room that they take.
    pub(super) fn new(labels: &[usize], times: usize, steps: &[Step], width: usize) -> Self {
        let widest = |texts: &mut dyn Iterator<Item = usize>, least| texts.max().unwrap_or(0).max(least);
        let sums = || steps.iter().map(|step| step.sum as f64);
        let label_max = (width / 2).max(LABEL_WIDTH_MIN);
        let label = widest(&mut labels.iter().copied(), LABEL_WIDTH_MIN).min(label_max).max(times);
        let over = (label + LINE_WITHOUT_LABEL).saturating_sub(width);
        let bar_max = BAR_WIDTH_MAX.saturating_sub(over).max(BAR_WIDTH_BESIDE_LONG_LABELS);
        let points = widest(&mut steps.iter().map(|step| signed_exact(step.change).len()), 6);
        let sum = widest(&mut steps.iter().map(|step| exact(step.sum).len()), 4);
        Self {
            label,
            points,
            sum,
            bar: width.saturating_sub(2 + label + 2 + points + 2 + 2 + sum).min(bar_max),
            low: sums().fold(0.0, f64::min),
            high: sums().fold(0.0, f64::max),
            width,
        }
    }

    /// A step: its label, points, bar, the sum so far, and a note.
    pub(super) fn line(&self, label: &str, step: &Step, note: &str) -> String {
        let style = match step.change.signum() {
            1 => GOOD,
            -1 => BAD,
            _ => FAINT,
        };
        let change = if step.change == 0 { "0".to_owned() } else { signed_exact(step.change) };
        let (from, to) = (self.share(step.sum - step.change), self.share(step.sum));
        let bar = if step.change == 0 { " ".repeat(self.bar) } else { span(from, to, self.bar) };
        let name = padded(&cut(label, self.label), self.label);
        let name = if step.change == 0 { paint(FAINT, name) } else { name };
        let (points, sum) = (format!("{change:>width$}", width = self.points), exact(step.sum));
        let line = format!(
            "  {name}  {}  {}  {}",
            paint(style, points),
            paint(style, bar),
            paint(FAINT, format!("{sum:>width$}", width = self.sum)),
        );
        self.noted(&line, 2 + self.label + 2 + self.points + 2 + self.bar + 2 + self.sum, note)
    }

    /// A sum on the way.
    pub(super) fn mark(&self, label: &str, step: &Step, note: &str) -> String {
        let name = padded(&cut(label, self.label), self.label);
        let sum = format!("{:>width$}", exact(step.sum), width = self.points);
        let share = if self.high > 0.0 { self.share(0).max(0.0) } else { 0.0 };
        let bar = if step.sum > 0 { span(share, self.share(step.sum), self.bar) } else { " ".repeat(self.bar) };
        let line = format!("  {}  {}  {}", paint(STRONG, name), paint(STRONG, sum), paint(ACCENT, bar));
        self.noted(&line, 2 + self.label + 2 + self.points + 2 + self.bar, note)
    }

    /// A line of a width with a note: beside it if there is room, else below.
    fn noted(&self, line: &str, line_width: usize, note: &str) -> String {
        if note.is_empty() {
            format!("{}\n", line.trim_end())
        } else if line_width + 2 + text_width(note) <= self.width {
            format!("{line}  {}\n", paint(FAINT, printable(note)))
        } else {
            format!("{}\n    {}\n", line.trim_end(), paint(FAINT, cut(note, self.width.saturating_sub(4).max(16))))
        }
    }

    /// Where a sum stands between the least and the greatest.
    fn share(&self, sum: i128) -> f64 {
        let range = self.high - self.low;
        if range > 0.0 { (sum as f64 - self.low) / range } else { 0.0 }
    }
}
