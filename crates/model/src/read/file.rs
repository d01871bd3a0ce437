//! The sections of a file, by name.

use super::cursor::{self, Cursor, Tables};
use super::document::{Content, Document, Node, entries};
use super::near;
use super::settings::Entries;
use crate::diagnostic::Diagnostic;
use crate::format::{ROOT, SECTIONS, SectionInfo};
use crate::values::Span;

/// The sections of a file, not yet read.
pub(super) struct File<'d> {
    document: &'d Document<'d>,
    sections: Vec<(&'d str, Span, Node<'d>)>,
    /// The sections that are absent, but probably meant by an unknown one.
    misspelt: Vec<&'static str>,
}

impl<'d> File<'d> {
    /// The sections of a parsed document; reports the unknown and the missing ones.
    pub(super) fn open(document: &'d Document<'d>, parsed: &'d toml_edit::Table) -> Self {
        let mut file = Self { document, sections: entries(parsed, &(0..0)), misspelt: Vec::new() };
        file.report_unknown();
        file.report_missing();
        if let (Some(format), Some(key)) = (file.named("format"), ROOT.key("format")) {
            cursor::integer::<i64>(document, "format", format, key.value);
        }
        file
    }

    fn report_unknown(&mut self) {
        let known = || SECTIONS.iter().map(|section| section.name).chain(ROOT.keys.iter().map(|key| key.name));
        for (name, span, node) in self.sections.iter().filter(|(name, ..)| !known().any(|section| section == *name)) {
            let what = match node.content {
                Content::Table(_) | Content::List(_) => "section",
                _ => "key",
            };
            let finding = Diagnostic::error("unknown-key", format!("unknown {what} `{name}`"), span.clone());
            self.document.report(near::suggest(finding, name, known(), "sections"));
            self.misspelt.extend(near::near(name, known()));
        }
    }

    fn report_missing(&self) {
        for section in
            SECTIONS.iter().filter(|section| section.required && self.node(section).is_none() && !self.means(section))
        {
            let message = format!("the model lacks `{}`", section.heading());
            let finding = Diagnostic::error("missing-key", message, 0..0);
            self.document.report(finding.help(format!("add it: {}", section.meaning)));
        }
    }

    fn named(&self, name: &str) -> Option<&Node<'d>> {
        self.sections.iter().find(|(section, ..)| *section == name).map(|(.., node)| node)
    }

    /// The value of a section, as it is.
    pub(super) fn node(&self, section: &SectionInfo) -> Option<&Node<'d>> {
        self.named(section.name)
    }

    /// Whether the section is absent, but misspelt: then what it defines is not known.
    fn means(&self, section: &SectionInfo) -> bool {
        self.node(section).is_none() && self.misspelt.contains(&section.name)
    }

    /// A section that is one table.
    pub(super) fn table(&self, section: &'static SectionInfo) -> Option<Cursor<'d>> {
        Cursor::new(self.document, section, self.node(section)?)
    }

    /// A section that is any number of tables.
    pub(super) fn tables(&self, section: &'static SectionInfo) -> Tables<'d> {
        let Some(node) = self.node(section) else { return Tables::absent(self.means(section)) };
        Tables::of(self.document, section.name, node.clone(), section, &section.table_noun())
    }

    /// A section whose keys are names that the model chooses.
    pub(super) fn entries(&self, section: &'static SectionInfo) -> Entries<'d> {
        Entries::of(self.document, section, self.node(section), self.means(section))
    }
}
