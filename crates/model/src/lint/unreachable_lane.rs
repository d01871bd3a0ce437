//! A lane that no lead can reach.
//!
//! Lanes are tried in order, the first that is met is the lead's. A lane behind a wider one, or one that asks for more
//! than the model can give, stays empty, and the people who work it wait for leads that never come.

use super::attainable::Attainable;
use super::reach::{Reach, Test};
use crate::condition::{Expr, ResultName};
use crate::diagnostic::{CodeInfo, Diagnostic, Severity};
use crate::model::{Model, NamedCondition};
use crate::prose::{counted, joined};

pub(super) const CODE: CodeInfo = CodeInfo {
    code: "unreachable-lane",
    severity: Severity::Warning,
    summary: "No lead can reach a lane: its condition can never be met, or earlier lanes take every lead that meets it.",
    explanation: "The first lane that is met is the lead's, so a lane behind a wider one stays empty:\n\n\
        ```toml\n\
        [[lane]]\n\
        name = \"nurture\"\n\
        when = \"score >= 20\"\n\n\
        [[lane]]\n\
        name = \"sales\"\n\
        when = \"score >= 40\"   # every such lead is in `nurture` already\n\
        ```\n\n\
        Move the narrower lane up. A lane is also unreachable when it asks for what no lead has: `fit >= 60` with criteria \
        that give at most 50, a persona that does not exist, a hand raise in a model without one. Scores are taken to be \
        whatever manual adjustments can make of them.",
};

pub(super) fn check(model: &Model, attainable: &Attainable, diagnostics: &mut Vec<Diagnostic>) {
    let mut reach = Reach::with_results(model, &attainable.results);
    let tests: Vec<Test> = model.lanes().iter().map(|lane| reach.test(&lane.when.expr)).collect();
    for (index, (lane, test)) in model.lanes().iter().zip(&tests).enumerate() {
        let Some(covering) = reach.covered_by(test, tests.get(..index).unwrap_or_default()) else { continue };
        let covering: Vec<&NamedCondition> = covering.iter().filter_map(|&lane| model.lanes().get(lane)).collect();
        diagnostics.push(if covering.is_empty() {
            never_met(model, attainable, lane)
        } else {
            taken_before(lane, &covering)
        });
    }
}

fn taken_before(lane: &NamedCondition, covering: &[&NamedCondition]) -> Diagnostic {
    let names: Vec<String> = covering.iter().map(|lane| format!("`{}`", lane.name)).collect();
    let (lanes, verb) = if names.len() == 1 { ("lane", "takes") } else { ("lanes", "take") };
    let message = format!(
        "no lead can reach lane `{}`: {lanes} {} {verb} every lead that meets it",
        lane.name,
        joined(&names, "and")
    );
    let diagnostic = Diagnostic::warning(CODE.code, message, lane.when.span.clone()).label("never reached");
    let also = |diagnostic: Diagnostic, lane: &&NamedCondition| diagnostic.also(lane.when.span.clone(), "met first");
    covering
        .iter()
        .fold(diagnostic, also)
        .help("the first lane that is met is the lead's: move the narrower one up, or remove this one")
}

fn never_met(model: &Model, attainable: &Attainable, lane: &NamedCondition) -> Diagnostic {
    let message = format!("no lead can reach lane `{}`: its condition can never be met", lane.name);
    let diagnostic = Diagnostic::warning(CODE.code, message, lane.when.span.clone()).label("never met");
    let mut said: Vec<String> = Vec::new();
    lane.when.expr.walk(&mut |expr| {
        let limit = limit(model, attainable, expr);
        said.extend(limit.filter(|limit| !said.contains(limit)));
    });
    match said.as_slice() {
        [] => diagnostic.help("correct the condition, or remove the lane"),
        said => diagnostic.help(format!("in this model {}", joined(said, "and"))),
    }
}

/// What a result can be at most, in words.
fn limit(model: &Model, attainable: &Attainable, expr: &Expr) -> Option<String> {
    let results = &attainable.results;
    let named = |what: &str, names: Vec<String>| {
        Some(if names.is_empty() {
            format!("there is no {what}")
        } else {
            format!("a {what} is {}", joined(&names, "or"))
        })
    };
    let quoted = |name: &String| format!("`{name}`");
    match expr {
        Expr::Occurrences(id) => {
            let criterion = model.engagement().get(id.0)?;
            let most = results.occurrences_max.get(id.0).filter(|most| **most < i64::MAX)?;
            Some(format!("`{}` counts at most {}", criterion.name, counted(*most, "time", "times")))
        }
        Expr::Result(name) => match name {
            ResultName::Score => Some(format!("`score` is 0 to {}", results.score_max)),
            ResultName::Grade if model.grade().fit.is_none() || model.grade().engagement.is_none() => {
                Some("there is no `grade` without thresholds for both fit and engagement".to_owned())
            }
            ResultName::FitGrade if model.grade().fit.is_none() => Some("there are no fit grades".to_owned()),
            ResultName::EngagementGrade if model.grade().engagement.is_none() => {
                Some("there are no engagement grades".to_owned())
            }
            ResultName::Grade => Some(format!(
                "`fit` is {:#} to {:#} and `engagement` {:#} to {:#}",
                results.fit.0, results.fit.1, results.engagement.0, results.engagement.1
            )),
            ResultName::Fit | ResultName::FitGrade => {
                Some(format!("`fit` is {:#} to {:#}", results.fit.0, results.fit.1))
            }
            ResultName::Engagement | ResultName::EngagementGrade => {
                Some(format!("`engagement` is {:#} to {:#}", results.engagement.0, results.engagement.1))
            }
            ResultName::GatesMet if model.gates().is_empty() => Some("there are no gates".to_owned()),
            ResultName::GatesMet => Some(format!("`gates_met` is 0 to {}", model.gates().len())),
            ResultName::Excluded if model.exclusions().is_empty() => Some("there are no exclusions".to_owned()),
            ResultName::Eligible if model.exclusions().is_empty() && model.score().gates_required == 0 => {
                Some("every lead is eligible".to_owned())
            }
            ResultName::CriticalMet => Some(format!("`critical_met` is 0 to {}", results.critical_max)),
            ResultName::DaysSinceHandRaise | ResultName::LeadSource if !results.hand_raise => {
                Some("no criterion is a hand raise".to_owned())
            }
            ResultName::Persona => {
                named("persona", model.personas().iter().map(|persona| quoted(&persona.name)).collect())
            }
            ResultName::Product => {
                named("product", model.products().iter().map(|product| quoted(&product.name)).collect())
            }
            ResultName::Size => named("size", model.sizes().iter().map(|size| quoted(&size.name)).collect()),
            _ => None,
        },
        _ => None,
    }
}
