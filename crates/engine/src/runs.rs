//! Runs: the events of a stretch of the input that count, grouped by partition of leads.
//!
//! A run is made once and never changed, so its memory is exact, it can be written out as it stands, and a partition is
//! a slice of every run. An event takes ten bytes: its time and its class share eight (the time from the first of the
//! run on, the class in the lowest bits), its lead's place in the partition two. Where time and class need more than 64
//! bits together, a run keeps the classes beside.

use std::fmt;
use std::io;
use std::sync::Arc;

use crate::events::Record;
use crate::partition;
use crate::timeline::Moment;

/// Room outside of memory for events that do not fit in it.
pub trait Spill: fmt::Debug + Send + Sync {
    /// Keeps these bytes and says where.
    fn write(&self, bytes: &[u8]) -> io::Result<u64>;

    /// Gives back as many bytes of those kept at a place.
    fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()>;
}

/// Events by partition, within one in the order they came.
#[derive(Debug)]
pub(crate) struct Run {
    packing: Packing,
    /// For each partition where its events begin, and the end of the last.
    starts: Vec<u32>,
    events: Events,
}

#[derive(Debug)]
enum Events {
    Held(Packed),
    /// Where they were written.
    Spilled(Arc<dyn Spill>, u64),
}

/// Events in columns.
#[derive(Debug, Default)]
struct Packed {
    /// Time and class.
    moments: Vec<u64>,
    /// Place in the partition.
    leads: Vec<u16>,
    /// Only of a run whose moments have no room for them.
    classes: Vec<u32>,
}

/// How time and class share 64 bits.
#[derive(Clone, Copy, Debug)]
struct Packing {
    earliest: i64,
    /// None: classes stand beside.
    class_bits: Option<u32>,
}

impl Packing {
    fn of(earliest: i64, latest: i64, class_code_max: u32) -> Self {
        let span = latest.wrapping_sub(earliest) as u64;
        let bits = u32::BITS - class_code_max.leading_zeros();
        let fits = u64::BITS - span.leading_zeros() + bits <= u64::BITS && bits < u64::BITS;
        Self { earliest, class_bits: fits.then_some(bits) }
    }

    #[inline]
    fn pack(self, record: &Record) -> u64 {
        let time = record.time.wrapping_sub(self.earliest) as u64;
        match self.class_bits {
            Some(bits) => time << bits | u64::from(class_code(record.class)),
            None => time,
        }
    }

    #[inline]
    fn unpack(self, moment: u64, class: Option<&u32>) -> Moment {
        let bits = self.class_bits.unwrap_or(0);
        let code = match class {
            Some(code) => *code,
            None => (moment & ((1 << bits) - 1)) as u32,
        };
        Moment { time: self.earliest.wrapping_add((moment >> bits) as i64), class: code.wrapping_sub(1) }
    }
}

/// A class as it is packed: [`crate::events::NO_CLASS`] becomes 0.
fn class_code(class: u32) -> u32 {
    class.wrapping_add(1)
}

impl Run {
    /// Groups records by partition.
    pub(crate) fn new(records: &[Record], leads: usize) -> Self {
        let bounds = records.iter().fold((i64::MAX, i64::MIN, 0), |(earliest, latest, class), record| {
            (earliest.min(record.time), latest.max(record.time), class.max(class_code(record.class)))
        });
        let packing = Packing::of(bounds.0, bounds.1, bounds.2);
        let mut starts = vec![0_u32; partition::count(leads) + 1];
        for record in records {
            starts[partition::of(record.lead) + 1] += 1;
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut packed = Packed {
            moments: vec![0; records.len()],
            leads: vec![0; records.len()],
            classes: vec![0; if packing.class_bits.is_some() { 0 } else { records.len() }],
        };
        let mut next = starts.clone();
        for record in records {
            let next = &mut next[partition::of(record.lead)];
            let place = *next as usize;
            *next += 1;
            packed.moments[place] = packing.pack(record);
            packed.leads[place] = partition::place(record.lead);
            if packing.class_bits.is_none() {
                packed.classes[place] = class_code(record.class);
            }
        }
        Self { packing, starts, events: Events::Held(packed) }
    }

    /// Bytes of memory.
    pub(crate) fn bytes(&self) -> usize {
        let events = match &self.events {
            Events::Held(packed) => packed.bytes(),
            Events::Spilled(..) => 0,
        };
        events + self.starts.len() * 4
    }

    /// How many events there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.last().map_or(0, |end| *end as usize)
    }

    /// Writes the events out and frees their memory.
    pub(crate) fn spill(&mut self, spill: &Arc<dyn Spill>) -> io::Result<()> {
        if let Events::Held(packed) = &self.events {
            let at = spill.write(&packed.to_bytes())?;
            self.events = Events::Spilled(Arc::clone(spill), at);
        }
        Ok(())
    }

