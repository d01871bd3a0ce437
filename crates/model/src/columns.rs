//! Names of the columns that are not data points, in the Arrow batches that readers make and executors take.
//!
//! A batch of leads or events holds one column for each declared data point, under the data point's name, and beside
//! them these. They begin with `@`, which no data point's name may: so a data point called `event` is no trouble.

/// The lead's id, text, never null: in leads, events, adjustments and outcomes.
pub const LEAD_ID: &str = "@lead_id";
/// The company the lead belongs to, text; only with `[data] account_id`.
pub const ACCOUNT_ID: &str = "@account_id";
/// When the lead came to be, timestamp; only with `[data] lead_created`.
pub const LEAD_CREATED: &str = "@lead_created";
/// From when a row of the lead holds, timestamp; only with `[data] lead_valid_from`.
pub const LEAD_VALID_FROM: &str = "@lead_valid_from";
/// The event's type, text, never null.
pub const EVENT_TYPE: &str = "@event";
/// The event's instant, timestamp, never null.
pub const EVENT_TIME: &str = "@time";
/// The event's id, text; only with `[data] event_id`.
pub const EVENT_ID: &str = "@event_id";
/// An adjustment's points, integer, never null.
pub const ADJUSTMENT_POINTS: &str = "@points";
/// An adjustment's reason, text.
pub const ADJUSTMENT_REASON: &str = "@reason";
/// Who made an adjustment, text.
pub const ADJUSTMENT_BY: &str = "@by";
/// From when an adjustment holds, timestamp, never null.
pub const ADJUSTMENT_AT: &str = "@at";
/// Until when an adjustment holds, timestamp.
pub const ADJUSTMENT_UNTIL: &str = "@until";
/// What an outcome is called, text: in outcomes, never null; in leads, only with `[outcome] column`.
pub const OUTCOME: &str = "@outcome";
/// The outcome's instant, timestamp, never null.
pub const OUTCOME_AT: &str = "@outcome_at";
/// What the outcome was worth, decimal.
pub const OUTCOME_VALUE: &str = "@value";
/// Before the name of an input column that is carried through to the results, as text.
pub const SHOWN_PREFIX: &str = "@show ";
