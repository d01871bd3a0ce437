//! The sections of a first model that are not data points or criteria.

use std::collections::HashMap;

use handraise_input::{ColumnProfile, TableProfile};
use handraise_model::values::Type;

use super::naming::CriterionNames;
use super::points::{LeadPoint, LeadPoints, Use};
use super::roles::{EventRoles, LeadRoles};
use super::{engagement, toml};

/// What the sections are written from.
pub(super) struct Data<'p> {
    pub(super) leads: &'p TableProfile,
    pub(super) events: &'p [TableProfile],
    pub(super) lead_roles: &'p LeadRoles<'p>,
    pub(super) event_roles: &'p EventRoles<'p>,
}

impl<'p> Data<'p> {
    /// How the times that a score needs are written; none for ISO 8601.
    pub(super) fn time_format(&self) -> Option<&'p str> {
        let needed = [self.event_roles.time, self.lead_roles.lead_created];
        needed.into_iter().flatten().next().and_then(|column| column.time_format.as_deref())
    }

    /// The time columns that have a role.
    fn times(&self) -> impl Iterator<Item = &'p ColumnProfile> {
        [self.event_roles.time, self.lead_roles.lead_created].into_iter().flatten()
    }

    /// The column that says when a lead was created, where its times are written as the model says.
    fn lead_created(&self) -> Option<&'p ColumnProfile> {
        self.lead_roles.lead_created.filter(|column| column.time_format.as_deref() == self.time_format())
    }
}

/// The first lines and `[model]`.
pub(super) fn head(leads: &TableProfile, events: &[TableProfile]) -> String {
    let files: Vec<String> = std::iter::once(leads).chain(events).map(|table| file_name(&table.file)).collect();
    format!(
        "# A first model, written by `handraise init` from what {} seem{} to hold.\n# The numbers are starting points: \
         change them, then run `handraise check` on this file.\n# `handraise reference` explains every key.\n# A `#` without a \
         space after it hides a line of the model: take it away to use the line.\n\nformat = 1\n\n[model]\nname = \
         \"first\"\nversion = 1\n# `review_by` = a day as YYYY-MM-DD: from that day on `check` says that a review is \
         due\n",
        files.join(" and "),
        if files.len() == 1 { "s" } else { "" },
    )
}

/// `[data]`.
pub(super) fn data(data: &Data<'_>) -> String {
    let mut text = "\n\n# How the columns are called.\n\n[data]\n".to_owned();
    role(&mut text, "lead_id", data.lead_roles.lead_id, "a column that identifies a lead");
    data.lead_roles.lead_id.into_iter().for_each(|column| repeats(&mut text, column));
    if !data.events.is_empty() {
        role(&mut text, "event_lead", data.event_roles.lead, "the lead's id among events");
        role(&mut text, "event_type", data.event_roles.event_type, "the event's type");
        role(&mut text, "event_time", data.event_roles.time, "the event's time");
        if let Some(column) = data.event_roles.event_id {
            text.push_str(&format!(
                "event_id = {}         # one event delivered twice counts once\n",
                toml::string(&column.header)
            ));
        }
    }
    if let Some(column) = data.lead_created() {
        text.push_str(&format!("lead_created = {}\n", toml::string(&column.header)));
    }
    if let Some(column) = data.lead_roles.account_id {
        text.push_str(&format!("account_id = {}\n", toml::string(&column.header)));
    }
    let nulls = nulls(data);
    text.push_str(&format!(
        "nulls = {}            # cells that mean \"not known\"\n",
        toml::array(nulls.iter().map(String::as_str))
    ));
    times(&mut text, data);
    let shown = data.lead_roles.shown.iter().map(|column| column.header.as_str());
    if data.lead_roles.shown.is_empty() {
        text.push_str("# show = [\"name\", \"company\"]    # columns carried through to the results\n");
    } else {
        text.push_str(&format!("show = {}             # carried through to the results\n", toml::array(shown)));
    }
    text
}

/// Table stakes and exclusions, hidden, to fill in.
pub(super) fn gates(points: &LeadPoints<'_>, names: &mut CriterionNames) -> String {
    let mut text = "\n\n# Table stakes, without which nobody calls, and whom nobody ever calls: to fill in. What they \
                    read has to be shown in\n# `[lead]`, too.\n"
        .to_owned();
    if let Some(LeadPoint { name, .. }) = points.email() {
        text.push_str(&format!(
            "#\n#[list]\n#free_mail = [\"gmail.com\", \"outlook.com\", \"yahoo.com\"]\n#\n#[[gate]]\n#name = \"Business \
             e-mail\"\n#when = \"not email_domain({name}) = any(free_mail)\"\n#\n#[[exclude]]\n#name = \
             \"Competitor\"\n#when = \"email_domain({name}) in ('competitor.example')\"\n"
        ));
    } else if let Some((LeadPoint { name, .. }, _)) = points.first_used() {
        text.push_str(&format!("#\n#[[gate]]\n#name = \"Known well enough\"\n#when = \"{name} is not null\"\n"));
    }
    for point in points.list.iter().filter(|point| point.used == Use::OptOut) {
        let name = &point.name;
        let when = match point.column.ty {
            Type::Boolean => name.clone(),
            Type::Integer | Type::Decimal => format!("{name} > 0"),
            Type::List => format!("cardinality({name}) > 0"),
            Type::Text | Type::Date | Type::Timestamp => format!("{name} is not null"),
        };
        let (title, _) = names.give(&point.column.header);
        text.push_str(&format!("#\n#[[exclude]]\n#name = {}\n#when = \"{when}\"\n", toml::string(&title)));
    }
    text
}

