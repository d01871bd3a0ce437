//! Declared names: each section's own, the one namespace of criteria and ids, and references to them.

use std::collections::HashMap;

use super::cursor::{Cursor, Tables};
use super::document::Document;
use super::near;
use crate::diagnostic::Diagnostic;
use crate::format::ReferenceTo;
use crate::values::{Span, Spanned};

/// What an entry of `[credibility]` is called.
pub(super) const SOURCE: &str = "source of data";
/// The longest id.
const ID_MAX: usize = 40;

/// The names that one section declares, in order; an index here is an index in the model.
#[derive(Default)]
pub(super) struct Declared<'d> {
    names: Vec<Spanned<&'d str>>,
    /// Whether some name could not be read: then a reference to an unknown name is no news.
    incomplete: bool,
}

impl<'d> Declared<'d> {
    /// The names of the tables of a section, checked for repetition.
    pub(super) fn of_tables(noun: &str, tables: &Tables<'d>) -> Self {
        let declared = Self::of_shared_namespace(tables);
        if let Some(table) = tables.cursors.first() {
            report_repeated(table.document(), noun, &declared.names);
        }
        declared
    }

    /// The names of the tables of a section that shares its namespace with others, which is checked elsewhere.
    pub(super) fn of_shared_namespace(tables: &Tables<'d>) -> Self {
        let mut declared = Self { names: Vec::new(), incomplete: tables.faulty };
        for table in &tables.cursors {
            let name = table.name("name");
            declared.incomplete |= name.is_none();
            declared.names.push(name.unwrap_or_else(|| Spanned::new("", table.span.clone())));
        }
        declared
    }

    /// The free keys of a section, checked for blanks and for names that differ only in case.
    pub(super) fn of_keys(
        document: &Document<'d>,
        noun: &str,
        keys: impl Iterator<Item = (&'d str, Span)>,
        incomplete: bool,
    ) -> Self {
        let names: Vec<_> = keys.map(|(name, span)| Spanned::new(name, span)).collect();
        for name in names.iter().filter(|name| name.value.trim().is_empty()) {
            document.report(Diagnostic::error(
                "empty-name",
                format!("the name of a {noun} is empty"),
                name.span.clone(),
            ));
        }
        report_repeated(document, noun, &names);
        Self { names, incomplete }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Spanned<&'d str>> {
        self.names.iter()
    }

    pub(super) fn get(&self, index: usize) -> Spanned<&'d str> {
        self.names.get(index).cloned().unwrap_or_else(|| Spanned::new("", 0..0))
    }

    pub(super) fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|declared| declared.value == name)
    }

    /// The index of what a reference names; reports one that names nothing.
    pub(super) fn resolve(&self, document: &Document<'_>, to: ReferenceTo, name: &Spanned<&str>) -> Option<usize> {
        let found = self.position(name.value);
        if found.is_none() && !self.incomplete {
            let names = self.names.iter().map(|declared| declared.value);
            document.report(unknown_reference(to, name, names));
        }
        found
    }
}

/// The error that a name refers to nothing.
pub(super) fn unknown_reference<'n>(
    to: ReferenceTo,
    name: &Spanned<&str>,
    declared: impl Iterator<Item = &'n str>,
) -> Diagnostic {
    let (noun, section) = (to.noun(), to.defined_in());
    let finding = Diagnostic::error("unknown-reference", format!("no {noun} `{}`", name.value), name.span.clone());
    let mut declared = declared.peekable();
    match declared.peek() {
        Some(_) => near::suggest(finding, name.value, declared, &plural(noun)),
        None => finding.help(format!("there are no {}; each is defined in `{section}`", plural(noun))),
    }
}

fn plural(noun: &str) -> String {
    match noun.strip_suffix("criterion") {
        Some(start) => format!("{start}criteria"),
        None if noun == SOURCE => "sources of data".to_owned(),
        None if noun.ends_with('y') => format!("{}ies", noun.trim_end_matches('y')),
        None => format!("{noun}s"),
    }
}

/// Reports names that are equal or differ only in case, once each.
fn report_repeated(document: &Document<'_>, noun: &str, names: &[Spanned<&str>]) {
    let mut seen: HashMap<String, &Spanned<&str>> = HashMap::new();
    for name in names.iter().filter(|name| !name.value.is_empty()) {
        match seen.get(&name.value.to_lowercase()) {
            Some(earlier) => document.report(repeated(noun, name, earlier)),
            None => drop(seen.insert(name.value.to_lowercase(), name)),
        }
    }
}

fn repeated(noun: &str, name: &Spanned<&str>, earlier: &Spanned<&str>) -> Diagnostic {
    if name.value == earlier.value {
        let message = format!("two {} are called `{}`", plural(noun), name.value);
        return Diagnostic::error("repeated-name", message, name.span.clone())
            .also(earlier.span.clone(), "first here")
            .help("rename one of them");
    }
    let message = format!("`{}` and `{}` differ only in case", earlier.value, name.value);
    Diagnostic::error("names-differ-in-case", message, name.span.clone())
        .also(earlier.span.clone(), "the other one")
        .help("rename one of them, so that nobody takes one for the other")
}

