//! Parts of a file made on several threads and taken in order, few of them in memory at a time.

use std::num::NonZeroUsize;
use std::sync::mpsc::sync_channel;
use std::thread;

use crate::Error;

/// Makes `count` parts on so many threads and takes them in order.
///
/// Each thread makes every `threads`-th part and holds at most two of them, so that memory does not grow with `count`.
pub(crate) fn in_order<T: Send>(
    count: usize,
    threads: NonZeroUsize,
    make: impl Fn(usize) -> Result<T, Error> + Sync,
    mut take: impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    let threads = threads.get().min(count.max(1));
    thread::scope(|scope| {
        let make = &make;
        let of_threads: Vec<_> = (0..threads)
            .map(|first| {
                let (made, taken) = sync_channel(1);
                scope.spawn(move || {
                    for part in (first..count).step_by(threads) {
                        // Nobody takes it any more: taking another part failed.
                        if made.send(make(part)).is_err() {
                            break;
                        }
                    }
                });
                taken
            })
            .collect();
        for of_thread in of_threads.iter().cycle().take(count) {
            take(of_thread.recv()??)?;
        }
        Ok(())
    })
}
