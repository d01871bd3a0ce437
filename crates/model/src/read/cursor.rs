//! A cursor over one table of the document, driven by the table of sections and keys.
//!
//! Each method takes one key and checks what the key table says of it: type, range, choices. What is wrong is
//! reported and comes back as `None`, like what is absent; the caller then goes on with a stand-in, for a model with
//! an error is never handed out. So nothing stops reading, and no error causes another.

use std::str::FromStr;

use toml_edit::TableLike;

use super::document::{Content, Document, Node, entries};
use super::near;
use crate::diagnostic::Diagnostic;
use crate::format::{EXAMPLE_EVENT, KeyInfo, Presence, SECTIONS, SectionInfo, ValueType};
use crate::values::{Span, Spanned};

/// One table, and what may stand in it.
#[derive(Clone)]
pub(super) struct Cursor<'d> {
    document: &'d Document<'d>,
    section: &'static SectionInfo,
    table: &'d dyn TableLike,
    /// The keys that are absent, but probably meant by an unknown one.
    misspelt: Vec<&'static str>,
    /// The table's heading, for what concerns all of it.
    pub(super) span: Span,
}

impl<'d> Cursor<'d> {
    /// A cursor over a table whose keys are those of the section; reports the unknown and the missing ones.
    pub(super) fn new(document: &'d Document<'d>, section: &'static SectionInfo, node: &Node<'d>) -> Option<Self> {
        Self::with_free_keys(document, section, node, &[])
    }

    /// A cursor over a table that may have other keys too.
    pub(super) fn with_free_keys(
        document: &'d Document<'d>,
        section: &'static SectionInfo,
        node: &Node<'d>,
        free: &[&str],
    ) -> Option<Self> {
        let Content::Table(table) = node.content else {
            node.misfit(document, section.name, &section.table_noun());
            return None;
        };
        let span = document.heading(&node.span);
        let mut cursor = Self { document, section, table, misspelt: Vec::new(), span };
        cursor.report_unknown_keys(free);
        cursor.report_missing_keys();
        Some(cursor)
    }

    fn report_unknown_keys(&mut self, free: &[&str]) {
        for (name, span, _) in entries(self.table, &self.span) {
            if self.section.key(name).is_some() || free.contains(&name) {
                continue;
            }
            let known = || self.section.keys.iter().map(|key| key.name).chain(free.iter().copied());
            let message = format!("unknown key `{name}` in `{}`", self.section.heading());
            let finding = Diagnostic::error("unknown-key", message, span);
            let near = near::near(name, known());
            self.misspelt.extend(near.and_then(|near| self.section.key(near)).map(|key| key.name));
            let elsewhere = SECTIONS.iter().find(|section| section.key(name).is_some());
            let finding = match elsewhere.filter(|_| near.is_none()) {
                Some(section) => finding.help(format!("`{name}` is a key of `{}`", section.heading())),
                None => near::suggest(finding, name, known(), "keys"),
            };
            let declare = "other properties of events are declared under `[event]`";
            self.document.report(if std::ptr::eq(self.section, &EXAMPLE_EVENT) {
                finding.help(declare)
            } else {
                finding
            });
        }
    }

    fn report_missing_keys(&self) {
        for key in self.section.keys {
            if key.presence == Presence::Required && !self.has_or_means(key.name) {
                let message = format!("`{}` lacks `{}`", self.section.heading(), key.name);
                let finding = Diagnostic::error("missing-key", message, self.span.clone());
                self.document.report(finding.help(format!("add `{}`: {}", key.name, key.meaning)));
            }
        }
    }

    pub(super) fn document(&self) -> &'d Document<'d> {
        self.document
    }

