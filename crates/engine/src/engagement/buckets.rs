//! Buckets: which candidates make one occurrence together.
//!
//! Candidates come the latest first, so that those of one bucket follow each other: a bucket is open while they do.

/// A match of a criterion, and what decides whether and how it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) time: i64,
    pub(super) age_days: u32,
    /// Matches of one number fall into one bucket.
    pub(super) bucket: u32,
}

/// The bucket that candidates fall into at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    /// The latest candidate.
    pub(super) latest: Match,
    /// How many they are.
    pub(super) events: u32,
}

/// Puts a candidate into the open bucket, or opens one for it; returns the bucket that this closes.
pub(super) fn put(open: &mut Option<Bucket>, candidate: Match) -> Option<Bucket> {
    match open {
        Some(bucket) if bucket.latest.bucket == candidate.bucket => {
            bucket.events += 1;
            None
        }
        _ => open.replace(Bucket { latest: candidate, events: 1 }),
    }
}

/// When a bucket first gets its `at_least`-th candidate.
pub(super) fn reached(latest_first: &[Match], at_least: u32) -> Option<i64> {
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
