//! Work shared among threads, with results that do not depend on how many there are.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The results of so many numbers in order; each thread takes the next number that nobody has taken.
pub(crate) fn side_by_side<T: Send>(
    count: usize,
    threads: NonZeroUsize,
    result: &(impl Fn(usize) -> T + Sync),
) -> Vec<T> {
    if threads == NonZeroUsize::MIN || count < 2 {
        return (0..count).map(result).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut taken = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return taken;
            }
            taken.push((number, result(number)));
        }
    };
    let mut results: Vec<(usize, T)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.get().min(count)).map(|_| scope.spawn(take)).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Vec<(usize, T)>>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        threads.into_iter().flat_map(join).collect()
    });
    results.sort_unstable_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}
