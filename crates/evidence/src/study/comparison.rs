//! The model against another on the same rows.

use crate::report::{Comparison, Difference, Estimate, Ranked};

use super::Against;
use super::sources::HARDLY;
use super::wording::{fine, percent, with_interval};

/// The comparison; `difference` is of the model under test over the other.
pub(super) fn comparison(against: Against<'_>, figures: Ranked, difference: Difference) -> Comparison {
    let finding = finding(against.model.name(), against.model.version(), &difference);
    Comparison {
        model: against.model.name().to_owned(),
        model_version: against.model.version(),
        model_fingerprint: against.model.fingerprint(),
        figures,
        difference,
        finding,
        moved: against.moved,
    }
}

fn finding(name: &str, version: i64, difference: &Difference) -> String {
    let other = format!("“{name}” version {version}");
    let (auc, precision) = (&difference.auc, &difference.precision);
    if auc.low.is_none() && precision.low.is_none() {
        return format!("Too few wins to tell this model from {other}.");
    }
    let better = |estimate: &Estimate| estimate.low.is_some_and(|low| low > 0.0);
    let worse = |estimate: &Estimate| estimate.high.is_some_and(|high| high < 0.0);
    let hardly = |estimate: &Estimate| estimate.high < Some(HARDLY) && estimate.low > Some(-HARDLY);
    let (better_apart, worse_apart) = (better(auc) && !hardly(auc), worse(auc) && !hardly(auc));
    let of_auc = format!("AUC by {}", with_interval(auc, fine));
    let of_precision = format!("conversion of the leads that are called by {}", with_interval(precision, points));
    match (better(precision), worse(precision), better_apart, worse_apart) {
        (true, _, _, false) => format!("This model is better than {other}: {of_precision}."),
        (_, true, false, _) => format!("This model is worse than {other}: {of_precision}."),
        (false, false, true, _) => {
            format!(
                "This model tells buyers apart better than {other}: {of_auc}; among the leads that are called it makes no measurable difference."
            )
        }
        (false, false, _, true) => {
            format!(
                "This model tells buyers apart worse than {other}: {of_auc}; among the leads that are called it makes no measurable difference."
            )
        }
        (true, ..) => {
            format!("Against {other} this model is better at the top and worse over all: {of_precision}; {of_auc}.")
        }
        (_, true, ..) => {
            format!("Against {other} this model is worse at the top and better over all: {of_precision}; {of_auc}.")
        }
        _ if better(auc) || worse(auc) => format!("Hardly any difference to {other}: {of_auc}."),
        _ => format!("No measurable difference to {other}: {of_auc}."),
    }
}

/// A difference of shares, in points of a hundred.
fn points(difference: f64) -> String {
    let sign = if difference < 0.0 { "−" } else { "" };
    format!("{sign}{}", percent(difference.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_that_nobody_would_notice_is_no_praise() {
        let none = Estimate { value: Some(0.0), low: Some(-0.01), high: Some(0.01) };
        let finding = |value: f64| {
            let auc = Estimate { value: Some(value), low: Some(value - 1e-4), high: Some(value + 1e-4) };
            let difference = Difference { auc, average_precision: none, precision: none, lift: none };
            finding("other", 1, &difference)
        };
        assert!(finding(0.0005).starts_with("Hardly any difference"), "{}", finding(0.0005));
        assert!(finding(-0.0005).starts_with("Hardly any difference"));
        assert!(finding(0.006).starts_with("This model tells buyers apart better"));
        assert!(finding(-0.006).starts_with("This model tells buyers apart worse"));
    }
}
