//! The model's text, before anything is known of it.

use std::sync::Arc;

/// A model file's name and text. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelSource {
    name: Arc<str>,
    text: Arc<str>,
}

impl ModelSource {
    /// A text and the name that diagnostics call it by, usually its path.
    #[must_use]
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// What diagnostics call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}
