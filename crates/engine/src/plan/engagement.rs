//! How events become occurrences, decided before the first event.

use std::sync::Arc;

use handraise_model::condition::EngagementId;
use handraise_model::values::{Credibility, MICROS_PER_DAY};
use handraise_model::{EngagementCriterion, Model, Per};

use crate::condition::{Compiler, Program, StepId};
use crate::engagement::Decay;

/// The engagement criteria, ready to be evaluated.
#[derive(Debug)]
pub(crate) struct EngagementPlan {
    pub(crate) criteria: Vec<CriterionPlan>,
    /// The criteria, each after the one its `after` names.
    pub(crate) order: Vec<usize>,
    /// The event types that criteria match, with and without a `where`.
    pub(crate) groups: Vec<EventGroup>,
    /// The longest gap inside a session in microseconds, where a criterion counts by session.
    pub(crate) session_gap: Option<i64>,
    /// The types that make up sessions; none: all.
    session_types: Option<Vec<String>>,
    program: Program,
}

/// One engagement criterion.
#[derive(Debug)]
pub(crate) struct CriterionPlan {
    pub(crate) per: Per,
    pub(crate) at_least: u32,
    pub(crate) at_most: Option<u32>,
    pub(crate) within_days: Option<u32>,
    pub(crate) after: Option<AfterPlan>,
    /// Whether another criterion's `after` names it.
    pub(crate) awaited: bool,
    pub(crate) decay: Arc<Decay>,
    /// What an occurrence gives for each thousandth of its multiplier, in units of 10^-7 point.
    pub(crate) units: i64,
    pub(crate) hand_raise: bool,
    pub(crate) critical: bool,
}

/// `after`, as criterion and least distance in microseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AfterPlan {
    pub(crate) criterion: usize,
    pub(crate) distance: i64,
}

/// Criteria on the same event types; their tests are made over the rows of those types alone.
#[derive(Debug)]
pub(crate) struct EventGroup {
    pub(crate) types: Vec<String>,
    /// Criteria without a `where`.
    pub(crate) always: Vec<u32>,
    pub(crate) tests: Vec<EventTest>,
    /// The slots that the tests read.
    pub(crate) slots: Vec<usize>,
}

/// A `where`, and the criteria of its group that have it.
#[derive(Debug)]
pub(crate) struct EventTest {
    pub(crate) step: StepId,
    pub(crate) criteria: Vec<u32>,
    /// Whether its answer depends on `as_of`.
    pub(crate) reads_as_of: bool,
}

impl EngagementPlan {
    pub(crate) fn new(model: &Model) -> Self {
        let mut compiler = Compiler::new(model.lists());
        let mut groups: Vec<EventGroup> = Vec::new();
        for (index, criterion) in model.engagement().iter().enumerate() {
            add_to_group(&mut groups, &mut compiler, criterion, index as u32);
        }
        let program = compiler.finish();
        for group in &mut groups {
            group.slots = program.slots_of(group.tests.iter().map(|test| test.step));
        }
        let per_session = model.engagement().iter().any(|criterion| criterion.per == Per::Session);
        Self {
            criteria: criteria(model),
            order: topological(model.engagement()),
            groups,
            session_gap: per_session.then(|| i64::from(model.session().gap_minutes) * 60_000_000),
            session_types: model.session().events.clone(),
            program,
        }
    }

    /// The steps of every `where`.
    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// Whether events of a type move the borders of sessions that something counts.
    pub(crate) fn in_sessions(&self, event_type: &str) -> bool {
        let named = |types: &Vec<String>| types.iter().any(|ty| ty == event_type);
        self.session_gap.is_some() && self.session_types.as_ref().is_none_or(named)
    }
}

fn add_to_group(
    groups: &mut Vec<EventGroup>,
    compiler: &mut Compiler<'_>,
    criterion: &EngagementCriterion,
    index: u32,
) {
    let mut types = criterion.events.clone();
    types.sort_unstable();
    let position = groups.iter().position(|group| group.types == types).unwrap_or_else(|| {
        groups.push(EventGroup { types, always: Vec::new(), tests: Vec::new(), slots: Vec::new() });
        groups.len() - 1
    });
    let Some(group) = groups.get_mut(position) else { return };
    let Some(condition) = &criterion.condition else {
        group.always.push(index);
        return;
    };
    let step = compiler.add(&condition.expr);
    match group.tests.iter_mut().find(|test| test.step == step) {
        Some(test) => test.criteria.push(index),
        None => {
            group.tests.push(EventTest { step, criteria: vec![index], reads_as_of: condition.expr.reads_as_of() });
        }
    }
}

fn criteria(model: &Model) -> Vec<CriterionPlan> {
    let mut decays: Vec<Arc<Decay>> = Vec::new();
    let mut decay_of = |criterion: &EngagementCriterion| {
        let known = decays.iter().find(|decay| decay.half_life() == criterion.half_life).cloned();
        known.unwrap_or_else(|| {
            let decay = Arc::new(Decay::new(criterion.half_life));
            decays.push(decay.clone());
            decay
        })
    };
    let awaited = |index| {
        model.engagement().iter().any(|other| other.after.is_some_and(|after| after.criterion == EngagementId(index)))
    };
    let plan = |(index, criterion): (usize, &EngagementCriterion)| CriterionPlan {
        per: criterion.per,
        at_least: criterion.at_least,
        at_most: criterion.at_most.as_ref().map(|at_most| at_most.value),
        within_days: criterion.within_days,
        after: criterion
            .after
            .map(|after| AfterPlan { criterion: after.criterion.0, distance: i64::from(after.days) * MICROS_PER_DAY }),
        awaited: awaited(index),
        decay: decay_of(criterion),
        units: units(criterion.points.value, criterion.credibility),
        hand_raise: criterion.hand_raise,
        critical: criterion.critical,
    };
    model.engagement().iter().enumerate().map(plan).collect()
}

/// `points * credibility / 1000` in units of 10^-7 point: 10^7 / (100 * 1000) for each point and hundredth.
fn units(points: i32, credibility: Credibility) -> i64 {
    i64::from(points) * i64::from(credibility.hundredths()) * 100
}

/// Indices of criteria, each after the one its `after` names. The model proves that there is no cycle.
fn topological(criteria: &[EngagementCriterion]) -> Vec<usize> {
    let mut order = Vec::with_capacity(criteria.len());
    let mut placed = vec![false; criteria.len()];
    for start in 0..criteria.len() {
        let mut chain = Vec::new();
        let mut next = Some(start);
        while let Some(index) = next.filter(|index| placed.get(*index) == Some(&false)) {
            if let Some(placed) = placed.get_mut(index) {
                *placed = true;
            }
            chain.push(index);
            next = criteria.get(index).and_then(|criterion| criterion.after).map(|after| after.criterion.0);
        }
        order.extend(chain.into_iter().rev());
    }
    order
}
