//! What a lead did, under every engagement criterion: one walk over its events, from the latest to the earliest.
//!
//! The latest occurrences count, so the walk meets them first: a criterion that counts each candidate is settled as its
//! matches pass, with a count and a sum; one that counts by day, by session or once keeps one open bucket. Only what
//! waits for another criterion, or is waited for, has its matches kept, and is counted after the walk. Nothing is asked
//! of a criterion that no event of the lead matches.
//!
//! A [`Ledger`] is the working memory of one thread: it is filled for a lead, read, and filled again, so that scoring
//! a lead allocates nothing. Whoever wants an explanation passes a [`Sink`] that keeps the occurrences; whoever wants
//! a score passes one that does not. The computation is the same.

mod buckets;
mod class_table;
mod decay;
mod prune;
mod window;

pub(crate) use class_table::ClassTable;
pub(crate) use decay::{Decay, Decays};
pub(crate) use prune::{Pruner, Settled};

use handraise_model::Per;
use handraise_model::values::{AsOf, Exact, MICROS_PER_DAY};

use crate::events::Classes;
use crate::plan::{Counting, CriterionPlan, EngagementPlan, Rule};
use crate::scores::Occurrence;
use crate::timeline::Moment;
use buckets::{Bucket, Match};
use class_table::Meaning;

/// The most events of one lead: so many occurrences of the most points stay below 2^63 units.
pub(crate) const EVENTS_PER_LEAD_MAX: usize = 900_000_000;

/// Takes in what an explanation keeps and a score does not.
pub(crate) trait Sink {
    /// An occurrence that counted: of one criterion the latest first, criteria in no order.
    fn counted(&mut self, criterion: usize, occurrence: Occurrence);

    /// An occurrence that `at_most` left out.
    fn left_out(&mut self, criterion: usize);

    /// When the criterion that `after` names was reached.
    fn after_reached(&mut self, criterion: usize, reached: Option<i64>);
}

/// Keeps nothing.
pub(crate) struct Totals;

impl Sink for Totals {
    fn counted(&mut self, _: usize, _: Occurrence) {}

    fn left_out(&mut self, _: usize) {}

    fn after_reached(&mut self, _: usize, _: Option<i64>) {}
}

/// What one criterion gave a lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Given {
    /// In units of 10^-7 point.
    pub(crate) contribution: i64,
    /// Occurrences that counted.
    pub(crate) occurrences: u32,
    /// Age of the latest that counted; 0 without one.
    pub(crate) latest_age_days: u32,
}

/// What a lead did, as far as criteria go.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// What each criterion gave.
    pub(crate) given: Vec<Given>,
    /// The last hand raise: its time and its class.
    pub(crate) hand_raise: Option<(i64, u32)>,
    /// For each criterion that counts by buckets the one that is open.
    open: Vec<Option<Bucket>>,
    /// For each criterion that is counted after the walk its matches, the latest first.
    matches: Vec<Vec<Match>>,
    /// For each of them when it was reached.
    reached: Vec<Option<i64>>,
    sessions: Sessions,
}

/// What the classes and the instant of a lead mean.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) plan: &'a EngagementPlan,
    pub(crate) classes: &'a Classes,
    pub(crate) table: &'a ClassTable,
}

/// The sessions of a lead, walked through from the latest to the earliest.
#[derive(Clone, Copy, Debug)]
struct Sessions {
    /// How many later ones there are.
    later: u32,
    /// The earliest session event so far; before all of them without one.
    earliest: i64,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { later: 0, earliest: i64::MIN }
    }
}

impl Ledger {
    pub(crate) fn new(plan: &EngagementPlan) -> Self {
        let criteria = plan.criteria.len();
        Self {
            given: vec![Given::default(); criteria],
            open: vec![None; criteria],
            matches: vec![Vec::new(); criteria],
            reached: vec![None; criteria],
            ..Self::default()
        }
    }

