//! Diagnostics for a terminal: the line with the place underlined, as compilers show it.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, normalize_untrusted_str};

use crate::ModelSource;
use crate::diagnostic::{Diagnostic, Severity, character_start};

/// All diagnostics as text, one after the other with a line between; nothing for none.
///
/// Colours are escape sequences of a terminal; whoever prints decides whether it has them.
#[must_use]
pub fn render_text(diagnostics: &[Diagnostic], source: &ModelSource, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&render(diagnostic, source, &renderer));
        text.push('\n');
    }
    text
}

fn render(diagnostic: &Diagnostic, source: &ModelSource, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let spans: Vec<_> = diagnostic.labels.iter().map(|label| within(&label.span, source.text())).collect();
    let shown = whole_lines(&spans, source.text());
    let excerpt = source.text().get(shown.clone()).unwrap_or_default();
    let line = source.text().get(..shown.start).unwrap_or_default().matches('\n').count() + 1;
    let annotations = diagnostic.labels.iter().zip(&spans).enumerate().map(|(index, (label, span))| {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(span.start - shown.start..span.end - shown.start);
        if label.text.is_empty() { annotation } else { annotation.label(label.text.as_str()) }
    });
    let snippet = Snippet::source(excerpt).line_start(line).path(source.name()).annotations(annotations);
    let helps = diagnostic.help.iter().map(|help| Level::HELP.message(normalize_untrusted_str(help)));
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code);
    renderer.render(&[title.element(snippet).elements(helps)])
}

/// A span inside the text, at the borders of characters.
fn within(span: &Range<usize>, text: &str) -> Range<usize> {
    let start = character_start(text, span.start);
    start..character_start(text, span.end).max(start)
}

/// From the start of the first line that some span is in to the end of the last: all that the renderer need look at.
fn whole_lines(spans: &[Range<usize>], text: &str) -> Range<usize> {
    let first = spans.iter().map(|span| span.start).min().unwrap_or_default();
    let last = spans.iter().map(|span| span.end).max().unwrap_or_default();
    let start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
    start..text[last..].find('\n').map_or(text.len(), |newline| last + newline)
}
