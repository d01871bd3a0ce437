//! Conditions of the model as SQL of a dialect.
//!
//! The forms stay as they were written: `between` stays `between`, and parentheses stand where some engine would bind
//! differently. What the portable subset promises and an engine does not do by itself (null on overflow, LIKE without
//! an escape, a null that is not found in an empty list) is written out, and only there.

mod arithmetic;

use handraise_model::Model;
use handraise_model::condition::{CompareOp, Expr, ListRef, ResultName};
use handraise_model::values::{Type, Value};

use crate::dialect::{Dialect, LikeEscape, fill};

/// What the names of a condition are in the query.
pub(crate) struct Columns<'c> {
    pub(crate) model: &'c Model,
    pub(crate) dialect: &'static Dialect,
    /// The day of the scores.
    pub(crate) as_of_day: &'c str,
    /// By index of the data point.
    pub(crate) data_points: &'c [String],
    /// In lanes, the column of a result.
    pub(crate) result: &'c dyn Fn(ResultName) -> String,
    /// In lanes, by index of the engagement criterion: the occurrences that counted.
    pub(crate) occurrences: &'c [String],
}

/// How tightly SQL binds, from loose to tight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Atom,
}

/// A piece of SQL and how it binds.
pub(super) struct Sql(pub(super) String, pub(super) Binding);

impl Sql {
    fn atom(text: impl Into<String>) -> Self {
        Self(text.into(), Binding::Atom)
    }

    /// In parentheses, if it binds more loosely than its place asks for.
    pub(super) fn at_least(self, least: Binding) -> String {
        if self.1 < least { format!("({})", self.0) } else { self.0 }
    }
}

