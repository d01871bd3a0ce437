//! The search itself: rounds of candidates, each scored in one batch.

use std::sync::Arc;

use handraise_engine::{Plan, ScoreError};
use handraise_model::Model;

use super::batches::score;
use super::candidates::{self, Candidate};
use super::{Case, Change, Reach, Reached, Standing};

/// Changes shown for one goal.
const SHOWN_MAX: usize = 5;
/// Pairs shown that share a target.
const SAME_TARGET_MAX: usize = 2;
/// Single changes that are tried in pairs.
const PAIRED_MAX: usize = 40;

/// The smallest changes that bring the lead to a better lane and to a better grade.
pub(crate) fn search(model: &Arc<Model>, case: &Case) -> Result<Reach, ScoreError> {
    let plan =
        Plan::bind(Arc::clone(model), &handraise_engine::lead_schema(model), &handraise_engine::event_schema(model))?;
    let present = score(&plan, case, &[Vec::new()])?;
    let Some(present) = present.into_iter().next() else {
        return Ok(Reach { present: Standing::default(), lane: None, grade: None });
    };
    let lane_open = !model.lanes().is_empty() && present.lane != Some(0) || !present.eligible;
    let grade_open =
        present.fit_grade.is_some_and(|grade| grade > 'A') || present.engagement_grade.is_some_and(|grade| grade > '1');
    let mut rounds = Rounds { plan: &plan, case, present: &present, tried: Vec::new() };
    if lane_open || grade_open {
        rounds.run(candidates::singles(model, case))?;
    }
    let goal = |open: bool, reached: fn(&Standing, &Standing) -> bool| open.then(|| rounds.best(reached)).transpose();
    let lane = goal(lane_open, Standing::better_lane_than)?;
    let grade = goal(grade_open, Standing::better_grade_than)?;
    Ok(Reach { present, lane, grade })
}

struct Rounds<'r> {
    plan: &'r Plan,
    case: &'r Case,
    present: &'r Standing,
    /// Single changes that did something.
    tried: Vec<Reached>,
}

impl Rounds<'_> {
    /// Scores candidates and keeps those that make a difference.
    fn run(&mut self, candidates: Vec<Candidate>) -> Result<(), ScoreError> {
        let found = self.score(candidates)?;
        self.tried.extend(found);
        Ok(())
    }

    fn score(&self, candidates: Vec<Candidate>) -> Result<Vec<Reached>, ScoreError> {
        let standings = score(self.plan, self.case, &candidates)?;
        let found = candidates.into_iter().zip(standings).filter(|(changes, standing)| self.counts(changes, standing));
        Ok(found
            .map(|(changes, standing)| {
                let gates = (0..standing.gates_met.len())
                    .filter(|&gate| standing.gates_met[gate] && !self.present.gates_met[gate])
                    .collect();
                Reached { changes, gates, standing }
            })
            .collect())
    }

    /// Whether a change is one worth telling: nothing is lost, and what is called an occurrence is one.
    fn counts(&self, changes: &[Change], standing: &Standing) -> bool {
        let present = self.present;
        let kept = (standing.eligible || !present.eligible) && (!standing.excluded || present.excluded);
        let gains = standing.total >= present.total || (standing.eligible && !present.eligible);
        kept && gains
            && changes.iter().all(|change| match change {
                Change::DataPoint { .. } => true,
                Change::Occurrence { criterion, .. } => {
                    let handraise_model::condition::EngagementId(index) = *criterion;
                    standing.occurrences.get(index) > present.occurrences.get(index)
                }
            })
    }

    /// The smallest changes that reach a goal: single ones, or else pairs.
    fn best(&self, reached: fn(&Standing, &Standing) -> bool) -> Result<Vec<Reached>, ScoreError> {
        let singles: Vec<Reached> =
            self.tried.iter().filter(|found| reached(&found.standing, self.present)).cloned().collect();
        if !singles.is_empty() {
            return Ok(self.smallest(singles));
        }
        let pairs = self.score(self.pairs())?;
        Ok(self.smallest(pairs.into_iter().filter(|found| reached(&found.standing, self.present)).collect()))
    }

    /// Pairs of the single changes that gain most, each target with its best change alone.
    fn pairs(&self) -> Vec<Candidate> {
        let mut gaining: Vec<&Reached> = self.tried.iter().filter(|found| found.changes.len() == 1).collect();
        gaining.sort_by_key(|found| (std::cmp::Reverse((found.gates.len(), found.standing.total)), effort(found)));
        let mut best: Vec<&Change> = Vec::new();
        for change in gaining.into_iter().flat_map(|found| &found.changes) {
            if best.len() < PAIRED_MAX && !best.iter().any(|other| other.same_target(change)) {
                best.push(change);
            }
        }
        let mut pairs = Vec::new();
        for (index, first) in best.iter().enumerate() {
            pairs.extend(best[index + 1..].iter().map(|second| vec![(*first).clone(), (*second).clone()]));
        }
        pairs
    }

    /// In order of effort, then of the change in the total; each set of targets once.
    fn smallest(&self, mut found: Vec<Reached>) -> Vec<Reached> {
        let change = |found: &Reached| (found.standing.total.0 - self.present.total.0).abs();
        found.sort_by_key(|found| (found.changes.len(), effort(found), change(found)));
        let mut kept: Vec<Reached> = Vec::new();
        for candidate in found {
            let same = |other: &Reached| {
                other.changes.len() == candidate.changes.len()
                    && other.changes.iter().zip(&candidate.changes).all(|(a, b)| a.same_target(b))
            };
            let repeats = candidate.changes.iter().any(|change| {
                let uses = kept.iter().flat_map(|other| &other.changes).filter(|other| other.same_target(change));
                uses.count() >= SAME_TARGET_MAX
            });
            if kept.len() < SHOWN_MAX && !repeats && !kept.iter().any(same) {
                kept.push(candidate);
            }
        }
        kept
    }
}

fn effort(found: &Reached) -> u32 {
    found.changes.iter().map(|change| u32::from(change.effort())).sum()
}
