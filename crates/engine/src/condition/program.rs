//! Typed trees to steps.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray};
use foldhash::fast::FixedState;
use handraise_model::NamedList;
use handraise_model::condition::{
    ArithmeticOp, CompareOp, DataPointId, EngagementId, Expr, ListId, ListRef, ResultName,
};
use handraise_model::values::{Type, Value};

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
    pub(super) steps: Vec<Step>,
    /// What it reads; a column's index here is its slot.
    pub(crate) leaves: Vec<Leaf>,
}

/// One operation and what it reads.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) operation: Operation,
    /// The slots that it reads, itself and through others, rising.
    pub(super) slots: Vec<usize>,
    /// Whether it reads an age, itself or through others.
    pub(super) reads_as_of: bool,
}

/// The few kernels that all forms of the language come down to.
#[derive(Debug)]
pub(super) enum Operation {
    /// One value for all rows: an array of length 1.
    Literal(ArrayRef),
    Column(usize),
    And(Vec<StepId>),
    Or(Vec<StepId>),
    Not(StepId),
    Compare(CompareOp, StepId, StepId),
    In(StepId, Items),
    IsNull(StepId),
    /// Whether it is this boolean; never null.
    Is(StepId, bool),
    /// A pattern in Arrow's syntax.
    Like(StepId, StringArray),
    /// A text against the list in a slot.
    AnyOf(StepId, usize),
    Cardinality(usize),
    Lower(StepId),
    EmailDomain(StepId),
    Arithmetic(ArithmeticOp, StepId, StepId),
    Negate(StepId),
    Coalesce(Vec<StepId>),
    AgeDays(StepId),
    ToDecimal(StepId),
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
    /// Such a step can be evaluated once for each distinct value: see [`super::truths_by_value`].
    pub(crate) fn only_leaf(&self, step: StepId) -> Option<usize> {
        let step = self.steps.get(step).filter(|step| !step.reads_as_of)?;
        if let [slot] = step.slots[..] { Some(slot) } else { None }
    }
}

/// Makes a program of many conditions, with one step for equal expressions.
pub(crate) struct Compiler<'m> {
    lists: &'m [NamedList],
    program: Program,
    known: hashbrown::HashMap<String, StepId, FixedState>,
}

impl<'m> Compiler<'m> {
    /// A compiler of conditions that may name these lists.
    pub(crate) fn new(lists: &'m [NamedList]) -> Self {
        Self { lists, program: Program::default(), known: hashbrown::HashMap::default() }
    }

    /// The steps of all that was added.
    pub(crate) fn finish(self) -> Program {
        self.program
    }

    /// The step that gives the value of an expression.
    pub(crate) fn add(&mut self, expr: &Expr) -> StepId {
        // Expressions hold floats, so they have no hash of their own; their debug text tells them apart exactly.
        let key = format!("{expr:?}");
        if let Some(&step) = self.known.get(&key) {
            return step;
        }
        let step = self.compile(expr);
        self.known.insert(key, step);
        step
    }

    fn compile(&mut self, expr: &Expr) -> StepId {
        let operation = match expr {
            Expr::Literal(value) => Operation::Literal(literal(value)),
            Expr::DataPoint(id, _) => Operation::Column(self.slot(Leaf::DataPoint(*id))),
            Expr::Result(name) => Operation::Column(self.slot(Leaf::Result(*name))),
            Expr::Occurrences(id) => Operation::Column(self.slot(Leaf::Occurrences(*id))),
            Expr::And(items) => Operation::And(self.add_all(items)),
            Expr::Or(items) => Operation::Or(self.add_all(items)),
            Expr::Not(inner) => Operation::Not(self.add(inner)),
            Expr::Compare(op, left, right) => Operation::Compare(*op, self.add(left), self.add(right)),
            Expr::Between { expr, low, high, negated } => return self.between(expr, low, high, *negated),
            Expr::In { expr, items, negated } => {
                let within = Operation::In(self.add(expr), Items::of(items));
                return self.negated_if(*negated, within);
            }
            Expr::IsNull { expr, negated } => {
                let is_null = Operation::IsNull(self.add(expr));
                return self.negated_if(*negated, is_null);
            }
            Expr::IsBoolean { expr, value, negated } => {
                let is = Operation::Is(self.add(expr), *value);
                return self.negated_if(*negated, is);
            }
            Expr::Like { expr, pattern, ignore_case, negated } => {
                let like = if *ignore_case {
                    let lower = self.add(&Expr::Lower(expr.clone()));
                    Operation::Like(lower, arrow_pattern(&pattern.to_lowercase()))
                } else {
                    Operation::Like(self.add(expr), arrow_pattern(pattern))
                };
                return self.negated_if(*negated, like);
            }
            Expr::AnyOf(expr, ListRef::Named(list)) => Operation::In(self.add(expr), Items::texts(self.items(*list))),
            Expr::AnyOf(expr, ListRef::DataPoint(id)) => {
                Operation::AnyOf(self.add(expr), self.slot(Leaf::DataPoint(*id)))
            }
            Expr::Cardinality(ListRef::Named(list)) => {
                Operation::Literal(literal(&Value::Integer(self.items(*list).len() as i64)))
            }
            Expr::Cardinality(ListRef::DataPoint(id)) => Operation::Cardinality(self.slot(Leaf::DataPoint(*id))),
            Expr::Lower(inner) => Operation::Lower(self.add(inner)),
            Expr::EmailDomain(inner) => Operation::EmailDomain(self.add(inner)),
            Expr::Arithmetic(op, left, right) => Operation::Arithmetic(*op, self.add(left), self.add(right)),
            Expr::Negate(inner) => Operation::Negate(self.add(inner)),
            Expr::Coalesce(items) => Operation::Coalesce(self.add_all(items)),
            Expr::AgeDays(inner) => Operation::AgeDays(self.add(inner)),
            Expr::ToDecimal(inner) => Operation::ToDecimal(self.add(inner)),
        };
        self.push(operation)
    }

