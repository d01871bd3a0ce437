//! Section 4: arithmetic. In units of 10^-7 point until the last step; nothing is rounded on the way.

use std::collections::BTreeMap;

use handraise_model::values::{AsOf, Exact, Spanned, Value, Weight};
use handraise_model::{BandTest, EngagementCriterion, FitCriterion, GroupId, Model, ProductId, Rating};

use super::condition::Facts;
use super::engagement::History;
use super::{Occurrence, Story};
use crate::data::{Data, EventRow, LeadRow};
use crate::results::{LeadResult, ProductResult};

const UNITS_PER_POINT: i128 = 10_000_000;

/// Everything but the rank.
pub(super) fn lead(model: &Model, lead: &LeadRow, data: &Data, as_of: AsOf) -> Story {
    let facts = Facts { model, declared: model.lead(), values: &lead.values, result: None, as_of };
    let history = History::new(model, data.events.iter().filter(|event| event.lead_id == lead.lead_id), as_of);

    let gates: Vec<Option<bool>> = model.gates().iter().map(|gate| facts.truth(&gate.when.expr)).collect();
    let exclusions: Vec<Option<bool>> =
        model.exclusions().iter().map(|exclusion| facts.truth(&exclusion.when.expr)).collect();
    let gates_met = gates.iter().filter(|gate| **gate == Some(true)).count();
    let excluded = exclusions.contains(&Some(true));
    let persona = model.personas().iter().find(|persona| facts.met(&persona.when.expr));
    let size = model.sizes().iter().find(|size| facts.met(&size.when.expr));

    let bands: Vec<Option<usize>> = model.fit().iter().map(|criterion| band_taken(criterion, &facts)).collect();
    let counted: Vec<Vec<Occurrence>> = model.engagement().iter().map(|criterion| history.counted(criterion)).collect();
    let contributions = Contributions::new(model, &bands, &counted);

    let weight = persona.map_or(Weight::ONE, |persona| persona.weight);
    let adjustment = adjustment(data, &lead.lead_id, as_of);
    let compose = |product| compose(model, &contributions, weight, adjustment, product);
    let products: Vec<ProductResult> =
        (0..model.products().len()).map(|index| compose(Some(ProductId(index)))).collect();
    // The highest total; the first declared among equals.
    let best =
        (0..products.len()).reduce(|best, next| if products[next].total > products[best].total { next } else { best });
    let chosen = best.map_or_else(|| compose(None), |best| products[best]);

    let fit_grade = grade(chosen.fit, &model.grade().fit, ["A", "B", "C", "D"]);
    let engagement_grade = grade(chosen.engagement, &model.grade().engagement, ["1", "2", "3", "4"]);
    let hand_raise = last_hand_raise(model, &history);
    let critical =
        |(criterion, counted): (&EngagementCriterion, &Vec<Occurrence>)| criterion.critical && !counted.is_empty();
    let mut result = LeadResult {
        lead_id: lead.lead_id.clone(),
        rank: None,
        score: chosen.score,
        rating: match model.score().rating {
            Rating::Hundred => chosen.score,
            Rating::Thousand => size.map_or(0, |size| i64::from(size.digit)) * 1000 + chosen.score,
            Rating::Stakes => gates_met as i64 * 100 + chosen.score.min(99),
        },
        total: chosen.total,
        fit: chosen.fit,
        engagement: chosen.engagement,
        grade: fit_grade.as_ref().zip(engagement_grade.as_ref()).map(|(fit, engagement)| format!("{fit}{engagement}")),
        fit_grade,
        engagement_grade,
        lane: None,
        gates_met: gates_met as u32,
        eligible: !excluded && gates_met >= model.score().gates_required,
        excluded,
        persona: persona.map(|persona| persona.name.clone()),
        product: best.map(|best| model.products()[best].name.clone()),
        products: best.map(|_| model.products().iter().map(|product| product.name.clone()).zip(products).collect()),
        size: size.map(|size| size.name.clone()),
        lead_source: hand_raise.as_ref().and_then(|(_, source)| source.clone()),
        critical_met: model.engagement().iter().zip(&counted).filter(|pair| critical(*pair)).count() as u32,
        last_touch: history.events.iter().map(|event| event.time).max(),
        last_hand_raise: hand_raise.as_ref().map(|(time, _)| *time),
        contributions: contributions.by_name(model),
        occurrences: model
            .engagement()
            .iter()
            .zip(&counted)
            .map(|(c, counted)| (c.name.clone(), counted.len() as u32))
            .collect(),
    };
    let facts = Facts { result: Some(&result), ..facts };
    result.lane = model.lanes().iter().find(|lane| facts.met(&lane.when.expr)).map(|lane| lane.name.clone());
    Story { result, gates, exclusions, bands, counted }
}

/// The first band that fits.
fn band_taken(criterion: &FitCriterion, facts: &Facts) -> Option<usize> {
    criterion.bands.iter().position(|band| match &band.test {
        BandTest::When(condition) => facts.met(condition),
        BandTest::Known(id) => facts.data_point(id.0).is_some(),
        BandTest::Unknown(id) => facts.data_point(id.0).is_none(),
        BandTest::Else => true,
    })
}

/// What each criterion gave: points, times m/1000 for engagement, times credibility.
struct Contributions {
    fit: Vec<Exact>,
    engagement: Vec<Exact>,
}

