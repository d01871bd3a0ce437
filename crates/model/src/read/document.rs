//! The parsed TOML document, and the findings about it.
//!
//! [`Node`] makes one thing of what TOML writes in several ways: inline and standard tables, lists of tables and
//! `[[tables]]`. Whoever reads a model through it cannot tell them apart, so all of them work everywhere.

use std::cell::RefCell;

use toml_edit::{Datetime, Item, TableLike, Value};

use crate::diagnostic::Diagnostic;
use crate::values::Span;

/// The text that is read, and what was found wrong with it so far.
pub(super) struct Document<'d> {
    text: &'d str,
    findings: RefCell<Vec<Diagnostic>>,
}

impl<'d> Document<'d> {
    pub(super) fn new(text: &'d str) -> Self {
        Self { text, findings: RefCell::default() }
    }

    pub(super) fn text(&self) -> &'d str {
        self.text
    }

    /// Records a finding; reading goes on.
    pub(super) fn report(&self, finding: Diagnostic) {
        self.findings.borrow_mut().push(finding);
    }

    /// All findings, in order of their place.
    pub(super) fn into_findings(self) -> Vec<Diagnostic> {
        let mut findings = self.findings.into_inner();
        findings.sort_by_key(|finding| finding.labels.first().map_or(0, |label| label.span.start));
        findings
    }

    /// The first line of a place: the heading of a table that has one.
    pub(super) fn heading(&self, span: &Span) -> Span {
        let line = self.text.get(span.clone()).and_then(|text| text.lines().next()).unwrap_or_default();
        span.start..span.start + line.trim_end().len()
    }
}

/// A value of the document and its place.
#[derive(Clone)]
pub(super) struct Node<'d> {
    pub(super) content: Content<'d>,
    pub(super) span: Span,
}

/// What a value is.
#[derive(Clone)]
pub(super) enum Content<'d> {
    Text(&'d str),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Datetime(Datetime),
    List(Vec<Node<'d>>),
    Table(&'d dyn TableLike),
    Nothing,
}

impl<'d> Node<'d> {
    /// The value of a key; `key` is the place of that key, for tables that have no place of their own.
    pub(super) fn of_item(item: &'d Item, key: &Span) -> Self {
        let span = item.span().unwrap_or_else(|| key.clone());
        let content = match item {
            Item::None => Content::Nothing,
            Item::Value(value) => return Self::of_value(value, key),
            Item::Table(table) => Content::Table(table),
            Item::ArrayOfTables(tables) => {
                let tables = tables.iter();
                let node = |table: &'d toml_edit::Table| Node {
                    content: Content::Table(table),
                    span: table.span().unwrap_or_else(|| key.clone()),
                };
                Content::List(tables.map(node).collect())
            }
        };
        Self { content, span }
    }

    fn of_value(value: &'d Value, key: &Span) -> Self {
        let span = value.span().unwrap_or_else(|| key.clone());
        let content = match value {
            Value::String(text) => Content::Text(text.value()),
            Value::Integer(number) => Content::Integer(*number.value()),
            Value::Float(number) => Content::Float(*number.value()),
            Value::Boolean(boolean) => Content::Boolean(*boolean.value()),
            Value::Datetime(datetime) => Content::Datetime(*datetime.value()),
            Value::Array(items) => Content::List(items.iter().map(|item| Node::of_value(item, &span)).collect()),
            Value::InlineTable(table) => Content::Table(table),
        };
        Self { content, span }
    }

    /// What it is called in a message.
    pub(super) fn noun(&self) -> &'static str {
        match &self.content {
            Content::Text(_) => "text",
            Content::Integer(_) => "an integer",
            Content::Float(_) => "a decimal number",
            Content::Boolean(_) => "a boolean",
            Content::Datetime(_) => "a date or time",
            Content::List(_) => "a list",
            Content::Table(_) => "a table",
            Content::Nothing => "nothing",
        }
    }

    /// Reports that it is not of the wanted type: "`points` is text, not an integer".
    pub(super) fn misfit(&self, document: &Document<'_>, key: &str, wanted: &str) {
        let place = document.heading(&self.span);
        let message = format!("`{key}` is {}, not {wanted}", self.noun());
        let finding = Diagnostic::error("wrong-type", message, place).label(format!("must be {wanted}"));
        let quoted = matches!(&self.content, Content::Text(text) if text.trim().parse::<f64>().is_ok())
            && (wanted.contains("integer") || wanted.contains("number"));
        document.report(if quoted { finding.help("remove the quotes") } else { finding });
    }
}

/// The entries of a table: key, place of the key, value; in the order of the document.
pub(super) fn entries<'d>(table: &'d dyn TableLike, span: &Span) -> Vec<(&'d str, Span, Node<'d>)> {
    let entry = |(name, item): (&'d str, &'d Item)| {
        let key = table.key(name).and_then(toml_edit::Key::span).unwrap_or_else(|| span.clone());
        let node = Node::of_item(item, &key);
        (name, key, node)
    };
    table.iter().map(entry).collect()
}
