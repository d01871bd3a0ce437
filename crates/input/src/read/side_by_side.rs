//! One table on several threads: each takes the next stretch as soon as it is free.
//!
//! Nothing of the result may tell how many threads there were. So stretches are numbered in the order of the input as
//! they are handed out, what was counted over them is put together in that order, and of several errors the first in
//! the input counts: whatever comes before it was handed out before and is read to its end.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Progress, Stretch};
use crate::batch::Part;
use crate::bytes::{ByteCount, open};
use crate::cell::Rules;
use crate::error::InputError;
use crate::format::{self, Decode, End, Outlook, Stretches};
use crate::shape::Shape;
use crate::source::Source;
use crate::tally::Tally;

/// What was found in a table, beside its rows.
pub(super) struct Found {
    pub tally: Tally,
    /// The keys that occurred; none where a source has headers, since they were checked there.
    pub seen_keys: Option<Vec<String>>,
}

/// Reads a table on as many threads as there are takers; each is called with the stretch, its file, and a batch of it.
///
/// A taker may stop the reading, for all.
pub(super) fn read_side_by_side<T>(
    shape: &Shape,
    rules: &Rules,
    sources: &[Source],
    outlooks: &[Outlook],
    progress: &(dyn Fn(Progress) + Sync),
    takers: &mut [T],
) -> Result<Found, InputError>
where
    T: FnMut(&Stretch, usize, Part) -> ControlFlow<()> + Send,
{
    let reading = Reading {
        shape,
        rules,
        sources,
        not_before_later: not_before_later(sources, outlooks),
        progress,
        bytes: Arc::new(AtomicU64::new(0)),
        bytes_total: bytes_total(sources),
        rows: AtomicU64::new(0),
        stopped: AtomicBool::new(false),
        handout: Mutex::default(),
        collected: Mutex::default(),
    };
    match takers {
        [taker] => reading.work(taker),
        takers => std::thread::scope(|scope| {
            for taker in takers {
                scope.spawn(|| reading.work(taker));
            }
        }),
    }
    reading.finish()
}

/// What the threads share.
struct Reading<'a> {
    shape: &'a Shape,
    rules: &'a Rules,
    sources: &'a [Source],
    /// For each source: no event of a later one is earlier; none where that is not known.
    not_before_later: Vec<Option<i64>>,
    progress: &'a (dyn Fn(Progress) + Sync),
    bytes: ByteCount,
    bytes_total: Option<u64>,
    rows: AtomicU64,
    stopped: AtomicBool,
    handout: Mutex<Handout<'a>>,
    collected: Mutex<Collected>,
}

/// What is handed out next.
#[derive(Default)]
struct Handout<'a> {
    stretches: u32,
    sources: usize,
    current: Option<Box<dyn Stretches<'a> + 'a>>,
    /// Of each source that was handed out.
    ends: Vec<End<'a>>,
    closed: bool,
}

/// What came back.
#[derive(Default)]
struct Collected {
    /// Over the first so many stretches.
    tally: Tally,
    stretches: u32,
    /// Of later stretches, each with its file.
    later: BTreeMap<u32, (usize, Tally)>,
    /// The first in the input.
    failed: Option<(u32, InputError)>,
}

/// A stretch that is not yet numbered.
struct Next<'a> {
    file: usize,
    not_before: Option<i64>,
    decode: Decode<'a>,
}

/// A stretch on its way to a thread.
struct Taken<'a> {
    stretch: Stretch,
    file: usize,
    decode: Decode<'a>,
}

impl<'a> Reading<'a> {
    /// Decodes one stretch after the other, until none is left.
    fn work(&self, taker: &mut impl FnMut(&Stretch, usize, Part) -> ControlFlow<()>) {
        while let Some(Taken { stretch, file, decode }) = self.take() {
            let mut tally = Tally::default();
            let result = decode(&mut |mut part| {
                if self.stopped.load(Ordering::Relaxed) {
                    return ControlFlow::Break(());
                }
                let rows = part.tally.rows;
                tally.merge(std::mem::take(&mut part.tally), file);
                let rows = self.rows.fetch_add(rows, Ordering::Relaxed) + rows;
                let bytes = self.bytes.load(Ordering::Relaxed);
                (self.progress)(Progress { bytes, bytes_total: self.bytes_total, rows });
                let flow = taker(&stretch, file, part);
                if flow.is_break() {
                    self.stopped.store(true, Ordering::Relaxed);
                }
                flow
            });
            match result {
                Ok(()) => lock(&self.collected).add(stretch.number, file, tally),
                Err(error) => self.fail(stretch.number, error),
            }
        }
    }

