//! Ages of leads on the command line: `1h`, `1d,7d`.

use handraise_model::values::MICROS_PER_DAY;

/// How long after it came to be a lead is scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Age {
    /// As it was written.
    pub(crate) text: String,
    /// In microseconds.
    pub(crate) micros: i64,
}

/// Units and their microseconds.
const UNITS: [(char, i64); 4] =
    [('m', MICROS_PER_DAY / 1440), ('h', MICROS_PER_DAY / 24), ('d', MICROS_PER_DAY), ('w', 7 * MICROS_PER_DAY)];

/// The longest age: a hundred years.
const MICROS_MAX: i64 = 36_500 * MICROS_PER_DAY;

/// The age that a text says.
pub(crate) fn parse(text: &str) -> Result<Age, String> {
    let wrong = || "not an age in minutes, hours, days or weeks, such as 30m, 1h, 1d or 2w".to_owned();
    let unit = text.chars().last().ok_or_else(wrong)?;
    let (_, micros) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?;
    let number = &text[..text.len() - unit.len_utf8()];
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = number.parse().ok().filter(|number| is_plain && *number > 0).ok_or_else(wrong)?;
    let micros = number.checked_mul(*micros).filter(|micros| *micros <= MICROS_MAX).ok_or_else(wrong)?;
    Ok(Age { text: text.to_owned(), micros })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_in_minutes_hours_days_or_weeks() {
        let micros = |text| parse(text).map(|age| age.micros / 60_000_000);
        assert_eq!((micros("30m"), micros("1h"), micros("7d"), micros("2w")), (Ok(30), Ok(60), Ok(10_080), Ok(20_160)));
        for text in ["", "1", "h", "0d", "-1d", "+1d", "1.5h", "1 d", "1y", "99999999999999999999d", "36501d", "1é"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
