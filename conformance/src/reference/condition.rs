//! Section 2: conditions, with three-valued logic. `None` is NULL.

use std::cmp::Ordering;

use handraise_model::condition::{ArithmeticOp, CompareOp, Expr, ListRef, ResultName};
use handraise_model::values::{AsOf, MICROS_PER_DAY, Value};
use handraise_model::{DataPoint, Model};

use crate::data::Row;
use crate::results::LeadResult;

/// What a condition may read.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) model: &'a Model,
    /// The declared data points: the lead's, or the event's.
    pub(super) declared: &'a [DataPoint],
    pub(super) values: &'a Row,
    /// The lead's results, in lanes.
    pub(super) result: Option<&'a LeadResult>,
    pub(super) as_of: AsOf,
}

impl Facts<'_> {
    /// Whether the condition is TRUE: only then it counts as met.
    pub(super) fn met(&self, condition: &Expr) -> bool {
        self.truth(condition) == Some(true)
    }

    /// TRUE, FALSE or NULL.
    pub(super) fn truth(&self, expr: &Expr) -> Option<bool> {
        match self.value(expr)? {
            Value::Boolean(truth) => Some(truth),
            other => panic!("a condition is boolean, not {other:?}"),
        }
    }

    /// The value of a data point.
    pub(super) fn data_point(&self, index: usize) -> Option<Value> {
        self.values.get(&self.declared[index].name).cloned().flatten()
    }

    fn value(&self, expr: &Expr) -> Option<Value> {
        match expr {
            Expr::Literal(value) => Some(value.clone()),
            Expr::DataPoint(id, _) => self.data_point(id.0),
            Expr::Result(name) => self.result(*name),
            Expr::Occurrences(id) => {
                let name = &self.model.engagement()[id.0].name;
                self.result.map(|result| Value::Integer(i64::from(result.occurrences[name])))
            }
            Expr::And(items) => and(items.iter().map(|item| self.truth(item))).map(Value::Boolean),
            Expr::Or(items) => or(items.iter().map(|item| self.truth(item))).map(Value::Boolean),
            Expr::Not(inner) => self.truth(inner).map(|truth| Value::Boolean(!truth)),
            Expr::Compare(op, left, right) => self.compare(*op, left, right).map(Value::Boolean),
            Expr::Between { expr, low, high, negated } => {
                let at_least = self.compare(CompareOp::GreaterOrEqual, expr, low);
                let at_most = self.compare(CompareOp::LessOrEqual, expr, high);
                and([at_least, at_most].into_iter()).map(|truth| Value::Boolean(truth != *negated))
            }
            Expr::In { expr, items, negated } => {
                let value = self.value(expr)?;
                let found = items.iter().any(|item| order(&value, item) == Ordering::Equal);
                Some(Value::Boolean(found != *negated))
            }
            Expr::IsNull { expr, negated } => Some(Value::Boolean(self.value(expr).is_none() != *negated)),
            Expr::IsBoolean { expr, value, negated } => {
                Some(Value::Boolean((self.truth(expr) == Some(*value)) != *negated))
            }
            Expr::Like { expr, pattern, ignore_case, negated } => {
                let text = self.text(expr)?;
                let matches = if *ignore_case { like(&lower(&text), &lower(pattern)) } else { like(&text, pattern) };
                Some(Value::Boolean(matches != *negated))
            }
            Expr::AnyOf(expr, list) => {
                let text = self.text(expr)?;
                Some(Value::Boolean(self.list(*list).contains(&text)))
            }
            Expr::Cardinality(list) => Some(Value::Integer(self.list(*list).len() as i64)),
            Expr::Lower(inner) => self.text(inner).map(|text| Value::Text(lower(&text))),
            Expr::EmailDomain(inner) => {
                let text = self.text(inner)?;
                let (_, domain) = text.rsplit_once('@')?;
                (!domain.is_empty()).then(|| Value::Text(lower(domain)))
            }
            Expr::Arithmetic(op, left, right) => {
                let (left, right) = (self.value(left), self.value(right));
                arithmetic(*op, left?, right?)
            }
            Expr::Negate(inner) => match self.value(inner)? {
                Value::Integer(number) => number.checked_neg().map(Value::Integer),
                Value::Decimal(number) => Some(Value::Decimal(-number)),
                other => panic!("a minus before {other:?}"),
            },
            Expr::Coalesce(items) => items.iter().find_map(|item| self.value(item)),
            Expr::AgeDays(inner) => {
                let day = match self.value(inner)? {
                    Value::Date(day) => i64::from(day),
                    Value::Timestamp(micros) => day(micros),
                    other => panic!("the age of {other:?}"),
                };
                Some(Value::Integer(day_of_as_of(self.as_of) - day))
            }
            Expr::ToDecimal(inner) => match self.value(inner)? {
                Value::Integer(number) => Some(Value::Decimal(number as f64)),
                other => panic!("a decimal of {other:?}"),
            },
        }
    }

    fn compare(&self, op: CompareOp, left: &Expr, right: &Expr) -> Option<bool> {
        let (left, right) = (self.value(left), self.value(right));
        let order = order(&left?, &right?);
        Some(match op {
            CompareOp::Equal => order.is_eq(),
            CompareOp::NotEqual => order.is_ne(),
            CompareOp::Less => order.is_lt(),
            CompareOp::LessOrEqual => order.is_le(),
            CompareOp::Greater => order.is_gt(),
            CompareOp::GreaterOrEqual => order.is_ge(),
        })
    }

    fn text(&self, expr: &Expr) -> Option<String> {
        match self.value(expr)? {
            Value::Text(text) => Some(text),
            other => panic!("{other:?} is not text"),
        }
    }

    /// A list is never null: not known is the empty list.
    fn list(&self, list: ListRef) -> Vec<String> {
        match list {
            ListRef::Named(id) => self.model.lists()[id.0].items.clone(),
            ListRef::DataPoint(id) => match self.data_point(id.0) {
                None => Vec::new(),
                Some(Value::List(items)) => items,
                Some(other) => panic!("{other:?} is not a list"),
            },
        }
    }

    /// The results that lanes read.
    fn result(&self, name: ResultName) -> Option<Value> {
        let result = self.result?;
        let text = |text: &Option<String>| text.clone().map(Value::Text);
        let days_since = |time: Option<i64>| time.map(|time| Value::Integer(day_of_as_of(self.as_of) - day(time)));
        // The 64-bit float nearest to the exact value: that is what parsing its decimal text gives.
        let decimal = |exact: handraise_model::values::Exact| exact.to_string().parse().ok().map(Value::Decimal);
        match name {
            ResultName::Score => Some(Value::Integer(result.score)),
            ResultName::GatesMet => Some(Value::Integer(i64::from(result.gates_met))),
            ResultName::CriticalMet => Some(Value::Integer(i64::from(result.critical_met))),
            ResultName::DaysSinceTouch => days_since(result.last_touch),
            ResultName::DaysSinceHandRaise => days_since(result.last_hand_raise),
            ResultName::Fit => decimal(result.fit),
            ResultName::Engagement => decimal(result.engagement),
            ResultName::Eligible => Some(Value::Boolean(result.eligible)),
            ResultName::Excluded => Some(Value::Boolean(result.excluded)),
            ResultName::Grade => text(&result.grade),
            ResultName::FitGrade => text(&result.fit_grade),
            ResultName::EngagementGrade => text(&result.engagement_grade),
            ResultName::Persona => text(&result.persona),
            ResultName::Product => text(&result.product),
            ResultName::Size => text(&result.size),
            ResultName::LeadSource => text(&result.lead_source),
        }
    }
}

