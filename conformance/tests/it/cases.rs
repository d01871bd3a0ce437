//! Every case on every executor.

use std::path::Path;

use handraise_conformance::results::differences;
use handraise_conformance::{Case, Data, LeadResult, reference};
use handraise_model::Model;
use handraise_model::values::AsOf;

/// All cases, each with its model checked and its data typed.
pub(crate) fn cases() -> Vec<(Case, Model, Data)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let cases = Case::read_folder(&folder).unwrap_or_else(|error| panic!("{error}"));
    assert!(cases.len() >= 54, "{} cases in {}", cases.len(), folder.display());
    let prepared = |case: Case| {
        let checked = case.model.check();
        let model = checked.model.unwrap_or_else(|| panic!("{}: {:#?}", case.name, checked.diagnostics));
        let data = case.data(&model).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        (case, model, data)
    };
    cases.into_iter().map(prepared).collect()
}

/// Runs all cases on an executor; one report for all that differ.
fn judge(executor: impl Fn(&Model, &Data, AsOf) -> Vec<LeadResult>) {
    let mut report = String::new();
    for (case, model, data) in cases() {
        let differences = differences(&case.expected, &executor(&model, &data, case.as_of));
        if !differences.is_empty() {
            report += &format!("case {}:\n{differences}\n", case.name);
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn the_reference_evaluator_gives_what_every_case_expects() {
    judge(|model, data, as_of| reference::score(model, data, as_of).into_iter().map(|story| story.result).collect());
}

#[test]
fn the_engine_gives_what_every_case_expects() {
    judge(crate::engine::results);
}