    /// The next stretch; none when there are no more, or no more are wanted.
    fn take(&self) -> Option<Taken<'a>> {
        let mut handout = lock(&self.handout);
        if handout.closed || self.stopped.load(Ordering::Relaxed) {
            return None;
        }
        let number = handout.stretches;
        match handout.next(self) {
            Ok(Some(Next { file, not_before, decode })) => {
                handout.stretches += 1;
                Some(Taken { stretch: Stretch { number, not_before }, file, decode })
            }
            Ok(None) => {
                handout.closed = true;
                None
            }
            Err(error) => {
                drop(handout);
                self.fail(number, error);
                None
            }
        }
    }

    fn fail(&self, number: u32, error: InputError) {
        lock(&self.handout).closed = true;
        let mut collected = lock(&self.collected);
        if collected.failed.as_ref().is_none_or(|(earlier, _)| number < *earlier) {
            collected.failed = Some((number, error));
        }
    }

    fn finish(self) -> Result<Found, InputError> {
        let collected = self.collected.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, error)) = collected.failed {
            return Err(error);
        }
        let mut tally = collected.tally;
        for (file, later) in collected.later.into_values() {
            tally.merge(later, file);
        }
        if self.stopped.into_inner() {
            // What a table lacks that was not read to its end is not known.
            return Ok(Found { tally, seen_keys: None });
        }
        let mut seen_keys = Some(Vec::new());
        for end in self.handout.into_inner().unwrap_or_else(PoisonError::into_inner).ends {
            seen_keys = seen_keys.zip(end()?).map(|(seen, keys)| [seen, keys].concat());
        }
        Ok(Found { tally, seen_keys })
    }
}

impl<'a> Handout<'a> {
    /// The next stretch of the current source, or of the next that has one.
    fn next(&mut self, reading: &Reading<'a>) -> Result<Option<Next<'a>>, InputError> {
        loop {
            if let Some(current) = &mut self.current {
                let not_before = current.not_before();
                if let Some(decode) = current.next()? {
                    let file = self.sources - 1;
                    let later = reading.not_before_later.get(file).copied().flatten();
                    let not_before = not_before.zip(later).map(|(this, later)| this.min(later));
                    return Ok(Some(Next { file, not_before, decode }));
                }
            }
            self.ends.extend(self.current.take().map(Stretches::end));
            let Some(source) = reading.sources.get(self.sources) else { return Ok(None) };
            self.current = Some(format::stretches(open(source, &reading.bytes)?, reading.shape, reading.rules)?);
            self.sources += 1;
        }
    }
}

impl Collected {
    /// Adds what was counted over a stretch, as soon as all before it are there.
    fn add(&mut self, number: u32, file: usize, tally: Tally) {
        self.later.insert(number, (file, tally));
        while let Some((file, tally)) = self.later.remove(&self.stretches) {
            self.tally.merge(tally, file);
            self.stretches += 1;
        }
    }
}

/// A thread that panicked ends all of them, so what it left behind is never read.
fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn not_before_later(sources: &[Source], outlooks: &[Outlook]) -> Vec<Option<i64>> {
    let mut later = Some(i64::MAX);
    let mut bounds = vec![None; sources.len()];
    for (index, bound) in bounds.iter_mut().enumerate().rev() {
        *bound = later;
        let this = outlooks.get(index).and_then(|outlook| outlook.not_before);
        later = later.zip(this).map(|(later, this)| later.min(this));
    }
    bounds
}

fn bytes_total(sources: &[Source]) -> Option<u64> {
    let size = |source: &Source| match source {
        Source::Stdin => None,
        Source::File(path) => std::fs::metadata(path).ok().map(|metadata| metadata.len()),
    };
    sources.iter().map(size).sum()
}
