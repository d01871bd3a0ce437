//! Classes: the distinct sets of criteria that events match.
//!
//! There are few of them, so a record needs four bytes for all that its event means. A class also says whether the
//! event is part of sessions and, for a hand raise, its lead source.

use foldhash::fast::FixedState;
use handraise_model::values::AsOf;

use super::kinds::{SOME, some};
use crate::engagement::ClassTable;
use crate::instants::Instants;
use crate::interner::Interner;
use crate::plan::EngagementPlan;

/// The class of events that nothing counts. Also stands for "no type".
pub(crate) const NO_CLASS: u32 = u32::MAX;

/// Hashed alike in every run.
type HashMap<K, V> = hashbrown::HashMap<K, V, FixedState>;

/// A criterion and, where its `where` depends on `as_of`, the instant.
type Match = (u32, Option<u32>);

/// What the events of a class match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Content {
    /// Rising.
    matches: Vec<Match>,
    in_sessions: bool,
}

impl Content {
    /// The earliest time at which such an event can matter to a score.
    fn keeps_from(&self, plan: &EngagementPlan, as_of: AsOf) -> i64 {
        let criteria: Vec<u32> = self.matches.iter().map(|(criterion, _)| *criterion).collect();
        plan.keeps_from(&criteria, self.in_sessions, as_of)
    }
}

/// All classes so far.
#[derive(Clone, Debug)]
pub(crate) struct Classes {
    contents: Vec<Content>,
    numbers: HashMap<Content, u32>,
    /// For each class its content and its lead source.
    classes: Vec<(u32, Option<u32>)>,
    sourced: HashMap<(u32, u32), u32>,
    /// Class, group, test, instant: the class of an event that meets the test, too.
    steps: HashMap<(u32, u32, u32, Option<u32>), u32>,
    sources: Interner,
    /// Whether a criterion is a hand raise.
    raises: Vec<bool>,
}

impl Classes {
    pub(crate) fn new(plan: &EngagementPlan) -> Self {
        Self {
            contents: Vec::with_capacity(SOME),
            numbers: some(),
            classes: Vec::with_capacity(SOME),
            sourced: HashMap::default(),
            steps: some(),
            sources: Interner::default(),
            raises: plan.criteria.iter().map(|criterion| criterion.hand_raise).collect(),
        }
    }

    /// The class of events that match these criteria without any `where`.
    pub(crate) fn base(&mut self, criteria: &[u32], in_sessions: bool) -> u32 {
        let matches = criteria.iter().map(|criterion| (*criterion, None)).collect();
        self.number(Content { matches, in_sessions })
    }

    /// The class of events of this class that meet a test, too.
    pub(super) fn step(
        &mut self,
        class: u32,
        plan: &EngagementPlan,
        group: usize,
        test: usize,
        instant: Option<u32>,
    ) -> u32 {
        let key = (class, group as u32, test as u32, instant);
        if let Some(&known) = self.steps.get(&key) {
            return known;
        }
        let mut content = self.content(class).cloned().unwrap_or_default();
        let criteria = plan.groups.get(group).and_then(|group| group.tests.get(test)).map(|test| &test.criteria);
        content.matches.extend(criteria.into_iter().flatten().map(|criterion| (*criterion, instant)));
        let next = self.number(content);
        self.steps.insert(key, next);
        next
    }

    /// Whether events of a class are hand raises, at any instant.
    pub(super) fn raises_hand(&self, class: u32) -> bool {
        self.content(class).is_some_and(|content| content.matches.iter().any(|(criterion, _)| self.raises(*criterion)))
    }

    /// The class of the same events with this lead source.
    pub(super) fn with_source(&mut self, class: u32, source: Option<&str>) -> u32 {
        let Some(source) = source else { return class };
        let source = self.sources.intern(source);
        if let Some(&known) = self.sourced.get(&(class, source)) {
            return known;
        }
        let Some(&(content, _)) = self.classes.get(class as usize) else { return class };
        let number = self.classes.len() as u32;
        self.classes.push((content, Some(source)));
        self.sourced.insert((class, source), number);
        number
    }

    /// The lead source of a class.
    pub(crate) fn source(&self, class: u32) -> Option<&str> {
        let (_, source) = self.classes.get(class as usize)?;
        source.map(|source| self.sources.text(source))
    }

    /// The earliest time at which an event of a class can matter to a score.
    pub(super) fn keep_from(&self, class: u32, plan: &EngagementPlan, instants: &Instants) -> i64 {
        let Some(content) = self.content(class) else { return i64::MAX };
        let Instants::Shared(instants) = instants else { return i64::MIN };
        instants.iter().map(|as_of| content.keeps_from(plan, *as_of)).min().unwrap_or(i64::MAX)
    }

    /// What orders classes by what they mean, never by order of input.
    pub(super) fn order(&self, class: u32) -> (Option<&[Match]>, Option<&str>) {
        (self.content(class).map(|content| content.matches.as_slice()), self.source(class))
    }

    /// What the classes mean at one instant.
    ///
    /// Where events are kept that matter before it alone, `from` says from when on the table is to count any.
    pub(crate) fn at(&self, plan: &EngagementPlan, instant: usize, from: Option<AsOf>) -> ClassTable {
        let from = |content: &Content| from.map_or(i64::MIN, |from| content.keeps_from(plan, from));
        self.table(plan, |at| at.is_none_or(|at| at as usize == instant), |_| false, from)
    }

    /// Whether some class means something else at each instant.
    pub(crate) fn vary(&self) -> bool {
        self.contents.iter().any(|content| content.matches.iter().any(|(_, at)| at.is_some()))
    }

    /// What the classes mean at every instant.
    pub(crate) fn lasting(&self, plan: &EngagementPlan) -> ClassTable {
        self.table(plan, |at| at.is_none(), |at| at.is_some(), |_| i64::MIN)
    }

    /// The meaning of classes as far as a match holds, and whether it varies.
    fn table(
        &self,
        plan: &EngagementPlan,
        holds: impl Fn(&Option<u32>) -> bool,
        varies: impl Fn(&Option<u32>) -> bool,
        from: impl Fn(&Content) -> i64,
    ) -> ClassTable {
        let matches = self.contents.iter().map(|content| content.matches.len()).sum();
        let mut table = ClassTable::with_capacity(self.classes.len(), matches);
        let add = |content: &Content| {
            let now = content.matches.iter().filter(|(_, at)| holds(at)).map(|(criterion, _)| *criterion);
            let varies = content.matches.iter().any(|(_, at)| varies(at));
            table.add_content(plan, now, content.in_sessions, varies, from(content))
        };
        let meanings: Vec<_> = self.contents.iter().map(add).collect();
        for (content, _) in &self.classes {
            table.add_class(meanings.get(*content as usize).copied().unwrap_or_default());
        }
        table
    }

    fn raises(&self, criterion: u32) -> bool {
        self.raises.get(criterion as usize) == Some(&true)
    }

    fn content(&self, class: u32) -> Option<&Content> {
        let (content, _) = self.classes.get(class as usize)?;
        self.contents.get(*content as usize)
    }

    fn number(&mut self, mut content: Content) -> u32 {
        if content.matches.is_empty() && !content.in_sessions {
            return NO_CLASS;
        }
        content.matches.sort_unstable();
        content.matches.dedup();
        if let Some(&known) = self.numbers.get(&content) {
            return known;
        }
        let number = self.classes.len() as u32;
        self.classes.push((self.contents.len() as u32, None));
        self.contents.push(content.clone());
        self.numbers.insert(content, number);
        number
    }
}
