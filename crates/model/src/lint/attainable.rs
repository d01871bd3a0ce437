//! What leads can attain: bounds on every sum of the model's arithmetic.
//!
//! Bounds hold what is attained, and may hold more: criteria are taken one by one, as if no two of them could exclude
//! each other. The number of events has no bound unless the criterion sets one.

use super::reach::{Reach, ResultBounds, Test};
use crate::model::{EngagementCriterion, FitCriterion, FitForm, GroupId, Model, Per, ProductId};
use crate::values::{Credibility, Exact, Type, Weight};

/// What leads can attain under a model.
pub(crate) struct Attainable {
    /// For each fit criterion and each of its bands: which earlier bands leave nothing for it; `None` where it may be
    /// taken. Empty where it can never be met by itself.
    pub(crate) covered: Vec<Vec<Option<Vec<usize>>>>,
    /// Whether an engagement criterion can have an occurrence.
    pub(crate) occurs: Vec<bool>,
    /// What each fit criterion can give.
    pub(crate) fit: Vec<Bounds>,
    /// What each engagement criterion can give.
    pub(crate) engagement: Vec<Bounds>,
    /// The sums of each group before its cap, over all products.
    pub(crate) groups: Vec<Bounds>,
    /// The results that lanes read.
    pub(crate) results: ResultBounds,
    /// The most that a score can be without adjustments.
    pub(crate) score_by_points_max: i64,
}

/// The least and the most of a sum, in units of 10^-7 point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) least: i128,
    pub(crate) most: i128,
}

impl Bounds {
    fn hull(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), most: self.most.max(other.most) }
    }

    fn plus(self, other: Self) -> Self {
        Self { least: self.least + other.least, most: self.most + other.most }
    }

    fn at_most(self, max: i32) -> Self {
        Self { least: self.least.min(units(max)), most: self.most.min(units(max)) }
    }

    fn clipped(self, max: i32) -> (Exact, Exact) {
        // Between 0 and 1000 points, so that it fits.
        let clip = |sum: i128| Exact(sum.clamp(0, units(max)) as i64);
        (clip(self.least), clip(self.most))
    }
}

impl Attainable {
    /// Analyses a model.
    pub(crate) fn of(model: &Model) -> Self {
        let covered: Vec<_> = model.fit().iter().map(|criterion| covered_bands(model, criterion)).collect();
        let matches = criteria_that_match(model);
        let occurs = criteria_that_occur(model, &matches);
        let fit: Vec<_> =
            model.fit().iter().zip(&covered).map(|(criterion, bands)| fit_bounds(criterion, bands)).collect();
        let occurrences_max: Vec<i64> = model
            .engagement()
            .iter()
            .zip(&occurs)
            .map(|(criterion, &occurs)| most_occurrences(criterion, occurs))
            .collect();
        let engagement: Vec<_> = model
            .engagement()
            .iter()
            .zip(&occurrences_max)
            .map(|(criterion, &most)| engagement_bounds(criterion, most))
            .collect();
        let fit_parts: Vec<Part<'_>> = model.fit().iter().zip(&fit).map(Part::of_fit).collect();
        let engagement_parts: Vec<Part<'_>> =
            model.engagement().iter().zip(&engagement).map(Part::of_engagement).collect();
        let weights = weights(model);
        let score = model.score();
        let of_products = products(model).map(|product| {
            let fit = sum(model, &fit_parts, product).clipped(score.fit_max.value);
            let engagement =
                weighted(sum(model, &engagement_parts, product), weights).clipped(score.engagement_max.value);
            (fit, engagement)
        });
        let of_products: Vec<_> = of_products.collect();
        let all = |range: fn(&(ExactRange, ExactRange)) -> ExactRange| {
            let ranges = of_products.iter().map(range);
            ranges.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))).unwrap_or_default()
        };
        let totals = of_products.iter().map(|(fit, engagement)| Exact(fit.1.0 + engagement.1.0).round_half_up());
        let count = |possible: &[bool], wanted: fn(&EngagementCriterion) -> bool| {
            let criteria = model.engagement().iter().zip(possible);
            criteria.filter(|&(criterion, &possible)| possible && wanted(criterion)).count()
        };
        Self {
            groups: (0..model.groups().len())
                .map(|group| group_bounds(model, GroupId(group), &fit_parts, &engagement_parts))
                .collect(),
            score_by_points_max: totals.max().unwrap_or_default(),
            results: ResultBounds {
                fit: all(|of_product| of_product.0),
                engagement: all(|of_product| of_product.1),
                score_max: score.total_max().into(),
                critical_max: count(&occurs, |criterion| criterion.critical),
                hand_raise: count(&matches, |criterion| criterion.hand_raise) > 0,
                occurrences_max,
            },
            covered,
            occurs,
            fit,
            engagement,
        }
    }
}

