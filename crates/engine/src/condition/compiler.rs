//! Typed trees to steps.

use foldhash::fast::FixedState;
use handraise_model::condition::{CompareOp, DataPointId, Expr, ListId, ListRef};
use handraise_model::values::{Type, Value};
use handraise_model::{Band, BandTest, DataPoint, NamedList};

use super::bands::{FirstMet, Ranges, Table};
use super::column::Column;
use super::pattern::Pattern;
use super::program::{Items, Leaf, Operation, Program, StepId};

/// Makes a program of many conditions, with one step for equal expressions.
pub(crate) struct Compiler<'m> {
    lists: &'m [NamedList],
    /// The data points that conditions read.
    declared: &'m [DataPoint],
    program: Program,
    known: hashbrown::HashMap<String, StepId, FixedState>,
}

impl<'m> Compiler<'m> {
    /// A compiler of conditions over these data points, that may name these lists.
    pub(crate) fn new(declared: &'m [DataPoint], lists: &'m [NamedList]) -> Self {
        Self { lists, declared, program: Program::default(), known: hashbrown::HashMap::default() }
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

    /// The step that says whether the test of a band is met, taken alone; none for `else` of conditions.
    pub(crate) fn add_test(&mut self, test: &BandTest) -> Option<StepId> {
        match test {
            BandTest::When(expr) => Some(self.add(expr)),
            BandTest::Known(id) => Some(self.add(&self.null_test(*id, true))),
            BandTest::Unknown(id) => Some(self.add(&self.null_test(*id, false))),
            BandTest::Else => None,
        }
    }

    /// The step that gives the first band that is met; the number of bands stands for none.
    pub(crate) fn add_bands(&mut self, bands: &[Band]) -> StepId {
        if let Some((subject, table)) = Table::of(bands) {
            let step = self.add(subject);
            return self.program.push(Operation::Table(step, table));
        }
        if let Some((subject, ranges)) = Ranges::of(bands) {
            let step = self.add(subject);
            return self.program.push(Operation::Ranges(step, ranges));
        }
        let conditions = bands.iter().map(|band| self.add_test(&band.test)).collect();
        self.program.push(Operation::FirstMet(FirstMet::new(conditions)))
    }

    fn compile(&mut self, expr: &Expr) -> StepId {
        let operation = match expr {
            Expr::Literal(value) => Operation::Literal(Column::literal(value)),
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
                    Operation::Like(lower, Pattern::new(&pattern.to_lowercase()))
                } else {
                    Operation::Like(self.add(expr), Pattern::new(pattern))
                };
                return self.negated_if(*negated, like);
            }
            Expr::AnyOf(expr, ListRef::Named(list)) => Operation::In(self.add(expr), Items::texts(self.items(*list))),
            Expr::AnyOf(expr, ListRef::DataPoint(id)) => {
                let text = self.add(expr);
                Operation::AnyOf(text, self.list(*id))
            }
            Expr::Cardinality(ListRef::Named(list)) => {
                Operation::Literal(Column::literal(&Value::Integer(self.items(*list).len() as i64)))
            }
            Expr::Cardinality(ListRef::DataPoint(id)) => Operation::Cardinality(self.list(*id)),
            Expr::Lower(inner) => Operation::Lower(self.add(inner)),
            Expr::EmailDomain(inner) => Operation::EmailDomain(self.add(inner)),
            Expr::Arithmetic(op, left, right) => Operation::Arithmetic(*op, self.add(left), self.add(right)),
            Expr::Negate(inner) => Operation::Negate(self.add(inner)),
            Expr::Coalesce(items) => Operation::Coalesce(self.add_all(items)),
            Expr::AgeDays(inner) => {
                let day = self.add(inner);
                let instant = inner.ty() == Type::Timestamp;
                Operation::AgeDays(if instant { self.program.push(Operation::DayOf(day)) } else { day })
            }
            Expr::ToDecimal(inner) => Operation::ToDecimal(self.add(inner)),
        };
        self.program.push(operation)
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
        let step = self.program.push(operation);
        if negated { self.program.push(Operation::Not(step)) } else { step }
    }

    fn null_test(&self, id: DataPointId, negated: bool) -> Expr {
        // The data point is one of the model's; its type only says how it is compared, which a null test does not.
        let ty = self.declared.get(id.0).map_or(Type::Text, |data_point| data_point.ty);
        Expr::IsNull { expr: Box::new(Expr::DataPoint(id, ty)), negated }
    }

    fn items(&self, list: ListId) -> &'m [String] {
        self.lists.get(list.0).map_or(&[], |list| &list.items)
    }

    fn list(&mut self, id: DataPointId) -> StepId {
        self.add(&Expr::DataPoint(id, Type::List))
    }

    fn slot(&mut self, leaf: Leaf) -> usize {
        let leaves = &mut self.program.leaves;
        leaves.iter().position(|known| *known == leaf).unwrap_or_else(|| {
            leaves.push(leaf);
            leaves.len() - 1
        })
    }
}
