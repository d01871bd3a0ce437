//! Partitions: leads of consecutive numbers, few enough that all that scoring touches of them stays in a core's cache.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;

/// Bits of a lead's place in its partition.
pub(crate) const PLACE_BITS: u32 = 12;

/// The most leads of one partition.
pub(crate) const PARTITION_LEADS: usize = 1 << PLACE_BITS;

/// Does each piece of some work, mostly that of a partition, on so many threads; each takes the next that nobody has, and
/// has a state of its own, of which something is made in the end.
///
/// Returns what came of the partitions, in order, and of the threads. Of several errors that of the first thread counts.
pub(crate) fn on_threads<S: Default, T: Send, R: Send, E: Send>(
    threads: NonZeroUsize,
    partitions: usize,
    work: impl Fn(&mut S, usize) -> Result<T, E> + Sync,
    finish: impl Fn(S) -> R + Sync,
) -> Result<(Vec<T>, Vec<R>), E> {
    let next = AtomicUsize::new(0);
    let share = || -> Result<(Vec<(usize, T)>, R), E> {
        let (mut done, mut state) = (Vec::new(), S::default());
        loop {
            let partition = next.fetch_add(1, Ordering::Relaxed);
            if partition >= partitions {
                return Ok((done, finish(state)));
            }
            done.push((partition, work(&mut state, partition)?));
        }
    };
    let threads = threads.get().min(partitions).max(1);
    let side_by_side = || {
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(share)).collect();
            let mine = share();
            let join = |handle: ScopedJoinHandle<'_, _>| handle.join().unwrap_or_else(|panic| resume_unwind(panic));
            std::iter::once(mine).chain(others.into_iter().map(join)).collect()
        })
    };
    let shares: Vec<_> = if threads == 1 { vec![share()] } else { side_by_side() };
    let (mut done, mut states) = (Vec::with_capacity(partitions), Vec::with_capacity(threads));
    for share in shares {
        let (of_share, state) = share?;
        done.extend(of_share);
        states.push(state);
    }
    done.sort_unstable_by_key(|(partition, _)| *partition);
    Ok((done.into_iter().map(|(_, result)| result).collect(), states))
}

/// How many partitions so many leads make.
pub(crate) fn count(leads: usize) -> usize {
    leads.div_ceil(PARTITION_LEADS)
}

/// The partition of a lead.
pub(crate) fn of(lead: u32) -> usize {
    (lead >> PLACE_BITS) as usize
}

/// A lead's place in its partition.
pub(crate) fn place(lead: u32) -> u16 {
    (lead & (PARTITION_LEADS as u32 - 1)) as u16
}

/// The numbers of a partition's leads, of so many in all.
pub(crate) fn leads(partition: usize, leads: usize) -> std::ops::Range<u32> {
    let start = partition * PARTITION_LEADS;
    start as u32..(start + PARTITION_LEADS).min(leads) as u32
}
