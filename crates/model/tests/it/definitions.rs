//! The definitions page, read as those who sign it read it.

use std::path::Path;

use handraise_model::definitions::{WorkedLead, WorkedLine, markdown};
use handraise_model::values::Exact;
use handraise_model::{Model, ModelSource};

fn model(name: &str) -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models").join(name);
    let checked = ModelSource::new(name, &std::fs::read_to_string(path).unwrap()).check();
    checked.model.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

#[test]
fn the_specifications_model_in_plain_words() {
    insta::assert_snapshot!(markdown(&model("acme.toml"), None));
}

#[test]
fn every_form_of_a_condition_has_its_wording() {
    let line = |label: &str, note: &str, units: i64, sum: bool| WorkedLine {
        label: label.to_owned(),
        note: note.to_owned(),
        points: Exact(units),
        sum,
    };
    let worked = WorkedLead {
        example: 0,
        lines: vec![
            line("Public", "is_public is yes", 30_000_000, false),
            line("Form", "1 occurrence, 0 days ago", -20_000_000, false),
            line("total", "", 10_000_000, true),
        ],
        outcome: vec!["The lane is `strong`.".to_owned()],
    };
    insta::assert_snapshot!(markdown(&model("forms.toml"), Some(&worked)));
}
