//! What is to be evaluated: steps, and the columns that they read.

use foldhash::fast::FixedState;
use handraise_model::condition::{ArithmeticOp, CompareOp, DataPointId, EngagementId, ResultName};
use handraise_model::values::{Type, Value};

use super::bands::{FirstMet, Ranges, Table};
use super::column::Column;
use super::pattern::Pattern;

/// Index of a step in its [`Program`].
pub(crate) type StepId = usize;

/// Something that a program reads: a column that whoever evaluates it must provide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Leaf {
    /// A data point of the lead or the event.
    DataPoint(DataPointId),
    /// A result, in lanes.
    Result(ResultName),
    /// How many occurrences of a criterion counted, in lanes.
    Occurrences(EngagementId),
}

/// Steps, each after those it needs.
#[derive(Debug, Default)]
pub(crate) struct Program {
    steps: Vec<Step>,
    /// What it reads; a column's index here is its slot.
    pub(crate) leaves: Vec<Leaf>,
}

/// One operation and what it reads.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) operation: Operation,
    /// The steps whose values it takes.
    pub(super) operands: Vec<StepId>,
    /// The slots that it reads, itself and through others, rising.
    slots: Vec<usize>,
    /// Whether it reads an age, itself or through others.
    reads_as_of: bool,
}

/// The few operations that all forms of the language come down to.
#[derive(Debug)]
pub(super) enum Operation {
    /// One value for all rows.
    Literal(Column),
    Column(usize),
    And(Vec<StepId>),
    Or(Vec<StepId>),
    Not(StepId),
    Compare(CompareOp, StepId, StepId),
    In(StepId, Items),
    IsNull(StepId),
    /// Whether it is this boolean; never null.
    Is(StepId, bool),
    Like(StepId, Pattern),
    /// A text against a list.
    AnyOf(StepId, StepId),
    Cardinality(StepId),
    Lower(StepId),
    EmailDomain(StepId),
    Arithmetic(ArithmeticOp, StepId, StepId),
    Negate(StepId),
    Coalesce(Vec<StepId>),
    /// The UTC day of an instant.
    DayOf(StepId),
    /// The distance of a day from that of `as_of`.
    AgeDays(StepId),
    ToDecimal(StepId),
    /// The band of a value, by equality.
    Table(StepId, Table),
    /// The band of a value, by limits.
    Ranges(StepId, Ranges),
    /// The first band whose condition is met.
    FirstMet(FirstMet),
}

/// The literals of an `in`, or a named list.
#[derive(Debug)]
pub(super) enum Items {
    Text(hashbrown::HashSet<String, FixedState>),
    /// Integers, days and instants, rising.
    Whole(Vec<i64>),
    Decimal(Vec<f64>),
    Boolean(Vec<bool>),
}

impl Program {
    /// The slots that some steps read, rising.
    pub(crate) fn slots_of(&self, steps: impl IntoIterator<Item = StepId>) -> Vec<usize> {
        let mut slots: Vec<usize> =
            steps.into_iter().filter_map(|step| self.steps.get(step)).flat_map(|step| step.slots.clone()).collect();
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    /// The slot that a step reads, where its value depends on nothing else: neither on other slots nor on `as_of`.
    ///
    /// Such a step can be evaluated once for each distinct value: see [`super::answers_by_value`].
    pub(crate) fn only_leaf(&self, step: StepId) -> Option<usize> {
        let step = self.steps.get(step).filter(|step| !step.reads_as_of)?;
        if let [slot] = step.slots[..] { Some(slot) } else { None }
    }

    /// Whether a step's value depends on `as_of`.
    pub(crate) fn reads_as_of(&self, step: StepId) -> bool {
        self.steps.get(step).is_some_and(|step| step.reads_as_of)
    }

    /// How many steps there are.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    pub(super) fn step(&self, step: StepId) -> Option<&Step> {
        self.steps.get(step)
    }

    pub(super) fn push(&mut self, operation: Operation) -> StepId {
        let operands = operation.operands();
        let slots = match &operation {
            Operation::Column(slot) => vec![*slot],
            _ => self.slots_of(operands.iter().copied()),
        };
        let reads_as_of =
            matches!(operation, Operation::AgeDays(_)) || operands.iter().any(|step| self.reads_as_of(*step));
        self.steps.push(Step { operation, operands, slots, reads_as_of });
        self.steps.len() - 1
    }
}

impl Operation {
    fn operands(&self) -> Vec<StepId> {
        match self {
            Self::Literal(_) | Self::Column(_) => Vec::new(),
            Self::And(steps) | Self::Or(steps) | Self::Coalesce(steps) => steps.clone(),
            Self::FirstMet(bands) => bands.conditions().collect(),
            Self::Compare(_, left, right) | Self::Arithmetic(_, left, right) | Self::AnyOf(left, right) => {
                vec![*left, *right]
            }
            Self::Not(step)
            | Self::In(step, _)
            | Self::IsNull(step)
            | Self::Is(step, _)
            | Self::Like(step, _)
            | Self::Cardinality(step)
            | Self::Lower(step)
            | Self::EmailDomain(step)
            | Self::Negate(step)
            | Self::DayOf(step)
            | Self::AgeDays(step)
            | Self::ToDecimal(step)
            | Self::Table(step, _)
            | Self::Ranges(step, _) => vec![*step],
        }
    }
}

impl Items {
    pub(super) fn of(items: &[Value]) -> Self {
        match items.first().map(Value::ty) {
            Some(Type::Decimal) => Self::Decimal(items.iter().filter_map(decimal).collect()),
            Some(Type::Boolean) => Self::Boolean(items.iter().filter_map(boolean).collect()),
            Some(Type::Integer | Type::Date | Type::Timestamp) => {
                let mut whole: Vec<i64> = items.iter().filter_map(whole).collect();
                whole.sort_unstable();
                Self::Whole(whole)
            }
            _ => Self::Text(items.iter().filter_map(text).map(str::to_owned).collect()),
        }
    }

    pub(super) fn texts(items: &[String]) -> Self {
        Self::Text(items.iter().cloned().collect())
    }
}

pub(super) fn text(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

pub(super) fn boolean(value: &Value) -> Option<bool> {
    if let Value::Boolean(boolean) = value { Some(*boolean) } else { None }
}

pub(super) fn decimal(value: &Value) -> Option<f64> {
    if let Value::Decimal(decimal) = value { Some(*decimal) } else { None }
}

/// Integers, days and instants are all evaluated as whole numbers.
pub(super) fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(whole) | Value::Timestamp(whole) => Some(*whole),
        Value::Date(days) => Some(i64::from(*days)),
        _ => None,
    }
}
