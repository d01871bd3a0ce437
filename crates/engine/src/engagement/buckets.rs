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
    /// For each criterion that counts by buckets the matches of the one that is open, the latest first.
    open: Vec<Vec<Match>>,
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
    pub(super) day: i32,
    /// Matches of one number fall into one bucket.
    pub(super) bucket: u32,
}

impl Buckets {
    pub(super) fn new(criteria: usize) -> Self {
        Self {
            open: vec![Vec::new(); criteria],
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

    /// Puts a match into the bucket where it belongs. It comes with the number of later events of the lead as its
    /// bucket, and with the first instant after it.
    pub(super) fn put<S: Sink>(&mut self, page: &mut Page<'_, S>, index: usize, found: Match, first: usize) {
        let (Some(criterion), Some(rule)) = (page.plan.criteria.get(index), page.plan.rules.get(index)) else { return };
        let bucket = match criterion.per {
            Per::Event => found.bucket,
            Per::Day => found.day as u32,
            Per::Session => self.later_sessions,
            Per::Once => 0,
        };
        let found = Match { bucket, ..found };
        if criterion.counting == Counting::AtLast {
            if let Some(matches) = self.matches.get_mut(index) {
                matches.push(found);
            }
        } else if page.instants.get(first).is_some_and(|at| at.age_days(found.day) < rule.within_days)
            && let Some(open) = self.open.get_mut(index)
        {
            if open.first().is_some_and(|latest| latest.bucket != bucket) {
                page.count_bucket(index, open);
                open.clear();
            }
            open.push(found);
        }
    }

    /// Counts what is open, and what is counted at last.
    pub(super) fn close_all<S: Sink>(&mut self, page: &mut Page<'_, S>) {
        let plan = page.plan;
        for &index in &plan.by_bucket {
            if let Some(open) = self.open.get_mut(index) {
                page.count_bucket(index, open);
                open.clear();
            }
        }
        for &index in &plan.at_last {
            self.count_at_last(plan, index, page);
        }
    }

    /// Whether a match is a candidate, and when a criterion was reached, is the same at all instants after it.
    fn count_at_last<S: Sink>(&mut self, plan: &EngagementPlan, index: usize, page: &mut Page<'_, S>) {
        let (Some(criterion), Some(matches)) = (plan.criteria.get(index), self.matches.get(index)) else { return };
        let candidates = self.candidates(criterion, index, matches, page.sink);
        let reached = if criterion.awaited { reached(candidates, criterion.at_least) } else { None };
        for bucket in candidates.chunk_by(|a, b| a.bucket == b.bucket) {
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
        latest_first.iter().map(|(time, bucket)| Match { time: *time, day: 0, bucket: *bucket }).collect()
    }

    #[test]
    fn a_criterion_is_reached_by_the_bucket_that_is_full_first() {
        assert_eq!(reached(&matches(&[(52, 0), (51, 0), (50, 0), (1, 1)]), 2), Some(51));
        assert_eq!(reached(&matches(&[(52, 0), (51, 0), (50, 0), (1, 0)]), 2), Some(50));
        assert_eq!(reached(&matches(&[(0, 0), (-1, 1)]), 2), None);
        assert_eq!(reached(&matches(&[(8, 0), (7, 1)]), 1), Some(7));
    }
}
