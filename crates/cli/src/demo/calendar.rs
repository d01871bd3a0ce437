//! Days, weekdays and office hours of the demo company's year, and how an instant is written.
//!
//! Instants are seconds since 1970-01-01 00:00:00 UTC and days count from the same day. Writing two hundred thousand
//! times is a good part of the work, so a date's text is computed here, from integers.

use super::random::Random;

/// Seconds in a day.
pub(super) const DAY: i64 = 86_400;
/// The first day of the year that the events cover: 2025-07-01.
pub(super) const FIRST_DAY: i64 = 20_270;
/// The day after its last, the day on which the demo is scored: 2026-07-01.
pub(super) const AS_OF_DAY: i64 = 20_635;

/// Whether a day is a Saturday or a Sunday.
pub(super) fn is_weekend(day: i64) -> bool {
    weekday(day) >= 5
}

/// 0 for Monday to 6 for Sunday.
pub(super) fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// The day itself, or a working day of the week after when it is on a weekend.
pub(super) fn working_day(day: i64, random: &mut Random) -> i64 {
    if is_weekend(day) { day - weekday(day) + 7 + random.below(5) as i64 } else { day }
}

/// An instant of that day at which somebody is at work, mostly between nine and six in their own time zone.
pub(super) fn at_work(day: i64, offset_minutes: i64, random: &mut Random) -> i64 {
    let local = if random.chance(0.12) {
        random.between(18 * 3600, 23 * 3600)
    } else {
        let (morning, later) = (random.between(0, 5 * 3600), random.between(0, 4 * 3600));
        9 * 3600 + morning + later
    };
    day * DAY + local - offset_minutes * 60
}

/// Appends `2026-06-30`.
pub(super) fn write_date(out: &mut Vec<u8>, day: i64) {
    let (year, month, date) = civil(day);
    write_digits(out, year, 4);
    out.push(b'-');
    write_digits(out, month, 2);
    out.push(b'-');
    write_digits(out, date, 2);
}

/// Appends `2026-06-30T17:05:09Z`.
pub(super) fn write_time(out: &mut Vec<u8>, seconds: i64) {
    write_date(out, seconds.div_euclid(DAY));
    let of_day = seconds.rem_euclid(DAY);
    out.push(b'T');
    write_digits(out, of_day / 3600, 2);
    out.push(b':');
    write_digits(out, of_day / 60 % 60, 2);
    out.push(b':');
    write_digits(out, of_day % 60, 2);
    out.push(b'Z');
}

/// Appends a number with leading zeros.
pub(super) fn write_digits(out: &mut Vec<u8>, number: i64, digits: u32) {
    for place in (0..digits).rev() {
        out.push(b'0' + (number / 10_i64.pow(place) % 10) as u8);
    }
}

/// Year, month and day of a day, by the Gregorian calendar (Hinnant's `civil_from_days`).
fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * month_from_march + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_iso_8601() {
        let mut out = Vec::new();
        write_time(&mut out, AS_OF_DAY * DAY - 1);
        assert_eq!(out, b"2026-06-30T23:59:59Z");
        out.clear();
        write_date(&mut out, FIRST_DAY);
        assert_eq!(out, b"2025-07-01");
        assert_eq!(weekday(FIRST_DAY), 1, "2025-07-01 was a Tuesday");
    }
}
