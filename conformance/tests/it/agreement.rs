//! The engine and the reference evaluator say the same of random leads, in every detail.

use handraise_conformance::LeadResult;
use handraise_conformance::random::{Shape, Workload};
use handraise_conformance::reference::{self, Story};
use handraise_conformance::results::differences;
use handraise_engine::{Answer, CriterionDetail, CriterionId, Explanation, Scores};

use crate::engine::{self, Delivery};
use crate::workloads::hold;

#[test]
fn engine_and_reference_agree_on_every_result() {
    hold(150, Shape::default(), |Workload { model, data, as_of, .. }| {
        let stories = reference::score(model, data, *as_of);
        let scores = engine::scores(model, data, *as_of, Delivery::default());
        let expected: Vec<_> = stories.iter().map(|story| story.result.clone()).collect();
        let differences = differences(&expected, &engine::named(model, &scores));
        let order: Vec<&String> = expected.iter().map(|result| &result.lead_id).collect();
        if !differences.is_empty() {
            return Err(differences);
        }
        if order != scores.lead_id.iter().collect::<Vec<_>>() {
            return Err(format!("in order {order:?} expected, {:?} found", scores.lead_id));
        }
        answers_agree(&stories, &scores)
    });
}

#[test]
fn engine_and_reference_agree_on_every_explanation() {
    hold(60, Shape::default(), |Workload { model, data, as_of, .. }| {
        let stories = reference::score(model, data, *as_of);
        let scores = engine::scores(model, data, *as_of, Delivery::default());
        let explanations = engine::explanations(model, data, *as_of, &scores.lead_id);
        for (story, explanation) in stories.iter().zip(&explanations) {
            let of = |fault: String| format!("lead {}: {fault}", story.result.lead_id);
            story_agrees(story, explanation).map_err(of)?;
            let explained = engine::named(model, &explanation.scores);
            // Rank alone depends on the other leads, and an explanation reads one.
            let expected = LeadResult { rank: None, ..story.result.clone() };
            let differences = differences(&[expected], &explained);
            if !differences.is_empty() {
                return Err(of(format!("explained by another score:\n{differences}")));
            }
        }
        Ok(())
    });
}

fn answers_agree(stories: &[Story], scores: &Scores) -> Result<(), String> {
    for (row, story) in stories.iter().enumerate() {
        let of_row = |answers: &[Vec<Answer>]| answers.iter().map(|answers| truth(answers[row])).collect::<Vec<_>>();
        let (gates, exclusions) = (of_row(&scores.gates), of_row(&scores.exclusions));
        if (&gates, &exclusions) != (&story.gates, &story.exclusions) {
            let (id, expected) = (&story.result.lead_id, (&story.gates, &story.exclusions));
            return Err(format!(
                "lead {id}: gates and exclusions {expected:?} expected, {gates:?} {exclusions:?} found"
            ));
        }
    }
    Ok(())
}

/// Bands taken, and every counted occurrence with its time, age, multiplier, events and points.
fn story_agrees(story: &Story, explanation: &Explanation) -> Result<(), String> {
    for explained in &explanation.criteria {
        match (explained.criterion, &explained.detail) {
            (CriterionId::Fit(index), CriterionDetail::Fit { taken, bands }) => {
                if *taken != story.bands[index] {
                    return Err(format!("fit {index}: band {:?} expected, {taken:?} found", story.bands[index]));
                }
                // What each band says alone is found apart from the band taken.
                let first_met = bands.iter().position(|answer| *answer == Answer::Met);
                if *taken != first_met {
                    return Err(format!("fit {index}: band {taken:?} taken, {first_met:?} met first"));
                }
            }
            (CriterionId::Engagement(index), CriterionDetail::Engagement { counted, .. }) => {
                let found: Vec<reference::Occurrence> = counted.iter().map(occurrence).collect();
                if found != story.counted[index] {
                    return Err(format!("engagement {index}: {:?} expected, {found:?} found", story.counted[index]));
                }
            }
            (criterion, detail) => return Err(format!("{criterion:?} explained as {detail:?}")),
        }
    }
    Ok(())
}

fn occurrence(found: &handraise_engine::Occurrence) -> reference::Occurrence {
    let handraise_engine::Occurrence { time, age_days, multiplier, events, contribution } = *found;
    reference::Occurrence { time, age_days, multiplier, events, contribution }
}

fn truth(answer: Answer) -> Option<bool> {
    match answer {
        Answer::Met => Some(true),
        Answer::Missed => Some(false),
        Answer::Unknown => None,
    }
}
