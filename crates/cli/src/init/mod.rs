//! A first model for data never seen before: what `handraise init` writes.
//!
//! The text is made to be edited: what can be known from the data is filled in, what only people know is there as a
//! comment. It passes `check` whatever the headers and cells are, without a warning: a data point that no criterion
//! reads yet is a comment, too.

mod columns;
mod engagement;
mod fit;
mod headers;
mod naming;
mod points;
mod report;
mod roles;
mod settings;
#[cfg(test)]
mod tests;
mod toml;

use handraise_input::{ProfileOptions, TableProfile};

use naming::CriterionNames;
use roles::{EventRoles, LeadRoles};

/// How tables are to be looked at for a first model: all event types are wanted.
pub(crate) fn profile_options() -> ProfileOptions {
    ProfileOptions { frequent_max: 200, ..ProfileOptions::default() }
}

pub(crate) use report::{doubts, is_named_otherwise, mostly_misfits};

/// A first model and what is to be said of it.
pub(crate) struct FirstModel {
    /// The model's text.
    pub(crate) text: String,
    /// What no column was found for, in words.
    pub(crate) not_found: Vec<&'static str>,
}

/// A first model for these leads and events.
pub(crate) fn first_model(leads: &TableProfile, events: &[TableProfile]) -> FirstModel {
    let lead_roles = LeadRoles::find(leads);
    let event_roles = events.first().map(|table| EventRoles::find(table, lead_roles.lead_id)).unwrap_or_default();
    let mut names = CriterionNames::default();
    let data = settings::Data { leads, events, lead_roles: &lead_roles, event_roles: &event_roles };
    let points = points::LeadPoints::of(leads, &lead_roles);
    let fit = fit::section(&points, &mut names);
    let engagement = engagement::section(events, &event_roles, &mut names);
    let gates = settings::gates(&points, &mut names);
    let text = [
        settings::head(leads, events),
        settings::data(&data),
        points.section(&data),
        points::event_section(&data),
        gates,
        fit,
        engagement,
        settings::score(&points, &data),
    ]
    .concat();
    FirstModel { text, not_found: report::not_found(&data) }
}
