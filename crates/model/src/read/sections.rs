//! All sections in turn: first the names they declare, then what they say.

use super::criteria::{Criteria, CriteriaReader};
use super::cursor::Cursor;
use super::data_points::{DataPoints, report_named_like_results};
use super::document::Document;
use super::examples::ExampleReader;
use super::file::File;
use super::instants;
use super::named::NamedReader;
use super::names::{Declared, SOURCE};
use super::outcome;
use super::references::References;
use super::settings;
use crate::condition::Scope;
use crate::diagnostic::Diagnostic;
use crate::format::{
    CREDIBILITY, DATA, DATA_POINT, EVENT, EVENT_PROPERTY, EXAMPLE, EXCLUDE, GATE, GRADE, GROUP, LANE, LEAD, LIST,
    MODEL, OUTCOME, PERSONA, PRODUCT, SCORE, SESSION, SIZE,
};
use crate::values::Spanned;
use crate::{Example, Group, Model, ModelSource, NamedList, Product, Source};

/// Reads all sections of a file; complete only if nothing is reported.
pub(super) fn read<'d>(document: &'d Document<'d>, file: &File<'d>, source: &ModelSource) -> Model {
    let names = Vocabulary::read(document, file);
    let session = settings::session(file.table(&SESSION).as_ref());
    let criteria = Criteria::declare(document, file);
    let conditions = criteria.conditions(document, &names.lead, &names.event, &names.lists);
    let named = NamedReader { conditions: &conditions, lead: &names.lead, sources: &names.sources };
    let (gate_tables, size_tables) = (file.tables(&GATE), file.tables(&SIZE));
    let (_, gates) = named.conditions(&gate_tables, "gate", Scope::Lead);
    let (_, exclusions) = named.conditions(&file.tables(&EXCLUDE), "exclusion", Scope::Lead);
    let (lane_names, lanes) = named.conditions(&file.tables(&LANE), "lane", Scope::Lane);
    if !lanes.is_empty() {
        report_named_like_results(document, &names.lead.list);
    }
    let (persona_names, personas) = named.personas(&file.tables(&PERSONA));
    let sizes = named.sizes(&size_tables);
    let reader = CriteriaReader {
        document,
        conditions: &conditions,
        references: names.references(),
        names: &names,
        session: &session,
    };
    let (fit, engagement) = criteria.read(&reader);
    let score = settings::score(file.table(&SCORE).as_ref(), &gate_tables, &size_tables);
    let grade_table = file.table(&GRADE);
    let grade = settings::grade(grade_table.as_ref());
    let expected = Expected { personas: &persona_names, lanes: &lane_names, grade: grade_table.as_ref() };
    let examples = examples(file, &names, &expected);
    let outcome = file.table(&OUTCOME).map(|table| outcome::read(&table, &names.lead.list));
    let about = file.table(&MODEL);
    let about = about.as_ref();
    Model {
        source: source.clone(),
        name: about.and_then(|table| table.name("name")).map_or("", |name| name.value).to_owned(),
        version: about.and_then(|table| table.integer("version")).map_or(0, |version| version.value),
        review_by: about.and_then(|table| instants::date(document, "review_by", &table.node("review_by")?)),
        data: settings::data(file.table(&DATA).as_ref()),
        sources: names.sources,
        lists: names.named_lists,
        lead: names.lead.list,
        event: names.event.list,
        session,
        gates,
        exclusions,
        fit,
        engagement,
        groups: names.groups,
        personas,
        products: products(&names.product_names),
        sizes,
        score,
        grade,
        lanes,
        outcome,
        examples,
    }
}

/// What the other sections refer to.
pub(super) struct Vocabulary<'d> {
    credibility: Declared<'d>,
    pub(super) sources: Vec<Source>,
    pub(super) lead: DataPoints<'d>,
    pub(super) event: DataPoints<'d>,
    lists: Declared<'d>,
    named_lists: Vec<NamedList>,
    pub(super) group_names: Declared<'d>,
    groups: Vec<Group>,
    product_names: Declared<'d>,
}

impl<'d> Vocabulary<'d> {
    fn read(document: &'d Document<'d>, file: &File<'d>) -> Self {
        let sources = file.entries(&CREDIBILITY);
        let credibility = sources.declared(SOURCE);
        let lead = DataPoints::read(document, &file.entries(&LEAD), "data point", &DATA_POINT, &credibility);
        let event = DataPoints::read(document, &file.entries(&EVENT), "property", &EVENT_PROPERTY, &credibility);
        let lists = file.entries(&LIST);
        let list_names = lists.declared("list");
        report_lists_like_data_points(document, &list_names, &lead, &event);
        let groups = file.entries(&GROUP);
        Self {
            sources: sources.sources(),
            credibility,
            lead,
            event,
            named_lists: lists.lists(),
            lists: list_names,
            group_names: groups.declared("group"),
            groups: groups.groups(),
            product_names: Declared::of_tables("product", &file.tables(&PRODUCT)),
        }
    }

    fn references(&self) -> References<'_, 'd> {
        References {
            groups: &self.group_names,
            products: &self.product_names,
            credibility: &self.credibility,
            sources: &self.sources,
        }
    }
}

fn report_lists_like_data_points<'d>(
    document: &Document<'_>,
    lists: &Declared<'d>,
    lead: &DataPoints<'d>,
    event: &DataPoints<'d>,
) {
    for name in lists.iter() {
        let position = |of: &DataPoints<'d>| of.declared.position(name.value).map(|index| of.declared.get(index));
        if let Some(data_point) = position(lead).or_else(|| position(event)) {
            let message = format!("the list `{}` is called like a data point", name.value);
            let finding = Diagnostic::error("list-named-like-data-point", message, name.span.clone());
            document.report(finding.also(data_point.span, "the data point").help("rename the list"));
        }
    }
}

fn products(names: &Declared<'_>) -> Vec<Product> {
    let product = |name: &Spanned<&str>| Product { name: name.value.to_owned(), span: name.span.clone() };
    names.iter().map(product).collect()
}

/// What examples may expect.
struct Expected<'r, 'd> {
    personas: &'r Declared<'d>,
    lanes: &'r Declared<'d>,
    grade: Option<&'r Cursor<'d>>,
}

fn examples<'d>(file: &File<'d>, names: &Vocabulary<'d>, expected: &Expected<'_, 'd>) -> Vec<Example> {
    let tables = file.tables(&EXAMPLE);
    let declared = Declared::of_tables("example", &tables);
    let reader = ExampleReader {
        lead: &names.lead,
        event: &names.event,
        personas: expected.personas,
        products: &names.product_names,
        lanes: expected.lanes,
        examples: &declared,
        absent_thresholds: ["fit", "engagement"]
            .into_iter()
            .find(|key| !expected.grade.is_some_and(|table| table.has(key))),
    };
    tables.cursors.iter().enumerate().map(|(index, table)| reader.read(table, index)).collect()
}
