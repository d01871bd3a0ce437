//! Numbers as the page writes them: so fine that they tell leads apart, no finer.

use handraise_evidence::report::Estimate;

use crate::terminal::words;

/// What stands where there is no number.
pub(super) const NONE: &str = "–";

/// What a number is of, and so how it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Measure {
    factor: f64,
    decimals: usize,
    suffix: &'static str,
    signed: bool,
}

impl Measure {
    /// A fraction of 1: `12.4 %`.
    pub(crate) const SHARE: Self = Self::plain(100.0, 1, "\u{202f}%");
    /// The difference of two fractions of 1, in percentage points: `+2.1 pp`.
    pub(crate) const SHARE_CHANGE: Self = Self::plain(100.0, 1, "\u{202f}pp").signed();
    /// A ratio: `2.9×`.
    pub(crate) const LIFT: Self = Self::plain(1.0, 2, "×");
    /// The difference of two ratios: `+0.4`.
    pub(crate) const LIFT_CHANGE: Self = Self::plain(1.0, 2, "").signed();
    /// A figure between 0 and 1 that is no share: `0.742`.
    pub(crate) const UNIT: Self = Self::plain(1.0, 3, "");
    /// The difference of two such figures: `+0.012`.
    pub(crate) const UNIT_CHANGE: Self = Self::plain(1.0, 3, "").signed();
    /// Whole things, on average: `41.3`.
    pub(crate) const MEAN_COUNT: Self = Self::plain(1.0, 1, "");
    /// More or fewer of them: `+3.2`.
    pub(crate) const COUNT_CHANGE: Self = Self::plain(1.0, 1, "").signed();
    /// Points of a score: `45`.
    pub(crate) const POINTS: Self = Self::plain(1.0, 0, "");

    const fn plain(factor: f64, decimals: usize, suffix: &'static str) -> Self {
        Self { factor, decimals, suffix, signed: false }
    }

    const fn signed(self) -> Self {
        Self { signed: true, ..self }
    }

    /// The number as text.
    pub(crate) fn show(self, value: f64) -> String {
        format!("{}{}", self.bare(value, self.decimals_for(value)), self.suffix)
    }

    /// The number as text; a dash where there is none.
    pub(crate) fn show_if_any(self, value: Option<f64>) -> String {
        value.map_or_else(|| NONE.to_owned(), |value| self.show(value))
    }

    /// An interval: `10.1 to 14.9 %`, as fine as the number it belongs to. `None` where it is not shown.
    pub(crate) fn interval(self, estimate: Estimate) -> Option<String> {
        let (low, high) = (estimate.low?, estimate.high?);
        let decimals = self.decimals_for(estimate.value.unwrap_or(low));
        Some(format!("{} to {}{}", self.bare(low, decimals), self.bare(high, decimals), self.suffix))
    }

    /// A mark of an axis whose marks are so far apart.
    pub(crate) fn tick(self, value: f64, step: f64) -> String {
        let step = (step * self.factor).abs();
        let decimals = if step > 0.0 && step.is_finite() { (-step.log10() - 1e-9).ceil().max(0.0) as usize } else { 0 };
        let signed = self.signed && value != 0.0;
        format!("{}{}", Self { signed, ..self }.bare(value, decimals), self.suffix)
    }

    /// A mark of an axis on which equal steps are equal ratios.
    pub(crate) fn ratio_tick(self, value: f64) -> String {
        let text = format!("{:.3}", value * self.factor);
        format!("{}{}", text.trim_end_matches('0').trim_end_matches('.'), self.suffix)
    }

    /// Three digits that say something: small shares get one more, large numbers one less or none.
    fn decimals_for(self, value: f64) -> usize {
        match (value * self.factor).abs() {
            shown if self.factor == 100.0 && shown > 0.0 && shown < 0.995 => self.decimals + 1,
            shown if self == Self::UNIT_CHANGE && shown > 0.0 && shown < 0.000_95 => self.decimals + 1,
            shown if shown >= 99.95 && self != Self::SHARE => 0,
            shown if shown >= 9.995 => self.decimals.min(1),
            _ => self.decimals,
        }
    }

    fn bare(self, value: f64, decimals: usize) -> String {
        let value = value * self.factor;
        if !value.is_finite() {
            return NONE.to_owned();
        }
        let digits = format!("{:.decimals$}", value.abs());
        let zero = digits.bytes().all(|digit| matches!(digit, b'0' | b'.'));
        let sign = match (zero, value < 0.0) {
            (false, true) => "\u{2212}",
            (false, false) if self.signed => "+",
            _ => "",
        };
        let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
        let whole = whole.parse().map_or_else(|_| whole.to_owned(), words::thousands);
        format!("{sign}{whole}{rest}")
    }
}

/// `1,234`.
pub(super) fn count(count: usize) -> String {
    words::thousands(count as u64)
}

/// An instant for people: `2026-01-15`, with the time of day only where it is not midnight; other text stays as it is.
pub(super) fn instant(text: &str) -> String {
    match (text.get(..10), text.get(10..11), text.get(11..16)) {
        (Some(day), Some("T"), Some("00:00")) => day.to_owned(),
        (Some(day), Some("T"), Some(time)) => format!("{day} {time}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_fine_as_they_need_to_be() {
        for (measure, value, text) in [
            (Measure::SHARE, 0.1239, "12.4\u{202f}%"),
            (Measure::SHARE, 0.0041, "0.41\u{202f}%"),
            (Measure::SHARE, 0.0, "0.0\u{202f}%"),
            (Measure::SHARE_CHANGE, -0.021, "\u{2212}2.1\u{202f}pp"),
            (Measure::LIFT, 2.904, "2.90×"),
            (Measure::UNIT_CHANGE, 0.012, "+0.012"),
            (Measure::UNIT_CHANGE, 0.000_31, "+0.0003"),
            (Measure::UNIT_CHANGE, -0.00001, "0.0000"),
            (Measure::MEAN_COUNT, 12_345.67, "12,346"),
            (Measure::LIFT, 12.34, "12.3×"),
            (Measure::POINTS, f64::NAN, "–"),
        ] {
            assert_eq!(measure.show(value), text);
        }
        let estimate = Estimate { value: Some(0.124), low: Some(0.101), high: Some(0.149) };
        assert_eq!(Measure::SHARE.interval(estimate).as_deref(), Some("10.1 to 14.9\u{202f}%"));
        assert_eq!(Measure::SHARE.interval(Estimate { low: None, ..estimate }), None);
    }

    #[test]
    fn marks_of_an_axis_are_as_fine_as_their_step() {
        assert_eq!(Measure::SHARE.tick(0.2, 0.1), "20\u{202f}%");
        assert_eq!(Measure::SHARE.tick(0.025, 0.005), "2.5\u{202f}%");
        assert_eq!(Measure::UNIT_CHANGE.tick(0.0, 0.02), "0.00");
        assert_eq!(Measure::LIFT.ratio_tick(0.5), "0.5×");
        assert_eq!(Measure::POINTS.tick(40.0, 20.0), "40");
    }

    #[test]
    fn midnight_is_a_day() {
        assert_eq!(instant("2026-01-15T00:00:00.000000Z"), "2026-01-15");
        assert_eq!(instant("2026-01-15T18:30:00.000000Z"), "2026-01-15 18:30");
        assert_eq!(instant("7d"), "7d");
    }
}
