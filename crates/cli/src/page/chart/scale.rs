//! From values to places on an axis, and which of them get a mark.

/// An axis from a value to a greater one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    ratio: bool,
}

impl Scale {
    /// Equal steps are equal differences. Ends that make no axis are moved apart.
    pub(super) fn linear(low: f64, high: f64) -> Self {
        let (low, high) = if low.is_finite() && high.is_finite() { (low, high) } else { (0.0, 1.0) };
        let high = if high > low { high } else { low + low.abs().max(1.0) };
        Self { low, high, ratio: false }
    }

    /// Likewise, with the ends on marks.
    pub(super) fn even(low: f64, high: f64, marks: usize) -> Self {
        let scale = Self::linear(low, high);
        let step = scale.step(marks);
        Self::linear((scale.low / step + 1e-9).floor() * step, (scale.high / step - 1e-9).ceil() * step)
    }

    /// Equal steps are equal ratios; both ends are above 0.
    pub(super) fn ratio(low: f64, high: f64) -> Self {
        let low = if low.is_finite() && low > 0.0 { low } else { 0.5 };
        let high = if high.is_finite() && high > low { high } else { low * 4.0 };
        Self { low, high, ratio: true }
    }

    /// Where a value lies, 0 to 1; what lies beyond an end lies at it.
    pub(super) fn at(&self, value: f64) -> f64 {
        let place = if self.ratio {
            (value.max(f64::MIN_POSITIVE) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        if place.is_finite() { place.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// Whether a value lies before the low end or beyond the high one.
    pub(super) fn beyond(&self, value: f64) -> (bool, bool) {
        let slack = (self.high - self.low) * 1e-9;
        (value < self.low - slack, value > self.high + slack)
    }

    /// About so many round values, and the distance between two of them; a ratio's distance has no meaning.
    pub(super) fn marks(&self, about: usize) -> (Vec<f64>, f64) {
        let step = self.step(about);
        if self.ratio {
            let marks = self.ratio_marks();
            if (3..=about.max(3) * 2).contains(&marks.len()) {
                return (marks, step);
            }
        }
        let (first, last) = ((self.low / step - 1e-9).ceil() as i64, (self.high / step + 1e-9).floor() as i64);
        ((first..=last.min(first.saturating_add(100))).map(|mark| mark as f64 * step).collect(), step)
    }

    /// 1, 2 and 5 times powers of ten.
    fn ratio_marks(&self) -> Vec<f64> {
        let powers = -9..=9;
        let marks = powers.flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10f64.powi(power)));
        marks.filter(|&mark| self.beyond(mark) == (false, false)).collect()
    }

    fn step(&self, about: usize) -> f64 {
        let rough = (self.high - self.low) / about.max(1) as f64;
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * power).into_iter().find(|step| *step >= rough * 0.999);
        step.filter(|step| step.is_finite() && *step > 0.0).unwrap_or(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(scale: Scale, about: usize) -> Vec<f64> {
        scale.marks(about).0.iter().map(|mark| (mark * 1e6).round() / 1e6).collect()
    }

    #[test]
    fn marks_are_round() {
        assert_eq!(marks(Scale::linear(0.0, 1.0), 5), [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        assert_eq!(marks(Scale::linear(-0.013, 0.041), 5), [0.0, 0.02, 0.04]);
        assert_eq!(marks(Scale::even(0.0, 37.0, 4), 4), [0.0, 10.0, 20.0, 30.0, 40.0]);
        assert_eq!(marks(Scale::ratio(0.3, 6.0), 5), [0.5, 1.0, 2.0, 5.0]);
        assert_eq!(marks(Scale::ratio(0.9, 1.3), 4), [0.9, 1.0, 1.1, 1.2, 1.3]);
    }

    #[test]
    fn an_axis_is_never_empty() {
        for scale in [
            Scale::linear(3.0, 3.0),
            Scale::linear(f64::NAN, 1.0),
            Scale::linear(0.0, f64::INFINITY),
            Scale::ratio(0.0, 0.0),
            Scale::ratio(-1.0, f64::NAN),
            Scale::even(0.0, 0.0, 4),
        ] {
            assert!(marks(scale, 4).len() >= 2, "{scale:?}");
            assert!((0.0..=1.0).contains(&scale.at(f64::NAN)) && scale.at(f64::INFINITY) <= 1.0, "{scale:?}");
        }
    }

    #[test]
    fn ratios_are_as_far_apart_as_their_logarithms() {
        let scale = Scale::ratio(0.25, 4.0);
        assert!((scale.at(1.0) - 0.5).abs() < 1e-12);
        assert!((scale.at(2.0) - 0.75).abs() < 1e-12);
        assert_eq!(scale.at(100.0), 1.0);
        assert_eq!(scale.beyond(100.0), (false, true));
    }
}
