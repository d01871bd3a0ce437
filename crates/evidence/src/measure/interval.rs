//! Intervals of 95 %, and the normal distribution that they are made with.

/// Where a figure may well lie: 95 of 100 such intervals hold the truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Its lower bound.
    pub low: f64,
    /// Its upper bound.
    pub high: f64,
}

/// The 97.5 % point of the standard normal distribution: two-sided 95 %.
pub(crate) const Z_95: f64 = 1.959_963_984_540_054;
/// The 80 % point of the standard normal distribution: power.
pub(crate) const Z_80: f64 = 0.841_621_233_572_914_2;

impl Interval {
    /// Whether a value lies in it, bounds included.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Wide enough to hold the value that was measured: one side without winners moves an interval away from it.
    pub(crate) fn reaching(self, value: f64) -> Self {
        Self { low: self.low.min(value), high: self.high.max(value) }
    }

    /// Both bounds through an increasing function.
    pub(crate) fn map(self, increasing: impl Fn(f64) -> f64) -> Self {
        Self { low: increasing(self.low), high: increasing(self.high) }
    }
}

/// What an interval is made of: a figure as measured, in replicates, and without one part of the clusters after another.
pub(crate) struct Sample {
    pub(crate) measured: f64,
    pub(crate) drawn: Vec<Option<f64>>,
    pub(crate) left_out: Vec<Option<f64>>,
    /// The clusters that the figure chiefly hangs on: those with a winner.
    pub(crate) winning_clusters: usize,
}

impl Sample {
    /// The BCa interval of a bootstrap (Efron, 1987; Davison and Hinkley, 1997, section 5.3.2), with quantiles of
    /// Student's t for few winners (Hesterberg, 2015, section 5.3).
    ///
    /// Plain percentiles are off where a figure is biased, as those are that look for a greatest distance (KS) or for the
    /// best rows, and where it is skewed, as the rate of a small top is. The bias is read off the share of replicates
    /// below the estimate, the skewness off the parts that were left out. Replicates without a meaning are left out;
    /// `None` when that is most of them.
    pub(crate) fn interval(&self) -> Option<Interval> {
        let mut drawn = self.known()?;
        drawn.sort_by(f64::total_cmp);
        // Ties with the estimate count half, so that a figure of few values is not taken for biased.
        let below = drawn.partition_point(|value| *value < self.measured);
        let not_above = drawn.partition_point(|value| *value <= self.measured);
        let share = (below + not_above) as f64 / (2 * drawn.len()) as f64;
        let half = 0.5 / drawn.len() as f64;
        let bias = normal_quantile(share.clamp(half, 1.0 - half));
        let (acceleration, reach) = (self.acceleration(), self.reach());
        let at = |z: f64| {
            let moved = bias + z;
            percentile(&drawn, normal_cumulative(bias + moved / (1.0 - acceleration * moved).max(0.1)))
        };
        Some(Interval { low: at(-reach), high: at(reach) })
    }

    /// The symmetric interval: the estimate and so many standard errors of the bootstrap to both sides (Efron and
    /// Tibshirani, 1993, section 12.4).
    ///
    /// For differences of two lists of the same leads. What they share cancels, so few winners decide, bias and skewness
    /// with them, and to correct for what so few say of those does more harm than good.
    pub(crate) fn symmetric(&self) -> Option<Interval> {
        let reach = self.reach() * standard_deviation(&self.known()?)?;
        Some(Interval { low: self.measured - reach, high: self.measured + reach })
    }

    /// The replicates that have a meaning, where that is most of them.
    fn known(&self) -> Option<Vec<f64>> {
        let known: Vec<f64> = self.drawn.iter().flatten().copied().collect();
        (known.len() * 2 > self.drawn.len() && self.winning_clusters > 1).then_some(known)
    }

    /// A sixth of the figure's skewness, by the jackknife (Efron, 1987).
    fn acceleration(&self) -> f64 {
        let squares = self.moment(2);
        if squares > 0.0 { self.moment(3) / (6.0 * squares.powf(1.5)) } else { 0.0 }
    }

    /// How many standard errors an interval reaches: as many as Student's t has with the degrees of freedom of the
    /// jackknife's variance, which are few where a figure hangs on few clusters.
    fn reach(&self) -> f64 {
        let parts = self.left_out.iter().flatten().count() as f64;
        let freedom = freedom(self.moment(2), self.moment(4), parts);
        student(freedom.min((self.winning_clusters - 1) as f64).max(1.0))
    }

