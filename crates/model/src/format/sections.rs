//! The sections themselves.

use super::{DAYS_MAX, EntryInfo, KeyInfo, POINTS_MAX, Presence, ReferenceTo, SectionInfo, SectionKind, ValueType};
use crate::condition::Scope;

use Presence::{Default, Optional, Required};

const fn key(name: &'static str, value: ValueType, presence: Presence, meaning: &'static str) -> KeyInfo {
    KeyInfo { name, value, presence, meaning }
}

const fn entries(key: &'static str, value: ValueType) -> SectionKind {
    SectionKind::Entries(EntryInfo { key, value })
}

const POINTS: ValueType = ValueType::Integer { min: -POINTS_MAX, max: POINTS_MAX };
const MAXIMUM: ValueType = ValueType::Integer { min: 0, max: POINTS_MAX };
const COUNT: ValueType = ValueType::Integer { min: 1, max: DAYS_MAX };
const DAYS_FROM_ZERO: ValueType = ValueType::Integer { min: 0, max: DAYS_MAX };
const EXPECTED_SCORE: ValueType = ValueType::Integer { min: 0, max: 2 * POINTS_MAX };

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
            ValueType::Name,
            Default("\"lead_id\""),
            "the column of the lead's id, in leads and adjustments",
        ),
        key("event_lead", ValueType::Name, Default("\"lead_id\""), "the column of the lead's id in the events"),
        key("event_type", ValueType::Name, Default("\"event\""), "the column of the event's type"),
        key("event_time", ValueType::Name, Default("\"timestamp\""), "the column of the event's instant"),
        key("nulls", ValueType::Texts, Default("[\"\"]"), "cells that mean \"not known\"; an empty cell always does"),
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

/// `[[gate]]`.
pub static GATE: SectionInfo = SectionInfo {
    name: "gate",
    kind: SectionKind::Tables,
    required: false,
    keys: &[NAME, key("when", ValueType::Condition(Scope::Lead), Required, "when the lead meets it")],
    meaning: "table stakes: minimum criteria a lead meets to be eligible",
    example: "[[gate]]\nname = \"In a country we serve\"\nwhen = \"country in ('US', 'BR', 'MX', 'SG')\"\n",
};

/// `[[exclude]]`.
pub static EXCLUDE: SectionInfo = SectionInfo {
    name: "exclude",
    kind: SectionKind::Tables,
    required: false,
    keys: &[NAME, key("when", ValueType::Condition(Scope::Lead), Required, "when the lead is excluded")],
    meaning: "the unacceptable customer profile: a lead that meets one is never eligible",
    example: "[[exclude]]\nname = \"Private person\"\nwhen = \"email_domain(email) = any(free_mail) and employees is null\"\n",
};

const NAME: KeyInfo = key("name", ValueType::Name, Required, "what it is called; unique in its section");
const ID: KeyInfo = key(
    "id",
    ValueType::Name,
    Default("made from the name"),
    "a short name for columns: a lower-case letter, then up to 39 lower-case letters, digits and `_`",
);
const GROUP_OF: KeyInfo =
    key("group", ValueType::Reference(ReferenceTo::Group), Optional, "the group whose maximum it shares");
const PRODUCTS_OF: KeyInfo =
    key("product", ValueType::References(ReferenceTo::Product), Default("all products"), "the products it counts for");

/// `[[fit]]`.
pub static FIT: SectionInfo = SectionInfo {
    name: "fit",
    kind: SectionKind::Tables,
    required: false,
    keys: &[
        ID,
        NAME,
        key("when", ValueType::Condition(Scope::Lead), Optional, "the condition that gives `points`"),
        key(
            "of",
            ValueType::Reference(ReferenceTo::LeadDataPoint),
            Optional,
            "the data point that a table of `points` or `bands` with `below` is over",
        ),
        key(
            "points",
            ValueType::PointsOrTable,
            Optional,
            "with `when` the points it gives; with `of` a table from values to points, `else` for other known values",
        ),
        key(
            "bands",
            ValueType::Tables(&BAND),
            Optional,
            "ranges of the data point (`of`), or conditions; the first that fits gives its points",
        ),
        key("unknown", POINTS, Default("0"), "with `of`: the points where the data point is not known"),
        GROUP_OF,
        PRODUCTS_OF,
        key(
            "from",
            ValueType::Reference(ReferenceTo::Credibility),
            Default("the least trusted data point it reads"),
            "the source whose credibility its points have",
        ),
    ],
    meaning: "who they are: a condition with points, a table of values or ranges of one data point, or bands of conditions",
    example: "[[fit]]\nname = \"Country\"\nof = \"country\"\npoints = { BR = 20, MX = 20, US = 10, else = 0 }\n\n[[fit]]\nname = \"Company size\"\nof = \"employees\"\nbands = [ { below = 50, points = 2 }, { below = 1000, points = 8 }, { else = true, points = 5 } ]\n",
};

