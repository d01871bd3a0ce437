//! The sections whose tables are a name, a condition and little else: gates, exclusions, lanes, personas, sizes.

use super::conditions::{self, Conditions};
use super::cursor::{Cursor, Tables};
use super::data_points::DataPoints;
use super::names::Declared;
use crate::condition::Scope;
use crate::values::{Spanned, Weight};
use crate::{Condition, NamedCondition, Persona, Size, Source};

/// What those sections are made from.
pub(super) struct NamedReader<'r, 'd> {
    pub(super) conditions: &'r Conditions<'r>,
    pub(super) lead: &'r DataPoints<'d>,
    pub(super) sources: &'r [Source],
}

impl<'d> NamedReader<'_, 'd> {
    /// Gates, exclusions and lanes.
    pub(super) fn conditions(
        &self,
        tables: &Tables<'d>,
        noun: &str,
        scope: Scope,
    ) -> (Declared<'d>, Vec<NamedCondition>) {
        self.read(tables, noun, |table, name| NamedCondition {
            name: name.value.to_owned(),
            when: self.when(table, scope),
            span: name.span.clone(),
        })
    }

    /// Personas.
    pub(super) fn personas(&self, tables: &Tables<'d>) -> (Declared<'d>, Vec<Persona>) {
        let weight = |table: &Cursor<'d>| {
            let hundredths = u16::try_from(table.hundredths("weight")?.value).ok()?;
            Weight::from_hundredths(hundredths)
        };
        self.read(tables, "persona", |table, name| Persona {
            name: name.value.to_owned(),
            when: self.when(table, Scope::Lead),
            weight: weight(table).unwrap_or(Weight::ONE),
            span: name.span.clone(),
        })
    }

    /// Sizes.
    pub(super) fn sizes(&self, tables: &Tables<'d>) -> Vec<Size> {
        let (_, sizes) = self.read(tables, "size", |table, name| Size {
            name: name.value.to_owned(),
            digit: table.integer("digit").map_or(1, |digit| digit.value),
            when: self.when(table, Scope::Lead),
            span: name.span.clone(),
        });
        sizes
    }

    fn read<T>(
        &self,
        tables: &Tables<'d>,
        noun: &str,
        read: impl Fn(&Cursor<'d>, &Spanned<&str>) -> T,
    ) -> (Declared<'d>, Vec<T>) {
        let names = Declared::of_tables(noun, tables);
        let things = tables.cursors.iter().zip(names.iter()).map(|(table, name)| read(table, name)).collect();
        (names, things)
    }

    fn when(&self, table: &Cursor<'d>, scope: Scope) -> Condition {
        match table.text("when") {
            Some(text) => {
                let expr = self.conditions.parse(&text, scope);
                conditions::condition(expr, text.span, &self.lead.list, self.sources)
            }
            None => conditions::condition(conditions::stand_in(), table.span.clone(), &[], &[]),
        }
    }
}
