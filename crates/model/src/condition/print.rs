//! Conditions as canonical text: one way to write each, with no more parentheses than needed.

use std::fmt::Write;

use crate::condition::words::is_own_word;
use crate::condition::{ArithmeticOp, Expr, ListRef, Names};
use crate::values::{Value, civil_of, format_date};

/// The canonical text of a condition: `parse(print(e)) == e`.
#[must_use]
pub fn print(expr: &Expr, names: &Names) -> String {
    let mut printer = Printer { names, text: String::new() };
    printer.expr(expr, Binding::Or);
    printer.text
}

/// How tightly a form binds, from loose to tight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Not,
    Is,
    Comparison,
    Sum,
    Product,
    Sign,
    Atom,
}

fn binding(expr: &Expr) -> Binding {
    match expr {
        Expr::Or(_) => Binding::Or,
        Expr::And(_) => Binding::And,
        Expr::Not(_) => Binding::Not,
        Expr::IsNull { .. } | Expr::IsBoolean { .. } => Binding::Is,
        Expr::Compare(..) | Expr::Between { .. } | Expr::In { .. } | Expr::Like { .. } | Expr::AnyOf(..) => {
            Binding::Comparison
        }
        Expr::Arithmetic(ArithmeticOp::Add | ArithmeticOp::Subtract, ..) => Binding::Sum,
        Expr::Arithmetic(ArithmeticOp::Multiply, ..) => Binding::Product,
        Expr::Negate(_) => Binding::Sign,
        Expr::Literal(Value::Integer(number)) if *number < 0 => Binding::Sign,
        Expr::Literal(Value::Decimal(number)) if *number < 0.0 => Binding::Sign,
        Expr::ToDecimal(inner) => binding(inner),
        Expr::Literal(_)
        | Expr::DataPoint(..)
        | Expr::Result(_)
        | Expr::Occurrences(_)
        | Expr::Cardinality(_)
        | Expr::Lower(_)
        | Expr::EmailDomain(_)
        | Expr::Coalesce(_)
        | Expr::AgeDays(_) => Binding::Atom,
    }
}

struct Printer<'a> {
    names: &'a Names<'a>,
    text: String,
}