/// FALSE if any is FALSE, else NULL if any is NULL, else TRUE.
fn and(truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let truths: Vec<_> = truths.collect();
    if truths.contains(&Some(false)) {
        Some(false)
    } else if truths.contains(&None) {
        None
    } else {
        Some(true)
    }
}

/// TRUE if any is TRUE, else NULL if any is NULL, else FALSE.
fn or(truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    and(truths.map(|truth| truth.map(|truth| !truth))).map(|truth| !truth)
}

/// Both of one type. Text by code point, which is the order of UTF-8 bytes; -0.0 equals 0.0.
fn order(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => left.as_bytes().cmp(right.as_bytes()),
        (Value::Integer(left), Value::Integer(right)) => left.cmp(right),
        (Value::Decimal(left), Value::Decimal(right)) => left.partial_cmp(right).expect("decimals are finite"),
        (Value::Boolean(left), Value::Boolean(right)) => left.cmp(right),
        (Value::Date(left), Value::Date(right)) => left.cmp(right),
        (Value::Timestamp(left), Value::Timestamp(right)) => left.cmp(right),
        _ => panic!("{left:?} and {right:?} are not of one type"),
    }
}

/// An integer overflow or a decimal that is not finite is NULL.
fn arithmetic(op: ArithmeticOp, left: Value, right: Value) -> Option<Value> {
    match (left, right) {
        (Value::Integer(left), Value::Integer(right)) => {
            let (left, right) = (i128::from(left), i128::from(right));
            let exact = match op {
                ArithmeticOp::Add => left + right,
                ArithmeticOp::Subtract => left - right,
                ArithmeticOp::Multiply => left * right,
            };
            i64::try_from(exact).ok().map(Value::Integer)
        }
        (Value::Decimal(left), Value::Decimal(right)) => {
            let number = match op {
                ArithmeticOp::Add => left + right,
                ArithmeticOp::Subtract => left - right,
                ArithmeticOp::Multiply => left * right,
            };
            number.is_finite().then_some(Value::Decimal(number))
        }
        (left, right) => panic!("{left:?} and {right:?} are not numbers of one type"),
    }
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// `%` any text, `_` one code point; everything else, a backslash too, is itself.
fn like(text: &str, pattern: &str) -> bool {
    fn matches(text: &[char], pattern: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some((&'%', rest)), _) => (0..=text.len()).any(|skipped| matches(&text[skipped..], rest)),
            (Some((&'_', pattern)), Some((_, text))) => matches(text, pattern),
            (Some((expected, pattern)), Some((found, text))) => expected == found && matches(text, pattern),
            _ => false,
        }
    }
    matches(&text.chars().collect::<Vec<_>>(), &pattern.chars().collect::<Vec<_>>())
}

/// The UTC date of an instant, in days since 1970-01-01.
pub(super) fn day(micros: i64) -> i64 {
    micros.div_euclid(MICROS_PER_DAY)
}

/// The UTC date of `as_of`.
pub(super) fn day_of_as_of(as_of: AsOf) -> i64 {
    day(as_of.micros())
}