/// `[score]`, and a lane and an example, hidden, to fill in; the example reaches the lane and meets the gates.
pub(super) fn score(points: &LeadPoints<'_>, data: &Data<'_>) -> String {
    let mut reached = 0;
    let mut lead = Vec::new();
    if let Some((point, sample)) = points.first_used() {
        reached += sample.points;
        lead.push(format!("{} = {}", point.name, sample.toml));
    }
    lead.extend(points.email().map(|point| format!("{} = \"ana@customer.example\"", point.name)));
    let mut events = String::new();
    if let Some((event, points)) = engagement::strongest(data.events, data.event_roles) {
        reached += points;
        events = format!("#events = [ {{ event = {}, days_ago = 1 }} ]\n", toml::string(&event));
    }
    let lead = if lead.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", lead.join(", ")) };
    let (lane, expect) = match reached {
        0 => ("eligible".to_owned(), "eligible = true".to_owned()),
        _ => (format!("eligible and score >= {reached}"), format!("eligible = true, score_at_least = {reached}")),
    };
    format!(
        "\n\n# A score is at most the sum of both.\n\n[score]\nfit_max = 50\nengagement_max = 50\n\n\n# Where a lead goes \
         next, and what sales says of leads that it knows: to fill in.\n#\n#[[lane]]\n#name = \"sales\"\n#when = \
         \"{lane}\"\n#\n#[[example]]\n#name = \"A lead that somebody should call\"\n#lead = {lead}\n{events}#expect = {{ \
         {expect} }}\n"
    )
}

/// Which ids stand more than once.
fn repeats(text: &mut String, column: &ColumnProfile) {
    if column.repeating == 0 {
        return;
    }
    let first = column.first_repeats.iter();
    let first: Vec<String> =
        first.map(|(id, [one, other])| format!("{} in lines {one} and {other}", toml::shown(id))).collect();
    let more = if column.repeating > first.len() { ", …" } else { "" };
    let stand = if column.repeating == 1 { "id stands" } else { "ids stand" };
    text.push_str(&format!(
        "# CAREFUL: {} {stand} there more than once: {}{more}\n",
        column.repeating,
        first.join(", ")
    ));
}

/// The last part of a path, whichever way its parts are separated.
fn file_name(path: &str) -> String {
    toml::shown(path.rsplit(['/', '\\']).next().unwrap_or(path))
}

fn role(text: &mut String, key: &str, column: Option<&ColumnProfile>, what: &str) {
    match column {
        Some(column) => text.push_str(&format!("{key} = {}\n", toml::string(&column.header))),
        None => {
            text.push_str(&format!("# {key} = \"\"    # no column was found that looks like {what}: name it here\n"))
        }
    }
}

/// Cells that likely mean "not known", the empty one first.
fn nulls(data: &Data<'_>) -> Vec<String> {
    const NULLS_MAX: usize = 12;
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for (value, count) in
        std::iter::once(data.leads).chain(data.events).flat_map(|table| &table.columns).flat_map(|column| &column.nulls)
    {
        *counts.entry(value).or_default() += count;
    }
    let mut nulls: Vec<(&str, u64)> = counts.into_iter().filter(|(value, _)| !value.is_empty()).collect();
    nulls.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let others = nulls.into_iter().take(NULLS_MAX).map(|(value, _)| value.to_owned());
    std::iter::once(String::new()).chain(others).collect()
}

/// How times are written, and where they are local.
fn times(text: &mut String, data: &Data<'_>) {
    if let Some(format) = data.time_format() {
        text.push_str(&format!("time_format = {}\n", toml::string(format)));
    }
    if let Some(rival) = data.times().find_map(|column| column.time_format_rival.as_deref()) {
        text.push_str(&format!(
            "# time_format = {}    # fits as well: is the day or the month first?\n",
            toml::string(rival)
        ));
    }
    if data.times().any(|column| column.local_times > 0 || column.time_format.is_some()) {
        text.push_str("#time_zone = \"America/Sao_Paulo\"    # of times without an offset; without this line UTC\n");
    }
    if let (Some(column), None) = (data.lead_roles.lead_created, data.lead_created()) {
        let format = column.time_format.as_deref().unwrap_or("ISO 8601");
        text.push_str(&format!(
            "# lead_created = {}    # its times are written as {}, those of the events otherwise\n",
            toml::string(&column.header),
            toml::shown(format),
        ));
    }
}
