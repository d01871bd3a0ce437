//! Literals: what the digits and texts of a condition stand for.

use jiff::civil::{Date, DateTime};

use crate::values::{Value, days_since_epoch, micros_of};

/// The number of an unsigned numeral with a sign, or what is wrong with it.
pub(super) fn number(digits: &str, negative: bool) -> Result<Value, &'static str> {
    let text = format!("{}{digits}", if negative { "-" } else { "" });
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let whole = text.parse().map_err(|_| "an integer has 64 bits: -9223372036854775808 to 9223372036854775807")?;
        return Ok(Value::Integer(whole));
    }
    let decimal: f64 = text.parse().map_err(|_| "no number is written like this")?;
    if decimal.is_finite() { Ok(Value::Decimal(decimal + 0.0)) } else { Err("a decimal is at most about 1.8e308") }
}

/// The day of `date '...'`.
pub(super) fn date(text: &str) -> Result<Value, &'static str> {
    if !has_shape(text, "dddd-dd-dd") {
        return Err("a date is written `date '2026-01-31'`");
    }
    let date: Date = text.parse().map_err(|_| "the calendar has no such day")?;
    Ok(Value::Date(days_since_epoch(date)))
}

/// The instant of `timestamp '...'`, in UTC.
pub(super) fn timestamp(text: &str) -> Result<Value, &'static str> {
    let text = text.replacen('T', " ", 1);
    let (to_second, fraction) = text.split_once('.').unwrap_or((&text, "0"));
    let with_second = has_shape(to_second, "dddd-dd-dd dd:dd:dd");
    let with_minute = !text.contains('.') && has_shape(to_second, "dddd-dd-dd dd:dd");
    if !(with_second || with_minute) || fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("an instant is written `timestamp '2026-01-31 08:00:00'`, in UTC, without an offset");
    }
    if fraction.len() > 6 {
        return Err("an instant has at most six digits after the second");
    }
    // The calendar's library would take a leap second for the one before it.
    if with_second && to_second.ends_with("60") {
        return Err("a minute has 60 seconds, 00 to 59");
    }
    let instant: DateTime = text.parse().map_err(|_| "the calendar has no such instant")?;
    Ok(Value::Timestamp(micros_of(instant)))
}

/// Whether a text looks like a pattern in which `d` is a digit and everything else itself.
fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(byte, shape): (u8, u8)| if shape == b'd' { byte.is_ascii_digit() } else { byte == shape };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

/// Whether a text would be a number without its quotes.
pub(super) fn is_number(text: &str) -> bool {
    let text = text.trim();
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.parse::<f64>().is_ok_and(f64::is_finite)
}
