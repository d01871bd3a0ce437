//! Composition: how contributions become a total. Scores and explanations are composed by this one function.

use handraise_model::values::{Exact, Weight};
use handraise_model::{Model, ProductId};

use crate::scores::{ComposedGroup, Composition, CriterionId};

/// Which criteria make up each product's score.
#[derive(Debug)]
pub(crate) struct CompositionPlan {
    /// For each product of the model; without products one for all.
    pub(crate) products: Vec<ProductPlan>,
    /// The fit criteria whose contributions are summed before they are composed: of a group, or outside groups.
    pub(crate) fit_sums: Vec<Vec<usize>>,
    fit_max: Exact,
    engagement_max: Exact,
}

/// The criteria of one product.
#[derive(Debug)]
pub(crate) struct ProductPlan {
    product: Option<ProductId>,
    /// The sum outside groups.
    fit: usize,
    /// Outside groups.
    engagement: Vec<usize>,
    groups: Vec<GroupPlan>,
    /// All of them, fit first.
    pub(crate) criteria: Vec<CriterionId>,
}

#[derive(Debug)]
struct GroupPlan {
    group: handraise_model::GroupId,
    max: i128,
    members: Members,
}

/// A group never mixes the two.
#[derive(Debug)]
enum Members {
    /// A sum.
    Fit(usize),
    Engagement(Vec<usize>),
}

/// What goes into a lead's compositions. Contributions are in units of 10^-7 point.
pub(crate) struct Parts<F, E> {
    /// The sums of what fit criteria gave.
    pub(crate) fit: F,
    /// What an engagement criterion gave.
    pub(crate) engagement: E,
    pub(crate) weight: Weight,
    pub(crate) adjustment: i128,
}

impl CompositionPlan {
    pub(crate) fn new(model: &Model) -> Self {
        let products: Vec<Option<ProductId>> = if model.products().is_empty() {
            vec![None]
        } else {
            (0..model.products().len()).map(|index| Some(ProductId(index))).collect()
        };
        let mut fit_sums = Vec::new();
        Self {
            products: products.into_iter().map(|product| ProductPlan::new(model, product, &mut fit_sums)).collect(),
            fit_sums,
            fit_max: Exact::from_points(model.score().fit_max.value),
            engagement_max: Exact::from_points(model.score().engagement_max.value),
        }
    }

    /// Composes the total of each product into `compositions`, whose memory is used again.
    ///
    /// Returns the index of the lead's product: the highest total, the first declared among equals.
    pub(crate) fn compose<F: Fn(usize) -> i64, E: Fn(usize) -> i64>(
        &self,
        parts: &Parts<F, E>,
        compositions: &mut Vec<Composition>,
    ) -> usize {
        compositions.resize_with(self.products.len(), Composition::default);
        let mut best = 0;
        let mut best_total: Option<Exact> = None;
        for (index, (plan, composition)) in self.products.iter().zip(compositions).enumerate() {
            self.compose_one(plan, parts, composition);
            if best_total.is_none_or(|total| composition.total > total) {
                (best, best_total) = (index, Some(composition.total));
            }
        }
        best
    }

    fn compose_one<F: Fn(usize) -> i64, E: Fn(usize) -> i64>(
        &self,
        plan: &ProductPlan,
        parts: &Parts<F, E>,
        composition: &mut Composition,
    ) {
        let engagement_of = |members: &[usize]| sum(members.iter().map(|index| (parts.engagement)(*index)));
        composition.product = plan.product;
        composition.groups.clear();
        composition.fit_sum = i128::from((parts.fit)(plan.fit));
        composition.engagement_sum = engagement_of(&plan.engagement);
        for group in &plan.groups {
            let (sum, side) = match &group.members {
                Members::Fit(sum) => (i128::from((parts.fit)(*sum)), &mut composition.fit_sum),
                Members::Engagement(members) => (engagement_of(members), &mut composition.engagement_sum),
            };
            let counted = sum.min(group.max);
            *side += counted;
            composition.groups.push(ComposedGroup { group: group.group, sum, counted });
        }
        composition.fit = clip(composition.fit_sum, self.fit_max);
        composition.engagement_weighted = weighted(composition.engagement_sum, parts.weight);
        composition.engagement = clip(composition.engagement_weighted, self.engagement_max);
        composition.adjustment = parts.adjustment;
        let sum = i128::from(composition.fit.0) + i128::from(composition.engagement.0) + parts.adjustment;
        composition.total_sum = sum;
        composition.total = clip(sum, Exact(self.fit_max.0 + self.engagement_max.0));
    }
}

impl ProductPlan {
    fn new(model: &Model, product: Option<ProductId>, fit_sums: &mut Vec<Vec<usize>>) -> Self {
        let counts = |products: &Option<Vec<ProductId>>| Model::counts_for(products.as_deref(), product);
        let fit: Vec<usize> = (0..model.fit().len()).filter(|index| counts(&model.fit()[*index].products)).collect();
        let engagement: Vec<usize> =
            (0..model.engagement().len()).filter(|index| counts(&model.engagement()[*index].products)).collect();
        let criteria = (fit.iter().map(|index| CriterionId::Fit(*index)))
            .chain(engagement.iter().map(|index| CriterionId::Engagement(*index)))
            .collect();
        let fit_group = |index: &usize| model.fit()[*index].group;
        let engagement_group = |index: &usize| model.engagement()[*index].group;
        let mut sum_of = |criteria: Vec<usize>| {
            fit_sums.iter().position(|known| *known == criteria).unwrap_or_else(|| {
                fit_sums.push(criteria);
                fit_sums.len() - 1
            })
        };
        let outside = sum_of(fit.iter().copied().filter(|index| fit_group(index).is_none()).collect());
        let of = |group: usize| {
            let id = handraise_model::GroupId(group);
            let fit: Vec<usize> = fit.iter().copied().filter(|index| fit_group(index) == Some(id)).collect();
            let engagement: Vec<usize> =
                engagement.iter().copied().filter(|index| engagement_group(index) == Some(id)).collect();
            let members = match (fit.is_empty(), engagement.is_empty()) {
                (true, true) => return None,
                (false, _) => Members::Fit(sum_of(fit)),
                (true, false) => Members::Engagement(engagement),
            };
            let max = i128::from(Exact::from_points(model.groups()[group].max.value).0);
            Some(GroupPlan { group: id, max, members })
        };
        Self {
            product,
            groups: (0..model.groups().len()).filter_map(of).collect(),
            fit: outside,
            engagement: engagement.iter().copied().filter(|index| engagement_group(index).is_none()).collect(),
            criteria,
        }
    }
}

/// The exact sum: of nearly all leads it fits 64 bits, and the machine says when it does not.
fn sum(contributions: impl Iterator<Item = i64> + Clone) -> i128 {
    match contributions.clone().try_fold(0, i64::checked_add) {
        Some(sum) => i128::from(sum),
        None => contributions.map(i128::from).sum(),
    }
}

/// A sum times a weight.
fn weighted(sum: i128, weight: Weight) -> i128 {
    // Contributions are multiples of 10^-5 point, and so are caps: dividing by 100 leaves no remainder.
    match i64::try_from(sum).ok().and_then(|sum| sum.checked_mul(i64::from(weight.hundredths()))) {
        Some(product) => i128::from(product / 100),
        None => sum * i128::from(weight.hundredths()) / 100,
    }
}

/// A sum within `0..=max`.
fn clip(sum: i128, max: Exact) -> Exact {
    Exact(sum.clamp(0, i128::from(max.0)) as i64)
}
