//! Steps from instant to instant on the command line: `7d`, `2w`.

use handraise_model::values::{AsOf, MICROS_PER_DAY};

use crate::exit::{Exit, Failure};
use crate::terminal::words;

/// The most instants of one run.
const INSTANTS_MAX: usize = 5_000;

/// Days from one instant to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Every {
    days: u32,
}

impl Every {
    /// Every seven days.
    pub(crate) const WEEK: Self = Self { days: 7 };

    /// In microseconds.
    pub(crate) fn micros(self) -> i64 {
        i64::from(self.days).saturating_mul(MICROS_PER_DAY)
    }
}

/// The step that a text says: at least a day.
pub(crate) fn parse(text: &str) -> Result<Every, String> {
    let wrong = || "not a number of days or weeks from 1 on, such as 1d, 7d or 2w".to_owned();
    let (number, days) = match (text.strip_suffix('d'), text.strip_suffix('w')) {
        (Some(number), _) => (number, 1),
        (_, Some(number)) => (number, 7),
        _ => return Err(wrong()),
    };
    let plain = number.bytes().all(|byte| byte.is_ascii_digit());
    let number: u32 = number.parse().ok().filter(|number| plain && *number > 0).ok_or_else(wrong)?;
    number.checked_mul(days).map(|days| Every { days }).ok_or_else(wrong)
}

/// The instants from the first to the last, which is one of them where a step meets it.
pub(crate) fn instants(from: AsOf, to: AsOf, every: Every) -> Result<Vec<AsOf>, Failure> {
    if to < from {
        return Err(Failure::new(Exit::Usage, format!("--to {to} is before --from {from}")));
    }
    let step = every.micros();
    let count = (i128::from(to.micros()) - i128::from(from.micros())) / i128::from(step) + 1;
    if count > INSTANTS_MAX as i128 {
        let (count, most) = (words::thousands(count as u64), words::thousands(INSTANTS_MAX as u64));
        return Err(Failure::new(Exit::Usage, format!("{count} instants; one run scores {most} at most"))
            .help("a longer --every, or --from and --to that are closer, make them fewer"));
    }
    Ok((0..count as i64).map(|index| AsOf::from_micros(from.micros() + index * step)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::parse_instant;

    #[test]
    fn a_step_is_in_days_or_weeks() {
        assert_eq!((parse("7d"), parse("1d")), (Ok(Every { days: 7 }), Ok(Every { days: 1 })));
        assert_eq!(parse("2w"), Ok(Every { days: 14 }));
        for text in ["", "d", "7", "0d", "-7d", "+7d", "1.5d", "7h", "1m", "7 d", "99999999999d", "4294967295w"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_last_instant_is_one_of_them_where_a_step_meets_it() {
        let at = |text: &str| parse_instant(text).unwrap();
        let from_to = |from, to, days| instants(at(from), at(to), Every { days });
        let texts = |from, to, days| -> Vec<String> {
            from_to(from, to, days).unwrap().iter().map(|as_of| as_of.to_string()[..10].to_owned()).collect()
        };
        assert_eq!(texts("2026-01-01", "2026-01-15", 7), ["2026-01-01", "2026-01-08", "2026-01-15"]);
        assert_eq!(texts("2026-01-01", "2026-01-14T23:59:59", 7), ["2026-01-01", "2026-01-08"]);
        assert_eq!(texts("2026-01-01", "2026-01-01", 1), ["2026-01-01"]);
        assert!(from_to("2026-01-02", "2026-01-01", 1).is_err());
        assert_eq!(from_to("2000-01-01", "2013-09-08", 1).unwrap().len(), 5000);
        assert!(from_to("2000-01-01", "2013-09-09", 1).is_err());
        assert!(from_to("0001-01-01", "9999-12-31", u32::MAX).is_ok());
    }
}
