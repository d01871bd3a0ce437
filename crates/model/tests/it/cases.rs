//! A case for each diagnostic code: a model with that mistake, and beside it what is said of it.
//!
//! `cases/<code>.toml` and `cases/<code>.<variant>.toml` are run without being listed anywhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use handraise_model::ModelSource;
use handraise_model::diagnostic::{Diagnostic, EXAMPLE_FAILS, SQL_UNSUPPORTED, registry, render_text, to_json};
use handraise_model::lint::lint;
use jiff::civil::date;

fn cases() -> Vec<(String, ModelSource)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let case = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let source = ModelSource::new(&format!("{name}.toml"), &fs::read_to_string(path).unwrap());
        (name, source)
    };
    paths.into_iter().map(case).collect()
}

fn code_of(case: &str) -> &str {
    case.split('.').next().unwrap()
}

fn findings(source: &ModelSource) -> Vec<Diagnostic> {
    let checked = source.check();
    let lints = checked.model.map(|model| lint(&model, date(2026, 11, 21))).unwrap_or_default();
    checked.diagnostics.into_iter().chain(lints).collect()
}

#[test]
fn every_case_says_what_its_name_promises() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../cases");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _bound = settings.bind_to_scope();
    for (name, source) in cases() {
        let findings = findings(&source);
        insta::assert_snapshot!(name.as_str(), render_text(&findings, &source, false));
        assert!(findings.iter().any(|finding| finding.code == code_of(&name)), "{name}: its code does not occur");
    }
}

#[test]
fn every_code_is_unique_documented_and_has_a_case() {
    let with_case: BTreeSet<String> = cases().iter().map(|(name, _)| code_of(name).to_owned()).collect();
    let mut seen = BTreeSet::new();
    for info in registry() {
        assert!(seen.insert(info.code), "two entries for `{}`", info.code);
        assert!(!info.summary.is_empty() && info.summary.ends_with('.'), "`{}` has no summary", info.code);
        assert!(info.explanation.len() > 40, "`{}` has no explanation", info.code);
    }
    // Only the engine can say that an example fails, and only the compiler to SQL what a dialect lacks: their cases stand
    // in the tests of the binary and of the compiler.
    let here = |code: &&str| ![EXAMPLE_FAILS, SQL_UNSUPPORTED].contains(code) && !with_case.contains(*code);
    let without_case: Vec<&str> = registry().iter().map(|info| info.code).filter(here).collect();
    assert!(without_case.is_empty(), "no case in tests/cases for {without_case:?}");
    for code in with_case {
        assert!(seen.contains(code.as_str()), "a case for `{code}`, which no area registers");
    }
}

#[test]
fn json_says_the_same_with_lines_and_columns() {
    let source = ModelSource::new("größe.toml", "[lead]\n\"äß\" = \"txt\"\nß = 1\n");
    let place = |text: &str| source.text().find(text).map(|start| start..start + text.len()).unwrap();
    let unknown = Diagnostic::error("unknown-type", "no type `txt`", place("\"txt\""))
        .label("not a type")
        .help("a near name: `text`");
    let repeated = Diagnostic::warning("repeated-name", "two of them", place("ß = 1")).also(place("äß"), "the first");
    let findings = [unknown, repeated];
    insta::assert_snapshot!(serde_json::to_string_pretty(&to_json(&findings, &source)).unwrap());
}

#[test]
fn places_outside_the_text_are_brought_inside() {
    let source = ModelSource::new("m.toml", "größe");
    let odd = [3..4, 2..3, 7..7, 9..12, 0..99];
    for span in odd {
        let finding = Diagnostic::error("unknown-key", "odd \u{1b}[31mtext", span.clone()).help("a \u{1b}[31mhelp");
        let text = render_text(std::slice::from_ref(&finding), &source, false);
        assert!(text.contains("m.toml:1:") && !text.contains('\u{1b}'), "{span:?}: {text}");
        assert_eq!(to_json(&[finding], &source)[0]["line"], 1);
    }
}
