//! `[lead]` and `[event]`: the declared data points.

use std::collections::HashMap;

use super::cursor::Cursor;
use super::document::{Content, Document, Node};
use super::names::Declared;
use super::near;
use super::settings::Entries;
use crate::condition::ResultName;
use crate::diagnostic::Diagnostic;
use crate::format::{ReferenceTo, SectionInfo};
use crate::values::{Span, Spanned, Type};
use crate::{DataPoint, SourceId};

/// The data points of a section; one whose type is faulty has none.
pub(super) struct DataPoints<'d> {
    pub(super) declared: Declared<'d>,
    pub(super) list: Vec<DataPoint>,
    types: Vec<Option<Type>>,
}

impl<'d> DataPoints<'d> {
    /// Reads `[lead]` or `[event]`.
    pub(super) fn read(
        document: &'d Document<'d>,
        entries: &Entries<'d>,
        noun: &str,
        section: &'static SectionInfo,
        sources: &Declared<'d>,
    ) -> Self {
        let declared = entries.declared(noun);
        let mut columns = Columns { document, seen: HashMap::new() };
        let (mut list, mut types) = (Vec::new(), Vec::new());
        for (name, span, node) in entries.iter() {
            report_reserved(document, name, span);
            let (data_point, ty) = read_data_point(document, name, span, node, section, sources, &mut columns);
            list.push(data_point);
            types.push(ty);
        }
        report_lead_sources(document, &list, &types);
        Self { declared, list, types }
    }

    /// Names and types, for conditions.
    pub(super) fn typed_names(&self) -> impl Iterator<Item = (&'d str, Option<Type>)> {
        self.declared.iter().map(|name| name.value).zip(self.types.iter().copied())
    }

    /// The type of a data point; `None` where its declaration is faulty.
    pub(super) fn ty(&self, index: usize) -> Option<Type> {
        self.types.get(index).copied().flatten()
    }
}

fn read_data_point<'d>(
    document: &'d Document<'d>,
    name: &str,
    span: &Span,
    node: &Node<'d>,
    section: &'static SectionInfo,
    sources: &Declared<'d>,
    columns: &mut Columns<'d>,
) -> (DataPoint, Option<Type>) {
    let mut data_point = DataPoint {
        name: name.to_owned(),
        ty: Type::Text,
        column: name.to_owned(),
        source: None,
        lead_source: false,
        span: span.clone(),
    };
    let mut column_span = span.clone();
    let ty = match &node.content {
        Content::Table(_) => Cursor::new(document, section, node).and_then(|cursor| {
            if let Some(column) = cursor.name("column") {
                column.value.clone_into(&mut data_point.column);
                column_span = column.span;
            }
            let source = cursor.name("from");
            let source = source.and_then(|from| sources.resolve(document, ReferenceTo::Credibility, &from));
            data_point.source = source.map(SourceId);
            data_point.lead_source = section.key("lead_source").is_some() && cursor.flag("lead_source");
            cursor.text("type").and_then(|ty| read_type(document, &ty))
        }),
        Content::Text(text) => read_type(document, &Spanned::new(text, node.span.clone())),
        _ => {
            node.misfit(document, name, "the name of a type, or a table with `type`");
            None
        }
    };
    data_point.ty = ty.unwrap_or(Type::Text);
    columns.take(&data_point.column, column_span);
    (data_point, ty)
}

fn read_type(document: &Document<'_>, text: &Spanned<&str>) -> Option<Type> {
    let ty = Type::from_name(text.value);
    if ty.is_none() {
        let message = format!("no type `{}`", text.value);
        let finding = Diagnostic::error("unknown-type", message, text.span.clone());
        let finding = match usual_type_name(text.value) {
            Some(ty) => finding.help(format!("its name here is `{ty}`")),
            None => near::suggest(finding, text.value, Type::ALL.iter().map(|ty| ty.name()), "types"),
        };
        document.report(finding);
    }
    ty
}

/// What other languages call a type.
fn usual_type_name(name: &str) -> Option<Type> {
    match name.to_lowercase().as_str() {
        "string" | "str" | "varchar" | "char" => Some(Type::Text),
        "int" | "bigint" | "int64" | "long" => Some(Type::Integer),
        "float" | "double" | "number" | "numeric" | "real" => Some(Type::Decimal),
        "bool" => Some(Type::Boolean),
        "datetime" | "time" | "instant" | "timestamptz" => Some(Type::Timestamp),
        "array" | "set" | "multiselect" => Some(Type::List),
        _ => None,
    }
}

fn report_reserved(document: &Document<'_>, name: &str, span: &Span) {
    if name.starts_with('@') {
        let message = format!("`{name}` cannot be a data point");
        let finding = Diagnostic::error("reserved-name", message, span.clone());
        let finding = finding.label("names that begin with `@` are reserved");
        document.report(finding.help(rename(name.trim_start_matches('@'), name)));
    }
}

/// Reports data points called like a result, which lanes could not tell apart; without lanes nobody confuses them.
pub(super) fn report_named_like_results(document: &Document<'_>, lead: &[DataPoint]) {
    let like_result = |name: &str| ResultName::from_name(name).is_some() || name == "occurrences";
    for data_point in lead.iter().filter(|data_point| like_result(&data_point.name)) {
        let message = format!("`{}` cannot be a data point", data_point.name);
        let finding = Diagnostic::error("reserved-name", message, data_point.span.clone());
        let finding = finding.label("lanes read a result of that name");
        document.report(finding.help(rename(&format!("lead_{}", data_point.name), &data_point.name)));
    }
}

fn rename(name: &str, column: &str) -> String {
    format!("rename it and name its column: `{name} = {{ type = …, column = \"{column}\" }}`")
}

/// The columns that data points of one table are read from.
struct Columns<'d> {
    document: &'d Document<'d>,
    seen: HashMap<String, Span>,
}

impl Columns<'_> {
    fn take(&mut self, column: &str, span: Span) {
        if let Some(earlier) = self.seen.get(column) {
            let message = format!("two data points are read from the column `{column}`");
            let finding = Diagnostic::error("shared-column", message, span);
            self.document.report(finding.also(earlier.clone(), "the other one").help("remove one of them"));
        } else {
            self.seen.insert(column.to_owned(), span);
        }
    }
}

fn report_lead_sources(document: &Document<'_>, list: &[DataPoint], types: &[Option<Type>]) {
    let sources = list.iter().zip(types).filter(|(data_point, _)| data_point.lead_source);
    let mut first: Option<&DataPoint> = None;
    for (data_point, ty) in sources {
        if let Some(first) = first {
            let message = format!("`{}` is a second lead source", data_point.name);
            let finding = Diagnostic::error("several-lead-sources", message, data_point.span.clone());
            document.report(
                finding.also(first.span.clone(), "the first one").help("keep `lead_source = true` on one of them"),
            );
        }
        if let Some(ty) = ty.filter(|ty| *ty != Type::Text) {
            let message = format!("the lead source `{}` is {ty}, not text", data_point.name);
            let finding = Diagnostic::error("lead-source-not-text", message, data_point.span.clone());
            document.report(finding.help("declare it with `type = \"text\"`"));
        }
        first = first.or(Some(data_point));
    }
}
