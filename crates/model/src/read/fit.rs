//! `[[fit]]`: the four forms, and the bands they all come down to.

use super::conditions::{Conditions, credibility, stand_in, trust};
use super::cursor::{self, Cursor, canonical};
use super::data_points::DataPoints;
use super::document::{Content, Node, entries};
use super::names::CriterionName;
use super::references::References;
use crate::condition::{CompareOp, DataPointId, Expr, Scope};
use crate::diagnostic::Diagnostic;
use crate::format::{BAND, ReferenceTo};
use crate::values::{Credibility, Points, Span, Spanned, Type, Value};
use crate::{Band, BandTest, FitCriterion, FitForm, Source};

/// What the bands of a criterion are made from.
pub(super) struct FitReader<'r, 'd> {
    pub(super) conditions: &'r Conditions<'r>,
    pub(super) references: &'r References<'r, 'd>,
    pub(super) lead: &'r DataPoints<'d>,
    pub(super) sources: &'r [Source],
}

/// The data point that a table or ranges are over; `ty` is `None` where its declaration is faulty.
#[derive(Clone, Copy)]
struct Subject {
    id: DataPointId,
    ty: Option<Type>,
}

impl<'d> FitReader<'_, 'd> {
    /// Reads one criterion.
    pub(super) fn read(&self, table: &Cursor<'d>, name: &CriterionName<'d>) -> FitCriterion {
        let (form, mut bands) = self.form(table);
        if let Some(from) = self.references.credibility(table) {
            bands.iter_mut().for_each(|band| band.credibility = from);
        }
        FitCriterion {
            id: name.id.value.clone(),
            name: name.name.value.to_owned(),
            form,
            bands,
            group: self.references.group(table),
            products: self.references.products(table),
            span: name.name.span.clone(),
        }
    }

    fn form(&self, table: &Cursor<'d>) -> (FitForm, Vec<Band>) {
        if table.has("unknown") && !table.has_or_means("of") {
            let message = "`unknown` without `of`";
            let finding = Diagnostic::error("unknown-without-of", message, table.key_span("unknown"));
            let help = "`unknown` is the points where the data point of `of` is not known; remove it, or write bands \
                with `is null`";
            table.document().report(finding.help(help));
        }
        let has = |key| table.has_or_means(key);
        match (has("when"), has("of"), has("points"), has("bands")) {
            (true, false, _, false) => (FitForm::When, self.when(table)),
            (false, true, true, false) => self.over_data_point(table, Self::values),
            (false, true, false, true) => self.over_data_point(table, Self::ranges),
            (false, false, points, true) => {
                if points {
                    let message = "`points` beside `bands`";
                    let finding = Diagnostic::error("points-beside-bands", message, table.key_span("points"));
                    table.document().report(finding.help("each band has its own points; remove `points`"));
                }
                (FitForm::Bands, self.bands(table))
            }
            (when, of, points, bands) => {
                report_form(table, [("when", when), ("of", of), ("points", points), ("bands", bands)]);
                (FitForm::When, Vec::new())
            }
        }
    }

    /// `when` and `points`.
    fn when(&self, table: &Cursor<'d>) -> Vec<Band> {
        if !table.has_or_means("points") {
            let message = "`[[fit]]` with `when` lacks `points`";
            let finding = Diagnostic::error("missing-key", message, table.key_span("when"));
            table.document().report(finding.help("add `points`: what the lead gets when the condition is met"));
        }
        let points = self.points(table, "points");
        let Some(text) = table.text("when") else { return Vec::new() };
        let expr = self.conditions.parse(&text, Scope::Lead);
        let trusted = self.trusted(&expr);
        vec![Band { test: BandTest::When(expr), points, credibility: trusted, span: text.span }]
    }

    /// `bands` of conditions.
    fn bands(&self, table: &Cursor<'d>) -> Vec<Band> {
        let rows = self.rows(table, "when");
        let mut lowest = Credibility::FULL;
        let band = |row: &Cursor<'d>| {
            let (test, span) = if row.has("else") {
                (BandTest::Else, row.key_span("else"))
            } else {
                let text = row.text("when")?;
                let expr = self.conditions.parse(&text, Scope::Lead);
                lowest = lowest.min(self.trusted(&expr));
                (BandTest::When(expr), text.span)
            };
            Some(Band { test, points: self.points(row, "points"), credibility: lowest, span })
        };
        rows.iter().filter_map(band).collect()
    }

    /// The `of` forms: what they share.
    fn over_data_point(
        &self,
        table: &Cursor<'d>,
        bands: fn(&Self, &Cursor<'d>, Subject) -> (FitForm, Vec<Band>),
    ) -> (FitForm, Vec<Band>) {
        let index = table
            .name("of")
            .and_then(|of| self.lead.declared.resolve(table.document(), ReferenceTo::LeadDataPoint, &of));
        // Without the data point what is left is still checked for itself.
        let id = DataPointId(index.unwrap_or(usize::MAX));
        let ty = index.and_then(|index| self.lead.ty(index));
        let (form, mut bands) = bands(self, table, Subject { id, ty });
        if let Some(points) = table.integer("unknown") {
            let span = table.key_span("unknown");
            bands.push(Band { test: BandTest::Unknown(id), points, credibility: Credibility::FULL, span });
        }
        let trusted = index.and_then(|index| self.lead.list.get(index)).map(|read| trust(read, self.sources));
        bands.iter_mut().for_each(|band| band.credibility = trusted.unwrap_or(Credibility::FULL));
        (form, bands)
    }

    /// `of` with a table of values.
    fn values(&self, table: &Cursor<'d>, subject: Subject) -> (FitForm, Vec<Band>) {
        let form = FitForm::Values(subject.id);
        let document = table.document();
        let Some(node) = table.node("points") else { return (form, Vec::new()) };
        let Content::Table(values) = node.content else {
            node.misfit(document, "points", "a table from values to points, as `of` needs it");
            return (form, Vec::new());
        };
        self.report_subject(table, subject, "points", &[Type::Text, Type::Integer, Type::Boolean]);
        let rows = entries(values, &node.span);
        if rows.is_empty() {
            document.report(cursor::empty_list("points", &node.span));
        }
        let info = BAND.key("points").map(|key| key.value);
        let (mut bands, mut others) = (Vec::new(), Vec::new());
        for (key, span, node) in &rows {
            let points = info.and_then(|value| cursor::integer(document, key, node, value));
            let points = points.unwrap_or_else(|| Spanned::new(0, node.span.clone()));
            let band = |test| Band { test, points, credibility: Credibility::FULL, span: span.clone() };
            if *key == "else" {
                others.push(band(BandTest::Known(subject.id)));
            } else if let Some(value) = self.key_value(table, subject, key, span) {
                let ty = value.ty();
                bands.push(band(BandTest::When(compare(subject.id, ty, CompareOp::Equal, value))));
            }
        }
        bands.append(&mut others);
        (form, bands)
    }

    /// The value that a key of a table of points stands for.
    fn key_value(&self, table: &Cursor<'d>, subject: Subject, key: &str, span: &Span) -> Option<Value> {
        let value = match subject.ty? {
            Type::Text => Some(Value::Text(key.to_owned())),
            Type::Integer => canonical(key).map(Value::Integer),
            Type::Boolean => canonical(key).map(Value::Boolean),
            _ => return None,
        };
        if value.is_none() {
            let ty = subject.ty?;
            let message = format!("`{key}` is not a value of type {ty}");
            let finding = Diagnostic::error("wrong-value-key", message, span.clone());
            let example = if ty == Type::Integer { "such as `\"12\"`" } else { "`true` or `false`" };
            table.document().report(finding.help(format!("write the value as a key, {example}")));
        }
        value
    }

    /// `of` with `below` bands.
    fn ranges(&self, table: &Cursor<'d>, subject: Subject) -> (FitForm, Vec<Band>) {
        self.report_subject(table, subject, "bands", &[Type::Integer, Type::Decimal]);
        let band = |row: &Cursor<'d>| {
            let points = self.points(row, "points");
            if row.has("else") {
                let (test, span) = (BandTest::Known(subject.id), row.key_span("else"));
                return Some(Band { test, points, credibility: Credibility::FULL, span });
            }
            let node = row.node("below")?;
            let test = BandTest::When(self.below(row, subject, &node));
            Some(Band { test, points, credibility: Credibility::FULL, span: node.span })
        };
        (FitForm::Ranges(subject.id), self.rows(table, "below").iter().filter_map(band).collect())
    }

    fn below(&self, row: &Cursor<'d>, subject: Subject, node: &Node<'d>) -> Expr {
        let limit = match node.content {
            Content::Integer(limit) if subject.ty == Some(Type::Decimal) => Value::Decimal(limit as f64),
            Content::Integer(limit) => Value::Integer(limit),
            Content::Float(limit) if limit.is_finite() => Value::Decimal(limit),
            Content::Float(_) => {
                let message = "`below` is not a finite number";
                row.document().report(Diagnostic::error("out-of-range", message, node.span.clone()));
                return stand_in();
            }
            _ => {
                node.misfit(row.document(), "below", "a number");
                return stand_in();
            }
        };
        compare(subject.id, subject.ty.unwrap_or(limit.ty()), CompareOp::Less, limit)
    }

    /// The rows of `bands`, each with the one test of its form or `else`, `else` last.
    fn rows(&self, table: &Cursor<'d>, test: &str) -> Vec<Cursor<'d>> {
        let document = table.document();
        if let Some(Node { content: Content::List(items), span }) = table.node("bands")
            && items.is_empty()
        {
            document.report(cursor::empty_list("bands", &span));
        }
        let rows = table.tables("bands", &BAND);
        let last = rows.len().saturating_sub(1);
        for (index, row) in rows.iter().enumerate() {
            report_band_test(row, test);
            if !row.has("else") {
                continue;
            }
            if let Some(Spanned { value: false, span }) = row.boolean("else") {
                let finding = Diagnostic::error("else-not-true", "`else` is not `true`", span);
                document.report(finding.help("write `else = true`"));
            }
            if index != last {
                let finding = Diagnostic::error("else-not-last", "`else` before the last band", row.key_span("else"));
                document.report(finding.help("move it to the end: the bands after it can never be taken"));
            }
        }
        rows
    }

    fn report_subject(&self, table: &Cursor<'d>, subject: Subject, key: &str, types: &[Type]) {
        // Only a data point that was found has a type, so the name is there and has been checked.
        let Some(ty) = subject.ty.filter(|ty| !types.contains(ty)) else { return };
        if let Some(of) = table.name("of") {
            let names: Vec<&str> = types.iter().map(|ty| ty.name()).collect();
            let message = format!("`{}` is {ty}, which `of` with `{key}` does not take", of.value);
            let finding = Diagnostic::error("of-wrong-type", message, of.span);
            let finding = finding.label(format!("must be {}", either(&names)));
            table
                .document()
                .report(finding.help("write bands of conditions instead: `bands = [ { when = …, points = … } ]`"));
        }
    }

    fn points(&self, table: &Cursor<'d>, key: &str) -> Points {
        let value = BAND.key("points").map(|key| key.value);
        let node = table.node(key);
        let points = node.zip(value).and_then(|(node, value)| cursor::integer(table.document(), key, &node, value));
        points.unwrap_or_else(|| Spanned::new(0, table.span.clone()))
    }

    fn trusted(&self, expr: &Expr) -> Credibility {
        credibility(expr, &self.lead.list, self.sources)
    }
}

