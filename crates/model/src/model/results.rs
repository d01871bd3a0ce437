//! What comes of the points: personas, products, sizes, maxima and grades, and the examples that test them.

use super::Condition;
use crate::condition::DataPointId;
use crate::values::{AsOf, Exact, Points, Span, Spanned, Value, Weight};

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
