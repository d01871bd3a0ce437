//! Texts of unknown data inside a TOML file: as strings, as keys and in comments.

/// The longest value that a comment shows, in characters.
const SHOWN_MAX: usize = 40;

/// A text as a basic string, quotes included.
pub(super) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A text as a key: bare where that is allowed.
pub(super) fn key(text: &str) -> String {
    let bare = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    if !text.is_empty() && text.chars().all(bare) { text.to_owned() } else { string(text) }
}

/// A text as a comment may show it: on one line, cut when long.
pub(super) fn shown(text: &str) -> String {
    let mut characters = text.chars().map(|character| if character.is_control() { ' ' } else { character });
    let mut out: String = characters.by_ref().take(SHOWN_MAX).collect();
    if characters.next().is_some() {
        out.push('…');
    }
    out
}

/// An array of strings on one line.
pub(super) fn array<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<String> = texts.into_iter().map(string).collect();
    format!("[{}]", items.join(", "))
}