    fn add_all(&mut self, items: &[Expr]) -> Vec<StepId> {
        items.iter().map(|item| self.add(item)).collect()
    }

    /// `x >= low and x <= high`, so that it shares those comparisons with whoever else makes them.
    fn between(&mut self, expr: &Expr, low: &Expr, high: &Expr, negated: bool) -> StepId {
        let boxed = |expr: &Expr| Box::new(expr.clone());
        let at_least = self.add(&Expr::Compare(CompareOp::GreaterOrEqual, boxed(expr), boxed(low)));
        let at_most = self.add(&Expr::Compare(CompareOp::LessOrEqual, boxed(expr), boxed(high)));
        self.negated_if(negated, Operation::And(vec![at_least, at_most]))
    }

    fn negated_if(&mut self, negated: bool, operation: Operation) -> StepId {
        let step = self.push(operation);
        if negated { self.push(Operation::Not(step)) } else { step }
    }

    fn items(&self, list: ListId) -> &'m [String] {
        self.lists.get(list.0).map_or(&[], |list| &list.items)
    }

    fn slot(&mut self, leaf: Leaf) -> usize {
        let leaves = &mut self.program.leaves;
        leaves.iter().position(|known| *known == leaf).unwrap_or_else(|| {
            leaves.push(leaf);
            leaves.len() - 1
        })
    }

    fn push(&mut self, operation: Operation) -> StepId {
        let slots = match &operation {
            Operation::Column(slot) | Operation::Cardinality(slot) => vec![*slot],
            Operation::AnyOf(step, slot) => {
                let mut slots = self.program.slots_of([*step]);
                slots.push(*slot);
                slots.sort_unstable();
                slots.dedup();
                slots
            }
            other => self.program.slots_of(other.operands()),
        };
        let through_others = |step: &StepId| self.program.steps.get(*step).is_some_and(|step| step.reads_as_of);
        let reads_as_of = matches!(operation, Operation::AgeDays(_)) || operation.operands().iter().any(through_others);
        self.program.steps.push(Step { operation, slots, reads_as_of });
        self.program.steps.len() - 1
    }
}

impl Operation {
    fn operands(&self) -> Vec<StepId> {
        match self {
            Self::Literal(_) | Self::Column(_) | Self::Cardinality(_) => Vec::new(),
            Self::And(steps) | Self::Or(steps) | Self::Coalesce(steps) => steps.clone(),
            Self::Compare(_, left, right) | Self::Arithmetic(_, left, right) => vec![*left, *right],
            Self::Not(step)
            | Self::In(step, _)
            | Self::IsNull(step)
            | Self::Is(step, _)
            | Self::Like(step, _)
            | Self::AnyOf(step, _)
            | Self::Lower(step)
            | Self::EmailDomain(step)
            | Self::Negate(step)
            | Self::AgeDays(step)
            | Self::ToDecimal(step) => vec![*step],
        }
    }
}

impl Items {
    fn of(items: &[Value]) -> Self {
        match items.first().map(Value::ty) {
            Some(Type::Decimal) => Self::Decimal(items.iter().filter_map(decimal).collect()),
            Some(Type::Boolean) => Self::Boolean(items.iter().filter_map(boolean).collect()),
            Some(Type::Integer | Type::Date | Type::Timestamp) => {
                let mut whole: Vec<i64> = items.iter().filter_map(whole).collect();
                whole.sort_unstable();
                Self::Whole(whole)
            }
            _ => Self::Text(items.iter().filter_map(text).collect()),
        }
    }

    fn texts(items: &[String]) -> Self {
        Self::Text(items.iter().cloned().collect())
    }
}

fn text(value: &Value) -> Option<String> {
    if let Value::Text(text) = value { Some(text.clone()) } else { None }
}

fn boolean(value: &Value) -> Option<bool> {
    if let Value::Boolean(boolean) = value { Some(*boolean) } else { None }
}

fn decimal(value: &Value) -> Option<f64> {
    if let Value::Decimal(decimal) = value { Some(*decimal) } else { None }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(whole) | Value::Timestamp(whole) => Some(*whole),
        Value::Date(days) => Some(i64::from(*days)),
        _ => None,
    }
}

/// A literal as an array of length 1, in the representation that columns are evaluated in.
fn literal(value: &Value) -> ArrayRef {
    match value {
        Value::Text(text) => Arc::new(StringArray::from(vec![text.as_str()])),
        Value::Integer(integer) => Arc::new(Int64Array::from(vec![*integer])),
        // Adding 0.0 makes -0.0 positive: Arrow orders them, the language does not.
        Value::Decimal(decimal) => Arc::new(Float64Array::from(vec![*decimal + 0.0])),
        Value::Boolean(boolean) => Arc::new(BooleanArray::from(vec![*boolean])),
        Value::Date(days) => Arc::new(Date32Array::from(vec![*days])),
        Value::Timestamp(micros) => Arc::new(Int64Array::from(vec![*micros])),
        // Only examples hold lists; a condition has no such literal.
        Value::List(items) => Arc::new(StringArray::from(items.clone())),
    }
}

/// A pattern of the language in Arrow's syntax, where a backslash escapes.
fn arrow_pattern(pattern: &str) -> StringArray {
    StringArray::from(vec![pattern.replace('\\', r"\\")])
}
