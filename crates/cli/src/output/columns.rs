//! The columns of a result: one definition of name, type and value that every format shares.
//!
//! The order is part of the contract of `handraise score --format json`. Columns that are carried through stand right
//! after `lead_id` in flat formats and last in JSON (inside `show`, so that no name of theirs meets a key).

use std::borrow::Cow;
use std::fmt::Write as _;

use handraise_engine::{Answer, Scores};
use handraise_model::values::Exact;
use handraise_model::{Model, NamedCondition, ProductId};

use super::shown::Shown;
use crate::reasons;

/// Scores that are to be written: which rows, and what belongs to them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Results<'r> {
    /// The model that gave them.
    pub(crate) model: &'r Model,
    /// Its fingerprint.
    pub(crate) fingerprint: &'r str,
    /// All scores.
    pub(crate) scores: &'r Scores,
    /// Columns of the leads that are carried through.
    pub(crate) shown: &'r Shown,
    /// The rows of the scores that are to be written, in order.
    pub(crate) rows: &'r [usize],
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// Exact points.
    Points,
    /// True or false.
    Boolean,
    /// An instant, in microseconds.
    Instant,
    /// Several texts.
    Texts,
    /// Product to its scores.
    Products,
}

/// One value of a column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'r> {
    /// What the model or the lead lacks.
    Null,
    /// Of [`Kind::Text`].
    Text(Cow<'r, str>),
    /// Of [`Kind::Integer`].
    Integer(i64),
    /// Of [`Kind::Points`].
    Points(Exact),
    /// Of [`Kind::Boolean`].
    Boolean(bool),
    /// Of [`Kind::Instant`].
    Instant(i64),
    /// Of [`Kind::Texts`].
    Texts(Vec<Cow<'r, str>>),
    /// Of [`Kind::Products`].
    Products(Vec<ProductCell<'r>>),
}

/// The scores of one lead for one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ProductCell<'r> {
    /// The product's name.
    pub(crate) name: &'r str,
    /// fit + engagement + adjustment, clipped.
    pub(crate) total: Exact,
    /// Fit over its criteria.
    pub(crate) fit: Exact,
    /// Engagement over its criteria.
    pub(crate) engagement: Exact,
}

impl ProductCell<'_> {
    /// The total rounded, halves up.
    pub(crate) fn score(&self) -> i64 {
        self.total.round_half_up()
    }
}

type Get = for<'r> fn(&Results<'r>, usize) -> Cell<'r>;

/// A column that every result has.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    /// Its name: the key in JSON, the header elsewhere.
    pub(crate) name: &'static str,
    /// Its type.
    pub(crate) kind: Kind,
    /// What it holds, for the reference.
    pub(crate) meaning: &'static str,
    get: Get,
}

impl Column {
    /// The value in a row of the scores.
    pub(crate) fn cell<'r>(&self, results: &Results<'r>, row: usize) -> Cell<'r> {
        (self.get)(results, row)
    }
}

macro_rules! columns {
    ($($name:ident: $kind:ident, $meaning:literal, $get:expr;)*) => {
        /// All columns, in order.
        pub(crate) const COLUMNS: &[Column] =
            &[$(Column { name: stringify!($name), kind: Kind::$kind, meaning: $meaning, get: $get }),*];
    };
}

