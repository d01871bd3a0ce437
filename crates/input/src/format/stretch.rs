//! Tables in stretches: how a format offers its rows to several threads.
//!
//! A table hands out one stretch after the other to whichever thread is free, and that thread decodes it from beginning
//! to end, with no other thread's help. So handing out (`next`, by one thread at a time) should do no more than find
//! where a stretch ends, and all that takes long belongs into its `decode`.

use std::ops::ControlFlow;

use super::SeenKeys;
use crate::batch::Part;
use crate::error::InputError;

/// Takes a decoded chunk of rows; may ask for no more.
pub(crate) type Emit<'a> = &'a mut dyn FnMut(Part) -> ControlFlow<()>;

/// Reads a stretch into batches, in order; runs on any thread.
pub(crate) type Decode<'a> = Box<dyn FnOnce(Emit<'_>) -> Result<(), InputError> + Send + 'a>;

/// Gives the keys that occurred, of a format without headers; or says what makes the table unusable as a whole.
pub(crate) type End<'a> = Box<dyn FnOnce() -> Result<SeenKeys, InputError> + Send + 'a>;

/// A table that is read in stretches.
pub(crate) trait Stretches<'a>: Send {
    /// The decoding of the next stretch; none at the end. One thread at a time asks.
    fn next(&mut self) -> Result<Option<Decode<'a>>, InputError>;

    /// No event of the next stretch, or of a later one of the table, is earlier; none where that is not known.
    fn not_before(&self) -> Option<i64> {
        None
    }

    /// What is left to say of the table once all of it is decoded.
    fn end(self: Box<Self>) -> End<'a> {
        Box::new(|| Ok(None))
    }
}

/// A table in a single stretch.
pub(super) struct Whole<'a>(Option<Decode<'a>>);

impl<'a> Whole<'a> {
    pub(super) fn new(decode: impl FnOnce(Emit<'_>) -> Result<(), InputError> + Send + 'a) -> Self {
        Self(Some(Box::new(decode)))
    }
}

impl<'a> Stretches<'a> for Whole<'a> {
    fn next(&mut self) -> Result<Option<Decode<'a>>, InputError> {
        Ok(self.0.take())
    }
}
