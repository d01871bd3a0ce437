//! How events become occurrences, decided before the first event.

use foldhash::fast::FixedState;
use handraise_model::condition::EngagementId;
use handraise_model::values::{Credibility, MICROS_PER_DAY, Type};
use handraise_model::{EngagementCriterion, Model, Per};

use crate::condition::{Compiler, Leaf, Program, StepId};
use crate::engagement::{Decay, Decays};

type HashMap<K, V> = hashbrown::HashMap<K, V, FixedState>;

/// The engagement criteria, ready to be evaluated.
#[derive(Debug)]
pub(crate) struct EngagementPlan {
    pub(crate) criteria: Vec<CriterionPlan>,
    /// What the occurrences of each criterion give.
    pub(crate) rules: Vec<Rule>,
    pub(crate) decays: Decays,
    /// The criteria that count by buckets.
    pub(crate) by_bucket: Vec<usize>,
    /// The criteria that are counted after all events were seen, each after the one its `after` names.
    pub(crate) at_last: Vec<usize>,
    /// The critical criteria.
    pub(crate) critical: Vec<usize>,
    /// The event types that criteria match, with and without a `where`.
    pub(crate) groups: Vec<EventGroup>,
    /// Each event type that a criterion matches.
    pub(crate) types: HashMap<String, TypePlan>,
    /// The longest gap inside a session in microseconds, where a criterion counts by session.
    pub(crate) session_gap: Option<i64>,
    /// The types that make up sessions; none: all.
    session_types: Option<Vec<String>>,
    /// The properties of which some tests read nothing else.
    pub(crate) stages: Vec<StagePlan>,
    program: Program,
}

/// What matches an event type.
#[derive(Debug, Default)]
pub(crate) struct TypePlan {
    /// The criteria without a `where`.
    pub(crate) always: Vec<u32>,
    /// The groups of criteria with one.
    pub(crate) tested: Vec<usize>,
}

/// Tests that read nothing but one text of an event.
#[derive(Debug)]
pub(crate) struct StagePlan {
    /// The slot of the property in the program.
    pub(crate) slot: usize,
    /// Group and index of each test.
    pub(crate) tests: Vec<(usize, usize)>,
    /// The step of each test.
    pub(crate) steps: Vec<StepId>,
}

/// How one engagement criterion makes occurrences of matches.
#[derive(Debug)]
pub(crate) struct CriterionPlan {
    pub(crate) counting: Counting,
    pub(crate) per: Per,
    pub(crate) at_least: u32,
    pub(crate) after: Option<AfterPlan>,
    /// Whether another criterion's `after` names it.
    pub(crate) awaited: bool,
    pub(crate) hand_raise: bool,
}

/// How a criterion is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counting {
    /// Each candidate is an occurrence.
    Each,
    /// Candidates fall into buckets.
    ByBucket,
    /// It waits for another or is waited for, so all of its matches have to be known.
    AtLast,
}

/// Which occurrences of a criterion count, and what they give.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// What an occurrence gives for each thousandth of its multiplier, in units of 10^-7 point.
    pub(crate) units: i64,
    /// Ages below this are in the window. No age is as great as the greatest: no window.
    pub(crate) within_days: u32,
    /// No lead has as many events as the greatest: all count.
    pub(crate) at_most: u32,
    pub(crate) decay: Decay,
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
    /// The slots that the tests by row read.
    pub(crate) slots: Vec<usize>,
}

impl EventGroup {
    /// Whether some test reads more than one text.
    pub(crate) fn is_tested_by_row(&self) -> bool {
        self.tests.iter().any(|test| !test.by_text)
    }
}

/// A `where`, and the criteria of its group that have it.
#[derive(Debug)]
pub(crate) struct EventTest {
    pub(crate) step: StepId,
    pub(crate) criteria: Vec<u32>,
    /// Whether its answer depends on `as_of`.
    pub(crate) reads_as_of: bool,
    /// Whether it reads nothing but one text, so that it is made once for each distinct text.
    pub(crate) by_text: bool,
}

