//! Instants on the command line: `2026-01-31`, `2026-01-31T08:00`, `2026-01-31T08:00:00+02:00`.

use handraise_model::values::{AsOf, parse_instant};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The instant that a text says. A bare date is its first instant; a time without an offset is in UTC.
pub(crate) fn parse(text: &str) -> Result<AsOf, String> {
    let micros = parse_instant(text).ok_or_else(|| match no_such_day(text) {
        Some(wrong) => wrong,
        None => "not a date or an instant in ISO 8601, such as 2026-01-31 or 2026-01-31T08:00:00Z".to_owned(),
    })?;
    Ok(AsOf::from_micros(micros))
}

/// The instant of a query that runs later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SqlInstant {
    /// That of the engine's clock.
    Now,
    /// This one.
    At(AsOf),
}

/// The instant that a text says, or `now`.
pub(crate) fn parse_or_now(text: &str) -> Result<SqlInstant, String> {
    if text == "now" { Ok(SqlInstant::Now) } else { parse(text).map(SqlInstant::At) }
}

/// The day that a text says.
pub(crate) fn parse_date(text: &str) -> Result<Date, String> {
    let wrong = || no_such_day(text).unwrap_or_else(|| "not a date in ISO 8601, such as 2026-01-31".to_owned());
    text.parse::<Date>().map_err(|_| wrong())
}

/// Says that a date that is rightly written is in no calendar: `2026-02-30`.
fn no_such_day(text: &str) -> Option<String> {
    let date = text.get(..10)?;
    let written = date.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (written && date.parse::<Date>().is_err()).then(|| format!("there is no day {date}"))
}

/// The present instant.
pub(crate) fn now() -> AsOf {
    AsOf::from_micros(Timestamp::now().as_microsecond())
}

/// The present day in UTC.
pub(crate) fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_its_first_instant_and_a_time_without_offset_is_utc() {
        for (text, printed) in [
            ("2026-01-31", "2026-01-31T00:00:00.000000Z"),
            ("2026-01-31T08:30", "2026-01-31T08:30:00.000000Z"),
            ("2026-01-31 08:30:00.1234567", "2026-01-31T08:30:00.123456Z"),
            ("2026-01-31T08:30:00+02:00", "2026-01-31T06:30:00.000000Z"),
            ("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(parse(text).map(|as_of| as_of.to_string()), Ok(printed.to_owned()), "{text}");
        }
        for text in ["", "31/01/2026", "tomorrow", "2026-13-01", "99999-01-01", "2026-01-31T08:30[Europe/Berlin]"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(parse("2026-02-30T08:00"), Err("there is no day 2026-02-30".to_owned()));
        assert_eq!(parse_date("2026-02-29"), Err("there is no day 2026-02-29".to_owned()));
    }
}
