//! `[[engagement]]` and `[engagement_points]`: every event type, with points to start from.

use std::collections::HashMap;

use handraise_input::TableProfile;

use super::naming::CriterionNames;
use super::roles::EventRoles;
use super::{headers, toml};

/// The most event types that are written down; whoever has more has named something else an event type.
const TYPES_MAX: usize = 200;
/// Events of one type for each lead from which on a number alone would drown the rest.
const OFTEN: u64 = 3;
/// Points from which on a touch asks for more than a number.
const STRONG: i32 = 12;

/// The sections' text; nothing without events.
pub(super) fn section(events: &[TableProfile], roles: &EventRoles<'_>, names: &mut CriterionNames) -> String {
    if events.is_empty() {
        return "\n\n# What they do: name event files with --events, and every event type stands here.\n".to_owned();
    }
    let types = event_types(events, roles);
    if types.is_empty() {
        return "\n\n# What they do: no event types were found; name their column in `event_type` above.\n".to_owned();
    }
    let leads = leads_with_events(events, roles);
    let mut first_plain = None;
    let (mut tables, mut plain, mut outcomes) = (String::new(), String::new(), String::new());
    for (event_type, count) in types.iter().take(TYPES_MAX) {
        let Some(points) = headers::first_points(event_type) else {
            let hash = if names.take(event_type) { "#" } else { "# " };
            outcomes.push_str(&format!("{hash}{} = 0   # {count}\n", toml::key(event_type)));
            continue;
        };
        let often = *count > OFTEN * leads;
        if !often && points < STRONG && names.take(event_type) {
            first_plain.get_or_insert(event_type);
            plain.push_str(&format!("{:<40} # {count}\n", format!("{} = {points}", toml::key(event_type))));
        } else {
            tables.push_str(&table(event_type, *count, points, often, names));
        }
    }
    let mut text =
        "\n\n# What they do: every event type with its number of events, and points to start from.\n".to_owned();
    text.push_str(&tables);
    if let Some(event_type) = first_plain {
        let (name, id) = names.give(&format!("{event_type}, fading"));
        text.push_str(&format!(
            "\n# So many points each time, for ever. A type that should count only so often, or fade, leaves this list \
             for a table like\n# this:\n#\n#[[engagement]]\n#id = \"{id}\"\n#name = {}\n#event = {}\n#points = 2\n\
             #at_most = 3\n#half_life_days = 30\n\n[engagement_points]\n{plain}",
            toml::string(&name),
            toml::string(event_type),
        ));
    }
    if !outcomes.is_empty() {
        if plain.is_empty() {
            outcomes.insert_str(0, "#[engagement_points]\n");
        }
        text.push_str(&format!(
            "\n# CAREFUL: these say what became of the lead. Points for them find what is known already.\n{outcomes}"
        ));
    }
    if types.len() > TYPES_MAX {
        text.push_str(&format!("\n# … and {} more event types\n", types.len() - TYPES_MAX));
    }
    text
}

/// The event type that gives most at first, and at least how much of it is left a day later.
pub(super) fn strongest(events: &[TableProfile], roles: &EventRoles<'_>) -> Option<(String, i32)> {
    let types = event_types(events, roles).into_iter().take(TYPES_MAX);
    let points = types.filter_map(|(event_type, _)| Some((headers::first_points(&event_type)?, event_type)));
    // The first of those that give as much, which is the most frequent.
    let best = points.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let left = |points: i32| if points >= STRONG { points - 1 } else { points };
    best.filter(|(points, _)| *points > 0).map(|(points, event_type)| (event_type, left(points)))
}

fn table(event_type: &str, count: u64, points: i32, often: bool, names: &mut CriterionNames) -> String {
    let (name, id) = names.give(event_type);
    let mut text = format!(
        "\n[[engagement]]             # {count}\nid = \"{id}\"\nname = {}\nevent = {}\npoints = {points}\n",
        toml::string(&name),
        toml::string(event_type),
    );
    if often {
        text.push_str("per = \"day\"                # many in one day are one\nat_most = 5\nwithin_days = 90\n");
    } else if points >= STRONG {
        text.push_str("at_most = 1\nhalf_life_days = 30        # after so many days it gives half\ncritical = true\n");
        text.push_str("#hand_raise = true         # if the lead asked for a follow-up with it\n");
    }
    text
}

/// Event types with their counts over all files, the most frequent first.
fn event_types(events: &[TableProfile], roles: &EventRoles<'_>) -> Vec<(String, u64)> {
    let Some(column) = roles.event_type else { return Vec::new() };
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for (value, count) in
        events.iter().filter_map(|table| table.column(&column.header)).flat_map(|column| &column.frequent)
    {
        *counts.entry(value).or_default() += count;
    }
    let mut types: Vec<(String, u64)> = counts.into_iter().map(|(value, count)| (value.to_owned(), count)).collect();
    types.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    types
}

fn leads_with_events(events: &[TableProfile], roles: &EventRoles<'_>) -> u64 {
    let Some(column) = roles.lead else { return u64::MAX / OFTEN };
    let most = events.iter().filter_map(|table| table.column(&column.header)).map(|column| column.distinct).max();
    most.unwrap_or(1) as u64
}
