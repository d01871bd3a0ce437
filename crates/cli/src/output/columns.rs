//! The columns of a result: one definition of name, type and values that every format shares.
//!
//! A column gives the values of a whole page as one Arrow array: Parquet takes it as it is, and text formats read its
//! cells ([`Cells`](super::cell::Cells)). So no value has two definitions, and none costs more than it must.
//!
//! The order is part of the contract of `handraise score --format json`. Columns that are carried through stand right
//! after `lead_id` in flat formats and last in JSON (inside `show`, so that no name of theirs meets a key).

use std::fmt::Write as _;
use std::iter::repeat_n;

use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use handraise_engine::{Answer, Places, Scores};
use handraise_model::{Model, ProductId};

use super::arrays;
use super::shown::Shown;
use crate::reasons;

/// What all rows of a result have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run<'r> {
    /// The model that gave them.
    pub(crate) model: &'r Model,
    /// Its fingerprint.
    pub(crate) fingerprint: &'r str,
    /// Columns of the leads that are carried through.
    pub(crate) shown: &'r Shown,
}

/// Some rows of a result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page<'r> {
    /// The run that gave them.
    pub(crate) run: &'r Run<'r>,
    /// Their places, all of which are to be written.
    pub(crate) places: &'r Places<'r>,
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text of each row.
    Text,
    /// One of a few names.
    Name,
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

impl Kind {
    /// The type of its arrays.
    pub(crate) fn data_type(self) -> DataType {
        let dictionary = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        match self {
            Self::Text => DataType::Utf8,
            Self::Name => dictionary(),
            Self::Integer => DataType::Int64,
            Self::Points => arrays::POINTS,
            Self::Boolean => DataType::Boolean,
            Self::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Texts => DataType::new_list(DataType::Utf8, true),
            Self::Products => arrays::products::<std::iter::Empty<_>>(&[], Vec::new(), 0).data_type().clone(),
        }
    }
}

/// What has to be kept of a score for a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// What decides the lead's place, which always is.
    Place,
    /// How the total came about: see [`ScoreOptions::details`](handraise_engine::ScoreOptions::details).
    Details,
    /// The largest contributions.
    Reasons,
}

/// A column that every result has.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    /// Its name: the key in JSON, the header elsewhere.
    pub(crate) name: &'static str,
    /// Its type.
    pub(crate) kind: Kind,
    /// What has to be kept of a score for it.
    pub(crate) needs: Needs,
    /// What it holds, for the reference.
    pub(crate) meaning: &'static str,
    /// Its values in the rows of a page.
    pub(crate) values: fn(&Page<'_>) -> ArrayRef,
}

macro_rules! columns {
    ($($name:ident: $kind:ident of $needs:ident, $meaning:literal, $values:expr;)*) => {
        /// All columns, in order.
        pub(crate) const COLUMNS: &[Column] =
            &[$(Column {
                name: stringify!($name),
                kind: Kind::$kind,
                needs: Needs::$needs,
                meaning: $meaning,
                values: $values,
            }),*];
    };
}

