//! The same events in another order, without holding them all.
//!
//! Each event of each slice goes to a part of the file at random, by way of a temporary file for each part; each part
//! is then shuffled in memory. Every order of all events is as likely as any other, and every part has events of the
//! whole year.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::num::NonZeroUsize;
use std::path::Path;

use super::Workload;
use super::visits::{Event, Visits};
use crate::Error;
use crate::in_order::in_order;
use crate::random::{Purpose, stream};

/// Bytes of an event in a temporary file.
const EVENT_BYTES: usize = 15;

/// Events that wait in temporary files, which go with it.
#[derive(Debug)]
pub(super) struct Shuffled {
    seed: u64,
    parts: Vec<File>,
}

impl Shuffled {
    /// Scatters all events over the parts of the file; temporary files are in the folder.
    pub(super) fn new(
        workload: &Workload,
        visits: &Visits,
        folder: &Path,
        threads: NonZeroUsize,
    ) -> Result<Self, Error> {
        let seed = workload.seed;
        let count = workload.event_parts();
        let mut parts = (0..count).map(|_| tempfile::tempfile_in(folder)).collect::<Result<Vec<File>, _>>()?;
        let scattered = |slice| {
            let mut random = stream(seed, Purpose::Scatter, slice);
            let mut of_parts = vec![Vec::new(); count];
            for event in visits.slice(slice) {
                of_parts[random.usize(0..count)].extend(to_bytes(&event));
            }
            Ok(of_parts)
        };
        in_order(count, threads, scattered, |of_parts| {
            for (file, bytes) in parts.iter_mut().zip(of_parts) {
                file.write_all(&bytes)?;
            }
            Ok(())
        })?;
        Ok(Self { seed, parts })
    }

    /// The events of a part, shuffled.
    pub(super) fn part(&self, part: usize) -> Result<Vec<Event>, Error> {
        let mut file = &self.parts[part];
        file.rewind()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let (events, _) = bytes.as_chunks::<EVENT_BYTES>();
        let mut events: Vec<Event> = events.iter().map(from_bytes).collect();
        stream(self.seed, Purpose::Shuffle, part).shuffle(&mut events);
        Ok(events)
    }
}

fn to_bytes(event: &Event) -> [u8; EVENT_BYTES] {
    let mut bytes = [0; EVENT_BYTES];
    bytes[..8].copy_from_slice(&event.time.to_le_bytes());
    bytes[8..12].copy_from_slice(&event.lead.to_le_bytes());
    bytes[12..14].copy_from_slice(&event.url.to_le_bytes());
    bytes[14] = event.event_type;
    bytes
}

fn from_bytes(bytes: &[u8; EVENT_BYTES]) -> Event {
    let [t0, t1, t2, t3, t4, t5, t6, t7, l0, l1, l2, l3, u0, u1, event_type] = *bytes;
    Event {
        time: i64::from_le_bytes([t0, t1, t2, t3, t4, t5, t6, t7]),
        lead: u32::from_le_bytes([l0, l1, l2, l3]),
        url: u16::from_le_bytes([u0, u1]),
        event_type,
    }
}
