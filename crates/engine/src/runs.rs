//! Runs: the events of a stretch of the input that count, grouped by partition of leads.
//!
//! A run is made once and never changed, so its memory is exact, it can be written out as it stands, and a partition is
//! a slice of every run. An event takes eight bytes: in the lowest bits the place of its lead in the partition, then its
//! class, then its time from the first of the run on. Where they need more than 64 bits together (a run of many years
//! and many classes), a run has the time by itself and the others beside.

use std::fmt;
use std::io;
use std::ops::Range;
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
    bounds: Bounds,
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
    words: Vec<u64>,
    /// Class and place, where the words have room for the time alone.
    beside: Vec<u64>,
}

/// What the events of a run lie between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    earliest: i64,
    latest: i64,
    class_code_max: u32,
}

impl Bounds {
    fn of(records: &[Record]) -> Self {
        let none = Self { earliest: i64::MAX, latest: i64::MIN, class_code_max: 0 };
        records.iter().fold(none, |bounds, record| Self {
            earliest: bounds.earliest.min(record.time),
            latest: bounds.latest.max(record.time),
            class_code_max: bounds.class_code_max.max(class_code(record.class)),
        })
    }

    /// What the events of these runs lie between.
    pub(crate) fn of_all<'r>(runs: impl IntoIterator<Item = &'r Run>) -> Self {
        let none = Self { earliest: i64::MAX, latest: i64::MIN, class_code_max: 0 };
        runs.into_iter().fold(none, |bounds, run| Self {
            earliest: bounds.earliest.min(run.bounds.earliest),
            latest: bounds.latest.max(run.bounds.latest),
            class_code_max: bounds.class_code_max.max(run.bounds.class_code_max),
        })
    }
}

/// How place, class and time share 64 bits.
#[derive(Clone, Copy, Debug)]
struct Packing {
    earliest: i64,
    /// None: class and place stand beside.
    class_bits: Option<u32>,
}

impl Packing {
    fn of(bounds: Bounds) -> Self {
        let span = bounds.latest.wrapping_sub(bounds.earliest) as u64;
        let class_bits = u32::BITS - bounds.class_code_max.leading_zeros();
        let needed = u64::BITS - span.leading_zeros() + class_bits + partition::PLACE_BITS;
        Self { earliest: bounds.earliest, class_bits: (needed <= u64::BITS).then_some(class_bits) }
    }

    #[inline]
    fn pack(self, time: i64, class: u32, place: u16) -> (u64, Option<u64>) {
        let time = time.wrapping_sub(self.earliest) as u64;
        let beside = u64::from(class_code(class)) << partition::PLACE_BITS | u64::from(place);
        match self.class_bits {
            Some(bits) => (time << (bits + partition::PLACE_BITS) | beside, None),
            None => (time, Some(beside)),
        }
    }

    #[inline]
    fn unpack(self, word: u64, beside: Option<u64>) -> (u16, Moment) {
        let (time, beside) = match (self.class_bits, beside) {
            (Some(bits), _) => {
                let bits = bits + partition::PLACE_BITS;
                (word.checked_shr(bits).unwrap_or(0), word & u64::MAX.checked_shl(bits).map_or(u64::MAX, |high| !high))
            }
            (None, beside) => (word, beside.unwrap_or_default()),
        };
        let place = (beside & ((1 << partition::PLACE_BITS) - 1)) as u16;
        let class = ((beside >> partition::PLACE_BITS) as u32).wrapping_sub(1);
        (place, Moment { time: self.earliest.wrapping_add(time as i64), class })
    }
}

/// A class as it is packed: [`crate::events::NO_CLASS`] becomes 0.
fn class_code(class: u32) -> u32 {
    class.wrapping_add(1)
}