/// "integer or decimal", "text, integer or boolean".
fn either(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => names.concat(),
    }
}

/// `data_point op value`; an integer data point beside a decimal value becomes a decimal.
fn compare(id: DataPointId, ty: Type, op: CompareOp, value: Value) -> Expr {
    let data_point = Expr::DataPoint(id, ty);
    let left = match (ty, value.ty()) {
        (Type::Integer, Type::Decimal) => Expr::ToDecimal(Box::new(data_point)),
        _ => data_point,
    };
    Expr::Compare(op, Box::new(left), Box::new(Expr::Literal(value)))
}

/// Reports a band that has not exactly one test, or one of the other form.
fn report_band_test(row: &Cursor<'_>, test: &str) {
    let there: Vec<&str> = ["when", "below", "else"].into_iter().filter(|key| row.has_or_means(key)).collect();
    let help = match there.as_slice() {
        ["below"] => "name with `of` the data point that it is compared with, or write a condition: `when`".to_owned(),
        _ => format!("a band here has exactly one of `{test}` and `else`"),
    };
    let finding = match there.as_slice() {
        [] => Diagnostic::error("band-test", format!("a band without `{test}` or `else`"), row.span.clone()),
        [only] if *only == test || *only == "else" => return,
        [only] => {
            let message = match *only {
                "below" => "`below` in a criterion without `of`",
                _ => "`when` in a band of a criterion with `of`",
            };
            Diagnostic::error("band-test", message, row.key_span(only))
        }
        [first, second, ..] => {
            let message = format!("a band with both `{first}` and `{second}`");
            Diagnostic::error("band-test", message, row.key_span(second)).also(row.key_span(first), "the other one")
        }
    };
    row.document().report(finding.help(help));
}

