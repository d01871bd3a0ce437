//! What to say when types do not fit, and the way out for each pair of them.

use crate::condition::error::{ConditionError, TYPE_MISMATCH};
use crate::condition::print::quoted_text;
use crate::condition::typing::{Typed, is_number};
use crate::condition::words::Words;
use crate::condition::{Expr, literal};
use crate::values::{Type, Value};

/// "a text", "an integer", ...
pub(super) fn a_value_of(ty: Type) -> &'static str {
    match ty {
        Type::Text => "a text",
        Type::Integer => "an integer",
        Type::Decimal => "a decimal",
        Type::Boolean => "a boolean",
        Type::Date => "a date",
        Type::Timestamp => "a timestamp",
        Type::List => "a list",
    }
}

/// Two operands of a comparison whose types differ, or lists, which are never compared.
pub(super) fn comparison(left: &Typed, right: &Typed, words: &Words) -> ConditionError {
    let (left_ty, right_ty) = (left.expr.ty(), right.expr.ty());
    let (left_text, right_text) = (words.excerpt(&left.span), words.excerpt(&right.span));
    let message = format!("{} compared with {}", a_value_of(left_ty), a_value_of(right_ty));
    let span = left.span.start.min(right.span.start)..left.span.end.max(right.span.end);
    let error = ConditionError::new(TYPE_MISMATCH, message, span).label(format!(
        "`{left_text}` is {}, `{right_text}` is {}",
        left_ty.name(),
        right_ty.name()
    ));
    match way_out(left, &left_text, &right.expr, &right_text)
        .or_else(|| way_out(right, &right_text, &left.expr, &left_text))
    {
        Some(help) => error.help(help),
        None => error,
    }
}

/// How `other` is to be written beside `kept`.
fn way_out(kept: &Typed, kept_text: &str, other: &Expr, other_text: &str) -> Option<String> {
    let help = match (kept.expr.ty(), other) {
        (Type::List, _) if other.ty() == Type::List => {
            "lists are not compared as wholes: `'item' = any(list)`, `cardinality(list)`".to_owned()
        }
        (Type::List, _) if is_number(other.ty()) => format!("items are counted by `cardinality({kept_text})`"),
        (Type::List, _) => format!("an item of a list is found by `{other_text} = any({kept_text})`"),
        (Type::Integer | Type::Decimal, Expr::Literal(Value::Text(text))) if literal::is_number(text) => {
            format!("a number stands without quotes: `{}`", text.trim())
        }
        (Type::Text, Expr::Literal(Value::Integer(_) | Value::Decimal(_))) => {
            format!("a text stands in single quotes: `'{other_text}'`")
        }
        (Type::Text, Expr::Literal(Value::Boolean(value))) => format!("a text stands in single quotes: `'{value}'`"),
        (Type::Boolean, Expr::Literal(Value::Text(text))) => match text.to_lowercase().as_str() {
            "true" | "yes" | "1" | "t" | "y" => format!("`{kept_text} is true` asks whether it is true"),
            _ => format!("`{kept_text} is true` and `{kept_text} is false` ask for the two values"),
        },
        (Type::Boolean, Expr::Literal(Value::Integer(number))) => {
            format!("`{kept_text} is {}` asks for it", *number != 0)
        }
        (Type::Date, Expr::Literal(Value::Text(text))) => match literal::date(text) {
            Ok(_) => format!("a date is written `date {}`", quoted_text(text)),
            Err(_) => "a date is written `date '2026-01-31'`".to_owned(),
        },
        (Type::Timestamp, Expr::Literal(Value::Text(text))) => match literal::timestamp(text) {
            Ok(_) => format!("an instant is written `timestamp {}`", quoted_text(text)),
            Err(_) => "an instant is written `timestamp '2026-01-31 08:00:00'`".to_owned(),
        },
        (Type::Timestamp, Expr::Literal(Value::Date(days))) => {
            format!("an instant is written `timestamp '{} 00:00:00'`", crate::values::format_date(*days))
        }
        (Type::Date, _) if other.ty() == Type::Timestamp => {
            "a date and a timestamp are compared in days before the instant of the score, by `age_days` of each"
                .to_owned()
        }
        (Type::Date | Type::Timestamp, _) if is_number(other.ty()) => {
            format!("days before the instant of the score are counted by `age_days({kept_text})`")
        }
        _ => return None,
    };
    Some(help)
}

/// The way out for an operand of `+`, `-` or `*` that is no number.
pub(super) fn arithmetic_help(error: ConditionError, operand: &Expr, text: String) -> ConditionError {
    match operand {
        Expr::Literal(Value::Text(digits)) if literal::is_number(digits) => {
            error.help(format!("a number stands without quotes: `{}`", digits.trim()))
        }
        other => match other.ty() {
            Type::Date | Type::Timestamp => {
                error.help(format!("time is counted in days before the instant of the score: `age_days({text})`"))
            }
            Type::List => error.help(format!("items are counted by `cardinality({text})`")),
            Type::Text => error.help("a data point of type `integer` or `decimal` is computed with"),
            _ => error,
        },
    }
}

/// Something that stands where a condition must, and is none.
pub(super) fn not_boolean(typed: &Typed, text: &str, code: &'static str) -> ConditionError {
    let ty = typed.expr.ty();
    let error = ConditionError::new(code, format!("{} is no condition", a_value_of(ty)), typed.span.clone())
        .label(format!("this is {}, not boolean", ty.name()));
    match (&typed.expr, ty) {
        (Expr::Literal(Value::Integer(0 | 1)), _) => error.help("what always holds is written `true`"),
        (Expr::Literal(Value::Text(_)), _) => {
            error.help(format!("compare it with a data point; one of several texts is `x in ('text', {text})`"))
        }
        (Expr::Literal(_), _) => error.help("compare it with a data point"),
        (_, Type::List) => error.help(format!("whether it has items is asked by `cardinality({text}) > 0`")),
        (_, Type::Text) => {
            error.help(format!("compare it, as in `{text} = 'text'`, or ask whether it is known: `{text} is not null`"))
        }
        (_, Type::Integer | Type::Decimal) => {
            error.help(format!("compare it, as in `{text} > 0`, or ask whether it is known: `{text} is not null`"))
        }
        _ => error.help(format!(
            "compare it, as in `age_days({text}) < 30`, or ask whether it is known: `{text} is not null`"
        )),
    }
}