impl Run {
    /// Groups records by partition.
    pub(crate) fn new(records: &[Record], leads: usize) -> Self {
        let bounds = Bounds::of(records);
        let packing = Packing::of(bounds);
        let mut starts = vec![0_u32; partition::count(leads) + 1];
        for record in records {
            starts[partition::of(record.lead) + 1] += 1;
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut words = vec![0; records.len()];
        let mut beside = vec![0; if packing.class_bits.is_some() { 0 } else { records.len() }];
        let mut next = starts.clone();
        for record in records {
            let next = &mut next[partition::of(record.lead)];
            let index = *next as usize;
            *next += 1;
            let (word, besides) = packing.pack(record.time, record.class, partition::place(record.lead));
            words[index] = word;
            if let Some(besides) = besides {
                beside[index] = besides;
            }
        }
        Self { bounds, packing, starts, events: Events::Held(Packed { words, beside }) }
    }

    /// Bytes of memory.
    pub(crate) fn bytes(&self) -> usize {
        let events = match &self.events {
            Events::Held(packed) => packed.bytes(),
            Events::Spilled(..) => 0,
        };
        events + self.starts.len() * 4
    }

    /// Whether its events are in memory.
    pub(crate) fn is_held(&self) -> bool {
        matches!(self.events, Events::Held(_))
    }

    /// The time of the first event.
    pub(crate) fn earliest(&self) -> i64 {
        self.bounds.earliest
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

    fn read(&self, spill: &dyn Spill, at: u64, range: Range<usize>) -> io::Result<Packed> {
        let read = |from: usize| -> io::Result<Vec<u64>> {
            let mut bytes = vec![0; range.len() * 8];
            spill.read(at + (from as u64) * 8, &mut bytes)?;
            Ok(bytes.as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect())
        };
        let words = read(range.start)?;
        let beside = if self.packing.class_bits.is_some() { Vec::new() } else { read(self.len() + range.start)? };
        Ok(Packed { words, beside })
    }
}

impl Packed {
    fn bytes(&self) -> usize {
        (self.words.len() + self.beside.len()) * 8
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.words.iter().chain(&self.beside).flat_map(|word| word.to_le_bytes()).collect()
    }
}

/// A run that is made partition by partition.
#[derive(Debug)]
pub(crate) struct RunWriter {
    run: Run,
    packed: Packed,
}

impl RunWriter {
    /// A run whose events will lie within these bounds.
    pub(crate) fn new(bounds: Bounds) -> Self {
        let run =
            Run { bounds, packing: Packing::of(bounds), starts: vec![0], events: Events::Held(Packed::default()) };
        Self { run, packed: Packed::default() }
    }

    /// Adds an event of the partition that is being written.
    pub(crate) fn push(&mut self, place: u16, moment: Moment) {
        let (word, beside) = self.run.packing.pack(moment.time, moment.class, place);
        self.packed.words.push(word);
        self.packed.beside.extend(beside);
    }

    /// Begins the next partition.
    pub(crate) fn close_partition(&mut self) {
        self.run.starts.push(self.packed.words.len() as u32);
    }

    /// The run.
    pub(crate) fn finish(mut self) -> Run {
        self.packed.words.shrink_to_fit();
        self.packed.beside.shrink_to_fit();
        self.run.events = Events::Held(self.packed);
        self.run
    }
}

/// The events of one partition in one run.
pub(crate) struct Slice<'r> {
    packing: Packing,
    events: Piece<'r>,
}

enum Piece<'r> {
    Held(&'r Packed, Range<usize>),
    Read(Packed),
}

impl Slice<'_> {
    /// How many events there are.
    pub(crate) fn len(&self) -> usize {
        match &self.events {
            Piece::Held(_, range) => range.len(),
            Piece::Read(packed) => packed.words.len(),
        }
    }

    /// Gives each event with the place of its lead.
    #[inline]
    pub(crate) fn each(&self, mut take: impl FnMut(u16, Moment)) {
        let (packed, range) = match &self.events {
            Piece::Held(packed, range) => (*packed, range.clone()),
            Piece::Read(packed) => (packed, 0..packed.words.len()),
        };
        let words = packed.words.get(range.clone()).unwrap_or_default();
        if self.packing.class_bits.is_some() {
            for word in words {
                let (place, moment) = self.packing.unpack(*word, None);
                take(place, moment);
            }
        } else {
            let beside = packed.beside.get(range).unwrap_or_default();
            for (word, beside) in words.iter().zip(beside) {
                let (place, moment) = self.packing.unpack(*word, Some(*beside));
                take(place, moment);
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
