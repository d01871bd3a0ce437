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
        self.each(|chunk, position| (chunk, position))
            .map(move |(chunk, position)| {
                let best = self.compose_without(None, chunk, position, &mut compositions);
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
        self.each(|chunk, position| (chunk, position))
            .map(move |(chunk, position)| self.total_without(criterion, chunk, position, &mut compositions))
            .take(self.composed())
    }

    fn total_without(
        &self,
        left_out: CriterionId,
        chunk: &Chunk,
        position: usize,
        compositions: &mut Vec<Composition>,
    ) -> Exact {
        let contribution = match left_out {
            CriterionId::Fit(index) => chunk.profiles.fit(index, position),
            CriterionId::Engagement(index) => self.given_at(chunk, position, index),
        };
        let total = chunk.sheet.standings.get(position).map(Standing::total).unwrap_or_default();
        if contribution == 0 {
            return total;
        }
        let best = self.compose_without(Some(left_out), chunk, position, compositions);
        compositions.get(best).map_or(total, |best| best.total)
    }

    /// Composes the totals of all products; gives the index of the lead's.
    fn compose_without(
        &self,
        left_out: Option<CriterionId>,
        chunk: &Chunk,
        position: usize,
        compositions: &mut Vec<Composition>,
    ) -> usize {
        let (plan, model) = (&self.history.plan.composition, self.model());
        let fit = |index: usize| {
            if left_out == Some(CriterionId::Fit(index)) { 0 } else { chunk.profiles.fit(index, position) }
        };
        let engagement = |index: usize| {
            let is_left_out = left_out == Some(CriterionId::Engagement(index));
            if is_left_out { 0 } else { self.given_at(chunk, position, index) }
        };
        let sum =
            |sum: usize| plan.fit_sums.get(sum).map_or(0, |criteria| criteria.iter().map(|index| fit(*index)).sum());
        plan.compose_fit(sum, compositions);
        let persona = chunk.sheet.rows.get(position).and_then(|row| row.persona.get());
        let weight = persona.and_then(|index| model.personas().get(index)).map_or(Weight::ONE, |of| of.weight);
        let lead = chunk.in_force.lead.get(position).copied().unwrap_or(u32::MAX);
        let adjustment = self.history.adjustments.sum(lead, chunk.dates.at(position));
        plan.compose(engagement, weight, adjustment, compositions)
    }

    fn given_at(&self, chunk: &Chunk, position: usize, criterion: usize) -> i64 {
        let count = self.model().engagement().len();
        chunk.sheet.given.get(position * count + criterion).map_or(0, |given| given.contribution)
    }

    fn composed(&self) -> usize {
        if self.options.details && self.options.contributions { usize::MAX } else { 0 }
    }
}
