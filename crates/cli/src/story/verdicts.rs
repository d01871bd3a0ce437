//! What conditions say of the lead, with the values that they read: gates, exclusions, lanes.

use handraise_engine::Answer;
use handraise_model::NamedCondition;

use super::text::heading;
use super::{Story, evidence};
use crate::terminal::{BAD, DOUBT, FAINT, GOOD, paint, printable, text_width};

/// The mark of an exclusion that is met.
const EXCLUDES: &str = "!";
/// Each mark with its meaning.
const LEGEND: [(&str, &str); 5] =
    [("✓", "met"), ("✗", "missed"), ("?", "not known"), (EXCLUDES, "excludes"), ("★", "critical")];
/// Where the lines below a verdict begin.
const INDENT: usize = 6;

/// What all marks of stories mean: `✓ met, ✗ missed`.
pub(crate) fn marks() -> String {
    LEGEND.map(|(mark, meaning)| format!("{mark} {meaning}")).join(", ")
}

/// What the marks of stories mean, of those that stand there.
pub(crate) fn legend(stories: &str) -> String {
    let stands = |mark: &str| stories.contains(&format!("{mark} ")) || stories.contains(&format!("{mark}\u{1b}"));
    let told: Vec<String> =
        LEGEND.iter().filter(|(mark, _)| stands(mark)).map(|(mark, meaning)| format!("{mark} {meaning}")).collect();
    if told.is_empty() { String::new() } else { format!("\n{}\n", paint(FAINT, told.join(", "))) }
}

/// The minimum criteria.
pub(super) fn gates(text: &mut String, story: &Story<'_>, width: usize) {
    let gates = story.model.gates();
    if gates.is_empty() {
        return;
    }
    let met = story.explanation.scores.gates_met[0];
    let required = story.model.score().gates_required;
    heading(text, "Table stakes", &format!("{met} of {} met, {required} required", gates.len()));
    for (gate, answer) in gates.iter().zip(&story.explanation.answers.gates) {
        verdict(text, &mark(*answer), &gate.name, &evidence::of(story, &gate.when.expr), width);
    }
}

/// The exclusions that are met.
pub(super) fn exclusions(text: &mut String, story: &Story<'_>, width: usize) {
    let answers = story.model.exclusions().iter().zip(&story.explanation.answers.exclusions);
    let holding: Vec<&NamedCondition> =
        answers.filter(|(_, answer)| **answer == Answer::Met).map(|(exclusion, _)| exclusion).collect();
    if holding.is_empty() {
        return;
    }
    heading(text, "Excluded", "whatever the points");
    for exclusion in holding {
        let evidence = evidence::of(story, &exclusion.when.expr);
        verdict(text, &paint(BAD, EXCLUDES), &exclusion.name, &evidence, width);
    }
}

/// The lanes up to the one that takes the lead: each with its condition, and with what the condition read.
pub(super) fn lanes(text: &mut String, story: &Story<'_>, width: usize) {
    let lanes = story.model.lanes();
    if lanes.is_empty() {
        return;
    }
    let taken = story.explanation.scores.lane[0];
    heading(text, "Lane", taken.map_or("none", |lane| lanes[lane].name.as_str()));
    let told = taken.map_or(lanes.len(), |lane| lane + 1);
    for (lane, answer) in lanes.iter().zip(&story.explanation.answers.lanes).take(told) {
        verdict(text, &mark(*answer), &lane.name, &evidence::condition(story.model, lane), width);
        below(text, &evidence::of_lane(story, lane), width);
    }
}

/// `✓` met, `✗` missed, `?` unknown.
fn mark(answer: Answer) -> String {
    match answer {
        Answer::Met => paint(GOOD, "✓"),
        Answer::Missed => paint(BAD, "✗"),
        Answer::Unknown => paint(DOUBT, "?"),
    }
}

/// A mark, a name, and beside it what there is to say, wrapped where it is long.
fn verdict(text: &mut String, mark: &str, name: &str, said: &str, width: usize) {
    let name = printable(name);
    let first = width.saturating_sub(4 + text_width(&name) + 2);
    let lines = wrapped(said, first, width.saturating_sub(INDENT));
    text.push_str(&format!("  {mark} {name}"));
    for (index, line) in lines.iter().enumerate() {
        let before = if index == 0 { "  ".to_owned() } else { format!("\n{}", " ".repeat(INDENT)) };
        text.push_str(&format!("{before}{}", paint(FAINT, line)));
    }
    text.push('\n');
}

fn below(text: &mut String, said: &str, width: usize) {
    let room = width.saturating_sub(INDENT);
    for line in wrapped(said, room, room) {
        text.push_str(&format!("{}{}\n", " ".repeat(INDENT), paint(FAINT, line)));
    }
}

/// The text in lines of whole words: the first so wide, the others so wide.
pub(super) fn wrapped(text: &str, first: usize, others: usize) -> Vec<String> {
    let text = printable(text);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let room = if lines.len() == 1 { first } else { others };
        match lines.last_mut() {
            Some(line) if text_width(line) + 1 + text_width(word) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
