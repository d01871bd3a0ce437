//! Why a lead has another total, or is eligible under one model alone.

use std::cmp::Reverse;

use handraise_engine::{Answer, Composition, CriterionId, Scores};
use handraise_model::values::Exact;
use handraise_model::{Model, NamedCondition};
use serde::Serialize;

use super::Side;
use super::matching::Matching;

/// A reason for which a lead stands elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cause {
    /// What it is.
    pub kind: CauseKind,
    /// What it is about: the name of the criterion, the gate, the group, the persona.
    pub name: String,
    /// What the other gives more, in points; `null` where it is not about points.
    pub points: Option<f64>,
    /// How it was under the model: `met`, `missed`, `unknown`, a name or a number; `null` where it is about points, or
    /// where the model has no such thing.
    pub was: Option<String>,
    /// How it is under the other.
    pub is: Option<String>,
}

/// What moves leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CauseKind {
    /// A gate has another answer.
    Gate,
    /// An exclusion has another answer.
    Exclusion,
    /// Another number of gates is required.
    GatesRequired,
    /// The lead comes to another product, whose criteria count.
    Product,
    /// A criterion gives more or less.
    Criterion,
    /// A group's cap takes more or less.
    GroupCap,
    /// The weight of the lead's persona makes more or less of what it did.
    PersonaWeight,
    /// The most that fit can give takes more or less; below zero it gives.
    FitLimit,
    /// The most that engagement can give, likewise.
    EngagementLimit,
    /// Manual adjustments.
    Adjustment,
    /// The most that a total can be, likewise.
    TotalLimit,
    /// The lead is where it was, but the lanes' conditions are others.
    LaneCondition,
}

/// Leads of one side, with all that is known of them.
pub(super) struct Told<'s> {
    model: &'s Model,
    pub(super) scores: Scores,
    compositions: Vec<Composition>,
}

impl<'s> Told<'s> {
    pub(super) fn of(side: Side<'s>, places: impl Iterator<Item = u32>) -> Self {
        let places = side.ranking.places(places.map(|place| place as usize));
        Self { model: side.model, scores: places.to_scores(), compositions: places.compositions().collect() }
    }
}

/// Why the lead at an index stands elsewhere: verdicts in order of the model, then points, the greatest difference first.
/// The points add up to the difference of the totals.
pub(super) fn because(matching: &Matching, here: &Told<'_>, there: &Told<'_>, index: usize) -> Vec<Cause> {
    let mut causes = verdicts(here, there, index);
    let mut points: Vec<(i128, Cause)> = points(matching, here, there, index)
        .into_iter()
        .filter(|(difference, _, _)| *difference != 0)
        .map(|(difference, kind, name)| {
            let points = Some(difference as f64 / Exact::UNITS_PER_POINT as f64);
            (difference, Cause { kind, name, points, was: None, is: None })
        })
        .collect();
    points.sort_by_key(|(difference, _)| Reverse(difference.unsigned_abs()));
    causes.extend(points.into_iter().map(|(_, cause)| cause));
    if causes.is_empty() {
        let lane = |told: &Told<'_>| {
            let lane = told.scores.lane.get(index).copied().flatten()?;
            Some(told.model.lanes().get(lane)?.name.clone())
        };
        let (was, is) = (lane(here), lane(there));
        if was != is {
            causes.push(Cause { kind: CauseKind::LaneCondition, name: "lanes".to_owned(), points: None, was, is });
        }
    }
    causes
}

/// What makes the lead eligible under one model alone, and its product.
fn verdicts(here: &Told<'_>, there: &Told<'_>, index: usize) -> Vec<Cause> {
    let mut causes = Vec::new();
    let eligible = |told: &Told<'_>| told.scores.eligible.get(index).copied().unwrap_or_default();
    if eligible(here) != eligible(there) {
        let gates = |told: &Told<'_>, gate: usize| told.scores.gates.get(gate)?.get(index).copied();
        let exclusions = |told: &Told<'_>, exclusion: usize| told.scores.exclusions.get(exclusion)?.get(index).copied();
        causes.extend(answers(CauseKind::Gate, (here, here.model.gates()), (there, there.model.gates()), &gates));
        let (of_here, of_there) = ((here, here.model.exclusions()), (there, there.model.exclusions()));
        causes.extend(answers(CauseKind::Exclusion, of_here, of_there, &exclusions));
        let required = |told: &Told<'_>| told.model.score().gates_required;
        if required(here) != required(there) {
            causes.push(Cause {
                kind: CauseKind::GatesRequired,
                name: "gates_required".to_owned(),
                points: None,
                was: Some(required(here).to_string()),
                is: Some(required(there).to_string()),
            });
        }
    }
    let product = |told: &Told<'_>| {
        let product = told.scores.product.get(index).copied().flatten()?;
        Some(told.model.products().get(product.0)?.name.clone())
    };
    let (was, is) = (product(here), product(there));
    if was != is {
        causes.push(Cause { kind: CauseKind::Product, name: "product".to_owned(), points: None, was, is });
    }
    causes
}