/// Reports a criterion with none or several of the four forms.
fn report_form(table: &Cursor<'_>, keys: [(&str, bool); 4]) {
    const FORMS: &str = "a fit criterion has one of: `when` and `points`; `of` and a table of `points`; `of` and \
        `bands` with `below`; `bands` with `when`";
    let there: Vec<&str> = keys.into_iter().filter(|(_, there)| *there).map(|(key, _)| key).collect();
    let tests: Vec<&str> = there.iter().copied().filter(|key| *key != "points").collect();
    let finding = match tests.as_slice() {
        [] | ["of"] if tests.is_empty() || !there.contains(&"points") => {
            let message = if tests.is_empty() {
                "a fit criterion without a form"
            } else {
                "a fit criterion with `of` but neither `points` nor `bands`"
            };
            Diagnostic::error("no-fit-form", message, table.span.clone())
        }
        ["of", "bands"] => {
            Diagnostic::error("several-fit-forms", "`of` with both `points` and `bands`", table.key_span("bands"))
                .also(table.key_span("points"), "the other form")
        }
        [first, second, ..] => {
            let message = format!("`{first}` and `{second}` in one fit criterion");
            Diagnostic::error("several-fit-forms", message, table.key_span(second))
                .also(table.key_span(first), "the other form")
        }
        _ => return,
    };
    table.document().report(finding.help(FORMS));
}
