//! A grade that no lead can have.
//!
//! Three thresholds divide a scale into four grades. A grade above all that points can give, or below all of it, is a
//! promise that the model does not keep: nobody is ever an A, and whoever waits for one waits in vain.

use super::attainable::Attainable;
use crate::diagnostic::{CodeInfo, Diagnostic, Severity};
use crate::model::Model;
use crate::values::{Exact, Spanned};

pub(super) const CODE: CodeInfo = CodeInfo {
    code: "unreachable-grade",
    severity: Severity::Warning,
    summary: "A letter of the fit grade or a digit of the engagement grade is out of reach for every lead.",
    explanation: "The points of the criteria, their groups, credibilities and maxima bound what fit and engagement can be. \
        A grade whose range lies outside of that is never given:\n\n\
        ```toml\n\
        [grade]\n\
        fit = [45, 30, 15]   # when the fit criteria together give at most 40, nobody is an A\n\
        ```\n\n\
        Lower the threshold, or let the criteria give more. A last threshold of 0 leaves nobody for the last grade, since \
        fit and engagement are never negative.",
};

pub(super) fn check(model: &Model, attainable: &Attainable, diagnostics: &mut Vec<Diagnostic>) {
    let grade = model.grade();
    let (fit, engagement) = (attainable.results.fit, attainable.results.engagement);
    check_scale("fit", ["A", "B", "C", "D"], grade.fit.as_ref(), fit, diagnostics);
    check_scale("engagement", ["1", "2", "3", "4"], grade.engagement.as_ref(), engagement, diagnostics);
}

fn check_scale(
    scale: &str,
    grades: [&str; 4],
    thresholds: Option<&[Spanned<Exact>; 3]>,
    (least, most): (Exact, Exact),
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some([first, second, third]) = thresholds else { return };
    let ranges = [(Some(first), None), (Some(second), Some(first)), (Some(third), Some(second)), (None, Some(third))];
    for (grade, (at_least, below)) in grades.into_iter().zip(ranges) {
        let (reason, place) = match (at_least, below) {
            (Some(at_least), _) if most < at_least.value => {
                (format!("it takes at least {:#}, and {scale} is at most {most:#}", at_least.value), at_least)
            }
            (_, Some(below)) if least >= below.value => {
                (format!("it is for less than {:#}, and {scale} is at least {least:#}", below.value), below)
            }
            _ => continue,
        };
        let message = format!("{scale} grade `{grade}` is never reached: {reason}");
        let help = match at_least {
            Some(at_least) if most < at_least.value => "lower the threshold, or let the criteria give more points",
            _ => "raise the threshold",
        };
        diagnostics.push(Diagnostic::warning(CODE.code, message, place.span.clone()).label("out of reach").help(help));
    }
}
