//! Conditions inside the document: parsed with the declared names, their errors brought back to their place.

use super::document::Document;
use super::literal;
use crate::condition::{self, Expr, Names, Scope};
use crate::values::{Credibility, Span, Spanned, Value};
use crate::{Condition, DataPoint, Source};

/// What conditions may use, and how far it is trusted.
pub(super) struct Conditions<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) lead_names: Names<'d>,
    pub(super) event_names: Names<'d>,
    /// The codes of errors that say nothing, since the names they miss could not be read.
    pub(super) muted: Muted,
}

/// The kinds of names of which not all could be read.
#[derive(Clone, Copy)]
pub(super) struct Muted {
    pub(super) lead: bool,
    pub(super) event: bool,
    pub(super) lists: bool,
    pub(super) engagement: bool,
}

impl Muted {
    fn covers(self, code: &str, scope: Scope) -> bool {
        let data_points = if scope == Scope::Event { self.event } else { self.lead };
        match code {
            "condition-unknown-name" => data_points,
            "condition-unknown-list" => data_points || self.lists,
            "condition-unknown-criterion" => self.engagement,
            _ => false,
        }
    }
}

impl Conditions<'_> {
    /// The typed tree of a condition; a stand-in where it is faulty.
    pub(super) fn parse(&self, text: &Spanned<&str>, scope: Scope) -> Expr {
        let names = if scope == Scope::Event { &self.event_names } else { &self.lead_names };
        match condition::parse(text.value, scope, names) {
            Ok(expr) => expr,
            Err(errors) => {
                let raw = self.document.text().get(text.span.clone()).unwrap_or_default();
                let map = literal::source_offsets(raw);
                let place = |span: Span| map.place(span, &text.span);
                for error in errors.into_iter().filter(|error| !self.muted.covers(error.code, scope)) {
                    self.document.report(error.into_diagnostic(place));
                }
                stand_in()
            }
        }
    }
}

/// What takes the place of a condition that cannot be read.
pub(super) fn stand_in() -> Expr {
    Expr::Literal(Value::Boolean(true))
}

/// A condition with the lowest credibility of what it reads among these data points.
pub(super) fn condition(expr: Expr, span: Span, data_points: &[DataPoint], sources: &[Source]) -> Condition {
    let credibility = credibility(&expr, data_points, sources);
    Condition { expr, credibility, span }
}

/// The lowest credibility of the sources of the data points that an expression reads.
pub(super) fn credibility(expr: &Expr, data_points: &[DataPoint], sources: &[Source]) -> Credibility {
    let of = |id: condition::DataPointId| data_points.get(id.0).map_or(Credibility::FULL, |read| trust(read, sources));
    expr.data_points().into_iter().map(of).min().unwrap_or(Credibility::FULL)
}

/// The credibility of a data point's source.
pub(super) fn trust(data_point: &DataPoint, sources: &[Source]) -> Credibility {
    let source = data_point.source.and_then(|source| sources.get(source.0));
    source.map_or(Credibility::FULL, |source| source.credibility.value)
}
