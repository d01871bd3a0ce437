//! The search itself: rounds of candidates, each scored in one batch.

use std::sync::Arc;

use handraise_engine::{Plan, ScoreError};
use handraise_model::Model;
use handraise_model::condition::EngagementId;

use super::batches::{Round, score};
use super::candidates::{self, Candidate};
use super::{Case, Change, Reach, Reached, Standing};

/// Changes shown for one goal that somebody can bring about.
const SHOWN_MAX: usize = 5;
/// Changes shown for one goal that would take another lead.
const SHOWN_FACTS_MAX: usize = 2;
/// Pairs shown that share a target.
const SAME_TARGET_MAX: usize = 2;
/// Single changes that are tried in pairs.
const PAIRED_MAX: usize = 40;

/// The smallest changes that bring the lead to a better lane and to a better grade.
pub(crate) fn search(model: &Arc<Model>, case: &Case) -> Result<Reach, ScoreError> {
    let plan =
        Plan::bind(Arc::clone(model), &handraise_engine::lead_schema(model), &handraise_engine::event_schema(model))?;
    let present = score(&plan, case, &[Vec::new()])?;
    let Some(present) = present.standings.into_iter().next() else {
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
        let round = score(self.plan, self.case, &candidates)?;
        let mut found = Vec::new();
        for (index, changes) in candidates.into_iter().enumerate() {
            let standing = &round.standings[index];
            if self.keeps(standing) && self.occur(&round, index, &changes)? {
                let gates = (0..standing.gates_met.len())
                    .filter(|&gate| standing.gates_met[gate] && !self.present.gates_met[gate])
                    .collect();
                found.push(Reached { changes, gates, standing: standing.clone() });
            }
        }
        Ok(found)
    }

    /// Whether nothing is lost.
    fn keeps(&self, standing: &Standing) -> bool {
        let present = self.present;
        let kept = (standing.eligible || !present.eligible) && (!standing.excluded || present.excluded);
        let gains = standing.total >= present.total || (standing.eligible && !present.eligible);
        kept && gains
    }

    /// Whether what is called an occurrence is one: where it is not one more, it stands in for an older one.
    fn occur(&self, round: &Round<'_>, candidate: usize, changes: &[Change]) -> Result<bool, ScoreError> {
        for change in changes {
            let Change::Occurrence { criterion, events } = change else { continue };
            let EngagementId(index) = *criterion;
            let more = round.standings[candidate].occurrences.get(index) > self.present.occurrences.get(index);
            let latest = events.iter().map(|event| event.time).max().unwrap_or(i64::MIN);
            if !more && !round.occurs(candidate, *criterion, latest)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The smallest changes that reach a goal: single ones, or else pairs. First what somebody can bring about, then
    /// what would take another lead; pairs with such a fact only where nothing else is enough.
    fn best(&self, reached: fn(&Standing, &Standing) -> bool) -> Result<Vec<Reached>, ScoreError> {
        let reaching = |found: Vec<Reached>| found.into_iter().filter(|one| reached(&one.standing, self.present));
        let (mut doable, mut facts): (Vec<Reached>, Vec<Reached>) =
            reaching(self.tried.clone()).partition(Reached::is_doable);
        if doable.is_empty() {
            doable = reaching(self.score(self.pairs(Change::is_doable))?).collect();
        }
        if doable.is_empty() && facts.is_empty() {
            facts = reaching(self.score(self.pairs(|_| true))?).collect();
        }
        let mut best = self.smallest(doable, SHOWN_MAX);
        best.extend(self.smallest(facts, SHOWN_FACTS_MAX));
        Ok(best)
    }

    /// Pairs of the single changes that gain most, each target with its best change alone.
    fn pairs(&self, wanted: fn(&Change) -> bool) -> Vec<Candidate> {
        let single = |found: &&Reached| matches!(found.changes.as_slice(), [change] if wanted(change));
        let mut gaining: Vec<&Reached> = self.tried.iter().filter(single).collect();
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
    fn smallest(&self, mut found: Vec<Reached>, shown_max: usize) -> Vec<Reached> {
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
            if kept.len() < shown_max && !repeats && !kept.iter().any(same) {
                kept.push(candidate);
            }
        }
        kept
    }
}

fn effort(found: &Reached) -> u32 {
    found.changes.iter().map(|change| u32::from(change.effort())).sum()
}