impl EngagementPlan {
    pub(crate) fn new(model: &Model) -> Self {
        let mut compiler = Compiler::new(model.event(), model.lists());
        let mut groups: Vec<EventGroup> = Vec::new();
        for (index, criterion) in model.engagement().iter().enumerate() {
            add_to_group(&mut groups, &mut compiler, criterion, index as u32);
        }
        let program = compiler.finish();
        let stages = stages(model, &program, &mut groups);
        for group in &mut groups {
            let by_row = group.tests.iter().filter(|test| !test.by_text);
            group.slots = program.slots_of(by_row.map(|test| test.step));
        }
        let per_session = model.engagement().iter().any(|criterion| criterion.per == Per::Session);
        let criteria = criteria(model);
        let counted = |index: &usize, counting| criteria.get(*index).is_some_and(|plan| plan.counting == counting);
        let of = |counting| (0..criteria.len()).filter(move |index| counted(index, counting));
        let critical = model.engagement().iter().map(|criterion| criterion.critical);
        let mut decays = Decays::default();
        Self {
            rules: model.engagement().iter().map(|criterion| Rule::new(criterion, &mut decays)).collect(),
            decays,
            by_bucket: of(Counting::ByBucket).collect(),
            at_last: topological(model.engagement()).filter(|index| counted(index, Counting::AtLast)).collect(),
            critical: (0..).zip(critical).filter_map(|(index, critical)| critical.then_some(index)).collect(),
            criteria,
            types: types(&groups),
            groups,
            session_gap: per_session.then(|| i64::from(model.session().gap_minutes) * 60_000_000),
            session_types: model.session().events.clone(),
            stages,
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
    types.dedup();
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
            let reads_as_of = condition.expr.reads_as_of();
            group.tests.push(EventTest { step, criteria: vec![index], reads_as_of, by_text: false });
        }
    }
}

/// What the groups say of each type.
fn types(groups: &[EventGroup]) -> HashMap<String, TypePlan> {
    let mut types: HashMap<String, TypePlan> = HashMap::default();
    for (index, group) in groups.iter().enumerate() {
        for name in &group.types {
            let ty = types.entry_ref(name.as_str()).or_default();
            ty.always.extend_from_slice(&group.always);
            if !group.tests.is_empty() {
                ty.tested.push(index);
            }
        }
    }
    types
}

/// Marks the tests that read nothing but one text, and puts those of each property together.
fn stages(model: &Model, program: &Program, groups: &mut [EventGroup]) -> Vec<StagePlan> {
    let is_text = |slot: usize| match program.leaves.get(slot) {
        Some(Leaf::DataPoint(id)) => model.event().get(id.0).is_some_and(|property| property.ty == Type::Text),
        _ => false,
    };
    let mut stages: Vec<StagePlan> = Vec::new();
    for (index, group) in groups.iter_mut().enumerate() {
        for (test, place) in group.tests.iter_mut().zip(0..) {
            let Some(slot) = program.only_leaf(test.step).filter(|slot| is_text(*slot)) else { continue };
            test.by_text = true;
            let known = stages.iter().position(|stage| stage.slot == slot).unwrap_or_else(|| {
                stages.push(StagePlan { slot, tests: Vec::new(), steps: Vec::new() });
                stages.len() - 1
            });
            stages[known].tests.push((index, place));
            stages[known].steps.push(test.step);
        }
    }
    stages
}

fn criteria(model: &Model) -> Vec<CriterionPlan> {
    let awaited = |index| {
        model.engagement().iter().any(|other| other.after.is_some_and(|after| after.criterion == EngagementId(index)))
    };
    let plan = |(index, criterion): (usize, &EngagementCriterion)| {
        let awaited = awaited(index);
        CriterionPlan {
            counting: match criterion.per {
                _ if awaited || criterion.after.is_some() => Counting::AtLast,
                Per::Event => Counting::Each,
                Per::Day | Per::Session | Per::Once => Counting::ByBucket,
            },
            per: criterion.per,
            at_least: criterion.at_least,
            after: criterion.after.map(|after| AfterPlan {
                criterion: after.criterion.0,
                distance: i64::from(after.days) * MICROS_PER_DAY,
            }),
            awaited,
            hand_raise: criterion.hand_raise,
        }
    };
    model.engagement().iter().enumerate().map(plan).collect()
}

impl Rule {
    fn new(criterion: &EngagementCriterion, decays: &mut Decays) -> Self {
        Self {
            units: units(criterion.points.value, criterion.credibility),
            within_days: criterion.within_days.unwrap_or(u32::MAX),
            at_most: criterion.at_most.as_ref().map_or(u32::MAX, |at_most| at_most.value),
            decay: decays.add(criterion.half_life),
        }
    }
}

/// `points * credibility / 1000` in units of 10^-7 point: 10^7 / (100 * 1000) for each point and hundredth.
fn units(points: i32, credibility: Credibility) -> i64 {
    i64::from(points) * i64::from(credibility.hundredths()) * 100
}

/// Indices of criteria, each after the one its `after` names. The model proves that there is no cycle.
fn topological(criteria: &[EngagementCriterion]) -> impl Iterator<Item = usize> {
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
    order.into_iter()
}
