//! Progress on standard error: only on a terminal, only for what takes longer than a second.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use handraise_input::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::words;

/// What takes no longer than this is not worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often a sign of life is drawn.
const TICK: Duration = Duration::from_millis(120);

/// How far the reading of files has come.
pub(crate) struct ReadingProgress {
    what: &'static str,
    bar: Bar,
}

impl ReadingProgress {
    /// A bar that waits for its time.
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, bar: Bar::new() }
    }

    /// Shows how far it has come.
    pub(crate) fn show(&self, progress: Progress) {
        self.bar.show(progress.bytes, progress.bytes_total, || {
            format!("{}: {} rows", self.what, words::thousands(progress.rows))
        });
    }
}

/// How many rows of a result are written.
pub(crate) struct WritingProgress {
    total: u64,
    rows: AtomicU64,
    bar: Bar,
}

impl WritingProgress {
    /// A bar that waits for its time, over so many rows.
    pub(crate) fn new(total: usize) -> Self {
        Self { total: total as u64, rows: AtomicU64::new(0), bar: Bar::new() }
    }

    /// Shows that so many more rows are written.
    pub(crate) fn add(&self, rows: usize) {
        let rows = self.rows.fetch_add(rows as u64, Ordering::Relaxed) + rows as u64;
        self.bar.show(rows, Some(self.total), || format!("writing: {} rows", words::thousands(rows)));
    }
}

/// Which of many instants is scored.
pub(crate) struct InstantProgress {
    count: usize,
    bar: Bar,
}

impl InstantProgress {
    /// A bar that waits for its time, over so many instants.
    pub(crate) fn new(count: usize) -> Self {
        Self { count, bar: Bar::new() }
    }

    /// Shows that the instant of this index begins.
    pub(crate) fn begin(&self, instant: usize) {
        let (done, total) = (instant as u64, self.count as u64);
        let message = || format!("scoring: instant {} of {}", words::thousands(done + 1), words::thousands(total));
        self.bar.show(done, Some(total), message);
    }
}

/// A bar that appears when its time has come.
struct Bar {
    started: Instant,
    watched: bool,
    drawn: OnceLock<ProgressBar>,
}

impl Bar {
    fn new() -> Self {
        Self { started: Instant::now(), watched: is_watched(), drawn: OnceLock::new() }
    }

    fn show(&self, position: u64, total: Option<u64>, message: impl FnOnce() -> String) {
        if !self.watched || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.drawn.get_or_init(|| {
            let template = match total {
                Some(_) => "{msg}  {bar:30} {percent}%  {eta} left",
                None => "{msg}  {spinner}",
            };
            drawn(total, template)
        });
        bar.set_position(position);
        bar.set_message(message());
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = self.drawn.get() {
            bar.finish_and_clear();
        }
    }
}

/// A sign of life while something goes on that does not tell how far it has come.
pub(crate) struct Waiting {
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Waiting {
    /// Shows, after a while, what is going on; until it is dropped.
    pub(crate) fn new(what: String) -> Self {
        let thread = is_watched().then(|| {
            let (sender, receiver) = channel();
            let wait = move || {
                if receiver.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                    let bar = drawn(None, "{msg}  {spinner}").with_message(what);
                    bar.enable_steady_tick(TICK);
                    // Nothing is ever sent: this ends when the sender is dropped.
                    let _ = receiver.recv();
                    bar.finish_and_clear();
                }
            };
            (sender, std::thread::spawn(wait))
        });
        Self { thread }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.thread.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

fn is_watched() -> bool {
    std::io::stderr().is_terminal()
}

fn drawn(total: Option<u64>, template: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.progress_chars("█▌ ")),
        Err(_) => bar,
    }
}
