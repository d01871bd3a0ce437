//! Random models and random data, for properties that hold for all of them.
//!
//! A model is written as text, so that reader and conditions are exercised too, and is always valid. Data are made for a
//! model: cells take the literals that its conditions compare with, and instants sit on every border that it draws.
//! The same seed always gives the same workload.

mod condition;
mod criteria;
mod data;
mod dice;
mod model;

use handraise_model::values::AsOf;
use handraise_model::{Model, ModelSource};

pub use data::conditions_by_scope;
pub use dice::Dice;
pub use model::Shape;

use crate::data::Data;

/// A model with data and an instant, all from one seed.
#[derive(Clone, Debug)]
pub struct Workload {
    /// What it was made from.
    pub seed: u64,
    /// The checked model; its text is in [`Model::source`].
    pub model: Model,
    /// Rows made for the model.
    pub data: Data,
    /// When it is scored.
    pub as_of: AsOf,
}

/// The workload of a seed.
///
/// # Panics
///
/// When the model's text has errors: a fault of the generator or of the reader.
#[must_use]
pub fn workload(seed: u64, shape: Shape) -> Workload {
    let mut dice = Dice::new(seed);
    let text = model::text(&mut dice, shape);
    let source = ModelSource::new(&format!("seed {seed}"), &text);
    let checked = source.check();
    let Some(model) = checked.model else { panic!("seed {seed}: {:#?}\n{text}", checked.diagnostics) };
    let as_of = data::as_of(&mut dice);
    let data = data::data(&mut dice, &model, as_of);
    Workload { seed, model, data, as_of }
}

/// Other data for a model.
#[must_use]
pub fn more_data(seed: u64, model: &Model, as_of: AsOf) -> Data {
    data::data(&mut Dice::new(seed), model, as_of)
}
