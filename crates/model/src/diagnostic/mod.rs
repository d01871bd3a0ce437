//! Diagnostics: what is wrong with a model, where, and the way out. Data; text and JSON are renderings of it.

mod json;
mod registry;
mod text;

pub use json::to_json;
pub use registry::{EXAMPLE_FAILS, SQL_UNSUPPORTED, code_info, registry};
pub use text::render_text;

use crate::values::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// There is no model until it is mended.
    Error,
    /// A lint: never changes a result.
    Warning,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which check found it: `unknown-key`. All are listed in the registry.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The headline: states the fact.
    pub message: String,
    /// Where; the first is the place itself, the others what it collides with.
    pub labels: Vec<Label>,
    /// The next step, where there is one; often a near name.
    pub help: Vec<String>,
}

/// A place in the model's text and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// An error with its headline at a place.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>, span: Span) -> Self {
        Self::new(code, Severity::Error, message, span)
    }

    /// A warning with its headline at a place.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>, span: Span) -> Self {
        Self::new(code, Severity::Warning, message, span)
    }

    fn new(code: &'static str, severity: Severity, message: impl Into<String>, span: Span) -> Self {
        let labels = vec![Label { span, text: String::new() }];
        Self { code, severity, message: message.into(), labels, help: Vec::new() }
    }

    /// Says something of the place itself.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.labels[0].text = text.into();
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

/// What a code stands for: its entry in the registry and its chapter in the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeInfo {
    /// The code itself, named after the mistake: `unknown-key`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence: when it is reported.
    pub summary: &'static str,
    /// Why it matters and what to do, in Markdown.
    pub explanation: &'static str,
}

/// The start of the character that a byte is in; the end of the text for what lies beyond.
fn character_start(text: &str, byte: usize) -> usize {
    let within = byte.min(text.len());
    (0..=within).rev().find(|start| text.is_char_boundary(*start)).unwrap_or_default()
}