    /// Enters a lead's events before `as_of`, given in order of time.
    pub(crate) fn enter<S: Sink>(&mut self, context: Context<'_>, moments: &[Moment], as_of: AsOf, sink: &mut S) {
        self.given.fill(Given::default());
        self.hand_raise = None;
        self.sessions = Sessions::default();
        self.walk(context, before(moments, as_of), as_of, sink);
        for &index in &context.plan.by_bucket {
            if let Some(bucket) = self.open.get_mut(index).and_then(Option::take) {
                self.close(context.plan, index, bucket, sink);
            }
        }
        for &index in &context.plan.at_last {
            self.count_at_last(context.plan, index, sink);
        }
    }

    fn walk<S: Sink>(&mut self, context: Context<'_>, moments: &[Moment], as_of: AsOf, sink: &mut S) {
        let (plan, table) = (context.plan, context.table);
        let today = Today::of(as_of);
        for (number, moment) in (0..).zip(moments.iter().rev()) {
            let meaning = table.meaning(moment.class);
            let age_days = today.age_days(moment.time);
            for &index in table.each(meaning) {
                let index = index as usize;
                if let (Some(rule), Some(given)) = (plan.rules.get(index), self.given.get_mut(index))
                    && age_days < rule.within_days
                {
                    count(plan, index, rule, given, (moment.time, age_days, 1), sink);
                }
            }
            if meaning.is_more() {
                self.enter_more(context, meaning, *moment, Candidate { age_days, number }, sink);
            }
        }
    }

    /// What there is to an event beside the criteria that count each candidate.
    fn enter_more<S: Sink>(
        &mut self,
        context: Context<'_>,
        meaning: Meaning,
        moment: Moment,
        candidate: Candidate,
        sink: &mut S,
    ) {
        let plan = context.plan;
        if meaning.in_sessions {
            self.sessions.enter(moment.time, plan.session_gap);
        }
        if meaning.raises_hand {
            self.raise_hand(context.classes, moment);
        }
        for &index in context.table.others(meaning) {
            let index = index as usize;
            let (Some(criterion), Some(rule)) = (plan.criteria.get(index), plan.rules.get(index)) else { continue };
            let bucket = match criterion.per {
                Per::Event => candidate.number,
                Per::Day => candidate.age_days,
                Per::Session => self.sessions.later,
                Per::Once => 0,
            };
            let found = Match { time: moment.time, age_days: candidate.age_days, bucket };
            if criterion.counting == Counting::AtLast {
                if let Some(matches) = self.matches.get_mut(index) {
                    matches.push(found);
                }
            } else if found.age_days < rule.within_days
                && let Some(closed) = self.open.get_mut(index).and_then(|open| buckets::put(open, found))
            {
                self.close(plan, index, closed, sink);
            }
        }
    }

    /// The latest hand raise counts; of equally late ones that with the greatest lead source, null the smallest.
    fn raise_hand(&mut self, classes: &Classes, moment: Moment) {
        let counts = self
            .hand_raise
            .is_none_or(|(time, class)| moment.time == time && classes.source(moment.class) > classes.source(class));
        if counts {
            self.hand_raise = Some((moment.time, moment.class));
        }
    }

    /// Counts a bucket that gets no further candidate, if they are enough.
    fn close<S: Sink>(&mut self, plan: &EngagementPlan, index: usize, bucket: Bucket, sink: &mut S) {
        let Bucket { latest, events } = bucket;
        if let (Some(criterion), Some(rule)) = (plan.criteria.get(index), plan.rules.get(index))
            && let Some(given) = self.given.get_mut(index)
            && events >= criterion.at_least
        {
            count(plan, index, rule, given, (latest.time, latest.age_days, events), sink);
        }
    }

