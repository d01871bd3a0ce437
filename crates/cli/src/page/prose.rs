//! Sentences of a report on the page.

use maud::{Markup, html};

/// The text, with what stands between backticks as code.
pub(super) fn prose(text: &str) -> Markup {
    // Of an odd number of backticks the last stands for itself.
    let parts: Vec<&str> = text.split('`').collect();
    let pairs = (parts.len() - 1) / 2;
    html! {
        @for (index, part) in parts.iter().enumerate() {
            @if index > pairs * 2 { "`" (part) } @else if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// Likewise, with the capital and the full stop that the lines of a terminal go without.
pub(super) fn sentence(text: &str) -> Markup {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    ended(&format!("{first}{}", letters.as_str()))
}

/// Likewise, with the full stop alone.
pub(super) fn ended(text: &str) -> Markup {
    let ends = text.is_empty() || text.ends_with(['.', '!', '?', '…']);
    prose(&format!("{text}{}", if ends { "" } else { "." }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stands_between_backticks() {
        assert_eq!(sentence("see `Tags`").into_string(), "See <code>Tags</code>.");
        assert_eq!(sentence("`a` or `b`?").into_string(), "<code>a</code> or <code>b</code>?");
        assert_eq!(prose("one ` alone, <b>").into_string(), "one ` alone, &lt;b&gt;");
        assert_eq!(sentence("").into_string(), "");
    }
}
