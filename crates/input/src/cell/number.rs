//! Numbers and booleans from trimmed text.

/// An integer: digits, perhaps with a sign, perhaps with decimals that are all zero.
pub(crate) fn parse_integer(text: &str) -> Option<i64> {
    match text.split_once('.') {
        None => text.parse().ok(),
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|digit| digit == b'0') => whole.parse().ok(),
        Some(_) => None,
    }
}

/// A finite 64-bit float; one too large for that is none.
pub(crate) fn parse_decimal(text: &str) -> Option<f64> {
    let value: f64 = text.parse().ok()?;
    value.is_finite().then_some(value)
}

/// `true`/`false`, `yes`/`no`, `t`/`f`, `y`/`n`, `1`/`0`, in any case.
pub(crate) fn parse_boolean(text: &str) -> Option<bool> {
    const TRUE: [&str; 5] = ["true", "yes", "1", "t", "y"];
    const FALSE: [&str; 5] = ["false", "no", "0", "f", "n"];
    let one_of = |words: [&str; 5]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if one_of(TRUE) {
        Some(true)
    } else if one_of(FALSE) {
        Some(false)
    } else {
        None
    }
}
