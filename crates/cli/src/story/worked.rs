//! One example of the model, worked through for the definitions page.

use handraise_engine::examples::ExampleOutcome;
use handraise_engine::{CriterionDetail, Explanation};
use handraise_model::Model;
use handraise_model::definitions::{WorkedLead, WorkedLine};
use handraise_model::values::Exact;

use super::text::label;
use super::waterfall::{Step, StepKind, steps};
use crate::output::columns::grade;
use crate::terminal::words;

/// The first example that reaches a lane, as the model's author put first what matters; where none does, the one in whose
/// total most criteria have a part. Examples that fail are no model for anyone.
pub(crate) fn worked(model: &Model, outcomes: &[ExampleOutcome]) -> Option<WorkedLead> {
    let telling = |outcome: &&ExampleOutcome| {
        let explanation = &outcome.explanation;
        let parts = explanation.criteria.iter().filter(|one| one.entered && one.contribution.0 != 0).count();
        (explanation.scores.eligible.first().copied(), parts, std::cmp::Reverse(outcome.example))
    };
    let passing = || outcomes.iter().filter(|outcome| outcome.failures.is_empty());
    let in_lane = |outcome: &&ExampleOutcome| outcome.explanation.scores.lane.first().is_some_and(Option::is_some);
    let outcome = passing().find(in_lane).or_else(|| passing().max_by_key(telling))?;
    let explanation = &outcome.explanation;
    let lines = steps(model, explanation).iter().filter_map(|step| line(model, explanation, step)).collect();
    Some(WorkedLead { example: outcome.example, lines, outcome: sentences(model, explanation) })
}

fn line(model: &Model, explanation: &Explanation, step: &Step) -> Option<WorkedLine> {
    let (points, sum) = match &step.kind {
        StepKind::Criterion(index) => {
            let contribution = explanation.criteria[*index].contribution;
            if contribution.0 == 0 {
                return None;
            }
            (contribution, false)
        }
        StepKind::Fit => (explanation.scores.fit[0], true),
        StepKind::Engagement => (explanation.scores.engagement[0], true),
        StepKind::Total => (explanation.scores.total[0], true),
        _ => (Exact(i64::try_from(step.change).unwrap_or_default()), false),
    };
    let label = label(model, explanation, step);
    let label = label.trim_start_matches("= ").to_owned();
    Some(WorkedLine { label, note: note(explanation, &step.kind), points, sum })
}

fn note(explanation: &Explanation, kind: &StepKind) -> String {
    let StepKind::Criterion(index) = kind else { return String::new() };
    let CriterionDetail::Engagement { counted, .. } = &explanation.criteria[*index].detail else {
        return String::new();
    };
    let Some(latest) = counted.last() else { return String::new() };
    let times = words::counted(counted.len(), "occurrence", "occurrences");
    let latest_word = if counted.len() > 1 { "the latest " } else { "" };
    format!("{times}, {latest_word}{}", words::days_ago(latest.age_days))
}

fn sentences(model: &Model, explanation: &Explanation) -> Vec<String> {
    let scores = &explanation.scores;
    let mut sentences = vec![format!("The score is {}.", scores.score[0])];
    if scores.rating[0] != scores.score[0] {
        sentences.push(format!("It is shown as {}.", scores.rating[0]));
    }
    sentences.extend(grade(scores, 0).map(|grade| format!("The grade is {grade}.")));
    sentences.extend(scores.lane[0].map(|lane| format!("The lane is {}.", model.lanes()[lane].name)));
    if !scores.eligible[0] {
        sentences.push("The lead is not eligible, so it has no rank.".to_owned());
    }
    sentences
}
