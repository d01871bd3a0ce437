//! From the parser's tree to the typed one.
//!
//! Mistakes are collected: an operand that is wrong gives `None`, its siblings are still judged, and nobody above says
//! anything more of it.

use std::ops::Range;

use sqlparser::ast::{BinaryOperator, DataType, Expr as Sql, UnaryOperator, Value as SqlValue, ValueWithSpan};

use crate::condition::comparisons::unify;
use crate::condition::error::{ConditionError, LITERAL, NOT_BOOLEAN, OUTSIDE, TOO_LARGE, TYPE_MISMATCH};
use crate::condition::tree::{Side, arithmetic_op, compare_op, edge, numeral, unroll};
use crate::condition::words::Words;
use crate::condition::{ArithmeticOp, Expr, Names, Scope, literal, mismatch};
use crate::values::{Type, Value};

/// The most levels of a typed tree; whoever walks it may recurse.
const LEVELS_MAX: usize = 100;

/// An expression and its place.
pub(super) struct Typed {
    pub(super) expr: Expr,
    pub(super) span: Range<usize>,
}

/// Types the tree of one condition.
pub(super) struct Typer<'a> {
    pub(super) scope: Scope,
    pub(super) names: &'a Names<'a>,
    pub(super) words: &'a Words<'a>,
    pub(super) errors: Vec<ConditionError>,
    level: usize,
}

impl<'a> Typer<'a> {
    pub(super) fn new(scope: Scope, names: &'a Names<'a>, words: &'a Words<'a>) -> Self {
        Self { scope, names, words, errors: Vec::new(), level: 0 }
    }

    /// The whole: it must be boolean.
    pub(super) fn condition(&mut self, sql: Sql) -> Option<Expr> {
        self.boolean(sql).map(|typed| typed.expr)
    }

    pub(super) fn expr(&mut self, sql: Sql) -> Option<Typed> {
        if self.level >= LEVELS_MAX {
            // Said once: every further part of the condition lies too deep as well.
            if self.errors.iter().any(|error| error.code == TOO_LARGE) {
                return None;
            }
            let span = self.words.token_at(0);
            let label = format!("at most {LEVELS_MAX} levels, a term of a sum being one");
            return self.refuse(TOO_LARGE, "a condition nested too deeply", span, &label);
        }
        self.level += 1;
        let typed = self.form(sql);
        self.level -= 1;
        typed
    }

    fn form(&mut self, sql: Sql) -> Option<Typed> {
        if let Some((digits, negative, place)) = numeral(&sql) {
            let span = self.with_signs(&sql, self.words.bytes(place));
            return self.literal(literal::number(digits, negative), span);
        }
        match sql {
            Sql::Nested(inner) => {
                let mut typed = self.expr(*inner)?;
                typed.span = self.words.with_parentheses(&typed.span);
                Some(typed)
            }
            Sql::Identifier(name) => self.name(&name.value, self.words.bytes(name.span)),
            Sql::CompoundIdentifier(parts) => self.compound_name(&parts),
            Sql::Value(value) => self.value(value),
            Sql::TypedString(typed) => self.typed_literal(&typed.data_type, typed.value),
            Sql::BinaryOp { op: BinaryOperator::And, .. } => self.junction(sql, &BinaryOperator::And),
            Sql::BinaryOp { op: BinaryOperator::Or, .. } => self.junction(sql, &BinaryOperator::Or),
            Sql::BinaryOp { left, op, right } => match compare_op(&op) {
                Some(op) => self.comparison(*left, op, *right),
                None => self.arithmetic(Sql::BinaryOp { left, op, right }),
            },
            Sql::UnaryOp { op, expr } => self.unary(op, *expr),
            Sql::Between { expr, negated, low, high } => self.between(*expr, *low, *high, negated),
            Sql::InList { expr, list, negated } => self.in_list(*expr, list, negated),
            Sql::IsNull(expr) => self.is_null(*expr, false),
            Sql::IsNotNull(expr) => self.is_null(*expr, true),
            Sql::IsTrue(expr) => self.is_boolean(*expr, true, false),
            Sql::IsNotTrue(expr) => self.is_boolean(*expr, true, true),
            Sql::IsFalse(expr) => self.is_boolean(*expr, false, false),
            Sql::IsNotFalse(expr) => self.is_boolean(*expr, false, true),
            Sql::Like { negated, expr, pattern, .. } => self.like(*expr, *pattern, false, negated),
            Sql::ILike { negated, expr, pattern, .. } => self.like(*expr, *pattern, true, negated),
            Sql::AnyOp { left, compare_op, right, .. } => self.any_of(*left, &compare_op, *right),
            Sql::Function(function) => self.call(function),
            other => {
                let span = self.place(&other);
                self.refuse(OUTSIDE, "a form that is outside the SQL of conditions", span, "")
            }
        }
    }

