//! All sections in turn: first the names they declare, then what they say.

use toml_edit::TomlError;

use super::conditions::{self, Conditions};
use super::cursor::Cursor;
use super::data_points::{DataPoints, report_named_like_results};
use super::document::{Content, Document, Node, entries};
use super::engagement::{self, EngagementReader};
use super::examples::ExampleReader;
use super::fit::FitReader;
use super::names::{CriterionName, Declared, report_criterion_collisions};
use super::near;
use super::references::References;
use super::settings::{self, Entries};
use super::{across, cursor, instants};
use crate::condition::{Names, Scope};
use crate::diagnostic::Diagnostic;
use crate::format::{
    CREDIBILITY, DATA, ENGAGEMENT, ENGAGEMENT_POINTS, EVENT, EXAMPLE, EXCLUDE, FIT, GATE, GRADE, GROUP, LANE, LEAD,
    LIST, MODEL, PERSONA, PRODUCT, ROOT, SCORE, SECTIONS, SESSION, SIZE, SectionInfo,
};
use crate::values::{Span, Spanned, Weight};
use crate::{Condition, EngagementCriterion, Model, ModelSource, NamedCondition, Persona, Product, Size, Source};

/// Reads a whole file: the model, complete only if nothing is reported, and what was found.
pub(super) fn read(source: &ModelSource) -> (Option<Model>, Vec<Diagnostic>) {
    let parsed = match toml_edit::Document::parse(source.text()) {
        Ok(parsed) => parsed,
        Err(error) => return (None, vec![syntax_error(source.text(), &error)]),
    };
    let document = Document::new(source.text());
    let root = Node { content: Content::Table(parsed.as_table()), span: 0..source.text().len() };
    let model = File::open(&document, &root).read(source);
    (Some(model), document.into_findings())
}

fn syntax_error(text: &str, error: &TomlError) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    // At the end of the text there is nothing to underline; a span must still lie inside it and between characters.
    let start = text.floor_char_boundary(span.start);
    let end = text.ceil_char_boundary(span.end).max(start);
    let mut reason = error.message().trim().lines();
    let headline = reason.next().unwrap_or("not TOML").to_owned();
    let finding = Diagnostic::error("toml-syntax", format!("not valid TOML: {headline}"), start..end);
    reason.fold(finding, |finding, line| finding.help(line))
}

/// The sections of a file, not yet read.
struct File<'d> {
    document: &'d Document<'d>,
    sections: Vec<(&'d str, Span, Node<'d>)>,
}

impl<'d> File<'d> {
    fn open(document: &'d Document<'d>, root: &Node<'d>) -> Self {
        let Content::Table(table) = root.content else { return Self { document, sections: Vec::new() } };
        let file = Self { document, sections: entries(table, &(0..0)) };
        file.report_sections();
        file
    }

    fn report_sections(&self) {
        let known = || SECTIONS.iter().map(|section| section.name).chain(ROOT.keys.iter().map(|key| key.name));
        for (name, span, _) in self.sections.iter().filter(|(name, ..)| !known().any(|section| section == *name)) {
            let finding = Diagnostic::error("unknown-key", format!("unknown section `{name}`"), span.clone());
            self.document.report(near::suggest(finding, name, known(), "sections"));
        }
        for section in SECTIONS.iter().filter(|section| section.required && self.node(section).is_none()) {
            let message = format!("the model lacks `{}`", section.heading());
            let finding = Diagnostic::error("missing-key", message, 0..0);
            self.document.report(finding.help(format!("add it: {}", section.meaning)));
        }
        if let (Some(format), Some(key)) = (self.named("format"), ROOT.key("format")) {
            cursor::integer::<i64>(self.document, "format", format, key.value);
        }
    }

