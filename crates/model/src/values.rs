//! The small values a model is made of: types, literals, points, weights and instants.
//!
//! Each is a type of its own so that a number of days cannot be taken for a number of points. All arithmetic on
//! scores is on integers: see [`Exact`].

use std::fmt;
use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// A place in the model's text, in bytes.
pub type Span = Range<usize>;

/// A value and its place in the model's text, so that a diagnostic can show it and an editor can replace it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in the document.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// The type of a data point or of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Unicode text, compared by code point.
    Text,
    /// 64-bit integer.
    Integer,
    /// 64-bit float, always finite.
    Decimal,
    /// `true` or `false`.
    Boolean,
    /// A day.
    Date,
    /// An instant in UTC, to the microsecond.
    Timestamp,
    /// A list of text; never null: not known is the empty list.
    List,
}

impl Type {
    /// All types, in the order of the reference.
    pub const ALL: [Self; 7] =
        [Self::Text, Self::Integer, Self::Decimal, Self::Boolean, Self::Date, Self::Timestamp, Self::List];

    /// The name by which a model file declares it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Timestamp => "timestamp",
            Self::List => "list",
        }
    }

    /// The type of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ty| ty.name() == name)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A known value: a literal of a condition, a key of a table, a cell of an example.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A 64-bit integer.
    Integer(i64),
    /// A finite 64-bit float.
    Decimal(f64),
    /// A boolean.
    Boolean(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    Timestamp(i64),
    /// Items of text (only in examples: a condition has no list literal).
    List(Vec<String>),
}

impl Value {
    /// The type of the value.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Self::Text(_) => Type::Text,
            Self::Integer(_) => Type::Integer,
            Self::Decimal(_) => Type::Decimal,
            Self::Boolean(_) => Type::Boolean,
            Self::Date(_) => Type::Date,
            Self::Timestamp(_) => Type::Timestamp,
            Self::List(_) => Type::List,
        }
    }
}

/// What a criterion offers: a whole number of points in -1000..=1000, and its place in the document.
pub type Points = Spanned<i32>;

/// Trust in a source of data, in hundredths: 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Credibility(u8);

impl Credibility {
    /// Trusted fully: what data points without a source have.
    pub const FULL: Self = Self(100);

    /// The credibility of so many hundredths; none above 100.
    #[must_use]
    pub fn from_hundredths(hundredths: u8) -> Option<Self> {
        (hundredths <= 100).then_some(Self(hundredths))
    }

    /// In hundredths, 0 to 100.
    #[must_use]
    pub fn hundredths(self) -> u8 {
        self.0
    }
}

/// The weight of a persona's engagement, in hundredths: 0 to 1000 (0 to 10, two decimals).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u16);

impl Weight {
    /// The weight of a lead without a persona.
    pub const ONE: Self = Self(100);

    /// The weight of so many hundredths; none above 1000.
    #[must_use]
    pub fn from_hundredths(hundredths: u16) -> Option<Self> {
        (hundredths <= 1000).then_some(Self(hundredths))
    }

    /// In hundredths, 0 to 1000.
    #[must_use]
    pub fn hundredths(self) -> u16 {
        self.0
    }
}

/// The days after which an occurrence gives half its points: 1 to 3650.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HalfLife(u16);

impl HalfLife {
    /// A half-life of so many days; none outside 1..=3650.
    #[must_use]
    pub fn from_days(days: u16) -> Option<Self> {
        (1..=3650).contains(&days).then_some(Self(days))
    }

    /// In days.
    #[must_use]
    pub fn days(self) -> u16 {
        self.0
    }

    /// The multiplier at an age, in thousandths: `floor(1000 * 2^(-age / half_life) + 0.5)`.
    ///
    /// The only exact halves of that formula are at whole half-lives, where the power of two is exact in floating
    /// point; everywhere else it is further from a half than a 64-bit float errs.
    #[must_use]
    pub fn multiplier(self, age_days: u32) -> u32 {
        let half_lives = f64::from(age_days) / f64::from(self.0);
        (1000.0 * (-half_lives).exp2() + 0.5).floor() as u32
    }
}

/// An exact number of points, in units of 10^-7 point.
///
/// Points are whole, multipliers have three decimals, credibilities and weights two: so seven decimals hold every
/// product of them, and nothing is ever rounded before a score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(pub i64);

impl Exact {
    /// Units in one point.
    pub const UNITS_PER_POINT: i64 = 10_000_000;

    /// Whole points.
    #[must_use]
    pub fn from_points(points: i32) -> Self {
        Self(i64::from(points) * Self::UNITS_PER_POINT)
    }

