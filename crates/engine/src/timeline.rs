//! The events that count, by lead and then by time.

use std::num::NonZeroUsize;

use crate::events::Record;
use crate::leads::NO_LEAD;

/// An event on its lead's timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    pub(crate) time: i64,
    pub(crate) class: u32,
}

/// Each lead's events in order of time.
///
/// Events of one time stand in no particular order: nothing depends on it, since all of them have one age and one day.
#[derive(Debug)]
pub(crate) struct Timeline {
    /// For each lead where its events begin, and the end of the last.
    starts: Vec<usize>,
    moments: Vec<Moment>,
    /// The most events of one lead.
    pub(crate) longest: usize,
}

impl Timeline {
    /// Scatters records to their leads, then sorts each lead's by time.
    pub(crate) fn new(chunks: Vec<Vec<Record>>, leads: usize, threads: NonZeroUsize) -> Self {
        let mut starts = vec![0_usize; leads + 1];
        for record in chunks.iter().flatten() {
            debug_assert_ne!(record.lead, NO_LEAD);
            if let Some(count) = starts.get_mut(record.lead as usize + 1) {
                *count += 1;
            }
        }
        let longest = starts.iter().copied().max().unwrap_or_default();
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut next = starts.clone();
        let mut moments = vec![Moment::default(); total];
        for record in chunks.into_iter().flatten() {
            if let Some(next) = next.get_mut(record.lead as usize)
                && let Some(moment) = moments.get_mut(*next)
            {
                *moment = Moment { time: record.time, class: record.class };
                *next += 1;
            }
        }
        sort_each(&starts, &mut moments, threads);
        Self { starts, moments, longest }
    }

    /// A lead's events in order of time.
    pub(crate) fn of(&self, lead: u32) -> &[Moment] {
        match (self.starts.get(lead as usize), self.starts.get(lead as usize + 1)) {
            (Some(&start), Some(&end)) => self.moments.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// Sorts the moments of each lead, the leads shared among threads.
fn sort_each(starts: &[usize], moments: &mut [Moment], threads: NonZeroUsize) {
    let share = moments.len().div_ceil(threads.get()).max(1);
    std::thread::scope(|scope| {
        let (mut starts, mut rest) = (starts, moments);
        while let Some(&first) = starts.first() {
            // As many leads as it takes to have a share of the events, at least one.
            let leads = starts.partition_point(|start| *start < first + share).max(1).min(starts.len() - 1);
            if leads == 0 {
                break;
            }
            let (of_share, others) = starts.split_at(leads);
            let end = others.first().copied().unwrap_or(first);
            let (mine, remaining) = std::mem::take(&mut rest).split_at_mut(end - first);
            let bounds = (of_share, end);
            if threads.get() == 1 || others.len() <= 1 {
                sort_share(bounds, mine);
            } else {
                scope.spawn(move || sort_share(bounds, mine));
            }
            (starts, rest) = (others, remaining);
        }
    });
}

fn sort_share((starts, end): (&[usize], usize), moments: &mut [Moment]) {
    let mut rest = moments;
    for (index, start) in starts.iter().enumerate() {
        let next = starts.get(index + 1).copied().unwrap_or(end);
        let (lead, others) = std::mem::take(&mut rest).split_at_mut(next - start);
        rest = others;
        if !lead.is_sorted_by_key(|moment| moment.time) {
            lead.sort_unstable();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_threads_gives_each_lead_its_events_in_order() {
        let records: Vec<Record> = (0..1000_u32)
            .map(|index| Record { time: i64::from(index * 7919 % 1000), lead: index * 31 % 7, class: index })
            .collect();
        for threads in 1..=9 {
            let chunks = records.chunks(threads * 10).map(<[Record]>::to_vec).collect();
            let timeline = Timeline::new(chunks, 8, NonZeroUsize::new(threads).unwrap());
            let mut seen = 0;
            for lead in 0..8 {
                let moments = timeline.of(lead);
                assert!(moments.is_sorted());
                assert!(moments.iter().all(|moment| moment.class * 31 % 7 == lead));
                seen += moments.len();
            }
            assert_eq!(seen, records.len());
        }
    }
}
