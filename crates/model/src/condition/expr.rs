//! The typed tree of a condition.
//!
//! It keeps the forms of the language as they were written (`between`, `in`, `not like`), so that the printer, the
//! definitions page and SQL read like the model; it is fully typed, so that no executor has to decide what a
//! comparison means.

use crate::values::{Type, Value};

/// Index of a data point in [`crate::Model::lead`] or, in the `where` of a criterion, in [`crate::Model::event`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataPointId(pub usize);

/// Index of a named list in [`crate::Model::lists`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListId(pub usize);

/// Index of an engagement criterion in [`crate::Model::engagement`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EngagementId(pub usize);

/// What a condition may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The lead's data points: `gate`, `exclude`, `fit`, `persona`, `size`.
    Lead,
    /// The event's properties: `where`.
    Event,
    /// The lead's data points and the results: `lane`.
    Lane,
}

/// A typed expression. Every operand has the type its operator needs; integers beside decimals stand in
/// [`Expr::ToDecimal`].
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A literal; never a list. A minus before a number is part of the literal.
    Literal(Value),
    /// A data point and its type.
    DataPoint(DataPointId, Type),
    /// A result, in lanes only.
    Result(ResultName),
    /// `occurrences('criterion')`, in lanes only: an integer, the occurrences that counted.
    Occurrences(EngagementId),
    /// `a and b and ...`: at least two, none of them an `And` (it would be the same list).
    And(Vec<Expr>),
    /// `a or b or ...`: at least two, none of them an `Or`.
    Or(Vec<Expr>),
    /// `not a`.
    Not(Box<Expr>),
    /// `a < b`: both sides of one type; booleans only `=` and `<>`.
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// `x [not] between low and high`.
    Between {
        /// What is compared.
        expr: Box<Expr>,
        /// The least value that fits.
        low: Box<Expr>,
        /// The greatest value that fits.
        high: Box<Expr>,
        /// `not between`.
        negated: bool,
    },
    /// `x [not] in (literal, ...)`: at least one item, all of the type of `x`.
    In {
        /// What is looked for.
        expr: Box<Expr>,
        /// The literals.
        items: Vec<Value>,
        /// `not in`.
        negated: bool,
    },
    /// `x is [not] null`; never of a list.
    IsNull {
        /// What may be unknown.
        expr: Box<Expr>,
        /// `is not null`.
        negated: bool,
    },
    /// `x is [not] true` or `x is [not] false`; never null itself.
    IsBoolean {
        /// A boolean.
        expr: Box<Expr>,
        /// `true` or `false`.
        value: bool,
        /// `is not`.
        negated: bool,
    },
    /// `x [not] like 'pattern'`: `%` any text, `_` one code point, no escape character.
    Like {
        /// A text.
        expr: Box<Expr>,
        /// The pattern as written.
        pattern: String,
        /// `ilike`: both sides in `lower`.
        ignore_case: bool,
        /// `not like`.
        negated: bool,
    },
    /// `x = any(list)`: null when `x` is null, else whether an item equals it.
    AnyOf(Box<Expr>, ListRef),
    /// `cardinality(list)`: repeated items counted.
    Cardinality(ListRef),
    /// `lower(x)`: Unicode lower case.
    Lower(Box<Expr>),
    /// `email_domain(x)`: what follows the last `@`, in lower case; null without one or when empty.
    EmailDomain(Box<Expr>),
    /// `a + b`, `a - b`, `a * b`: both integers or both decimals; overflow and what is not finite are null.
    Arithmetic(ArithmeticOp, Box<Expr>, Box<Expr>),
    /// `-x`; never of a literal.
    Negate(Box<Expr>),
    /// `coalesce(a, b, ...)`: at least two, all of one type, none a list.
    Coalesce(Vec<Expr>),
    /// `age_days(d)` of a date or a timestamp: UTC date of `as_of` minus UTC date of `d`, in days.
    AgeDays(Box<Expr>),
    /// An integer as the nearest 64-bit float; not written in the text.
    ToDecimal(Box<Expr>),
}