/// One of the `bands` of a fit criterion.
pub static BAND: SectionInfo = SectionInfo {
    name: "fit.bands",
    kind: SectionKind::Inline,
    required: false,
    keys: &[
        key("when", ValueType::Condition(Scope::Lead), Optional, "without `of`: the condition that takes this band"),
        key(
            "below",
            ValueType::Number { min: i64::MIN, max: i64::MAX, decimals: 308 },
            Optional,
            "with `of`: values below this take this band",
        ),
        key("else", ValueType::True, Optional, "whatever no earlier band took; the last band only"),
        key("points", POINTS, Required, "what the band gives"),
    ],
    meaning: "one outcome of a fit criterion: exactly one of `when`, `below` and `else`, and its points",
    example: "",
};

/// `[[engagement]]`.
pub static ENGAGEMENT: SectionInfo = SectionInfo {
    name: "engagement",
    kind: SectionKind::Tables,
    required: false,
    keys: &[
        ID,
        NAME,
        key("event", ValueType::EventTypes, Required, "the event types that match, compared exactly"),
        key(
            "where",
            ValueType::Condition(Scope::Event),
            Optional,
            "what else the event must meet, over its properties",
        ),
        key("points", POINTS, Required, "for each occurrence that counts"),
        key(
            "per",
            ValueType::OneOf(&["event", "day", "session", "once"]),
            Default("\"event\""),
            "what makes one occurrence: each event, the events of one UTC day, of one session, or all together",
        ),
        key("at_least", COUNT, Default("1"), "matching events that make one occurrence; not with `per = \"event\"`"),
        key("at_most", COUNT, Optional, "only so many occurrences count, the most recent"),
        key("within_days", COUNT, Optional, "only events of a lower age in days count"),
        key(
            "half_life_days",
            ValueType::Integer { min: 1, max: 3650 },
            Optional,
            "the days after which an occurrence gives half its points",
        ),
        key(
            "after",
            ValueType::Reference(ReferenceTo::EngagementCriterion),
            Optional,
            "only events after this criterion was reached count",
        ),
        key("after_days", DAYS_FROM_ZERO, Default("0"), "with `after`: at least so many times 24 hours after"),
        key(
            "critical",
            ValueType::Boolean,
            Default("false"),
            "a critical conversion behaviour, marked wherever it is shown",
        ),
        key("hand_raise", ValueType::Boolean, Default("false"), "the lead asked for a follow-up"),
        GROUP_OF,
        PRODUCTS_OF,
        key(
            "from",
            ValueType::Reference(ReferenceTo::Credibility),
            Default("the least trusted property its `where` reads"),
            "the source whose credibility its points have",
        ),
    ],
    meaning: "what they do: points for events, limited by windows, caps and decay",
    example: "[[engagement]]\nid = \"trial\"\nname = \"Started a free trial\"\nevent = \"Trial Started\"\nwhere = \"plan <> 'student'\"\npoints = 20\nat_most = 1\nhalf_life_days = 30\nhand_raise = true\n",
};

/// `[engagement_points]`.
pub static ENGAGEMENT_POINTS: SectionInfo = SectionInfo {
    name: "engagement_points",
    kind: entries("event type", POINTS),
    required: false,
    keys: &[],
    meaning: "short for plain engagement criteria, named after their event type: points for each event",
    example: "[engagement_points]\n\"Email Opened\" = 1\n\"Content Shared\" = 2\n",
};

/// `[group.…]`.
pub static GROUP: SectionInfo = SectionInfo {
    name: "group",
    kind: SectionKind::NamedTables,
    required: false,
    keys: &[key("max", MAXIMUM, Required, "the most that its criteria give together")],
    meaning: "criteria that together give at most so much; all fit or all engagement",
    example: "[group.web]\nmax = 15\n",
};

/// `[[persona]]`.
pub static PERSONA: SectionInfo = SectionInfo {
    name: "persona",
    kind: SectionKind::Tables,
    required: false,
    keys: &[
        NAME,
        key("when", ValueType::Condition(Scope::Lead), Required, "when a lead is one; the first that is met counts"),
        key(
            "weight",
            ValueType::Number { min: 0, max: 10, decimals: 2 },
            Default("1"),
            "what the lead's engagement is multiplied by",
        ),
    ],
    meaning: "roles in the buying group: weighs the lead's engagement",
    example: "[[persona]]\nname = \"influencer\"\nwhen = \"seniority in ('manager', 'individual')\"\nweight = 0.5\n",
};

/// `[[product]]`.
pub static PRODUCT: SectionInfo = SectionInfo {
    name: "product",
    kind: SectionKind::Tables,
    required: false,
    keys: &[NAME],
    meaning: "what is sold: a score for each, over the criteria that name it and those that name none",
    example: "[[product]]\nname = \"sms\"\n",
};

/// `[[size]]`.
pub static SIZE: SectionInfo = SectionInfo {
    name: "size",
    kind: SectionKind::Tables,
    required: false,
    keys: &[
        NAME,
        key("digit", ValueType::Integer { min: 1, max: 9 }, Required, "the leading digit of its ratings"),
        key("when", ValueType::Condition(Scope::Lead), Required, "when a lead has it; the first that is met counts"),
    ],
    meaning: "the leading digit of a \"thousand\" rating; 0 where none is met",
    example: "[[size]]\nname = \"large\"\ndigit = 3\nwhen = \"employees >= 1000\"\n",
};

