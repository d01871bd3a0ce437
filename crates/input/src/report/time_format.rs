//! Which `time_format` would read the times that ISO 8601 does not.

use jiff::fmt::strtime::BrokenDownTime;

/// Patterns that exports of spreadsheets and CRMs use.
const PATTERNS: &[&str] = &[
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %I:%M %p",
    "%m/%d/%Y %I:%M %p",
    "%d/%m/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y, %I:%M:%S %p",
    "%d/%m/%Y, %H:%M:%S",
    "%m/%d/%Y, %I:%M %p",
    "%d/%m/%Y, %H:%M",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d/%m/%y %H:%M",
    "%m/%d/%y %H:%M",
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d-%m-%Y %H:%M",
    "%m-%d-%Y %H:%M",
    "%d-%m-%Y %H:%M:%S",
    "%m-%d-%Y %H:%M:%S",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %Y %H:%M",
    "%d %b %Y %H:%M:%S",
    "%b %d, %Y %I:%M %p",
    "%b %d, %Y, %I:%M %p",
    "%B %d, %Y %I:%M %p",
    "%b %d, %Y %H:%M:%S",
    "%a, %d %b %Y %H:%M:%S %z",
    "%a, %d %b %Y %H:%M:%S GMT",
    "%a %b %d %H:%M:%S %Y",
    "%a %b %d %Y %H:%M:%S",
    "%Y-%m-%d %H.%M.%S",
    "%Y-%m-%d %I:%M:%S %p",
    "%Y-%m-%d %I:%M %p",
    "%Y%m%d %H:%M:%S",
    "%Y%m%d%H%M%S",
];

/// The pattern that reads the most of some texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guess {
    pub pattern: &'static str,
    /// How many of the texts it reads.
    pub fits: usize,
    /// Another pattern that reads as many, with day and month the other way round.
    pub rival: Option<&'static str>,
}

/// Guesses the pattern; none where none reads more than half of the texts.
pub(crate) fn guess<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Guess> {
    let texts: Vec<&str> = texts.into_iter().take(200).collect();
    best(&texts).filter(|best| best.fits * 2 > texts.len())
}

/// The patterns that together read the texts: the one that reads the most, then the one that reads most of the others.
pub(crate) fn guess_all<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Guess> {
    let mut left: Vec<&str> = texts.into_iter().collect();
    let mut guesses = Vec::new();
    while let Some(guess) = best(&left) {
        left.retain(|text| !reads(guess.pattern, text));
        guesses.push(guess);
    }
    guesses
}

fn reads(pattern: &str, text: &str) -> bool {
    BrokenDownTime::parse(pattern, text).is_ok_and(|parts| parts.to_date().is_ok())
}

/// The pattern that reads the most of the texts, if any reads one.
fn best(texts: &[&str]) -> Option<Guess> {
    let fits = |pattern: &str| texts.iter().filter(|text| reads(pattern, text)).count();
    let mut best: Option<Guess> = None;
    for &pattern in PATTERNS {
        let count = fits(pattern);
        match &mut best {
            Some(best) if count == best.fits && best.rival.is_none() => best.rival = Some(pattern),
            Some(best) if count <= best.fits => {}
            _ => best = Some(Guess { pattern, fits: count, rival: None }),
        }
    }
    best.filter(|best| best.fits > 0)
}