impl Expr {
    /// The type of its value.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Self::Literal(value) => value.ty(),
            Self::DataPoint(_, ty) => *ty,
            Self::Result(name) => name.ty(),
            Self::Lower(_) | Self::EmailDomain(_) => Type::Text,
            Self::Occurrences(_) | Self::Cardinality(_) | Self::AgeDays(_) => Type::Integer,
            Self::Arithmetic(_, left, _) => left.ty(),
            Self::Negate(inner) => inner.ty(),
            Self::Coalesce(items) => items.first().map_or(Type::Boolean, Self::ty),
            Self::ToDecimal(_) => Type::Decimal,
            Self::And(_)
            | Self::Or(_)
            | Self::Not(_)
            | Self::Compare(..)
            | Self::Between { .. }
            | Self::In { .. }
            | Self::IsNull { .. }
            | Self::IsBoolean { .. }
            | Self::Like { .. }
            | Self::AnyOf(..) => Type::Boolean,
        }
    }

    /// The expressions it is made of, from left to right.
    pub fn children(&self) -> Vec<&Expr> {
        match self {
            Self::Literal(_) | Self::DataPoint(..) | Self::Result(_) | Self::Occurrences(_) | Self::Cardinality(_) => {
                Vec::new()
            }
            Self::And(items) | Self::Or(items) | Self::Coalesce(items) => items.iter().collect(),
            Self::Compare(_, left, right) | Self::Arithmetic(_, left, right) => vec![left, right],
            Self::Between { expr, low, high, .. } => vec![expr, low, high],
            Self::Not(expr)
            | Self::In { expr, .. }
            | Self::IsNull { expr, .. }
            | Self::IsBoolean { expr, .. }
            | Self::Like { expr, .. }
            | Self::AnyOf(expr, _)
            | Self::Lower(expr)
            | Self::EmailDomain(expr)
            | Self::Negate(expr)
            | Self::AgeDays(expr)
            | Self::ToDecimal(expr) => vec![expr],
        }
    }

    /// Calls `visit` with this expression and all that it is made of.
    pub fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The data points it reads, each once, in order of their index.
    #[must_use]
    pub fn data_points(&self) -> Vec<DataPointId> {
        let mut found = Vec::new();
        self.walk(&mut |expr| match expr {
            Self::DataPoint(id, _) => found.push(*id),
            Self::AnyOf(_, ListRef::DataPoint(id)) | Self::Cardinality(ListRef::DataPoint(id)) => found.push(*id),
            _ => {}
        });
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether its value may change as time passes: it reads the age of something.
    #[must_use]
    pub fn reads_as_of(&self) -> bool {
        let mut found = false;
        self.walk(&mut |expr| found |= matches!(expr, Self::AgeDays(_)));
        found
    }
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl CompareOp {
    /// As it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// The same comparison with its sides exchanged: `<` becomes `>`.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            Self::Equal | Self::NotEqual => self,
        }
    }

    /// What is TRUE where this is FALSE: `<` becomes `>=`. Both are NULL together.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
        }
    }
}

/// How two numbers are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
}

impl ArithmeticOp {
    /// As it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
        }
    }
}

/// The list of `= any(..)` and `cardinality(..)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListRef {
    /// A data point of type list.
    DataPoint(DataPointId),
    /// A list that the model names.
    Named(ListId),
}

/// A result that lanes can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is documented in the table of `describe`")]
pub enum ResultName {
    Score,
    GatesMet,
    CriticalMet,
    DaysSinceTouch,
    DaysSinceHandRaise,
    Fit,
    Engagement,
    Eligible,
    Excluded,
    Grade,
    FitGrade,
    EngagementGrade,
    Persona,
    Product,
    Size,
    LeadSource,
}

impl ResultName {
    /// All of them, in the order of the reference.
    pub const ALL: [Self; 16] = [
        Self::Score,
        Self::GatesMet,
        Self::CriticalMet,
        Self::DaysSinceTouch,
        Self::DaysSinceHandRaise,
        Self::Fit,
        Self::Engagement,
        Self::Eligible,
        Self::Excluded,
        Self::Grade,
        Self::FitGrade,
        Self::EngagementGrade,
        Self::Persona,
        Self::Product,
        Self::Size,
        Self::LeadSource,
    ];

    /// Name, type and meaning.
    fn describe(self) -> (&'static str, Type, &'static str) {
        match self {
            Self::Score => ("score", Type::Integer, "the total rounded to an integer, halves up"),
            Self::GatesMet => ("gates_met", Type::Integer, "how many gates are met"),
            Self::CriticalMet => {
                ("critical_met", Type::Integer, "how many critical criteria have an occurrence that counted")
            }
            Self::DaysSinceTouch => {
                ("days_since_touch", Type::Integer, "days since the last event of any type; null without one")
            }
            Self::DaysSinceHandRaise => {
                ("days_since_hand_raise", Type::Integer, "days since the last hand raise; null without one")
            }
            Self::Fit => ("fit", Type::Decimal, "fit, as the nearest 64-bit float"),
            Self::Engagement => ("engagement", Type::Decimal, "engagement, as the nearest 64-bit float"),
            Self::Eligible => ("eligible", Type::Boolean, "not excluded, and enough gates met"),
            Self::Excluded => ("excluded", Type::Boolean, "whether an exclusion is met"),
            Self::Grade => ("grade", Type::Text, "letter and digit, such as `B2`; null unless both are given"),
            Self::FitGrade => ("fit_grade", Type::Text, "the letter for fit, `A` to `D`; null without thresholds"),
            Self::EngagementGrade => {
                ("engagement_grade", Type::Text, "the digit for engagement, `1` to `4`; null without thresholds")
            }
            Self::Persona => ("persona", Type::Text, "the name of the lead's persona; null without one"),
            Self::Product => ("product", Type::Text, "the product with the highest total; null without products"),
            Self::Size => ("size", Type::Text, "the name of the lead's size; null without one"),
            Self::LeadSource => ("lead_source", Type::Text, "the lead source of the last hand raise; null without one"),
        }
    }

    /// The name by which a lane's condition reads it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.describe().0
    }

    /// The type of its value.
    #[must_use]
    pub fn ty(self) -> Type {
        self.describe().1
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.describe().2
    }

    /// The result of that name; case matters.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.name() == name)
    }
}