impl Contributions {
    fn new(model: &Model, bands: &[Option<usize>], counted: &[Vec<Occurrence>]) -> Self {
        let fit = |(criterion, band): (&FitCriterion, &Option<usize>)| match band {
            None => Exact(0),
            Some(band) => {
                let band = &criterion.bands[*band];
                // Credibility has two decimals: five more make units of 10^-7.
                Exact(i64::from(band.points.value) * i64::from(band.credibility.hundredths()) * 100_000)
            }
        };
        let sum = |counted: &Vec<Occurrence>| Exact(counted.iter().map(|occurrence| occurrence.contribution.0).sum());
        Self { fit: model.fit().iter().zip(bands).map(fit).collect(), engagement: counted.iter().map(sum).collect() }
    }

    fn by_name(&self, model: &Model) -> BTreeMap<String, Exact> {
        let fit = model.fit().iter().map(|criterion| criterion.name.clone()).zip(self.fit.iter().copied());
        let engagement = model.engagement().iter().map(|criterion| criterion.name.clone());
        fit.chain(engagement.zip(self.engagement.iter().copied())).collect()
    }
}

/// Fit, engagement, total and score for one product, or for a model without products.
fn compose(
    model: &Model,
    contributions: &Contributions,
    weight: Weight,
    adjustment: i128,
    product: Option<ProductId>,
) -> ProductResult {
    let counts = |products: &Option<Vec<ProductId>>| match (products, product) {
        (Some(named), Some(product)) => named.contains(&product),
        _ => true,
    };
    let fit = model.fit().iter().zip(&contributions.fit).filter(|(criterion, _)| counts(&criterion.products));
    let engagement =
        model.engagement().iter().zip(&contributions.engagement).filter(|(criterion, _)| counts(&criterion.products));
    let fit_sum = sum_of_groups(model, fit.map(|(criterion, exact)| (criterion.group, *exact)));
    let engagement_sum = sum_of_groups(model, engagement.map(|(criterion, exact)| (criterion.group, *exact)));

    // A weight has two decimals, and the sum two to spare: exact.
    let weighted = engagement_sum * i128::from(weight.hundredths());
    assert_eq!(weighted % 100, 0, "a sum has at most five decimals before its weight");
    let (fit_max, engagement_max) =
        (i128::from(model.score().fit_max.value), i128::from(model.score().engagement_max.value));
    let fit = fit_sum.clamp(0, fit_max * UNITS_PER_POINT);
    let engagement = (weighted / 100).clamp(0, engagement_max * UNITS_PER_POINT);
    let total = (fit + engagement + adjustment).clamp(0, (fit_max + engagement_max) * UNITS_PER_POINT);
    let exact = |units: i128| Exact(i64::try_from(units).expect("clipped"));
    // Halves up; a total is never negative.
    let score = i64::try_from((total + UNITS_PER_POINT / 2) / UNITS_PER_POINT).expect("clipped");
    ProductResult { total: exact(total), fit: exact(fit), engagement: exact(engagement), score }
}

/// The sum of groups, each at most its `max`, and of criteria outside groups.
fn sum_of_groups(model: &Model, contributions: impl Iterator<Item = (Option<GroupId>, Exact)>) -> i128 {
    let mut groups: BTreeMap<Option<GroupId>, i128> = BTreeMap::new();
    for (group, contribution) in contributions {
        *groups.entry(group).or_default() += i128::from(contribution.0);
    }
    let capped = |(group, sum): (Option<GroupId>, i128)| match group {
        None => sum,
        Some(group) => sum.min(i128::from(model.groups()[group.0].max.value) * UNITS_PER_POINT),
    };
    groups.into_iter().map(capped).sum()
}

/// The sum of the lead's adjustments with `at <= as_of < until`.
fn adjustment(data: &Data, lead_id: &str, as_of: AsOf) -> i128 {
    let as_of = as_of.micros();
    let in_force = data.adjustments.iter().filter(|adjustment| {
        adjustment.lead_id == lead_id && adjustment.at <= as_of && adjustment.until.is_none_or(|until| as_of < until)
    });
    in_force.map(|adjustment| i128::from(adjustment.points) * UNITS_PER_POINT).sum()
}

/// The grade of an exact value: the first threshold that it reaches.
fn grade(value: Exact, thresholds: &Option<[Spanned<Exact>; 3]>, grades: [&str; 4]) -> Option<String> {
    let thresholds = thresholds.as_ref()?;
    let reached = thresholds.iter().position(|threshold| value >= threshold.value).unwrap_or(3);
    Some(grades[reached].to_owned())
}

/// The time of the last hand raise and the lead source on it: the latest match of the criteria with `hand_raise`;
/// among equally late ones the greatest value, null the smallest.
fn last_hand_raise(model: &Model, history: &History) -> Option<(i64, Option<String>)> {
    let lead_source = model.event().iter().find(|property| property.lead_source);
    let source = |event: &EventRow| {
        let value = event.values.get(&lead_source?.name)?.clone()?;
        match value {
            Value::Text(text) => Some(text),
            other => panic!("a lead source is text, not {other:?}"),
        }
    };
    let raises = model.engagement().iter().filter(|criterion| criterion.hand_raise);
    raises.flat_map(|criterion| history.matches(criterion)).map(|event| (event.time, source(event))).max()
}
