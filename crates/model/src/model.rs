//! The checked model: what a file means, once nothing in it can be wrong.
//!
//! A [`Model`] is made by [`crate::ModelSource::check`] alone, so whoever holds one may rely on every invariant that
//! the reference states: references resolve, names are unique, numbers are in range, conditions are typed, `after` has
//! no cycle. Parts are in the order of the file; references between them are indices into those lists.

use crate::condition::{DataPointId, EngagementId, Expr};
use crate::source::ModelSource;
use crate::values::{AsOf, Credibility, Exact, HalfLife, Points, Span, Spanned, Type, Value, Weight};

/// A checked scoring model.
#[derive(Clone, Debug)]
pub struct Model {
    pub(crate) source: ModelSource,
    pub(crate) name: String,
    pub(crate) version: i64,
    pub(crate) review_by: Option<Spanned<jiff::civil::Date>>,
    pub(crate) sources: Vec<Source>,
    pub(crate) data: DataColumns,
    pub(crate) lists: Vec<NamedList>,
    pub(crate) lead: Vec<DataPoint>,
    pub(crate) event: Vec<DataPoint>,
    pub(crate) session: Session,
    pub(crate) gates: Vec<NamedCondition>,
    pub(crate) exclusions: Vec<NamedCondition>,
    pub(crate) fit: Vec<FitCriterion>,
    pub(crate) engagement: Vec<EngagementCriterion>,
    pub(crate) groups: Vec<Group>,
    pub(crate) personas: Vec<Persona>,
    pub(crate) products: Vec<Product>,
    pub(crate) sizes: Vec<Size>,
    pub(crate) score: ScoreSettings,
    pub(crate) grade: GradeThresholds,
    pub(crate) lanes: Vec<NamedCondition>,
    pub(crate) examples: Vec<Example>,
}

macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident: $ty:ty = $get:expr;)*) => {
        impl Model {
            $($(#[$doc])* #[must_use] pub fn $name(&self) -> $ty { let get: fn(&Self) -> $ty = $get; get(self) })*
        }
    };
}

getters! {
    /// The text it was made of.
    source: &ModelSource = |model| &model.source;
    /// Its name.
    name: &str = |model| &model.name;
    /// Its version.
    version: i64 = |model| model.version;
    /// When it is to be reviewed.
    review_by: Option<&Spanned<jiff::civil::Date>> = |model| model.review_by.as_ref();
    /// Where data points come from, and how far each is trusted.
    sources: &[Source] = |model| &model.sources;
    /// How the input's columns are called.
    data: &DataColumns = |model| &model.data;
    /// Named lists.
    lists: &[NamedList] = |model| &model.lists;
    /// Data points of a lead.
    lead: &[DataPoint] = |model| &model.lead;
    /// Properties of events.
    event: &[DataPoint] = |model| &model.event;
    /// What a session is.
    session: &Session = |model| &model.session;
    /// Table stakes.
    gates: &[NamedCondition] = |model| &model.gates;
    /// The unacceptable customer profile.
    exclusions: &[NamedCondition] = |model| &model.exclusions;
    /// Criteria on who the lead is.
    fit: &[FitCriterion] = |model| &model.fit;
    /// Criteria on what the lead does; those of `[engagement_points]` come last.
    engagement: &[EngagementCriterion] = |model| &model.engagement;
    /// Groups of criteria with a common cap.
    groups: &[Group] = |model| &model.groups;
    /// Personas; the first that is met is the lead's.
    personas: &[Persona] = |model| &model.personas;
    /// Products, each with a score of its own.
    products: &[Product] = |model| &model.products;
    /// Sizes; the first that is met is the lead's.
    sizes: &[Size] = |model| &model.sizes;
    /// Maxima, gates required and rating.
    score: &ScoreSettings = |model| &model.score;
    /// Thresholds of the grade.
    grade: &GradeThresholds = |model| &model.grade;
    /// Lanes; the first that is met is the lead's.
    lanes: &[NamedCondition] = |model| &model.lanes;
    /// The model's tests.
    examples: &[Example] = |model| &model.examples;
}

impl Model {
    /// Whether a criterion with these products counts for a product (`None`: a model without products).
    #[must_use]
    pub fn counts_for(products: Option<&[ProductId]>, product: Option<ProductId>) -> bool {
        match (products, product) {
            (Some(named), Some(product)) => named.contains(&product),
            _ => true,
        }
    }

    /// The data point of that name among the lead's.
    #[must_use]
    pub fn lead_data_point(&self, name: &str) -> Option<DataPointId> {
        self.lead.iter().position(|data_point| data_point.name == name).map(DataPointId)
    }

    /// The engagement criterion of that name or id.
    #[must_use]
    pub fn engagement_named(&self, name_or_id: &str) -> Option<EngagementId> {
        let named = |criterion: &EngagementCriterion| criterion.name == name_or_id || criterion.id == name_or_id;
        self.engagement.iter().position(named).map(EngagementId)
    }
}

macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $($(#[$doc])* #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)] pub struct $name(pub usize);)*
    };
}

indices! {
    /// Index of a source in [`Model::sources`].
    SourceId;
    /// Index of a group in [`Model::groups`].
    GroupId;
    /// Index of a product in [`Model::products`].
    ProductId;
}

/// A source of data: an entry of `[credibility]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// How far it is trusted.
    pub credibility: Spanned<Credibility>,
}