    /// The 64-bit float nearest to the exact value.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        // Exact below 2^53 units (9 * 10^8 points); division by 10^7 is correctly rounded.
        self.0 as f64 / Self::UNITS_PER_POINT as f64
    }

    /// Rounded to an integer, halves up.
    #[must_use]
    pub fn round_half_up(self) -> i64 {
        (self.0 + Self::UNITS_PER_POINT / 2).div_euclid(Self::UNITS_PER_POINT)
    }
}

/// All seven decimals: `9.5000000`. With `{:#}` no more than needed: `9.5`.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (units, per_point) = (self.0.unsigned_abs(), Self::UNITS_PER_POINT.unsigned_abs());
        let sign = if self.0 < 0 { "-" } else { "" };
        let text = format!("{sign}{}.{:07}", units / per_point, units % per_point);
        if f.alternate() { f.pad(text.trim_end_matches('0').trim_end_matches('.')) } else { f.pad(&text) }
    }
}

/// Microseconds in a day.
pub const MICROS_PER_DAY: i64 = 86_400_000_000;

/// The UTC day of an instant, in days since 1970-01-01.
#[must_use]
pub fn day_of(micros: i64) -> i32 {
    micros.div_euclid(MICROS_PER_DAY) as i32
}

/// The instant a score is taken at: it reads the events strictly before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AsOf(i64);

impl AsOf {
    /// At microseconds since 1970-01-01 00:00:00 UTC.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// At the first instant of a day, UTC.
    #[must_use]
    pub fn from_date(date: Date) -> Self {
        Self(i64::from(days_since_epoch(date)) * MICROS_PER_DAY)
    }

    /// Microseconds since 1970-01-01 00:00:00 UTC.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0
    }

    /// Its UTC day, in days since 1970-01-01: what ages are counted from.
    #[must_use]
    pub fn day(self) -> i32 {
        day_of(self.0)
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format_instant(self.0))
    }
}

/// RFC 3339 with six decimals and `Z`: `2026-01-15T18:00:00.000000Z`.
#[must_use]
pub fn format_instant(micros: i64) -> String {
    match civil_of(micros) {
        Some(utc) => format!("{utc:.6}Z"),
        None => format!("{micros} microseconds from 1970"),
    }
}

/// An instant in ISO 8601, in microseconds since 1970; without an offset in UTC, of a bare date its first.
#[must_use]
pub fn parse_instant(text: &str) -> Option<i64> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        // Digits beyond microseconds are cut, towards the past on both sides of 1970.
        return i64::try_from(timestamp.as_nanosecond().div_euclid(1_000)).ok();
    }
    parse_civil(text.strip_suffix(['Z', 'z']).unwrap_or(text)).map(micros_of)
}

/// A date and time in ISO 8601 without an offset; none with an offset or a zone, which `jiff` would read and forget.
#[must_use]
pub fn parse_civil(text: &str) -> Option<DateTime> {
    let (_, time) = text.split_once(['T', 't', ' ']).unwrap_or_default();
    let bare = !text.contains(['[', '+']) && !time.contains('-');
    bare.then(|| text.parse().ok()).flatten()
}

/// ISO 8601: `2026-01-15`.
#[must_use]
pub fn format_date(days: i32) -> String {
    match date_of(days) {
        Some(date) => date.to_string(),
        None => format!("{days} days from 1970"),
    }
}

/// The date so many days from 1970-01-01; none beyond the calendar.
fn date_of(days: i32) -> Option<Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(span).ok()
}

/// The date and time so many microseconds from 1970-01-01 00:00:00; none beyond the calendar.
///
/// Up to the end of the year 9999, which a `jiff::Timestamp` leaves out a day early to have room for every offset.
#[must_use]
pub fn civil_of(micros: i64) -> Option<DateTime> {
    let midnight = date_of(day_of(micros))?.to_datetime(jiff::civil::Time::midnight());
    let span = jiff::Span::new().try_microseconds(micros.rem_euclid(MICROS_PER_DAY)).ok()?;
    midnight.checked_add(span).ok()
}

/// Microseconds from 1970-01-01 00:00:00 to a date and time, digits beyond them cut.
#[must_use]
pub fn micros_of(civil: DateTime) -> i64 {
    let time = civil.time();
    let seconds = (i64::from(time.hour()) * 60 + i64::from(time.minute())) * 60 + i64::from(time.second());
    let micros = i64::from(time.subsec_nanosecond() / 1_000);
    i64::from(days_since_epoch(civil.date())) * MICROS_PER_DAY + seconds * 1_000_000 + micros
}

/// Days from 1970-01-01 to a date.
#[must_use]
pub fn days_since_epoch(date: Date) -> i32 {
    let days = jiff::civil::date(1970, 1, 1).until((jiff::Unit::Day, date)).map(|span| span.get_days());
    // Both ends are dates of the calendar, so the span always exists; the fallback is never taken.
    days.unwrap_or_default()
}
