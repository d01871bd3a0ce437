//! All leads of an instant in the order of the list, given out page by page.
//!
//! Leads are scored partition by partition, by as many threads as there are to be; each takes the next partition that
//! nobody has. What is kept of a lead is what decides its place and what cannot be told without its events; whoever
//! writes a million rows needs few of them at a time, so their columns are made when a page is asked for.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use handraise_model::values::Exact;

use crate::condition::Memory;
use crate::engagement::ClassTable;
use crate::error::ScoreError;
use crate::history::{History, ScoreOptions};
use crate::instants::Instants;
use crate::leads::InForce;
use crate::partition::{self, PARTITION_LEADS};
use crate::places::Places;
use crate::profile::{Profiles, first_met};
use crate::row::Instant;
use crate::scores::{Answer, Scores};
use crate::sheet::{Assessment, Sheet};
use crate::timeline::Timeline;

/// The leads of one instant: the eligible ones by rank, then the others by id in code point order.
#[derive(Debug)]
pub struct Ranking<'h> {
    history: &'h History<'h>,
    contributions: bool,
    reasons: bool,
    /// By partition.
    chunks: Vec<Chunk>,
    /// Partition and position of the lead at each place, as one number.
    order: Vec<u32>,
    eligible: usize,
}

/// The leads of one partition that are there, by position.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) in_force: InForce,
    pub(crate) profiles: Arc<Profiles>,
    pub(crate) sheet: Sheet,
    /// For each lane what it says of each lead.
    pub(crate) lanes: Vec<Vec<Answer>>,
}

/// What decides a lead's place.
#[derive(Clone, Copy, Debug)]
struct Key {
    total: Exact,
    last_touch: Instant,
    /// The first bytes of the id: most often they tell two ids apart.
    id_prefix: u64,
    lead: u32,
    place: u32,
}

/// The keys of leads in the order of the list.
#[derive(Debug, Default)]
struct Keys {
    eligible: Vec<Key>,
    others: Vec<Key>,
}

impl<'h> Ranking<'h> {
    /// Scores all leads of an instant and puts them in order.
    pub(crate) fn new(history: &'h History<'h>, instant: usize, options: &ScoreOptions) -> Result<Self, ScoreError> {
        let partitions = partition::count(history.leads.len());
        let table = history.classes.at(&history.plan.engagement, instant);
        let worker = Worker { history, instant, table: &table, options };
        // Each thread sorts what it scored: the lists are merged then.
        let work = |desk: &mut Desk, partition| worker.chunk(desk, partition);
        let finish = |desk: Desk| desk.keys.sorted(history);
        let (chunks, sorted) = partition::on_threads(options.threads, partitions, work, finish)?;
        let (ranked, others): (Vec<_>, Vec<_>) = sorted.into_iter().map(|keys| (keys.eligible, keys.others)).unzip();
        let mut order = Vec::with_capacity(history.leads.len());
        merge(&ranked, |a, b| by_rank(history, a, b), &mut order);
        let eligible = order.len();
        drop(ranked);
        merge(&others, |a, b| by_id(history, a, b), &mut order);
        let (contributions, reasons) = (options.contributions, options.reasons);
        Ok(Self { history, contributions, reasons, chunks, order, eligible })
    }

    /// How many leads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// How many of them are eligible: they have the ranks from 1 to that, and the first places.
    #[must_use]
    pub fn eligible(&self) -> usize {
        self.eligible
    }

    /// The lane of the lead at a place, counted from 0, as an index into the model's lanes; none without one.
    #[must_use]
    pub fn lane(&self, place: usize) -> Option<usize> {
        let (chunk, position) = self.at(place)?;
        first_met(&chunk.lanes, position)
    }

    /// The scores at these places, counted from 0; places behind the last are empty.
    #[must_use]
    pub fn page(&self, places: Range<usize>) -> Scores {
        let end = places.end.min(self.len());
        self.places(places.start.min(end)..end).to_scores()
    }

    /// The scores at these places alone, in this order: for lists that leave some out.
    #[must_use]
    pub fn pick(&self, places: &[u32]) -> Scores {
        self.places(places.iter().map(|place| *place as usize)).to_scores()
    }

    /// These places, counted from 0, and their columns as they are asked for; places behind the last are left out.
    #[must_use]
    pub fn places(&self, places: impl IntoIterator<Item = usize>) -> Places<'_> {
        let found = places.into_iter().filter_map(|place| {
            let (chunk, position) = self.at(place)?;
            Some(((chunk, position as u32), (place < self.eligible).then_some(place as u32 + 1)))
        });
        let (leads, ranks) = found.unzip();
        Places::new(self.history, leads, ranks, self.contributions, self.reasons)
    }

    /// The chunk of the lead at a place, and its position in it.
    fn at(&self, place: usize) -> Option<(&Chunk, usize)> {
        let code = *self.order.get(place)? as usize;
        Some((self.chunks.get(code / PARTITION_LEADS)?, code % PARTITION_LEADS))
    }
}