/// `[data]`: how the input's columns are called.
#[derive(Clone, Debug, PartialEq)]
pub struct DataColumns {
    /// The lead's id, in the leads and the adjustments.
    pub lead_id: String,
    /// The lead's id in the events.
    pub event_lead: String,
    /// The event's type.
    pub event_type: String,
    /// The event's instant.
    pub event_time: String,
    /// Cells that mean "not known", beside the empty one. An empty text here says it of formats with a null of their
    /// own, too: an empty text of JSON or Parquet is else a known one.
    pub nulls: Vec<String>,
    /// Leads of one company.
    pub account_id: Option<String>,
    /// A lead is there after this instant.
    pub lead_created: Option<String>,
    /// Several rows a lead: from when each holds.
    pub lead_valid_from: Option<String>,
    /// Events of a lead with equal ids count once.
    pub event_id: Option<String>,
    /// How timestamps are written.
    pub time_format: TimeFormat,
    /// The IANA name of the time zone of times without an offset.
    pub time_zone: String,
    /// Input columns carried through to the results.
    pub show: Vec<String>,
}

/// How the timestamps of all tables are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// ISO 8601.
    Iso,
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    EpochMillis,
    /// Seconds since 1970-01-01 00:00:00 UTC.
    EpochSeconds,
    /// A `strptime` pattern.
    Pattern(String),
}

/// An entry of `[list]`.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedList {
    /// Its name.
    pub name: String,
    /// Its items.
    pub items: Vec<String>,
}

/// A declared data point of a lead, or property of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct DataPoint {
    /// Its name in conditions.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// The column of the input that holds it.
    pub column: String,
    /// Where it comes from; without one it is trusted fully.
    pub source: Option<SourceId>,
    /// Whether it says where a hand raise came from (at most one event property, of type text).
    pub lead_source: bool,
    /// Its name's place.
    pub span: Span,
}

/// `[session]`: what makes a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The longest gap inside a session, 1 to 1440 minutes.
    pub gap_minutes: u32,
    /// The event types that make up a session; `None`: all.
    pub events: Option<Vec<String>>,
}

/// A boolean condition of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Its typed tree.
    pub expr: Expr,
    /// The lowest credibility of the sources of the data points it reads.
    pub credibility: Credibility,
    /// The place of the string in the document, quotes included.
    pub span: Span,
}

/// A gate, an exclusion or a lane.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedCondition {
    /// Its name.
    pub name: String,
    /// When it is met.
    pub when: Condition,
    /// The place of its name.
    pub span: Span,
}

/// A criterion on who the lead is.
#[derive(Clone, Debug, PartialEq)]
pub struct FitCriterion {
    /// Its id, `[a-z][a-z0-9_]{0,39}`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it is written.
    pub form: FitForm,
    /// What it means: the first band whose test is met gives its points. Every form comes down to this.
    pub bands: Vec<Band>,
    /// The group whose cap it shares.
    pub group: Option<GroupId>,
    /// The products it counts for; `None`: all.
    pub products: Option<Vec<ProductId>>,
    /// The place of its name.
    pub span: Span,
}

/// The form in which a fit criterion is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FitForm {
    /// `when` and `points`.
    When,
    /// `of` with a table of values.
    Values(DataPointId),
    /// `of` with `below` bands.
    Ranges(DataPointId),
    /// `bands` of conditions.
    Bands,
}

/// One outcome of a fit criterion.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// When it is taken, if no earlier one was.
    pub test: BandTest,
    /// What it gives.
    pub points: Points,
    /// How far that is trusted: the lowest over the test and those before it, or the criterion's `from`.
    pub credibility: Credibility,
    /// The place of the band in the document: its test, or the key of its points.
    pub span: Span,
}

/// When a band is taken.
#[derive(Clone, Debug, PartialEq)]
pub enum BandTest {
    /// A condition: `when`; in the `of` forms `data_point = value` or `data_point < value`.
    When(Expr),
    /// `else` of the `of` forms: the data point is known.
    Known(DataPointId),
    /// `unknown` of the `of` forms: the data point is not known.
    Unknown(DataPointId),
    /// `else` of bands of conditions: whatever is left, unknown included.
    Else,
}

/// What makes one occurrence of an engagement criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Per {
    /// Each event.
    Event,
    /// The events of one UTC day.
    Day,
    /// The events of one session.
    Session,
    /// All events together.
    Once,
}

