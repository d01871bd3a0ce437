//! What a condition speaks of, as a noun: data points, results, literals and what is computed of them.

use super::text::escaped;
use crate::condition::{ArithmeticOp, DataPointId, Expr, ListRef, ResultName, Scope};
use crate::model::{DataPoint, Model};
use crate::prose::joined;
use crate::values::{Value, format_date, format_instant};

/// The words for a model's names, in one scope.
#[derive(Clone, Copy)]
pub(super) struct Words<'m> {
    pub(super) model: &'m Model,
    pub(super) scope: Scope,
}

impl<'m> Words<'m> {
    /// The data points of the scope.
    pub(super) fn data_points(self) -> &'m [DataPoint] {
        match self.scope {
            Scope::Lead | Scope::Lane => self.model.lead(),
            Scope::Event => self.model.event(),
        }
    }

    /// A data point's name, with spaces for `_`; quoted where it begins like a statement.
    pub(super) fn data_point(self, id: DataPointId) -> String {
        let name = self.data_points().get(id.0).map_or_else(String::new, |data_point| plain_name(&data_point.name));
        let first = name.split(' ').next().unwrap_or_default().to_ascii_lowercase();
        let reads_as_verb = ["is", "has", "was", "had", "can", "did", "does", "wants"].contains(&first.as_str());
        if reads_as_verb { format!("“{name}”") } else { name }
    }

    /// An expression as a noun.
    pub(super) fn noun(self, expr: &Expr) -> String {
        match expr {
            Expr::Literal(value) => literal(value),
            Expr::DataPoint(id, _) => self.data_point(*id),
            Expr::Result(name) => result(*name).to_owned(),
            Expr::Occurrences(id) => {
                let name = self.model.engagement().get(id.0).map_or("", |criterion| &criterion.name);
                format!("the number of times that “{}” counted", escaped(name))
            }
            Expr::Cardinality(list) => format!("the number of items in {}", self.list(*list)),
            Expr::Lower(inner) => format!("{} in lower case", self.noun(inner)),
            Expr::EmailDomain(inner) => format!("the domain of {}", self.noun(inner)),
            Expr::AgeDays(inner) => format!("the number of days since {}", self.noun(inner)),
            Expr::ToDecimal(inner) => self.noun(inner),
            Expr::Negate(inner) => format!("minus {}", self.operand(inner)),
            Expr::Arithmetic(op, left, right) => {
                let op = match op {
                    ArithmeticOp::Add => "plus",
                    ArithmeticOp::Subtract => "minus",
                    ArithmeticOp::Multiply => "times",
                };
                format!("{} {op} {}", self.operand(left), self.operand(right))
            }
            Expr::Coalesce(items) => {
                let items: Vec<String> = items.iter().map(|item| self.noun(item)).collect();
                match items.split_first() {
                    Some((first, others)) => {
                        format!("{first} (or, where that is not known, {})", others.join(", or else "))
                    }
                    None => String::new(),
                }
            }
            condition => format!("the answer to “{}”", self.clause(condition).inline()),
        }
    }

    /// A list as a noun.
    pub(super) fn list(self, list: ListRef) -> String {
        match list {
            ListRef::DataPoint(id) => self.data_point(id),
            ListRef::Named(id) => {
                let name = self.model.lists().get(id.0).map_or("", |list| &list.name);
                format!("the list “{}”", plain_name(name))
            }
        }
    }

    fn operand(self, expr: &Expr) -> String {
        let noun = self.noun(expr);
        if matches!(expr, Expr::Arithmetic(..) | Expr::Negate(_)) { format!("({noun})") } else { noun }
    }
}

/// A name with spaces for `_`.
pub(super) fn plain_name(name: &str) -> String {
    let spaced = name.replace('_', " ");
    escaped(if spaced.trim().is_empty() { name } else { spaced.trim() })
}

/// A literal as it reads in a sentence.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => text_literal(text),
        Value::Integer(number) => number.to_string().replacen('-', "−", 1),
        Value::Decimal(number) => number.to_string().replacen('-', "−", 1),
        Value::Boolean(true) => "yes".to_owned(),
        Value::Boolean(false) => "no".to_owned(),
        Value::Date(days) => format_date(*days),
        Value::Timestamp(micros) => {
            let instant = format_instant(*micros).replace('T', " ");
            let seconds = instant.trim_end_matches('Z').trim_end_matches('0').trim_end_matches('.');
            format!("{} UTC", seconds.strip_suffix(":00").unwrap_or(seconds))
        }
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| text_literal(item)).collect();
            if items.is_empty() { "nothing".to_owned() } else { joined(&items, "and") }
        }
    }
}

/// Quoted only where it would not read as one value.
pub(super) fn text_literal(text: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-./_@+:&%'".contains(letter);
    if !text.is_empty() && text.chars().all(plain) && !matches!(text, "or" | "and" | "not") {
        escaped(text)
    } else {
        format!("“{}”", escaped(text))
    }
}

/// A result as a noun.
fn result(name: ResultName) -> &'static str {
    match name {
        ResultName::Score => "the score",
        ResultName::GatesMet => "the number of table stakes met",
        ResultName::CriticalMet => "the number of critical behaviours shown",
        ResultName::DaysSinceTouch => "the number of days since the last touch",
        ResultName::DaysSinceHandRaise => "the number of days since the last hand raise",
        ResultName::Fit => "fit",
        ResultName::Engagement => "engagement",
        ResultName::Eligible => "eligibility",
        ResultName::Excluded => "exclusion",
        ResultName::Grade => "the grade",
        ResultName::FitGrade => "the fit grade",
        ResultName::EngagementGrade => "the engagement grade",
        ResultName::Persona => "the persona",
        ResultName::Product => "the product",
        ResultName::Size => "the size",
        ResultName::LeadSource => "the lead source",
    }
}
