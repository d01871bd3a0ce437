//! What all steps of a query share: the names they agree on.

use std::collections::BTreeSet;

use handraise_model::condition::{DataPointId, Expr, ResultName};
use handraise_model::read::default_id;
use handraise_model::{BandTest, Model};

use crate::condition::Columns;
use crate::dialect::{Dialect, fill};
use crate::render::{Body, Kept, Query, Select, Table};
use crate::request::{Instant, Request, TableName};
use crate::steps;

/// A model on its way to a query.
pub(crate) struct Compiler<'m> {
    pub(crate) model: &'m Model,
    pub(crate) request: &'m Request,
    pub(crate) dialect: &'static Dialect,
    /// The instant of the scores and its day, as expressions.
    pub(crate) as_of: String,
    pub(crate) as_of_day: String,
    /// The column of each of the lead's data points, of each property of events, of each gate and exclusion.
    pub(crate) lead: Vec<String>,
    pub(crate) event: Vec<String>,
    /// The lead's data points once more, where they stand beside results.
    pub(crate) lead_in_lanes: Vec<String>,
    pub(crate) gates: Vec<String>,
    /// The columns that are carried through.
    pub(crate) shown: Vec<String>,
    pub(crate) exclusions: Vec<String>,
    /// What stands behind the columns of each product.
    pub(crate) products: Vec<String>,
    /// Names that a table expression would hide.
    shadows: BTreeSet<String>,
}

impl<'m> Compiler<'m> {
    pub(crate) fn new(model: &'m Model, request: &'m Request) -> Self {
        let dialect = request.dialect;
        let (as_of, as_of_day) = instant(&request.as_of, dialect);
        let named = |prefix: &str, names: &mut dyn Iterator<Item = &str>, taken: &[&str]| {
            let mut taken: BTreeSet<String> = taken.iter().map(|name| (*name).to_owned()).collect();
            names.map(|name| dialect.identifier(&free(&mut taken, &format!("{prefix}{}", default_id(name))))).collect()
        };
        let mut lead = model.lead().iter().map(|point| point.name.as_str());
        let mut lead_again = lead.clone();
        let mut event = model.event().iter().map(|point| point.name.as_str());
        let tables =
            [Some(&request.leads), Some(&request.events), request.adjustments.as_ref(), request.outcomes.as_ref()];
        Self {
            model,
            request,
            dialect,
            as_of,
            as_of_day,
            lead: named("", &mut lead, &["lead_id", "row_in_force", "lead_created", "lead_valid_from"]),
            event: named("", &mut event, &steps::EVENT_COLUMNS),
            lead_in_lanes: named("lead_", &mut lead_again, &["lead_id", "lead_source"]),
            shown: named("shown_", &mut model.data().show.iter().map(String::as_str), &[]),
            gates: named("gate_", &mut model.gates().iter().map(|gate| gate.name.as_str()), &[]),
            exclusions: named("exclude_", &mut model.exclusions().iter().map(|exclude| exclude.name.as_str()), &[]),
            products: match model.products() {
                [] => vec![String::new()],
                products => named("_of_", &mut products.iter().map(|product| product.name.as_str()), &[]),
            },
            shadows: tables.into_iter().flatten().filter_map(TableName::shadow).collect(),
        }
    }

    /// The whole query.
    pub(crate) fn query(&self) -> Query {
        let mut query = Query { comment: steps::header(self), ..Query::default() };
        let tables = &mut query.tables;
        steps::leads(self, tables);
        steps::events(self, tables);
        tables.extend(steps::criterion_names(self));
        if !self.model.engagement().is_empty() {
            steps::rules(self, tables);
            steps::engagement(self, tables);
        }
        steps::totals(self, tables);
        steps::reasons(self, tables);
        query.result = steps::output(self);
        if self.request.ordered {
            let order = [("rank", "rank nulls last"), ("lead_id", "lead_id")];
            let order = order.into_iter().filter(|(column, _)| self.request.has(column));
            query.order_by = order.map(|(_, by)| by.to_owned()).collect();
        }
        query
    }

    /// The name of a table expression: its own, unless that is what the user's table is called.
    pub(crate) fn table(&self, name: &str) -> String {
        let mut name = name.to_owned();
        while self.shadows.contains(&name) {
            name.push('_');
        }
        name
    }

    /// Likewise, to be read under its own name.
    pub(crate) fn aliased(&self, name: &str) -> String {
        let table = self.table(name);
        if table == name { table } else { format!("{table} as {name}") }
    }

