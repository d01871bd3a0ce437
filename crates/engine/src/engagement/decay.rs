//! Decay: what age leaves of an occurrence.

use handraise_model::values::HalfLife;

/// A half-life's multipliers in thousandths by age, up to the age at which nothing is left.
#[derive(Debug)]
pub(crate) struct Decay {
    half_life: Option<HalfLife>,
    multipliers: Vec<u16>,
}

/// Without a half-life all is left.
const FULL: u32 = 1000;

/// At eleven half-lives 1000 / 2048 rounds to nothing.
const HALF_LIVES_MAX: u32 = 11;

impl Decay {
    /// The table of a half-life.
    pub(crate) fn new(half_life: Option<HalfLife>) -> Self {
        let multipliers = half_life.map_or_else(Vec::new, |half_life| {
            let ages = 0..=u32::from(half_life.days()) * HALF_LIVES_MAX;
            ages.map(|age| half_life.multiplier(age) as u16).take_while(|multiplier| *multiplier > 0).collect()
        });
        Self { half_life, multipliers }
    }

    pub(crate) fn half_life(&self) -> Option<HalfLife> {
        self.half_life
    }

    /// The multiplier at an age, in thousandths.
    pub(crate) fn multiplier(&self, age_days: u32) -> u32 {
        match self.half_life {
            None => FULL,
            Some(_) => self.multipliers.get(age_days as usize).map_or(0, |multiplier| u32::from(*multiplier)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_gives_what_the_formula_gives() {
        for days in [1, 7, 30, 365, 3650] {
            let half_life = HalfLife::from_days(days).unwrap();
            let decay = Decay::new(Some(half_life));
            for age in 0..=u32::from(days) * 12 + 5 {
                assert_eq!(decay.multiplier(age), half_life.multiplier(age), "half-life {days}, age {age}");
            }
        }
        assert_eq!(Decay::new(None).multiplier(1_000_000), 1000);
    }
}
