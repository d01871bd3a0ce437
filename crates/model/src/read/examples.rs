//! `[[example]]`: the model's tests.

use super::cursor::{self, Cursor};
use super::data_points::DataPoints;
use super::document::{Content, Document, Node, entries};
use super::instants;
use super::names::Declared;
use crate::condition::DataPointId;
use crate::diagnostic::Diagnostic;
use crate::format::{EXAMPLE_EVENT, EXPECT, ReferenceTo};
use crate::values::{AsOf, MICROS_PER_DAY, Spanned, Type, Value};
use crate::{Example, ExampleEvent, Expect};

/// 2026-01-15 18:00 UTC, when examples are scored that name no instant.
const DEFAULT_AS_OF: i64 = 1_768_500_000_000_000;
const MICROS_PER_MINUTE: i64 = 60_000_000;

/// What examples are checked against.
pub(super) struct ExampleReader<'r, 'd> {
    pub(super) lead: &'r DataPoints<'d>,
    pub(super) event: &'r DataPoints<'d>,
    pub(super) personas: &'r Declared<'d>,
    pub(super) products: &'r Declared<'d>,
    pub(super) lanes: &'r Declared<'d>,
    pub(super) examples: &'r Declared<'d>,
    /// Which list of `[grade]` is absent; one that is there may be faulty.
    pub(super) absent_thresholds: Option<&'static str>,
}

impl<'d> ExampleReader<'_, 'd> {
    /// Reads one example.
    pub(super) fn read(&self, table: &Cursor<'d>, index: usize) -> Example {
        let document = table.document();
        let name = self.examples.get(index);
        let as_of = table.node("as_of").and_then(|node| instants::instant(document, "as_of", &node));
        let as_of = AsOf::from_micros(as_of.map_or(DEFAULT_AS_OF, |as_of| as_of.value));
        let lead = table.node("lead").map(|node| self.lead_values(document, &node)).unwrap_or_default();
        let events = table.node("events").map(|node| cursor::list(document, "events", node, "a list of tables"));
        let events = events.unwrap_or_default();
        let events = events.iter().enumerate().filter_map(|(place, node)| self.event(document, node, place, as_of));
        let events = events.collect();
        let expect = table.node("expect").and_then(|node| Cursor::new(document, &EXPECT, &node));
        let expect = expect.map(|expect| self.expect(&expect, index)).unwrap_or_default();
        Example { name: name.value.to_owned(), as_of, lead, events, expect, span: name.span }
    }

    fn lead_values(&self, document: &'d Document<'d>, node: &Node<'d>) -> Vec<(DataPointId, Value)> {
        let Content::Table(table) = node.content else {
            node.misfit(document, "lead", "a table");
            return Vec::new();
        };
        let mut values = Vec::new();
        for (name, span, node) in entries(table, &node.span) {
            let name = Spanned::new(name, span);
            if let Some(index) = self.lead.declared.resolve(document, ReferenceTo::LeadDataPoint, &name) {
                values.extend(self.value(document, self.lead, index, name.value, &node));
            }
        }
        values
    }

    fn event(&self, document: &'d Document<'d>, node: &Node<'d>, place: usize, as_of: AsOf) -> Option<ExampleEvent> {
        let properties: Vec<&str> = self.event.declared.iter().map(|name| name.value).collect();
        let table = Cursor::with_free_keys(document, &EXAMPLE_EVENT, node, &properties)?;
        let at = self.event_instant(&table, place, as_of);
        let mut values = Vec::new();
        for (name, _, node) in entries(table.table(), &table.span) {
            let property = EXAMPLE_EVENT.key(name).is_none().then(|| self.event.declared.position(name)).flatten();
            values.extend(property.and_then(|index| self.value(document, self.event, index, name, &node)));
        }
        let event = table.name("event")?;
        Some(ExampleEvent { event: event.value.to_owned(), at: at?, properties: values })
    }

    fn event_instant(&self, table: &Cursor<'d>, place: usize, as_of: AsOf) -> Option<i64> {
        let document = table.document();
        let at = table.node("at").and_then(|node| instants::instant(document, "at", &node));
        let days_ago = table.integer::<i64>("days_ago");
        let help = "an event of an example has exactly one of `at` and `days_ago`";
        match (table.has_or_means("at"), table.has_or_means("days_ago")) {
            (true, true) => {
                let message = "an event with both `at` and `days_ago`";
                let finding = Diagnostic::error("event-instant", message, table.key_span("days_ago"));
                document.report(finding.also(table.key_span("at"), "the other one").help(help));
            }
            (false, false) => {
                let finding = Diagnostic::error("event-instant", "an event without an instant", table.span.clone());
                document.report(finding.help(help));
            }
            _ => {}
        }
        let minutes = i64::try_from(place).ok()?;
        let noon = |days: i64| (i64::from(as_of.day()) - days) * MICROS_PER_DAY + MICROS_PER_DAY / 2;
        at.map(|at| at.value).or_else(|| days_ago.map(|days| noon(days.value) + minutes * MICROS_PER_MINUTE))
    }

    /// A value of a data point; none where it is faulty, or empty, which stands for "not known" as in a cell.
    fn value(
        &self,
        document: &'d Document<'d>,
        declared: &DataPoints<'d>,
        index: usize,
        name: &str,
        node: &Node<'d>,
    ) -> Option<(DataPointId, Value)> {
        let value = typed_value(document, name, node, declared.ty(index)?)?;
        Some((DataPointId(index), value))
    }

    fn expect(&self, table: &Cursor<'d>, index: usize) -> Expect {
        let above = table.name("above").and_then(|above| {
            let found = self.examples.resolve(table.document(), ReferenceTo::Example, &above)?;
            if found == index {
                let message = "an example that ranks above itself";
                let finding = Diagnostic::error("above-itself", message, above.span.clone());
                table.document().report(finding.help("name the example that must rank lower"));
            }
            Some(Spanned::new(found, above.span))
        });
        Expect {
            score_at_least: table.integer("score_at_least"),
            score_at_most: table.integer("score_at_most"),
            grade: self.expected_grade(table),
            lane: expected_name(table, "lane", ReferenceTo::Lane, self.lanes),
            eligible: table.boolean("eligible"),
            excluded: table.boolean("excluded"),
            persona: expected_name(table, "persona", ReferenceTo::Persona, self.personas),
            product: expected_name(table, "product", ReferenceTo::Product, self.products),
            above,
        }
    }

    fn expected_grade(&self, table: &Cursor<'d>) -> Option<Spanned<Option<String>>> {
        let written = table.text("grade")?;
        let is_grade = matches!(written.value.as_bytes(), [b'A'..=b'D', b'1'..=b'4']);
        if !written.value.is_empty() && !is_grade {
            let message = format!("no grade `{}`", written.value);
            let finding = Diagnostic::error("unknown-reference", message, written.span.clone());
            let help = "a grade is a letter from A to D and a digit from 1 to 4, such as \"B2\"; \"\" stands for none";
            table.document().report(finding.help(help));
        } else if is_grade && let Some(absent) = self.absent_thresholds {
            let message = format!("no grade `{}`", written.value);
            let finding = Diagnostic::error("unknown-reference", message, written.span.clone());
            table.document().report(finding.help(format!("a grade needs thresholds: add `{absent}` to `[grade]`")));
        }
        Some(none_if_empty(written))
    }
}

