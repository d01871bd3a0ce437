//! Conditions to formulas: which set of values of which term makes a comparison TRUE.

use super::Reach;
use super::formula::{Answers, Domain, Formula, Term, TermId};
use super::ranges::Ranges;
use crate::condition::{ArithmeticOp, CompareOp, Expr, ListRef};
use crate::values::{Type, Value};

impl Reach<'_> {
    /// The formula of a boolean expression.
    pub(super) fn formula(&mut self, expr: &Expr) -> Formula {
        if self.size_left == 0 {
            return Formula::Constant(Answers::ALL);
        }
        self.size_left -= 1;
        match expr {
            Expr::Literal(value) => Formula::Constant(Answers::of(*value == Value::Boolean(true))),
            Expr::Result(name) => self.boolean_result(*name),
            Expr::And(items) => Formula::And(items.iter().map(|item| self.formula(item)).collect()),
            Expr::Or(items) => Formula::Or(items.iter().map(|item| self.formula(item)).collect()),
            Expr::Not(inner) => self.formula(inner).negated(),
            Expr::Compare(op, left, right) => self.comparison(*op, left, right),
            Expr::Between { expr, low, high, negated } => {
                let low = self.comparison(CompareOp::GreaterOrEqual, expr, low);
                let high = self.comparison(CompareOp::LessOrEqual, expr, high);
                Formula::And(vec![low, high]).negated_if(*negated)
            }
            Expr::In { expr, items, negated } => {
                let within = if expr.ty() == Type::Boolean {
                    let items = items.iter().map(|item| self.comparison(CompareOp::Equal, expr, &literal(item)));
                    Formula::Or(items.collect())
                } else {
                    self.within(expr, Ranges::any_of(items))
                };
                within.negated_if(*negated)
            }
            Expr::IsNull { expr, negated } => self.is_null(expr).negated_if(*negated),
            Expr::IsBoolean { expr, value, negated } => {
                Formula::Gives(Box::new(self.formula(expr)), Answers::of(*value)).negated_if(*negated)
            }
            Expr::Like { expr, pattern, ignore_case, negated } => {
                let (expr, pattern, ignore_case) = (expr.clone(), pattern.clone(), *ignore_case);
                self.truth_of(&Expr::Like { expr, pattern, ignore_case, negated: false }).negated_if(*negated)
            }
            Expr::AnyOf(item, ListRef::Named(list)) => {
                let items = self.model.lists().get(list.0).map_or(&[][..], |list| &list.items);
                self.within(item, Ranges::union(items.iter().map(|item| Ranges::text(item))))
            }
            Expr::Coalesce(items) => self.first_known(items, &mut |reach, item| reach.formula(item)),
            _ => self.truth_of(expr),
        }
    }

    /// Whether an expression is not known.
    pub(super) fn is_null(&mut self, expr: &Expr) -> Formula {
        match expr {
            Expr::Literal(_) | Expr::Cardinality(_) | Expr::Occurrences(_) => Formula::Constant(Answers::FALSE),
            Expr::ToDecimal(inner) | Expr::Lower(inner) | Expr::AgeDays(inner) => self.is_null(inner),
            Expr::Coalesce(items) => Formula::And(items.iter().map(|item| self.is_null(item)).collect()),
            Expr::Result(name) if expr.ty() != Type::Boolean => self.result_is_null(*name),
            _ if expr.ty() == Type::Boolean => Formula::Gives(Box::new(self.formula(expr)), Answers::NULL),
            _ => Formula::IsNull(self.term(expr)),
        }
    }

    /// The term of an expression that is not looked into.
    pub(super) fn term(&mut self, expr: &Expr) -> TermId {
        if let Some(term) = self.terms.find(expr) {
            return term;
        }
        let operands = expr
            .children()
            .into_iter()
            .filter(|_| !matches!(expr, Expr::Coalesce(_)))
            .filter(|child| matches!(child, Expr::DataPoint(..) | Expr::Result(_)) && child.ty() != Type::Boolean)
            .map(|child| self.term(child))
            .collect();
        let domain = self.domain(expr);
        self.terms.add(Term { expr: expr.clone(), domain, operands })
    }

    fn comparison(&mut self, op: CompareOp, left: &Expr, right: &Expr) -> Formula {
        match (left, right) {
            (Expr::Literal(_), Expr::Literal(value)) => self.within(left, Ranges::compared(op, value)),
            (Expr::Literal(_), _) => self.comparison(op.mirrored(), right, left),
            (_, Expr::Literal(Value::Boolean(value))) => {
                self.formula(left).negated_if(*value != (op == CompareOp::Equal))
            }
            (_, Expr::Literal(value)) => self.within(left, Ranges::compared(op, value)),
            _ if left.ty() == Type::Boolean => {
                // Twice each side: nested, that doubles at every level, until `size_left` ends it.
                let (left, right) = (self.formula(left), self.formula(right));
                let both = Formula::And(vec![left.clone(), right.clone()]);
                let neither = Formula::And(vec![left.negated(), right.negated()]);
                Formula::Or(vec![both, neither]).negated_if(op == CompareOp::NotEqual)
            }
            _ => self.truth_of(&Expr::Compare(op, Box::new(left.clone()), Box::new(right.clone()))),
        }
    }

    /// Whether the value of an expression is in a set: NULL where it is not known.
    pub(super) fn within(&mut self, expr: &Expr, ranges: Ranges) -> Formula {
        match expr {
            Expr::Literal(value) => Formula::Constant(Answers::of(ranges.contains(value))),
            Expr::Coalesce(items) => self.first_known(items, &mut |reach, item| reach.within(item, ranges.clone())),
            Expr::ToDecimal(inner) => match ranges.integers() {
                Some(integers) => self.within(inner, integers),
                None => Formula::Within(self.term(expr), ranges),
            },
            Expr::Lower(_) => Formula::Within(self.term(expr), ranges.retain_texts(is_lower)),
            Expr::EmailDomain(_) => {
                let is_domain = |text: &str| is_lower(text) && !text.is_empty() && !text.contains('@');
                Formula::Within(self.term(expr), ranges.retain_texts(is_domain))
            }
            Expr::Result(name) => self.result_within(*name, ranges),
            _ => Formula::Within(self.term(expr), ranges),
        }
    }

    /// What `of` says of the first expression that is known, or else of the last.
    fn first_known(&mut self, items: &[Expr], of: &mut dyn FnMut(&mut Self, &Expr) -> Formula) -> Formula {
        let Some((last, earlier)) = items.split_last() else { return Formula::Constant(Answers::NULL) };
        let last = of(self, last);
        earlier.iter().rev().fold(last, |otherwise, item| {
            let known = self.is_null(item).negated();
            Formula::choose(known, of(self, item), otherwise)
        })
    }

    /// A boolean expression that is not looked into.
    fn truth_of(&mut self, expr: &Expr) -> Formula {
        Formula::Within(self.term(expr), Ranges::any_of(&[Value::Boolean(true)]))
    }

    /// What an expression may be, by its parts taken alone.
    pub(super) fn domain(&mut self, expr: &Expr) -> Domain {
        match expr {
            Expr::Literal(value) => Domain { nullable: false, known: Ranges::any_of([value]) },
            Expr::Result(name) => self.result_domain(*name),
            Expr::Occurrences(criterion) => self.occurrences_domain(*criterion),
            Expr::Cardinality(ListRef::DataPoint(_)) => {
                Domain { nullable: false, known: Ranges::numbers(0, i64::MAX.into()) }
            }
            Expr::Cardinality(ListRef::Named(list)) => {
                let items = self.model.lists().get(list.0).map_or(0, |list| list.items.len()) as i128;
                Domain { nullable: false, known: Ranges::numbers(items, items) }
            }
            Expr::Coalesce(items) => {
                let domains: Vec<Domain> = items.iter().map(|item| self.domain(item)).collect();
                let nullable = domains.iter().all(|domain| domain.nullable);
                Domain { nullable, known: Ranges::union(domains.into_iter().map(|domain| domain.known)) }
            }
            Expr::ToDecimal(inner) => {
                let Domain { nullable, known } = self.domain(inner);
                let bounds = known.number_bounds();
                let known = bounds.map(|(least, most)| Ranges::decimals(least as f64, most as f64));
                Domain { nullable, known: known.unwrap_or_else(|| Ranges::all(Type::Decimal)) }
            }
            Expr::Negate(inner) => {
                let zero =
                    Expr::Literal(if expr.ty() == Type::Decimal { Value::Decimal(0.0) } else { Value::Integer(0) });
                self.arithmetic(ArithmeticOp::Subtract, &zero, inner)
            }
            Expr::Arithmetic(op, left, right) => self.arithmetic(*op, left, right),
            // An item that is a literal is known; so then is whether the list has it.
            Expr::AnyOf(item, _) => Domain { nullable: self.domain(item).nullable, known: Ranges::all(Type::Boolean) },
            _ => Domain { nullable: true, known: Ranges::all(expr.ty()) },
        }
    }

    /// The least and the most come from corners: each operation rises or falls in each operand, and so does rounding.
    fn arithmetic(&mut self, op: ArithmeticOp, left: &Expr, right: &Expr) -> Domain {
        let ty = left.ty();
        let (left, right) = (self.domain(left), self.domain(right));
        let unbounded = Domain { nullable: true, known: Ranges::all(ty) };
        let nullable = left.nullable || right.nullable;
        if ty == Type::Decimal {
            let (Some(left), Some(right)) = (left.known.decimal_bounds(), right.known.decimal_bounds()) else {
                return unbounded;
            };
            let corners = corners(left, right).map(|(left, right)| match op {
                ArithmeticOp::Add => left + right,
                ArithmeticOp::Subtract => left - right,
                ArithmeticOp::Multiply => left * right,
            });
            if corners.iter().any(|corner| !corner.is_finite()) {
                return unbounded;
            }
            let [least, most] = [corners.iter().copied().fold(f64::MAX, f64::min), {
                corners.iter().copied().fold(f64::MIN, f64::max)
            }];
            return Domain { nullable, known: Ranges::decimals(least, most) };
        }
        let (Some(left), Some(right)) = (left.known.number_bounds(), right.known.number_bounds()) else {
            return unbounded;
        };
        let corners = corners(left, right).map(|(left, right)| match op {
            ArithmeticOp::Add => left + right,
            ArithmeticOp::Subtract => left - right,
            ArithmeticOp::Multiply => left * right,
        });
        let least = corners.into_iter().min().unwrap_or(i128::MIN);
        let most = corners.into_iter().max().unwrap_or(i128::MAX);
        let overflows = least < i64::MIN.into() || most > i64::MAX.into();
        let (least, most) = (least.max(i64::MIN.into()), most.min(i64::MAX.into()));
        Domain { nullable: nullable || overflows, known: Ranges::numbers(least, most) }
    }
}

fn corners<N: Copy>(left: (N, N), right: (N, N)) -> [(N, N); 4] {
    [(left.0, right.0), (left.0, right.1), (left.1, right.0), (left.1, right.1)]
}

fn literal(value: &Value) -> Expr {
    Expr::Literal(value.clone())
}

/// Lower case never has these letters, whatever it was made of.
fn is_lower(text: &str) -> bool {
    !text.contains(|letter: char| letter.is_ascii_uppercase())
}
