//! Contributions add up: through groups and their caps, persona, clipping and adjustments, to the total.

use std::collections::BTreeMap;

use handraise_conformance::random::{Shape, Workload};
use handraise_engine::{Composition, CriterionDetail, CriterionId, Explanation};
use handraise_model::values::Exact;
use handraise_model::{GroupId, Model, ProductId, Rating};

use crate::engine::{self, Delivery};
use crate::workloads::hold;

#[test]
fn contributions_add_up_to_the_total() {
    hold(60, Shape::default(), |Workload { model, data, as_of, .. }| {
        let scores = engine::scores(model, data, *as_of, Delivery::default());
        for (row, explanation) in engine::explanations(model, data, *as_of, &scores.lead_id).iter().enumerate() {
            let products = scores.products.iter().map(|product| product.total[row]);
            adds_up(model, explanation, &products.collect::<Vec<_>>())
                .map_err(|fault| format!("lead {}: {fault}\n{explanation:#?}", scores.lead_id[row]))?;
        }
        Ok(())
    });
}

/// Follows one explanation from its occurrences to its total.
fn adds_up(model: &Model, explanation: &Explanation, product_totals: &[Exact]) -> Result<(), String> {
    let product = explanation.scores.product[0];
    for explained in &explanation.criteria {
        if let CriterionDetail::Engagement { counted, .. } = &explained.detail {
            let sum: i64 = counted.iter().map(|occurrence| occurrence.contribution.0).sum();
            expect("occurrences of a criterion", sum.into(), explained.contribution.0.into())?;
        }
        let (_, products) = place(model, explained.criterion);
        if explained.entered != counts_for(products, product) {
            return Err(format!("{:?} entered: {}", explained.criterion, explained.entered));
        }
    }
    let adjustment = explanation.adjustments.iter().map(|adjustment| i128::from(adjustment.points) * 10_000_000).sum();
    for composition in &explanation.compositions {
        expect("adjustment", adjustment, composition.adjustment)?;
        composition_adds_up(model, explanation, composition)?;
        if let Some(product) = composition.product {
            expect("total of a product", product_totals[product.0].0.into(), composition.total.0.into())?;
        }
    }
    let compositions: Vec<_> = explanation.compositions.iter().filter(|found| found.product == product).collect();
    let [chosen] = compositions[..] else { return Err(format!("{} compositions", compositions.len())) };
    let scores = &explanation.scores;
    expect("fit", chosen.fit.0.into(), scores.fit[0].0.into())?;
    expect("engagement", chosen.engagement.0.into(), scores.engagement[0].0.into())?;
    expect("total", chosen.total.0.into(), scores.total[0].0.into())?;
    let score = i128::from((chosen.total.0 + 5_000_000) / 10_000_000);
    expect("score", score, scores.score[0].into())?;
    let rating = match model.score().rating {
        Rating::Hundred => score,
        Rating::Thousand => scores.size[0].map_or(0, |size| i128::from(model.sizes()[size].digit)) * 1000 + score,
        Rating::Stakes => i128::from(scores.gates_met[0]) * 100 + score.min(99),
    };
    expect("rating", rating, scores.rating[0].into())
}

fn composition_adds_up(model: &Model, explanation: &Explanation, composition: &Composition) -> Result<(), String> {
    // The sums of groups, and of criteria outside groups, that this product takes in: fit and engagement apart.
    let mut sums: BTreeMap<(bool, Option<GroupId>), i128> = BTreeMap::new();
    for explained in &explanation.criteria {
        let (group, products) = place(model, explained.criterion);
        if counts_for(products, composition.product) {
            let is_fit = matches!(explained.criterion, CriterionId::Fit(_));
            *sums.entry((is_fit, group)).or_default() += i128::from(explained.contribution.0);
        }
    }
    let (mut fit, mut engagement) = (0, 0);
    for ((is_fit, group), sum) in sums {
        let mut counted = sum;
        if let Some(group) = group {
            let shown = composition.groups.iter().find(|shown| shown.group == group);
            let shown = shown.ok_or_else(|| format!("{group:?} is not shown"))?;
            counted = sum.min(i128::from(model.groups()[group.0].max.value) * 10_000_000);
            expect("sum of a group", sum, shown.sum)?;
            expect("capped sum of a group", counted, shown.counted)?;
        }
        *(if is_fit { &mut fit } else { &mut engagement }) += counted;
    }
    let weight = explanation.scores.persona[0].map_or(100, |persona| model.personas()[persona].weight.hundredths());
    let clipped = |sum: i128, max: i32| sum.clamp(0, i128::from(max) * 10_000_000);
    let (fit_max, engagement_max) = (model.score().fit_max.value, model.score().engagement_max.value);
    expect("sum of fit", fit, composition.fit_sum)?;
    expect("fit", clipped(fit, fit_max), composition.fit.0.into())?;
    expect("sum of engagement", engagement, composition.engagement_sum)?;
    expect("weighted engagement", engagement * i128::from(weight), composition.engagement_weighted * 100)?;
    expect("engagement", clipped(composition.engagement_weighted, engagement_max), composition.engagement.0.into())?;
    let total = i128::from(composition.fit.0) + i128::from(composition.engagement.0) + composition.adjustment;
    expect("sum", total, composition.total_sum)?;
    expect("total", clipped(total, fit_max + engagement_max), composition.total.0.into())
}

fn expect(what: &str, expected: i128, found: i128) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{what}: {expected} expected, {found} found")) }
}

/// A criterion's group and products.
fn place(model: &Model, criterion: CriterionId) -> (Option<GroupId>, Option<&[ProductId]>) {
    match criterion {
        CriterionId::Fit(index) => (model.fit()[index].group, model.fit()[index].products.as_deref()),
        CriterionId::Engagement(index) => {
            (model.engagement()[index].group, model.engagement()[index].products.as_deref())
        }
    }
}

fn counts_for(products: Option<&[ProductId]>, product: Option<ProductId>) -> bool {
    products.is_none_or(|named| product.is_none_or(|product| named.contains(&product)))
}