type ExactRange = (Exact, Exact);

/// A criterion's part in a sum.
struct Part<'m> {
    group: Option<GroupId>,
    products: Option<&'m [ProductId]>,
    bounds: Bounds,
}

impl<'m> Part<'m> {
    fn of_fit((criterion, &bounds): (&'m FitCriterion, &Bounds)) -> Self {
        Self { group: criterion.group, products: criterion.products.as_deref(), bounds }
    }

    fn of_engagement((criterion, &bounds): (&'m EngagementCriterion, &Bounds)) -> Self {
        Self { group: criterion.group, products: criterion.products.as_deref(), bounds }
    }
}

fn covered_bands(model: &Model, criterion: &FitCriterion) -> Vec<Option<Vec<usize>>> {
    // A table of values has each value once; only the two booleans can leave nothing for what follows.
    let is_table =
        matches!(criterion.form, FitForm::Values(id) if model.lead().get(id.0).is_none_or(|d| d.ty != Type::Boolean));
    if is_table {
        return vec![None; criterion.bands.len()];
    }
    let mut reach = Reach::new(model);
    let tests: Vec<Test> = criterion.bands.iter().map(|band| reach.band(&band.test)).collect();
    let covered = |(index, test)| reach.covered_by(test, tests.get(..index).unwrap_or_default());
    tests.iter().enumerate().map(covered).collect()
}

/// Which engagement criteria some event can match: a hand raise asks for no more.
fn criteria_that_match(model: &Model) -> Vec<bool> {
    let mut reach = Reach::new(model);
    let matches = |criterion: &EngagementCriterion| {
        let tests: Vec<Test> = criterion.condition.iter().map(|condition| reach.test(&condition.expr)).collect();
        reach.possible(&tests, [])
    };
    model.engagement().iter().map(matches).collect()
}

/// Which of those can have an occurrence: what comes after something that never happens never happens.
fn criteria_that_occur(model: &Model, matches: &[bool]) -> Vec<bool> {
    let mut occurs = matches.to_vec();
    // `after` has no cycle, so this ends.
    loop {
        let before = occurs.clone();
        for (criterion, occurs) in model.engagement().iter().zip(&mut occurs) {
            let reached = |after: &crate::model::After| before.get(after.criterion.0).copied().unwrap_or(true);
            *occurs = *occurs && criterion.after.as_ref().is_none_or(reached);
        }
        if occurs == before {
            return occurs;
        }
    }
}

fn most_occurrences(criterion: &EngagementCriterion, occurs: bool) -> i64 {
    if !occurs {
        return 0;
    }
    let at_most = criterion.at_most.as_ref().map_or(i64::MAX, |at_most| at_most.value.into());
    let by_bucket = match criterion.per {
        Per::Once => 1,
        Per::Day => criterion.within_days.map_or(i64::MAX, i64::from),
        Per::Event | Per::Session => i64::MAX,
    };
    at_most.min(by_bucket)
}

fn fit_bounds(criterion: &FitCriterion, covered: &[Option<Vec<usize>>]) -> Bounds {
    let taken = criterion.bands.iter().zip(covered).filter(|(_, covered)| covered.is_none());
    taken.fold(Bounds::default(), |bounds, (band, _)| {
        let contribution = trusted(band.points.value, band.credibility);
        bounds.hull(Bounds { least: contribution, most: contribution })
    })
}

fn engagement_bounds(criterion: &EngagementCriterion, occurrences_max: i64) -> Bounds {
    let most = trusted(criterion.points.value, criterion.credibility) * i128::from(occurrences_max);
    Bounds::default().hull(Bounds { least: most, most })
}

/// The weights that a lead may have: the least and the most.
fn weights(model: &Model) -> (i128, i128) {
    let mut reach = Reach::new(model);
    let tests: Vec<Test> = model.personas().iter().map(|persona| reach.test(&persona.when.expr)).collect();
    let hundredths = |weight: Weight| i128::from(weight.hundredths());
    let of_nobody = reach.possible([], &tests).then(|| hundredths(Weight::ONE));
    let of_personas = model.personas().iter().enumerate().filter_map(|(index, persona)| {
        let earlier = tests.get(..index).unwrap_or_default();
        reach.possible(tests.get(index), earlier).then(|| hundredths(persona.weight))
    });
    let weights: Vec<i128> = of_personas.chain(of_nobody).collect();
    let one = hundredths(Weight::ONE);
    (weights.iter().copied().min().unwrap_or(one), weights.iter().copied().max().unwrap_or(one))
}

fn weighted(sum: Bounds, (least, most): (i128, i128)) -> Bounds {
    let corners = [sum.least * least, sum.least * most, sum.most * least, sum.most * most].map(|corner| corner / 100);
    let [first, ..] = corners;
    let all = Bounds { least: first, most: first };
    corners.into_iter().fold(all, |bounds, corner| bounds.hull(Bounds { least: corner, most: corner }))
}

/// The products of a model; one without a name in a model that has none.
fn products(model: &Model) -> impl Iterator<Item = Option<ProductId>> {
    let none = model.products().is_empty().then_some(None);
    none.into_iter().chain((0..model.products().len()).map(|product| Some(ProductId(product))))
}

fn sum(model: &Model, parts: &[Part<'_>], product: Option<ProductId>) -> Bounds {
    let alone = parts.iter().filter(|part| part.group.is_none());
    let alone = alone.filter(|part| Model::counts_for(part.products, product)).map(|part| part.bounds);
    let groups = model.groups().iter().enumerate();
    let grouped = groups.map(|(index, group)| group_sum(parts, GroupId(index), product).at_most(group.max.value));
    alone.chain(grouped).fold(Bounds::default(), Bounds::plus)
}

fn group_sum(parts: &[Part<'_>], group: GroupId, product: Option<ProductId>) -> Bounds {
    let parts = parts.iter().filter(|part| part.group == Some(group) && Model::counts_for(part.products, product));
    parts.map(|part| part.bounds).fold(Bounds::default(), Bounds::plus)
}

/// A group is of fit or of engagement criteria, so one of the two sums is of nothing.
fn group_bounds(model: &Model, group: GroupId, fit: &[Part<'_>], engagement: &[Part<'_>]) -> Bounds {
    let sums =
        products(model).map(|product| group_sum(fit, group, product).plus(group_sum(engagement, group, product)));
    sums.reduce(Bounds::hull).unwrap_or_default()
}

/// Points in units, by how far they are trusted.
pub(crate) fn trusted(points: i32, credibility: Credibility) -> i128 {
    units(points) / 100 * i128::from(credibility.hundredths())
}

/// Points in units of 10^-7 point.
pub(crate) fn units(points: i32) -> i128 {
    i128::from(points) * i128::from(Exact::UNITS_PER_POINT)
}