    // The parser's chains of `and` and `or` lean to the left; they are unrolled, however long they are.
    fn junction(&mut self, sql: Sql, operator: &BinaryOperator) -> Option<Typed> {
        let operands: Vec<Option<Typed>> =
            unroll(sql, |op| op == operator).into_iter().map(|(_, operand)| self.boolean(operand)).collect();
        let operands: Vec<Typed> = operands.into_iter().collect::<Option<_>>()?;
        let span = operands.first()?.span.start..operands.last()?.span.end;
        let conjunction = *operator == BinaryOperator::And;
        let mut items = Vec::with_capacity(operands.len());
        for operand in operands {
            match operand.expr {
                Expr::And(nested) if conjunction => items.extend(nested),
                Expr::Or(nested) if !conjunction => items.extend(nested),
                other => items.push(other),
            }
        }
        Some(Typed { expr: if conjunction { Expr::And(items) } else { Expr::Or(items) }, span })
    }

    fn arithmetic(&mut self, sql: Sql) -> Option<Typed> {
        let terms = unroll(sql, |op| arithmetic_op(op).is_some());
        let levels = terms.len() - 1;
        self.level += levels;
        let mut terms = terms.into_iter();
        let mut sum = match terms.next() {
            Some((_, first)) => self.expr(first),
            None => None,
        };
        for (op, term) in terms {
            let term = self.expr(term);
            sum = match (op.as_ref().and_then(arithmetic_op), sum, term) {
                (Some(op), Some(left), Some(right)) => self.combined(op, left, right),
                (None, Some(left), _) => {
                    self.refuse(OUTSIDE, "an operator outside the SQL of conditions", left.span, "")
                }
                _ => None,
            };
        }
        self.level -= levels;
        sum
    }

    fn combined(&mut self, op: ArithmeticOp, left: Typed, right: Typed) -> Option<Typed> {
        let span = left.span.start..right.span.end;
        for side in [&left, &right] {
            if !is_number(side.expr.ty()) {
                let message = format!("`{}` with {}", op.symbol(), mismatch::a_value_of(side.expr.ty()));
                let error = ConditionError::new(TYPE_MISMATCH, message, side.span.clone()).label("expected a number");
                self.errors.push(mismatch::arithmetic_help(error, &side.expr, self.words.excerpt(&side.span)));
                return None;
            }
        }
        let mut sides = [left, right];
        unify(&mut sides);
        let [left, right] = sides.map(|side| Box::new(side.expr));
        Some(Typed { expr: Expr::Arithmetic(op, left, right), span })
    }

