//! Times of the usual shape, read eight characters at a time: `2026-01-31T08:00:00`, perhaps with six decimals, perhaps
//! with an offset.
//!
//! A table has millions of them. Whatever else there is, a time that does not exist included, is left to the general
//! reader; what both read, they read alike.

use super::time::{Moment, days_from_civil, days_in_month, parse_offset_seconds};

/// Reads a time of the usual shape; none for whatever else, which may be valid all the same.
#[inline]
pub(super) fn parse_usual(text: &[u8]) -> Option<Moment> {
    let (date, rest) = text.split_first_chunk::<8>()?;
    let (&day_and_time, rest) = rest.split_first_chunk::<8>()?;
    let (&[colon, s1, s2], rest) = rest.split_first_chunk::<3>()?;
    let [y1, _, y3, _, _, month, _, _] = pairs(*date, *b"0000-00-")?;
    let [d1, d2, separator, h1, h2, colon_2, m1, m2] = day_and_time;
    if !matches!(separator, b'T' | b't' | b' ') {
        return None;
    }
    let [day, _, _, hour, _, _, minute, _] = pairs([d1, d2, b':', h1, h2, colon_2, m1, m2], *b"00:00:00")?;
    let [_, second, ..] = pairs([colon, s1, s2, b':', b':', b':', b':', b':'], *b":00:::::")?;
    let (year, month, day) = (i64::from(y1) * 100 + i64::from(y3), i64::from(month), i64::from(day));
    if month == 0 || month > 12 || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
    let local_seconds = days_from_civil(year, month, day) * 86_400 + seconds;
    let (micros, offset) = match rest.split_first_chunk::<7>() {
        Some((&[b'.', f1, f2, f3, f4, f5, f6], offset)) => {
            let [_, f1, _, f3, _, f5, ..] = pairs([b'.', f1, f2, f3, f4, f5, f6, b'.'], *b".000000.")?;
            (i64::from(f1) * 10_000 + i64::from(f3) * 100 + i64::from(f5), offset)
        }
        _ => (0, rest),
    };
    let local = local_seconds * 1_000_000 + micros;
    match offset {
        [] => Some(Moment::Local(local)),
        [b'Z'] => Some(Moment::Instant(local)),
        offset => Some(Moment::Instant(local - parse_offset_seconds(offset)? * 1_000_000)),
    }
}

/// Where the shape has a digit, the number that this one and the next make; none if a byte is not what the shape says,
/// a digit for `0` and else the very same.
#[inline]
fn pairs(text: [u8; 8], shape: [u8; 8]) -> Option<[u8; 8]> {
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    // Folded at compile time: what takes a byte beyond 127 when it is more than 9, or more than nothing.
    let margin = u64::from_le_bytes(shape.map(|byte| if byte == b'0' { 0x76 } else { 0x7F }));
    let values = u64::from_le_bytes(text) ^ u64::from_le_bytes(shape);
    // A byte beyond 127 may carry into the next, but is itself reason enough.
    if (values | values.wrapping_add(margin)) & HIGH_BITS != 0 {
        return None;
    }
    Some((values * 10 + (values >> 8)).to_le_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cell::time::parse_common_iso;

    /// Times of the usual shape, some of which do not exist, and some with a few characters replaced.
    fn text() -> impl Strategy<Value = String> {
        let part = |max: u32| 0..=max;
        let decimals = prop::sample::select(vec!["", ".000000", ".123456", ".999999", ".5", ".123456789", ",123456"]);
        let offset = prop::sample::select(vec!["", "Z", "z", "+00:00", "-03:00", "+0530", "+24:00", " UTC", "-3"]);
        let separator = prop::sample::select(vec!['T', 't', ' ', '_']);
        let date =
            (prop::sample::select(vec![0, 1, 1899, 1900, 1969, 1970, 2000, 2024, 2025, 9999]), part(13), part(32));
        let time = (part(24), part(60), part(60));
        let slips = prop::collection::vec(
            (0_usize..32, prop::sample::select("0:9/-. +Zé\u{80}".chars().collect::<Vec<_>>())),
            0..2,
        );
        (date, separator, time, decimals, offset, slips).prop_map(
            |((year, month, day), separator, (hour, minute, second), decimals, offset, slips)| {
                let text = format!(
                    "{year:04}-{month:02}-{day:02}{separator}{hour:02}:{minute:02}:{second:02}{decimals}{offset}"
                );
                let mut text: Vec<char> = text.chars().collect();
                for (place, slip) in slips {
                    if let Some(character) = text.get_mut(place) {
                        *character = slip;
                    }
                }
                text.into_iter().collect()
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn the_usual_is_read_as_in_general(text in text()) {
            let general = parse_common_iso(text.as_bytes());
            let usual = parse_usual(text.as_bytes());
            prop_assert!(usual.is_none() || usual == general, "{text}: {usual:?}, in general {general:?}");
        }
    }

    #[test]
    fn the_usual_is_not_left_to_the_general_reader() {
        for text in ["2026-01-31T08:00:00Z", "2026-01-31 08:00:00.123456", "2026-01-31 08:00:00.123456-03:00"] {
            assert!(parse_usual(text.as_bytes()).is_some(), "{text}");
        }
    }
}
