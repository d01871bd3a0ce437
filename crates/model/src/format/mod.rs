//! The table of sections and keys: what a model file may say, as data.
//!
//! The reader takes from it which keys exist, their types and ranges; the JSON Schema and the language reference are
//! generated from it. So a key is added in one place, and the three cannot disagree.

mod criteria;
mod input;
mod outcome;
mod results;

pub use criteria::{BAND, ENGAGEMENT, ENGAGEMENT_POINTS, EXCLUDE, FIT, GATE, GROUP};
pub use input::{CREDIBILITY, DATA, DATA_POINT, EVENT, EVENT_PROPERTY, LEAD, LIST, MODEL, ROOT, ROW_NUMBER, SESSION};
pub use outcome::{OUTCOME, OUTCOME_EVENTS};
pub use results::{EXAMPLE, EXAMPLE_EVENT, EXPECT, GRADE, LANE, PERSONA, PRODUCT, SCORE, SIZE};

use crate::condition::Scope;

/// The sections of a model file, in the order of the reference; what stands before the first one is [`ROOT`].
pub const SECTIONS: [&SectionInfo; 21] = [
    &MODEL,
    &CREDIBILITY,
    &DATA,
    &LIST,
    &LEAD,
    &EVENT,
    &SESSION,
    &GATE,
    &EXCLUDE,
    &FIT,
    &ENGAGEMENT,
    &ENGAGEMENT_POINTS,
    &GROUP,
    &PERSONA,
    &PRODUCT,
    &SIZE,
    &SCORE,
    &GRADE,
    &LANE,
    &OUTCOME,
    &EXAMPLE,
];

/// A section of a model file, or a table inside one.
#[derive(Debug)]
pub struct SectionInfo {
    /// Its name: `fit` for `[[fit]]`; a table inside one has a path, such as `fit.bands`.
    pub name: &'static str,
    /// How it is written.
    pub kind: SectionKind,
    /// Whether a model must have it.
    pub required: bool,
    /// Its keys, in the order of the reference; empty where keys are free.
    pub keys: &'static [KeyInfo],
    /// What it is for: a phrase without a full stop.
    pub meaning: &'static str,
    /// How it looks, in TOML; empty for tables inside a section.
    pub example: &'static str,
}

impl SectionInfo {
    /// The key of that name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static KeyInfo> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// How it is written in a file: `[score]`, `[[fit]]`, `[group.…]`.
    #[must_use]
    pub fn heading(&self) -> String {
        match self.kind {
            SectionKind::Table | SectionKind::Entries(_) => format!("[{}]", self.name),
            SectionKind::Tables => format!("[[{}]]", self.name),
            SectionKind::NamedTables => format!("[{}.…]", self.name),
            SectionKind::Inline => self.name.to_owned(),
        }
    }

    /// What it must be, for messages: "a table, written `[score]`".
    pub(crate) fn table_noun(&self) -> String {
        match self.kind {
            SectionKind::Tables => format!("a list of tables, written `{}`", self.heading()),
            SectionKind::NamedTables | SectionKind::Inline => "a table".to_owned(),
            SectionKind::Table | SectionKind::Entries(_) => format!("a table, written `{}`", self.heading()),
        }
    }
}

/// How a section is written.
#[derive(Debug)]
pub enum SectionKind {
    /// `[score]`: one table.
    Table,
    /// `[[fit]]`: any number of tables, in an order that matters.
    Tables,
    /// `[group.web]`: a table for each name that the model chooses.
    NamedTables,
    /// `[lead]`: a value for each name that the model chooses.
    Entries(EntryInfo),
    /// A table inside a section, such as a band.
    Inline,
}

/// A free key and its value.
#[derive(Debug)]
pub struct EntryInfo {
    /// What the key is: `name of a list`.
    pub key: &'static str,
    /// What the value is.
    pub value: ValueType,
}

