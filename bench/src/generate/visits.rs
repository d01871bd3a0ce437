//! Events come in visits: a lead, an instant, and a few things done within minutes.

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{DictionaryArray, Int32Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use fastrand::Rng;

use super::catalog::{KINDS, event_types, urls};
use super::crowd::{Crowd, LeadIds};
use super::table::Emit;
use super::{Workload, YEAR, YEAR_START};
use crate::Error;
use crate::random::{Purpose, Weighted, stream, unit};

/// Rows of a batch.
const BATCH_ROWS: usize = 65_536;

/// The zone of the times, as an offset: Arrow knows no names of zones when it writes CSV.
const UTC: &str = "+00:00";

/// The time between two events of a visit, in microseconds: at least, and the most that comes on top.
const PAUSE_LEAST: i64 = 1_000_000;
const PAUSE_MORE: i64 = 180_000_000;

/// An event, as small as it is until it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) time: i64,
    pub(super) lead: u32,
    pub(super) url: u16,
    pub(super) event_type: u8,
}

/// Columns of the events.
pub(super) fn schema() -> SchemaRef {
    let coded = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    Arc::new(Schema::new(vec![
        Field::new("lead_id", DataType::Utf8, true),
        Field::new("event", coded(), true),
        Field::new("timestamp", DataType::Timestamp(TimeUnit::Microsecond, Some(UTC.into())), true),
        Field::new("url", coded(), true),
    ]))
}

/// Makes events.
#[derive(Debug)]
pub(super) struct Visits {
    events: u64,
    events_a_part: u64,
    seed: u64,
    crowd: Crowd,
    lead_ids: LeadIds,
    kinds: Weighted,
    /// Of each kind: the number of its first type, and its types.
    types: Vec<(u16, Weighted)>,
    pages: Weighted,
    type_names: Arc<StringArray>,
    urls: Arc<StringArray>,
}

impl Visits {
    pub(super) fn new(workload: &Workload) -> Self {
        let mut first_type = 0;
        let types = KINDS.iter().map(|kind| {
            let first = first_type;
            first_type += kind.types.len() as u16;
            (first, Weighted::new(kind.types.iter().map(|(_, weight)| *weight)))
        });
        let types = types.collect();
        let (urls, weights): (Vec<String>, Vec<f64>) = urls().into_iter().unzip();
        Self {
            events: workload.events,
            events_a_part: workload.part.events,
            seed: workload.seed,
            crowd: Crowd::new(workload),
            lead_ids: LeadIds::new(workload),
            kinds: Weighted::new(KINDS.iter().map(|kind| kind.weight)),
            types,
            pages: Weighted::new(weights),
            type_names: Arc::new(event_types().map(Some).collect()),
            urls: Arc::new(urls.into_iter().map(Some).collect()),
        }
    }

    /// The events of a slice of the year, in order of time. Its visits begin and end in it.
    pub(super) fn slice(&self, part: usize) -> Vec<Event> {
        let first = part as u64 * self.events_a_part;
        let last = (first + self.events_a_part).min(self.events);
        let (from, until) = (self.time_of(first), self.time_of(last));
        let mut random = stream(self.seed, Purpose::Visits, part);
        let count = last.saturating_sub(first) as usize;
        let mut events = Vec::with_capacity(count);
        while events.len() < count {
            let first = events.len();
            let length = self.visit(&mut random, count - first, &mut events);
            let start = random.i64(from..(until - length).max(from + 1));
            events[first..].iter_mut().for_each(|event| event.time += start);
        }
        events.sort_unstable_by_key(|event| (event.time, event.lead));
        events
    }

    /// Hands over events as batches.
    pub(super) fn batches(&self, events: &[Event], emit: Emit<'_>) -> Result<(), Error> {
        let schema = schema();
        for events in events.chunks(BATCH_ROWS) {
            let mut lead_id = String::new();
            let lead_ids: StringArray = StringArray::from_iter_values(events.iter().map(|event| {
                lead_id.clear();
                self.lead_ids.write(event.lead, &mut lead_id);
                lead_id.clone()
            }));
            let times = TimestampMicrosecondArray::from_iter_values(events.iter().map(|event| event.time));
            let types = Int32Array::from_iter_values(events.iter().map(|event| i32::from(event.event_type)));
            let urls = Int32Array::from_iter_values(events.iter().map(|event| i32::from(event.url)));
            let coded = |codes, values: &Arc<StringArray>| DictionaryArray::<Int32Type>::try_new(codes, values.clone());
            emit(RecordBatch::try_new(
                schema.clone(),
                vec![
                    Arc::new(lead_ids),
                    Arc::new(coded(types, &self.type_names)?),
                    Arc::new(times.with_timezone(UTC)),
                    Arc::new(coded(urls, &self.urls)?),
                ],
            )?)?;
        }
        Ok(())
    }

    /// When the events up to this one are over, were they spread evenly.
    fn time_of(&self, event: u64) -> i64 {
        let share = u128::from(event) * YEAR as u128 / u128::from(self.events.max(1));
        YEAR_START + share as i64
    }

    /// Adds a visit of so many events at most, with times from its start; gives how long it takes.
    fn visit(&self, random: &mut Rng, events_max: usize, events: &mut Vec<Event>) -> i64 {
        let bits = random.u64(..);
        let kind = usize::from(self.kinds.at(bits));
        let (least, most) = (*KINDS[kind].events.start(), *KINDS[kind].events.end());
        let count = least + (skewed(bits) * (most - least + 1) as f64) as u64;
        let (first_type, types) = &self.types[kind];
        let lead = self.crowd.draw(random);
        let mut time = 0;
        for event in 0..count.min(events_max as u64) {
            let bits = random.u64(..);
            if event > 0 {
                time += PAUSE_LEAST + (skewed(bits) * PAUSE_MORE as f64) as i64;
            }
            let event_type = (first_type + types.at(bits)) as u8;
            events.push(Event { time, lead, url: self.pages.at(bits >> 16), event_type });
        }
        time
    }
}

/// A number in `0.0..1.0` from the upper 32 bits, the smaller the more often.
fn skewed(bits: u64) -> f64 {
    let unit = unit((bits >> 32) as u32);
    unit * unit
}
