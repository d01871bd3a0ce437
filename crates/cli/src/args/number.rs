//! Numbers on the command line that count something: whole, from 1 on.

use std::num::NonZeroUsize;

/// The number that a text says.
pub(crate) fn parse(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "not a whole number from 1 on".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_begin_at_one() {
        assert_eq!(parse("12").map(NonZeroUsize::get), Ok(12));
        for text in ["0", "-1", "1.5", "", "many", "99999999999999999999999"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
