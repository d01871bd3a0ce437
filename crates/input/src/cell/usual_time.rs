//! Times of the usual shape, read eight characters at a time: `2026-01-31T08:00:00`, perhaps with six decimals, perhaps
//! with an offset.
//!
//! A table has millions of them. Whatever else there is, a time that does not exist included, is left to the general
//! reader; what both read, they read alike.

use super::time::{Moment, days_from_civil, days_in_month, parse_offset_seconds};

const YEAR_AND_MONTH: Shape = Shape::of(*b"0000-00-");
const DATE: Shape = Shape::of(*b"00-00-00");
const TIME: Shape = Shape::of(*b"00:00:00");
const MICROS: Shape = Shape::of(*b".000000Z");

/// Reads times of the usual shape, one after the other; many are of the same day as the one before.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct UsualTimes {
    /// The last date: its first and its last eight characters.
    date: (u64, u64),
    days: i64,
}

impl UsualTimes {
    /// Reads a time; none where it is not of the usual shape, which says nothing.
    #[inline]
    pub(crate) fn parse(&mut self, text: &[u8]) -> Option<Moment> {
        let (head, rest) = text.split_first_chunk::<19>()?;
        let &[y1, y2, y3, y4, c1, m1, m2, c2, d1, d2, separator, ref time @ ..] = head;
        if !matches!(separator, b'T' | b't' | b' ') {
            return None;
        }
        let date = ([y1, y2, y3, y4, c1, m1, m2, c2], [y3, y4, c1, m1, m2, c2, d1, d2]);
        let date = (u64::from_le_bytes(date.0), u64::from_le_bytes(date.1));
        if date != self.date {
            (self.days, self.date) = (parse_date(date)?, date);
        }
        let [hour, _, _, minute, _, _, second, _] = TIME.pairs(u64::from_le_bytes(*time))?;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
        let local = (self.days * 86_400 + seconds) * 1_000_000;
        match *rest {
            [] => Some(Moment::Local(local)),
            [b'Z'] => Some(Moment::Instant(local)),
            [b'.', f1, f2, f3, f4, f5, f6, b'Z'] => {
                parse_micros([f1, f2, f3, f4, f5, f6]).map(|micros| Moment::Instant(local + micros))
            }
            [b'.', f1, f2, f3, f4, f5, f6, ref offset @ ..] => {
                let local = local + parse_micros([f1, f2, f3, f4, f5, f6])?;
                if offset.is_empty() {
                    return Some(Moment::Local(local));
                }
                Some(Moment::Instant(local - parse_offset_seconds(offset)? * 1_000_000))
            }
            ref offset => Some(Moment::Instant(local - parse_offset_seconds(offset)? * 1_000_000)),
        }
    }
}

/// The days to a date, given by its first and its last eight characters.
fn parse_date(date: (u64, u64)) -> Option<i64> {
    let [century, _, year, ..] = YEAR_AND_MONTH.pairs(date.0)?;
    let [_, _, _, month, _, _, day, _] = DATE.pairs(date.1)?;
    let year = i64::from(century) * 100 + i64::from(year);
    let (month, day) = (i64::from(month), i64::from(day));
    let exists = (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
    exists.then(|| days_from_civil(year, month, day))
}

#[inline]
fn parse_micros(digits: [u8; 6]) -> Option<i64> {
    let [f1, f2, f3, f4, f5, f6] = digits;
    let [_, high, _, middle, _, low, ..] = MICROS.pairs(u64::from_le_bytes([b'.', f1, f2, f3, f4, f5, f6, b'Z']))?;
    Some((i64::from(high) * 100 + i64::from(middle)) * 100 + i64::from(low))
}

/// Eight characters of a time.
struct Shape {
    shape: u64,
    /// What takes a byte beyond 127 when it is more than 9 above a digit of the shape, or any other character than its.
    margin: u64,
}

impl Shape {
    const fn of(shape: [u8; 8]) -> Self {
        let mut margin = [0; 8];
        let mut place = 0;
        while place < 8 {
            margin[place] = if shape[place] == b'0' { 0x76 } else { 0x7F };
            place += 1;
        }
        Self { shape: u64::from_le_bytes(shape), margin: u64::from_le_bytes(margin) }
    }

    /// For each place the number that its digit and the next make; none if a byte is not what the shape says, a digit for
    /// `0` and else the very same.
    #[inline]
    fn pairs(&self, text: u64) -> Option<[u8; 8]> {
        const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
        let values = text ^ self.shape;
        // A byte beyond 127 may carry into the next, but is itself reason enough.
        if (values | values.wrapping_add(self.margin)) & HIGH_BITS != 0 {
            return None;
        }
        Some((values * 10 + (values >> 8)).to_le_bytes())
    }
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
        fn the_usual_is_read_as_in_general(texts in prop::collection::vec(text(), 1..4)) {
            let mut times = UsualTimes::default();
            for text in texts {
                let general = parse_common_iso(text.as_bytes());
                let usual = times.parse(text.as_bytes());
                prop_assert!(usual.is_none() || usual == general, "{text}: {usual:?}, in general {general:?}");
            }
        }
    }

    #[test]
    fn the_usual_is_not_left_to_the_general_reader() {
        for text in ["2026-01-31T08:00:00Z", "2026-01-31 08:00:00.123456", "2026-01-31 08:00:00.123456-03:00"] {
            assert!(UsualTimes::default().parse(text.as_bytes()).is_some(), "{text}");
        }
    }
}
