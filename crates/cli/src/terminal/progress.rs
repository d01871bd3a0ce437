//! A progress bar on standard error: only on a terminal, only for what takes longer than a second.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use handraise_input::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::words;

/// What takes no longer than this is not worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far the reading of files has come.
pub(crate) struct ReadingProgress {
    what: &'static str,
    started: Instant,
    watched: bool,
    bar: OnceLock<ProgressBar>,
}

impl ReadingProgress {
    /// A bar that waits for its time.
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, started: Instant::now(), watched: std::io::stderr().is_terminal(), bar: OnceLock::new() }
    }

    /// Shows how far it has come.
    pub(crate) fn show(&self, progress: Progress) {
        if !self.watched || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_init(|| self.begin(progress));
        bar.set_position(progress.bytes);
        bar.set_message(format!("{}: {} rows", self.what, words::thousands(progress.rows)));
    }

    fn begin(&self, progress: Progress) -> ProgressBar {
        let target = ProgressDrawTarget::stderr();
        let (bar, template) = match progress.bytes_total {
            Some(total) => {
                (ProgressBar::with_draw_target(Some(total), target), "{msg}  {bar:30} {percent}%  {eta} left")
            }
            None => (ProgressBar::with_draw_target(None, target), "{msg}  {spinner}"),
        };
        match ProgressStyle::with_template(template) {
            Ok(style) => bar.with_style(style.progress_chars("█▌ ")),
            Err(_) => bar,
        }
    }
}

impl Drop for ReadingProgress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
