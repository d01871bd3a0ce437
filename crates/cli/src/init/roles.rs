//! Which columns are the lead's id, the event's type and so on: by their headers, and failing that by their cells.

use handraise_input::{ColumnProfile, TableProfile};

use super::columns::{all_differ, is_time, is_usable, repeats};
use super::headers;

/// The columns of leads that are more than data points.
#[derive(Default)]
pub(super) struct LeadRoles<'p> {
    pub(super) lead_id: Option<&'p ColumnProfile>,
    pub(super) lead_created: Option<&'p ColumnProfile>,
    pub(super) account_id: Option<&'p ColumnProfile>,
    pub(super) shown: Vec<&'p ColumnProfile>,
}

/// The columns of events that are more than properties.
#[derive(Default)]
pub(super) struct EventRoles<'p> {
    pub(super) lead: Option<&'p ColumnProfile>,
    pub(super) event_type: Option<&'p ColumnProfile>,
    pub(super) time: Option<&'p ColumnProfile>,
    pub(super) event_id: Option<&'p ColumnProfile>,
}

impl<'p> LeadRoles<'p> {
    /// Finds them.
    pub(super) fn find(leads: &'p TableProfile) -> Self {
        let lead_id = named(leads, headers::LEAD_ID, &all_differ)
            .or_else(|| leads.columns.iter().find(|column| is_usable(column) && all_differ(column)))
            .or_else(|| named(leads, headers::LEAD_ID, &|_| true));
        let other = |column: &ColumnProfile| !is(lead_id, column);
        let lead_created = named(leads, headers::LEAD_CREATED, &|column| is_time(column) && other(column));
        let account_id = named(leads, headers::ACCOUNT_ID, &other);
        let shown = headers::SHOWN.iter().filter_map(|names| named(leads, names, &other)).collect();
        Self { lead_id, lead_created, account_id, shown }
    }

    /// Whether the column has a role that leaves nothing to score.
    pub(super) fn take(&self, column: &ColumnProfile) -> bool {
        is(self.lead_id, column) || is(self.lead_created, column)
    }

    /// Whether the column names the lead: then its values tell leads apart and say nothing of them.
    pub(super) fn names(&self, column: &ColumnProfile) -> bool {
        self.shown.iter().any(|shown| shown.header == column.header)
            || is(self.account_id, column)
            || headers::EMAIL.contains(&headers::letters(&column.header).as_str())
    }
}

impl<'p> EventRoles<'p> {
    /// Finds them.
    pub(super) fn find(events: &'p TableProfile) -> Self {
        let mut roles = Self::default();
        roles.time = named(events, headers::EVENT_TIME, &is_time)
            .or_else(|| events.columns.iter().find(|column| is_usable(column) && is_time(column)));
        roles.lead = named(events, headers::EVENT_LEAD, &|column| !roles.take(column)).or_else(|| {
            let looks_like_id = |column: &&ColumnProfile| headers::letters(&column.header).ends_with("id");
            events.columns.iter().filter(|column| !roles.take(column) && !all_differ(column)).find(looks_like_id)
        });
        roles.event_type = named(events, headers::EVENT_TYPE, &|column| !roles.take(column) && !is_time(column))
            .or_else(|| {
                let fit = |column: &&ColumnProfile| is_usable(column) && !roles.take(column) && repeats(column);
                events.columns.iter().find(fit)
            });
        roles.event_id = named(events, headers::EVENT_ID, &|column| !roles.take(column));
        roles
    }

    /// Whether the column has a role.
    pub(super) fn take(&self, column: &ColumnProfile) -> bool {
        [self.lead, self.event_type, self.time, self.event_id].into_iter().any(|role| is(role, column))
    }
}

fn is(role: Option<&ColumnProfile>, column: &ColumnProfile) -> bool {
    role.is_some_and(|role| role.header == column.header)
}

/// The column whose header is the earliest of these names and that is fit for it.
fn named<'p>(
    table: &'p TableProfile,
    names: &[&str],
    fit: &dyn Fn(&ColumnProfile) -> bool,
) -> Option<&'p ColumnProfile> {
    names.iter().find_map(|name| {
        let matches = |column: &&ColumnProfile| headers::letters(&column.header) == *name && fit(column);
        table.columns.iter().find(matches)
    })
}
