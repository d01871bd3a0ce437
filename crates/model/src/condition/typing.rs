//! From the parser's tree to the typed one.
//!
//! Mistakes are collected: an operand that is wrong gives `None`, its siblings are still judged, and nobody above says
//! anything more of it.

use std::ops::Range;

use sqlparser::ast::{BinaryOperator, DataType, Expr as Sql, UnaryOperator, Value as SqlValue, ValueWithSpan};
use sqlparser::tokenizer::Span as SqlSpan;

use crate::condition::error::{CHAINED, ConditionError, LITERAL, NOT_BOOLEAN, OUTSIDE, TOO_LARGE, TYPE_MISMATCH};
use crate::condition::print::quoted_text;
use crate::condition::words::Words;
use crate::condition::{ArithmeticOp, CompareOp, Expr, Names, Scope, literal, mismatch};
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

    fn comparison(&mut self, left: Sql, op: CompareOp, right: Sql) -> Option<Typed> {
        if let (other, Sql::Value(ValueWithSpan { value: SqlValue::Null, span }))
        | (Sql::Value(ValueWithSpan { value: SqlValue::Null, span }), other) = (&left, &right)
        {
            let (other, not) = (self.place(other), if op == CompareOp::NotEqual { "not " } else { "" });
            let error = ConditionError::new(OUTSIDE, "a comparison with `null`", self.words.bytes(*span));
            let error = error.label("nothing equals null, null least of all");
            self.errors
                .push(error.help(format!("not known is asked by `{} is {not}null`", self.words.excerpt(&other))));
            return None;
        }
        let sides = self.operand_pair(left, right)?;
        let [left, right] = &sides;
        let span = left.span.start..right.span.end;
        if left.expr.ty() == Type::Boolean
            && right.expr.ty() == Type::Boolean
            && !matches!(op, CompareOp::Equal | CompareOp::NotEqual)
        {
            let message = format!("booleans compared with `{}`", op.symbol());
            return self.refuse(TYPE_MISMATCH, &message, span, "booleans know only `=` and `<>`");
        }
        let sides = self.one_type(sides)?;
        let [left, right] = sides.map(|side| Box::new(side.expr));
        Some(Typed { expr: Expr::Compare(op, left, right), span })
    }

    fn operand_pair(&mut self, left: Sql, right: Sql) -> Option<[Typed; 2]> {
        let names = [&left, &right].map(|side| match side {
            Sql::Identifier(name) => Some((name.value.clone(), self.words.bytes(name.span))),
            _ => None,
        });
        let sides = [self.operand(left), self.operand(right)];
        // A name that is nobody's beside a text is mostly a text without its quotes.
        for (index, name) in names.into_iter().enumerate() {
            let beside_text = matches!(&sides[1 - index], Some(other) if other.expr.ty() == Type::Text);
            if let (None, true, Some((name, span))) = (&sides[index], beside_text, name)
                && let Some(error) = self.errors.iter_mut().find(|error| error.span == span)
            {
                error.help.push(format!("a text stands in single quotes: `{}`", quoted_text(&name)));
            }
        }
        let [Some(left), Some(right)] = sides else { return None };
        Some([left, right])
    }

    fn between(&mut self, expr: Sql, low: Sql, high: Sql, negated: bool) -> Option<Typed> {
        let operands = [self.operand(expr), self.operand(low), self.operand(high)];
        let [Some(expr), Some(low), Some(high)] = operands else { return None };
        let span = expr.span.start..high.span.end;
        if expr.expr.ty() == Type::Boolean {
            return self.refuse(
                TYPE_MISMATCH,
                "`between` with a boolean",
                expr.span,
                "booleans know only `=` and `<>`",
            );
        }
        let [expr, low, high] = self.one_type([expr, low, high])?.map(|operand| Box::new(operand.expr));
        Some(Typed { expr: Expr::Between { expr, low, high, negated }, span })
    }

    fn in_list(&mut self, expr: Sql, list: Vec<Sql>, negated: bool) -> Option<Typed> {
        let expr = self.operand(expr);
        let mut all = Vec::with_capacity(list.len() + 1);
        let mut sound = true;
        for item in list {
            match self.item(item) {
                Some(item) => all.push(item),
                None => sound = false,
            }
        }
        let expr = expr?;
        let span = expr.span.start..self.words.closing(expr.span.end);
        let mixed_decimals = all.iter().chain([&expr]).any(|item| item.expr.ty() == Type::Decimal);
        let number = is_number(expr.expr.ty());
        for item in &all {
            let fits = item.expr.ty() == expr.expr.ty() || (number && is_number(item.expr.ty()));
            if !fits || expr.expr.ty() == Type::List {
                self.errors.push(mismatch::comparison(&expr, item, self.words));
                sound = false;
            }
        }
        if !sound {
            return None;
        }
        let widened = |typed: Typed| if mixed_decimals { widen(typed.expr) } else { typed.expr };
        let items = all.into_iter().filter_map(|item| match widened(item) {
            Expr::Literal(value) => Some(value),
            _ => None,
        });
        let items = items.collect();
        Some(Typed { expr: Expr::In { expr: Box::new(widened(expr)), items, negated }, span })
    }

    fn item(&mut self, sql: Sql) -> Option<Typed> {
        let place = self.place(&sql);
        if matches!(&sql, Sql::Value(ValueWithSpan { value: SqlValue::Null, .. })) {
            let error = ConditionError::new(OUTSIDE, "`null` among the values of `in`", place);
            self.errors.push(error.help("nothing equals null; `x in (...) or x is null` takes what is not known too"));
            return None;
        }
        if !matches!(sql, Sql::Value(_) | Sql::TypedString(_) | Sql::UnaryOp { op: UnaryOperator::Minus, .. }) {
            let help = match &sql {
                Sql::Identifier(name) if self.names.list_names().any(|list| list == name.value) => {
                    format!("an item of a list is found by `x = any({})`", name.value)
                }
                Sql::Identifier(name) => {
                    format!("a text stands in single quotes: `{}`", quoted_text(&name.value))
                }
                _ => "other values are compared with `=`, joined with `or`".to_owned(),
            };
            self.errors.push(ConditionError::new(OUTSIDE, "`in` takes literals only", place).help(help));
            return None;
        }
        let typed = self.expr(sql)?;
        if matches!(typed.expr, Expr::Literal(_)) {
            Some(typed)
        } else {
            self.refuse(OUTSIDE, "`in` takes literals only", typed.span, "")
        }
    }

    fn is_null(&mut self, operand: Sql, negated: bool) -> Option<Typed> {
        let operand = self.expr(operand)?;
        let span = operand.span.start..self.words.end_of_following(operand.span.end, 2 + usize::from(negated));
        if operand.expr.ty() == Type::List {
            let error = ConditionError::new(TYPE_MISMATCH, "a list is never null", operand.span.clone());
            let (name, op) = (self.words.excerpt(&operand.span), if negated { ">" } else { "=" });
            self.errors.push(error.help(format!("not known is the empty list: `cardinality({name}) {op} 0`")));
            return None;
        }
        Some(Typed { expr: Expr::IsNull { expr: Box::new(operand.expr), negated }, span })
    }

    fn is_boolean(&mut self, operand: Sql, value: bool, negated: bool) -> Option<Typed> {
        let operand = self.boolean(operand)?;
        let span = operand.span.start..self.words.end_of_following(operand.span.end, 2 + usize::from(negated));
        Some(Typed { expr: Expr::IsBoolean { expr: Box::new(operand.expr), value, negated }, span })
    }

    fn like(&mut self, expr: Sql, pattern: Sql, ignore_case: bool, negated: bool) -> Option<Typed> {
        let word = if ignore_case { "ilike" } else { "like" };
        let expr = self.operand(expr);
        let pattern = match pattern {
            Sql::Value(ValueWithSpan { value: SqlValue::SingleQuotedString(pattern), span }) => {
                Some((pattern, self.words.bytes(span)))
            }
            other => {
                let place = self.place(&other);
                let message = format!("the pattern of `{word}` is not a text literal");
                self.refuse(TYPE_MISMATCH, &message, place, "expected a text in single quotes")
            }
        };
        let (expr, (pattern, place)) = (expr?, pattern?);
        if expr.expr.ty() != Type::Text {
            let message = format!("`{word}` on {}", mismatch::a_value_of(expr.expr.ty()));
            return self.refuse(TYPE_MISMATCH, &message, expr.span, "expected a text");
        }
        let span = expr.span.start..place.end;
        Some(Typed { expr: Expr::Like { expr: Box::new(expr.expr), pattern, ignore_case, negated }, span })
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
    fn boolean(&mut self, sql: Sql) -> Option<Typed> {
        let typed = self.expr(sql)?;
        if typed.expr.ty() == Type::Boolean {
            return Some(typed);
        }
        let excerpt = self.words.excerpt(&typed.span);
        self.errors.push(mismatch::not_boolean(&typed, &excerpt, NOT_BOOLEAN));
        None
    }

    /// An operand of a comparison: another comparison needs parentheses here.
    pub(super) fn operand(&mut self, sql: Sql) -> Option<Typed> {
        if !binds_loosely(&sql) {
            return self.expr(sql);
        }
        let error = ConditionError::new(CHAINED, "a comparison inside a comparison", self.place(&sql));
        let help = "join two comparisons with `and`, or put one in parentheses if its result is compared";
        self.errors.push(error.help(help));
        None
    }

    /// Gives all operands one type, or says why they have none.
    pub(super) fn one_type<const N: usize>(&mut self, mut operands: [Typed; N]) -> Option<[Typed; N]> {
        if unify(&mut operands) && operands.iter().all(|operand| operand.expr.ty() != Type::List) {
            return Some(operands);
        }
        let (first, rest) = operands.split_first()?;
        let odd = rest.iter().find(|other| other.expr.ty() != first.expr.ty()).or(rest.first())?;
        self.errors.push(mismatch::comparison(first, odd, self.words));
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
        self.words.bytes(edge(sql, Side::Left)).start..self.words.bytes(edge(sql, Side::Right)).end
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// The place of the leftmost or rightmost part that has one. The parser's own answer recurses, and trees can be deep.
fn edge(sql: &Sql, side: Side) -> SqlSpan {
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
fn unroll(sql: Sql, belongs: impl Fn(&BinaryOperator) -> bool) -> Vec<(Option<BinaryOperator>, Sql)> {
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
fn numeral(sql: &Sql) -> Option<(&str, bool, SqlSpan)> {
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

fn compare_op(op: &BinaryOperator) -> Option<CompareOp> {
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

fn arithmetic_op(op: &BinaryOperator) -> Option<ArithmeticOp> {
    Some(match op {
        BinaryOperator::Plus => ArithmeticOp::Add,
        BinaryOperator::Minus => ArithmeticOp::Subtract,
        BinaryOperator::Multiply => ArithmeticOp::Multiply,
        _ => return None,
    })
}

/// Whether a form binds no more tightly than a comparison.
fn binds_loosely(sql: &Sql) -> bool {
    match sql {
        Sql::BinaryOp { op, .. } => arithmetic_op(op).is_none(),
        Sql::UnaryOp { op, .. } => *op == UnaryOperator::Not,
        Sql::Between { .. } | Sql::InList { .. } | Sql::Like { .. } | Sql::ILike { .. } | Sql::AnyOp { .. } => true,
        Sql::IsNull(_) | Sql::IsNotNull(_) => true,
        Sql::IsTrue(_) | Sql::IsNotTrue(_) | Sql::IsFalse(_) | Sql::IsNotFalse(_) => true,
        _ => false,
    }
}

pub(super) fn is_number(ty: Type) -> bool {
    matches!(ty, Type::Integer | Type::Decimal)
}

/// Whether all have one type, once integers beside decimals are made decimals.
pub(super) fn unify(operands: &mut [Typed]) -> bool {
    let all_numbers = operands.iter().all(|operand| is_number(operand.expr.ty()));
    if all_numbers && operands.iter().any(|operand| operand.expr.ty() == Type::Decimal) {
        for operand in operands.iter_mut() {
            let expr = std::mem::replace(&mut operand.expr, Expr::Literal(Value::Boolean(false)));
            operand.expr = widen(expr);
        }
    }
    operands.windows(2).all(|pair| pair[0].expr.ty() == pair[1].expr.ty())
}

/// A number as a decimal.
fn widen(expr: Expr) -> Expr {
    match expr {
        Expr::Literal(Value::Integer(number)) => Expr::Literal(Value::Decimal(number as f64)),
        number if number.ty() == Type::Integer => Expr::ToDecimal(Box::new(number)),
        other => other,
    }
}
