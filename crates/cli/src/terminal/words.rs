//! Small phrases for people: points, ages, counts.

use handraise_model::values::{Exact, format_instant};

/// The widest name that the data brings into a sentence.
pub(crate) const NAME_WIDTH_MAX: usize = 60;

/// Points for people: at most one decimal, or as many as it takes to be more than nothing.
pub(crate) fn points(points: Exact) -> String {
    let tenth = Exact::UNITS_PER_POINT / 10;
    if points.0 == 0 || points.0.abs() < tenth / 2 {
        return format!("{points:#}");
    }
    // Halves away from zero, so that a gain and a loss of one size look alike.
    let tenths = (points.0.abs() + tenth / 2) / tenth;
    format!("{:#}", Exact(tenths * tenth * points.0.signum()))
}

/// Likewise, with `+` before what is not negative.
pub(crate) fn signed_points(exact: Exact) -> String {
    format!("{}{}", if exact.0 < 0 { "" } else { "+" }, points(exact))
}

/// All digits that there are, of units of 10^-7 point: `18.4567891`, `20`.
pub(crate) fn exact(units: i128) -> String {
    const PER_POINT: u128 = Exact::UNITS_PER_POINT.unsigned_abs() as u128;
    let (whole, rest) = (units.unsigned_abs() / PER_POINT, units.unsigned_abs() % PER_POINT);
    let text = format!("{}{whole}.{rest:07}", if units < 0 { "-" } else { "" });
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Likewise, with `+` before what is not negative.
pub(crate) fn signed_exact(units: i128) -> String {
    format!("{}{}", if units < 0 { "" } else { "+" }, exact(units))
}

/// `2026-01-15 18:00`.
pub(crate) fn minute(micros: i64) -> String {
    let instant = format_instant(micros);
    match (instant.get(..10), instant.get(11..16)) {
        (Some(day), Some(time)) if instant.len() == 27 => format!("{day} {time}"),
        _ => instant,
    }
}

/// `today`, `1 day ago`, `3 days ago`.
pub(crate) fn days_ago(age_days: u32) -> String {
    match age_days {
        0 => "today".to_owned(),
        1 => "1 day ago".to_owned(),
        days => format!("{} days ago", thousands(u64::from(days))),
    }
}

/// `1 lead`, `5,000 leads`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count as u64), if count == 1 { one } else { many })
}

/// `1,234,567`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn joined(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_short_but_never_round_to_nothing() {
        for (units, text) in [
            (0, "0"),
            (185_000_000, "18.5"),
            (200_000_000, "20"),
            (184_567_890, "18.5"),
            (-184_567_890, "-18.5"),
            (1_000, "0.0001"),
            (-3, "-0.0000003"),
        ] {
            assert_eq!(points(Exact(units)), text);
        }
        assert_eq!(signed_points(Exact(5_000_000)), "+0.5");
    }

    #[test]
    fn numbers_have_thousands_separators() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(counted(1, "lead", "leads"), "1 lead");
    }
}
