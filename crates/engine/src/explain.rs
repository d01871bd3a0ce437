//! Explanation: the computation of the score, asked to keep its parts.

use std::sync::Arc;

use handraise_model::values::Exact;

use crate::block::Chunk;
use crate::condition::Memory;
use crate::engagement::{ClassTable, Context, Schedule, Sink};
use crate::error::ScoreError;
use crate::history::{History, ScoreOptions};
use crate::leads::Present;
use crate::partition;
use crate::places::Places;
use crate::profile::Profiles;
use crate::scores::{
    Answer, Answers, Composition, CriterionDetail, CriterionId, ExplainedCriterion, Explanation, Occurrence,
};
use crate::sheet::{Assessment, Desk, Sheet};
use crate::timeline::Timeline;

/// Keeps what each criterion counted.
struct Story {
    criteria: Vec<Chapter>,
}

#[derive(Clone, Default)]
struct Chapter {
    /// The latest first.
    counted: Vec<Occurrence>,
    over_cap: u32,
    after_reached: Option<i64>,
}

impl Sink for Story {
    fn counted(&mut self, criterion: usize, occurrence: Occurrence) {
        if let Some(chapter) = self.criteria.get_mut(criterion) {
            chapter.counted.push(occurrence);
        }
    }

    fn left_out(&mut self, criterion: usize) {
        if let Some(chapter) = self.criteria.get_mut(criterion) {
            chapter.over_cap += 1;
        }
    }

    fn after_reached(&mut self, criterion: usize, reached: Option<i64>) {
        if let Some(chapter) = self.criteria.get_mut(criterion) {
            chapter.after_reached = reached;
        }
    }
}

/// Explains the only lead in force.
pub(crate) fn explain(
    history: &History<'_>,
    present: Present,
    profiles: Profiles,
    table: &ClassTable,
    timeline: &Timeline,
) -> Result<Explanation, ScoreError> {
    let (plan, model) = (history.plan, history.plan.model());
    let (lead, as_of) = (present.in_force.lead[0], present.dates.at(0));
    let mut story = Story { criteria: vec![Chapter::default(); model.engagement().len()] };
    let mut desk = Desk::new(history);
    let context = Context { plan: &plan.engagement, classes: &history.classes, table };
    desk.ledger.enter(context, timeline.of(partition::place(lead)), &Schedule::one(as_of), &mut story);
    let options = ScoreOptions { contributions: true, ..ScoreOptions::default() };
    let mut sheet = Sheet::of(1, history, &options);
    let assessment =
        Assessment { history, lead, position: 0, profiles: &profiles, profiled: 0, fit_sums: &[], instant: 0, as_of };
    assessment.profile(&mut desk);
    assessment.enter(&mut desk, &mut sheet);
    let lanes = plan.lanes.evaluate(&mut Memory::default(), plan, &history.classes, &present, &sheet)?;

    let best = sheet.rows[0].product.get().unwrap_or_default();
    let entered = plan.composition.products.get(best).map_or(&[][..], |plan| &plan.criteria);
    let fit = (0..model.fit().len()).map(|index| ExplainedCriterion {
        criterion: CriterionId::Fit(index),
        contribution: Exact(profiles.fit(index, 0)),
        entered: entered.contains(&CriterionId::Fit(index)),
        detail: fit_detail(&profiles, index),
    });
    let chapters = story.criteria.into_iter().zip(desk.ledger.given(0)).enumerate();
    let engagement = chapters.map(|(index, (chapter, given))| ExplainedCriterion {
        criterion: CriterionId::Engagement(index),
        contribution: Exact(given.contribution),
        entered: entered.contains(&CriterionId::Engagement(index)),
        detail: CriterionDetail::Engagement {
            counted: chapter.counted.into_iter().rev().collect(),
            over_cap: chapter.over_cap,
            after_reached: chapter.after_reached,
        },
    });
    let criteria: Vec<ExplainedCriterion> = fit.chain(engagement).collect();
    let answers = Answers {
        gates: only(&profiles.gates),
        exclusions: only(&profiles.exclusions),
        personas: only(&profiles.personas),
        sizes: only(&profiles.sizes),
        lanes: only(&lanes),
    };
    let Present { in_force, dates, .. } = present;
    let chunk = Chunk { in_force, dates, profiles: Arc::new(profiles), sheet, lanes };
    let explanation = Explanation {
        answers,
        criteria,
        adjustments: history.adjustments.in_force(lead, as_of).cloned().collect(),
        compositions: desk.compositions,
        scores: Places::new(history, vec![(&chunk, 0)], vec![None], &options).to_scores(),
    };
    debug_assert_eq!(explanation.discrepancy(), None);
    Ok(explanation)
}

fn fit_detail(profiles: &Profiles, index: usize) -> CriterionDetail {
    let profile = profiles.fit.get(index);
    let bands = profile.map_or_else(Vec::new, |profile| only(&profile.bands));
    let taken = profile.and_then(|profile| profile.taken(0));
    CriterionDetail::Fit { bands, taken }
}

/// The answers of the only lead.
fn only<A: AsRef<[Answer]>>(answers: &[A]) -> Vec<Answer> {
    answers.iter().filter_map(|answers| answers.as_ref().first().copied()).collect()
}

impl Explanation {
    /// The first place where the parts do not add up to the score; none, ever: it is asserted where explanations are
    /// made and tested on random models.
    #[must_use]
    pub fn discrepancy(&self) -> Option<&'static str> {
        for criterion in &self.criteria {
            if let CriterionDetail::Engagement { counted, .. } = &criterion.detail {
                let sum: i128 = counted.iter().map(|occurrence| i128::from(occurrence.contribution.0)).sum();
                if sum != i128::from(criterion.contribution.0) {
                    return Some("the occurrences of a criterion");
                }
            }
        }
        let product = self.scores.product.first().copied().flatten();
        let of_product = |composition: &&Composition| composition.product == product;
        let Some(composition) = self.compositions.iter().find(of_product) else {
            return Some("the product");
        };
        let over_caps: i128 = composition.groups.iter().map(|group| group.sum - group.counted).sum();
        let entered = self.criteria.iter().filter(|criterion| criterion.entered);
        let contributions: i128 = entered.map(|criterion| i128::from(criterion.contribution.0)).sum();
        if contributions - over_caps != composition.fit_sum + composition.engagement_sum {
            return Some("the contributions and the caps of groups");
        }
        let points: i128 = self.adjustments.iter().map(|adjustment| i128::from(adjustment.points)).sum();
        if points * i128::from(Exact::UNITS_PER_POINT) != composition.adjustment {
            return Some("the adjustments");
        }
        let parts = i128::from(composition.fit.0) + i128::from(composition.engagement.0) + composition.adjustment;
        if parts != composition.total_sum || self.scores.total.first() != Some(&composition.total) {
            return Some("the total");
        }
        None
    }
}
