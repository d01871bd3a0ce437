//! Which columns are the lead's id, the event's type and so on: by their headers, and failing that by their cells.

use handraise_input::{ColumnProfile, TableProfile};

use handraise_model::values::Type;

use super::columns::{all_differ, holds_ids, is_time, is_usable, nearly_all_differ, repeats};
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
        let first =
            |fit: &dyn Fn(&ColumnProfile) -> bool| leads.columns.iter().find(|column| is_usable(column) && fit(column));
        // A column that is called like an id stays one though some of its values stand twice.
        let lead_id = named(leads, headers::LEAD_ID, &nearly_all_differ)
            .or_else(|| first(&|column| nearly_all_differ(column) && headers::ends_like_id(&column.header)))
            .or_else(|| first(&|column| all_differ(column) && matches!(column.ty, Type::Text | Type::Integer)))
            .or_else(|| first(&all_differ))
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
    /// Finds them; the values of `lead_id`, the leads' id, tell which column names the lead.
    pub(super) fn find(events: &'p TableProfile, lead_id: Option<&ColumnProfile>) -> Self {
        let mut roles = Self::default();
        roles.time = named(events, headers::EVENT_TIME, &is_time)
            .or_else(|| events.columns.iter().find(|column| is_usable(column) && is_time(column)));
        roles.lead = lead_of(events, lead_id, roles.time);
        // Numbers may be codes of types and happen to be ids as well; texts do not happen to.
        let not_ids = |column: &ColumnProfile| column.ty != Type::Text || !holds_ids(column, lead_id);
        let free = |column: &ColumnProfile| !roles.take(column) && !is_time(column) && not_ids(column);
        let fit =
            |column: &&ColumnProfile| is_usable(column) && column.ty == Type::Text && free(column) && repeats(column);
        let event_type = named(events, headers::EVENT_TYPE, &free).or_else(|| events.columns.iter().find(fit));
        roles.event_type = event_type;
        roles.event_id = named(events, headers::EVENT_ID, &|column| !roles.take(column));
        roles
    }

    /// Whether the column has a role.
    pub(super) fn take(&self, column: &ColumnProfile) -> bool {
        [self.lead, self.event_type, self.time, self.event_id].into_iter().any(|role| is(role, column))
    }
}

/// The column of events that names the lead: by its header and its values, else by its values, else by its header.
fn lead_of<'p>(
    events: &'p TableProfile,
    lead_id: Option<&ColumnProfile>,
    time: Option<&ColumnProfile>,
) -> Option<&'p ColumnProfile> {
    let free = |column: &ColumnProfile| is_usable(column) && !is(time, column);
    let same_header = |column: &ColumnProfile| {
        lead_id.is_some_and(|lead_id| headers::same(&lead_id.header, &column.header)) && free(column)
    };
    let ids = |column: &ColumnProfile| free(column) && holds_ids(column, lead_id);
    let find = |fit: &dyn Fn(&ColumnProfile) -> bool| events.columns.iter().find(|column| fit(column));
    find(&|column| same_header(column) && ids(column))
        .or_else(|| named(events, headers::EVENT_LEAD, &ids))
        .or_else(|| by_values(events, lead_id?, &ids))
        .or_else(|| find(&same_header))
        .or_else(|| named(events, headers::EVENT_LEAD, &free))
        .or_else(|| find(&|column| free(column) && !all_differ(column) && headers::ends_like_id(&column.header)))
}

/// The column whose values name the most leads. Numbers are ids by chance sooner than texts: all of them must be some,
/// of a fair share of the leads.
fn by_values<'p>(
    events: &'p TableProfile,
    lead_id: &ColumnProfile,
    ids: &dyn Fn(&ColumnProfile) -> bool,
) -> Option<&'p ColumnProfile> {
    let sure = |column: &ColumnProfile| match column.ty {
        Type::Text => true,
        Type::Integer => column.share_in(lead_id) >= 0.9 && lead_id.share_in(column) >= 0.1,
        _ => false,
    };
    let mut best: Option<(f64, &ColumnProfile)> = None;
    for column in events.columns.iter().filter(|column| ids(column) && sure(column)) {
        let share = lead_id.share_in(column);
        if best.is_none_or(|(most, _)| share > most) {
            best = Some((share, column));
        }
    }
    best.map(|(_, column)| column)
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
