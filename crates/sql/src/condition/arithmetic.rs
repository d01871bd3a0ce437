//! Arithmetic that says null where its result has no place: an overflow of integers, a decimal that is not finite.

use handraise_model::condition::{ArithmeticOp, Expr};
use handraise_model::values::Type;

use super::{Binding, Columns, Sql, decimal};
use crate::dialect::{Overflow, fill};

impl Columns<'_> {
    pub(super) fn arithmetic(&self, expr: &Expr) -> Sql {
        let is_integer = expr.ty() == Type::Integer;
        let numbers = &self.dialect.numbers;
        let overflow = if is_integer { &numbers.integer_overflow } else { &numbers.decimal_overflow };
        match overflow {
            Overflow::Functions(functions) => self.by_functions(expr, functions),
            Overflow::ToInfinity => Sql::atom(fill(numbers.finite, &[&self.plain(expr).0])),
            Overflow::Wider(wider, narrow) => self.by_wider(expr, wider, narrow),
        }
    }

    /// As it is written: an operand that is not finite makes all of it so.
    fn plain(&self, expr: &Expr) -> Sql {
        match expr {
            Expr::Arithmetic(op, left, right) => {
                let (binding, right_least) = binding(*op);
                let left_sql = match decimal(left) {
                    Some(_) => Sql::atom(self.beside(left, right)),
                    None => self.plain(left),
                };
                let right = match decimal(right) {
                    Some(_) => self.beside(right, left),
                    None => self.plain(right).at_least(right_least),
                };
                Sql(format!("{} {} {right}", left_sql.at_least(binding), op.symbol()), binding)
            }
            Expr::Negate(inner) => {
                let inner = self.plain(inner);
                let inner =
                    if inner.0.starts_with('-') { format!("({})", inner.0) } else { inner.at_least(Binding::Atom) };
                Sql(format!("-{inner}"), Binding::Product)
            }
            other => self.sql(other),
        }
    }

    fn wide(&self, expr: &Expr) -> Sql {
        Sql::atom(format!("cast({} as {})", self.sql(expr).0, self.dialect.types.integer))
    }

    fn by_functions(&self, expr: &Expr, [add, subtract, multiply]: &[&str; 3]) -> Sql {
        let wide = |expr: &Expr| match expr {
            Expr::AgeDays(_) | Expr::Cardinality(_) | Expr::Literal(_) if expr.ty() == Type::Integer => {
                self.wide(expr).0
            }
            _ => self.sql(expr).0,
        };
        match expr {
            Expr::Arithmetic(op, left, right) => {
                let function = match op {
                    ArithmeticOp::Add => add,
                    ArithmeticOp::Subtract => subtract,
                    ArithmeticOp::Multiply => multiply,
                };
                Sql::atom(fill(function, &[&wide(left), &wide(right)]))
            }
            Expr::Negate(inner) if expr.ty() == Type::Integer => {
                Sql::atom(fill(subtract, &[&format!("cast(0 as {})", self.dialect.types.integer), &wide(inner)]))
            }
            Expr::Negate(inner) => Sql(format!("-({})", self.sql(inner).0), Binding::Product),
            other => self.sql(other),
        }
    }

    fn by_wider(&self, expr: &Expr, wider: &str, narrow: &str) -> Sql {
        let wide = |expr: &Expr| fill(wider, &[&self.sql(expr).at_least(Binding::Atom)]);
        let exact = match expr {
            Expr::Arithmetic(op, left, right) => format!("{} {} {}", wide(left), op.symbol(), wide(right)),
            Expr::Negate(inner) => format!("-({})", wide(inner)),
            other => return self.sql(other),
        };
        Sql::atom(fill(narrow, &[&exact]))
    }
}

/// How an operation binds, and how tightly its right operand has to.
fn binding(op: ArithmeticOp) -> (Binding, Binding) {
    match op {
        ArithmeticOp::Multiply => (Binding::Product, Binding::Atom),
        ArithmeticOp::Add | ArithmeticOp::Subtract => (Binding::Sum, Binding::Product),
    }
}
