//! One lead worked through, so that a reader can add up on the page what the model computes.

use super::nouns::{Words, literal};
use super::text::{escaped, table};
use crate::condition::Scope;
use crate::model::{Example, Model};
use crate::values::{Exact, day_of, format_instant};

/// How the score of one of the model's examples came about. Whoever can score fills it; the page only sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkedLead {
    /// The example: an index in [`Model::examples`].
    pub example: usize,
    /// What adds up, in order: parts, each followed by the sum that it enters.
    pub lines: Vec<WorkedLine>,
    /// What came of it, in whole sentences: the grade, the lane.
    pub outcome: Vec<String>,
}

/// A line of the sum. All text is plain; the page escapes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkedLine {
    /// What gives points: a criterion's name, or `fit`.
    pub label: String,
    /// How it came to that: `2 occurrences, the latest 9 days ago`.
    pub note: String,
    /// The exact points.
    pub points: Exact,
    /// Whether it is a sum of the lines above.
    pub sum: bool,
}

pub(super) fn section(model: &Model, worked: &WorkedLead) -> String {
    let Some(example) = model.examples().get(worked.example) else { return String::new() };
    let rows = worked.lines.iter().map(|line| {
        let points = format!("{:#}", line.points).replacen('-', "−", 1);
        let (label, note) = (escaped(&line.label), escaped(&line.note));
        if line.sum { [format!("**{label}**"), note, format!("**{points}**")] } else { [label, note, points] }
    });
    let rows: Vec<[String; 3]> = rows.collect();
    let mut text = format!(
        "## One lead, worked through\n\n**{}**, scored as of {}.\n\n{}{}{}",
        escaped(&example.name),
        minutes(example.as_of.micros()),
        known(model, example),
        done(model, example),
        table(["", "", "Points"], &rows)
    );
    if !worked.outcome.is_empty() {
        let outcome: Vec<String> = worked.outcome.iter().map(|sentence| escaped(sentence)).collect();
        text.push_str(&format!("{}\n\n", outcome.join(" ")));
    }
    text
}

fn known(model: &Model, example: &Example) -> String {
    let words = Words { model, scope: Scope::Lead };
    let values = example.lead.iter().map(|(id, value)| format!("{}: {}", words.data_point(*id), literal(value)));
    let values: Vec<String> = values.collect();
    if values.is_empty() {
        return "Nothing is known of who they are.\n\n".to_owned();
    }
    format!("Known of them: {}.\n\n", values.join("; "))
}

fn done(model: &Model, example: &Example) -> String {
    if example.events.is_empty() {
        return "They have done nothing yet.\n\n".to_owned();
    }
    let words = Words { model, scope: Scope::Event };
    let mut events: Vec<_> = example.events.iter().collect();
    events.sort_by_key(|event| event.at);
    let items = events.into_iter().map(|event| {
        let properties: Vec<String> = event
            .properties
            .iter()
            .map(|(id, value)| format!("{}: {}", words.data_point(*id), literal(value)))
            .collect();
        let properties = if properties.is_empty() { String::new() } else { format!(" ({})", properties.join("; ")) };
        let ago = match i64::from(example.as_of.day()) - i64::from(day_of(event.at)) {
            0 => "the same day".to_owned(),
            1 => "1 day before".to_owned(),
            days if days > 0 => format!("{days} days before"),
            _ => "later, so it does not count".to_owned(),
        };
        format!("- {}{properties}, {}: {ago}\n", escaped(&event.event), minutes(event.at))
    });
    format!("What they did:\n\n{}\n", items.collect::<String>())
}

/// `2026-01-15 18:00 UTC`.
fn minutes(micros: i64) -> String {
    let instant = format_instant(micros).replace('T', " ");
    format!("{} UTC", instant.get(..16).unwrap_or(&instant))
}