    pub(super) fn table(&self) -> &'d dyn TableLike {
        self.table
    }

    /// Whether the key is there, faulty or not.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Whether the key is there, or misspelt, which has been reported already.
    pub(super) fn has_or_means(&self, key: &str) -> bool {
        self.has(key) || self.misspelt.contains(&key)
    }

    /// The place of a key; the table's heading when it is absent.
    pub(super) fn key_span(&self, key: &str) -> Span {
        self.table.key(key).and_then(toml_edit::Key::span).unwrap_or_else(|| self.span.clone())
    }

    /// The value of a key, as it is.
    pub(super) fn node(&self, key: &str) -> Option<Node<'d>> {
        let item = self.table.get(key)?;
        Some(Node::of_item(item, &self.key_span(key)))
    }

    fn info(&self, key: &str) -> Option<&'static KeyInfo> {
        let info = self.section.key(key);
        debug_assert!(info.is_some(), "`{key}` is not in the key table of {}", self.section.name);
        info
    }

    /// Text, possibly empty.
    pub(super) fn text(&self, key: &str) -> Option<Spanned<&'d str>> {
        text(self.document, key, &self.node(key)?)
    }

    /// Text that is not blank.
    pub(super) fn name(&self, key: &str) -> Option<Spanned<&'d str>> {
        name(self.document, key, &self.node(key)?)
    }

    /// One of the choices that the key table lists, as the type that they stand for.
    pub(super) fn choice<T>(&self, key: &str, from_name: impl Fn(&str) -> Option<T>) -> Option<Spanned<T>> {
        let written = self.text(key)?;
        let found = from_name(written.value);
        if found.is_none()
            && let Some(KeyInfo { value: ValueType::OneOf(choices), .. }) = self.info(key)
        {
            let message = format!("`{key}` cannot be `{}`", written.value);
            let finding = Diagnostic::error("unknown-choice", message, written.span.clone());
            self.document.report(near::suggest(finding, written.value, choices.iter().copied(), "choices"));
        }
        Some(Spanned::new(found?, written.span))
    }

    /// An integer in the range that the key table states.
    pub(super) fn integer<T: TryFrom<i64>>(&self, key: &str) -> Option<Spanned<T>> {
        integer(self.document, key, &self.node(key)?, self.info(key)?.value)
    }

    /// A number of hundredths in the range that the key table states.
    pub(super) fn hundredths(&self, key: &str) -> Option<Spanned<i64>> {
        scaled(self.document, key, &self.node(key)?, self.info(key)?.value)
    }

    /// `true` or `false`.
    pub(super) fn boolean(&self, key: &str) -> Option<Spanned<bool>> {
        let node = self.node(key)?;
        let Content::Boolean(boolean) = node.content else {
            node.misfit(self.document, key, "`true` or `false`");
            return None;
        };
        Some(Spanned::new(boolean, node.span))
    }

    /// Whether a flag is set.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.boolean(key).is_some_and(|flag| flag.value)
    }

    /// A list of text.
    pub(super) fn texts(&self, key: &str) -> Option<Vec<Spanned<&'d str>>> {
        texts(self.document, key, &self.node(key)?)
    }

    /// Text or a list of text: names, none blank, none twice, at least one.
    pub(super) fn one_or_several(&self, key: &str) -> Option<Vec<Spanned<&'d str>>> {
        let node = self.node(key)?;
        let items = match &node.content {
            Content::List(items) => items,
            Content::Text(_) => return name(self.document, key, &node).map(|name| vec![name]),
            _ => {
                node.misfit(self.document, key, "text or a list of text");
                return None;
            }
        };
        if items.is_empty() {
            self.document.report(empty_list(key, &node.span));
            return None;
        }
        Some(self.distinct_names(key, items))
    }

    /// A list of names, none blank, none twice, possibly empty.
    pub(super) fn names(&self, key: &str) -> Option<Vec<Spanned<&'d str>>> {
        let items = list(self.document, key, self.node(key)?, "a list of text");
        Some(self.distinct_names(key, &items))
    }

    fn distinct_names(&self, key: &str, items: &[Node<'d>]) -> Vec<Spanned<&'d str>> {
        let mut found: Vec<Spanned<&str>> = Vec::new();
        for item in items.iter().filter_map(|item| name(self.document, key, item)) {
            match found.iter().find(|earlier| earlier.value == item.value) {
                Some(earlier) => {
                    let message = format!("`{}` stands twice in `{key}`", item.value);
                    let finding = Diagnostic::error("repeated-item", message, item.span);
                    self.document.report(finding.also(earlier.span.clone(), "first here").help("remove one of them"));
                }
                None => found.push(item),
            }
        }
        found
    }

    /// Tables, each under a cursor of its own.
    pub(super) fn tables(&self, key: &str, section: &'static SectionInfo) -> Vec<Cursor<'d>> {
        let tables = self.node(key).map(|node| Tables::of(self.document, key, node, section, "a list of tables"));
        tables.map(|tables| tables.cursors).unwrap_or_default()
    }
}

/// A list of tables.
pub(super) struct Tables<'d> {
    pub(super) cursors: Vec<Cursor<'d>>,
    /// Whether something in it is no table: then not all names are known.
    pub(super) faulty: bool,
}

impl<'d> Tables<'d> {
    /// No list; faulty if it is only misspelt.
    pub(super) fn absent(faulty: bool) -> Self {
        Self { cursors: Vec::new(), faulty }
    }

    /// The tables of a list, whichever way it is written.
    pub(super) fn of(
        document: &'d Document<'d>,
        key: &str,
        node: Node<'d>,
        section: &'static SectionInfo,
        wanted: &str,
    ) -> Self {
        let is_list = matches!(node.content, Content::List(_));
        let nodes = list(document, key, node, wanted);
        let cursors: Vec<_> = nodes.iter().filter_map(|node| Cursor::new(document, section, node)).collect();
        Self { faulty: !is_list || cursors.len() < nodes.len(), cursors }
    }
}

/// Text, possibly empty.
pub(super) fn text<'d>(document: &Document<'_>, key: &str, node: &Node<'d>) -> Option<Spanned<&'d str>> {
    let Content::Text(text) = node.content else {
        node.misfit(document, key, "text");
        return None;
    };
    Some(Spanned::new(text, node.span.clone()))
}

/// Text that is not blank.
pub(super) fn name<'d>(document: &Document<'_>, key: &str, node: &Node<'d>) -> Option<Spanned<&'d str>> {
    let text = text(document, key, node)?;
    if text.value.trim().is_empty() {
        let finding = Diagnostic::error("empty-name", format!("`{key}` is empty"), text.span);
        document.report(finding.help("write a name between the quotes"));
        return None;
    }
    Some(text)
}

/// A list of text.
pub(super) fn texts<'d>(document: &Document<'_>, key: &str, node: &Node<'d>) -> Option<Vec<Spanned<&'d str>>> {
    let Content::List(items) = &node.content else {
        node.misfit(document, key, "a list of text");
        return None;
    };
    Some(items.iter().filter_map(|item| text(document, key, item)).collect())
}

/// The items of a list.
pub(super) fn list<'d>(document: &Document<'_>, key: &str, node: Node<'d>, wanted: &str) -> Vec<Node<'d>> {
    match node.content {
        Content::List(items) => items,
        _ => {
            node.misfit(document, key, wanted);
            Vec::new()
        }
    }
}

/// An integer in the range of its type in the key table.
pub(super) fn integer<T: TryFrom<i64>>(
    document: &Document<'_>,
    key: &str,
    node: &Node<'_>,
    value: ValueType,
) -> Option<Spanned<T>> {
    let (min, max) = match value {
        ValueType::Integer { min, max } => (min, max),
        _ => (i64::MIN, i64::MAX),
    };
    let Content::Integer(number) = node.content else {
        node.misfit(document, key, "an integer");
        return None;
    };
    let fitting = T::try_from(number).ok().filter(|_| (min..=max).contains(&number));
    if fitting.is_none() {
        document.report(out_of_range(key, number, min, max, &node.span));
    }
    Some(Spanned::new(fitting?, node.span.clone()))
}

/// A number in units of its last decimal, in the range of its type in the key table.
///
/// A float counts as the decimal number that is nearest to it: `0.07` is 7 hundredths, though no float is.
pub(super) fn scaled(document: &Document<'_>, key: &str, node: &Node<'_>, value: ValueType) -> Option<Spanned<i64>> {
    let ValueType::Number { min, max, decimals } = value else { return None };
    let scale = 10_i64.checked_pow(decimals)?;
    let number = match node.content {
        Content::Integer(number) if !(min..=max).contains(&number) => {
            document.report(out_of_range(key, number, min, max, &node.span));
            return None;
        }
        Content::Integer(number) => return Some(Spanned::new(number.checked_mul(scale)?, node.span.clone())),
        Content::Float(number) => number,
        _ => {
            node.misfit(document, key, "a number");
            return None;
        }
    };
    if !(min as f64..=max as f64).contains(&number) {
        let written = document.text().get(node.span.clone()).unwrap_or_default();
        document.report(out_of_range(key, written, min, max, &node.span));
        return None;
    }
    let units = (number * scale as f64).round();
    if units / scale as f64 != number {
        let message = format!("`{key}` has more than {}", decimals_in_words(decimals));
        let finding = Diagnostic::error("too-many-decimals", message, node.span.clone());
        document.report(finding.help(format!("round it, for example to {}", units / scale as f64)));
        return None;
    }
    Some(Spanned::new(units as i64, node.span.clone()))
}

fn decimals_in_words(decimals: u32) -> String {
    match decimals {
        2 => "two decimals".to_owned(),
        7 => "seven decimals".to_owned(),
        _ => format!("{decimals} decimals"),
    }
}

/// The error that a number is outside its range.
pub(super) fn out_of_range(key: &str, written: impl std::fmt::Display, min: i64, max: i64, span: &Span) -> Diagnostic {
    let message = format!("`{key}` is {written}, outside its range");
    let range = match (min, max) {
        (min, i64::MAX) => format!("must be at least {min}"),
        (min, max) if min == max => format!("must be {min}"),
        (min, max) => format!("must be from {min} to {max}"),
    };
    Diagnostic::error("out-of-range", message, span.clone()).label(range)
}

/// The error that a list has no items.
pub(super) fn empty_list(key: &str, span: &Span) -> Diagnostic {
    let finding = Diagnostic::error("empty-list", format!("`{key}` is empty"), span.clone());
    finding.help(format!("name at least one, or remove `{key}`"))
}

/// A number as a key writes it: without a plus, leading zeros or blanks.
pub(super) fn canonical<T: FromStr + ToString>(text: &str) -> Option<T> {
    text.parse::<T>().ok().filter(|number| number.to_string() == text)
}
