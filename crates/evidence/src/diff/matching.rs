//! Which criterion of one model is which of the other: by id, else by name.

use handraise_engine::{CriterionId, Places};
use handraise_model::Model;
use handraise_model::values::Exact;
use serde::Serialize;

use super::change::Aligned;

/// The criteria of two models, in pairs; those of the model in its order, then those of the other alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Matching {
    pub(super) criteria: Vec<Matched>,
}

/// A criterion of both models, or of one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Matched {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) here: Option<CriterionId>,
    pub(super) there: Option<CriterionId>,
}

/// Where a criterion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum In {
    /// In both models.
    Both,
    /// In the model alone.
    Model,
    /// In the other alone.
    Other,
}

/// A criterion that gives some leads more or less under the other model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CriterionShift {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Which of the models has it.
    #[serde(rename = "in")]
    pub models: In,
    /// Leads that get more or less from it.
    pub leads: usize,
    /// How many points more those get on average, before caps.
    pub points_each: f64,
}

impl Matching {
    pub(super) fn of(model: &Model, other: &Model) -> Self {
        let mut left: Vec<Option<Named<'_>>> = criteria(other).map(Some).collect();
        let mut take = |like: &dyn Fn(&Named<'_>) -> bool| {
            let slot = left.iter_mut().find(|slot| slot.as_ref().is_some_and(like))?;
            slot.take().map(|named| named.criterion)
        };
        // Ids first: a name that moved to another criterion must not take its place.
        let mut matched: Vec<Matched> = criteria(model)
            .map(|named| Matched {
                id: named.id.to_owned(),
                name: named.name.to_owned(),
                here: Some(named.criterion),
                there: take(&|other| other.id == named.id),
            })
            .collect();
        for unmatched in matched.iter_mut().filter(|matched| matched.there.is_none()) {
            unmatched.there = take(&|other| other.name == unmatched.name);
        }
        matched.extend(left.into_iter().flatten().map(|named| Matched {
            id: named.id.to_owned(),
            name: named.name.to_owned(),
            here: None,
            there: Some(named.criterion),
        }));
        Self { criteria: matched }
    }
}

struct Named<'m> {
    id: &'m str,
    name: &'m str,
    criterion: CriterionId,
}

fn criteria(model: &Model) -> impl Iterator<Item = Named<'_>> {
    let fit = model.fit().iter().enumerate();
    let fit = fit.map(|(index, of)| Named { id: &of.id, name: &of.name, criterion: CriterionId::Fit(index) });
    let engagement = model.engagement().iter().enumerate();
    fit.chain(engagement.map(|(index, of)| Named {
        id: &of.id,
        name: &of.name,
        criterion: CriterionId::Engagement(index),
    }))
}

/// The criteria that give some lead more or less, the most points in all first.
pub(super) fn shifts(aligned: &Aligned<'_>) -> Vec<CriterionShift> {
    let here = aligned.model.ranking.places(aligned.pairs.iter().map(|pair| pair.here as usize));
    let there = aligned.other.ranking.places(aligned.pairs.iter().map(|pair| pair.there as usize));
    let mut found: Vec<(f64, CriterionShift)> = Vec::new();
    for matched in &aligned.matching.criteria {
        let (before, after) = (given(&here, matched.here), given(&there, matched.there));
        let (mut leads, mut sum, mut moved) = (0_usize, 0.0, 0.0);
        for index in 0..aligned.pairs.len() {
            let at = |points: &[Exact]| points.get(index).copied().unwrap_or_default();
            let (before, after) = (at(&before), at(&after));
            if before != after {
                let difference = after.to_f64() - before.to_f64();
                leads += 1;
                sum += difference;
                moved += difference.abs();
            }
        }
        if leads > 0 {
            let models = match (matched.here, matched.there) {
                (Some(_), None) => In::Model,
                (None, _) => In::Other,
                (Some(_), Some(_)) => In::Both,
            };
            let (id, name) = (matched.id.clone(), matched.name.clone());
            found.push((moved, CriterionShift { id, name, models, leads, points_each: sum / leads as f64 }));
        }
    }
    found.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    found.into_iter().map(|(_, shift)| shift).collect()
}

fn given(places: &Places<'_>, criterion: Option<CriterionId>) -> Vec<Exact> {
    match criterion {
        Some(CriterionId::Fit(index)) => places.fit_contributions(index).collect(),
        Some(CriterionId::Engagement(index)) => places.engagement_contributions(index).collect(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use handraise_model::ModelSource;

    use super::*;

    fn model(criteria: &str) -> Model {
        let text = format!("[model]\nname = 'acme'\nversion = 1\n{criteria}");
        ModelSource::new("model.toml", &text).check().model.expect("a sound model")
    }

    #[test]
    fn a_criterion_is_known_by_its_id_then_by_its_name() {
        let here = model("[engagement_points]\nDemo = 5\n'Trial Started' = 3\nGone = 1");
        let there = model(
            "[[engagement]]\nid = 'demo'\nname = 'Asked for a demo'\nevent = 'Demo'\npoints = 9\n\
             [[engagement]]\nid = 'trial'\nname = 'Trial Started'\nevent = 'Trial Started'\npoints = 3\n\
             [[engagement]]\nname = 'New'\nevent = 'Chat'\npoints = 3",
        );
        let pairs: Vec<(Option<usize>, Option<usize>)> = Matching::of(&here, &there)
            .criteria
            .iter()
            .map(|matched| {
                let index = |criterion| match criterion {
                    CriterionId::Fit(index) | CriterionId::Engagement(index) => index,
                };
                (matched.here.map(index), matched.there.map(index))
            })
            .collect();
        assert_eq!(pairs, [(Some(0), Some(0)), (Some(1), Some(1)), (Some(2), None), (None, Some(2))]);
    }
}
