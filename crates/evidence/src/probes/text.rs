//! Words of findings.

use handraise_model::values::{Type, format_date, format_instant};

/// What to do about a data point that knows the outcome.
pub(super) const WRITTEN_WHEN: &str = "find out who writes it and when; what is written once somebody talks to the lead \
does not belong in `[lead]`, or needs `lead_valid_from`, which says from when on it was known";

/// What to do about figures that flatter.
pub(super) const BELIEVE_THE_LOWER: &str = "believe the lower figure: it is what the next quarter, or the next account, \
can hope for";

/// The longest value that is shown whole.
const SHOWN_CHARS_MAX: usize = 40;

/// `1 lead`, `5,000 leads`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {}", if number == 1 { one } else { many })
}

/// `38 %`, `1.2 %`, `0.05 %`.
pub(super) fn percent(percent: f64) -> String {
    match percent {
        small if small > 0.0 && small < 0.95 => format!("{small:.2} %"),
        middling if middling < 9.95 => format!("{middling:.1} %"),
        large => format!("{large:.0} %"),
    }
}

/// A value of the data, cut where it is long, on one line.
pub(super) fn short(value: &str) -> String {
    let clean: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if clean.chars().count() <= SHOWN_CHARS_MAX {
        return clean;
    }
    format!("{}…", clean.chars().take(SHOWN_CHARS_MAX - 1).collect::<String>().trim_end())
}

/// A value of an ordered data point as people write it.
pub(super) fn value(value: f64, ty: Type) -> String {
    match ty {
        Type::Date => format_date(value as i32),
        Type::Timestamp => format_instant(value as i64),
        _ => format!("{value}"),
    }
}
