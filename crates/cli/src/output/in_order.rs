//! Work on several threads whose results come out in the order of the jobs.
//!
//! Jobs are made on the calling thread, worked on by whichever thread is free, and finished one after the other. So a
//! file has the same bytes for any number of threads, and no stage of the work waits for all of another.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Works on jobs on so many threads and finishes their results in order; stops at the first error.
///
/// At most twice as many jobs as threads are begun and not finished: what is held does not grow with their number.
pub(crate) fn in_order<J: Send, R: Send, E: Send>(
    threads: NonZeroUsize,
    mut jobs: impl Iterator<Item = Result<J, E>>,
    work: impl Fn(J) -> Result<R, E> + Sync,
    mut finish: impl FnMut(R) -> Result<(), E> + Send,
) -> Result<(), E> {
    if threads == NonZeroUsize::MIN {
        return jobs.try_for_each(|job| finish(work(job?)?));
    }
    let desk = Desk { threads: threads.get(), turn: Mutex::new(Turn::new(finish)), changed: Condvar::new() };
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<(usize, J)>(threads.get());
        let receiver = std::sync::Arc::new(Mutex::new(receiver));
        for _ in 0..threads.get() {
            let (receiver, desk, work) = (receiver.clone(), &desk, &work);
            scope.spawn(move || desk.attend(&receiver, work));
        }
        // The workers alone hold it: once they have all gone, sending fails.
        drop(receiver);
        for (number, job) in jobs.enumerate() {
            let sent = match job {
                Ok(job) => sender.send((number, job)).is_ok(),
                Err(error) => {
                    desk.lock().stop(number, error);
                    false
                }
            };
            if !sent {
                break;
            }
        }
    });
    let turn = desk.turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    turn.failed.map_or(Ok(()), |(_, error)| Err(error))
}

/// Where results wait for their turn.
struct Desk<R, E, F> {
    threads: usize,
    turn: Mutex<Turn<R, E, F>>,
    changed: Condvar,
}

struct Turn<R, E, F> {
    finish: F,
    /// The job whose result is finished next.
    next: usize,
    waiting: BTreeMap<usize, R>,
    /// The earliest job that failed.
    failed: Option<(usize, E)>,
}

impl<R, E, F: FnMut(R) -> Result<(), E>> Desk<R, E, F> {
    fn lock(&self) -> MutexGuard<'_, Turn<R, E, F>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What one thread does.
    fn attend<J>(&self, jobs: &Mutex<Receiver<(usize, J)>>, work: &impl Fn(J) -> Result<R, E>) {
        while self.lock().failed.is_none() {
            let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok((number, job)) = job else { return };
            let result = work(job);
            let mut turn = self.lock();
            // Who is next never waits, so somebody always goes on.
            while turn.next != number && turn.waiting.len() >= self.threads && turn.failed.is_none() {
                turn = self.changed.wait(turn).unwrap_or_else(PoisonError::into_inner);
            }
            turn.hand_in(number, result);
            self.changed.notify_all();
        }
    }
}

impl<R, E, F: FnMut(R) -> Result<(), E>> Turn<R, E, F> {
    fn new(finish: F) -> Self {
        Self { finish, next: 0, waiting: BTreeMap::new(), failed: None }
    }

    fn hand_in(&mut self, number: usize, result: Result<R, E>) {
        match result {
            Ok(result) => self.waiting.insert(number, result),
            Err(error) => return self.stop(number, error),
        };
        while self.failed.is_none()
            && let Some(result) = self.waiting.remove(&self.next)
        {
            if let Err(error) = (self.finish)(result) {
                self.stop(self.next, error);
            }
            self.next += 1;
        }
    }

    fn stop(&mut self, number: usize, error: E) {
        if self.failed.as_ref().is_none_or(|(earlier, _)| number < *earlier) {
            self.failed = Some((number, error));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(threads: usize, jobs: usize, wrong: Option<usize>) -> (Result<(), usize>, Vec<usize>) {
        let mut finished = Vec::new();
        let work = |job: usize| {
            // The later a job, the quicker it is done.
            std::thread::sleep(std::time::Duration::from_micros((jobs - job) as u64 * 50));
            if Some(job) == wrong { Err(job) } else { Ok(job * 10) }
        };
        let finish = |result| {
            finished.push(result);
            Ok(())
        };
        let threads = NonZeroUsize::new(threads).unwrap();
        let result = in_order(threads, (0..jobs).map(Ok), work, finish);
        (result, finished)
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let expected: Vec<usize> = (0..40).map(|job| job * 10).collect();
        for threads in [1, 2, 7] {
            assert_eq!(run(threads, 40, None), (Ok(()), expected.clone()), "{threads} threads");
        }
        assert_eq!(run(3, 0, None), (Ok(()), Vec::new()));
    }

    #[test]
    fn an_error_ends_it_and_nothing_after_it_is_finished() {
        for threads in [1, 2, 7] {
            let (result, finished) = run(threads, 40, Some(20));
            assert_eq!(result, Err(20), "{threads} threads");
            assert!(finished.len() <= 20 && finished.is_sorted(), "{finished:?}");
        }
        let finish = |result: usize| if result == 5 { Err(result) } else { Ok(()) };
        let threads = NonZeroUsize::new(3).unwrap();
        assert_eq!(in_order(threads, (0..1000).map(Ok), Ok, finish), Err(5));
        let broken = (0..9).map(|job| if job == 4 { Err(job) } else { Ok(job) });
        assert_eq!(in_order(threads, broken, Ok, |_| Ok(())), Err(4));
    }
}
