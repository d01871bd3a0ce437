//! Comparisons, in all their forms.

use sqlparser::ast::{Expr as Sql, UnaryOperator, Value as SqlValue, ValueWithSpan};

use crate::condition::error::{CHAINED, ConditionError, OUTSIDE, TYPE_MISMATCH};
use crate::condition::print::quoted_text;
use crate::condition::tree::binds_loosely;
use crate::condition::typing::{Typed, Typer, is_number};
use crate::condition::{CompareOp, Expr, mismatch};
use crate::values::{Type, Value};

impl Typer<'_> {
    pub(super) fn comparison(&mut self, left: Sql, op: CompareOp, right: Sql) -> Option<Typed> {
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
            let beside_text = matches!(&sides[1 - index], Some(other) if other.expr.ty() == Type::Text && !matches!(other.expr, Expr::Literal(_)));
            if let (None, true, Some((name, span))) = (&sides[index], beside_text, name)
                && let Some(error) = self.errors.iter_mut().find(|error| error.span == span)
            {
                error.help.push(format!("a text stands in single quotes: `{}`", quoted_text(&name)));
            }
        }
        let [Some(left), Some(right)] = sides else { return None };
        Some([left, right])
    }

    pub(super) fn between(&mut self, expr: Sql, low: Sql, high: Sql, negated: bool) -> Option<Typed> {
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

    pub(super) fn in_list(&mut self, expr: Sql, list: Vec<Sql>, negated: bool) -> Option<Typed> {
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
        let mut refused: Vec<Type> = Vec::new();
        for item in &all {
            let ty = item.expr.ty();
            let fits = ty == expr.expr.ty() || (number && is_number(ty));
            // A long list of one wrong type is one mistake.
            if (!fits || expr.expr.ty() == Type::List) && !refused.contains(&ty) {
                refused.push(ty);
                let error = mismatch::comparison(&expr, item, self.words);
                self.errors.push(ConditionError { span: item.span.clone(), ..error });
            }
        }
        sound &= refused.is_empty();
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

    pub(super) fn is_null(&mut self, operand: Sql, negated: bool) -> Option<Typed> {
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

    pub(super) fn is_boolean(&mut self, operand: Sql, value: bool, negated: bool) -> Option<Typed> {
        let operand = self.boolean(operand)?;
        let span = operand.span.start..self.words.end_of_following(operand.span.end, 2 + usize::from(negated));
        Some(Typed { expr: Expr::IsBoolean { expr: Box::new(operand.expr), value, negated }, span })
    }

    pub(super) fn like(&mut self, expr: Sql, pattern: Sql, ignore_case: bool, negated: bool) -> Option<Typed> {
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