/// One key of a section.
#[derive(Debug)]
pub struct KeyInfo {
    /// The key.
    pub name: &'static str,
    /// What its value is.
    pub value: ValueType,
    /// Whether it must be there, and what holds without it.
    pub presence: Presence,
    /// What it means: a phrase without a full stop.
    pub meaning: &'static str,
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Its absence is an error.
    Required,
    /// Without it nothing holds in its place.
    Optional,
    /// Without it this holds, as TOML or in words.
    Default(&'static str),
}

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub enum ValueType {
    /// Any text.
    Text,
    /// Text that is not empty.
    Name,
    /// Text that is not empty, or a table in its place.
    NameOr(&'static SectionInfo),
    /// One or several such texts, or a table in their place.
    NamesOr(&'static SectionInfo),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// The name of something that the model defines elsewhere.
    Reference(ReferenceTo),
    /// Such a name, or `""` for none.
    ReferenceOrNone(ReferenceTo),
    /// One or several such names: text or a list of text.
    References(ReferenceTo),
    /// An integer.
    Integer {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// A number with at most so many decimals.
    Number {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
        /// How many decimals it may have.
        decimals: u32,
    },
    /// `true` or `false`.
    Boolean,
    /// `true` and nothing else.
    True,
    /// A day: a TOML date or text.
    Date,
    /// An instant: a TOML date and time, a TOML date or text; UTC without an offset.
    Instant,
    /// A condition, as text.
    Condition(Scope),
    /// A list of text.
    Texts,
    /// One or several event types: text or a list of text.
    EventTypes,
    /// The name of a data type: `text`, `integer`, ...
    DataType,
    /// The name of a data type, or a table with more about the data point.
    DataPoint(&'static SectionInfo),
    /// An integer number of points; or, with `of`, a table from values of the data point to points, `else` last.
    PointsOrTable,
    /// Exactly so many falling numbers, with at most seven decimals.
    Thresholds(usize),
    /// One table.
    Table(&'static SectionInfo),
    /// A list of tables.
    Tables(&'static SectionInfo),
    /// A table from lead data points to values of their types.
    LeadValues,
}

/// What a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceTo {
    /// An entry of `[lead]`.
    LeadDataPoint,
    /// An entry of `[credibility]`.
    Credibility,
    /// A `[group.…]`.
    Group,
    /// A `[[product]]`.
    Product,
    /// An engagement criterion, by name or id.
    EngagementCriterion,
    /// A `[[persona]]`.
    Persona,
    /// A `[[lane]]`.
    Lane,
    /// An `[[example]]`.
    Example,
}

impl ReferenceTo {
    /// What it is called in a message.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::LeadDataPoint => "data point",
            Self::Credibility => "source of data",
            Self::Group => "group",
            Self::Product => "product",
            Self::EngagementCriterion => "engagement criterion",
            Self::Persona => "persona",
            Self::Lane => "lane",
            Self::Example => "example",
        }
    }

    /// Where a model defines it.
    #[must_use]
    pub fn defined_in(self) -> &'static str {
        match self {
            Self::LeadDataPoint => "[lead]",
            Self::Credibility => "[credibility]",
            Self::Group => "[group.…]",
            Self::Product => "[[product]]",
            Self::EngagementCriterion => "[[engagement]]",
            Self::Persona => "[[persona]]",
            Self::Lane => "[[lane]]",
            Self::Example => "[[example]]",
        }
    }
}

/// The greatest number of points a criterion offers, and of points a maximum allows.
pub const POINTS_MAX: i64 = 1000;
/// The greatest number of days and of occurrences.
pub const DAYS_MAX: i64 = 36_500;

const POINTS: ValueType = ValueType::Integer { min: -POINTS_MAX, max: POINTS_MAX };
const MAXIMUM: ValueType = ValueType::Integer { min: 0, max: POINTS_MAX };
const COUNT: ValueType = ValueType::Integer { min: 1, max: DAYS_MAX };
const DAYS_FROM_ZERO: ValueType = ValueType::Integer { min: 0, max: DAYS_MAX };
const NAME: KeyInfo = key("name", ValueType::Name, Presence::Required, "what it is called; unique in its section");

const fn key(name: &'static str, value: ValueType, presence: Presence, meaning: &'static str) -> KeyInfo {
    KeyInfo { name, value, presence, meaning }
}

const fn entries(key: &'static str, value: ValueType) -> SectionKind {
    SectionKind::Entries(EntryInfo { key, value })
}
