//! How much memory the events of a run may take, over all threads that read them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::runs::Spill;

/// What the readers of a run share about memory.
#[derive(Debug)]
pub(crate) struct Budget {
    /// Bytes that events may take.
    pub(crate) limit: usize,
    /// Where they go beyond that; nowhere: they stay in memory.
    pub(crate) spill: Option<Arc<dyn Spill>>,
    pub(crate) held: AtomicUsize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { limit: usize::MAX, spill: None, held: AtomicUsize::new(0) }
    }
}

impl Budget {
    /// Counts what a reader holds now, and held before.
    pub(crate) fn count(&self, now: usize, before: usize) {
        self.held.fetch_add(now, Ordering::Relaxed);
        self.held.fetch_sub(before, Ordering::Relaxed);
    }

    /// Whether events take more than they may.
    pub(crate) fn is_short(&self) -> bool {
        self.held.load(Ordering::Relaxed) > self.limit
    }
}