columns! {
    lead_id: Text, "the lead", |r, row| Cell::Text(Cow::Borrowed(&r.scores.lead_id[row]));
    rank: Integer, "place among the eligible leads, from 1; null for the others",
        |r, row| integer(r.scores.rank[row].map(i64::from));
    score: Integer, "the total rounded, halves up", |r, row| Cell::Integer(r.scores.score[row]);
    rating: Integer, "the score as the model shows it", |r, row| Cell::Integer(r.scores.rating[row]);
    total: Points, "fit, engagement and adjustments, exactly", |r, row| Cell::Points(r.scores.total[row]);
    fit: Points, "who they are, exactly", |r, row| Cell::Points(r.scores.fit[row]);
    engagement: Points, "what they did, exactly", |r, row| Cell::Points(r.scores.engagement[row]);
    grade: Text, "letter and digit; null unless the model has thresholds for both",
        |r, row| text(grade(r.scores, row));
    fit_grade: Text, "`A` to `D`; null without thresholds", |r, row| text(r.scores.fit_grade[row].map(String::from));
    engagement_grade: Text, "`1` to `4`; null without thresholds",
        |r, row| text(r.scores.engagement_grade[row].map(String::from));
    lane: Text, "where the lead goes; null without one",
        |r, row| name(r.scores.lane[row].map(|lane| r.model.lanes()[lane].name.as_str()));
    gates_met: Integer, "how many gates are met", |r, row| Cell::Integer(i64::from(r.scores.gates_met[row]));
    eligible: Boolean, "not excluded, and enough gates met", |r, row| Cell::Boolean(r.scores.eligible[row]);
    excluded: Boolean, "whether an exclusion is met", |r, row| Cell::Boolean(r.scores.excluded[row]);
    persona: Text, "role in the buying group; null without one",
        |r, row| name(r.scores.persona[row].map(|persona| r.model.personas()[persona].name.as_str()));
    product: Text, "the product with the highest total; null without products",
        |r, row| name(r.scores.product[row].map(|ProductId(product)| r.model.products()[product].name.as_str()));
    products: Products, "each product with its `total`, `fit`, `engagement` and `score`; null without products",
        products;
    size: Text, "size band; null without one",
        |r, row| name(r.scores.size[row].map(|size| r.model.sizes()[size].name.as_str()));
    lead_source: Text, "where the last hand raise came from; null without one",
        |r, row| name(r.scores.lead_source[row].as_deref());
    critical_met: Integer, "critical criteria that counted", |r, row| Cell::Integer(i64::from(r.scores.critical_met[row]));
    last_touch: Instant, "the last event; null without one", |r, row| instant(r.scores.last_touch[row]);
    last_hand_raise: Instant, "the last hand raise; null without one", |r, row| instant(r.scores.last_hand_raise[row]);
    reasons: Texts, "the three largest contributions, in words",
        |r, row| Cell::Texts(reasons::of(r.model, r.scores, row).map(Cow::Owned).collect());
    excluded_by: Texts, "exclusions that are met", |r, row| named(r.model.exclusions(), &r.scores.exclusions, row, Answer::Met);
    gates_missed: Texts, "gates that are missed", |r, row| named(r.model.gates(), &r.scores.gates, row, Answer::Missed);
    gates_unknown: Texts, "gates that an unknown data point leaves open",
        |r, row| named(r.model.gates(), &r.scores.gates, row, Answer::Unknown);
    as_of: Instant, "the instant of the score", |r, row| Cell::Instant(r.scores.as_of[row].micros());
    model: Text, "the model's name", |r, _| name(Some(r.model.name()));
    model_version: Integer, "its version", |r, _| Cell::Integer(r.model.version());
    model_fingerprint: Text, "the first 16 hex digits of the SHA-256 of its file", |r, _| name(Some(r.fingerprint));
}

/// The columns of a flat file (CSV, Parquet, XLSX): the lead, what is carried through, the results and, where they were
/// asked for, the points and counts of each criterion.
pub(crate) fn flat_columns(results: &Results<'_>) -> Vec<FlatColumn> {
    let (id, rest) = COLUMNS.split_at(1);
    let mut columns: Vec<FlatColumn> = id.iter().map(|column| FlatColumn::Result(*column)).collect();
    columns.extend(results.shown.names().iter().enumerate().map(|(index, name)| {
        let taken = COLUMNS.iter().any(|column| column.name.eq_ignore_ascii_case(name));
        FlatColumn::Shown(if taken { format!("show_{name}") } else { name.clone() }, index)
    }));
    columns.extend(rest.iter().map(|column| FlatColumn::Result(*column)));
    if results.scores.contributions.is_some() {
        let (fit, engagement) = (results.model.fit(), results.model.engagement());
        columns.extend((0..fit.len()).map(|index| FlatColumn::FitPoints(format!("points_{}", fit[index].id), index)));
        columns.extend(
            (0..engagement.len())
                .map(|index| FlatColumn::EngagementPoints(format!("points_{}", engagement[index].id), index)),
        );
        columns.extend(
            (0..engagement.len()).map(|index| FlatColumn::Count(format!("count_{}", engagement[index].id), index)),
        );
    }
    columns
}

/// A column of a flat file.
#[derive(Clone)]
pub(crate) enum FlatColumn {
    /// One that every result has.
    Result(Column),
    /// One that is carried through: its name and index.
    Shown(String, usize),
    /// What a fit criterion gave: its name and index.
    FitPoints(String, usize),
    /// What an engagement criterion gave.
    EngagementPoints(String, usize),
    /// How often an engagement criterion counted.
    Count(String, usize),
}

