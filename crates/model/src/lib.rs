//! The handraise model language: text to a checked, typed [`Model`].
//!
//! ```text
//! ModelSource ──check──▶ Checked { model, diagnostics } ──▶ Model ──lint──▶ warnings
//! ```
//!
//! Nothing here knows data, files, a clock or Arrow. Checking never stops at the first mistake.

pub mod columns;
pub mod condition;
pub mod definitions;
pub mod diagnostic;
pub mod format;
pub mod lint;
mod model;
mod prose;
pub mod read;
pub mod reference;
pub mod schema;
mod source;
pub mod values;

pub use model::*;
pub use read::Checked;
pub use source::ModelSource;
