//! Places inside a TOML string: from an offset in what it means to an offset in how it is written.
//!
//! Escapes, a trimmed first newline and line-ending backslashes make the two differ, and an error inside a condition
//! is to be underlined where it stands. Only strings that the TOML parser has taken come here, so this
//! reads them without judging them.

use crate::values::Span;

/// For every byte of the decoded text, and its end, the offset in the raw literal.
pub(super) struct SourceOffsets {
    starts: Vec<usize>,
}

impl SourceOffsets {
    /// The place in the document of a range of the decoded text; `literal` is the place of the whole literal.
    pub(super) fn place(&self, range: Span, literal: &Span) -> Span {
        let last = self.starts.last().copied().unwrap_or_default();
        let at = |offset: usize| self.starts.get(offset).copied().unwrap_or(last);
        let start = at(range.start);
        // The end of what is last inside, not the start of what follows: between them may be a line ending.
        let end = match range.end.checked_sub(1).filter(|_| range.end > range.start) {
            Some(inside) => self.end_of(inside, last),
            None => start,
        };
        literal.start + start..literal.start + end.max(start)
    }

    fn end_of(&self, inside: usize, last: usize) -> usize {
        let start = self.starts.get(inside).copied().unwrap_or(last);
        self.starts.iter().skip(inside + 1).copied().find(|next| *next > start).unwrap_or(last)
    }
}

/// The offsets of a literal, quotes included.
pub(super) fn source_offsets(raw: &str) -> SourceOffsets {
    let (quote, basic) = match raw.as_bytes() {
        [b'"', b'"', b'"', ..] => (3, true),
        [b'\'', b'\'', b'\'', ..] => (3, false),
        [b'"', ..] => (1, true),
        _ => (1, false),
    };
    let inner = raw.get(quote..raw.len().saturating_sub(quote)).unwrap_or_default();
    let mut reader = Reader { rest: inner, at: quote, starts: Vec::new() };
    if quote == 3 {
        reader.skip_first_newline();
    }
    while let Some(character) = reader.rest.chars().next() {
        match character {
            '\\' if basic => reader.escape(),
            _ => reader.copy(character.len_utf8()),
        }
    }
    reader.starts.push(reader.at);
    SourceOffsets { starts: reader.starts }
}

struct Reader<'r> {
    rest: &'r str,
    at: usize,
    starts: Vec<usize>,
}

impl Reader<'_> {
    /// So many bytes of the literal mean so many bytes of text.
    fn decode(&mut self, raw_len: usize, decoded_len: usize) {
        self.starts.extend(std::iter::repeat_n(self.at, decoded_len));
        self.skip(raw_len);
    }

    /// These bytes mean themselves.
    fn copy(&mut self, len: usize) {
        self.starts.extend(self.at..self.at + len);
        self.skip(len);
    }

    fn skip(&mut self, raw_len: usize) {
        self.at += raw_len.min(self.rest.len());
        self.rest = self.rest.get(raw_len..).unwrap_or_default();
    }

    fn skip_first_newline(&mut self) {
        if self.rest.starts_with("\r\n") {
            self.skip(2);
        } else if self.rest.starts_with('\n') {
            self.skip(1);
        }
    }

    fn escape(&mut self) {
        let digits = match self.rest.as_bytes().get(1) {
            Some(b'x') => 2,
            Some(b'u') => 4,
            Some(b'U') => 8,
            Some(b' ' | b'\t' | b'\r' | b'\n') => return self.line_ending(),
            _ => return self.decode(2, 1),
        };
        let scalar = self.rest.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let len = scalar.and_then(char::from_u32).map_or(1, char::len_utf8);
        self.decode(2 + digits, len);
    }

    /// A backslash at the end of a line: all blanks and newlines up to the next character mean nothing.
    fn line_ending(&mut self) {
        self.skip(1);
        let blank = self.rest.len() - self.rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        self.skip(blank);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use toml_edit::Document;

    /// Every decoded character must start where the map says, and the map must cover exactly the decoded text.
    #[track_caller]
    fn check(raw: &str) {
        let text = format!("k = {raw}");
        let document = Document::parse(text.as_str()).expect("valid TOML");
        let decoded = document["k"].as_str().expect("a string").to_owned();
        let map = source_offsets(raw);
        assert_eq!(map.starts.len(), decoded.len() + 1, "{raw:?} decodes to {decoded:?}");
        for (offset, character) in decoded.char_indices() {
            let place = map.place(offset..offset + character.len_utf8(), &(0..raw.len()));
            let written = &raw[place];
            assert!(
                written.starts_with(character) || written.starts_with('\\'),
                "{raw:?}: {character:?} is said to be written {written:?}"
            );
        }
    }

    #[test]
    fn maps_every_form_of_string() {
        for raw in [
            r#""""#,
            "''",
            "'plain'",
            r"'no \n escape'",
            r#""a \"quoted\" \\ tab\t \u00e9 \U0001F600 \x41 \e end""#,
            "\"é ü 😀\"",
            "\"\"\"\nfirst newline trimmed\n\"\"\"",
            "\"\"\"\r\nCRLF\r\nlines\r\n\"\"\"",
            "'''\nliteral\nlines '' \\n\n'''",
            "\"\"\"one \\\n   two \\   \n\n  three\\\"\"\"\"",
            "\"\"\"ends in quotes \"\"\"\"\"",
            "\"\"\"\"starts with one\"\"\"",
            "''''x'''''",
        ] {
            check(raw);
        }
    }

    proptest::proptest! {
        #[test]
        fn maps_whatever_toml_writes(text in proptest::prelude::any::<String>()) {
            check(toml_edit::Value::from(text).to_string().trim());
        }
    }

    #[test]
    fn a_place_ends_before_a_line_ending_backslash() {
        let raw = "\"\"\"ab\\\n  cd\"\"\"";
        let place = source_offsets(raw).place(2..4, &(10..10 + raw.len()));
        assert_eq!(&raw[place.start - 10..place.end - 10], "cd");
    }

    #[test]
    fn the_end_of_the_text_is_before_the_closing_quote() {
        assert_eq!(source_offsets("'ab'").place(2..2, &(0..4)), 3..3);
    }
}
