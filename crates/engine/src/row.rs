//! What is kept of each scored lead: sixteen bytes that decide its place and, where more is asked for, forty others, for
//! there may be millions. What follows from them is told when it is asked for.

use handraise_model::values::{Exact, Spanned};
use handraise_model::{Model, ProductId, Rating};

use crate::error::ScoreError;
use crate::scores::{CriterionId, Reason};

/// What decides a lead's place in the list.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Standing {
    /// The total of an eligible lead; of any other all its bits turned round, which is less than nothing.
    total: i64,
    pub(crate) last_touch: Instant,
}

impl Standing {
    pub(crate) fn new(total: Exact, is_eligible: bool, last_touch: Option<i64>) -> Self {
        Self { total: if is_eligible { total.0 } else { !total.0 }, last_touch: Instant::new(last_touch) }
    }

    pub(crate) fn is_eligible(&self) -> bool {
        self.total >= 0
    }

    /// fit + engagement + adjustment, clipped: never negative.
    pub(crate) fn total(&self) -> Exact {
        Exact(if self.is_eligible() { self.total } else { !self.total })
    }
}

/// What scoring gives one lead, apart from its place and its lane.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Row {
    pub(crate) fit: Exact,
    pub(crate) engagement: Exact,
    pub(crate) last_hand_raise: Instant,
    /// The class of the last hand raise, where there is one.
    pub(crate) hand_raise_class: u32,
    pub(crate) product: Index,
    pub(crate) persona: Index,
    pub(crate) size: Index,
    pub(crate) gates_met: u16,
    pub(crate) critical_met: u16,
    pub(crate) excluded: bool,
}

/// An instant in microseconds, or none: the first there is, at which no event is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(i64);

impl Default for Instant {
    fn default() -> Self {
        Self::new(None)
    }
}

/// An index into a list of the model, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Index(u16);

impl Default for Index {
    fn default() -> Self {
        Self::new(None)
    }
}

/// The most entries of a list of the model.
const ENTRIES_MAX: usize = u16::MAX as usize;

/// The three reasons of a lead. A reason is a positive contribution, so that one of nothing is none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reasons([Kept; 3]);

#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    contribution: i64,
    occurrences: u32,
    latest_age_days: u32,
    is_engagement: bool,
    criterion: u16,
}

impl Row {
    /// A total as the model shows it.
    pub(crate) fn rating(&self, model: &Model, total: Exact) -> i64 {
        let score = total.round_half_up();
        match model.score().rating {
            Rating::Hundred => score,
            Rating::Thousand => {
                let size = self.size.get().and_then(|index| model.sizes().get(index));
                size.map_or(0, |size| i64::from(size.digit)) * 1000 + score
            }
            Rating::Stakes => i64::from(self.gates_met) * 100 + score.min(99),
        }
    }

    /// The letter for fit, where the model has thresholds for it.
    pub(crate) fn fit_grade(&self, model: &Model) -> Option<char> {
        let thresholds = model.grade().fit.as_ref()?;
        ['A', 'B', 'C', 'D'].get(place(thresholds, self.fit)).copied()
    }

    /// The digit for engagement, where the model has thresholds for it.
    pub(crate) fn engagement_grade(&self, model: &Model) -> Option<char> {
        let thresholds = model.grade().engagement.as_ref()?;
        ['1', '2', '3', '4'].get(place(thresholds, self.engagement)).copied()
    }

    pub(crate) fn product(&self) -> Option<ProductId> {
        self.product.get().map(ProductId)
    }
}

fn place(thresholds: &[Spanned<Exact>; 3], value: Exact) -> usize {
    thresholds.iter().position(|threshold| value >= threshold.value).unwrap_or(3)
}

impl Instant {
    pub(crate) fn new(time: Option<i64>) -> Self {
        Self(time.unwrap_or(i64::MIN))
    }

    pub(crate) fn get(self) -> Option<i64> {
        (self.0 != i64::MIN).then_some(self.0)
    }
}

impl Index {
    pub(crate) fn new(index: Option<usize>) -> Self {
        // No list is longer: see `check_lists`.
        Self(index.and_then(|index| u16::try_from(index).ok()).unwrap_or(u16::MAX))
    }

    pub(crate) fn get(self) -> Option<usize> {
        (self.0 != u16::MAX).then_some(usize::from(self.0))
    }
}

impl Reasons {
    /// Takes a criterion in, if its contribution is among the largest; of equal ones the earlier stay before it.
    pub(crate) fn offer(&mut self, reason: impl Fn() -> Reason, contribution: i64) {
        if contribution <= self.0[2].contribution {
            return;
        }
        let Reason { criterion, occurrences, latest_age_days, .. } = reason();
        let (is_engagement, criterion) = match criterion {
            CriterionId::Fit(index) => (false, index as u16),
            CriterionId::Engagement(index) => (true, index as u16),
        };
        let latest_age_days = latest_age_days.unwrap_or_default();
        let place = self.0.iter().position(|other| other.contribution < contribution).unwrap_or(2);
        self.0[place..].rotate_right(1);
        self.0[place] = Kept { contribution, occurrences, latest_age_days, is_engagement, criterion };
    }

    /// The reasons, the largest first.
    pub(crate) fn get(&self) -> [Option<Reason>; 3] {
        self.0.map(|kept| {
            let index = usize::from(kept.criterion);
            let criterion = if kept.is_engagement { CriterionId::Engagement(index) } else { CriterionId::Fit(index) };
            (kept.contribution > 0).then_some(Reason {
                criterion,
                contribution: Exact(kept.contribution),
                occurrences: kept.occurrences,
                latest_age_days: (kept.occurrences > 0).then_some(kept.latest_age_days),
            })
        })
    }
}

/// Proves that an index into any list of a model is kept in full.
pub(crate) fn check_lists(model: &Model) -> Result<(), ScoreError> {
    let lists = [
        ("gates", model.gates().len()),
        ("fit criteria", model.fit().len()),
        ("engagement criteria", model.engagement().len()),
        ("personas", model.personas().len()),
        ("products", model.products().len()),
        ("sizes", model.sizes().len()),
    ];
    match lists.into_iter().find(|(_, entries)| *entries > ENTRIES_MAX) {
        Some((what, _)) => Err(ScoreError::TooManyRows { what, limit: ENTRIES_MAX as u64 }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_leads_fit_in_64_megabytes() {
        assert_eq!((size_of::<Standing>(), size_of::<Row>()), (16, 40));
    }
}
