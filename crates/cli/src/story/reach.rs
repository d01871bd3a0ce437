//! What it would take, for people and for programs.

use handraise_model::Model;
use handraise_model::condition::{DataPointId, EngagementId};

use super::evidence::value;
use super::json::value as json_value;
use super::verdicts::wrapped;
use crate::output::JsonText;
use crate::reach::{Change, Reach, Reached, Standing, StandsFor};
use crate::reasons::CRITICAL_MARK;
use crate::terminal::{FAINT, GOOD, STRONG, paint, words};

/// The section that ends a story.
pub(super) fn render(model: &Model, reach: &Reach, width: usize) -> String {
    let mut text = String::new();
    if let Some(found) = &reach.lane {
        section(&mut text, model, "To a better lane", found, width);
    }
    if let Some(found) = &reach.grade {
        section(&mut text, model, "To a better grade", found, width);
    }
    text
}

/// What was found, as one object.
pub(super) fn json(model: &Model, reach: &Reach) -> JsonText {
    let found = |found: &Option<Vec<Reached>>| {
        JsonText::option(found.as_ref(), |found| JsonText::array(found.iter().map(|one| reached(model, one))))
    };
    JsonText::object([("lane", found(&reach.lane)), ("grade", found(&reach.grade))])
}

fn section(text: &mut String, model: &Model, title: &str, found: &[Reached], width: usize) {
    let note = if found.is_empty() {
        "no single change and no pair that was tried is enough"
    } else {
        "any of these, each scored by the engine"
    };
    text.push_str(&format!("\n{}  {}\n", paint(STRONG, title), paint(FAINT, note)));
    for reached in found {
        let changes = changes_in_words(model, &reached.changes);
        let gates: Vec<String> = reached.gates.iter().map(|&gate| model.gates()[gate].name.clone()).collect();
        let gates = if gates.is_empty() { String::new() } else { format!(" (meets {})", gates.join(", ")) };
        let standing = paint(GOOD, standing_words(model, &reached.standing));
        let room = width.saturating_sub(4);
        let changes = wrapped(&format!("{changes}{gates}"), room, room).join("\n    ");
        text.push_str(&format!("  → {changes}\n      {standing}\n"));
    }
}

/// `once more now: A and B`, `country turns out to be BR and once more now: A`, `if country were BR, not FR`.
fn changes_in_words(model: &Model, changes: &[Change]) -> String {
    let (occurrences, others): (Vec<_>, Vec<_>) =
        changes.iter().partition(|change| matches!(change, Change::Occurrence { .. }));
    let told = |changes: Vec<&Change>| {
        words::joined(&changes.into_iter().map(|change| in_words(model, change)).collect::<Vec<_>>())
    };
    let (facts, others): (Vec<&Change>, Vec<&Change>) = others.into_iter().partition(|change| !change.is_doable());
    let mut parts = Vec::new();
    if !facts.is_empty() {
        parts.push(format!("if {}", told(facts)));
    }
    if !others.is_empty() {
        parts.push(told(others));
    }
    if !occurrences.is_empty() {
        parts.push(format!("once more now: {}", told(occurrences)));
    }
    words::joined(&parts)
}

fn in_words(model: &Model, change: &Change) -> String {
    match change {
        Change::DataPoint { data_point: DataPointId(index), from, to, stands_for } => {
            let name = &model.lead()[*index].name;
            let told = match stands_for {
                StandsFor::Itself => value(to),
                StandsFor::Known => return format!("{name} becomes known"),
                StandsFor::Other if from.is_some() => "something else".to_owned(),
                StandsFor::Other => "what the model does not name".to_owned(),
                StandsFor::Like(pattern) => format!("like '{pattern}'"),
            };
            match from {
                Some(from) => format!("{name} were {told}, not {}", value(from)),
                None => format!("{name} turns out to be {told}"),
            }
        }
        Change::Occurrence { criterion: EngagementId(index), events } => {
            let criterion = &model.engagement()[*index];
            let mark = if criterion.critical { CRITICAL_MARK } else { "" };
            let events = if events.len() > 1 { format!(" ({} events)", events.len()) } else { String::new() };
            format!("{mark}{}{events}", criterion.name)
        }
    }
}

fn standing_words(model: &Model, standing: &Standing) -> String {
    let mut words = vec![format!("score {}", standing.score)];
    if standing.rating != standing.score {
        words.push(format!("rating {}", standing.rating));
    }
    words.extend(standing.grade().map(|grade| format!("grade {grade}")));
    words.extend(standing.lane.map(|lane| format!("lane {}", model.lanes()[lane].name)));
    words.join(" · ")
}

fn reached(model: &Model, reached: &Reached) -> JsonText {
    let standing = &reached.standing;
    JsonText::object([
        ("changes", JsonText::array(reached.changes.iter().map(|one| change(model, one)))),
        ("gates", JsonText::array(reached.gates.iter().map(|&gate| JsonText::string(&model.gates()[gate].name)))),
        ("score", JsonText::raw(standing.score)),
        ("rating", JsonText::raw(standing.rating)),
        ("total", JsonText::raw(standing.total)),
        ("lane", JsonText::option(standing.lane, |lane| JsonText::string(&model.lanes()[lane].name))),
        ("grade", JsonText::option(standing.grade(), |grade| JsonText::string(&grade))),
        ("eligible", JsonText::raw(standing.eligible)),
    ])
}

fn change(model: &Model, change: &Change) -> JsonText {
    match change {
        Change::DataPoint { data_point: DataPointId(index), from, to, stands_for } => JsonText::object([
            ("data_point", JsonText::string(&model.lead()[*index].name)),
            ("from", json_value(from.as_ref())),
            ("to", if *stands_for == StandsFor::Itself { json_value(Some(to)) } else { JsonText::null() }),
            (
                "stands_for",
                JsonText::string(match stands_for {
                    StandsFor::Itself => "itself",
                    StandsFor::Known => "known",
                    StandsFor::Other => "other",
                    StandsFor::Like(_) => "like",
                }),
            ),
            (
                "like",
                match stands_for {
                    StandsFor::Like(pattern) => JsonText::string(pattern),
                    _ => JsonText::null(),
                },
            ),
        ]),
        Change::Occurrence { criterion: EngagementId(index), events } => JsonText::object([
            ("criterion", JsonText::string(&model.engagement()[*index].name)),
            ("events", JsonText::raw(events.len())),
        ]),
    }
}