    /// Counts a criterion that waits for another or is waited for.
    fn count_at_last<S: Sink>(&mut self, plan: &EngagementPlan, index: usize, sink: &mut S) {
        let (Some(criterion), Some(rule)) = (plan.criteria.get(index), plan.rules.get(index)) else { return };
        let Some(mut matches) = self.matches.get_mut(index).map(std::mem::take) else { return };
        let candidates = self.candidates(criterion, index, &matches, sink);
        if let Some(reached) = self.reached.get_mut(index) {
            *reached = if criterion.awaited { buckets::reached(candidates, criterion.at_least) } else { None };
        }
        let mut open = None;
        for candidate in candidates.iter().take_while(|candidate| candidate.age_days < rule.within_days) {
            if let Some(closed) = buckets::put(&mut open, *candidate) {
                self.close(plan, index, closed, sink);
            }
        }
        if let Some(bucket) = open {
            self.close(plan, index, bucket, sink);
        }
        matches.clear();
        if let Some(slot) = self.matches.get_mut(index) {
            *slot = matches;
        }
    }

    /// The matches at least so long after the awaited criterion was reached; none if it never was.
    fn candidates<'m, S: Sink>(
        &self,
        criterion: &CriterionPlan,
        index: usize,
        latest_first: &'m [Match],
        sink: &mut S,
    ) -> &'m [Match] {
        let Some(after) = criterion.after else { return latest_first };
        let reached = self.reached.get(after.criterion).copied().flatten();
        sink.after_reached(index, reached);
        // A time beyond the range of instants is after every event.
        let Some(earliest) = reached.and_then(|reached| reached.checked_add(after.distance)) else { return &[] };
        let end = latest_first.partition_point(|found| found.time >= earliest);
        latest_first.get(..end).unwrap_or_default()
    }
}

/// What decides how an event counts, apart from its time.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    age_days: u32,
    /// How many later events the lead has.
    number: u32,
}

impl Sessions {
    /// Moves on to an earlier session event.
    fn enter(&mut self, time: i64, gap: Option<i64>) {
        // Times may lie at both ends of their range; a distance beyond it is longer than any gap.
        if gap.is_some_and(|gap| self.earliest.saturating_sub(time) > gap) {
            self.later += 1;
        }
        self.earliest = time;
    }
}

/// The day of `as_of`, from which ages are counted.
#[derive(Clone, Copy, Debug)]
struct Today {
    first: i64,
}

impl Today {
    fn of(as_of: AsOf) -> Self {
        Self { first: i64::from(as_of.day()).saturating_mul(MICROS_PER_DAY) }
    }

    /// The age of an event before `as_of`: how many days before this one its own is.
    #[inline]
    fn age_days(self, time: i64) -> u32 {
        if time >= self.first {
            return 0;
        }
        // The distance of two instants fits 64 bits without a sign, and their days fit 32.
        let distance = self.first.wrapping_sub(1).wrapping_sub(time) as u64;
        (distance / MICROS_PER_DAY as u64 + 1) as u32
    }
}

/// The events before `as_of`: most often all of them.
fn before(moments: &[Moment], as_of: AsOf) -> &[Moment] {
    if moments.last().is_none_or(|last| last.time < as_of.micros()) {
        return moments;
    }
    let end = moments.partition_point(|moment| moment.time < as_of.micros());
    moments.get(..end).unwrap_or_default()
}

/// Counts an occurrence of a criterion, unless `at_most` later ones did.
#[inline]
fn count<S: Sink>(
    plan: &EngagementPlan,
    index: usize,
    rule: &Rule,
    given: &mut Given,
    (time, age_days, events): (i64, u32, u32),
    sink: &mut S,
) {
    if given.occurrences >= rule.at_most {
        return sink.left_out(index);
    }
    let multiplier = plan.decays.multiplier(rule.decay, age_days);
    let contribution = rule.units * i64::from(multiplier);
    if given.occurrences == 0 {
        given.latest_age_days = age_days;
    }
    given.occurrences += 1;
    given.contribution += contribution;
    sink.counted(index, Occurrence { time, age_days, multiplier, events, contribution: Exact(contribution) });
}
