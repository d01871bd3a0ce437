//! Tables that are read at random, in large pages.
//!
//! A look-up in a table of tens of megabytes misses the processor's own table of pages as often as its caches. Linux
//! gives out pages of two megabytes to whoever asks; elsewhere, and where there are none, nothing changes but the time.

use std::ops::{Deref, DerefMut};

use bytemuck::Pod;
use memmap2::MmapMut;

/// An array of a fixed length, all zeros at first.
#[derive(Debug)]
pub(crate) struct Pages<T> {
    map: Option<MmapMut>,
    /// Where the system gives out no memory in this way, and for what is small.
    plain: Vec<T>,
    len: usize,
}

/// Smaller tables stay in the caches anyway.
const LARGE_BYTES: usize = 1 << 20;

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self { map: None, plain: Vec::new(), len: 0 }
    }
}

impl<T: Pod> Pages<T> {
    /// So many zeros.
    pub(crate) fn zeroed(len: usize) -> Self {
        let bytes = len * size_of::<T>();
        let map = if bytes < LARGE_BYTES { None } else { MmapMut::map_anon(bytes).ok() };
        #[cfg(target_os = "linux")]
        if let Some(map) = &map {
            // Only advice: a system without large pages gives small ones.
            let _ = map.advise(memmap2::Advice::HugePage);
        }
        let plain = if map.is_some() { Vec::new() } else { vec![T::zeroed(); len] };
        Self { map, plain, len }
    }
}

impl<T: Pod> Deref for Pages<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.map {
            Some(map) => map.get(..self.len * size_of::<T>()).map_or(&[], bytemuck::cast_slice),
            None => &self.plain,
        }
    }
}

impl<T: Pod> DerefMut for Pages<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.map {
            Some(map) => map.get_mut(..self.len * size_of::<T>()).map_or(&mut [], bytemuck::cast_slice_mut),
            None => &mut self.plain,
        }
    }
}
