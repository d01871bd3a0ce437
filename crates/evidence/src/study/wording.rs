//! Figures in sentences.

use crate::report::{Estimate, Placement, Setup};

/// `"4.9 %"`, `"12 %"`; never `"0 %"` of something.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let decimals = if percent == 0.0 || percent >= 9.95 {
        0
    } else if percent >= 0.995 {
        1
    } else {
        2
    };
    format!("{percent:.decimals$} %")
}

/// `"2.4"`.
pub(super) fn ratio(value: f64) -> String {
    format!("{value:.1}")
}

/// `"0.74"`.
pub(super) fn fraction(value: f64) -> String {
    format!("{value:.2}")
}

/// `"0.0124"` below a hundredth, else `"0.024"`: for differences in AUC.
pub(super) fn fine(value: f64) -> String {
    if value.abs() < 0.01 { format!("{value:.4}") } else { format!("{value:.3}") }
}

/// `"2.4 (2.1 to 2.9)"`; without an interval the figure alone.
pub(super) fn with_interval(estimate: &Estimate, format: impl Fn(f64) -> String) -> String {
    match (estimate.value, estimate.low.zip(estimate.high)) {
        (Some(value), Some((low, high))) => format!("{} ({} to {})", format(value), format(low), format(high)),
        (Some(value), None) => format(value),
        (None, _) => "unknown".to_owned(),
    }
}

/// `"1 lead"`, `"5,000 leads"`.
pub(super) fn count(number: usize, one: &str) -> String {
    format!("{} {one}{}", thousands(number), if number == 1 { "" } else { "s" })
}

/// `"5,000"`.
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Names in a row: `"A, B and 4 more"`.
pub(super) fn list(names: &[String], most: usize) -> String {
    let quoted: Vec<String> = names.iter().take(most).map(|name| format!("“{name}”")).collect();
    let more = names.len().saturating_sub(quoted.len());
    match (quoted.as_slice(), more) {
        ([], _) => String::new(),
        ([one], 0) => one.clone(),
        ([all @ .., last], 0) => format!("{} and {last}", all.join(", ")),
        (all, more) => format!("{} and {more} more", all.join(", ")),
    }
}

/// So many leads, as often as there are instants: `"100 leads a week"`.
pub(super) fn leads_each(leads: &str, setup: &Setup) -> String {
    let each = match &setup.placement {
        Placement::Calendar { instants, .. } if instants.len() < 2 => "",
        Placement::Calendar { every_days, .. } if *every_days == 1.0 => " a day",
        Placement::Calendar { every_days, .. } if *every_days == 7.0 => " a week",
        Placement::Calendar { .. } => " at each instant",
        Placement::Age { ages } if ages.len() < 2 => "",
        Placement::Age { .. } => " at each age",
        Placement::Order { .. } => "",
    };
    format!("{leads}{each}")
}

/// Where later rows are, of so many instants that have any: `"in the last quarter of the weeks"`.
pub(super) fn later(setup: &Setup, instants: usize) -> &'static str {
    match (&setup.placement, instants) {
        (Placement::Calendar { .. }, 0 | 1) => "at the only instant",
        (Placement::Calendar { .. }, 2) => "at the later of the two instants",
        (Placement::Calendar { .. }, 3) => "at the last of the three instants",
        (Placement::Calendar { every_days, .. }, _) if *every_days == 7.0 => "in the last quarter of the weeks",
        (Placement::Calendar { .. }, _) => "in the last quarter of the instants",
        (Placement::Age { .. }, _) => "in the newest quarter of the leads",
        (Placement::Order { .. }, _) => "in the last quarter of the order",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_as_people_write_them() {
        assert_eq!(
            [percent(0.0), percent(0.00424), percent(0.0493), percent(0.1234)],
            ["0 %", "0.42 %", "4.9 %", "12 %"]
        );
        assert_eq!(
            [thousands(7), thousands(512), thousands(5_000), thousands(1_234_567)],
            ["7", "512", "5,000", "1,234,567"]
        );
        assert_eq!((count(1, "win"), count(0, "win")), ("1 win".to_owned(), "0 wins".to_owned()));
        let names = ["A", "B", "C"].map(str::to_owned);
        assert_eq!(
            [list(&names[..1], 2), list(&names[..2], 2), list(&names, 2)],
            ["“A”", "“A” and “B”", "“A”, “B” and 1 more"]
        );
        let estimate = Estimate { value: Some(2.44), low: Some(2.1), high: None };
        assert_eq!(with_interval(&estimate, ratio), "2.4");
        assert_eq!(with_interval(&Estimate { high: Some(2.9), ..estimate }, ratio), "2.4 (2.1 to 2.9)");
    }
}
