//! Buckets: which candidates make one occurrence together.
//!
//! Candidates come the latest first, so that those of one bucket follow each other: a bucket is open while they do. Of
//! criteria that wait for another, or are waited for, all matches are kept until all events were seen.

use handraise_model::Per;

use super::{Page, Sink};
use crate::plan::{Counting, CriterionPlan, EngagementPlan};

/// The buckets of one lead, filled from the latest candidate to the earliest.
#[derive(Debug)]
pub(super) struct Buckets {
    /// For each criterion that counts by buckets the one that is open.
    open: Vec<Option<Bucket>>,
    /// For each criterion that is counted at last its matches, the latest first.
    matches: Vec<Vec<Match>>,
    /// For each of them when it was reached.
    reached: Vec<Option<i64>>,
    /// How many sessions are later than the present one.
    later_sessions: u32,
    /// The earliest session event so far; before all events without one.
    earliest_in_session: i64,
}

/// A match of a criterion, and what decides whether and how it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) time: i64,
    pub(super) age_days: u32,
    /// Matches of one number fall into one bucket.
    bucket: u32,
}

/// The bucket that candidates fall into at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    /// The latest candidate.
    pub(super) latest: Match,
    /// How many they are.
    pub(super) events: u32,
}

impl Buckets {
    pub(super) fn new(criteria: usize) -> Self {
        Self {
            open: vec![None; criteria],
            matches: vec![Vec::new(); criteria],
            reached: vec![None; criteria],
            later_sessions: 0,
            earliest_in_session: i64::MIN,
        }
    }

    /// Begins with a lead: all buckets are empty, since the last lead's were closed.
    pub(super) fn begin(&mut self) {
        (self.later_sessions, self.earliest_in_session) = (0, i64::MIN);
    }

    /// Moves on to an earlier session event.
    #[inline]
    pub(super) fn move_on(&mut self, time: i64, gap: Option<i64>) {
        // Times may lie at both ends of their range; a distance beyond it is longer than any gap.
        let distance = self.earliest_in_session.saturating_sub(time);
        self.later_sessions += u32::from(gap.is_some_and(|gap| distance > gap));
        self.earliest_in_session = time;
    }

    /// Puts a match into the bucket where it belongs; `number` is that of the later events of the lead.
    pub(super) fn put<S: Sink>(&mut self, page: &mut Page<'_, S>, index: usize, time: i64, age_days: u32, number: u32) {
        let (Some(criterion), Some(rule)) = (page.plan.criteria.get(index), page.plan.rules.get(index)) else { return };
        let bucket = match criterion.per {
            Per::Event => number,
            Per::Day => age_days,
            Per::Session => self.later_sessions,
            Per::Once => 0,
        };
        let found = Match { time, age_days, bucket };
        if criterion.counting == Counting::AtLast {
            if let Some(matches) = self.matches.get_mut(index) {
                matches.push(found);
            }
        } else if age_days < rule.within_days
            && let Some(closed) = self.open.get_mut(index).and_then(|open| put(open, found))
        {
            page.count_bucket(index, closed);
        }
    }

    /// Counts what is open, and what is counted at last.
    pub(super) fn close_all<S: Sink>(&mut self, page: &mut Page<'_, S>) {
        let plan = page.plan;
        for &index in &plan.by_bucket {
            if let Some(bucket) = self.open.get_mut(index).and_then(Option::take) {
                page.count_bucket(index, bucket);
            }
        }
        for &index in &plan.at_last {
            self.count_at_last(plan, index, page);
        }
    }

    fn count_at_last<S: Sink>(&mut self, plan: &EngagementPlan, index: usize, page: &mut Page<'_, S>) {
        let (Some(criterion), Some(rule)) = (plan.criteria.get(index), plan.rules.get(index)) else { return };
        let Some(matches) = self.matches.get(index) else { return };
        let candidates = self.candidates(criterion, index, matches, page.sink);
        let reached = if criterion.awaited { reached(candidates, criterion.at_least) } else { None };
        let mut open = None;
        for candidate in candidates.iter().take_while(|candidate| candidate.age_days < rule.within_days) {
            if let Some(closed) = put(&mut open, *candidate) {
                page.count_bucket(index, closed);
            }
        }
        if let Some(bucket) = open {
            page.count_bucket(index, bucket);
        }
        if let (Some(slot), Some(matches)) = (self.reached.get_mut(index), self.matches.get_mut(index)) {
            *slot = reached;
            matches.clear();
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

/// Puts a candidate into the open bucket, or opens one for it; returns the bucket that this closes.
fn put(open: &mut Option<Bucket>, candidate: Match) -> Option<Bucket> {
    match open {
        Some(bucket) if bucket.latest.bucket == candidate.bucket => {
            bucket.events += 1;
            None
        }
        _ => open.replace(Bucket { latest: candidate, events: 1 }),
    }
}

/// When a bucket first gets its `at_least`-th candidate.
fn reached(latest_first: &[Match], at_least: u32) -> Option<i64> {
    let mut in_bucket = 0_u32;
    let mut before: Option<u32> = None;
    for candidate in latest_first.iter().rev() {
        in_bucket = if before == Some(candidate.bucket) { in_bucket + 1 } else { 1 };
        if in_bucket >= at_least {
            return Some(candidate.time);
        }
        before = Some(candidate.bucket);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(latest_first: &[(i64, u32)]) -> Vec<Match> {
        latest_first.iter().map(|(time, bucket)| Match { time: *time, age_days: 0, bucket: *bucket }).collect()
    }

    #[test]
    fn a_bucket_closes_with_the_time_of_its_latest_candidate() {
        let mut open = None;
        let closed = |candidate| put(&mut open, candidate).map(|bucket| (bucket.latest.time, bucket.events));
        let closed: Vec<_> = matches(&[(90, 0), (51, 1), (50, 1), (2, 2)]).into_iter().map(closed).collect();
        assert_eq!(closed, [None, Some((90, 1)), None, Some((51, 2))]);
        assert_eq!(open.map(|bucket| (bucket.latest.time, bucket.events)), Some((2, 1)));
    }

    #[test]
    fn a_criterion_is_reached_by_the_bucket_that_is_full_first() {
        assert_eq!(reached(&matches(&[(52, 0), (51, 0), (50, 0), (1, 1)]), 2), Some(51));
        assert_eq!(reached(&matches(&[(52, 0), (51, 0), (50, 0), (1, 0)]), 2), Some(50));
        assert_eq!(reached(&matches(&[(0, 0), (-1, 1)]), 2), None);
        assert_eq!(reached(&matches(&[(8, 0), (7, 1)]), 1), Some(7));
    }
}