    fn named(&self, name: &str) -> Option<&Node<'d>> {
        self.sections.iter().find(|(section, ..)| *section == name).map(|(.., node)| node)
    }

    fn node(&self, section: &SectionInfo) -> Option<&Node<'d>> {
        self.named(section.name)
    }

    fn table(&self, section: &'static SectionInfo) -> Option<Cursor<'d>> {
        Cursor::new(self.document, section, self.node(section)?)
    }

    fn tables(&self, section: &'static SectionInfo) -> Vec<Cursor<'d>> {
        let Some(node) = self.node(section) else { return Vec::new() };
        let wanted = format!("a list of tables, each under `[[{}]]`", section.name);
        let nodes = cursor::list(self.document, section.name, node.clone(), &wanted);
        nodes.iter().filter_map(|node| Cursor::new(self.document, section, node)).collect()
    }

    fn entries(&self, section: &'static SectionInfo) -> Entries<'d> {
        Entries::of(self.document, section, self.node(section))
    }

    /// Everything, in the order in which one thing needs another.
    fn read(&self, source: &ModelSource) -> Model {
        let document = self.document;
        let credibility = self.entries(&CREDIBILITY);
        let (trusted, sources) = (credibility.declared("source of data"), credibility.sources());
        let lead = DataPoints::read(document, self.node(&LEAD), "data point", &LEAD, &trusted);
        let event = DataPoints::read(document, self.node(&EVENT), "property", &EVENT, &trusted);
        let (list_names, lists) = self.lists(&lead, &event);
        let session = settings::session(self.table(&SESSION).as_ref());
        let criteria = Criteria::declare(self);
        let conditions = criteria.conditions(document, &lead, &event, &list_names);
        let reader = Reader { conditions: &conditions, lead: &lead, sources: &sources };

        let (_, gates) = reader.named_conditions(&self.tables(&GATE), "gate", Scope::Lead);
        let (_, exclusions) = reader.named_conditions(&self.tables(&EXCLUDE), "exclusion", Scope::Lead);
        if self.node(&LANE).is_some() {
            report_named_like_results(document, &lead.list);
        }
        let (lane_names, lanes) = reader.named_conditions(&self.tables(&LANE), "lane", Scope::Lane);
        let (persona_names, personas) = reader.personas(&self.tables(&PERSONA));
        let sizes = reader.sizes(&self.tables(&SIZE));
        let product_names = Declared::of_tables("product", &self.tables(&PRODUCT));
        let groups = self.entries(&GROUP);
        let group_names = groups.declared("group");
        let groups = groups.groups();

        let references =
            References { groups: &group_names, products: &product_names, credibility: &trusted, sources: &sources };
        let fit = FitReader { conditions: &conditions, references: &references, lead: &lead, sources: &sources };
        let fit: Vec<_> = criteria.fit().map(|(table, name)| fit.read(table, name)).collect();
        let engagement = EngagementReader {
            conditions: &conditions,
            references: &references,
            event: &event,
            sources: &sources,
            session: &session,
            criteria: criteria.engagement_names(),
            fit: &criteria.fit_names,
            criteria_known: conditions.criteria_known,
        };
        let engagement = criteria.read_engagement(&engagement);
        across::report_cycles(document, &engagement, &criteria.after_places());
        across::report_mixed_groups(document, &group_names, &fit, &engagement);

        let score = settings::score(document, self.table(&SCORE).as_ref(), &gates, &sizes);
        let grade_table = self.table(&GRADE);
        let grade = settings::grade(grade_table.as_ref());
        let example_tables = self.tables(&EXAMPLE);
        let examples = ExampleReader {
            lead: &lead,
            event: &event,
            personas: &persona_names,
            products: &product_names,
            lanes: &lane_names,
            examples: &Declared::of_tables("example", &example_tables),
            grade: &grade,
            has_grade: grade_table.as_ref().is_some_and(|table| table.has("fit") && table.has("engagement")),
        };
        let examples = example_tables.iter().enumerate().map(|(index, table)| examples.read(table, index)).collect();

        let model = self.table(&MODEL);
        let product = |name: &Spanned<&str>| Product { name: name.value.to_owned(), span: name.span.clone() };
        Model {
            source: source.clone(),
            name: model.as_ref().and_then(|model| model.name("name")).map_or("", |name| name.value).to_owned(),
            version: model.as_ref().and_then(|model| model.integer("version")).map_or(0, |version| version.value),
            review_by: model.and_then(|model| instants::date(document, "review_by", &model.node("review_by")?)),
            data: settings::data(self.table(&DATA).as_ref()),
            products: product_names.iter().map(product).collect(),
            sources,
            lists,
            lead: lead.list,
            event: event.list,
            session,
            gates,
            exclusions,
            fit,
            engagement,
            groups,
            personas,
            sizes,
            score,
            grade,
            lanes,
            examples,
        }
    }

    fn lists(&self, lead: &DataPoints<'d>, event: &DataPoints<'d>) -> (Declared<'d>, Vec<crate::NamedList>) {
        let lists = self.entries(&LIST);
        let declared = lists.declared("list");
        for name in declared.iter() {
            let position = |of: &DataPoints<'d>| of.declared.position(name.value).map(|index| of.declared.get(index));
            if let Some(data_point) = position(lead).or_else(|| position(event)) {
                let message = format!("the list `{}` is called like a data point", name.value);
                let finding = Diagnostic::error("list-named-like-data-point", message, name.span.clone());
                self.document.report(finding.also(data_point.span, "the data point").help("rename the list"));
            }
        }
        (declared, lists.lists())
    }
}

/// The criteria of a file: their tables and their names.
struct Criteria<'d> {
    fit_tables: Vec<Cursor<'d>>,
    fit_names: Declared<'d>,
    engagement_tables: Vec<Cursor<'d>>,
    short: Vec<Option<crate::values::Points>>,
    /// Fit, then engagement, then the short ones.
    names: Vec<CriterionName<'d>>,
    engagement_known: bool,
}

impl<'d> Criteria<'d> {
    fn declare(file: &File<'d>) -> Self {
        let (fit_tables, engagement_tables) = (file.tables(&FIT), file.tables(&ENGAGEMENT));
        let fit_names = Declared::of_shared_namespace(&fit_tables);
        let engagement = Declared::of_shared_namespace(&engagement_tables);
        let short = file.entries(&ENGAGEMENT_POINTS);
        let short: Vec<_> = short.integers().collect();
        let of_table = |(table, name): (&Cursor<'d>, &Spanned<&'d str>)| CriterionName::of_table(table, name.clone());
        let mut names: Vec<_> = fit_tables.iter().zip(fit_names.iter()).map(of_table).collect();
        names.extend(engagement_tables.iter().zip(engagement.iter()).map(of_table));
        for (name, _) in &short {
            if name.value.trim().is_empty() {
                let message = "an event type in `[engagement_points]` is empty";
                file.document.report(Diagnostic::error("empty-name", message, name.span.clone()));
            }
            names.push(CriterionName::of_event_type(name.clone()));
        }
        report_criterion_collisions(file.document, &names);
        let engagement_known = !engagement.is_incomplete();
        let short = short.into_iter().map(|(_, points)| points).collect();
        Self { fit_tables, fit_names, engagement_tables, short, names, engagement_known }
    }

    fn engagement_names(&self) -> &[CriterionName<'d>] {
        self.names.get(self.fit_tables.len()..).unwrap_or_default()
    }

    fn fit(&self) -> impl Iterator<Item = (&Cursor<'d>, &CriterionName<'d>)> {
        self.fit_tables.iter().zip(&self.names)
    }

    fn conditions<'c>(
        &'c self,
        document: &'c Document<'c>,
        lead: &'c DataPoints<'d>,
        event: &'c DataPoints<'d>,
        lists: &'c Declared<'d>,
    ) -> Conditions<'c> {
        let lists = || lists.iter().map(|name| name.value);
        let engagement = || {
            let names = self.engagement_names().iter();
            names.map(|criterion| (criterion.name.value, criterion.id.value.as_str()))
        };
        Conditions {
            document,
            lead_names: Names::new(lead.typed_names(), lists(), engagement()),
            event_names: Names::new(event.typed_names(), lists(), engagement()),
            criteria_known: self.engagement_known,
        }
    }

    fn read_engagement(&self, reader: &EngagementReader<'_, 'd>) -> Vec<EngagementCriterion> {
        let (long, short) = self.engagement_names().split_at(self.engagement_tables.len());
        let long = self.engagement_tables.iter().zip(long).map(|(table, name)| reader.read(table, name));
        let short = short.iter().zip(&self.short).map(|(name, points)| engagement::short(name, points.clone()));
        long.chain(short).collect()
    }

    fn after_places(&self) -> Vec<Option<Span>> {
        self.engagement_tables.iter().map(|table| table.node("after").map(|node| node.span)).collect()
    }
}

