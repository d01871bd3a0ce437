//! Conditions in plain words.
//!
//! `not` is carried down to the comparisons, which three-valued logic allows: what is left is "all of" and "any of"
//! over plain statements, and those two words show which belongs to which where SQL needs precedence.

use super::nouns::{Words, literal, text_literal};
use super::text::escaped;
use crate::condition::{CompareOp, Expr, ListRef, ResultName, Scope};
use crate::lint::reach::Reach;
use crate::prose::joined;
use crate::values::{Type, Value};

/// A condition in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Clause {
    /// A statement without "and" and "or" of its own.
    Plain(String),
    /// Holds when all of these do.
    All(Vec<Clause>),
    /// Holds when any of these does.
    Any(Vec<Clause>),
}

impl Clause {
    /// As one line.
    pub(super) fn inline(&self) -> String {
        self.inline_at(0)
    }

    fn inline_at(&self, depth: usize) -> String {
        let (items, conjunction, all) = match self {
            Self::Plain(text) => return text.clone(),
            Self::All(items) => (items, "and", "all of"),
            Self::Any(items) => (items, "or", "any of"),
        };
        let is_flat = items.iter().all(|item| matches!(item, Self::Plain(_)));
        if is_flat && depth == 0 {
            let items: Vec<String> = items.iter().map(|item| item.inline_at(1)).collect();
            return items.join(&format!(", {conjunction} "));
        }
        let marks = items.iter().enumerate().map(|(index, item)| {
            let mark = match depth {
                0 => (index + 1).to_string(),
                _ => char::from_u32('a' as u32 + index as u32 % 26).map_or_else(String::new, String::from),
            };
            format!("({mark}) {}", item.inline_at(depth + 1))
        });
        let separator = if depth == 0 { "; " } else { ", " };
        let list = format!("{all} {}", marks.collect::<Vec<_>>().join(separator));
        if depth > 1 { format!("[{list}]") } else { list }
    }
}