/// What one thread scores.
struct Worker<'w> {
    history: &'w History<'w>,
    instant: usize,
    table: &'w ClassTable,
    options: &'w ScoreOptions,
}

/// The working memory of one thread, and the leads it has scored.
#[derive(Default)]
struct Desk {
    timeline: Timeline,
    profile: Memory,
    lanes: Memory,
    keys: Keys,
}

impl Worker<'_> {
    /// Scores the leads of a partition.
    fn chunk(&self, desk: &mut Desk, partition: usize) -> Result<Chunk, ScoreError> {
        let (history, plan) = (self.history, self.history.plan);
        let Desk { timeline, profile, lanes, keys } = desk;
        timeline.gather(&history.runs, partition, history.leads.len())?;
        let leads = partition::leads(partition, history.leads.len());
        let mut in_force = history.leads.in_force(&history.instants, self.instant, leads)?;
        let mut profiles = match history.profiles.as_ref().and_then(|profiles| profiles.get(partition)) {
            Some(known) => Arc::clone(known),
            None => Arc::new(plan.profile.evaluate(profile, &plan.lead_columns, &in_force, false)?),
        };
        let assessment = Assessment { history, in_force: &in_force, profiles: &profiles, table: self.table, timeline };
        let mut sheet = assessment.sheet(self.options);
        let lanes = plan.lanes.evaluate(lanes, plan, &history.classes, &in_force, &sheet)?;
        // What makes up the row is not kept beside it.
        sheet.lane_occurrences = Vec::new();
        in_force.batches = Vec::new();
        if let Instants::Shared(_) = history.instants {
            in_force.as_of = in_force.as_of.first().copied().into_iter().collect();
        }
        if !self.options.contributions
            && let Some(profiles) = Arc::get_mut(&mut profiles)
        {
            profiles.fit = Vec::new();
        }
        if keys.eligible.capacity() == 0 {
            keys.eligible.reserve_exact(history.leads.len().div_ceil(self.options.threads.get()));
        }
        for (position, (row, &lead)) in sheet.rows.iter().zip(&in_force.lead).enumerate() {
            let place = (partition * PARTITION_LEADS + position) as u32;
            let id_prefix = history.leads.id_prefix(lead);
            let key = Key { total: row.total, last_touch: row.last_touch, id_prefix, lead, place };
            if row.eligible { keys.eligible.push(key) } else { keys.others.push(key) }
        }
        Ok(Chunk { in_force, profiles, sheet, lanes })
    }
}

impl Keys {
    fn sorted(mut self, history: &History<'_>) -> Self {
        self.eligible.sort_unstable_by(|a, b| by_rank(history, a, b));
        self.others.sort_unstable_by(|a, b| by_id(history, a, b));
        self
    }
}

/// By total, then by the latest touch, none last, then by id.
fn by_rank(history: &History<'_>, a: &Key, b: &Key) -> Ordering {
    // None is the least, so that it comes last.
    b.total.cmp(&a.total).then_with(|| b.last_touch.cmp(&a.last_touch)).then_with(|| by_id(history, a, b))
}

fn by_id(history: &History<'_>, a: &Key, b: &Key) -> Ordering {
    let whole = || history.leads.id_bytes(a.lead).cmp(history.leads.id_bytes(b.lead));
    a.id_prefix.cmp(&b.id_prefix).then_with(whole)
}

/// Appends the places of lists in order, as one list in order.
fn merge(lists: &[Vec<Key>], compare: impl Fn(&Key, &Key) -> Ordering, order: &mut Vec<u32>) {
    // There is a list for each thread: few, so that looking at the first of each is quicker than a heap.
    let mut rests: Vec<&[Key]> = lists.iter().map(Vec::as_slice).filter(|list| !list.is_empty()).collect();
    while rests.len() > 1 {
        let heads = rests.iter().enumerate().filter_map(|(index, rest)| Some((index, rest.first()?)));
        let Some((least, key)) = heads.min_by(|a, b| compare(a.1, b.1)) else { return };
        order.push(key.place);
        rests[least] = &rests[least][1..];
        if rests[least].is_empty() {
            rests.swap_remove(least);
        }
    }
    order.extend(rests.into_iter().flatten().map(|key| key.place));
}