impl Printer<'_> {
    /// Writes an expression, in parentheses if it binds more loosely than its place asks for.
    fn expr(&mut self, expr: &Expr, least: Binding) {
        if binding(expr) < least {
            self.text.push('(');
            self.form(expr);
            self.text.push(')');
        } else {
            self.form(expr);
        }
    }

    fn form(&mut self, expr: &Expr) {
        match expr {
            Expr::Literal(value) => self.literal(value),
            Expr::DataPoint(id, _) => self.name(self.names.data_point_name(*id)),
            Expr::Result(name) => self.text.push_str(name.name()),
            Expr::Occurrences(id) => {
                let name = quoted_text(self.names.criterion_name(*id));
                self.write(format_args!("occurrences({name})"));
            }
            Expr::Or(items) => self.separated(items, " or ", Binding::And),
            Expr::And(items) => self.separated(items, " and ", Binding::Not),
            Expr::Not(inner) => {
                self.text.push_str("not ");
                self.expr(inner, Binding::Not);
            }
            Expr::Compare(op, left, right) => self.infix(left, op.symbol(), right, Binding::Sum, Binding::Sum),
            Expr::Between { expr, low, high, negated } => {
                self.expr(expr, Binding::Sum);
                self.text.push_str(if *negated { " not between " } else { " between " });
                self.infix(low, "and", high, Binding::Sum, Binding::Sum);
            }
            Expr::In { expr, items, negated } => self.in_list(expr, items, *negated),
            Expr::IsNull { expr, negated } => {
                self.expr(expr, Binding::Comparison);
                self.text.push_str(if *negated { " is not null" } else { " is null" });
            }
            Expr::IsBoolean { expr, value, negated } => {
                self.expr(expr, Binding::Comparison);
                self.write(format_args!(" is {}{value}", if *negated { "not " } else { "" }));
            }
            Expr::Like { expr, pattern, ignore_case, negated } => {
                self.expr(expr, Binding::Sum);
                let (not, like) = (if *negated { "not " } else { "" }, if *ignore_case { "ilike" } else { "like" });
                self.write(format_args!(" {not}{like} {}", quoted_text(pattern)));
            }
            Expr::AnyOf(expr, list) => {
                self.expr(expr, Binding::Sum);
                self.text.push_str(" = any(");
                self.list(*list);
                self.text.push(')');
            }
            Expr::Cardinality(list) => {
                self.text.push_str("cardinality(");
                self.list(*list);
                self.text.push(')');
            }
            Expr::Lower(inner) => self.call("lower", std::slice::from_ref(inner)),
            Expr::EmailDomain(inner) => self.call("email_domain", std::slice::from_ref(inner)),
            Expr::AgeDays(inner) => self.call("age_days", std::slice::from_ref(inner)),
            Expr::Coalesce(items) => self.call("coalesce", items),
            Expr::Arithmetic(op, left, right) => match op {
                ArithmeticOp::Multiply => self.infix(left, op.symbol(), right, Binding::Product, Binding::Sign),
                _ => self.infix(left, op.symbol(), right, Binding::Sum, Binding::Product),
            },
            Expr::Negate(inner) => {
                // Two minuses side by side would begin a comment.
                self.text.push_str(if matches!(**inner, Expr::Negate(_)) { "- " } else { "-" });
                self.expr(inner, Binding::Sign);
            }
            Expr::ToDecimal(inner) => self.form(inner),
        }
    }

    fn infix(&mut self, left: &Expr, operator: &str, right: &Expr, least_left: Binding, least_right: Binding) {
        self.expr(left, least_left);
        self.write(format_args!(" {operator} "));
        self.expr(right, least_right);
    }

    fn separated(&mut self, items: &[Expr], separator: &str, least: Binding) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.text.push_str(separator);
            }
            self.expr(item, least);
        }
    }

    fn call<E: std::borrow::Borrow<Expr>>(&mut self, function: &str, arguments: &[E]) {
        self.write(format_args!("{function}("));
        for (index, argument) in arguments.iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            self.expr(argument.borrow(), Binding::Or);
        }
        self.text.push(')');
    }

    fn in_list(&mut self, expr: &Expr, items: &[Value], negated: bool) {
        self.expr(expr, Binding::Sum);
        self.text.push_str(if negated { " not in (" } else { " in (" });
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            self.literal(item);
        }
        self.text.push(')');
    }

    fn list(&mut self, list: ListRef) {
        match list {
            ListRef::DataPoint(id) => self.name(self.names.data_point_name(id)),
            ListRef::Named(id) => self.name(self.names.list_name(id)),
        }
    }

    fn name(&mut self, name: &str) {
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
        if plain && !is_own_word(name) {
            self.text.push_str(name);
        } else {
            self.write(format_args!("\"{}\"", name.replace('"', "\"\"")));
        }
    }

    fn literal(&mut self, value: &Value) {
        match value {
            Value::Text(text) => self.text.push_str(&quoted_text(text)),
            Value::Integer(number) => self.write(format_args!("{number}")),
            // The shortest digits that give the same float back, and always a point or an exponent.
            Value::Decimal(number) => self.write(format_args!("{number:?}")),
            Value::Boolean(value) => self.write(format_args!("{value}")),
            Value::Date(days) => self.write(format_args!("date '{}'", format_date(*days))),
            Value::Timestamp(micros) => self.timestamp(*micros),
            // A condition has no list literal.
            Value::List(_) => {}
        }
    }

    fn timestamp(&mut self, micros: i64) {
        // A parsed literal is always within the calendar.
        let instant = civil_of(micros).unwrap_or_default();
        self.write(format_args!("timestamp '{}'", instant.strftime("%Y-%m-%d %H:%M:%S%.f")));
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string never fails.
        let _ = self.text.write_fmt(text);
    }
}

/// A text as a literal, its quotes doubled.
pub(super) fn quoted_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
