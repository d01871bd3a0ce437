//! What a dialect cannot say with the same meaning: told, not approximated.

use handraise_model::Model;
use handraise_model::condition::Expr;
use handraise_model::diagnostic::{Diagnostic, SQL_UNSUPPORTED};
use handraise_model::values::{Span, Value};

use crate::dialect::Dialect;

/// All of a model that a dialect cannot say.
pub(crate) fn refusals(model: &Model, dialect: &Dialect) -> Vec<Diagnostic> {
    let Some(reason) = dialect.refuses_nul else { return Vec::new() };
    let found = texts(model).into_iter().filter(|(text, _)| text.contains('\0'));
    let diagnostic = |(_, span): (&str, Span)| {
        Diagnostic::error(SQL_UNSUPPORTED, format!("{} cannot run this model: {reason}", dialect.title), span)
            .label("holds U+0000")
            .help("a text without it, or another dialect")
    };
    found.map(diagnostic).collect()
}

/// The texts of a model that become literals, each with a place.
fn texts(model: &Model) -> Vec<(&str, Span)> {
    let mut texts: Vec<(&str, Span)> = Vec::new();
    let named = model.gates().iter().chain(model.exclusions()).chain(model.lanes());
    for named in named {
        texts.push((&named.name, named.span.clone()));
        of_condition(model, &named.when.expr, &named.when.span, &mut texts);
    }
    for persona in model.personas() {
        texts.push((&persona.name, persona.span.clone()));
        of_condition(model, &persona.when.expr, &persona.when.span, &mut texts);
    }
    for size in model.sizes() {
        texts.push((&size.name, size.span.clone()));
        of_condition(model, &size.when.expr, &size.when.span, &mut texts);
    }
    texts.extend(model.products().iter().map(|product| (product.name.as_str(), product.span.clone())));
    for band in model.fit().iter().flat_map(|criterion| &criterion.bands) {
        if let handraise_model::BandTest::When(condition) = &band.test {
            of_condition(model, condition, &band.span, &mut texts);
        }
    }
    for criterion in model.engagement() {
        texts.extend(criterion.events.iter().map(|event| (event.as_str(), criterion.span.clone())));
        if let Some(condition) = &criterion.condition {
            of_condition(model, &condition.expr, &condition.span, &mut texts);
        }
    }
    texts
}

/// The texts of a condition, those of lists that it names included.
fn of_condition<'m>(model: &'m Model, condition: &'m Expr, span: &Span, texts: &mut Vec<(&'m str, Span)>) {
    use handraise_model::condition::ListRef;

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
