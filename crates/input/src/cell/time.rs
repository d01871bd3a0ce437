//! Dates and instants from text: ISO 8601 or the model's `time_format`, in the model's `time_zone`.
//!
//! The common forms of ISO 8601 are read by hand, since a table has millions of them; all others by `jiff`.

use handraise_model::TimeFormat;
use handraise_model::values::{MICROS_PER_DAY, civil_of, day_of, days_since_epoch, micros_of, parse_civil};
use jiff::Timestamp;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::usual_time::UsualTimes;
use crate::error::InputError;

/// The last microsecond of the year 9999, UTC: later instants have no ISO 8601 form of four digits.
pub(crate) const LAST_MICROS: i64 = 253_402_300_799_999_999;
/// The first of the year 0.
pub(crate) const FIRST_MICROS: i64 = -62_167_219_200_000_000;

/// The days of those years.
pub(crate) const CALENDAR_DAYS: std::ops::RangeInclusive<i32> = -719_528..=2_932_896;

/// What a text says of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// A day: days since 1970-01-01.
    Date(i32),
    /// A time without an offset, in microseconds on its own clock.
    Local(i64),
    /// An instant, in microseconds since 1970-01-01 00:00:00 UTC.
    Instant(i64),
}

/// How times are written, and where clocks without an offset hang.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    format: TimeFormat,
    /// `None`: UTC.
    zone: Option<TimeZone>,
}

impl Times {
    pub(crate) fn new(format: TimeFormat, zone: &str) -> Result<Self, InputError> {
        let zone = match zone {
            "UTC" | "Etc/UTC" | "Z" => None,
            name => match TimeZone::get(name) {
                Ok(zone) => Some(zone),
                Err(_) => return Err(InputError::UnknownTimeZone { name: name.to_owned() }),
            },
        };
        Ok(Self { format, zone })
    }

    pub(crate) fn utc(format: TimeFormat) -> Self {
        Self { format, zone: None }
    }

    /// Whether a local time is read as UTC.
    pub(crate) fn local_is_utc(&self) -> bool {
        self.zone.is_none()
    }

    /// Whether numbers are instants.
    pub(crate) fn is_epoch(&self) -> bool {
        matches!(self.format, TimeFormat::EpochMillis | TimeFormat::EpochSeconds)
    }

    /// Reads a trimmed text by the common forms of ISO 8601, where no `time_format` comes first; none for whatever else.
    #[inline]
    pub(crate) fn parse_common(&self, text: &[u8], usual: &mut UsualTimes) -> Option<Moment> {
        match self.format {
            TimeFormat::Iso => usual.parse(text).or_else(|| parse_common_iso(text)),
            _ => None,
        }
    }

    /// Reads a trimmed text: by `time_format` where there is one, else, or where that does not fit, by ISO 8601.
    pub(crate) fn parse(&self, text: &str) -> Option<Moment> {
        self.parse_by_format(text).or_else(|| parse_iso(text))
    }

    /// Reads a trimmed text by `time_format` alone.
    pub(crate) fn parse_by_format(&self, text: &str) -> Option<Moment> {
        match &self.format {
            TimeFormat::Iso => None,
            TimeFormat::EpochMillis => parse_epoch(text, 1_000).map(Moment::Instant),
            TimeFormat::EpochSeconds => parse_epoch(text, 1_000_000).map(Moment::Instant),
            TimeFormat::Pattern(pattern) => parse_pattern(pattern, text),
        }
    }

    /// The instant: of a day its first; of a repeated local time the earlier; of a skipped one none.
    #[inline]
    pub(crate) fn instant(&self, moment: Moment) -> Option<i64> {
        let micros = match (moment, &self.zone) {
            (Moment::Instant(micros), _) | (Moment::Local(micros), None) => micros,
            (Moment::Local(micros), Some(zone)) => local_in(zone, micros, false)?,
            (Moment::Date(days), _) if !CALENDAR_DAYS.contains(&days) => return None,
            (Moment::Date(days), None) => i64::from(days) * MICROS_PER_DAY,
            (Moment::Date(days), Some(zone)) => local_in(zone, i64::from(days) * MICROS_PER_DAY, true)?,
        };
        (FIRST_MICROS..=LAST_MICROS).contains(&micros).then_some(micros)
    }

    /// The day: of an instant its UTC date.
    pub(crate) fn date(&self, moment: Moment) -> Option<i32> {
        match moment {
            Moment::Date(days) => CALENDAR_DAYS.contains(&days).then_some(days),
            other => self.instant(other).map(day_of),
        }
    }
}

/// The instant of a local time in a zone; in a gap none, or the end of the gap for the first instant of a day.
fn local_in(zone: &TimeZone, local_micros: i64, first_of_day: bool) -> Option<i64> {
    let offset = match zone.to_ambiguous_timestamp(civil_of(local_micros)?).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Fold { before, .. } => before,
        AmbiguousOffset::Gap { before, .. } if first_of_day => before,
        AmbiguousOffset::Gap { .. } => return None,
    };
    Some(local_micros - i64::from(offset.seconds()) * 1_000_000)
}

/// A number since 1970 in units of so many microseconds, digits beyond microseconds cut.
fn parse_epoch(text: &str, unit_micros: i64) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let mut micros = whole.parse::<i64>().ok()?.checked_mul(unit_micros)?;
    let mut place = unit_micros / 10;
    for digit in fraction.bytes() {
        micros = micros.checked_add(i64::from(digit - b'0') * place)?;
        place /= 10;
    }
    Some(if negative { -micros } else { micros })
}

