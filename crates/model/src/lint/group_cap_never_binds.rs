//! A group whose cap never takes anything away.
//!
//! A group is there to keep a kind of behaviour from counting too much. Where its criteria together cannot give more
//! than its maximum, it limits nothing; often the maximum was meant to be lower, or a criterion to be in the group.

use super::attainable::{Attainable, units};
use crate::diagnostic::{CodeInfo, Diagnostic, Severity};
use crate::model::{GroupId, Model};
use crate::values::Exact;

pub(super) const CODE: CodeInfo = CodeInfo {
    code: "group-cap-never-binds",
    severity: Severity::Warning,
    summary: "The criteria of a group together cannot give more than its maximum.",
    explanation: "A group limits what its criteria give together. Where their points, with `at_most` and credibility, \
        cannot exceed its `max`, it limits nothing:\n\n\
        ```toml\n\
        [group.web]\n\
        max = 50      # when the only criterion in it gives 5 points, at most 3 times\n\
        ```\n\n\
        Lower `max`, add the criteria that were meant to be in the group, or remove it.",
};

pub(super) fn check(model: &Model, attainable: &Attainable, diagnostics: &mut Vec<Diagnostic>) {
    for (index, (group, sum)) in model.groups().iter().zip(&attainable.groups).enumerate() {
        if sum.most > units(group.max.value) {
            continue;
        }
        let fit = model.fit().iter().map(|criterion| (criterion.group, &criterion.span));
        let engagement = model.engagement().iter().map(|criterion| (criterion.group, &criterion.span));
        let members: Vec<_> = fit.chain(engagement).filter(|(group, _)| *group == Some(GroupId(index))).collect();
        let (name, max) = (&group.name, group.max.value);
        let message = if members.is_empty() {
            format!("the maximum of group `{name}` never binds: no criterion is in the group")
        } else {
            // At most the group's maximum, which is a number of points.
            let most = Exact(sum.most as i64);
            format!(
                "the maximum of group `{name}` never binds: it is {max}, and its criteria give at most {most:#} together"
            )
        };
        let mut diagnostic = Diagnostic::warning(CODE.code, message, group.max.span.clone()).label("never binds");
        for (_, span) in members.into_iter().take(3) {
            diagnostic = diagnostic.also(span.clone(), "in the group");
        }
        diagnostics.push(diagnostic.help("lower the maximum, or remove the group"));
    }
}
