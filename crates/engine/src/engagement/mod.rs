//! What a lead did, under every engagement criterion, at one instant or many: one walk over its events, from the latest
//! to the earliest.
//!
//! The latest occurrences count, so the walk meets them first: a criterion that counts each candidate is settled as its
//! matches pass, with a count and a sum; one that counts by day, by session or once keeps one open bucket. Only what
//! waits for another criterion, or is waited for, has its matches kept, and is counted after the walk. Nothing is asked
//! of a criterion that no event of the lead matches.
//!
//! An occurrence counts at consecutive instants: from the first after it up to that at which it has left the window, or
//! has `at_most` later ones. So the walk is the same for any number of instants, and each costs what it counts: at a
//! single one an occurrence is counted once, at fifty weekly ones as often as weeks see it.
//!
//! A [`Ledger`] is the working memory of one thread: it is filled for a lead, read, and filled again, so that scoring
//! a lead allocates nothing. Whoever wants an explanation passes a [`Sink`] that keeps the occurrences; whoever wants
//! a score passes one that does not. The computation is the same.

mod buckets;
mod class_table;
mod decay;
mod prune;
mod schedule;
mod window;

pub(crate) use class_table::ClassTable;
pub(crate) use decay::{Decay, Decays};
pub(crate) use prune::{Pruner, Settled};
pub(crate) use schedule::{At, Schedule};

use handraise_model::values::{Exact, day_of};

use crate::events::{Classes, NO_CLASS};
use crate::plan::{EngagementPlan, Rule};
use crate::scores::Occurrence;
use crate::timeline::Moment;
use buckets::{Buckets, Match};

/// The most events of one lead: so many occurrences of the most points stay below 2^63 units.
pub(crate) const EVENTS_PER_LEAD_MAX: usize = 900_000_000;

/// Takes in what an explanation, which is of one instant, keeps and a score does not.
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

/// What a lead did, as far as criteria go, at the instants of a schedule.
#[derive(Debug)]
pub(crate) struct Ledger {
    /// What the criteria gave, instant by instant.
    given: Vec<Given>,
    criteria: usize,
    /// At each instant the last hand raise: its time and its class.
    hand_raises: Vec<Option<(i64, u32)>>,
    /// At each instant the last of the events that were entered.
    last_events: Vec<Option<i64>>,
    buckets: Buckets,
}

/// What the classes and the instant of a lead mean.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) plan: &'a EngagementPlan,
    pub(crate) classes: &'a Classes,
    pub(crate) table: &'a ClassTable,
}

impl Ledger {
    pub(crate) fn new(plan: &EngagementPlan) -> Self {
        let criteria = plan.criteria.len();
        let buckets = Buckets::new(criteria);
        Self { given: Vec::new(), criteria, hand_raises: Vec::new(), last_events: Vec::new(), buckets }
    }

    /// Enters a lead's events before each instant, given in order of time.
    pub(crate) fn enter<S: Sink>(
        &mut self,
        context: Context<'_>,
        moments: &[Moment],
        schedule: &Schedule,
        sink: &mut S,
    ) {
        let (plan, table, instants) = (context.plan, context.table, schedule.instants());
        self.begin(instants.len());
        let Some(last) = instants.last() else { return };
        let mut page = Page { plan, instants, given: &mut self.given, criteria: self.criteria, sink };
        // The instants from this one on are after the present event.
        let mut first = instants.len();
        for (number, &moment) in (0..).zip(before(moments, last.micros).iter().rev()) {
            while let Some(earlier) = first.checked_sub(1)
                && instants.get(earlier).is_some_and(|at| at.micros > moment.time)
            {
                first = earlier;
                if let Some(last_event) = self.last_events.get_mut(earlier) {
                    *last_event = Some(moment.time);
                }
            }
            if moment.class == NO_CLASS {
                continue;
            }
            let meaning = table.meaning(moment.class);
            if moment.time < meaning.from {
                continue;
            }
            let found = Match { time: moment.time, day: day_of(moment.time), bucket: number };
            // Those with the widest window come first.
            for &index in table.each(meaning) {
                if !page.count_candidate(index as usize, found, first) {
                    break;
                }
            }
            if !meaning.is_more {
                continue;
            }
            if meaning.in_sessions {
                self.buckets.move_on(moment.time, plan.session_gap);
            }
            if meaning.raises_hand {
                raise_hand(self.hand_raises.get_mut(first..).unwrap_or_default(), context.classes, moment);
            }
            for &index in table.others(meaning) {
                self.buckets.put(&mut page, index as usize, found, first);
            }
        }
        self.buckets.close_all(&mut page);
    }

    /// What each criterion gave at an instant of the schedule.
    #[inline]
    pub(crate) fn given(&self, instant: usize) -> &[Given] {
        self.given.get(instant * self.criteria..(instant + 1) * self.criteria).unwrap_or_default()
    }