/// Reads the sections whose tables are a name, a condition and little else.
struct Reader<'r, 'd> {
    conditions: &'r Conditions<'r>,
    lead: &'r DataPoints<'d>,
    sources: &'r [Source],
}

impl<'d> Reader<'_, 'd> {
    fn when(&self, table: &Cursor<'d>, scope: Scope) -> Condition {
        let Some(text) = table.name("when") else {
            return conditions::condition(conditions::stand_in(), table.span.clone(), &[], &[]);
        };
        let expr = self.conditions.parse(&text, scope);
        conditions::condition(expr, text.span, &self.lead.list, self.sources)
    }

    fn named_conditions(&self, tables: &[Cursor<'d>], noun: &str, scope: Scope) -> (Declared<'d>, Vec<NamedCondition>) {
        let names = Declared::of_tables(noun, tables);
        let read = |(table, name): (&Cursor<'d>, &Spanned<&str>)| NamedCondition {
            name: name.value.to_owned(),
            when: self.when(table, scope),
            span: name.span.clone(),
        };
        let conditions = tables.iter().zip(names.iter()).map(read).collect();
        (names, conditions)
    }

    fn personas(&self, tables: &[Cursor<'d>]) -> (Declared<'d>, Vec<Persona>) {
        let names = Declared::of_tables("persona", tables);
        let weight = |table: &Cursor<'d>| {
            let hundredths = u16::try_from(table.hundredths("weight")?.value).ok()?;
            Weight::from_hundredths(hundredths)
        };
        let read = |(table, name): (&Cursor<'d>, &Spanned<&str>)| Persona {
            name: name.value.to_owned(),
            when: self.when(table, Scope::Lead),
            weight: weight(table).unwrap_or(Weight::ONE),
            span: name.span.clone(),
        };
        let personas = tables.iter().zip(names.iter()).map(read).collect();
        (names, personas)
    }

    fn sizes(&self, tables: &[Cursor<'d>]) -> Vec<Size> {
        let names = Declared::of_tables("size", tables);
        let read = |(table, name): (&Cursor<'d>, &Spanned<&str>)| Size {
            name: name.value.to_owned(),
            digit: table.integer("digit").map_or(1, |digit| digit.value),
            when: self.when(table, Scope::Lead),
            span: name.span.clone(),
        };
        tables.iter().zip(names.iter()).map(read).collect()
    }
}
