//! How totals came about, and what they would be if one criterion gave nothing: composed again by the same code, of what
//! was kept of each lead.

use handraise_model::values::{Exact, Weight};

use crate::block::Chunk;
use crate::places::Places;
use crate::row::Standing;
use crate::scores::{Composition, CriterionId};

impl Places<'_> {
    /// How the total of each lead's product came about; none where details or contributions were not asked for.
    pub fn compositions(&self) -> impl Iterator<Item = Composition> {
        let mut compositions = Vec::new();
        (0..self.len())
            .map(move |place| {
                let best = self.compose_without(None, place, &mut compositions);
                compositions.get(best).cloned().unwrap_or_default()
            })
            .take(self.composed())
    }

    /// Totals if the criterion gave nothing, all else equal; none where details or contributions were not asked for.
    ///
    /// What other criteria wait for (`after`) is reached as before: it is the points that are left out. With products the
    /// lead may come to another one.
    pub fn totals_without(&self, criterion: CriterionId) -> impl Iterator<Item = Exact> {
        let mut compositions = Vec::new();
        (0..self.len()).map(move |place| self.total_without(criterion, place, &mut compositions)).take(self.composed())
    }

    fn total_without(&self, left_out: CriterionId, place: usize, compositions: &mut Vec<Composition>) -> Exact {
        let Some((chunk, position)) = self.at(place) else { return Exact::default() };
        let contribution = match left_out {
            CriterionId::Fit(index) => chunk.profiles.fit(index, position),
            CriterionId::Engagement(index) => self.given_at(chunk, position, index),
        };
        let total = chunk.sheet.standings.get(position).map(Standing::total).unwrap_or_default();
        if contribution == 0 {
            return total;
        }
        let best = self.compose_without(Some(left_out), place, compositions);
        compositions.get(best).map_or(total, |best| best.total)
    }

    /// Composes the totals of all products; gives the index of the lead's.
    fn compose_without(
        &self,
        left_out: Option<CriterionId>,
        place: usize,
        compositions: &mut Vec<Composition>,
    ) -> usize {
        let Some((chunk, position)) = self.at(place) else { return 0 };
        let (plan, model) = (&self.history.plan.composition, self.model());
        let engagement = |index: usize| {
            let is_left_out = left_out == Some(CriterionId::Engagement(index));
            if is_left_out { 0 } else { self.given_at(chunk, position, index) }
        };
        let sum = |sum: usize| {
            let of_all = self.fit_sums().get(sum).and_then(|sums| sums.get(place)).copied().unwrap_or_default();
            let is_in = |index: &usize| plan.fit_sums.get(sum).is_some_and(|criteria| criteria.contains(index));
            match left_out {
                Some(CriterionId::Fit(index)) if is_in(&index) => of_all - chunk.profiles.fit(index, position),
                _ => of_all,
            }
        };
        plan.compose_fit(sum, compositions);
        let persona = chunk.sheet.rows.get(position).and_then(|row| row.persona.get());
        let weight = persona.and_then(|index| model.personas().get(index)).map_or(Weight::ONE, |of| of.weight);
        let lead = chunk.in_force.lead.get(position).copied().unwrap_or(u32::MAX);
        let adjustment = self.history.adjustments.sum(lead, chunk.dates.at(position));
        plan.compose(engagement, weight, adjustment, compositions)
    }

    /// What fit criteria that are summed before they are composed gave, by sum and place: worked out once, for each
    /// criterion that is left out changes one of them alone.
    fn fit_sums(&self) -> &[Vec<i64>] {
        self.fit_sums.get_or_init(|| {
            let of_sum = |criteria: &Vec<usize>| -> Vec<i64> {
                let fit =
                    |chunk: &Chunk, position| criteria.iter().map(|index| chunk.profiles.fit(*index, position)).sum();
                self.each(fit).collect()
            };
            self.history.plan.composition.fit_sums.iter().map(of_sum).collect()
        })
    }

    fn given_at(&self, chunk: &Chunk, position: usize, criterion: usize) -> i64 {
        let count = self.model().engagement().len();
        chunk.sheet.given.get(position * count + criterion).map_or(0, |given| given.contribution)
    }

    fn composed(&self) -> usize {
        if self.options.details && self.options.contributions { usize::MAX } else { 0 }
    }
}
