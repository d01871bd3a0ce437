//! The steps from nothing to the total: each changes the sum by an exact amount, and the last sum is the total.

use handraise_engine::{Composition, CriterionId, ExplainedCriterion, Explanation};
use handraise_model::values::{Exact, Weight};
use handraise_model::{GroupId, Model, ProductId};

/// Units of 10^-7 point in one point.
const POINT: i128 = Exact::UNITS_PER_POINT as i128;

/// One step of a waterfall, in units of 10^-7 point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// What happens.
    pub(crate) kind: StepKind,
    /// By how much the sum changes.
    pub(crate) change: i128,
    /// The sum after it.
    pub(crate) sum: i128,
}

/// What a step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StepKind {
    /// A criterion gives its contribution: its place in [`Explanation::criteria`].
    Criterion(usize),
    /// A group gives no more than its cap.
    GroupCap {
        /// The group's name.
        group: String,
        /// Its cap, in points.
        max: i32,
        /// Whether its criteria are on fit.
        fit: bool,
    },
    /// Fit is clipped to `0..=max`.
    FitClip {
        /// In points.
        max: i32,
    },
    /// Fit is complete: `change` is nothing.
    Fit,
    /// The persona's weight multiplies the engagement.
    Persona {
        /// The persona's name.
        name: String,
        /// What engagement is multiplied by.
        weight: Weight,
    },
    /// Engagement is clipped to `0..=max`.
    EngagementClip {
        /// In points.
        max: i32,
    },
    /// Engagement is complete: `change` is nothing.
    Engagement,
    /// A manual adjustment: its place in [`Explanation::adjustments`].
    Adjustment(usize),
    /// The total is clipped to `0..=max`.
    TotalClip {
        /// In points.
        max: i32,
    },
    /// The total: `change` is nothing.
    Total,
}

/// The steps of the composition of the lead's product.
pub(crate) fn steps(model: &Model, explanation: &Explanation) -> Vec<Step> {
    let product = explanation.scores.product.first().copied().flatten();
    let Some(composition) = explanation.compositions.iter().find(|composition| composition.product == product) else {
        return Vec::new();
    };
    let mut fall = Waterfall::default();
    let settings = model.score();
    fall.criteria(model, explanation, composition, true);
    fall.to(StepKind::FitClip { max: settings.fit_max.value }, units(composition.fit));
    fall.mark(StepKind::Fit);

    fall.criteria(model, explanation, composition, false);
    if let Some(persona) = explanation.scores.persona.first().copied().flatten() {
        let persona = &model.personas()[persona];
        let kind = StepKind::Persona { name: persona.name.clone(), weight: persona.weight };
        fall.to(kind, units(composition.fit) + composition.engagement_weighted);
    }
    let earned = units(composition.fit) + units(composition.engagement);
    fall.to(StepKind::EngagementClip { max: settings.engagement_max.value }, earned);
    fall.mark(StepKind::Engagement);

    for (index, adjustment) in explanation.adjustments.iter().enumerate() {
        fall.by(StepKind::Adjustment(index), i128::from(adjustment.points) * POINT);
    }
    fall.to(StepKind::TotalClip { max: settings.total_max() }, units(composition.total));
    fall.mark(StepKind::Total);
    fall.steps
}

/// Whether the criterion is one of a group, and of which.
fn group_of(model: &Model, criterion: CriterionId) -> Option<GroupId> {
    match criterion {
        CriterionId::Fit(index) => model.fit()[index].group,
        CriterionId::Engagement(index) => model.engagement()[index].group,
    }
}

fn is_fit(criterion: &ExplainedCriterion) -> bool {
    matches!(criterion.criterion, CriterionId::Fit(_))
}

fn units(exact: Exact) -> i128 {
    i128::from(exact.0)
}

#[derive(Default)]
struct Waterfall {
    sum: i128,
    steps: Vec<Step>,
}

impl Waterfall {
    /// The criteria that entered, of fit or of engagement, and the caps of their groups.
    fn criteria(&mut self, model: &Model, explanation: &Explanation, composition: &Composition, fit: bool) {
        let entered = |criterion: &ExplainedCriterion| criterion.entered && is_fit(criterion) == fit;
        for (index, criterion) in explanation.criteria.iter().enumerate() {
            if entered(criterion) {
                self.by(StepKind::Criterion(index), units(criterion.contribution));
            }
        }
        for composed in &composition.groups {
            let of_group = |criterion: &ExplainedCriterion| {
                entered(criterion) && group_of(model, criterion.criterion) == Some(composed.group)
            };
            if composed.counted != composed.sum && explanation.criteria.iter().any(of_group) {
                let GroupId(index) = composed.group;
                let group = &model.groups()[index];
                let kind = StepKind::GroupCap { group: group.name.clone(), max: group.max.value, fit };
                self.by(kind, composed.counted - composed.sum);
            }
        }
    }

    fn by(&mut self, kind: StepKind, change: i128) {
        self.sum += change;
        self.steps.push(Step { kind, change, sum: self.sum });
    }

    /// A step to a sum; none where the sum is there already.
    fn to(&mut self, kind: StepKind, sum: i128) {
        if sum != self.sum {
            self.by(kind, sum - self.sum);
        }
    }

    /// A place on the way, where nothing changes.
    fn mark(&mut self, kind: StepKind) {
        self.by(kind, 0);
    }
}

/// The name of a product.
pub(crate) fn product_name(model: &Model, ProductId(product): ProductId) -> &str {
    &model.products()[product].name
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use handraise_engine::examples;
    use handraise_model::ModelSource;

    use super::*;

    #[test]
    fn steps_lead_from_nothing_to_the_total_of_every_example_of_the_demo() {
        let source = ModelSource::new("model.toml", include_str!("../demo/model.toml"));
        let model = Arc::new(source.check().model.unwrap());
        for outcome in examples::run(&model).unwrap() {
            let scores = &outcome.explanation.scores;
            let mut sum = 0;
            for step in steps(&model, &outcome.explanation) {
                sum += step.change;
                assert_eq!(sum, step.sum, "{step:?}");
                match step.kind {
                    StepKind::Fit => assert_eq!(sum, units(scores.fit[0])),
                    StepKind::Engagement => assert_eq!(sum, units(scores.fit[0]) + units(scores.engagement[0])),
                    _ => {}
                }
            }
            assert_eq!(sum, units(scores.total[0]));
        }
    }
}
