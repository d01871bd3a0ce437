//! What people see: colour, width, tables, bars, progress.
//!
//! Renderers give text with ANSI codes; the streams here take the codes out where nobody would see them (not a
//! terminal, `NO_COLOR`). So no renderer asks where its text goes.

pub(crate) mod backtest;
pub(crate) mod bar;
pub(crate) mod data_report;
pub(crate) mod eligibility;
pub(crate) mod grid;
pub(crate) mod progress;
pub(crate) mod rows;
mod unknown_leads;
pub(crate) mod words;

use std::fmt::Display;
use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::exit::Failure;

/// Headings, names.
pub(crate) const STRONG: Style = Style::new().bold();
/// What matters less.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// Met, gained.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Missed, lost.
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
/// Unknown, capped, doubtful.
pub(crate) const DOUBT: Style = AnsiColor::Yellow.on_default();
/// Bars, lanes.
pub(crate) const ACCENT: Style = AnsiColor::Cyan.on_default();
/// `error`.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// `warning`.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// A failure as it is told: the fact, then the next steps; nothing where all has been said.
pub(crate) fn failure(failure: &Failure) -> String {
    if failure.message.is_empty() {
        return String::new();
    }
    let mut text = format!("{}: {}\n", paint(ERROR, "error"), printable(&failure.message));
    for help in &failure.help {
        text.push_str(&format!("  {} {}\n", paint(ACCENT, "help:"), printable(help)));
    }
    text
}

/// Writes text to standard error. Nobody is told when that fails: there is no place left to say so.
pub(crate) fn tell(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Writes text to standard output.
pub(crate) fn say(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// The text in a style.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The width that output is to fit: `COLUMNS`, else the terminal's; none where nobody watches.
pub(crate) fn width() -> Option<usize> {
    let set = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).filter(|&width| width > 0);
    set.or_else(|| {
        let (terminal_size::Width(width), _) = terminal_size::terminal_size_of(std::io::stdout())?;
        Some(usize::from(width))
    })
}

/// How many columns of a terminal a text takes.
pub(crate) fn text_width(text: &str) -> usize {
    text.width()
}

/// The text with a space for each control character but the line end: names and cells of the data drive no terminal.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

/// The text, cut to a width with `…` where it is wider; control characters become spaces.
pub(crate) fn cut(text: &str, width: usize) -> String {
    let text = printable(text).replace('\n', " ");
    if text_width(&text) <= width {
        return text;
    }
    let mut kept = String::new();
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide + 1 > width {
            break;
        }
        used += wide;
        kept.push(c);
    }
    if width > 0 {
        kept.truncate(kept.trim_end().len());
        kept.push('…');
    }
    kept
}

/// The text, filled with spaces to a width.
pub(crate) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text_width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_fits_whatever_its_characters() {
        for text in ["short", "a longer text than that", "東京都千代田区", "e\u{301}galite\u{301}"] {
            for width in 0..30 {
                assert!(text_width(&cut(text, width)) <= width, "{text} in {width}");
            }
        }
        assert_eq!(cut("two words", 6), "two w…");
        assert_eq!(cut("a\nb\u{1b}[31m", 20), "a b [31m");
    }
}