/// `[score]`.
pub static SCORE: SectionInfo = SectionInfo {
    name: "score",
    kind: SectionKind::Table,
    required: false,
    keys: &[
        key("fit_max", MAXIMUM, Default("50"), "the most that fit can give"),
        key("engagement_max", MAXIMUM, Default("50"), "the most that engagement can give"),
        key(
            "gates_required",
            ValueType::Integer { min: 0, max: i64::MAX },
            Default("all gates"),
            "how many gates an eligible lead meets, at least",
        ),
        key(
            "rating",
            ValueType::OneOf(&["hundred", "thousand", "stakes"]),
            Default("\"hundred\""),
            "how a score is shown: as it is, after the size digit (3062), or after the number of gates met (435)",
        ),
    ],
    meaning: "maxima, gates required and how a score is shown",
    example: "[score]\nfit_max = 60\nengagement_max = 40\ngates_required = 1\nrating = \"hundred\"\n",
};

/// `[grade]`.
pub static GRADE: SectionInfo = SectionInfo {
    name: "grade",
    kind: SectionKind::Table,
    required: false,
    keys: &[
        key("fit", ValueType::Thresholds(3), Optional, "at least the first is A, the second B, the third C, less is D"),
        key(
            "engagement",
            ValueType::Thresholds(3),
            Optional,
            "at least the first is 1, the second 2, the third 3, less is 4",
        ),
    ],
    meaning: "a letter for fit, a digit for engagement",
    example: "[grade]\nfit = [45, 30, 15]\nengagement = [30, 20, 10]\n",
};

/// `[[lane]]`.
pub static LANE: SectionInfo = SectionInfo {
    name: "lane",
    kind: SectionKind::Tables,
    required: false,
    keys: &[
        NAME,
        key(
            "when",
            ValueType::Condition(Scope::Lane),
            Required,
            "when a lead goes there; the first that is met counts",
        ),
    ],
    meaning: "where a lead goes next: conditions over data points and results",
    example: "[[lane]]\nname = \"sales\"\nwhen = \"eligible and score >= 40\"\n",
};

/// `[[example]]`.
pub static EXAMPLE: SectionInfo = SectionInfo {
    name: "example",
    kind: SectionKind::Tables,
    required: false,
    keys: &[
        NAME,
        key("as_of", ValueType::Instant, Default("2026-01-15T18:00:00Z"), "when it is scored"),
        key("lead", ValueType::LeadValues, Default("{}"), "the lead's data points that are known"),
        key("events", ValueType::Tables(&EXAMPLE_EVENT), Default("[]"), "what the lead did"),
        key("expect", ValueType::Table(&EXPECT), Required, "what must come out"),
    ],
    meaning: "a test of the model, run by `check`",
    example: "[[example]]\nname = \"A product leader who reads\"\nlead = { country = \"BR\", employees = 400 }\nevents = [ { event = \"Page Viewed\", days_ago = 9, path = \"/pricing\" } ]\nexpect = { lane = \"sales\", score_at_least = 40 }\n",
};

/// An event of an example; its other keys are properties of `[event]`.
pub static EXAMPLE_EVENT: SectionInfo = SectionInfo {
    name: "example.events",
    kind: SectionKind::Inline,
    required: false,
    keys: &[
        key("event", ValueType::Name, Required, "its type"),
        key("at", ValueType::Instant, Optional, "its instant; this or `days_ago`"),
        key(
            "days_ago",
            DAYS_FROM_ZERO,
            Optional,
            "noon UTC of the day so many days before, a minute later for each place in the list; this or `at`",
        ),
    ],
    meaning: "something the lead did; the other keys are properties declared in `[event]`",
    example: "",
};

/// What an example expects.
pub static EXPECT: SectionInfo = SectionInfo {
    name: "example.expect",
    kind: SectionKind::Inline,
    required: false,
    keys: &[
        key("score_at_least", EXPECTED_SCORE, Optional, "the least score"),
        key("score_at_most", EXPECTED_SCORE, Optional, "the greatest score"),
        key("grade", ValueType::Text, Optional, "the grade, such as \"B2\"; \"\" for none"),
        key("lane", ValueType::ReferenceOrNone(ReferenceTo::Lane), Optional, "the lane; \"\" for none"),
        key("eligible", ValueType::Boolean, Optional, "whether it is eligible"),
        key("excluded", ValueType::Boolean, Optional, "whether it is excluded"),
        key("persona", ValueType::ReferenceOrNone(ReferenceTo::Persona), Optional, "the persona; \"\" for none"),
        key("product", ValueType::ReferenceOrNone(ReferenceTo::Product), Optional, "the product; \"\" for none"),
        key(
            "above",
            ValueType::Reference(ReferenceTo::Example),
            Optional,
            "another example that this one must rank above; a tie is not above",
        ),
    ],
    meaning: "what must come out; what is not named is not tested",
    example: "",
};
