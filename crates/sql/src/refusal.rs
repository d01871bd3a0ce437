//! What a dialect cannot say with the same meaning: told, not approximated.

use handraise_model::condition::{Expr, ListRef};
use handraise_model::diagnostic::{Diagnostic, SQL_UNSUPPORTED};
use handraise_model::values::{Span, Value, day_of, format_date};
use handraise_model::{BandTest, LeadId, Model};

use crate::dialect::{Dialect, TextLiterals};
use crate::request::{Instant, Request};

/// What a finished query holds that no literal and no quotes can hide from the engine: where in the model it comes from is
/// known of conditions and their names alone, see [`refusals`].
pub(crate) fn unsayable(query: &str, dialect: &Dialect) -> Option<Diagnostic> {
    let refused = |reason: &str, label: &str| {
        let headline = format!("{} cannot run this query: {reason}", dialect.title);
        Some(Diagnostic::error(SQL_UNSUPPORTED, headline, 0..0).label(label.to_owned()))
    };
    if let Some(reason) = dialect.refuses_nul.filter(|_| query.contains('\0')) {
        return refused(reason, "a name in the model holds U+0000");
    }
    // Literals and comments never hold it: what is left is the name of a table or a column.
    if matches!(dialect.text, TextLiterals::BackslashAndVariables) && query.contains("${") {
        return refused(
            "it puts variables in place of `${`, in names, too",
            "the name of a column or a table holds `${`",
        );
    }
    None
}

/// All of a model that a dialect cannot say.
pub(crate) fn refusals(model: &Model, request: &Request) -> Vec<Diagnostic> {
    let dialect = request.dialect;
    let mut refused: Vec<Diagnostic> = instant_beyond(request).into_iter().collect();
    let mut refuse = |reason: String, label: String, span: &Span| {
        refused.push(
            Diagnostic::error(
                SQL_UNSUPPORTED,
                format!("{} cannot run this model: {reason}", dialect.title),
                span.clone(),
            )
            .label(label),
        );
    };
    if model.data().lead_id == LeadId::Row {
        refuse("the rows of its tables have no order to number leads by".to_owned(), String::new(), &(0..0));
    }
    for (text, span) in texts(model) {
        if let Some(reason) = dialect.refuses_nul.filter(|_| text.contains('\0')) {
            refuse(reason.to_owned(), "holds U+0000".to_owned(), &span);
        }
    }
    for (condition, span) in conditions(model) {
        let Some((first, last)) = dialect.days else { break };
        let mut check = |value: &Value| {
            let day = match value {
                Value::Date(day) => *day,
                Value::Timestamp(micros) => day_of(*micros),
                _ => return,
            };
            if !(first..=last).contains(&day) {
                let range = format!("its days are from {} to {}", format_date(first), format_date(last));
                refuse(range, format!("names {}", format_date(day)), &span);
            }
        };
        condition.walk(&mut |expr| match expr {
            Expr::Literal(value) => check(value),
            Expr::In { items, .. } => items.iter().for_each(&mut check),
            _ => {}
        });
    }
    refused
}

/// An instant of the scores on a day that the dialect cannot hold.
fn instant_beyond(request: &Request) -> Option<Diagnostic> {
    let Instant::At(as_of) = &request.as_of else { return None };
    let (first, last) = request.dialect.days.filter(|(first, last)| !(*first..=*last).contains(&as_of.day()))?;
    let headline = format!(
        "{} cannot score as of {}: its days are from {} to {}",
        request.dialect.title,
        format_date(as_of.day()),
        format_date(first),
        format_date(last)
    );
    Some(Diagnostic::error(SQL_UNSUPPORTED, headline, 0..0))
}

/// The conditions of a model, each with its place.
fn conditions(model: &Model) -> Vec<(&Expr, Span)> {
    let named = model.gates().iter().chain(model.exclusions()).chain(model.lanes()).map(|named| &named.when);
    let named = named.chain(model.personas().iter().map(|persona| &persona.when));
    let named = named.chain(model.sizes().iter().map(|size| &size.when));
    let named = named.chain(model.engagement().iter().filter_map(|criterion| criterion.condition.as_ref()));
    let mut conditions: Vec<(&Expr, Span)> = named.map(|condition| (&condition.expr, condition.span.clone())).collect();
    for band in model.fit().iter().flat_map(|criterion| &criterion.bands) {
        if let BandTest::When(condition) = &band.test {
            conditions.push((condition, band.span.clone()));
        }
    }
    conditions
}

/// The texts of a model that become literals, each with a place.
fn texts(model: &Model) -> Vec<(&str, Span)> {
    let named = model.gates().iter().chain(model.exclusions()).chain(model.lanes());
    let mut texts: Vec<(&str, Span)> = named.map(|named| (named.name.as_str(), named.span.clone())).collect();
    texts.extend(model.personas().iter().map(|persona| (persona.name.as_str(), persona.span.clone())));
    texts.extend(model.sizes().iter().map(|size| (size.name.as_str(), size.span.clone())));
    texts.extend(model.products().iter().map(|product| (product.name.as_str(), product.span.clone())));
    for criterion in model.engagement() {
        texts.extend(criterion.events.iter().map(|event| (event.as_str(), criterion.span.clone())));
    }
    for (condition, span) in conditions(model) {
        condition.walk(&mut |expr| match expr {
            Expr::Literal(Value::Text(text)) | Expr::Like { pattern: text, .. } => texts.push((text, span.clone())),
            Expr::In { items, .. } => texts.extend(items.iter().filter_map(|item| match item {
                Value::Text(text) => Some((text.as_str(), span.clone())),
                _ => None,
            })),
            Expr::AnyOf(_, ListRef::Named(id)) => {
                let items = model.lists().get(id.0).into_iter().flat_map(|list| &list.items);
                texts.extend(items.map(|item| (item.as_str(), span.clone())));
            }
            _ => {}
        });
    }
    texts
}
