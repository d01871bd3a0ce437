//! Bars of block characters, to an eighth of a cell.

/// A bar of at most `width` cells for a share between 0 and 1; filled with spaces.
pub(crate) fn bar(share: f64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let eighths = (share * (width * 8) as f64).round() as usize;
    let (full, rest) = (eighths / 8, eighths % 8);
    let used = full + usize::from(rest > 0);
    format!("{}{}{}", "█".repeat(full), EIGHTHS[rest], " ".repeat(width.saturating_sub(used)))
}

/// A bar between two shares, in whole cells and never empty: `█` where it rises, `▒` where it falls.
pub(crate) fn span(from: f64, to: f64, width: usize) -> String {
    let cell = |share: f64| (share.clamp(0.0, 1.0) * width as f64).round() as usize;
    let block = if to < from { "▒" } else { "█" };
    let (low, high) = (cell(from.min(to)).min(width.saturating_sub(1)), cell(from.max(to)));
    let length = (high - low.min(high)).max(1);
    format!("{}{}{}", " ".repeat(low), block.repeat(length), " ".repeat(width.saturating_sub(low + length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_always_has_its_width() {
        for share in [-1.0, 0.0, 0.01, 0.5, 0.999, 1.0, 7.0, f64::NAN] {
            assert_eq!(bar(share, 6).chars().count(), 6, "{share}");
        }
        assert_eq!(bar(0.5, 3), "█▌ ");
    }

    #[test]
    fn a_span_always_has_its_width_and_is_never_empty() {
        for (from, to, text) in [(0.0, 0.5, "██  "), (0.5, 0.25, " ▒  "), (1.0, 1.0, "   █"), (0.0, 0.0, "█   ")]
        {
            assert_eq!(span(from, to, 4), text);
        }
    }
}
