//! All leads of an instant in the order of the list, given out page by page.
//!
//! What is kept of a lead is what decides its place and what cannot be told without its events; whoever writes a million
//! rows needs few of them at a time, so their columns are made when a page is asked for.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::ops::Range;

use handraise_model::values::Exact;

use crate::block::{Bench, Block, Chunk, instants_of_block};
use crate::error::ScoreError;
use crate::history::{History, ScoreOptions};
use crate::partition::{self, PARTITION_LEADS};
use crate::places::Places;
use crate::profile::first_met;
use crate::row::Instant;
use crate::scores::Scores;

/// The leads of one instant: the eligible ones by rank, then the others by id in code point order.
#[derive(Debug)]
pub struct Ranking<'h> {
    history: &'h History<'h>,
    options: ScoreOptions,
    /// By partition.
    chunks: Vec<Chunk>,
    /// Partition and position of the lead at each place, as one number.
    order: Vec<u32>,
    eligible: usize,
}

/// The rankings of several instants, in the order in which they were asked for: see
/// [`History::rankings`](crate::History::rankings).
#[derive(Debug)]
pub struct Rankings<'h> {
    history: &'h History<'h>,
    options: ScoreOptions,
    /// Instants that are still to be scored.
    rest: Range<usize>,
    /// The rankings of a block, as far as they were not given out.
    made: VecDeque<Ranking<'h>>,
}

/// What decides a lead's place.
#[derive(Clone, Copy, Debug)]
struct Key {
    total: Exact,
    last_touch: Instant,
    /// Sorts like the id, as far as it tells ids apart: most often it does.
    id: u64,
    lead: u32,
    place: u32,
}

/// The keys of leads in the order of the list.
#[derive(Debug, Default)]
struct Keys {
    eligible: Vec<Key>,
    others: Vec<Key>,
}

impl<'h> Rankings<'h> {
    pub(crate) fn new(history: &'h History<'h>, instants: Range<usize>, options: &ScoreOptions) -> Self {
        Self { history, options: *options, rest: instants, made: VecDeque::new() }
    }

    /// Scores the next block.
    fn make(&mut self) -> Result<(), ScoreError> {
        let most = instants_of_block(self.history, &self.options);
        let start = self.rest.start;
        let end = self.rest.end.min(start.saturating_add(most));
        self.rest.start = end;
        self.made = Ranking::of_block(self.history, start..end, &self.options)?.into();
        Ok(())
    }
}

impl<'h> Iterator for Rankings<'h> {
    type Item = Result<Ranking<'h>, ScoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.made.is_empty()
            && !self.rest.is_empty()
            && let Err(error) = self.make()
        {
            self.rest.start = self.rest.end;
            return Some(Err(error));
        }
        self.made.pop_front().map(Ok)
    }
}

impl<'h> Ranking<'h> {
    /// Scores all leads at some instants and puts them in order, instant by instant.
    fn of_block(
        history: &'h History<'h>,
        instants: Range<usize>,
        options: &ScoreOptions,
    ) -> Result<Vec<Self>, ScoreError> {
        let partitions = partition::count(history.leads.len());
        let block = Block::new(history, instants.collect(), options)?;
        let score = |bench: &mut Bench, partition| block.score(bench, partition);
        let (scored, _) = partition::on_threads(options.threads, partitions, score, drop)?;
        let mut chunks: Vec<Vec<Chunk>> = block.instants().iter().map(|_| Vec::with_capacity(partitions)).collect();
        for of_partition in scored {
            chunks.iter_mut().zip(of_partition).for_each(|(chunks, chunk)| chunks.push(chunk));
        }
        // One instant is sorted on all threads, many side by side.
        let orders: Vec<(Vec<u32>, usize)> = match &chunks[..] {
            [chunks] => vec![order(history, chunks, options.threads)],
            many => {
                let sort = |(): &mut (), index: usize| -> Result<_, ScoreError> {
                    Ok(order(history, &many[index], NonZeroUsize::MIN))
                };
                partition::on_threads(options.threads, many.len(), sort, drop)?.0
            }
        };
        let mut rankings: Vec<(usize, Self)> = (block.instants().iter().zip(chunks).zip(orders))
            .map(|((instant, chunks), (order, eligible))| {
                (*instant, Self { history, options: *options, chunks, order, eligible })
            })
            .collect();
        rankings.sort_by_key(|(instant, _)| *instant);
        Ok(rankings.into_iter().map(|(_, ranking)| ranking).collect())
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
        Places::new(self.history, leads, ranks, &self.options)
    }

    /// The chunk of the lead at a place, and its position in it.
    fn at(&self, place: usize) -> Option<(&Chunk, usize)> {
        let code = *self.order.get(place)? as usize;
        Some((self.chunks.get(code / PARTITION_LEADS)?, code % PARTITION_LEADS))
    }
}

/// The places of the leads of an instant in order, and how many of them are eligible.
fn order(history: &History<'_>, chunks: &[Chunk], threads: NonZeroUsize) -> (Vec<u32>, usize) {
    let shares = threads.get().min(chunks.len()).max(1);
    let share = |(): &mut (), share: usize| -> Result<Keys, std::convert::Infallible> {
        let partitions = chunks.len() * share / shares..chunks.len() * (share + 1) / shares;
        Ok(Keys::of(history, chunks, partitions).sorted(history))
    };
    let Ok((sorted, _)) = partition::on_threads(threads, shares, share, drop);
    let (ranked, others): (Vec<_>, Vec<_>) = sorted.into_iter().map(|keys| (keys.eligible, keys.others)).unzip();
    let mut order = Vec::with_capacity(chunks.iter().map(|chunk| chunk.sheet.standings.len()).sum());
    merge(&ranked, |a, b| by_rank(history, a, b), &mut order);
    let eligible = order.len();
    drop(ranked);
    merge(&others, |a, b| by_id(history, a, b), &mut order);
    (order, eligible)
}

impl Keys {
    /// Those of the leads of some partitions.
    fn of(history: &History<'_>, chunks: &[Chunk], partitions: Range<usize>) -> Self {
        let mut keys = Self::default();
        for partition in partitions {
            let Some(Chunk { in_force, sheet, .. }) = chunks.get(partition) else { break };
            for (position, (standing, &lead)) in sheet.standings.iter().zip(&in_force.lead).enumerate() {
                let key = Key {
                    total: standing.total(),
                    last_touch: standing.last_touch,
                    id: history.id_key(lead),
                    lead,
                    place: (partition * PARTITION_LEADS + position) as u32,
                };
                if standing.is_eligible() { keys.eligible.push(key) } else { keys.others.push(key) }
            }
        }
        keys
    }

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
    a.id.cmp(&b.id).then_with(whole)
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