columns! {
    lead_id: Text of Place, "the lead", |p| p.places.lead_id_column();
    rank: Integer of Place, "place among the eligible leads, from 1; null for the others",
        |p| arrays::optional_integers(p.places.ranks());
    score: Integer of Place, "the total rounded, halves up", |p| arrays::integers(p.places.scores());
    rating: Integer of Details, "the score as the model shows it", |p| arrays::integers(p.places.ratings());
    total: Points of Place, "fit, engagement and adjustments, exactly", |p| arrays::points(p.places.totals());
    fit: Points of Details, "who they are, exactly", |p| arrays::points(p.places.fits());
    engagement: Points of Details, "what they did, exactly", |p| arrays::points(p.places.engagements());
    grade: Name of Details, "letter and digit; null unless the model has thresholds for both", grades;
    fit_grade: Name of Details, "`A` to `D`; null without thresholds",
        |p| arrays::names(FIT_GRADES, p.places.fit_grades().map(|grade| place(&FIT_GRADES, grade)));
    engagement_grade: Name of Details, "`1` to `4`; null without thresholds",
        |p| arrays::names(ENGAGEMENT_GRADES, p.places.engagement_grades().map(|grade| place(&ENGAGEMENT_GRADES, grade)));
    lane: Name of Details, "where the lead goes; null without one",
        |p| arrays::names(p.run.model.lanes().iter().map(|lane| &lane.name), p.places.lanes());
    gates_met: Integer of Details, "how many gates are met", |p| arrays::integers(p.places.gates_met());
    eligible: Boolean of Place, "not excluded, and enough gates met", |p| arrays::booleans(p.places.eligible());
    excluded: Boolean of Details, "whether an exclusion is met", |p| arrays::booleans(p.places.excluded());
    persona: Name of Details, "role in the buying group; null without one",
        |p| arrays::names(p.run.model.personas().iter().map(|persona| &persona.name), p.places.personas());
    product: Name of Details, "the product with the highest total; null without products",
        |p| arrays::names(product_names(p.run.model), p.places.products().map(|product| product.map(|ProductId(index)| index)));
    products: Products of Details, "each product with its `total`, `fit`, `engagement` and `score`; null without products",
        products;
    size: Name of Details, "size band; null without one",
        |p| arrays::names(p.run.model.sizes().iter().map(|size| &size.name), p.places.sizes());
    lead_source: Text of Details, "where the last hand raise came from; null without one",
        |p| arrays::texts(p.places.lead_sources());
    critical_met: Integer of Details, "critical criteria that counted", |p| arrays::integers(p.places.critical_met());
    last_touch: Instant of Place, "the last event; null without one", |p| arrays::instants(p.places.last_touches());
    last_hand_raise: Instant of Details, "the last hand raise; null without one",
        |p| arrays::instants(p.places.last_hand_raises());
    reasons: Texts of Reasons, "the three largest contributions, in words", |p| reasons::array(p.run.model, p.places);
    excluded_by: Texts of Details, "exclusions that are met",
        excluded_by;
    gates_missed: Texts of Details, "gates that are missed",
        |p| gates(p, Answer::Missed);
    gates_unknown: Texts of Details, "gates that an unknown data point leaves open",
        |p| gates(p, Answer::Unknown);
    as_of: Instant of Place, "the instant of the score", |p| arrays::instants(p.places.as_of().map(|as_of| Some(as_of.micros())));
    model: Name of Place, "the model's name", |p| arrays::names([p.run.model.name()], repeat_n(Some(0), p.places.len()));
    model_version: Integer of Place, "its version", |p| arrays::integers(repeat_n(p.run.model.version(), p.places.len()));
    model_fingerprint: Name of Place, "the first 16 hex digits of the SHA-256 of its file",
        |p| arrays::names([p.run.fingerprint], repeat_n(Some(0), p.places.len()));
}

const FIT_GRADES: [&str; 4] = ["A", "B", "C", "D"];
const ENGAGEMENT_GRADES: [&str; 4] = ["1", "2", "3", "4"];

/// Letter and digit, where the model gives both.
pub(crate) fn grade(scores: &Scores, row: usize) -> Option<String> {
    Some(format!("{}{}", scores.fit_grade[row]?, scores.engagement_grade[row]?))
}

fn grades(page: &Page<'_>) -> ArrayRef {
    let names = FIT_GRADES.iter().flat_map(|letter| ENGAGEMENT_GRADES.map(|digit| format!("{letter}{digit}")));
    let of_row = page.places.fit_grades().zip(page.places.engagement_grades());
    let index = |(letter, digit)| {
        Some(place(&FIT_GRADES, letter)? * ENGAGEMENT_GRADES.len() + place(&ENGAGEMENT_GRADES, digit)?)
    };
    arrays::names(names, of_row.map(index))
}

/// Where a grade stands among those of its kind.
fn place(grades: &[&str], grade: Option<char>) -> Option<usize> {
    let grade = grade?;
    grades.iter().position(|known| known.starts_with(grade))
}

fn excluded_by(page: &Page<'_>) -> ArrayRef {
    let exclusions = page.run.model.exclusions();
    let answers = (0..exclusions.len()).map(|index| page.places.exclusion(index)).collect();
    arrays::conditions(exclusions, answers, Answer::Met, page.places.len())
}

fn gates(page: &Page<'_>, wanted: Answer) -> ArrayRef {
    let gates = page.run.model.gates();
    let answers = (0..gates.len()).map(|index| page.places.gate(index)).collect();
    arrays::conditions(gates, answers, wanted, page.places.len())
}

fn products(page: &Page<'_>) -> ArrayRef {
    let names = product_names(page.run.model);
    let scores = (0..names.len()).map(|index| page.places.of_product(index)).collect();
    arrays::products(&names, scores, page.places.len())
}

fn product_names(model: &Model) -> Vec<&str> {
    model.products().iter().map(|product| product.name.as_str()).collect()
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
            Kind::Text | Kind::Name => "text",
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
