//! Points that cannot reach the threshold a lane asks for.
//!
//! A manual adjustment can lift any lead over any threshold, so the lane is not out of reach. But when the criteria
//! alone never get there, the lane depends on somebody's pencil, which is rarely what it says.

use super::attainable::Attainable;
use super::reach::{Reach, ResultBounds, Test};
use crate::diagnostic::{CodeInfo, Diagnostic, Severity};
use crate::model::Model;

pub(super) const CODE: CodeInfo = CodeInfo {
    code: "points-below-thresholds",
    severity: Severity::Warning,
    summary: "A lane asks for a score that no lead reaches by points: only a manual adjustment could.",
    explanation: "The points of the criteria, with their groups, credibilities, persona weights and maxima, bound the score:\n\n\
        ```toml\n\
        [[lane]]\n\
        name = \"sales\"\n\
        when = \"score >= 40\"   # when fit gives at most 20 and engagement at most 15\n\
        ```\n\n\
        Lower the threshold, or let the criteria give more.",
};

pub(super) fn check(model: &Model, attainable: &Attainable, diagnostics: &mut Vec<Diagnostic>) {
    let score_max = attainable.score_by_points_max;
    if score_max >= attainable.results.score_max {
        return;
    }
    let by_points = ResultBounds { score_max, ..attainable.results.clone() };
    let mut adjusted = Reach::with_results(model, &attainable.results);
    let adjusted_tests: Vec<Test> = model.lanes().iter().map(|lane| adjusted.test(&lane.when.expr)).collect();
    let mut plain = Reach::with_results(model, &by_points);
    let plain_tests: Vec<Test> = model.lanes().iter().map(|lane| plain.test(&lane.when.expr)).collect();
    for (index, lane) in model.lanes().iter().enumerate() {
        let reaches = |reach: &Reach<'_>, tests: &[Test]| {
            reach.possible(tests.get(index), tests.get(..index).unwrap_or_default())
        };
        if reaches(&plain, &plain_tests) || !reaches(&adjusted, &adjusted_tests) {
            continue;
        }
        let (_, fit) = attainable.results.fit;
        let (_, engagement) = attainable.results.engagement;
        let message =
            format!("lane `{}` asks for a score that points do not reach: they give at most {score_max}", lane.name);
        let facts = format!("fit gives at most {fit:#} and engagement at most {engagement:#}");
        let of_products = if model.products().len() > 1 { ", each at its best product" } else { "" };
        diagnostics.push(
            Diagnostic::warning(CODE.code, message, lane.when.span.clone())
                .label("only with a manual adjustment")
                .help(format!("{facts}{of_products}: lower the threshold, or let the criteria give more")),
        );
    }
}
