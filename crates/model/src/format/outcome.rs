//! The section on what a score is held against.

use super::Presence::{Default, Optional, Required};
use super::{COUNT, SectionInfo, SectionKind, ValueType, key};

/// `[outcome]`.
pub static OUTCOME: SectionInfo = SectionInfo {
    name: "outcome",
    kind: SectionKind::Table,
    required: false,
    keys: &[
        key(
            "won",
            ValueType::NamesOr(&OUTCOME_EVENTS),
            Default("\"won\""),
            "the outcomes that are won, compared exactly; with `column` the cells that are",
        ),
        key(
            "closed",
            ValueType::NamesOr(&OUTCOME_EVENTS),
            Default("those of `won`, and \"lost\""),
            "the outcomes that end a lead; with `column` the cells that are decided, by default all that are known",
        ),
        key(
            "reopen_after_days",
            COUNT,
            Optional,
            "so many times 24 hours after it was closed, but not won, a lead is open again",
        ),
        key("horizon_days", COUNT, Default("90"), "how long an outcome may take, in times of 24 hours"),
        key(
            "column",
            ValueType::Name,
            Optional,
            "the column of the leads that holds their outcome; no data point can then be read from it",
        ),
    ],
    meaning: "what the model is held against: which leads were won in the end",
    example: "[outcome]\nwon = \"won\"\nclosed = [\"won\", \"lost\"]\nreopen_after_days = 180\nhorizon_days = 90\n",
};

/// Outcomes that are events.
pub static OUTCOME_EVENTS: SectionInfo = SectionInfo {
    name: "outcome.…",
    kind: SectionKind::Inline,
    required: false,
    keys: &[key("event", ValueType::EventTypes, Required, "the event types that are such an outcome")],
    meaning: "outcomes that are recorded as events; then both `won` and `closed` are, and `closed` is by default `won`",
    example: "",
};