/// A criterion on what the lead does.
#[derive(Clone, Debug, PartialEq)]
pub struct EngagementCriterion {
    /// Its id, `[a-z][a-z0-9_]{0,39}`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The event types that match, compared exactly; at least one, none twice.
    pub events: Vec<String>,
    /// What else the event must meet.
    pub condition: Option<Condition>,
    /// For each occurrence that counts.
    pub points: Points,
    /// What makes one occurrence.
    pub per: Per,
    /// Matching events that make one occurrence; 1 with [`Per::Event`].
    pub at_least: u32,
    /// Only so many occurrences count, the most recent.
    pub at_most: Option<Spanned<u32>>,
    /// Only events of a lower age count.
    pub within_days: Option<u32>,
    /// The days after which an occurrence gives half.
    pub half_life: Option<HalfLife>,
    /// Only events so long after another criterion was reached count.
    pub after: Option<After>,
    /// A critical conversion behaviour, marked wherever it is shown.
    pub critical: bool,
    /// The lead asked for a follow-up.
    pub hand_raise: bool,
    /// The group whose cap it shares.
    pub group: Option<GroupId>,
    /// The products it counts for; `None`: all.
    pub products: Option<Vec<ProductId>>,
    /// The credibility of its `where`, or of its `from`.
    pub credibility: Credibility,
    /// Whether it is an entry of `[engagement_points]`.
    pub short: bool,
    /// The place of its name.
    pub span: Span,
}

/// `after` and `after_days` of an engagement criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// The criterion that must have been reached.
    pub criterion: EngagementId,
    /// How many times 24 hours before the event, at least.
    pub days: u32,
}

/// Criteria that together give at most so much.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Whole points, 0 to 1000.
    pub max: Points,
}

/// A role in the buying group.
#[derive(Clone, Debug, PartialEq)]
pub struct Persona {
    /// Its name.
    pub name: String,
    /// When a lead is one.
    pub when: Condition,
    /// What the lead's engagement is multiplied by.
    pub weight: Weight,
    /// The place of its name.
    pub span: Span,
}

/// Something that is sold, with a score of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// The place of its name.
    pub span: Span,
}

/// A size, the leading digit of a `thousand` rating.
#[derive(Clone, Debug, PartialEq)]
pub struct Size {
    /// Its name.
    pub name: String,
    /// 1 to 9.
    pub digit: u8,
    /// When a lead has it.
    pub when: Condition,
    /// The place of its name.
    pub span: Span,
}

/// `[score]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreSettings {
    /// The most that fit can give, 0 to 1000.
    pub fit_max: Points,
    /// The most that engagement can give, 0 to 1000.
    pub engagement_max: Points,
    /// The gates that an eligible lead meets, at least.
    pub gates_required: usize,
    /// How the score is shown.
    pub rating: Rating,
}

impl ScoreSettings {
    /// The most that a lead's total can be.
    #[must_use]
    pub fn total_max(&self) -> i32 {
        self.fit_max.value + self.engagement_max.value
    }
}

/// How a score is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rating {
    /// The score.
    Hundred,
    /// Size digit * 1000 + score.
    Thousand,
    /// Gates met * 100 + the score, at most 99.
    Stakes,
}

/// `[grade]`: three falling thresholds each, compared with exact values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GradeThresholds {
    /// At least the first is A, the second B, the third C, less D.
    pub fit: Option<[Spanned<Exact>; 3]>,
    /// At least the first is 1, the second 2, the third 3, less 4.
    pub engagement: Option<[Spanned<Exact>; 3]>,
}

/// A test of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// When it is scored.
    pub as_of: AsOf,
    /// The data points that are known.
    pub lead: Vec<(DataPointId, Value)>,
    /// What the lead did.
    pub events: Vec<ExampleEvent>,
    /// What must come out.
    pub expect: Expect,
    /// The place of its name.
    pub span: Span,
}

/// An event of an example.
#[derive(Clone, Debug, PartialEq)]
pub struct ExampleEvent {
    /// Its type.
    pub event: String,
    /// Its instant, in microseconds since 1970-01-01 00:00:00 UTC.
    pub at: i64,
    /// The properties that are known.
    pub properties: Vec<(DataPointId, Value)>,
}

/// What an example expects; what is `None` is not tested. An inner `None` stands for "none" (`""` in the file).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expect {
    /// The least score.
    pub score_at_least: Option<Spanned<i64>>,
    /// The greatest score.
    pub score_at_most: Option<Spanned<i64>>,
    /// The grade.
    pub grade: Option<Spanned<Option<String>>>,
    /// The lane.
    pub lane: Option<Spanned<Option<String>>>,
    /// Whether it is eligible.
    pub eligible: Option<Spanned<bool>>,
    /// Whether it is excluded.
    pub excluded: Option<Spanned<bool>>,
    /// The persona.
    pub persona: Option<Spanned<Option<String>>>,
    /// The product.
    pub product: Option<Spanned<Option<String>>>,
    /// The example (an index) that it must rank above.
    pub above: Option<Spanned<usize>>,
}