impl Words<'_> {
    /// When a condition is met.
    pub(super) fn clause(self, expr: &Expr) -> Clause {
        self.stated(expr, true)
    }

    /// The data points without which a condition is never met, in words: `country or employees`.
    pub(super) fn needed(self, expr: &Expr) -> Option<String> {
        let mut reach = Reach::new(self.model);
        let test = reach.test(expr);
        let mut needed = Vec::new();
        for id in expr.data_points() {
            let ty = self.data_points().get(id.0).map_or(Type::List, |data_point| data_point.ty);
            if ty != Type::List && reach.needs(&test, &Expr::DataPoint(id, ty)) {
                needed.push(self.data_point(id));
            }
        }
        (!needed.is_empty()).then(|| joined(&needed, "or"))
    }

    /// The results without which a lane is never reached, in words: `a hand raise or a persona`.
    fn needed_results(self, expr: &Expr) -> Option<String> {
        let mut reach = Reach::new(self.model);
        let test = reach.test(expr);
        let mut needed: Vec<&str> = Vec::new();
        expr.walk(&mut |part| {
            let Expr::Result(name) = part else { return };
            let noun = match name {
                ResultName::DaysSinceTouch => "a touch",
                ResultName::DaysSinceHandRaise => "a hand raise",
                ResultName::LeadSource => "a lead source",
                ResultName::Persona => "a persona",
                ResultName::Size => "a size",
                _ => return,
            };
            if !needed.contains(&noun) && reach.needs(&test, part) {
                needed.push(noun);
            }
        });
        (!needed.is_empty()).then(|| joined(&needed, "or"))
    }

    /// What is said of a condition's unknowns: `a lead whose country is not known does not meet this`.
    pub(super) fn unknown_remark(self, expr: &Expr) -> Option<String> {
        let unknown = self.needed(expr).map(|needed| format!("whose {needed} is not known"));
        if self.scope == Scope::Event {
            return unknown.map(|unknown| format!("an event {unknown} does not count"));
        }
        let lacking = self.needed_results(expr).map(|needed| format!("without {needed}"));
        let leads: Vec<String> = [unknown, lacking].into_iter().flatten().collect();
        (!leads.is_empty()).then(|| format!("a lead {} does not meet this", leads.join(" or ")))
    }

    /// When an expression is TRUE, or when it is FALSE.
    fn stated(self, expr: &Expr, holds: bool) -> Clause {
        let items = |items: &[Expr]| items.iter().map(|item| self.stated(item, holds)).collect();
        match expr {
            Expr::And(parts) if holds => Clause::All(items(parts)),
            Expr::And(parts) => Clause::Any(items(parts)),
            Expr::Or(parts) if holds => Clause::Any(items(parts)),
            Expr::Or(parts) => Clause::All(items(parts)),
            Expr::Not(inner) => self.stated(inner, !holds),
            Expr::IsBoolean { expr, value, negated } if holds != *negated => self.stated(expr, *value),
            Expr::IsBoolean { expr, value, .. } => Clause::Plain(match expr.as_ref() {
                Expr::DataPoint(..) => {
                    let other = if *value { "no" } else { "yes" };
                    format!("{} is {other} or not known", self.noun(expr))
                }
                _ => format!("it does not hold, or is not known, that “{}”", self.stated(expr, *value).inline()),
            }),
            Expr::Compare(op, left, right) if left.ty() == Type::Boolean => {
                self.same_answer(left, right, (*op == CompareOp::Equal) == holds)
            }
            _ => Clause::Plain(self.statement(expr, holds)),
        }
    }

    fn same_answer(self, left: &Expr, right: &Expr, same: bool) -> Clause {
        match (left, right) {
            (condition, Expr::Literal(Value::Boolean(value))) | (Expr::Literal(Value::Boolean(value)), condition) => {
                self.stated(condition, *value == same)
            }
            _ => {
                let (left, right) = (self.noun(left), self.noun(right));
                Clause::Plain(format!("{left} and {right} are {}", if same { "the same" } else { "different" }))
            }
        }
    }

    fn statement(self, expr: &Expr, holds: bool) -> String {
        let is = if holds { "is" } else { "is not" };
        match expr {
            Expr::Literal(value) => {
                if (*value == Value::Boolean(true)) == holds {
                    "always".to_owned()
                } else {
                    "never".to_owned()
                }
            }
            Expr::Result(ResultName::Eligible) => format!("the lead {is} eligible"),
            Expr::Result(ResultName::Excluded) => format!("the lead {is} excluded"),
            Expr::Compare(op, left, right) => self.comparison(if holds { *op } else { op.opposite() }, left, right),
            Expr::Between { expr, low, high, negated } => {
                let (low, high) = (self.noun(low), self.noun(high));
                if holds == *negated {
                    let (below, above) = (side(CompareOp::Less, expr.ty()), side(CompareOp::Greater, expr.ty()));
                    format!("{} is {below} {low} or {above} {high}", self.noun(expr))
                } else {
                    format!("{} is between {low} and {high}, both included", self.noun(expr))
                }
            }
            Expr::In { expr, items, negated } => {
                let items: Vec<String> = items.iter().map(literal).collect();
                one_of(&self.noun(expr), &items, holds != *negated)
            }
            Expr::IsNull { expr, negated } => {
                format!("{} is {}", self.noun(expr), if holds == *negated { "known" } else { "not known" })
            }
            Expr::Like { expr, pattern, ignore_case, negated } => {
                like(&self.noun(expr), pattern, *ignore_case, holds != *negated)
            }
            Expr::AnyOf(item, list) => self.any_of(item, *list, holds),
            condition => format!("{} is {}", self.noun(condition), if holds { "yes" } else { "no" }),
        }
    }

    fn comparison(self, op: CompareOp, left: &Expr, right: &Expr) -> String {
        if matches!(left, Expr::Literal(_)) && !matches!(right, Expr::Literal(_)) {
            return self.comparison(op.mirrored(), right, left);
        }
        if let (Some(since), Expr::Literal(days)) = (self.moment(left), right) {
            let unit = if *days == Value::Integer(1) { "day" } else { "days" };
            let how_long = if op == CompareOp::Equal { "exactly" } else { side(op, Type::Integer) };
            return match op {
                CompareOp::NotEqual => format!("{since} is not exactly {} {unit} ago", literal(days)),
                _ => format!("{since} is {how_long} {} {unit} ago", literal(days)),
            };
        }
        let (left, right, ty) = (self.noun(left), self.noun(right), left.ty());
        match op {
            CompareOp::Equal => format!("{left} is {right}"),
            CompareOp::NotEqual => format!("{left} is not {right}"),
            _ => format!("{left} is {} {right}", side(op, ty)),
        }
    }

    /// The moment that a number of days is counted from.
    fn moment(self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::AgeDays(moment) => Some(self.noun(moment)),
            Expr::Result(ResultName::DaysSinceTouch) => Some("the last touch".to_owned()),
            Expr::Result(ResultName::DaysSinceHandRaise) => Some("the last hand raise".to_owned()),
            _ => None,
        }
    }

    fn any_of(self, item: &Expr, list: ListRef, holds: bool) -> String {
        const SHOWN_MAX: usize = 8;
        let named = |id: crate::condition::ListId| self.model.lists().get(id.0);
        match list {
            ListRef::DataPoint(_) => {
                let verb = if holds { "includes" } else { "does not include" };
                format!("{} {verb} {}", self.list(list), self.noun(item))
            }
            ListRef::Named(id) => match named(id).filter(|list| (1..=SHOWN_MAX).contains(&list.items.len())) {
                Some(list) => {
                    let items: Vec<String> = list.items.iter().map(|item| text_literal(item)).collect();
                    one_of(&self.noun(item), &items, holds)
                }
                None => format!("{} is {}in {}", self.noun(item), if holds { "" } else { "not " }, self.list(list)),
            },
        }
    }
}

