//! Pruning: forgetting events that no score to come depends on, whatever else is still to come.
//!
//! A lead's events may be kept for long while more arrive: a year of a stream, or fifty instants. Few of them matter.
//! An event is kept only as one of these, and what is dropped is missed at no instant from the next one on:
//!
//! - as a candidate that may count: in its window, and not outranked by `at_most` later occurrences for good;
//! - as one of those by which a criterion that another waits for was reached, or may be;
//! - as a link of a session, between two candidates that it joins, or may join;
//! - as the last hand raise, and as the last event.
//!
//! What may still arrive decides what is for good. Where events come in order of time, sessions and days of the past
//! are closed; where they do not, any gap between sessions may yet be filled.

use handraise_model::Per;
use handraise_model::values::{AsOf, MICROS_PER_DAY, day_of};

use super::{At, Context, before};
use crate::plan::CriterionPlan;
use crate::timeline::Moment;

/// The working memory of one thread.
#[derive(Debug, Default)]
pub(crate) struct Pruner {
    places: Vec<Place>,
    sessions: Vec<Session>,
    /// For each criterion.
    later: Vec<Later>,
    /// For each criterion that another waits for.
    reached: Vec<Reached>,
}

/// What is to come: no event before this time, in microseconds. `i64::MIN`: events come in any order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settled(pub(crate) i64);

/// What is known of one event.
#[derive(Clone, Copy, Debug)]
struct Place {
    keep: bool,
    /// Of a session event the number of its session, from the earliest.
    session: Option<usize>,
    /// Of a session event that has one the event before in its session.
    link: Option<i64>,
}

/// A session, as far as its events are here.
#[derive(Clone, Copy, Debug)]
struct Session {
    end: i64,
    /// The number of sessions that it may become one with, all of them consecutive.
    cluster: usize,
    /// The first and the last event that is kept as a candidate of it.
    candidates: Option<(usize, usize)>,
}

/// Later occurrences of a criterion, which outrank earlier ones for good.
#[derive(Clone, Copy, Debug, Default)]
struct Later {
    occurrences: u32,
    /// The bucket of the last candidate seen, and what it may become one with.
    bucket: Option<(usize, usize)>,
    in_bucket: u32,
    /// Whether a bucket of the cluster is full.
    is_full: bool,
}

/// How an awaited criterion is reached.
#[derive(Clone, Copy, Debug, Default)]
struct Reached {
    bucket: Option<usize>,
    in_bucket: u32,
    /// The event by which it is, as things stand.
    by: Option<usize>,
}

impl Pruner {
    /// Moves the events that may matter at `as_of` or later to the front, in order, and says how many they are.
    ///
    /// The table is of what lasts: see [`Classes::lasting`](crate::events::Classes::lasting).
    pub(crate) fn prune(
        &mut self,
        context: Context<'_>,
        moments: &mut [Moment],
        as_of: AsOf,
        settled: Settled,
    ) -> usize {
        let seen = before(moments, as_of.micros()).len();
        // Events that later instants read are as good as still to come.
        let run = Run { context, as_of, settled: settled.0.min(as_of.micros()) };
        let past = moments.get(..seen).unwrap_or_default();
        self.find_sessions(run, past);
        self.find_reached(run, past);
        self.keep_candidates(run, past);
        self.keep_links(run, past);
        if let Some(last) = self.places.last_mut() {
            last.keep = true;
        }
        let mut kept = 0;
        for index in 0..moments.len() {
            if self.places.get(index).is_none_or(|place| place.keep) {
                moments.swap(kept, index);
                kept += 1;
            }
        }
        kept
    }

    fn find_sessions(&mut self, run: Run<'_>, moments: &[Moment]) {
        self.places.clear();
        self.sessions.clear();
        for moment in moments {
            let mut place = Place { keep: false, session: None, link: None };
            if let Some(gap) = run.context.plan.session_gap
                && run.context.table.meaning(moment.class).in_sessions
            {
                let time = moment.time;
                match self.sessions.last_mut() {
                    Some(last) if time.saturating_sub(last.end) <= gap => {
                        place.link = Some(last.end);
                        last.end = time;
                    }
                    last => {
                        // What comes at this time or later does not fill the gap before it.
                        let apart = usize::from(time <= run.settled);
                        let cluster = last.map_or(0, |last| last.cluster + apart);
                        self.sessions.push(Session { end: time, cluster, candidates: None });
                    }
                }
                place.session = Some(self.sessions.len() - 1);
            }
            self.places.push(place);
        }
    }

    /// Finds by which event each awaited criterion is reached.
    fn find_reached(&mut self, run: Run<'_>, moments: &[Moment]) {
        let plan = run.context.plan;
        self.reached.clear();
        self.reached.resize(plan.criteria.len(), Reached::default());
        if plan.at_last.is_empty() {
            return;
        }
        for (index, (moment, place)) in moments.iter().zip(&self.places).enumerate() {
            for criterion in run.others(moment) {
                let Some(of) = plan.criteria.get(criterion).filter(|plan| plan.awaited) else { continue };
                let Some(reached) = self.reached.get_mut(criterion) else { continue };
                let bucket = Some(bucket(of, index, moment.time, place.session));
                if reached.by.is_none() {
                    reached.in_bucket = if reached.bucket == bucket { reached.in_bucket + 1 } else { 1 };
                    reached.bucket = bucket;
                    reached.by = (reached.in_bucket >= of.at_least).then_some(index);
                }
            }
        }
    }

