//! The sections on the model itself and its input: what the columns are called, and what they hold.

use super::Presence::{Default, Optional, Required};
use super::{KeyInfo, ReferenceTo, SectionInfo, SectionKind, ValueType, entries, key};

/// What stands before the first section.
pub static ROOT: SectionInfo = SectionInfo {
    name: "",
    kind: SectionKind::Table,
    required: true,
    keys: &[key(
        "format",
        ValueType::Integer { min: 1, max: 1 },
        Default("1"),
        "the version of the file format; there is one so far",
    )],
    meaning: "what stands before the first section",
    example: "format = 1\n",
};

/// `[model]`.
pub static MODEL: SectionInfo = SectionInfo {
    name: "model",
    kind: SectionKind::Table,
    required: true,
    keys: &[
        key("name", ValueType::Name, Required, "what the model is called; it stands beside every score"),
        key("version", ValueType::Integer { min: 0, max: i64::MAX }, Required, "goes up with every change"),
        key("review_by", ValueType::Date, Optional, "the day of its next review; `check` warns once it is due"),
    ],
    meaning: "which model this is",
    example: "[model]\nname = \"acme\"\nversion = 3\nreview_by = 2027-02-01\n",
};

/// `[credibility]`.
pub static CREDIBILITY: SectionInfo = SectionInfo {
    name: "credibility",
    kind: entries("name of a source of data", ValueType::Number { min: 0, max: 1, decimals: 2 }),
    required: false,
    keys: &[],
    meaning: "where data points come from and how far each source is trusted: points that rest on one count so much",
    example: "[credibility]\ncrm = 1.0\napp_store = 0.5\n",
};

/// `[data]`.
pub static DATA: SectionInfo = SectionInfo {
    name: "data",
    kind: SectionKind::Table,
    required: false,
    keys: &[
        key(
            "lead_id",
            ValueType::NameOr(&ROW_NUMBER),
            Default("\"lead_id\""),
            "the column of the lead's id, in leads, adjustments and outcomes",
        ),
        key("event_lead", ValueType::Name, Default("\"lead_id\""), "the column of the lead's id in the events"),
        key("event_type", ValueType::Name, Default("\"event\""), "the column of the event's type"),
        key("event_time", ValueType::Name, Default("\"timestamp\""), "the column of the event's instant"),
        key(
            "nulls",
            ValueType::Texts,
            Default("[]"),
            "cells that mean \"not known\", beside the empty one; `\"\"` says it of empty texts in JSON and Parquet, too",
        ),
        key("account_id", ValueType::Name, Optional, "the column by which leads belong to one company"),
        key(
            "lead_created",
            ValueType::Name,
            Optional,
            "the column of the instant after which a lead is there; not known: always",
        ),
        key(
            "lead_valid_from",
            ValueType::Name,
            Optional,
            "the column of the instant from which a row holds, where a lead has several rows: the one in force counts",
        ),
        key(
            "event_id",
            ValueType::Name,
            Optional,
            "the column of the event's id: events of a lead with equal ids count once",
        ),
        key(
            "time_format",
            ValueType::Name,
            Default("ISO 8601"),
            "how timestamps are written: a `strptime` pattern, \"epoch_ms\" or \"epoch_s\"",
        ),
        key("time_zone", ValueType::Name, Default("\"UTC\""), "the IANA time zone of times without an offset"),
        key("show", ValueType::Texts, Default("[]"), "input columns carried through to the results"),
    ],
    meaning: "how the input's columns are called, where not by their default",
    example: "[data]\nlead_id = \"Record ID\"\nnulls = [\"\", \"Select\", \"N/A\"]\ntime_zone = \"America/Sao_Paulo\"\n",
};

/// `lead_id = { row = true }` of `[data]`.
pub static ROW_NUMBER: SectionInfo = SectionInfo {
    name: "data.lead_id",
    kind: SectionKind::Inline,
    required: false,
    keys: &[key("row", ValueType::True, Required, "a lead is called by the number of its row")],
    meaning: "leads without an id of their own: each row that is read is a lead, numbered from 1 over all files in their \
              order; events, adjustments and outcomes name it by that number",
    example: "",
};

/// `[list]`.
pub static LIST: SectionInfo = SectionInfo {
    name: "list",
    kind: entries("name of a list", ValueType::Texts),
    required: false,
    keys: &[],
    meaning: "named lists of text, for conditions such as `email_domain(email) = any(free_mail)`",
    example: "[list]\nfree_mail = [\"gmail.com\", \"outlook.com\"]\n",
};

/// `[lead]`.
pub static LEAD: SectionInfo = SectionInfo {
    name: "lead",
    kind: entries("name of a data point", ValueType::DataPoint(&DATA_POINT)),
    required: false,
    keys: &[],
    meaning: "the data points of a lead: what is known of a person and their company",
    example: "[lead]\ncountry = \"text\"\nemployees = { type = \"integer\", column = \"# Employees\", from = \"crm\" }\nregions = \"list\"\n",
};

/// A data point of `[lead]`, written as a table.
pub static DATA_POINT: SectionInfo = SectionInfo {
    name: "lead.…",
    kind: SectionKind::Inline,
    required: false,
    keys: &[TYPE, COLUMN, FROM_SOURCE],
    meaning: "a data point of a lead",
    example: "",
};

/// `[event]`.
pub static EVENT: SectionInfo = SectionInfo {
    name: "event",
    kind: entries("name of a property", ValueType::DataPoint(&EVENT_PROPERTY)),
    required: false,
    keys: &[],
    meaning: "the properties of events that conditions read",
    example: "[event]\npath = \"text\"\nchannel = { type = \"text\", lead_source = true }\n",
};

/// A property of `[event]`, written as a table.
pub static EVENT_PROPERTY: SectionInfo = SectionInfo {
    name: "event.…",
    kind: SectionKind::Inline,
    required: false,
    keys: &[
        TYPE,
        COLUMN,
        FROM_SOURCE,
        key(
            "lead_source",
            ValueType::Boolean,
            Default("false"),
            "it says where a hand raise came from; at most one property, of type text",
        ),
    ],
    meaning: "a property of events",
    example: "",
};

const TYPE: KeyInfo = key("type", ValueType::DataType, Required, "what its values are");

const COLUMN: KeyInfo = key("column", ValueType::Name, Default("its name"), "the column of the input that holds it");

const FROM_SOURCE: KeyInfo = key(
    "from",
    ValueType::Reference(ReferenceTo::Credibility),
    Optional,
    "the source it comes from; without one it is trusted fully",
);

/// `[session]`.
pub static SESSION: SectionInfo = SectionInfo {
    name: "session",
    kind: SectionKind::Table,
    required: false,
    keys: &[
        key(
            "gap_minutes",
            ValueType::Integer { min: 1, max: 1440 },
            Default("30"),
            "the longest gap between two events of one session",
        ),
        key("events", ValueType::EventTypes, Default("all event types"), "the event types that make up a session"),
    ],
    meaning: "what a session is",
    example: "[session]\ngap_minutes = 30\nevents = [\"Page Viewed\", \"Form Submitted\"]\n",
};
