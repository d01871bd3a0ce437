//! The story of one lead's score: the explanation of the engine as steps that add up, for people and for programs.

mod evidence;
mod factors;
mod json;
mod layout;
mod reach;
mod text;
mod verdicts;
mod waterfall;
mod worked;

use handraise_engine::Explanation;
use handraise_model::Model;
use handraise_model::values::Value;

use crate::reach::Reach;

pub(crate) use json::json;
pub(crate) use text::render;
pub(crate) use verdicts::{legend, marks};
pub(crate) use worked::worked;

/// What there is to tell of one lead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Story<'s> {
    /// The model that gave the score.
    pub(crate) model: &'s Model,
    /// What the lead is called: its id, or the name of an example.
    pub(crate) name: &'s str,
    /// How the score came about.
    pub(crate) explanation: &'s Explanation,
    /// The lead's data points, in order of the model.
    pub(crate) values: &'s [Option<Value>],
    /// Columns that are carried through: name and value.
    pub(crate) shown: &'s [(String, String)],
    /// The lead's rank, if it has one, and how many leads have; none where ranks mean nothing (an example stands alone).
    pub(crate) rank: Option<(Option<u32>, usize)>,
    /// What it would take to get further; none where nobody asked.
    pub(crate) reach: Option<&'s Reach>,
}