    /// Keeps what may count and what a criterion is reached by, from the latest to the earliest; and the last raise.
    fn keep_candidates(&mut self, run: Run<'_>, moments: &[Moment]) {
        let (plan, table) = (run.context.plan, run.context.table);
        let today = At::from(run.as_of);
        self.later.clear();
        self.later.resize(plan.criteria.len(), Later::default());
        let mut last_raise = None;
        for (index, moment) in moments.iter().enumerate().rev() {
            let meaning = table.meaning(moment.class);
            let age_days = today.age_days(day_of(moment.time));
            let Some(session) = self.places.get(index).map(|place| place.session) else { continue };
            let mut keep = meaning.varies;
            let mut of_session = meaning.varies;
            if meaning.raises_hand {
                keep |= *last_raise.get_or_insert(moment.time) == moment.time;
            }
            for &criterion in table.each(meaning).iter().chain(table.others(meaning)) {
                let criterion = criterion as usize;
                let (Some(of), Some(rule)) = (plan.criteria.get(criterion), plan.rules.get(criterion)) else {
                    continue;
                };
                let bucket = bucket(of, index, moment.time, session);
                let may_count =
                    age_days < rule.within_days && self.outranked_by(criterion, of, bucket, session) < rule.at_most;
                if may_count || (of.awaited && self.may_reach(run, criterion, of, (index, bucket), moment.time)) {
                    keep = true;
                    of_session |= of.per == Per::Session;
                }
            }
            if let Some(place) = self.places.get_mut(index) {
                place.keep = keep;
            }
            if of_session && let Some(session) = session.and_then(|session| self.sessions.get_mut(session)) {
                session.candidates = Some((index, session.candidates.map_or(index, |(_, last)| last)));
            }
        }
    }

    /// How many occurrences are later than the bucket of a candidate for good; counts the candidate, too.
    fn outranked_by(&mut self, index: usize, of: &CriterionPlan, bucket: usize, session: Option<usize>) -> u32 {
        let Some(later) = self.later.get_mut(index) else { return 0 };
        let cluster = match of.per {
            Per::Session => session.and_then(|session| self.sessions.get(session)).map_or(0, |session| session.cluster),
            Per::Event | Per::Day | Per::Once => bucket,
        };
        if later.bucket.is_none_or(|(other, _)| other != bucket) {
            later.is_full |= later.in_bucket >= of.at_least;
            later.in_bucket = 0;
        }
        if later.bucket.is_none_or(|(_, other)| other != cluster) {
            later.occurrences += u32::from(later.is_full);
            later.is_full = false;
        }
        later.bucket = Some((bucket, cluster));
        later.in_bucket += 1;
        later.occurrences
    }

    /// Whether a match is one of those by which its criterion is reached, or may yet be.
    fn may_reach(
        &self,
        run: Run<'_>,
        criterion: usize,
        of: &CriterionPlan,
        (index, bucket): (usize, usize),
        time: i64,
    ) -> bool {
        let Some(reached) = self.reached.get(criterion) else { return true };
        // Where a match is a candidate depends on another criterion: too much may still change.
        if of.after.is_some() {
            return true;
        }
        let is_open = match of.per {
            Per::Event | Per::Once => true,
            Per::Day => i64::from(day_of(time)).saturating_add(1).saturating_mul(MICROS_PER_DAY) > run.settled,
            Per::Session => self.sessions.get(bucket).is_none_or(|session| run.may_grow(session)),
        };
        match reached.by {
            None => is_open,
            Some(by) => index <= by && (is_open || reached.bucket == Some(bucket)),
        }
    }

    /// Keeps the session events that join candidates of a session, or may; of those only as many as it takes.
    fn keep_links(&mut self, run: Run<'_>, moments: &[Moment]) {
        let Some(gap) = run.context.plan.session_gap else { return };
        let mut next: Option<(usize, i64)> = None;
        for (index, (moment, place)) in moments.iter().zip(&mut self.places).enumerate().rev() {
            let Some(number) = place.session else { continue };
            let Some(session) = self.sessions.get(number) else { continue };
            let (first, last) = session.candidates.unzip();
            let joins_earlier = first.is_some_and(|first| first < index) || run.settled <= moment.time;
            let joins_later = last.is_some_and(|last| last > index) || run.may_grow(session);
            if joins_earlier && joins_later {
                // Without it, the one before is near enough to the next one that is kept.
                let next = next.filter(|(other, _)| *other == number).map(|(_, time)| time);
                let is_bridged = next.zip(place.link).is_some_and(|(next, link)| next.saturating_sub(link) <= gap);
                place.keep |= !is_bridged;
            }
            if place.keep {
                next = Some((number, moment.time));
            }
        }
    }
}

/// What one lead's events are pruned for.
#[derive(Clone, Copy)]
struct Run<'a> {
    context: Context<'a>,
    as_of: AsOf,
    settled: i64,
}

impl Run<'_> {
    /// The criteria that an event matches, apart from those that count each candidate.
    fn others(&self, moment: &Moment) -> impl Iterator<Item = usize> {
        let table = self.context.table;
        table.others(table.meaning(moment.class)).iter().map(|criterion| *criterion as usize)
    }

    /// Whether an event that is still to come may be part of a session.
    fn may_grow(&self, session: &Session) -> bool {
        let gap = self.context.plan.session_gap.unwrap_or_default();
        session.end.saturating_add(gap) >= self.settled
    }
}

/// What tells the bucket of a match from others of its criterion.
fn bucket(of: &CriterionPlan, index: usize, time: i64, session: Option<usize>) -> usize {
    match of.per {
        Per::Event => index,
        Per::Day => day_of(time) as usize,
        Per::Session => session.unwrap_or_default(),
        Per::Once => 0,
    }
}

#[cfg(test)]
mod tests;
