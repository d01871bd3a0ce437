//! The twenty data points of a lead, as a CRM exports them: incomplete, skewed, and of every type.

use arrow_schema::DataType;

/// A data point.
#[derive(Debug)]
pub(super) struct DataPoint {
    pub(super) name: &'static str,
    /// How many of a hundred leads lack it.
    pub(super) unknown_percent: u8,
    pub(super) values: Values,
}

/// The values that a data point has.
#[derive(Clone, Debug)]
pub(super) enum Values {
    /// One of a few texts, the n-th of them n times less often than the first.
    Choice(&'static [&'static str]),
    /// The domain of the company; about three leads have the same.
    Domain,
    /// An address at that domain or of a free mail service.
    Email,
    /// An integer times a factor, each power of two from one to the other equally often.
    Doubling { powers: std::ops::Range<u32>, factor: i64 },
    /// An integer of a range, evenly.
    Integer(std::ops::Range<i64>),
    /// A decimal of a range, in thousandths, evenly.
    Thousandths(std::ops::Range<i64>),
    /// True for so many of a hundred.
    Yes(u8),
    /// So many days before 2026-01-01 at most, the fewer the more often.
    DaysAgo(i32),
}

impl Values {
    /// The type of the column.
    pub(super) fn data_type(&self) -> DataType {
        match self {
            Self::Choice(_) | Self::Domain | Self::Email => DataType::Utf8,
            Self::Doubling { .. } | Self::Integer(_) => DataType::Int64,
            Self::Thousandths(_) => DataType::Float64,
            Self::Yes(_) => DataType::Boolean,
            Self::DaysAgo(_) => DataType::Date32,
        }
    }
}

const fn point(name: &'static str, unknown_percent: u8, values: Values) -> DataPoint {
    DataPoint { name, unknown_percent, values }
}

/// All of them, in the order of their columns.
pub(super) const DATA_POINTS: [DataPoint; 20] = [
    point("country", 5, Values::Choice(&COUNTRIES)),
    point("industry", 10, Values::Choice(&INDUSTRIES)),
    point("seniority", 12, Values::Choice(&["individual", "manager", "director", "vp", "c-level", "founder", "board"])),
    point("department", 15, Values::Choice(&DEPARTMENTS)),
    point("source", 6, Values::Choice(&SOURCES)),
    point("stage", 20, Values::Choice(&["bootstrapped", "seed", "series a", "series b", "series c", "public"])),
    point("crm", 25, Values::Choice(&["none", "salesforce", "hubspot", "dynamics", "pipedrive", "zoho", "other"])),
    point("language", 8, Values::Choice(&["en", "pt", "es", "de", "fr", "zh", "ja", "hi", "it", "nl", "pl", "sv"])),
    point("plan", 10, Values::Choice(&["none", "free", "trial", "starter", "team", "business"])),
    point("cloud", 28, Values::Choice(&["aws", "azure", "gcp", "on premises", "alibaba", "oracle"])),
    point("email", 6, Values::Email),
    point("domain", 9, Values::Domain),
    point("employees", 10, Values::Doubling { powers: 0..16, factor: 1 }),
    point("revenue", 22, Values::Doubling { powers: 5..22, factor: 1000 }),
    point("founded", 14, Values::Integer(1950..2025)),
    point("growth", 30, Values::Thousandths(-400..1600)),
    point("budget_share", 27, Values::Thousandths(0..1000)),
    point("has_budget", 18, Values::Yes(40)),
    point("uses_competitor", 16, Values::Yes(25)),
    point("last_contacted", 7, Values::DaysAgo(720)),
];

const COUNTRIES: [&str; 32] = [
    "US", "GB", "DE", "BR", "IN", "FR", "CA", "MX", "AU", "SG", "NL", "ES", "JP", "IT", "SE", "PL", "ID", "CO", "AR",
    "CL", "CH", "BE", "AT", "DK", "NO", "FI", "IE", "PT", "NZ", "ZA", "KR", "TR",
];

const INDUSTRIES: [&str; 20] = [
    "software",
    "financial services",
    "retail",
    "manufacturing",
    "healthcare",
    "education",
    "media",
    "telecommunications",
    "logistics",
    "consulting",
    "insurance",
    "energy",
    "travel",
    "real estate",
    "gaming",
    "food",
    "construction",
    "government",
    "agriculture",
    "non-profit",
];

const DEPARTMENTS: [&str; 10] = [
    "marketing",
    "sales",
    "engineering",
    "operations",
    "finance",
    "product",
    "it",
    "human resources",
    "support",
    "legal",
];

const SOURCES: [&str; 10] = [
    "organic search",
    "paid search",
    "referral",
    "webinar",
    "list purchase",
    "partner",
    "social",
    "event",
    "outbound",
    "review site",
];

/// Services that give anybody an address.
pub(super) const FREE_MAIL: [&str; 4] = ["gmail.com", "outlook.com", "yahoo.com", "hotmail.com"];
