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

    /// The highest total that there is.
    pub(crate) fn total_max(&self) -> Exact {
        Exact(self.fit_max.0 + self.engagement_max.0)
    }

    /// Composes the fit of each product of the sums of what the criteria gave, in units of 10^-7 point, into
    /// `compositions`, whose memory is used again.
    pub(crate) fn compose_fit(&self, sum: impl Fn(usize) -> i64, compositions: &mut Vec<Composition>) {
        compositions.resize_with(self.products.len(), Composition::default);
        for (plan, composition) in self.products.iter().zip(compositions) {
            composition.product = plan.product;
            composition.fit_sum = i128::from(sum(plan.fit));
            composition.groups.clear();
            for group in &plan.groups {
                let mut composed = ComposedGroup { group: group.group, sum: 0, counted: 0 };
                if let Members::Fit(of_group) = group.members {
                    composed.sum = i128::from(sum(of_group));
                    composed.counted = composed.sum.min(group.max);
                    composition.fit_sum += composed.counted;
                }
                composition.groups.push(composed);
            }
            composition.fit = clip(composition.fit_sum, self.fit_max);
        }
    }

    /// Composes the total of each product of its fit and of what the engagement criteria gave.
    ///
    /// Returns the index of the lead's product: the highest total, the first declared among equals.
    pub(crate) fn compose(
        &self,
        engagement: impl Fn(usize) -> i64,
        weight: Weight,
        adjustment: i128,
        compositions: &mut [Composition],
    ) -> usize {
        let mut best = 0;
        let mut best_total: Option<Exact> = None;
        for (index, (plan, composition)) in self.products.iter().zip(compositions).enumerate() {
            self.compose_one(plan, &engagement, weight, adjustment, composition);
            if best_total.is_none_or(|total| composition.total > total) {
                (best, best_total) = (index, Some(composition.total));
            }
        }
        best
    }

    fn compose_one(
        &self,
        plan: &ProductPlan,
        engagement: impl Fn(usize) -> i64,
        weight: Weight,
        adjustment: i128,
        composition: &mut Composition,
    ) {
        let engagement_of = |members: &[usize]| sum(members.iter().map(|index| engagement(*index)));
        composition.engagement_sum = engagement_of(&plan.engagement);
        for (group, composed) in plan.groups.iter().zip(&mut composition.groups) {
            if let Members::Engagement(members) = &group.members {
                composed.sum = engagement_of(members);
                composed.counted = composed.sum.min(group.max);
                composition.engagement_sum += composed.counted;
            }
        }
        composition.engagement_weighted = weighted(composition.engagement_sum, weight);
        composition.engagement = clip(composition.engagement_weighted, self.engagement_max);
        composition.adjustment = adjustment;
        let sum = i128::from(composition.fit.0) + i128::from(composition.engagement.0) + adjustment;
        composition.total_sum = sum;
        composition.total = clip(sum, self.total_max());
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