fn parse_pattern(pattern: &str, text: &str) -> Option<Moment> {
    let parts = BrokenDownTime::parse(pattern, text).ok()?;
    if let Some(timestamp) = parts.timestamp() {
        return Some(Moment::Instant(cut_to_micros(timestamp)));
    }
    let date = parts.to_date().ok()?;
    if parts.hour().is_none() {
        return Some(Moment::Date(days_since_epoch(date)));
    }
    let local = date.to_datetime(parts.to_time().ok()?);
    if let Some(offset) = parts.offset() {
        return Some(Moment::Instant(micros_of(local) - i64::from(offset.seconds()) * 1_000_000));
    }
    if let Some(name) = parts.iana_time_zone() {
        let zone = TimeZone::get(name).ok()?;
        return local_in(&zone, micros_of(local), false).map(Moment::Instant);
    }
    Some(Moment::Local(micros_of(local)))
}

/// ISO 8601: `2026-01-31`, `2026-01-31T08:00`, `2026-01-31 08:00:00.123456789-03:00` and its rarer forms.
pub(crate) fn parse_iso(text: &str) -> Option<Moment> {
    if let Some(moment) = parse_common_iso(text.as_bytes()) {
        return Some(moment);
    }
    let digits_only = text.bytes().all(|byte| byte.is_ascii_digit());
    let plausible = text.len() >= 8 && text.is_ascii() && (!digits_only || text.len() == 8);
    if !plausible {
        return None;
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(Moment::Instant(cut_to_micros(timestamp)));
    }
    if text.contains(':') || text.contains(['T', 't']) {
        return parse_civil(text).map(|local| Moment::Local(micros_of(local)));
    }
    text.parse().ok().map(|date| Moment::Date(days_since_epoch(date)))
}

/// `YYYY-MM-DD[T ]HH:MM[:SS[.f]][Z|±HH[:MM]]` or `YYYY-MM-DD`; none for whatever else, which may be valid all the same.
pub(super) fn parse_common_iso(text: &[u8]) -> Option<Moment> {
    let (date, time) = text.split_at_checked(10)?;
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    let year = two(y1, y2)? * 100 + two(y3, y4)?;
    let (month, day) = (two(m1, m2)?, two(d1, d2)?);
    if month == 0 || month > 12 || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    let days = days_from_civil(year, month, day);
    let [separator, time @ ..] = time else { return Some(Moment::Date(days as i32)) };
    if !matches!(separator, b'T' | b't' | b' ') {
        return None;
    }
    let (&[h1, h2, b':', n1, n2], mut rest) = time.split_first_chunk::<5>()? else { return None };
    let (hour, minute) = (two(h1, h2)?, two(n1, n2)?);
    let mut second = 0;
    let mut fraction_micros = 0;
    if let [b':', s1, s2, after @ ..] = rest {
        second = two(*s1, *s2)?;
        rest = after;
        if let [b'.' | b',', digits @ ..] = rest {
            (fraction_micros, rest) = parse_fraction(digits)?;
        }
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let local = ((days * 24 + hour) * 60 + minute) * 60 + second;
    let local_micros = local * 1_000_000 + fraction_micros;
    if rest.is_empty() {
        return Some(Moment::Local(local_micros));
    }
    Some(Moment::Instant(local_micros - parse_offset_seconds(rest)? * 1_000_000))
}

/// The first six digits as microseconds, and what follows the digits.
fn parse_fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at_checked(length)?;
    let mut micros = 0;
    for place in 0..6 {
        micros = micros * 10 + digits.get(place).map_or(0, |digit| i64::from(digit - b'0'));
    }
    (length > 0).then_some((micros, rest))
}

pub(super) fn parse_offset_seconds(text: &[u8]) -> Option<i64> {
    let text = text.strip_prefix(b" ").unwrap_or(text);
    let (sign, hour, minute) = match *text {
        [b'Z' | b'z'] | [b'U', b'T', b'C'] => return Some(0),
        [sign, h1, h2] => (sign, two(h1, h2)?, 0),
        [sign, h1, h2, b':', m1, m2] | [sign, h1, h2, m1, m2] => (sign, two(h1, h2)?, two(m1, m2)?),
        _ => return None,
    };
    if hour > 23 || minute > 59 {
        return None;
    }
    match sign {
        b'+' => Some((hour * 60 + minute) * 60),
        b'-' => Some(-(hour * 60 + minute) * 60),
        _ => None,
    }
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a day of the Gregorian calendar, years from March so that the leap day comes last.
pub(crate) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Digits beyond microseconds cut, before 1970 too, where rounding toward zero would add to them.
fn cut_to_micros(timestamp: Timestamp) -> i64 {
    i64::try_from(timestamp.as_nanosecond().div_euclid(1_000)).unwrap_or(i64::MAX)
}

/// A local time as text: `2026-01-31`, or `2026-01-31 08:00:00` where it is not midnight.
pub(crate) fn format_local(micros: i64) -> String {
    match civil_of(micros) {
        Some(local) => {
            let midnight = micros.rem_euclid(MICROS_PER_DAY) == 0;
            if midnight { local.date().to_string() } else { format!("{} {}", local.date(), local.time()) }
        }
        None => format!("{micros} microseconds from 1970"),
    }
}