/// The gates, or the exclusions, that say something else.
fn answers(
    kind: CauseKind,
    (here, of_here): (&Told<'_>, &[NamedCondition]),
    (there, of_there): (&Told<'_>, &[NamedCondition]),
    answer: &dyn Fn(&Told<'_>, usize) -> Option<Answer>,
) -> Vec<Cause> {
    let of = |told: &Told<'_>, all: &[NamedCondition], name: &str| {
        all.iter().position(|condition| condition.name == name).and_then(|index| answer(told, index))
    };
    let alone = of_there.iter().filter(|there| of_here.iter().all(|here| here.name != there.name));
    let mut causes = Vec::new();
    for condition in of_here.iter().chain(alone) {
        let (was, is) = (of(here, of_here, &condition.name), of(there, of_there, &condition.name));
        // What one model does not have says nothing there: it turns nobody away, and lets nobody in.
        let is_met = |answer: Option<Answer>| answer.map(|answer| answer == Answer::Met);
        let matters = match kind {
            CauseKind::Exclusion => is_met(was).unwrap_or_default() != is_met(is).unwrap_or_default(),
            _ => is_met(was) != is_met(is) && (is_met(was).unwrap_or(true) != is_met(is).unwrap_or(true)),
        };
        if matters {
            let (was, is) = (was.map(named), is.map(named));
            causes.push(Cause { kind, name: condition.name.clone(), points: None, was, is });
        }
    }
    causes
}

fn named(answer: Answer) -> String {
    match answer {
        Answer::Met => "met",
        Answer::Missed => "missed",
        Answer::Unknown => "unknown",
    }
    .to_owned()
}

/// Everything that makes up the two totals, and what the other gives more of each, in units of 10^-7 point.
fn points(matching: &Matching, here: &Told<'_>, there: &Told<'_>, index: usize) -> Vec<(i128, CauseKind, String)> {
    let mut found = Vec::new();
    for matched in &matching.criteria {
        let difference = entered(there, matched.there, index) - entered(here, matched.here, index);
        found.push((difference, CauseKind::Criterion, matched.name.clone()));
    }
    let composed = |told: &Told<'_>| told.compositions.get(index).cloned().unwrap_or_default();
    let (before, after) = (composed(here), composed(there));
    found.extend(group_caps((here.model, &before), (there.model, &after)));
    let mut push = |kind: CauseKind, name: String, of: &dyn Fn(&Composition) -> i128| {
        found.push((of(&after) - of(&before), kind, name));
    };
    let persona = persona(there, index).or(persona(here, index)).unwrap_or_default();
    push(CauseKind::PersonaWeight, persona, &|of| of.engagement_weighted - of.engagement_sum);
    push(CauseKind::FitLimit, "fit_max".to_owned(), &|of| i128::from(of.fit.0) - of.fit_sum);
    let engagement = |of: &Composition| i128::from(of.engagement.0) - of.engagement_weighted;
    push(CauseKind::EngagementLimit, "engagement_max".to_owned(), &engagement);
    push(CauseKind::Adjustment, "adjustments".to_owned(), &|of| of.adjustment);
    push(CauseKind::TotalLimit, "total".to_owned(), &|of| i128::from(of.total.0) - of.total_sum);
    found
}

/// What a criterion gave the total of the lead's product, before caps.
fn entered(told: &Told<'_>, criterion: Option<CriterionId>, index: usize) -> i128 {
    let product = told.scores.product.get(index).copied().flatten();
    let given = told.scores.contributions.as_ref().zip(criterion).and_then(|(given, criterion)| {
        let (products, column) = match criterion {
            CriterionId::Fit(fit) => (&told.model.fit().get(fit)?.products, given.fit.get(fit)?),
            CriterionId::Engagement(of) => (&told.model.engagement().get(of)?.products, given.engagement.get(of)?),
        };
        Model::counts_for(products.as_deref(), product).then(|| column.get(index).copied()).flatten()
    });
    given.map_or(0, |given| i128::from(given.0))
}

/// What caps take, by the name of the group.
fn group_caps(here: (&Model, &Composition), there: (&Model, &Composition)) -> Vec<(i128, CauseKind, String)> {
    let cut = |(model, composition): (&Model, &Composition), name: &str| -> i128 {
        let named = |group: &&handraise_engine::ComposedGroup| {
            model.groups().get(group.group.0).is_some_and(|group| group.name == name)
        };
        composition.groups.iter().filter(named).map(|group| group.counted - group.sum).sum()
    };
    let mut names: Vec<&str> = Vec::new();
    for group in here.0.groups().iter().chain(there.0.groups()) {
        if !names.contains(&group.name.as_str()) {
            names.push(&group.name);
        }
    }
    let caps = names.into_iter().map(|name| (cut(there, name) - cut(here, name), CauseKind::GroupCap, name.to_owned()));
    caps.collect()
}

fn persona(told: &Told<'_>, index: usize) -> Option<String> {
    let persona = told.scores.persona.get(index).copied().flatten()?;
    Some(told.model.personas().get(persona)?.name.clone())
}