fn one_of(noun: &str, items: &[String], holds: bool) -> String {
    match (items, holds) {
        (_, true) => format!("{noun} is {}", joined(items, "or")),
        ([only], false) => format!("{noun} is not {only}"),
        (_, false) => format!("{noun} is none of {}", joined(items, "and")),
    }
}

fn like(noun: &str, pattern: &str, ignore_case: bool, holds: bool) -> String {
    let inner = pattern.trim_matches('%');
    let case = if ignore_case { ", in upper or lower case" } else { "" };
    let (is, [begins, ends, contains, matches]) = if holds {
        ("is", ["begins", "ends", "contains", "matches"])
    } else {
        ("is not", ["does not begin", "does not end", "does not contain", "does not match"])
    };
    let quoted = format!("“{}”", escaped(inner));
    if inner.is_empty() && !pattern.is_empty() {
        return if holds { format!("{noun} is known") } else { "never".to_owned() };
    }
    if inner.contains(['%', '_']) {
        let whole = escaped(pattern);
        return format!("{noun} {matches} the pattern “{whole}” (% for any text, \\_ for any one character){case}");
    }
    match (pattern.starts_with('%'), pattern.ends_with('%')) {
        (true, true) => format!("{noun} {contains} {quoted}{case}"),
        (false, true) => format!("{noun} {begins} with {quoted}{case}"),
        (true, false) => format!("{noun} {ends} with {quoted}{case}"),
        (false, false) => format!("{noun} {is} {quoted}{case}"),
    }
}

fn side(op: CompareOp, ty: Type) -> &'static str {
    let words = match ty {
        Type::Date | Type::Timestamp => ["before", "not after", "after", "not before"],
        Type::Text => [
            "before (in code point order)",
            "not after (in code point order)",
            "after (in code point order)",
            "not before (in code point order)",
        ],
        _ => ["less than", "at most", "more than", "at least"],
    };
    match op {
        CompareOp::Less => words[0],
        CompareOp::LessOrEqual => words[1],
        CompareOp::Greater => words[2],
        CompareOp::GreaterOrEqual => words[3],
        CompareOp::Equal => "",
        CompareOp::NotEqual => "not",
    }
}