    fn unary(&mut self, op: UnaryOperator, operand: Sql) -> Option<Typed> {
        match op {
            UnaryOperator::Not => {
                let typed = self.boolean(operand)?;
                let span = self.words.start_before(typed.span.start)..typed.span.end;
                Some(Typed { expr: Expr::Not(Box::new(typed.expr)), span })
            }
            UnaryOperator::Minus => {
                let typed = self.expr(operand)?;
                let span = self.words.start_before(typed.span.start)..typed.span.end;
                if !is_number(typed.expr.ty()) {
                    let message = format!("a minus before {}", mismatch::a_value_of(typed.expr.ty()));
                    return self.refuse(TYPE_MISMATCH, &message, typed.span, "expected a number");
                }
                Some(Typed { expr: Expr::Negate(Box::new(typed.expr)), span })
            }
            _ => {
                let span = self.place(&operand);
                let span = self.words.start_before(span.start)..span.end;
                self.refuse(OUTSIDE, "a sign other than minus is outside the SQL of conditions", span, "")
            }
        }
    }

    fn value(&mut self, value: ValueWithSpan) -> Option<Typed> {
        let span = self.words.bytes(value.span);
        let value = match value.value {
            SqlValue::SingleQuotedString(text) => Value::Text(text),
            SqlValue::Boolean(value) => Value::Boolean(value),
            SqlValue::Null => {
                let error = ConditionError::new(OUTSIDE, "`null` as a value", span);
                self.errors.push(error.help("whether something is known is asked by `is null` and `is not null`"));
                return None;
            }
            _ => return self.refuse(OUTSIDE, "a literal that is outside the SQL of conditions", span, ""),
        };
        Some(Typed { expr: Expr::Literal(value), span })
    }

    fn typed_literal(&mut self, ty: &DataType, value: ValueWithSpan) -> Option<Typed> {
        let text_span = self.words.bytes(value.span);
        let span = self.words.start_before(text_span.start)..text_span.end;
        let text = value.value.into_string().unwrap_or_default();
        match ty {
            DataType::Date => self.literal(literal::date(&text), span),
            DataType::Timestamp(..) => self.literal(literal::timestamp(&text), span),
            _ => self.refuse(OUTSIDE, "a literal that is outside the SQL of conditions", span, ""),
        }
    }

    fn literal(&mut self, value: Result<Value, &'static str>, span: Range<usize>) -> Option<Typed> {
        match value {
            Ok(value) => Some(Typed { expr: Expr::Literal(value), span }),
            Err(reason) => {
                let message = format!("`{}` has no value", self.words.excerpt(&span));
                self.refuse(LITERAL, &message, span, reason)
            }
        }
    }

    /// What must be a condition of its own.
    pub(super) fn boolean(&mut self, sql: Sql) -> Option<Typed> {
        let typed = self.expr(sql)?;
        if typed.expr.ty() == Type::Boolean {
            return Some(typed);
        }
        let excerpt = self.words.excerpt(&typed.span);
        self.errors.push(mismatch::not_boolean(&typed, &excerpt, NOT_BOOLEAN));
        None
    }

    pub(super) fn refuse<T>(
        &mut self,
        code: &'static str,
        message: &str,
        span: Range<usize>,
        label: &str,
    ) -> Option<T> {
        self.errors.push(ConditionError::new(code, message, span).label(label));
        None
    }

    /// Where something stands that is not typed; as near as the parser knows.
    pub(super) fn place(&self, sql: &Sql) -> Range<usize> {
        let (start, end) =
            (self.words.bytes(edge(sql, Side::Left)).start, self.words.bytes(edge(sql, Side::Right)).end);
        start..self.words.closed(start, end)
    }

    /// A number's place with the signs and parentheses before it.
    fn with_signs(&self, sql: &Sql, digits: Range<usize>) -> Range<usize> {
        let mut span = digits;
        let mut next = Some(sql);
        while let Some(Sql::UnaryOp { expr, .. } | Sql::Nested(expr)) = next {
            if matches!(next, Some(Sql::UnaryOp { .. })) {
                span.start = self.words.start_before(span.start);
            } else {
                span = self.words.with_parentheses(&span);
            }
            next = Some(expr);
        }
        span
    }
}

pub(super) fn is_number(ty: Type) -> bool {
    matches!(ty, Type::Integer | Type::Decimal)
}
