//! The events of one partition's leads, by lead and then by time.

use std::ops::Range;

use crate::engagement::EVENTS_PER_LEAD_MAX;
use crate::error::ScoreError;
use crate::partition;
use crate::runs::{Run, Slice};

/// An event on its lead's timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    pub(crate) time: i64,
    pub(crate) class: u32,
}

/// Each lead's events in order of time; the memory of one thread, filled for one partition after the other.
///
/// Events of one time stand in no particular order: nothing depends on it, since all of them have one age and one day.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    /// For each lead of the partition where its events begin, and the end of the last.
    starts: Vec<u32>,
    moments: Vec<Moment>,
}

impl Timeline {
    /// Puts together what the runs have of a partition, of so many leads in all; runs without an event before `end` are
    /// left out.
    ///
    /// Events that came in order of time are in order then; only the others are sorted, lead by lead.
    pub(crate) fn gather(&mut self, runs: &[Run], partition: usize, leads: usize, end: i64) -> Result<(), ScoreError> {
        let runs = runs.iter().filter(|run| run.earliest() < end);
        let slices = runs.map(|run| run.slice(partition)).collect::<std::io::Result<Vec<Slice<'_>>>>()?;
        self.starts.clear();
        // Two more than leads: while events are put in place, a start stands one behind its lead's and moves to the end.
        self.starts.resize(partition::leads(partition, leads).len() + 2, 0);
        let total: usize = slices.iter().map(Slice::len).sum();
        if total > EVENTS_PER_LEAD_MAX {
            let limit = EVENTS_PER_LEAD_MAX as u64;
            return Err(ScoreError::TooManyRows { what: "events of 4096 leads", limit });
        }
        let Self { starts, moments } = self;
        for slice in &slices {
            slice.each(|place, _| {
                if let Some(count) = starts.get_mut(usize::from(place) + 2) {
                    *count += 1;
                }
            });
        }
        let mut before = 0;
        for start in &mut *starts {
            before += *start;
            *start = before;
        }
        moments.clear();
        moments.resize(total, Moment::default());
        for slice in &slices {
            slice.each(|place, moment| {
                if let Some(next) = starts.get_mut(usize::from(place) + 1)
                    && let Some(free) = moments.get_mut(*next as usize)
                {
                    *free = moment;
                    *next += 1;
                }
            });
        }
        starts.pop();
        for lead in starts.windows(2) {
            let moments = moments.get_mut(lead[0] as usize..lead[1] as usize).unwrap_or_default();
            if !moments.is_sorted_by_key(|moment| moment.time) {
                moments.sort_unstable();
            }
        }
        Ok(())
    }

    /// The events of the lead at a place of the partition, in order of time.
    pub(crate) fn of(&self, place: u16) -> &[Moment] {
        self.moments.get(self.range(usize::from(place))).unwrap_or_default()
    }

    /// The same, to be made fewer.
    pub(crate) fn of_mut(&mut self, place: u16) -> &mut [Moment] {
        let range = self.range(usize::from(place));
        self.moments.get_mut(range).unwrap_or_default()
    }

    fn range(&self, place: usize) -> Range<usize> {
        match (self.starts.get(place), self.starts.get(place + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Record;
    use crate::partition::PARTITION_LEADS;

    #[test]
    fn every_lead_has_its_events_in_order_of_time_whatever_the_runs() {
        let leads = PARTITION_LEADS + 8;
        let records: Vec<Record> = (0..5000_u32)
            .map(|index| Record { time: i64::from(index * 7919 % 1000), lead: index * 31 % leads as u32, class: index })
            .collect();
        for size in [1, 7, 999, 5000] {
            let runs: Vec<Run> = records.chunks(size).map(|records| Run::new(records, leads)).collect();
            let mut seen = 0;
            let mut timeline = Timeline::default();
            for partition in 0..partition::count(leads) {
                timeline.gather(&runs, partition, leads, i64::MAX).unwrap();
                for lead in partition::leads(partition, leads) {
                    let moments = timeline.of(partition::place(lead));
                    assert!(moments.is_sorted_by_key(|moment| moment.time));
                    assert!(moments.iter().all(|moment| moment.class * 31 % leads as u32 == lead));
                    seen += moments.len();
                }
            }
            assert_eq!(seen, records.len());
        }
    }
}
