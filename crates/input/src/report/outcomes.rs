//! Outcomes that the model names and no row holds: mostly another spelling.

use std::collections::BTreeMap;

use handraise_model::values::Spanned;
use handraise_model::{Model, Outcome};

use super::build::{count, quote};
use super::{Cause, Finding, ModelLine};
use crate::error::near;

/// Other outcomes named where none is near.
const NAMED_MAX: usize = 5;

/// One finding for each outcome that the model names and that never occurs; `found` are those that do, with their rows.
pub(super) fn missing_outcomes(model: &Model, found: &BTreeMap<String, u64>) -> Vec<Finding> {
    let Some(outcome) = model.outcome() else { return Vec::new() };
    let missing = Missing { outcome, found };
    let of_key = |key: &'static str, name: &Spanned<String>| {
        let near = missing.near(&name.value);
        // That nothing is lost is no mistake of a model that does not speak of it.
        let is_told = near.is_some() || key == "won" || is_written(model, name);
        (!found.contains_key(&name.value) && is_told).then(|| missing.finding(key, &name.value, near))
    };
    let won = outcome.won.iter().map(|name| ("won", name));
    let closed = outcome.closed.iter().filter(|closed| !outcome.is_won(&closed.value)).map(|name| ("closed", name));
    won.chain(closed).filter_map(|(key, name)| of_key(key, name)).collect()
}

/// What the model names, and what there is.
struct Missing<'a> {
    outcome: &'a Outcome,
    found: &'a BTreeMap<String, u64>,
}

impl Missing<'_> {
    fn finding(&self, key: &'static str, name: &str, near: Option<&str>) -> Finding {
        let (help, model_line) = match near {
            Some(near) => {
                (format!("`{near}` occurs {}: if it is meant, say it", self.times(near)), Some(self.mended(key)))
            }
            None if self.found.is_empty() => ("no outcome is known at all".to_owned(), None),
            None => {
                let mut others: Vec<(&String, &u64)> = self.found.iter().collect();
                others.sort_by_key(|(_, rows)| std::cmp::Reverse(**rows));
                let others = others.iter().take(NAMED_MAX).map(|(other, _)| format!("`{other}` {}", self.times(other)));
                (format!("those that occur: {}", others.collect::<Vec<_>>().join(", ")), None)
            }
        };
        let message = format!("`{key}` names the outcome `{name}`, which never occurs");
        Finding { cause: Cause::NoSuchOutcome, cells: 0, message, help, model_line, time_format: None }
    }

    fn times(&self, name: &str) -> String {
        count(self.found.get(name).copied().unwrap_or_default(), "time", "times")
    }

    /// An outcome that occurs, is not named, and is nearly called like this one.
    fn near(&self, name: &str) -> Option<&str> {
        let is_named = |other: &str| {
            let Outcome { won, closed, .. } = self.outcome;
            won.iter().chain(closed).any(|name| name.value == other)
        };
        near(name, self.found.keys().map(String::as_str).filter(|other| !is_named(other)))
    }

    /// The line of the model with names that occur in the place of those that do not.
    fn mended(&self, key: &'static str) -> ModelLine {
        let names = if key == "won" { &self.outcome.won } else { &self.outcome.closed };
        let mended = |name: &Spanned<String>| match self.found.contains_key(&name.value) {
            true => quote(&name.value),
            false => quote(self.near(&name.value).unwrap_or(&name.value)),
        };
        let names: Vec<String> = names.iter().map(mended).collect();
        let names = if let [only] = names.as_slice() { only.clone() } else { format!("[{}]", names.join(", ")) };
        ModelLine { section: "outcome", line: format!("{key} = {names}") }
    }
}

/// Whether the model itself names it, rather than the default.
fn is_written(model: &Model, name: &Spanned<String>) -> bool {
    model.source().text().get(name.span.clone()).is_some_and(|written| written.contains(&name.value))
}