    /// The sum of powers of what each part, left out, takes away.
    fn moment(&self, exponent: i32) -> f64 {
        let known = || self.left_out.iter().flatten();
        let mean = known().sum::<f64>() / known().count() as f64;
        known().map(|value| (mean - value).powi(exponent)).sum()
    }
}

/// The standard deviation of some values; `None` of less than two.
pub(crate) fn standard_deviation(values: &[f64]) -> Option<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| (squares / (values.len() - 1) as f64).sqrt())
}

/// The degrees of freedom of a variance that is a sum of squares over so many independent parts, given the sum of their
/// fourth powers (Satterthwaite, 1946): few where few parts make most of it.
pub(crate) fn freedom(squares: f64, fourths: f64, parts: f64) -> f64 {
    let spread = fourths - squares.powi(2) / parts;
    if spread > 0.0 { 2.0 * squares.powi(2) / spread } else { parts }
}

/// The 97.5 % point of Student's t: the first terms of its expansion (Abramowitz and Stegun, 1964, 26.7.5).
pub(crate) fn student(freedom: f64) -> f64 {
    let z = Z_95;
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let third = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    z + first / freedom + second / freedom.powi(2) + third / freedom.powi(3)
}

/// The value at a share of sorted values, between two of them where it falls there (Hyndman and Fan, 1996, type 6).
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let position = (share * (sorted.len() + 1) as f64 - 1.0).clamp(0.0, (sorted.len() - 1) as f64);
    let (before, part) = (position.floor() as usize, position.fract());
    let at = |index: usize| sorted.get(index.min(sorted.len() - 1)).copied().unwrap_or_default();
    at(before) + part * (at(before + 1) - at(before))
}

/// The standard normal distribution function, from its tail as a continued fraction (Abramowitz and Stegun, 1964,
/// 26.2.14) and near the middle as a series (26.2.11); absolute error below 1e-14.
pub(crate) fn normal_cumulative(z: f64) -> f64 {
    let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if z.abs() < 3.0 {
        let (mut term, mut sum) = (z, z);
        for odd in (3..200).step_by(2) {
            term *= z * z / f64::from(odd);
            sum += term;
        }
        return 0.5 + density * sum;
    }
    let mut fraction = z.abs();
    for step in (1..200).rev() {
        fraction = z.abs() + f64::from(step) / fraction;
    }
    let tail = density / fraction;
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// The inverse of [`normal_cumulative`] for shares above 0 and below 1, by bisection.
pub(crate) fn normal_quantile(share: f64) -> f64 {
    bisect(-40.0, 40.0, |z| normal_cumulative(z) < share)
}

/// Where a condition that holds on the left ends; 200 halvings, as exact as a 64-bit float can be.
pub(crate) fn bisect(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = low + (high - low) / 2.0;
        if holds(middle) { low = middle } else { high = middle }
    }
    low + (high - low) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_literature() {
        let near = |found: f64, expected: f64, within: f64| {
            assert!((found - expected).abs() <= within, "{found} is not {expected}");
        };
        near(normal_cumulative(-5.0), 2.866515718791933e-7, 1e-18);
        near(normal_cumulative(-2.9), 0.0018658133003840375, 1e-15);
        near(normal_cumulative(-0.3), 0.3820885778110474, 1e-15);
        near(normal_cumulative(3.1), 0.9990323967867817, 1e-15);
        near(normal_quantile(0.975), Z_95, 1e-13);
        near(normal_quantile(0.8), Z_80, 1e-13);
        near(student(10.0), 2.228138851986274, 2e-3);
        near(student(30.0), 2.0422724563012378, 1e-4);
    }

    #[test]
    fn percentiles_lie_between_values() {
        let values = [1.0, 2.0, 3.0];
        assert_eq!([0.0, 0.25, 0.375, 0.5, 1.0].map(|share| percentile(&values, share)), [1.0, 1.0, 1.5, 2.0, 3.0]);
    }

    #[test]
    fn a_figure_that_never_moves_has_an_interval_of_no_width() {
        let still = |count: usize| vec![Some(0.5); count];
        let sample = |drawn| Sample { measured: 0.5, drawn, left_out: still(20), winning_clusters: 30 };
        assert_eq!(sample(still(100)).interval(), Some(Interval { low: 0.5, high: 0.5 }));
        assert_eq!(sample(still(100)).symmetric(), Some(Interval { low: 0.5, high: 0.5 }));
        assert_eq!(sample([still(50), vec![None; 50]].concat()).interval(), None);
    }
}
