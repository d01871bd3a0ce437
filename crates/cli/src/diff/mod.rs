//! What another model changes, for people and for programs.

mod json;
mod text;
mod why;

use handraise_evidence::diff::Diff;
use handraise_model::Model;
use handraise_model::values::AsOf;

use crate::output::Shown;

pub(crate) use json::json;
pub(crate) use text::render;

/// A difference, and what is needed to tell it.
#[derive(Clone, Debug)]
pub(crate) struct Told<'t> {
    /// The model that leads come from.
    pub(crate) model: &'t Model,
    /// The model that they go to.
    pub(crate) other: &'t Model,
    /// Their files.
    pub(crate) files: [String; 2],
    /// The instant of all scores.
    pub(crate) as_of: AsOf,
    /// What changes.
    pub(crate) diff: &'t Diff,
    /// The columns that are carried through.
    pub(crate) shown: &'t Shown,
}

impl Told<'_> {
    /// What the two models are called: as short as tells them apart.
    fn labels(&self) -> [String; 2] {
        let of = |model: &Model| format!("{} {}", model.name(), model.version());
        let labels = [of(self.model), of(self.other)];
        if labels[0] == labels[1] { self.files.clone() } else { labels }
    }
}
