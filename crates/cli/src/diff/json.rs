//! The difference for programs.

use handraise_model::Model;
use serde_json::{Value, json};

use super::Told;

/// The version of this format; it rises when a field changes its meaning or goes.
const FORMAT: u32 = 1;

/// All that changes, as one object.
pub(crate) fn json(told: &Told<'_>) -> Value {
    let model = |model: &Model, file: &str| {
        json!({
            "file": file,
            "name": model.name(),
            "version": model.version(),
            "fingerprint": model.fingerprint(),
        })
    };
    json!({
        "format": FORMAT,
        "as_of": told.as_of.to_string(),
        "model": model(told.model, &told.files[0]),
        "other": model(told.other, &told.files[1]),
        "changes": told.diff,
    })
}
