//! Instants on the command line: `2026-01-31`, `2026-01-31T08:00`, `2026-01-31T08:00:00+02:00`.

use handraise_model::values::AsOf;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The instant that a text says. A bare date is its first instant; a time without an offset is in UTC.
pub(crate) fn parse(text: &str) -> Result<AsOf, String> {
    let instant = text.parse::<Timestamp>().or_else(|_| {
        let local = text.parse::<DateTime>()?;
        local.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp())
    });
    let instant = instant
        .map_err(|_| "not a date or an instant in ISO 8601, such as 2026-01-31 or 2026-01-31T08:00:00Z".to_owned())?;
    // Digits beyond microseconds are cut, as in the input.
    let micros = instant.as_nanosecond().div_euclid(1000);
    i64::try_from(micros).map(AsOf::from_micros).map_err(|_| "out of range".to_owned())
}

/// The day that a text says.
pub(crate) fn parse_date(text: &str) -> Result<Date, String> {
    text.parse::<Date>().map_err(|_| "not a date in ISO 8601, such as 2026-01-31".to_owned())
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
        ] {
            assert_eq!(parse(text).map(|as_of| as_of.to_string()), Ok(printed.to_owned()), "{text}");
        }
        for text in ["", "31/01/2026", "tomorrow", "2026-13-01", "99999-01-01"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
