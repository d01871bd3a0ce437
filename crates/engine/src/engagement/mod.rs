//! What a lead did, under every engagement criterion: one pass over its events, then one over each criterion's matches.
//!
//! A [`Ledger`] is the working memory of one thread: it is filled for a lead, read, and filled again, so that scoring
//! a lead allocates nothing. Whoever wants an explanation passes a [`Sink`] that keeps the occurrences; whoever wants
//! a score passes one that does not. The computation is the same.

mod buckets;
mod decay;
mod window;

pub(crate) use buckets::Buckets;
pub(crate) use decay::Decay;

use handraise_model::values::{AsOf, Exact, day_of};

use crate::events::{ClassTable, Classes};
use crate::plan::{AfterPlan, CriterionPlan, EngagementPlan};
use crate::scores::Occurrence;
use crate::timeline::Moment;

/// The most events of one lead: so many occurrences of the most points stay below 2^63 units.
pub(crate) const EVENTS_PER_LEAD_MAX: usize = 900_000_000;

/// Takes in what an explanation keeps and a score does not.
pub(crate) trait Sink {
    /// Whether anything is kept; if not, what only an explanation needs is not computed.
    const KEEPS: bool;

    /// An occurrence that counted, the latest first.
    fn counted(&mut self, criterion: usize, occurrence: Occurrence);

    /// When the criterion that `after` names was reached, and how many occurrences `at_most` left out.
    fn closed(&mut self, criterion: usize, after_reached: Option<i64>, over_cap: u32);
}

/// Keeps nothing.
pub(crate) struct Totals;

impl Sink for Totals {
    const KEEPS: bool = false;

    fn counted(&mut self, _: usize, _: Occurrence) {}

    fn closed(&mut self, _: usize, _: Option<i64>, _: u32) {}
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
    /// For each criterion the times of its matches, rising.
    matches: Vec<Vec<i64>>,
    /// When each session begins, rising.
    session_starts: Vec<i64>,
    /// For each criterion when it was reached.
    reached: Vec<Option<i64>>,
    /// What each criterion gave.
    pub(crate) given: Vec<Given>,
    /// The last hand raise: its time and its class.
    pub(crate) hand_raise: Option<(i64, u32)>,
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
        Self {
            matches: vec![Vec::new(); criteria],
            reached: vec![None; criteria],
            given: vec![Given::default(); criteria],
            ..Self::default()
        }
    }

    /// Enters a lead's events before `as_of`, given in order of time.
    pub(crate) fn enter<S: Sink>(&mut self, context: Context<'_>, moments: &[Moment], as_of: AsOf, sink: &mut S) {
        let before = moments.partition_point(|moment| moment.time < as_of.micros());
        self.collect(context, moments.get(..before).unwrap_or_default());
        for &index in &context.plan.order {
            let Some(criterion) = context.plan.criteria.get(index) else { continue };
            self.evaluate(index, criterion, as_of, sink);
        }
    }

    /// Sorts events out to the criteria they match, to sessions and to hand raises.
    fn collect(&mut self, context: Context<'_>, moments: &[Moment]) {
        self.matches.iter_mut().for_each(Vec::clear);
        self.session_starts.clear();
        self.hand_raise = None;
        let mut last_in_session: Option<i64> = None;
        for moment in moments {
            let content = context.table.content(moment.class);
            for &criterion in context.table.criteria(content) {
                if let Some(matches) = self.matches.get_mut(criterion as usize) {
                    matches.push(moment.time);
                }
            }
            if let Some(gap) = context.plan.session_gap
                && context.table.in_sessions(content)
            {
                // Times may lie at both ends of their range; a distance beyond it is longer than any gap.
                if last_in_session.is_none_or(|last| moment.time.saturating_sub(last) > gap) {
                    self.session_starts.push(moment.time);
                }
                last_in_session = Some(moment.time);
            }
            if context.table.raises_hand(content) {
                self.raise_hand(context.classes, moment);
            }
        }
    }

    /// The latest hand raise counts; of equally late ones that with the greatest lead source, null the smallest.
    fn raise_hand(&mut self, classes: &Classes, moment: &Moment) {
        let later = self.hand_raise.is_none_or(|(time, class)| {
            moment.time > time || (moment.time == time && classes.source(moment.class) > classes.source(class))
        });
        if later {
            self.hand_raise = Some((moment.time, moment.class));
        }
    }

    fn evaluate<S: Sink>(&mut self, index: usize, criterion: &CriterionPlan, as_of: AsOf, sink: &mut S) {
        let awaited = criterion.after.map(|after| (after, self.reached.get(after.criterion).copied().flatten()));
        let candidates = self.matches.get(index).map_or(&[][..], |matches| after(matches, awaited));
        let buckets = Buckets { per: criterion.per, session_starts: &self.session_starts };
        let reached = if criterion.awaited { buckets.reached(candidates, criterion.at_least) } else { None };
        let candidates = within(candidates, criterion.within_days, as_of);

        let mut given = Given::default();
        let mut over_cap = 0;
        for bucket in buckets.latest_first(candidates) {
            if bucket.events < criterion.at_least {
                continue;
            }
            if criterion.at_most.is_some_and(|at_most| given.occurrences >= at_most) {
                over_cap += 1;
                if S::KEEPS { continue } else { break }
            }
            let occurrence = occurrence(criterion, bucket.time, bucket.events, as_of);
            if given.occurrences == 0 {
                given.latest_age_days = occurrence.age_days;
            }
            given.occurrences += 1;
            given.contribution += occurrence.contribution.0;
            sink.counted(index, occurrence);
        }
        sink.closed(index, awaited.and_then(|(_, reached)| reached), over_cap);
        if let (Some(slot), Some(entry)) = (self.reached.get_mut(index), self.given.get_mut(index)) {
            (*slot, *entry) = (reached, given);
        }
    }
}

/// The matches at least so long after the awaited criterion was reached; none if it never was.
fn after(matches: &[i64], awaited: Option<(AfterPlan, Option<i64>)>) -> &[i64] {
    match awaited {
        None => matches,
        Some((_, None)) => &[],
        Some((after, Some(reached))) => {
            // A time beyond the range of instants is after every event.
            let Some(earliest) = reached.checked_add(after.distance) else { return &[] };
            matches.get(matches.partition_point(|time| *time < earliest)..).unwrap_or_default()
        }
    }
}

/// The matches of an age below `within_days`.
fn within(matches: &[i64], within_days: Option<u32>, as_of: AsOf) -> &[i64] {
    let earliest = window::earliest(within_days, as_of);
    matches.get(matches.partition_point(|time| *time < earliest)..).unwrap_or_default()
}

fn occurrence(criterion: &CriterionPlan, time: i64, events: u32, as_of: AsOf) -> Occurrence {
    // An event lies before `as_of`, so no age is negative, and the days of all instants fit 32 bits.
    let age_days = (i64::from(as_of.day()) - i64::from(day_of(time))).max(0) as u32;
    let multiplier = criterion.decay.multiplier(age_days);
    let contribution = Exact(criterion.units * i64::from(multiplier));
    Occurrence { time, age_days, multiplier, events, contribution }
}
