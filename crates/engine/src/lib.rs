//! The handraise engine: a [`handraise_model::Model`] over Arrow columns to exact scores and their explanation.

mod scores;

pub use scores::*;
