//! No text makes the reader of models panic; a model comes out exactly when nothing is an error.

#![no_main]

use handraise_model::ModelSource;
use handraise_model::diagnostic::{Severity, render_text, to_json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = ModelSource::new("fuzz", text);
    let checked = source.check();
    let errors = checked.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    assert_eq!(checked.model.is_some(), !errors, "{:?}", checked.diagnostics);
    for diagnostic in &checked.diagnostics {
        for label in &diagnostic.labels {
            assert!(text.get(label.span.clone()).is_some(), "{diagnostic:?} points outside the text");
        }
    }
    assert_eq!(render_text(&checked.diagnostics, &source, false).is_empty(), checked.diagnostics.is_empty());
    assert!(to_json(&checked.diagnostics, &source).is_array());
});
