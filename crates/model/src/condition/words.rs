//! The words of a condition and their places in its text.

use std::ops::Range;

use sqlparser::tokenizer::{Location, Span as SqlSpan, Token, TokenWithSpan};

/// The keywords of the subset; a data point of such a name stands in double quotes.
pub(crate) const KEYWORDS: [&str; 14] =
    ["and", "any", "between", "date", "false", "ilike", "in", "is", "like", "not", "null", "or", "timestamp", "true"];

/// The functions of the subset.
pub(crate) const FUNCTIONS: [&str; 6] = ["age_days", "cardinality", "coalesce", "email_domain", "lower", "occurrences"];

/// Whether a word, in any case, is one of the subset's own.
pub(super) fn is_own_word(word: &str) -> bool {
    KEYWORDS.iter().chain(&FUNCTIONS).any(|own| own.eq_ignore_ascii_case(word))
}

/// A condition's words and their places.
pub(super) struct Words<'t> {
    pub(super) text: &'t str,
    /// For the parser: no white space, foreign words quoted.
    pub(super) tokens: Vec<TokenWithSpan>,
    /// The bytes of each token.
    pub(super) spans: Vec<Range<usize>>,
    pub(super) places: Places,
}

impl Words<'_> {
    /// The bytes of something in the parser's tree; the end of the text where the parser has no place for it.
    pub(super) fn bytes(&self, span: SqlSpan) -> Range<usize> {
        self.places.bytes(span)
    }

    /// The byte of a place that the parser names.
    pub(super) fn byte(&self, line: u64, column: u64) -> usize {
        self.places.byte(Location { line, column })
    }

    /// The token that starts at a byte, or the empty end of the text.
    pub(super) fn token_at(&self, start: usize) -> Range<usize> {
        match self.spans.binary_search_by_key(&start, |span| span.start) {
            Ok(index) => self.spans[index].clone(),
            Err(_) => self.text.len()..self.text.len(),
        }
    }

    /// The text of a place, for messages.
    pub(super) fn excerpt(&self, span: &Range<usize>) -> String {
        shortened(self.text.get(span.clone()).unwrap_or_default())
    }

    /// The end of the `count`-th token after a byte: the parser keeps no place for the words that end a form.
    pub(super) fn end_of_following(&self, end: usize, count: usize) -> usize {
        let first = self.spans.partition_point(|span| span.start < end);
        self.spans.get((first + count).saturating_sub(1)).map_or(end, |span| span.end)
    }

    /// The start of the token before a byte: a sign, a `not`, the word before a literal.
    pub(super) fn start_before(&self, start: usize) -> usize {
        let first = self.spans.partition_point(|span| span.start < start);
        first.checked_sub(1).and_then(|index| self.spans.get(index)).map_or(start, |span| span.start)
    }

    /// The end of the first closing parenthesis that matches an opening one at or after a byte.
    pub(super) fn closing(&self, start: usize) -> usize {
        let first = self.spans.partition_point(|span| span.start < start);
        let mut depth = 0_usize;
        for (token, span) in self.tokens.iter().zip(&self.spans).skip(first) {
            match token.token {
                Token::LParen => depth += 1,
                Token::RParen if depth <= 1 => return span.end,
                Token::RParen => depth -= 1,
                _ => {}
            }
        }
        self.text.len()
    }

    /// The end of a place, after the parentheses that open in it: the parser keeps none for those of a function.
    pub(super) fn closed(&self, start: usize, end: usize) -> usize {
        let first = self.spans.partition_point(|span| span.start < start);
        let mut open = 0_usize;
        for (token, span) in self.tokens.iter().skip(first).zip(self.spans.iter().skip(first)) {
            match token.token {
                _ if span.start >= end && open == 0 => break,
                Token::LParen => open += 1,
                Token::RParen if span.start >= end && open == 1 => return span.end,
                Token::RParen => open = open.saturating_sub(1),
                _ => {}
            }
        }
        end
    }

    /// A place together with the parentheses right around it.
    pub(super) fn with_parentheses(&self, inner: &Range<usize>) -> Range<usize> {
        let first = self.spans.partition_point(|span| span.start < inner.start);
        let next = self.spans.partition_point(|span| span.start < inner.end);
        let opening = first.checked_sub(1).and_then(|index| self.tokens.get(index).zip(self.spans.get(index)));
        match (opening, self.tokens.get(next).zip(self.spans.get(next))) {
            (Some((open, before)), Some((close, after)))
                if open.token == Token::LParen && close.token == Token::RParen =>
            {
                before.start..after.end
            }
            _ => inner.clone(),
        }
    }
}

pub(super) fn shortened(spelling: &str) -> String {
    const SHOWN: usize = 24;
    if spelling.chars().count() <= SHOWN {
        return spelling.to_owned();
    }
    format!("{}...", spelling.chars().take(SHOWN).collect::<String>())
}

/// Where lines and columns, which the parser counts in characters from 1, are in bytes.
pub(super) struct Places {
    /// The byte at which each character begins, and the end of the text.
    characters: Vec<usize>,
    /// The index of each line's first character.
    lines: Vec<usize>,
}

impl Places {
    pub(super) fn of(text: &str) -> Self {
        let mut lines = vec![0];
        lines.extend(text.chars().enumerate().filter(|(_, ch)| *ch == '\n').map(|(index, _)| index + 1));
        let characters = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
        Self { characters, lines }
    }

    pub(super) fn byte(&self, location: Location) -> usize {
        let end = self.characters.last().copied().unwrap_or_default();
        let Some(line) = location.line.checked_sub(1).and_then(|line| self.lines.get(line as usize)) else {
            return end;
        };
        let index = line + location.column.saturating_sub(1) as usize;
        self.characters.get(index).copied().unwrap_or(end)
    }

    pub(super) fn bytes(&self, span: SqlSpan) -> Range<usize> {
        let (start, end) = (self.byte(span.start), self.byte(span.end));
        start..end.max(start)
    }
}
