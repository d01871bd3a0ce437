//! Leak probes: signs that the data knew the future.
//!
//! A backtest is only as honest as its data. A field that somebody writes when a deal closes makes any model look
//! brilliant, and nobody will have it when the next lead comes in. A probe looks at the data points that a model
//! declares, whether or not points rest on them: what is declared today is used tomorrow.

use handraise_model::Model;

use crate::replay::Replay;
use crate::report::Probe;

/// Everything that looks as if the data knew the future; the most telling first.
pub(crate) fn probes(_replay: &Replay, _model: &Model) -> Vec<Probe> {
    Vec::new()
}
