//! The parser's tree, asked without recursion: it can be as deep as a condition is long.

use sqlparser::ast::{BinaryOperator, Expr as Sql, UnaryOperator, Value as SqlValue, ValueWithSpan};
use sqlparser::tokenizer::Span as SqlSpan;

use crate::condition::{ArithmeticOp, CompareOp};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// The place of the leftmost or rightmost part that has one. The parser's own answer recurses, and trees can be deep.
pub(super) fn edge(sql: &Sql, side: Side) -> SqlSpan {
    let mut next = sql;
    loop {
        next = match next {
            Sql::BinaryOp { left, right, .. } | Sql::AnyOp { left, right, .. } => match side {
                Side::Left => left,
                Side::Right => right,
            },
            Sql::Between { expr, high: last, .. }
            | Sql::Like { expr, pattern: last, .. }
            | Sql::ILike { expr, pattern: last, .. } => match side {
                Side::Left => expr,
                Side::Right => last,
            },
            Sql::InList { expr, list, .. } => match side {
                Side::Left => expr,
                Side::Right => list.last().unwrap_or(expr),
            },
            Sql::UnaryOp { expr, .. } | Sql::Nested(expr) | Sql::IsNull(expr) | Sql::IsNotNull(expr) => expr,
            Sql::IsTrue(expr) | Sql::IsNotTrue(expr) | Sql::IsFalse(expr) | Sql::IsNotFalse(expr) => expr,
            leaf => return sqlparser::ast::Spanned::span(leaf),
        };
    }
}

/// A left-leaning chain of operators as a list: the first operand, then each operator with its right operand.
pub(super) fn unroll(sql: Sql, belongs: impl Fn(&BinaryOperator) -> bool) -> Vec<(Option<BinaryOperator>, Sql)> {
    let mut chain = Vec::new();
    let mut rest = sql;
    loop {
        match rest {
            Sql::BinaryOp { left, op, right } if belongs(&op) => {
                chain.push((Some(op), *right));
                rest = *left;
            }
            first => {
                chain.push((None, first));
                chain.reverse();
                return chain;
            }
        }
    }
}

/// A number with the minuses and parentheses around it: its digits, whether it is negative, and the digits' place.
pub(super) fn numeral(sql: &Sql) -> Option<(&str, bool, SqlSpan)> {
    let (mut negative, mut next) = (false, sql);
    loop {
        match next {
            Sql::UnaryOp { op: UnaryOperator::Minus, expr } => {
                negative = !negative;
                next = expr;
            }
            Sql::Nested(inner) => next = inner,
            Sql::Value(ValueWithSpan { value: SqlValue::Number(digits, _), span }) => {
                return Some((digits, negative, *span));
            }
            _ => return None,
        }
    }
}

pub(super) fn compare_op(op: &BinaryOperator) -> Option<CompareOp> {
    Some(match op {
        BinaryOperator::Eq => CompareOp::Equal,
        BinaryOperator::NotEq => CompareOp::NotEqual,
        BinaryOperator::Lt => CompareOp::Less,
        BinaryOperator::LtEq => CompareOp::LessOrEqual,
        BinaryOperator::Gt => CompareOp::Greater,
        BinaryOperator::GtEq => CompareOp::GreaterOrEqual,
        _ => return None,
    })
}

pub(super) fn arithmetic_op(op: &BinaryOperator) -> Option<ArithmeticOp> {
    Some(match op {
        BinaryOperator::Plus => ArithmeticOp::Add,
        BinaryOperator::Minus => ArithmeticOp::Subtract,
        BinaryOperator::Multiply => ArithmeticOp::Multiply,
        _ => return None,
    })
}

/// Whether a form binds no more tightly than a comparison.
pub(super) fn binds_loosely(sql: &Sql) -> bool {
    match sql {
        Sql::BinaryOp { op, .. } => arithmetic_op(op).is_none(),
        Sql::UnaryOp { op, .. } => *op == UnaryOperator::Not,
        Sql::Between { .. } | Sql::InList { .. } | Sql::Like { .. } | Sql::ILike { .. } | Sql::AnyOp { .. } => true,
        Sql::IsNull(_) | Sql::IsNotNull(_) => true,
        Sql::IsTrue(_) | Sql::IsNotTrue(_) | Sql::IsFalse(_) | Sql::IsNotFalse(_) => true,
        _ => false,
    }
}
