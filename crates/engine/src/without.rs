//! What totals would be if one criterion gave nothing: composed again by the same code, of what was kept of each lead.

use handraise_model::values::{Exact, Weight};

use crate::block::Chunk;
use crate::places::Places;
use crate::row::Standing;
use crate::scores::{Composition, CriterionId};

impl Places<'_> {
    /// Totals if the criterion gave nothing, all else equal; none where details or contributions were not asked for.
    ///
    /// What other criteria wait for (`after`) is reached as before: it is the points that are left out. With products the
    /// lead may come to another one.
    pub fn totals_without(&self, criterion: CriterionId) -> impl Iterator<Item = Exact> {
        let mut compositions = Vec::new();
        let kept = if self.options.details && self.options.contributions { usize::MAX } else { 0 };
        self.each(|chunk, position| (chunk, position))
            .map(move |(chunk, position)| self.total_without(criterion, chunk, position, &mut compositions))
            .take(kept)
    }

    fn total_without(
        &self,
        left_out: CriterionId,
        chunk: &Chunk,
        position: usize,
        compositions: &mut Vec<Composition>,
    ) -> Exact {
        let (plan, model) = (&self.history.plan.composition, self.model());
        let given = chunk.sheet.given.get(position * model.engagement().len()..).unwrap_or_default();
        let fit = |index: usize| {
            if left_out == CriterionId::Fit(index) { 0 } else { chunk.profiles.fit(index, position) }
        };
        let engagement = |index: usize| {
            let contribution = given.get(index).map_or(0, |given| given.contribution);
            if left_out == CriterionId::Engagement(index) { 0 } else { contribution }
        };
        let contribution = match left_out {
            CriterionId::Fit(index) => chunk.profiles.fit(index, position),
            CriterionId::Engagement(index) => given.get(index).map_or(0, |given| given.contribution),
        };
        let total = chunk.sheet.standings.get(position).map(Standing::total).unwrap_or_default();
        if contribution == 0 {
            return total;
        }
        let sum =
            |sum: usize| plan.fit_sums.get(sum).map_or(0, |criteria| criteria.iter().map(|index| fit(*index)).sum());
        plan.compose_fit(sum, compositions);
        let persona = chunk.sheet.rows.get(position).and_then(|row| row.persona.get());
        let weight = persona.and_then(|index| model.personas().get(index)).map_or(Weight::ONE, |of| of.weight);
        let lead = chunk.in_force.lead.get(position).copied().unwrap_or(u32::MAX);
        let adjustment = self.history.adjustments.sum(lead, chunk.dates.at(position));
        let best = plan.compose(engagement, weight, adjustment, compositions);
        compositions.get(best).map_or(total, |best| best.total)
    }
}
