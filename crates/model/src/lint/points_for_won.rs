//! Points for an event that ends the lead as won.
//!
//! Such a lead is closed at once and not scored any more, so the points never count; were they counted, the score would
//! be praised for knowing the end. Where a win does not close a lead, points for an earlier one are meant, and fine.

use crate::diagnostic::{CodeInfo, Diagnostic, Severity};
use crate::model::{Model, Outcome, OutcomeSource};
use crate::values::Spanned;

pub(super) const CODE: CodeInfo = CodeInfo {
    code: "points-for-won",
    severity: Severity::Warning,
    summary: "A criterion counts an event that ends the lead as won.",
    explanation: "A lead that is won is closed and no longer scored, so points for the event that closes it help nobody:\n\n\
        ```toml\n\
        [outcome]\n\
        won = { event = \"Contract Signed\" }\n\n\
        [engagement_points]\n\
        \"Contract Signed\" = 20\n\
        ```\n\n\
        Remove the criterion, or the event type from it. Where customers buy again, leave the event out of `closed`: then \
        points for an earlier win are meant, and this warning goes.",
};

pub(super) fn check(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let Some(outcome) = model.outcome().filter(|outcome| outcome.source == OutcomeSource::Events) else { return };
    for criterion in model.engagement() {
        if let Some(won) = ends_as_won(outcome, &criterion.events) {
            let message = format!("`{}` counts an event that ends the lead", criterion.name);
            let finding = Diagnostic::warning(CODE.code, message, criterion.span.clone());
            let finding = finding.label("these points never help anybody").also(won.span.clone(), "won, and closed");
            let help =
                format!("remove `{}` from it, or from `closed` in `[outcome]` where customers buy again", won.value);
            diagnostics.push(finding.help(help));
        }
    }
}

fn ends_as_won<'m>(outcome: &'m Outcome, events: &[String]) -> Option<&'m Spanned<String>> {
    outcome.won.iter().find(|won| outcome.closes(&won.value) && events.contains(&won.value))
}
