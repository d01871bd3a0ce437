//! The steps of the reference, each a table expression or a few.

mod by_lead;
mod contributions;
mod engagement;
mod events;
mod leads;
mod output;
mod reasons;
mod rules;
mod totals;

pub(crate) use engagement::engagement;
pub(crate) use events::{EVENT_COLUMNS, events};
pub(crate) use leads::{known_text, lead_id, leads};
pub use output::{RESULT_COLUMNS, WRITTEN};
pub(crate) use output::{header, names, output};
pub(crate) use reasons::{criterion_names, reasons};
pub(crate) use rules::rules;
pub(crate) use totals::totals;
