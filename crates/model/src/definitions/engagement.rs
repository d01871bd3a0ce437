//! Engagement criteria in words: what counts, how often, how long.

use super::fit::{groups, product_note};
use super::nouns::Words;
use super::text::{escaped, hundredths, table, trusted_points};
use crate::condition::Scope;
use crate::model::{EngagementCriterion, Model, Per};
use crate::prose::{counted, joined};
use crate::values::{Credibility, Exact};

pub(super) fn section(model: &Model) -> String {
    if model.engagement().is_empty() {
        return String::new();
    }
    let words = Words { model, scope: Scope::Event };
    let rows: Vec<[String; 4]> = model.engagement().iter().map(|criterion| row(words, criterion)).collect();
    let weighed = if model.personas().is_empty() { "" } else { ", times the weight of the lead's persona" };
    let max = model.score().engagement_max.value;
    let in_group = |group| {
        let members = model.engagement().iter().filter(|criterion| criterion.group == Some(group));
        members.map(|criterion| &criterion.name).collect()
    };
    format!(
        "## Engagement: what they do\n\nThe sum of these{weighed}, at least 0 and at most {max}.{}{}\n\n{}{}",
        marks(model),
        session(model),
        table(["Behaviour", "What counts", "Points", "How often and how long"], &rows),
        groups(model, in_group)
    )
}

fn marks(model: &Model) -> String {
    let critical = model.engagement().iter().any(|criterion| criterion.critical);
    let hand_raise = model.engagement().iter().any(|criterion| criterion.hand_raise);
    let mut text = String::new();
    if critical {
        text.push_str(" ★ marks a critical behaviour.");
    }
    if hand_raise {
        text.push_str(" ✋ marks a hand raise: the lead asked for a follow-up.");
    }
    text
}

fn session(model: &Model) -> String {
    if !model.engagement().iter().any(|criterion| criterion.per == Per::Session) {
        return String::new();
    }
    let session = model.session();
    let events = match &session.events {
        Some(events) => format!("{} events", quoted(events, "and")),
        None => "events".to_owned(),
    };
    let gap = counted(session.gap_minutes, "minute", "minutes");
    format!(" A visit is a run of {events} in which each follows the one before by at most {gap}.")
}

fn row(words: Words<'_>, criterion: &EngagementCriterion) -> [String; 4] {
    let mut name = format!("**{}**", escaped(&criterion.name));
    if criterion.critical {
        name.push_str(" ★");
    }
    if criterion.hand_raise {
        name.push_str(" ✋");
    }
    name.push_str(&product_note(words.model, criterion.products.as_deref()));
    let points = trusted_points(criterion.points.value, criterion.credibility);
    [name, what_counts(words, criterion), points, limits(criterion)]
}

fn what_counts(words: Words<'_>, criterion: &EngagementCriterion) -> String {
    let events = quoted(&criterion.events, "or");
    let number = criterion.at_least;
    let begins_with_vowel =
        criterion.events.first().is_some_and(|event| event.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']));
    let article = if begins_with_vowel { "an" } else { "a" };
    let mut text = match (criterion.per, number) {
        (Per::Event, _) => format!("Each {events}"),
        (Per::Day, 1) => format!("Each day with {article} {events}"),
        (Per::Day, _) => format!("Each day with at least {number} {events} events"),
        (Per::Session, 1) => format!("Each visit with {article} {events}"),
        (Per::Session, _) => format!("Each visit with at least {number} {events} events"),
        (Per::Once, 1) => format!("Once, from the first {events} on"),
        (Per::Once, _) => format!("Once, from {number} {events} events on"),
    };
    if let Some(condition) = &criterion.condition {
        text.push_str(&format!(" where {}", words.clause(&condition.expr).inline()));
        if let Some(remark) = words.unknown_remark(&condition.expr) {
            text.push_str(&format!(" *({remark})*"));
        }
    }
    if let Some(after) = criterion.after {
        let name = words.model.engagement().get(after.criterion.0).map_or("", |criterion| &criterion.name);
        let long = match after.days {
            0 => String::new(),
            days => format!("at least {} of 24 hours ", counted(days, "day", "days")),
        };
        text.push_str(&format!("; only events {long}after “{}” was first reached count", escaped(name)));
    }
    text
}

fn limits(criterion: &EngagementCriterion) -> String {
    let mut said = Vec::new();
    if let Some(at_most) = &criterion.at_most
        && criterion.per != Per::Once
    {
        let most = at_most.value;
        let total = counted_points(criterion.points.value, criterion.credibility, most);
        said.push(match most {
            1 => "only the most recent counts".to_owned(),
            _ => format!("only the {most} most recent count ({total})"),
        });
    }
    if let Some(days) = criterion.within_days {
        said.push(match days {
            1 => "only on the same day".to_owned(),
            _ => format!("only when less than {days} days old"),
        });
    }
    if let Some(half_life) = criterion.half_life {
        let days = u32::from(half_life.days());
        said.push(format!("worth half after {}, a quarter after {}", counted(days, "day", "days"), 2 * days));
    }
    if criterion.per == Per::Once && criterion.half_life.is_some() {
        said.push("counted from the latest event".to_owned());
    }
    if criterion.credibility != Credibility::FULL {
        said.push(format!("trusted {}", hundredths(criterion.credibility.hundredths().into())));
    }
    if said.is_empty() {
        return if criterion.per == Per::Once { "for good".to_owned() } else { "every time, for good".to_owned() };
    }
    said.join("; ")
}

/// What so many occurrences give at full weight.
fn counted_points(points: i32, credibility: Credibility, occurrences: u32) -> String {
    let each = Exact::from_points(points).0 / 100 * i64::from(credibility.hundredths());
    format!("{:#} points", Exact(each * i64::from(occurrences))).replacen('-', "−", 1)
}

fn quoted(events: &[String], conjunction: &str) -> String {
    let events: Vec<String> = events.iter().map(|event| format!("“{}”", escaped(event))).collect();
    joined(&events, conjunction)
}