    /// The events of a partition.
    pub(crate) fn slice(&self, partition: usize) -> io::Result<Slice<'_>> {
        let bound = |index: usize| self.starts.get(index).map_or(0, |start| *start as usize);
        let range = bound(partition)..bound(partition + 1);
        let events = match &self.events {
            Events::Held(packed) => Piece::Held(packed, range),
            Events::Spilled(spill, at) => Piece::Read(self.read(spill.as_ref(), *at, range)?),
        };
        Ok(Slice { packing: self.packing, events })
    }

    fn read(&self, spill: &dyn Spill, at: u64, range: std::ops::Range<usize>) -> io::Result<Packed> {
        let (total, count) = (self.len() as u64, range.len());
        let read = |before: u64, width: usize| -> io::Result<Vec<u8>> {
            let mut bytes = vec![0; count * width];
            spill.read(at + before * total + (range.start * width) as u64, &mut bytes)?;
            Ok(bytes)
        };
        let (moments, leads) = (read(0, 8)?, read(8, 2)?);
        let classes = if self.packing.class_bits.is_some() { Vec::new() } else { read(10, 4)? };
        Ok(Packed {
            moments: moments.as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect(),
            leads: leads.as_chunks().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect(),
            classes: classes.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect(),
        })
    }
}

impl Packed {
    fn bytes(&self) -> usize {
        self.moments.len() * 8 + self.leads.len() * 2 + self.classes.len() * 4
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.bytes());
        self.moments.iter().for_each(|moment| bytes.extend_from_slice(&moment.to_le_bytes()));
        self.leads.iter().for_each(|lead| bytes.extend_from_slice(&lead.to_le_bytes()));
        self.classes.iter().for_each(|class| bytes.extend_from_slice(&class.to_le_bytes()));
        bytes
    }
}

/// The events of one partition in one run.
pub(crate) struct Slice<'r> {
    packing: Packing,
    events: Piece<'r>,
}

enum Piece<'r> {
    Held(&'r Packed, std::ops::Range<usize>),
    Read(Packed),
}

impl Slice<'_> {
    /// The place in the partition of each event's lead.
    pub(crate) fn leads(&self) -> &[u16] {
        match &self.events {
            Piece::Held(packed, range) => packed.leads.get(range.clone()).unwrap_or_default(),
            Piece::Read(packed) => &packed.leads,
        }
    }

    /// Gives each event to the place of its lead.
    pub(crate) fn each(&self, mut take: impl FnMut(u16, Moment)) {
        let (packed, range) = match &self.events {
            Piece::Held(packed, range) => (*packed, range.clone()),
            Piece::Read(packed) => (packed, 0..packed.moments.len()),
        };
        let moments = packed.moments.get(range.clone()).unwrap_or_default();
        let leads = packed.leads.get(range.clone()).unwrap_or_default();
        if self.packing.class_bits.is_some() {
            for (moment, lead) in moments.iter().zip(leads) {
                take(*lead, self.packing.unpack(*moment, None));
            }
        } else {
            let classes = packed.classes.get(range).unwrap_or_default();
            for ((moment, lead), class) in moments.iter().zip(leads).zip(classes) {
                take(*lead, self.packing.unpack(*moment, Some(class)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::events::NO_CLASS;
    use crate::partition::PARTITION_LEADS;

    #[derive(Debug, Default)]
    struct Memory(Mutex<Vec<u8>>);

    impl Spill for Memory {
        fn write(&self, bytes: &[u8]) -> io::Result<u64> {
            let mut kept = self.0.lock().unwrap();
            kept.extend_from_slice(bytes);
            Ok((kept.len() - bytes.len()) as u64)
        }

        fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
            bytes.copy_from_slice(&self.0.lock().unwrap()[at as usize..][..bytes.len()]);
            Ok(())
        }
    }

    /// Every record of a run, put together from its partitions.
    fn unpacked(run: &Run, leads: usize) -> Vec<Record> {
        let mut records = Vec::new();
        for partition in 0..partition::count(leads) {
            let slice = run.slice(partition).unwrap();
            assert_eq!(slice.leads().len(), {
                let mut count = 0;
                slice.each(|_, _| count += 1);
                count
            });
            slice.each(|place, moment| {
                let lead = (partition * PARTITION_LEADS) as u32 + u32::from(place);
                records.push(Record { time: moment.time, lead, class: moment.class });
            });
        }
        records
    }

    #[test]
    fn a_run_gives_back_what_it_was_made_of_from_memory_and_from_outside() {
        let leads = PARTITION_LEADS * 3 + 5;
        // Spans and classes that share 64 bits, that just do, and that cannot.
        for (times, classes) in [(1_000, 3), (1 << 40, 1 << 23), (i64::MAX, 1 << 30)] {
            let record = |index: i64| Record {
                time: index.wrapping_mul(times / 7) % times,
                lead: (index.unsigned_abs() as usize * 7919 % leads) as u32,
                class: if index % 5 == 0 { NO_CLASS } else { index as u32 % classes },
            };
            let mut records: Vec<Record> = (-500..500).map(record).collect();
            records.extend(
                [i64::MIN, i64::MAX]
                    .map(|time| Record { time, lead: 1, class: classes })
                    .iter()
                    .take(if times == i64::MAX { 2 } else { 0 }),
            );
            let mut run = Run::new(&records, leads);
            records.sort_by_key(|record| partition::of(record.lead));
            assert_eq!(unpacked(&run, leads), records);
            let spill: Arc<dyn Spill> = Arc::new(Memory::default());
            spill.write(b"others").unwrap();
            run.spill(&spill).unwrap();
            assert_eq!(unpacked(&run, leads), records);
            assert_eq!(run.bytes(), (partition::count(leads) + 1) * 4);
        }
    }
}