impl Columns<'_> {
    /// A condition.
    pub(crate) fn condition(&self, expr: &Expr) -> String {
        self.sql(expr).0
    }

    /// A condition as an operand of `and`.
    pub(crate) fn conjunct(&self, expr: &Expr) -> String {
        self.sql(expr).at_least(Binding::Not)
    }

    pub(super) fn sql(&self, expr: &Expr) -> Sql {
        match expr {
            Expr::Literal(value) => self.literal(value),
            Expr::DataPoint(id, _) => Sql::atom(self.data_point(id.0)),
            Expr::Result(name) => Sql((self.result)(*name), Binding::Sum),
            Expr::Occurrences(id) => Sql::atom(self.occurrences.get(id.0).cloned().unwrap_or_default()),
            Expr::And(items) => self.connected(items, " and ", Binding::And, Binding::Not),
            Expr::Or(items) => self.connected(items, " or ", Binding::Or, Binding::And),
            Expr::Not(inner) => match &**inner {
                // `not x = any(list)` of a list that the model names.
                Expr::AnyOf(expr, list @ ListRef::Named(_)) => self.any_of(expr, *list, true),
                inner => Sql(format!("not {}", self.operand(inner)), Binding::Not),
            },
            Expr::Compare(op, left, right) => {
                let is_order = !matches!(op, CompareOp::Equal | CompareOp::NotEqual);
                let left_text = if is_order { self.ordered(left, right) } else { self.beside(left, right) };
                comparison(format!("{left_text} {} {}", op.symbol(), self.beside(right, left)))
            }
            Expr::Between { expr: value, low, high, negated } => {
                let (expr, low, high) = (self.ordered(value, low), self.beside(low, value), self.beside(high, value));
                comparison(format!("{expr} {}between {low} and {high}", not(*negated)))
            }
            Expr::In { expr, items, negated } => {
                let item = |item: &Value| match item {
                    Value::Decimal(number) if !is_literal(expr) => self.dialect.decimal_beside(*number),
                    other => self.dialect.literal(other),
                };
                let items: Vec<String> = items.iter().map(item).collect();
                let operand = self.operand(expr);
                let is_decimal = expr.ty() == Type::Decimal;
                let operand = if is_decimal { fill(self.dialect.numbers.in_set, &[&operand]) } else { operand };
                comparison(in_list(&operand, *negated, &items))
            }
            Expr::IsNull { expr, negated } => comparison(format!("{} is {}null", self.operand(expr), not(*negated))),
            Expr::IsBoolean { expr, value, negated } => self.is_boolean(expr, *value, *negated),
            Expr::Like { expr, pattern, ignore_case, negated } => self.like(expr, pattern, *ignore_case, *negated),
            Expr::AnyOf(expr, list) => self.any_of(expr, *list, false),
            Expr::Cardinality(list) => match list {
                ListRef::DataPoint(id) => Sql::atom(fill(self.dialect.lists.cardinality, &[&self.data_point(id.0)])),
                ListRef::Named(_) => Sql::atom(self.named_list(*list).len().to_string()),
            },
            Expr::Lower(inner) => Sql::atom(fill(self.dialect.texts.lower, &[&self.operand(inner)])),
            Expr::EmailDomain(inner) => Sql::atom(fill(self.dialect.texts.email_domain, &[&self.operand(inner)])),
            Expr::Arithmetic(..) | Expr::Negate(_) => self.arithmetic(expr),
            Expr::Coalesce(items) => {
                let items: Vec<String> = items.iter().map(|item| self.sql(item).0).collect();
                Sql::atom(format!("coalesce({})", items.join(", ")))
            }
            Expr::AgeDays(inner) => self.age_days(inner),
            Expr::ToDecimal(inner) => match &**inner {
                Expr::Literal(Value::Integer(number)) => self.literal(&Value::Decimal(*number as f64)),
                inner => Sql::atom(format!("cast({} as {})", self.sql(inner).0, self.dialect.types.decimal)),
            },
        }
    }

    /// As an operand of anything but `and` and `or`.
    pub(super) fn operand(&self, expr: &Expr) -> String {
        self.sql(expr).at_least(Binding::Sum)
    }

    /// As the operand beside another, which says the type where this is a literal.
    pub(super) fn beside(&self, expr: &Expr, other: &Expr) -> String {
        match decimal(expr) {
            Some(number) if !is_literal(other) => self.dialect.decimal_beside(number),
            _ => self.operand(expr),
        }
    }

    /// As the left side of a comparison by order: text that no column gives is told to compare by code point.
    fn ordered(&self, expr: &Expr, other: &Expr) -> String {
        if expr.ty() != Type::Text || !expr.data_points().is_empty() {
            return self.beside(expr, other);
        }
        fill(self.dialect.texts.by_code_point, &[&self.operand(expr)])
    }

    fn data_point(&self, index: usize) -> String {
        self.data_points.get(index).cloned().unwrap_or_default()
    }

    fn literal(&self, value: &Value) -> Sql {
        let text = self.dialect.literal(value);
        // `1 - -2` reads badly, and `--` would begin a comment.
        let binding = if text.starts_with('-') { Binding::Product } else { Binding::Atom };
        Sql(text, binding)
    }

    fn connected(&self, items: &[Expr], word: &str, binding: Binding, least: Binding) -> Sql {
        Sql(items.iter().map(|item| self.sql(item).at_least(least)).collect::<Vec<_>>().join(word), binding)
    }

    fn is_boolean(&self, expr: &Expr, value: bool, negated: bool) -> Sql {
        if self.dialect.numbers.has_is_true {
            return comparison(format!("{} is {}{value}", self.operand(expr), not(negated)));
        }
        let known = format!("coalesce({}, {})", self.sql(expr).0, !value);
        if value == negated { Sql(format!("not {known}"), Binding::Not) } else { Sql::atom(known) }
    }

    fn like(&self, expr: &Expr, pattern: &str, ignore_case: bool, negated: bool) -> Sql {
        let (expr, pattern) = if ignore_case {
            (fill(self.dialect.texts.lower, &[&self.operand(expr)]), pattern.to_lowercase())
        } else {
            (self.operand(expr), pattern.to_owned())
        };
        let (pattern, escape) = match self.dialect.texts.like {
            LikeEscape::Doubled => (pattern.replace('\\', "\\\\"), ""),
            LikeEscape::Disabled if pattern.contains('\\') => (pattern, " escape ''"),
            LikeEscape::Disabled | LikeEscape::None => (pattern, ""),
        };
        comparison(format!("{expr} {}like {}{escape}", not(negated), self.dialect.text_literal(&pattern)))
    }

    fn any_of(&self, expr: &Expr, list: ListRef, negated: bool) -> Sql {
        let value = self.operand(expr);
        match list {
            ListRef::DataPoint(id) => {
                let found = fill(self.dialect.lists.contains, &[&value, &self.data_point(id.0)]);
                let is_call = !self.dialect.lists.contains.starts_with('{');
                if is_literal(expr) || !self.dialect.lists.null_is_not_found {
                    return if is_call { Sql::atom(found) } else { comparison(found) };
                }
                Sql::atom(format!("case when {value} is not null then {found} end"))
            }
            ListRef::Named(_) => {
                let items: Vec<String> =
                    self.named_list(list).iter().map(|item| self.dialect.text_literal(item)).collect();
                if items.is_empty() {
                    return Sql::atom(format!("case when {value} is not null then {negated} end"));
                }
                comparison(in_list(&value, negated, &items))
            }
        }
    }

    fn named_list(&self, list: ListRef) -> &[String] {
        match list {
            ListRef::Named(id) => self.model.lists().get(id.0).map_or(&[], |list| &list.items),
            ListRef::DataPoint(_) => &[],
        }
    }

    fn age_days(&self, inner: &Expr) -> Sql {
        let value = self.sql(inner);
        let day = if inner.ty() == Type::Timestamp {
            fill(self.dialect.time.day, &[&value.0])
        } else {
            value.at_least(Binding::Product)
        };
        Sql(fill(self.dialect.time.days_between, &[self.as_of_day, &day]), Binding::Sum)
    }
}

/// A literal that is a decimal, or an integer that stands for one.
fn decimal(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Literal(Value::Decimal(number)) => Some(*number),
        Expr::ToDecimal(inner) => match &**inner {
            // The nearest 64-bit float, which is what an engine makes of it.
            Expr::Literal(Value::Integer(number)) => Some(*number as f64),
            _ => None,
        },
        _ => None,
    }
}

fn is_literal(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(_)) || decimal(expr).is_some()
}

/// `value in (..)`.
pub(crate) fn in_list(value: &str, negated: bool, items: &[String]) -> String {
    match items {
        [only] => format!("{value} {} {only}", if negated { "<>" } else { "=" }),
        items => format!("{value} {}in ({})", not(negated), items.join(", ")),
    }
}

fn comparison(text: String) -> Sql {
    Sql(text, Binding::Comparison)
}

fn not(negated: bool) -> &'static str {
    if negated { "not " } else { "" }
}
