//! Patterns of `like`.

/// A pattern: `%` any text, `_` one code point, everything else, a backslash too, itself.
#[derive(Debug)]
pub(super) struct Pattern {
    parts: Vec<Part>,
}

#[derive(Debug, PartialEq)]
enum Part {
    AnyText,
    OneCodePoint,
    Text(String),
}

impl Pattern {
    pub(super) fn new(pattern: &str) -> Self {
        let mut parts = Vec::new();
        for letter in pattern.chars() {
            match (letter, parts.last_mut()) {
                ('%', Some(Part::AnyText)) => {}
                ('%', _) => parts.push(Part::AnyText),
                ('_', _) => parts.push(Part::OneCodePoint),
                (letter, Some(Part::Text(text))) => text.push(letter),
                (letter, _) => parts.push(Part::Text(letter.to_string())),
            }
        }
        Self { parts }
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
                    again = Some((next + 1, rest));
                    Some(rest)
                }
                Some(Part::OneCodePoint) => without_first(rest),
                Some(Part::Text(expected)) => rest.strip_prefix(expected.as_str()),
            };
            (next, rest) = match (fitted, again) {
                (Some(fitted), _) => (next + 1, fitted),
                (None, None) => return false,
                (None, Some((part, from))) => {
                    let Some(from) = without_first(from) else { return false };
                    again = Some((part, from));
                    (part, from)
                }
            };
        }
    }
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
