//! What gives points: the criteria of a model and their groups.

use super::{Condition, GroupId, ProductId};
use crate::condition::{DataPointId, EngagementId, Expr};
use crate::values::{Credibility, HalfLife, Points, Span, Spanned};

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