    /// A table expression of a SELECT.
    pub(crate) fn step(&self, name: &str, comment: &[&str], select: Select) -> Table {
        let comment = comment.iter().map(|line| (*line).to_owned()).collect();
        Table { name: self.table(name), comment, kept: Kept::default(), body: Body::Select(select) }
    }

    /// A column of the input.
    pub(crate) fn input(&self, column: &str) -> String {
        self.dialect.identifier(column)
    }

    pub(crate) fn text(&self, text: &str) -> String {
        self.dialect.text_literal(text)
    }

    pub(crate) fn texts<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> String {
        texts.into_iter().map(|text| self.text(text)).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn cast(&self, expr: &str, ty: &str) -> String {
        format!("cast({expr} as {ty})")
    }

    pub(crate) fn null_text(&self) -> String {
        self.cast("null", self.dialect.types.text)
    }

    /// Days from a day to the instant of the scores.
    pub(crate) fn days_since(&self, instant: &str) -> String {
        let day = fill(self.dialect.time.day, &[instant]);
        fill(self.dialect.time.days_between, &[&self.as_of_day, &day])
    }

    /// Conditions over columns called as given; no results.
    pub(crate) fn columns<'c>(&'c self, data_points: &'c [String]) -> Columns<'c> {
        self.columns_with(data_points, &|_| String::new(), &[])
    }

    pub(crate) fn columns_with<'c>(
        &'c self,
        data_points: &'c [String],
        result: &'c dyn Fn(ResultName) -> String,
        occurrences: &'c [String],
    ) -> Columns<'c> {
        let Self { model, dialect, as_of_day, .. } = self;
        Columns { model, dialect, as_of_day, data_points, result, occurrences }
    }

    /// The lead's data points that the query reads, and those that lanes read.
    pub(crate) fn lead_reads(&self) -> [BTreeSet<DataPointId>; 2] {
        let model = self.model;
        let named = model.gates().iter().chain(model.exclusions()).map(|named| &named.when);
        let named = named.chain(model.personas().iter().map(|persona| &persona.when));
        let conditions = named.chain(model.sizes().iter().map(|size| &size.when)).map(|condition| &condition.expr);
        let mut reads: BTreeSet<DataPointId> = conditions.flat_map(Expr::data_points).collect();
        for band in model.fit().iter().flat_map(|criterion| &criterion.bands) {
            match &band.test {
                BandTest::When(condition) => reads.extend(condition.data_points()),
                BandTest::Known(id) | BandTest::Unknown(id) => drop(reads.insert(*id)),
                BandTest::Else => {}
            }
        }
        let lanes: BTreeSet<DataPointId> = model.lanes().iter().flat_map(|lane| lane.when.expr.data_points()).collect();
        reads.extend(&lanes);
        [reads, lanes]
    }

    /// The properties of events that the query reads.
    pub(crate) fn event_reads(&self) -> BTreeSet<DataPointId> {
        let conditions = self.model.engagement().iter().filter_map(|criterion| criterion.condition.as_ref());
        let mut reads: BTreeSet<DataPointId> = conditions.flat_map(|condition| condition.expr.data_points()).collect();
        reads.extend(self.lead_source());
        reads
    }

    /// The property that says where a hand raise came from, where there are hand raises.
    pub(crate) fn lead_source(&self) -> Option<DataPointId> {
        let raises = self.model.engagement().iter().any(|criterion| criterion.hand_raise);
        self.model.event().iter().position(|property| property.lead_source).filter(|_| raises).map(DataPointId)
    }

    /// Whether lanes read how often each engagement criterion counted.
    pub(crate) fn counts_in_lanes(&self) -> BTreeSet<usize> {
        let mut counts = BTreeSet::new();
        for lane in self.model.lanes() {
            lane.when.expr.walk(&mut |expr| {
                if let Expr::Occurrences(id) = expr {
                    counts.insert(id.0);
                }
            });
        }
        counts
    }
}

/// A name that is not taken, and takes it.
pub(crate) fn free(taken: &mut BTreeSet<String>, name: &str) -> String {
    let mut free = name.to_owned();
    let mut number = 2;
    while !taken.insert(free.clone()) {
        free = format!("{name}_{number}");
        number += 1;
    }
    free
}

/// The instant of the scores and its day.
fn instant(instant: &Instant, dialect: &Dialect) -> (String, String) {
    match instant {
        Instant::Now => (dialect.time.now.to_owned(), fill(dialect.time.day, &[dialect.time.now])),
        Instant::At(as_of) => (dialect.instant_literal(as_of.micros()), dialect.date_literal(as_of.day())),
        Instant::Template(text) => {
            let instant = fill(dialect.time.instant, &[text]);
            let day = fill(dialect.time.day, &[&instant]);
            (instant, day)
        }
    }
}