    /// The last hand raise before an instant of the schedule: its time and its class.
    pub(crate) fn hand_raise(&self, instant: usize) -> Option<(i64, u32)> {
        self.hand_raises.get(instant).copied().flatten()
    }

    /// The last of the events before an instant of the schedule.
    pub(crate) fn last_event(&self, instant: usize) -> Option<i64> {
        self.last_events.get(instant).copied().flatten()
    }

    fn begin(&mut self, instants: usize) {
        self.given.clear();
        self.given.resize(instants * self.criteria, Given::default());
        self.hand_raises.clear();
        self.hand_raises.resize(instants, None);
        self.last_events.clear();
        self.last_events.resize(instants, None);
        self.buckets.begin();
    }
}

/// At each instant the latest hand raise counts; of equally late ones that with the greatest lead source, null the
/// smallest. Given are the instants after this one, and the latest are raised first.
fn raise_hand(last: &mut [Option<(i64, u32)>], classes: &Classes, moment: Moment) {
    for last in last {
        match *last {
            Some((time, _)) if time != moment.time => return,
            Some((_, class)) if classes.source(moment.class) <= classes.source(class) => return,
            _ => *last = Some((moment.time, moment.class)),
        }
    }
}

/// Where what criteria give a lead is written down.
struct Page<'a, S> {
    plan: &'a EngagementPlan,
    instants: &'a [At],
    /// Instant by instant, so many criteria each.
    given: &'a mut [Given],
    criteria: usize,
    sink: &'a mut S,
}

impl<S: Sink> Page<'_, S> {
    /// Counts a candidate as an occurrence at each instant from the first after it on, as long as it is in the window;
    /// says whether it ever is.
    #[inline]
    fn count_candidate(&mut self, index: usize, found: Match, first: usize) -> bool {
        let Some(rule) = self.plan.rules.get(index) else { return false };
        let mut is_candidate = false;
        let cells = (first * self.criteria + index..).step_by(self.criteria.max(1));
        for (at, cell) in self.instants.get(first..).unwrap_or_default().iter().zip(cells) {
            let age_days = at.age_days(found.day);
            if age_days >= rule.within_days {
                break;
            }
            is_candidate = true;
            let Some(given) = self.given.get_mut(cell) else { break };
            // Where later ones fill it up, they do at all instants that follow.
            if !count(self.plan, index, rule, given, (found.time, age_days, 1), self.sink) {
                break;
            }
        }
        is_candidate
    }

    /// Counts a bucket that gets no further match, at each instant at which enough of them are candidates; the latest is
    /// given first.
    fn count_bucket(&mut self, index: usize, matches: &[Match]) {
        let (Some(criterion), Some(rule)) = (self.plan.criteria.get(index), self.plan.rules.get(index)) else { return };
        let Some(earliest) = matches.last() else { return };
        let first = self.instants.partition_point(|at| at.micros <= earliest.time);
        let cells = (first * self.criteria + index..).step_by(self.criteria.max(1));
        // Those from `seen` on are before the instant, and those up to `kept` in the window.
        let (mut seen, mut kept) = (matches.len(), matches.len());
        for (at, cell) in self.instants.get(first..).unwrap_or_default().iter().zip(cells) {
            while let Some(later) = seen.checked_sub(1).filter(|later| matches[*later].time < at.micros) {
                seen = later;
            }
            while kept > seen && at.age_days(matches[kept - 1].day) >= rule.within_days {
                kept -= 1;
            }
            let (Some(latest), Some(given)) = (matches.get(seen), self.given.get_mut(cell)) else { break };
            if kept == 0 {
                break;
            }
            let events = (kept - seen) as u32;
            if events >= criterion.at_least.max(1)
                && !count(self.plan, index, rule, given, (latest.time, at.age_days(latest.day), events), self.sink)
            {
                break;
            }
        }
    }
}

/// The events before an instant: most often all of them.
fn before(moments: &[Moment], instant: i64) -> &[Moment] {
    if moments.last().is_none_or(|last| last.time < instant) {
        return moments;
    }
    let end = moments.partition_point(|moment| moment.time < instant);
    moments.get(..end).unwrap_or_default()
}

/// Counts an occurrence of a criterion, unless `at_most` later ones did; says whether.
#[inline]
fn count<S: Sink>(
    plan: &EngagementPlan,
    index: usize,
    rule: &Rule,
    given: &mut Given,
    (time, age_days, events): (i64, u32, u32),
    sink: &mut S,
) -> bool {
    if given.occurrences >= rule.at_most {
        sink.left_out(index);
        return false;
    }
    let multiplier = plan.decays.multiplier(rule.decay, age_days);
    let contribution = rule.units * i64::from(multiplier);
    if given.occurrences == 0 {
        given.latest_age_days = age_days;
    }
    given.occurrences += 1;
    given.contribution += contribution;
    sink.counted(index, Occurrence { time, age_days, multiplier, events, contribution: Exact(contribution) });
    true
}
