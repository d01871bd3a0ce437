//! The checked model: what a file means, once nothing in it can be wrong.
//!
//! A [`Model`] is made by [`crate::ModelSource::check`] alone, so whoever holds one may rely on every invariant that
//! the reference states: references resolve, names are unique, numbers are in range, conditions are typed, `after` has
//! no cycle. Parts are in the order of the file; references between them are indices into those lists.

mod criteria;
mod input;
mod outcome;
mod results;

pub use criteria::{After, Band, BandTest, EngagementCriterion, FitCriterion, FitForm, Group, Per};
pub use input::{DataColumns, DataPoint, LeadId, NamedList, Session, Source, TimeFormat};
pub use outcome::{Outcome, OutcomeSource};
pub use results::{Example, ExampleEvent, Expect, GradeThresholds, Persona, Product, Rating, ScoreSettings, Size};

use crate::condition::{DataPointId, EngagementId, Expr};
use crate::source::ModelSource;
use crate::values::{Credibility, Span, Spanned};

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
    pub(crate) outcome: Option<Outcome>,
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
    /// What the model is held against.
    outcome: Option<&Outcome> = |model| model.outcome.as_ref();
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