impl FlatColumn {
    /// Its header.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Result(column) => column.name,
            Self::Shown(name, _)
            | Self::FitPoints(name, _)
            | Self::EngagementPoints(name, _)
            | Self::Count(name, _) => name,
        }
    }

    /// Its type.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Result(column) => column.kind,
            Self::Shown(..) => Kind::Text,
            Self::FitPoints(..) | Self::EngagementPoints(..) => Kind::Points,
            Self::Count(..) => Kind::Integer,
        }
    }

    /// Its value in a row of the scores.
    pub(crate) fn cell<'r>(&self, results: &Results<'r>, row: usize) -> Cell<'r> {
        let contributions = results.scores.contributions.as_ref();
        match self {
            Self::Result(column) => column.cell(results, row),
            Self::Shown(_, index) => name(results.shown.get(*index, results.scores.lead_row[row])),
            Self::FitPoints(_, index) => contributions.map_or(Cell::Null, |all| Cell::Points(all.fit[*index][row])),
            Self::EngagementPoints(_, index) => {
                contributions.map_or(Cell::Null, |all| Cell::Points(all.engagement[*index][row]))
            }
            Self::Count(_, index) => {
                contributions.map_or(Cell::Null, |all| Cell::Integer(i64::from(all.occurrences[*index][row])))
            }
        }
    }
}

/// Letter and digit, where the model gives both.
pub(crate) fn grade(scores: &Scores, row: usize) -> Option<String> {
    Some(format!("{}{}", scores.fit_grade[row]?, scores.engagement_grade[row]?))
}

/// The columns, as a chapter of the reference.
pub(crate) fn markdown() -> String {
    let mut page = String::from("## Columns of a result\n\n");
    page.push_str(
        "In this order, in every format. In JSON they are the keys of one object a line; `--explain` adds \
         `contributions` (criterion to points) and `occurrences` (engagement criterion to count), and columns carried \
         through stand last, in `show`. In CSV, Parquet and XLSX the columns carried through stand after `lead_id` \
         (`show_` before a name that a result has too), and `--explain` adds `points_<id>` and `count_<id>`.\n\n\
         Points are exact: JSON numbers with seven decimals, `Decimal128(18,7)` in Parquet. Lists are joined with `; ` \
         in CSV and XLSX, where `products` is a JSON object. In CSV a text that a spreadsheet would run as a formula \
         begins with `'`.\n\n| column | type | meaning |\n| --- | --- | --- |\n",
    );
    for column in COLUMNS {
        let kind = match column.kind {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Points => "points",
            Kind::Boolean => "boolean",
            Kind::Instant => "timestamp (UTC)",
            Kind::Texts => "list of text",
            Kind::Products => "map",
        };
        let _ = writeln!(page, "| `{}` | {kind} | {} |", column.name, column.meaning);
    }
    page
}

fn integer<'r>(value: Option<i64>) -> Cell<'r> {
    value.map_or(Cell::Null, Cell::Integer)
}

fn instant<'r>(value: Option<i64>) -> Cell<'r> {
    value.map_or(Cell::Null, Cell::Instant)
}

fn text<'r>(value: Option<String>) -> Cell<'r> {
    value.map_or(Cell::Null, |text| Cell::Text(Cow::Owned(text)))
}

fn name(value: Option<&str>) -> Cell<'_> {
    value.map_or(Cell::Null, |text| Cell::Text(Cow::Borrowed(text)))
}

fn named<'r>(conditions: &'r [NamedCondition], answers: &[Vec<Answer>], row: usize, wanted: Answer) -> Cell<'r> {
    let met = conditions.iter().zip(answers).filter(|(_, answers)| answers[row] == wanted);
    Cell::Texts(met.map(|(condition, _)| Cow::Borrowed(condition.name.as_str())).collect())
}

fn products<'r>(results: &Results<'r>, row: usize) -> Cell<'r> {
    if results.model.products().is_empty() {
        return Cell::Null;
    }
    let products = results.model.products().iter().zip(&results.scores.products);
    Cell::Products(
        products
            .map(|(product, scores)| ProductCell {
                name: &product.name,
                total: scores.total[row],
                fit: scores.fit[row],
                engagement: scores.engagement[row],
            })
            .collect(),
    )
}
