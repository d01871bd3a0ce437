//! A band that no lead ever takes.
//!
//! Bands are tried in order. One that stands behind a wider one gives its points to nobody, although it reads as if it
//! did: `{ below = 1000 }` before `{ below = 50 }`. Order mistakes are hard to see in a long list and change every
//! score that the band was written for.

use super::attainable::Attainable;
use crate::diagnostic::{CodeInfo, Diagnostic, Severity};
use crate::model::{BandTest, FitCriterion, FitForm, Model};
use crate::prose::joined;

pub(super) const CODE: CodeInfo = CodeInfo {
    code: "unreachable-band",
    severity: Severity::Warning,
    summary: "A band of a fit criterion is never taken, because earlier bands cover all that it would take.",
    explanation: "The first band that is met gives its points, so a band behind a wider one gives points to nobody:\n\n\
        ```toml\n\
        bands = [ { below = 1000, points = 8 }, { below = 50, points = 2 } ]   # nobody takes the second\n\
        ```\n\n\
        Move the narrower band up, or remove the one that is never taken. A band whose own condition contradicts itself \
        (`employees < 5 and employees > 10`) is reported too.",
};

pub(super) fn check(model: &Model, attainable: &Attainable, diagnostics: &mut Vec<Diagnostic>) {
    for (criterion, covered) in model.fit().iter().zip(&attainable.covered) {
        if criterion.form == FitForm::When {
            continue; // Its only band is the criterion itself: `criterion-without-points` speaks of it.
        }
        for (index, covering) in covered.iter().enumerate() {
            if let Some(covering) = covering {
                diagnostics.extend(finding(model, criterion, index, covering));
            }
        }
    }
}

fn finding(model: &Model, criterion: &FitCriterion, index: usize, covering: &[usize]) -> Option<Diagnostic> {
    let (number, name) = (index + 1, &criterion.name);
    let band = criterion.bands.get(index)?;
    if covering.is_empty() {
        let message = format!("band {number} of `{name}` is never taken: its condition can never be met");
        return Some(
            Diagnostic::warning(CODE.code, message, band.span.clone())
                .label("no lead meets this")
                .help("correct the condition, or remove the band"),
        );
    }
    let what = match (&band.test, criterion.form) {
        (BandTest::Known(id), _) => match model.lead().get(id.0) {
            Some(data_point) => format!("every known value of `{}`", data_point.name),
            None => "every known value".to_owned(),
        },
        (BandTest::Else, _) => "every lead".to_owned(),
        (_, FitForm::Ranges(_) | FitForm::Values(_)) => "every value that it would take".to_owned(),
        _ => "every lead that meets it".to_owned(),
    };
    let numbers: Vec<String> = covering.iter().map(|covering| (covering + 1).to_string()).collect();
    let (bands, verb) = if numbers.len() == 1 { ("band", "covers") } else { ("bands", "cover") };
    let message =
        format!("band {number} of `{name}` is never taken: {bands} {} {verb} {what}", joined(&numbers, "and"));
    let mut diagnostic = Diagnostic::warning(CODE.code, message, band.span.clone()).label("never taken");
    for covering in covering {
        if let Some(earlier) = criterion.bands.get(*covering) {
            diagnostic = diagnostic.also(earlier.span.clone(), "taken first");
        }
    }
    let help = match band.test {
        BandTest::When(_) => {
            "the first band that is met gives the points: move the narrower band up, or remove this one"
        }
        _ => "remove it",
    };
    Some(diagnostic.help(help))
}
