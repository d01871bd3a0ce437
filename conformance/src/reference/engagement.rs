//! Section 3: engagement of one lead under one criterion.

use handraise_model::values::{AsOf, Exact, MICROS_PER_DAY};
use handraise_model::{EngagementCriterion, Model, Per};

use super::condition::{Facts, day, day_of_as_of};
use super::{Occurrence, multiplier};
use crate::data::EventRow;

/// The events of one lead before `as_of`, by time, those with equal ids once.
pub(super) struct History<'a> {
    pub(super) model: &'a Model,
    pub(super) events: Vec<&'a EventRow>,
    pub(super) as_of: AsOf,
}

impl<'a> History<'a> {
    pub(super) fn new(model: &'a Model, events: impl Iterator<Item = &'a EventRow>, as_of: AsOf) -> Self {
        let mut events: Vec<&EventRow> = events.filter(|event| event.time < as_of.micros()).collect();
        events.sort_by_key(|event| (event.time, &event.event));
        if model.data().event_id.is_some() {
            // Section 1: events of a lead with equal ids count once: the earliest, then the least in type.
            let mut seen = Vec::new();
            events.retain(|event| match &event.id {
                None => true,
                Some(id) if seen.contains(&id) => false,
                Some(id) => {
                    seen.push(id);
                    true
                }
            });
        }
        Self { model, events, as_of }
    }

    /// The occurrences that count, the earliest first.
    pub(super) fn counted(&self, criterion: &EngagementCriterion) -> Vec<Occurrence> {
        let candidates: Vec<&EventRow> = self
            .candidates(criterion)
            .into_iter()
            .filter(|event| criterion.within_days.is_none_or(|days| self.age_days(event.time) < days))
            .collect();
        // 3. A bucket of fewer than `at_least` candidates gives no occurrence.
        let mut occurrences: Vec<Occurrence> = self
            .buckets(criterion, &candidates)
            .into_iter()
            .filter(|bucket| bucket.len() >= criterion.at_least as usize)
            .map(|bucket| self.occurrence(criterion, &bucket))
            .collect();
        // 4. Only the `at_most` most recent ones count.
        occurrences.sort_by_key(|occurrence| occurrence.time);
        let at_most = criterion.at_most.as_ref().map_or(usize::MAX, |at_most| at_most.value as usize);
        occurrences.split_off(occurrences.len().saturating_sub(at_most))
    }

    /// 1. Matches: a type in `event`, and `where` met.
    pub(super) fn matches(&self, criterion: &EngagementCriterion) -> Vec<&'a EventRow> {
        let where_met = |event: &EventRow| {
            let (model, declared) = (self.model, self.model.event());
            let facts = Facts { model, declared, values: &event.values, result: None, as_of: self.as_of };
            criterion.condition.as_ref().is_none_or(|condition| facts.met(&condition.expr))
        };
        let matches = |event: &&EventRow| criterion.events.contains(&event.event) && where_met(event);
        self.events.iter().copied().filter(matches).collect()
    }

    /// 2. Candidates as far as `after` goes; `within_days` is for whoever counts.
    fn candidates(&self, criterion: &EngagementCriterion) -> Vec<&'a EventRow> {
        let mut candidates = self.matches(criterion);
        if let Some(after) = criterion.after {
            match self.reached(&self.model.engagement()[after.criterion.0]) {
                None => candidates.clear(),
                Some(reached) => {
                    candidates.retain(|event| event.time >= reached + i64::from(after.days) * MICROS_PER_DAY);
                }
            }
        }
        candidates
    }

    /// When a criterion was reached: at the `at_least`-th candidate of the bucket that gets there first, with its own
    /// `after` applied and its `within_days` and `at_most` not.
    fn reached(&self, criterion: &EngagementCriterion) -> Option<i64> {
        let candidates = self.candidates(criterion);
        let at_least = criterion.at_least as usize;
        let buckets = self.buckets(criterion, &candidates);
        buckets.iter().filter_map(|bucket| bucket.get(at_least - 1)).map(|event| event.time).min()
    }

    /// 3. What makes one occurrence; candidates by time in each.
    fn buckets(&self, criterion: &EngagementCriterion, candidates: &[&'a EventRow]) -> Vec<Vec<&'a EventRow>> {
        let same_bucket = |left: &EventRow, right: &EventRow| match criterion.per {
            Per::Event => false,
            Per::Day => day(left.time) == day(right.time),
            Per::Session => self.same_session(left, right),
            Per::Once => true,
        };
        let mut buckets: Vec<Vec<&EventRow>> = Vec::new();
        for event in candidates {
            match buckets.last_mut() {
                Some(bucket) if same_bucket(bucket[0], event) => bucket.push(event),
                _ => buckets.push(vec![event]),
            }
        }
        buckets
    }

    /// Whether no step between two events of the lead, over its session events, is longer than `gap_minutes`.
    fn same_session(&self, left: &EventRow, right: &EventRow) -> bool {
        let session = self.model.session();
        let gap = i64::from(session.gap_minutes) * 60_000_000;
        let belongs = |event: &EventRow| session.events.as_ref().is_none_or(|types| types.contains(&event.event));
        let between = |event: &EventRow| (left.time..=right.time).contains(&event.time);
        let times: Vec<i64> =
            self.events.iter().filter(|event| belongs(event) && between(event)).map(|event| event.time).collect();
        times.windows(2).all(|pair| pair[1] - pair[0] <= gap)
    }

    /// 5. What an occurrence gives: the time of its latest candidate decides its age.
    fn occurrence(&self, criterion: &EngagementCriterion, bucket: &[&EventRow]) -> Occurrence {
        let time = bucket.iter().map(|event| event.time).max().expect("a bucket holds a candidate");
        let age_days = self.age_days(time);
        let multiplier = criterion.half_life.map_or(1000, |half_life| multiplier(half_life.days().into(), age_days));
        // Points have no decimals, the multiplier three and credibility two: two more make units of 10^-7.
        let credibility = i64::from(criterion.credibility.hundredths());
        let contribution = Exact(i64::from(criterion.points.value) * i64::from(multiplier) * credibility * 100);
        Occurrence { time, age_days, multiplier, events: bucket.len() as u32, contribution }
    }

    /// Date of `as_of` minus date of the event, UTC, in days.
    fn age_days(&self, time: i64) -> u32 {
        u32::try_from(day_of_as_of(self.as_of) - day(time)).expect("an event is before as_of")
    }
}