/// A criterion's name and id.
pub(super) struct CriterionName<'d> {
    pub(super) name: Spanned<&'d str>,
    pub(super) id: Spanned<String>,
    /// Whether the file states the id.
    explicit: bool,
}

impl<'d> CriterionName<'d> {
    /// Those of the tables of `[[fit]]` or `[[engagement]]`.
    pub(super) fn of_tables(tables: &Tables<'d>, names: &Declared<'d>) -> Vec<Self> {
        let tables = tables.cursors.iter().zip(names.iter());
        tables.map(|(table, name)| Self::of_table(table, name.clone())).collect()
    }

    fn of_table(table: &Cursor<'d>, name: Spanned<&'d str>) -> Self {
        let explicit = table.has("id");
        let stated = table.name("id").filter(|id| {
            let valid = is_id(id.value);
            if !valid {
                table.document().report(invalid_id(id));
            }
            valid
        });
        // A faulty id gives way to none, so that it does not collide with anything as well.
        let id = match (explicit, stated) {
            (false, _) => Spanned::new(default_id(name.value), name.span.clone()),
            (true, Some(id)) => Spanned::new(id.value.to_owned(), id.span),
            (true, None) => Spanned::new(String::new(), name.span.clone()),
        };
        Self { name, id, explicit }
    }

    /// That of an entry of `[engagement_points]`.
    pub(super) fn of_event_type(name: Spanned<&'d str>) -> Self {
        let id = Spanned::new(default_id(name.value), name.span.clone());
        Self { name, id, explicit: false }
    }
}

fn invalid_id(id: &Spanned<&str>) -> Diagnostic {
    Diagnostic::error("invalid-id", format!("`{}` is not an id", id.value), id.span.clone())
        .label("must be a lower-case letter, then up to 39 lower-case letters, digits and `_`")
        .help(format!("for example `{}`", default_id(id.value)))
}

/// Reports what collides in the one namespace of the names and ids of criteria.
pub(super) fn report_criterion_collisions(document: &Document<'_>, criteria: &[CriterionName<'_>]) {
    let mut names: HashMap<String, usize> = HashMap::new();
    for (index, criterion) in criteria.iter().enumerate().filter(|(_, criterion)| !criterion.name.value.is_empty()) {
        match names.get(&criterion.name.value.to_lowercase()) {
            Some(earlier) => document.report(repeated("criterion", &criterion.name, &criteria[*earlier].name)),
            None => drop(names.insert(criterion.name.value.to_lowercase(), index)),
        }
    }
    let mut ids: HashMap<&str, usize> = HashMap::new();
    for (index, criterion) in criteria.iter().enumerate().filter(|(_, criterion)| !criterion.id.value.is_empty()) {
        let id = criterion.id.value.as_str();
        let of_name = names.get(id).filter(|earlier| **earlier != index);
        match ids.get(id).or(of_name) {
            // Equal names have been reported; their ids are no second mistake.
            Some(other) if criteria[*other].name.value.to_lowercase() == criterion.name.value.to_lowercase() => {}
            Some(other) => document.report(id_collision(criterion, &criteria[*other])),
            None => drop(ids.insert(id, index)),
        }
    }
}

fn id_collision(criterion: &CriterionName<'_>, other: &CriterionName<'_>) -> Diagnostic {
    let id = &criterion.id.value;
    let of_other = if other.id.value == *id { "id" } else { "name" };
    let message = format!("the id `{id}` is also the {of_other} of `{}`", other.name.value);
    let made = if criterion.explicit { "this id" } else { "its id is made from its name" };
    let place = if of_other == "id" { &other.id.span } else { &other.name.span };
    Diagnostic::error("id-collision", message, criterion.id.span.clone())
        .label(made)
        .also(place.clone(), "the other one")
        .help("give one of them an `id` of its own")
}

/// The id made from a name: lower case, runs of other characters as one `_`, `c` before what is not a letter.
pub fn default_id(name: &str) -> String {
    let mut id = String::new();
    for character in name.to_lowercase().chars() {
        if character.is_ascii_alphanumeric() {
            id.push(character);
        } else if !id.ends_with('_') {
            id.push('_');
        }
    }
    if !id.starts_with(|first: char| first.is_ascii_lowercase()) {
        id.insert(0, 'c');
    }
    id.truncate(ID_MAX);
    id
}

fn is_id(text: &str) -> bool {
    let tail = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_';
    text.len() <= ID_MAX && text.starts_with(|first: char| first.is_ascii_lowercase()) && text.chars().all(tail)
}