fn none_if_empty(written: Spanned<&str>) -> Spanned<Option<String>> {
    let value = (!written.value.is_empty()).then(|| written.value.to_owned());
    Spanned::new(value, written.span)
}

fn expected_name(
    table: &Cursor<'_>,
    key: &str,
    to: ReferenceTo,
    declared: &Declared<'_>,
) -> Option<Spanned<Option<String>>> {
    let written = table.text(key)?;
    if !written.value.is_empty() {
        declared.resolve(table.document(), to, &written);
    }
    Some(none_if_empty(written))
}

/// A value of a type, read like the cell of a table.
fn typed_value(document: &Document<'_>, name: &str, node: &Node<'_>, ty: Type) -> Option<Value> {
    let misfit = |wanted: &str| {
        node.misfit(document, name, wanted);
        None
    };
    match (ty, &node.content) {
        (Type::Text, Content::Text(text)) => {
            let text = text.trim();
            (!text.is_empty()).then(|| Value::Text(text.to_owned()))
        }
        (Type::Text, _) => misfit("text"),
        (Type::Integer, Content::Integer(number)) => Some(Value::Integer(*number)),
        (Type::Integer, _) => misfit("an integer"),
        (Type::Decimal, Content::Integer(number)) => Some(Value::Decimal(*number as f64)),
        (Type::Decimal, Content::Float(number)) if number.is_finite() => Some(Value::Decimal(*number)),
        (Type::Decimal, Content::Float(_)) => {
            let message = format!("`{name}` is not a finite number");
            document.report(Diagnostic::error("out-of-range", message, node.span.clone()));
            None
        }
        (Type::Decimal, _) => misfit("a number"),
        (Type::Boolean, Content::Boolean(boolean)) => Some(Value::Boolean(*boolean)),
        (Type::Boolean, _) => misfit("`true` or `false`"),
        (Type::Date, _) => Some(Value::Date(instants::day(document, name, node)?)),
        (Type::Timestamp, _) => Some(Value::Timestamp(instants::instant(document, name, node)?.value)),
        (Type::List, _) => {
            let items = cursor::texts(document, name, node)?;
            let items = items.iter().map(|item| item.value.trim()).filter(|item| !item.is_empty());
            Some(Value::List(items.map(str::to_owned).collect()))
        }
    }
}
