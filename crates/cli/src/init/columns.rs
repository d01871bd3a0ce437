//! What a column's profile says of its use.

use handraise_input::ColumnProfile;
use handraise_model::values::Type;

/// Whether the column can be named in a model.
pub(super) fn is_usable(column: &ColumnProfile) -> bool {
    !column.header.trim().is_empty()
}

/// Whether every row has a value of its own, as ids do.
pub(super) fn all_differ(column: &ColumnProfile) -> bool {
    column.unknown == 0 && column.frequent.first().is_some_and(|(_, count)| *count == 1)
}

/// Whether so few values stand twice, and so few are missing, that it must be ids with a few faults.
pub(super) fn nearly_all_differ(column: &ColumnProfile) -> bool {
    let (repeating, distinct) = (column.repeating as u64, column.distinct as u64);
    let twice_at_most = column.distinct_capped || column.known <= distinct + 2 * repeating;
    column.known > 0
        && twice_at_most
        && repeating <= (distinct / 10).max(1)
        && column.unknown * 20 <= column.known
        && (repeating == 0 || distinct > 1)
}

/// Whether most of its values are ids of leads, too.
pub(super) fn holds_ids(column: &ColumnProfile, lead_id: Option<&ColumnProfile>) -> bool {
    lead_id.is_some_and(|lead_id| column.share_in(lead_id) >= 0.5)
}

/// Whether it holds days or instants.
pub(super) fn is_time(column: &ColumnProfile) -> bool {
    matches!(column.ty, Type::Date | Type::Timestamp)
}

/// Whether it holds few different values again and again, as event types do.
pub(super) fn repeats(column: &ColumnProfile) -> bool {
    !column.distinct_capped && column.distinct <= 500 && column.known > 2 * column.distinct as u64
}

/// How much a table of its values would tell the leads apart: the share of cells that are known times the chance that
/// two of them differ. Nothing for a column with too many values, or with one only.
pub(super) fn telling(column: &ColumnProfile) -> Option<f64> {
    const VALUES_MAX: usize = 50;
    let known_share = 1.0 - column.unknown_share();
    let repeated = column.known > column.distinct as u64;
    let few = repeated && (2..=VALUES_MAX).contains(&column.distinct) && column.distinct == column.frequent.len();
    if !matches!(column.ty, Type::Text | Type::Boolean) || !few || known_share < 0.5 {
        return None;
    }
    let share = |count: u64| count as f64 / column.known as f64;
    let alike: f64 = column.frequent.iter().map(|(_, count)| share(*count) * share(*count)).sum();
    let differ = 1.0 - alike;
    (differ > 0.02).then_some(known_share * differ)
}
