//! Buckets: which candidates make one occurrence together.

use handraise_model::Per;
use handraise_model::values::day_of;

/// How candidates fall into buckets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Buckets<'a> {
    pub(crate) per: Per,
    /// When each session of the lead begins, rising.
    pub(crate) session_starts: &'a [i64],
}

/// Candidates that make one occurrence, if they are enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bucket {
    /// The time of the latest.
    pub(crate) time: i64,
    /// How many they are.
    pub(crate) events: u32,
}

impl<'a> Buckets<'a> {
    /// The buckets of candidates given in order of time, the latest first.
    pub(crate) fn latest_first(self, candidates: &'a [i64]) -> impl Iterator<Item = Bucket> + 'a {
        let mut rest = candidates;
        std::iter::from_fn(move || {
            let (&time, _) = rest.split_last()?;
            let start = self.start_of_last(rest, time);
            let events = (rest.len() - start) as u32;
            rest = rest.get(..start).unwrap_or_default();
            Some(Bucket { time, events })
        })
    }

    /// When a bucket first gets its `at_least`-th candidate.
    pub(crate) fn reached(self, candidates: &[i64], at_least: u32) -> Option<i64> {
        let mut in_bucket = 0_u32;
        let mut before: Option<i64> = None;
        for &time in candidates {
            in_bucket = if before.is_some_and(|before| self.together(before, time)) { in_bucket + 1 } else { 1 };
            if in_bucket >= at_least {
                return Some(time);
            }
            before = Some(time);
        }
        None
    }

    /// Where the bucket of the last candidate begins.
    fn start_of_last(self, candidates: &[i64], last: i64) -> usize {
        match self.per {
            Per::Event => candidates.len() - 1,
            Per::Once => 0,
            Per::Day | Per::Session => {
                let apart = candidates.iter().rposition(|time| !self.together(*time, last));
                apart.map_or(0, |index| index + 1)
            }
        }
    }

    /// Whether two candidates, the earlier first, fall into one bucket.
    fn together(self, earlier: i64, later: i64) -> bool {
        match self.per {
            Per::Event => false,
            Per::Day => day_of(earlier) == day_of(later),
            Per::Session => self.session_of(earlier) == self.session_of(later),
            Per::Once => true,
        }
    }

    /// How many sessions have begun at a time.
    fn session_of(self, time: i64) -> usize {
        self.session_starts.partition_point(|start| *start <= time)
    }
}

#[cfg(test)]
mod tests {
    use handraise_model::values::MICROS_PER_DAY;

    use super::*;

    fn check(per: Per, candidates: &[i64]) -> Vec<(i64, u32)> {
        let buckets = Buckets { per, session_starts: &[0, 50, 90] };
        buckets.latest_first(candidates).map(|bucket| (bucket.time, bucket.events)).collect()
    }

    #[test]
    fn buckets_come_latest_first_with_the_time_of_their_latest_candidate() {
        let times = [1, 2, 50, 50, MICROS_PER_DAY];
        assert_eq!(check(Per::Event, &times).len(), 5);
        assert_eq!(check(Per::Once, &times), [(MICROS_PER_DAY, 5)]);
        assert_eq!(check(Per::Day, &times), [(MICROS_PER_DAY, 1), (50, 4)]);
        assert_eq!(check(Per::Session, &times), [(MICROS_PER_DAY, 1), (50, 2), (2, 2)]);
        assert_eq!(check(Per::Once, &[]), []);
    }

    #[test]
    fn a_criterion_is_reached_by_the_bucket_that_is_full_first() {
        let buckets = |per| Buckets { per, session_starts: &[0, 50, 90] };
        assert_eq!(buckets(Per::Session).reached(&[1, 50, 51, 52], 2), Some(51));
        assert_eq!(buckets(Per::Once).reached(&[1, 50, 51, 52], 2), Some(50));
        assert_eq!(buckets(Per::Day).reached(&[-1, 0], 2), None);
        assert_eq!(buckets(Per::Event).reached(&[7, 8], 1), Some(7));
    }
}
