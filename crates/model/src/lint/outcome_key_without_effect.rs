//! A key of `[outcome]` that can change nothing.
//!
//! An outcome in a column of the leads has no instant, so neither a horizon nor a reopening applies to it; and where
//! every outcome that closes a lead is won, none is ever open again.

use crate::diagnostic::{CodeInfo, Diagnostic, Severity};
use crate::model::{Model, OutcomeSource};

pub(super) const CODE: CodeInfo = CodeInfo {
    code: "outcome-key-without-effect",
    severity: Severity::Warning,
    summary: "A key of `[outcome]` changes nothing.",
    explanation: "With `column` an outcome has no instant, so there is no time for it to take (`horizon_days`), and none \
        after which the lead is open again (`reopen_after_days`). And only leads that were closed without being won are \
        open again: where `closed` names nothing but what `won` names, `reopen_after_days` never applies.\n\n\
        Remove the key, or name in `closed` how leads are lost.",
};

pub(super) fn check(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let Some(outcome) = model.outcome() else { return };
    let mut warn = |message: &str, span: &crate::values::Span, label: &str, help: &str| {
        diagnostics.push(Diagnostic::warning(CODE.code, message, span.clone()).label(label).help(help));
    };
    let without_instant = "an outcome in a column has no instant";
    if let OutcomeSource::Column(_) = outcome.source {
        if outcome.horizon_days.span != (0..0) {
            warn("`horizon_days` has no effect", &outcome.horizon_days.span, without_instant, "remove it");
        }
        if let Some(days) = &outcome.reopen_after_days {
            warn("`reopen_after_days` has no effect", &days.span, without_instant, "remove it");
        }
    } else if let Some(days) = &outcome.reopen_after_days
        && outcome.closed.iter().all(|closed| outcome.is_won(&closed.value))
    {
        let label = "all that closes a lead is won";
        warn(
            "`reopen_after_days` has no effect",
            &days.span,
            label,
            "name in `closed` how leads are lost, or remove it",
        );
    }
}
