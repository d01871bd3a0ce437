//! Patterns of `like`.

use memchr::memmem::Finder;

/// A pattern: `%` any text, `_` one code point, everything else, a backslash too, itself.
#[derive(Debug)]
pub(super) struct Pattern {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    AnyText,
    OneCodePoint,
    Text(Box<Finder<'static>>),
}

impl Pattern {
    pub(super) fn new(pattern: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = pattern;
        loop {
            let (text, others) = rest.split_at(rest.find(['%', '_']).unwrap_or(rest.len()));
            if !text.is_empty() {
                parts.push(Part::Text(Box::new(Finder::new(text).into_owned())));
            }
            match others.chars().next() {
                Some('%') if matches!(parts.last(), Some(Part::AnyText)) => {}
                Some('%') => parts.push(Part::AnyText),
                Some(_) => parts.push(Part::OneCodePoint),
                None => return Self { parts },
            }
            rest = without_first(others).unwrap_or_default();
        }
    }

    /// Whether the whole text fits.
    ///
    /// Between two `%` the first place that fits is as good as any later one, so only the last `%` is ever tried again.
    pub(super) fn fits(&self, text: &str) -> bool {
        let (mut next, mut rest) = (0, text);
        let mut again: Option<(usize, &str)> = None;
        loop {
            let fitted = match self.parts.get(next) {
                None if rest.is_empty() => return true,
                None => None,
                Some(Part::AnyText) if next + 1 == self.parts.len() => return true,
                Some(Part::AnyText) => {
                    let Some(from) = self.seek(next + 1, rest) else { return false };
                    again = Some((next + 1, from));
                    Some(from)
                }
                Some(Part::OneCodePoint) => without_first(rest),
                Some(Part::Text(expected)) => without_start(rest, expected.needle()),
            };
            (next, rest) = match (fitted, again) {
                (Some(fitted), _) => (next + 1, fitted),
                (None, None) => return false,
                (None, Some((part, from))) => {
                    let Some(from) = without_first(from).and_then(|from| self.seek(part, from)) else { return false };
                    again = Some((part, from));
                    (part, from)
                }
            };
        }
    }

    /// The rest of a text from the first place on where a part may begin; none where it cannot.
    fn seek<'t>(&self, part: usize, text: &'t str) -> Option<&'t str> {
        match self.parts.get(part) {
            Some(Part::Text(expected)) => text.get(expected.find(text.as_bytes())?..),
            _ => Some(text),
        }
    }
}

fn without_start<'t>(text: &'t str, start: &[u8]) -> Option<&'t str> {
    if text.as_bytes().starts_with(start) { text.get(start.len()..) } else { None }
}

fn without_first(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    letters.next().map(|_| letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    /// The meaning, written down as the reference evaluator does.
    fn means(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            (['%', pattern @ ..], _) => (0..=text.len()).any(|skipped| means(pattern, &text[skipped..])),
            (['_', pattern @ ..], [_, text @ ..]) => means(pattern, text),
            ([expected, pattern @ ..], [found, text @ ..]) => expected == found && means(pattern, text),
            _ => false,
        }
    }

    #[test]
    fn every_short_pattern_fits_what_it_means() {
        let words = |letters: &[char], length: usize| {
            let mut words: Vec<Vec<char>> = vec![Vec::new()];
            for from in 0..length {
                let longer: Vec<Vec<char>> = (words.iter().filter(|word| word.len() == from))
                    .flat_map(|word| letters.iter().map(|letter| [word.as_slice(), &[*letter]].concat()))
                    .collect();
                words.extend(longer);
            }
            words
        };
        let texts = words(&['a', 'é', '\\'], 5);
        for pattern in words(&['a', 'é', '%', '_'], 5) {
            let compiled = Pattern::new(&pattern.iter().collect::<String>());
            for text in &texts {
                let found = compiled.fits(&text.iter().collect::<String>());
                assert_eq!(found, means(&pattern, text), "{pattern:?} {text:?}");
            }
        }
    }
}
