//! Decay: what age leaves of an occurrence.

use handraise_model::values::HalfLife;

/// The multipliers of all half-lives of a model, in thousandths by age, in one table.
#[derive(Debug, Default)]
pub(crate) struct Decays {
    half_lives: Vec<(Option<HalfLife>, Decay)>,
    multipliers: Vec<u16>,
}

/// Where the multipliers of a half-life stand in the table: those of the ages from 0 on, the last for all that follow.
///
/// So the multiplier is looked up without a question: the last is 0 for a half-life, and without one it is the only.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Decay {
    first: u32,
    last: u32,
}

/// Without a half-life all is left.
const FULL: u16 = 1000;

/// At eleven half-lives 1000 / 2048 rounds to nothing.
const HALF_LIVES_MAX: u32 = 11;

impl Decays {
    /// The decay of a half-life, whose multipliers are added where they are not yet there.
    pub(crate) fn add(&mut self, half_life: Option<HalfLife>) -> Decay {
        if let Some((_, known)) = self.half_lives.iter().find(|(known, _)| *known == half_life) {
            return *known;
        }
        let first = self.multipliers.len() as u32;
        match half_life {
            None => self.multipliers.push(FULL),
            Some(half_life) => {
                let ages = 0..=u32::from(half_life.days()) * HALF_LIVES_MAX;
                self.multipliers.extend(ages.map(|age| half_life.multiplier(age) as u16));
            }
        }
        let decay = Decay { first, last: self.multipliers.len() as u32 - 1 - first };
        self.half_lives.push((half_life, decay));
        decay
    }

    /// The multiplier at an age, in thousandths.
    #[inline]
    pub(crate) fn multiplier(&self, decay: Decay, age_days: u32) -> u32 {
        let index = decay.first + age_days.min(decay.last);
        self.multipliers.get(index as usize).map_or(0, |multiplier| u32::from(*multiplier))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_gives_what_the_formula_gives() {
        let mut decays = Decays::default();
        let none = decays.add(None);
        for days in [1, 7, 30, 365, 3650] {
            let half_life = HalfLife::from_days(days).unwrap();
            let decay = decays.add(Some(half_life));
            for age in 0..=u32::from(days) * 12 + 5 {
                let expected = half_life.multiplier(age);
                assert_eq!(decays.multiplier(decay, age), expected, "half-life {days}, age {age}");
            }
        }
        assert_eq!(decays.multiplier(none, 1_000_000), 1000);
    }
}
