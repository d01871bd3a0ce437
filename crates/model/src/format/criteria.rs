//! The sections on criteria: gates, exclusions, fit, engagement and groups.

use super::Presence::{Default, Optional, Required};
use super::{
    COUNT, DAYS_FROM_ZERO, KeyInfo, MAXIMUM, NAME, POINTS, ReferenceTo, SectionInfo, SectionKind, ValueType, entries,
    key,
};
use crate::condition::Scope;

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
