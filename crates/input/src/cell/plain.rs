//! Which texts need no second look: told by their first and last byte.

use crate::report::PLACEHOLDERS;

/// White space, or perhaps the beginning or end of some: to be trimmed, or not.
const EDGE: u8 = 1;
/// The first byte of a null.
const NULL: u8 = 2;
/// The first byte of a placeholder.
const PLACEHOLDER: u8 = 4;

/// Tells texts that are what they are: with nothing to trim, not empty, not UTF-8 beyond ASCII at the ends.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    bytes: [u8; 256],
    /// Longer texts are neither nulls nor placeholders.
    pub special_length_max: usize,
}

impl Plain {
    pub(super) fn of(nulls: &[String]) -> Self {
        let mut bytes = [0; 256];
        for (byte, mark) in (0_u8..=255).zip(&mut bytes) {
            *mark = if byte <= b' ' || byte >= 0x7F { EDGE } else { 0 };
        }
        let mut mark = |text: &str, mark: u8| {
            for byte in
                text.bytes().take(1).flat_map(|first| [first, first.to_ascii_lowercase(), first.to_ascii_uppercase()])
            {
                bytes[usize::from(byte)] |= mark;
            }
        };
        nulls.iter().for_each(|null| mark(null, NULL));
        PLACEHOLDERS.iter().for_each(|placeholder| mark(placeholder, PLACEHOLDER));
        let lengths = nulls.iter().map(String::len).chain(PLACEHOLDERS.iter().map(|text| text.len()));
        Self { bytes, special_length_max: lengths.max().unwrap_or(0) }
    }

    /// Whether a text is known, has nothing to trim, and is no placeholder; false says nothing.
    #[inline]
    pub(crate) fn is_plain(&self, text: &[u8]) -> bool {
        self.has_none_of(text, NULL | PLACEHOLDER)
    }

    /// Whether a text is not empty and has nothing to trim; false says nothing.
    #[inline]
    pub(crate) fn is_trimmed(&self, text: &[u8]) -> bool {
        self.has_none_of(text, 0)
    }

    /// Whether a text is known and has nothing to trim; false says nothing.
    #[inline]
    pub(crate) fn is_known(&self, text: &[u8]) -> bool {
        self.has_none_of(text, NULL)
    }

    #[inline]
    fn has_none_of(&self, text: &[u8], special: u8) -> bool {
        let (Some(&first), Some(&last)) = (text.first(), text.last()) else { return false };
        let (first, last) = (self.bytes[usize::from(first)], self.bytes[usize::from(last)]);
        (first | last) & EDGE == 0 && (first & special == 0 || text.len() > self.special_length_max)
    }
}
