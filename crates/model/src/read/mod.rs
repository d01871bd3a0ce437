//! The reader of a model file: text to a [`Model`], or all that is wrong with it.
//!
//! ```text
//! text ──toml_edit──▶ Document ──names──▶ declared names ──sections──▶ Model
//! ```
//!
//! All names are collected before anything that refers to them is read, so the order of sections does not matter and
//! a reference to something faulty is no second mistake. What is faulty is reported and replaced by a stand-in;
//! reading goes on to the end, and the model is handed out only when nothing was reported.

mod across;
mod codes;
mod conditions;
mod criteria;
mod cursor;
mod data_points;
mod document;
mod engagement;
mod examples;
mod file;
mod fit;
mod instants;
mod literal;
mod named;
mod names;
mod near;
mod outcome;
mod references;
mod sections;
mod settings;

pub use codes::CODES;
pub use names::default_id;

use sha2::{Digest, Sha256};
use toml_edit::TomlError;

use self::document::Document;
use self::file::File;
use crate::diagnostic::{Diagnostic, Severity};
use crate::{Model, ModelSource};

/// What a text turned out to be.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The model, exactly when no diagnostic is an error.
    pub model: Option<Model>,
    /// What is wrong, in order of the document.
    pub diagnostics: Vec<Diagnostic>,
}

impl ModelSource {
    /// Reads and checks the text; finds all mistakes at once, except that a mistake in the TOML itself stands alone.
    #[must_use]
    pub fn check(&self) -> Checked {
        let parsed = match toml_edit::Document::parse(self.text()) {
            Ok(parsed) => parsed,
            Err(error) => return Checked { model: None, diagnostics: vec![syntax_error(self.text(), &error)] },
        };
        let document = Document::new(self.text());
        let model = sections::read(&document, &File::open(&document, parsed.as_table()), self);
        let diagnostics = document.into_findings();
        let faulty = diagnostics.iter().any(|finding| finding.severity == Severity::Error);
        Checked { model: (!faulty).then_some(model), diagnostics }
    }
}

fn syntax_error(text: &str, error: &TomlError) -> Diagnostic {
    let boundary = |offset: usize| (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    let span = error.span().unwrap_or(text.len()..text.len());
    let start = boundary(span.start).unwrap_or_default();
    let end = boundary(span.end).unwrap_or_default().max(start);
    // The first clause says what is wrong, the second what was expected.
    let (fault, expected) = match error.message().split_once(", expected ") {
        Some((fault, expected)) => (fault, Some(expected)),
        None => (error.message(), None),
    };
    let finding = Diagnostic::error("toml-syntax", format!("not valid TOML: {}", fault.trim()), start..end);
    let finding = match expected.map(str::trim).filter(|expected| !matches!(*expected, "" | "nothing")) {
        Some("literal string") => finding.label("expected a text in quotes"),
        Some(expected) => finding.label(format!("expected {expected}")),
        None => finding,
    };
    if quotes_end_a_condition(text, start) {
        return finding
            .help("a condition stands in double quotes, a text inside it in single ones: \"country = 'BR'\"");
    }
    finding
}

/// Whether a mistake lies behind a condition whose own quotes closed it: `when = "country = "BR""`.
fn quotes_end_a_condition(text: &str, mistake: usize) -> bool {
    let before = text.get(..mistake).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let is_condition = |key: &str| matches!(key.trim_end().rsplit([' ', '{', ',']).next(), Some("when" | "where"));
    line.ends_with(['"', '\'']) && line.split('=').any(is_condition)
}

impl Model {
    /// The first 16 hex digits of the SHA-256 of the file's bytes: `sha256sum model.toml` begins with them.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(self.source().text().as_bytes());
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}
