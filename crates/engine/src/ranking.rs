//! All leads of an instant in the order of the list, given out page by page.
//!
//! What is kept of a lead is what decides its place and what cannot be told without its events; whoever writes a million
//! rows needs few of them at a time, so their columns are made when a page is asked for.

use std::cmp::{Ordering, Reverse};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::ops::Range;

use handraise_model::values::Exact;

use crate::block::{Block, Chunk, Workspace, instants_of_block};
use crate::error::ScoreError;
use crate::history::{History, ScoreOptions};
use crate::partition::{self, PARTITION_LEADS};
use crate::places::Places;
use crate::profile::first_met;
use crate::row::{Instant, Standing};
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

/// What tells the places of two leads apart most often, in sixteen bytes: sorting them is moving them.
#[derive(Clone, Copy, Debug)]
struct Key {
    /// Rises with the place, as far as it tells.
    order: u64,
    lead: u32,
    place: u32,
}

/// The keys of leads in the order of the list.
#[derive(Debug, Default)]
struct Keys {
    eligible: Vec<Key>,
    others: Vec<Key>,
}

/// How the keys of an instant are made.
struct Scale {
    total_max: Exact,
    /// The last touch of all leads.
    latest: Instant,
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
        let score = |workspace: &mut Workspace, partition| block.score(workspace, partition);
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
    let sorter = Sorter { history, chunks };
    let scale = sorter.scale();
    let shares = threads.get().min(chunks.len()).max(1);
    let share = |(): &mut (), share: usize| -> Result<Keys, Infallible> {
        let partitions = chunks.len() * share / shares..chunks.len() * (share + 1) / shares;
        let mut keys = sorter.keys(&scale, partitions);
        sorter.sort_by_rank(&mut keys.eligible);
        keys.others.sort_unstable_by(|a, b| sorter.by_id(a, b));
        Ok(keys)
    };
    let Ok((sorted, _)) = partition::on_threads(threads, shares, share, drop);
    let (ranked, others): (Vec<_>, Vec<_>) = sorted.into_iter().map(|keys| (keys.eligible, keys.others)).unzip();
    let mut order = Vec::with_capacity(chunks.iter().map(|chunk| chunk.sheet.standings.len()).sum());
    merge(ranked, |a, b| sorter.by_rank(a, b), &mut order);
    let eligible = order.len();
    merge(others, |a, b| sorter.by_id(a, b), &mut order);
    (order, eligible)
}

/// Puts the leads of an instant in order.
struct Sorter<'s> {
    history: &'s History<'s>,
    /// By partition.
    chunks: &'s [Chunk],
}

impl Sorter<'_> {
    fn scale(&self) -> Scale {
        let standings = self.chunks.iter().flat_map(|chunk| &chunk.sheet.standings);
        let latest = standings.map(|standing| standing.last_touch).max().unwrap_or_default();
        Scale { total_max: self.history.plan.composition.total_max(), latest }
    }

    /// The keys of the leads of some partitions.
    fn keys(&self, scale: &Scale, partitions: Range<usize>) -> Keys {
        let mut keys = Keys::default();
        for partition in partitions {
            let Some(Chunk { in_force, sheet, .. }) = self.chunks.get(partition) else { break };
            for (position, (standing, &lead)) in sheet.standings.iter().zip(&in_force.lead).enumerate() {
                let place = (partition * PARTITION_LEADS + position) as u32;
                if standing.is_eligible() {
                    keys.eligible.push(Key { order: scale.order(standing), lead, place });
                } else {
                    keys.others.push(Key { order: self.history.id_key(lead), lead, place });
                }
            }
        }
        keys
    }

    /// Most keys differ; of those that do not, what tells them apart is fetched once, side by side.
    fn sort_by_rank(&self, keys: &mut [Key]) {
        keys.sort_unstable_by_key(|key| key.order);
        let mut told = Vec::new();
        for equal in keys.chunk_by_mut(|a, b| a.order == b.order).filter(|equal| equal.len() > 1) {
            told.clear();
            told.extend(equal.iter().map(|key| {
                let standing = self.standing(key);
                let rank = (Reverse(standing.total()), Reverse(standing.last_touch), self.history.id_key(key.lead));
                (rank, *key)
            }));
            told.sort_unstable_by(|(one, a), (other, b)| one.cmp(other).then_with(|| self.by_whole_id(a, b)));
            equal.iter_mut().zip(&told).for_each(|(key, (_, sorted))| *key = *sorted);
        }
    }

    /// By total, then by the latest touch, none last, then by id.
    fn by_rank(&self, a: &Key, b: &Key) -> Ordering {
        a.order.cmp(&b.order).then_with(|| {
            let (one, other) = (self.standing(a), self.standing(b));
            // None is the least, so that it comes last.
            let by_total = other.total().cmp(&one.total());
            let by_rank = by_total.then_with(|| other.last_touch.cmp(&one.last_touch));
            let id_key = |key: &Key| self.history.id_key(key.lead);
            by_rank.then_with(|| id_key(a).cmp(&id_key(b))).then_with(|| self.by_whole_id(a, b))
        })
    }

    /// By the keys of their ids, then by the ids.
    fn by_id(&self, a: &Key, b: &Key) -> Ordering {
        a.order.cmp(&b.order).then_with(|| self.by_whole_id(a, b))
    }

    fn by_whole_id(&self, a: &Key, b: &Key) -> Ordering {
        let id = |key: &Key| self.history.leads.id_bytes(key.lead);
        id(a).cmp(id(b))
    }

    fn standing(&self, key: &Key) -> Standing {
        let (partition, position) = (key.place as usize / PARTITION_LEADS, key.place as usize % PARTITION_LEADS);
        let standings = self.chunks.get(partition).map_or(&[][..], |chunk| &chunk.sheet.standings);
        standings.get(position).copied().unwrap_or_default()
    }
}

/// Touches longer ago than so many bits of microseconds (nine years) before the last are told apart by other means.
const TOUCH_BITS: u32 = 48;

impl Scale {
    /// The total upside down and, in the bits that it leaves, how long ago the last touch was.
    #[inline]
    fn order(&self, standing: &Standing) -> u64 {
        let bits = (self.total_max.0 as u64).leading_zeros().min(TOUCH_BITS);
        let most = (1_u64 << bits) - 1;
        let ago = standing.last_touch.get().zip(self.latest.get()).map_or(u64::MAX, |(time, latest)| {
            // The distance of two instants fits 64 bits without a sign.
            latest.wrapping_sub(time) as u64
        });
        let below = self.total_max.0.wrapping_sub(standing.total().0) as u64;
        below << bits | (ago >> (TOUCH_BITS - bits)).min(most)
    }
}

/// Appends the places of lists in order, as one list in order.
fn merge(lists: Vec<Vec<Key>>, compare: impl Fn(&Key, &Key) -> Ordering, order: &mut Vec<u32>) {
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
