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

use handraise_model::values::{AsOf, Exact, MICROS_PER_DAY};

use crate::events::Classes;
use crate::plan::{EngagementPlan, Rule};
use crate::scores::Occurrence;
use crate::timeline::Moment;
use buckets::{Bucket, Buckets};

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
#[derive(Debug)]
pub(crate) struct Ledger {
    /// What each criterion gave.
    pub(crate) given: Vec<Given>,
    /// The last hand raise: its time and its class.
    pub(crate) hand_raise: Option<(i64, u32)>,
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
        Self { given: vec![Given::default(); criteria], hand_raise: None, buckets: Buckets::new(criteria) }
    }

    /// Enters a lead's events before `as_of`, given in order of time.
    pub(crate) fn enter<S: Sink>(&mut self, context: Context<'_>, moments: &[Moment], as_of: AsOf, sink: &mut S) {
        let (plan, table) = (context.plan, context.table);
        self.given.fill(Given::default());
        self.hand_raise = None;
        self.buckets.begin();
        let mut page = Page { plan, given: &mut self.given, sink };
        let today = Today::of(as_of);
        for (number, moment) in (0..).zip(before(moments, as_of).iter().rev()) {
            let meaning = table.meaning(moment.class);
            let age_days = today.age_days(moment.time);
            // Those with the widest window come first.
            for &index in table.each(meaning) {
                if !page.count_candidate(index as usize, moment.time, age_days) {
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
                raise_hand(&mut self.hand_raise, context.classes, *moment);
            }
            for &index in table.others(meaning) {
                self.buckets.put(&mut page, index as usize, moment.time, age_days, number);
            }
        }
        self.buckets.close_all(&mut page);
    }
}

/// The latest hand raise counts; of equally late ones that with the greatest lead source, null the smallest.
fn raise_hand(last: &mut Option<(i64, u32)>, classes: &Classes, moment: Moment) {
    let counts =
        last.is_none_or(|(time, class)| moment.time == time && classes.source(moment.class) > classes.source(class));
    if counts {
        *last = Some((moment.time, moment.class));
    }
}

/// Where what criteria give a lead is written down.
struct Page<'a, S> {
    plan: &'a EngagementPlan,
    given: &'a mut [Given],
    sink: &'a mut S,
}

impl<S: Sink> Page<'_, S> {
    /// Counts a candidate as an occurrence, if it is in the window; says whether it is.
    #[inline]
    fn count_candidate(&mut self, index: usize, time: i64, age_days: u32) -> bool {
        let (Some(rule), Some(given)) = (self.plan.rules.get(index), self.given.get_mut(index)) else { return false };
        let in_window = age_days < rule.within_days;
        if in_window {
            count(self.plan, index, rule, given, (time, age_days, 1), self.sink);
        }
        in_window
    }

    /// Counts a bucket that gets no further candidate, if they are enough.
    fn count_bucket(&mut self, index: usize, bucket: Bucket) {
        let Bucket { latest, events } = bucket;
        if let (Some(criterion), Some(rule)) = (self.plan.criteria.get(index), self.plan.rules.get(index))
            && let Some(given) = self.given.get_mut(index)
            && events >= criterion.at_least
        {
            count(self.plan, index, rule, given, (latest.time, latest.age_days, events), self.sink);
        }
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
