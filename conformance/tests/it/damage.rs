//! Damaged models: whatever is wrong with a text, it is read without a panic and judged in its place.

use handraise_conformance::random::{Dice, Shape, conditions_by_scope, workload};
use handraise_model::ModelSource;
use handraise_model::condition::{Names, parse, print};
use handraise_model::diagnostic::{Severity, render_text, to_json};

/// What damage puts in: punctuation of TOML and of conditions, keywords, numbers at their limits.
const SPLINTERS: [&str; 32] = [
    "\"",
    "'",
    "''",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "=",
    ",",
    "\n",
    "\\",
    "(",
    ")",
    "-",
    "--",
    "/*",
    "0",
    "99999999999999999999",
    "1e999",
    "-0",
    "true",
    "null",
    " and ",
    " is ",
    " like '",
    "any(",
    "else = true",
    "é",
    "\u{0}",
    "😀",
    "[lead]\n",
];

#[test]
fn damaged_models_are_judged_without_a_panic() {
    let mut dice = Dice::new(1);
    for seed in 0..15 {
        let valid = workload(seed, Shape::default()).model.source().text().to_owned();
        for _ in 0..8 {
            let mut text = valid.clone();
            for _ in 0..=dice.below(3) {
                text = damaged(&mut dice, &text);
            }
            let source = ModelSource::new("damaged", &text);
            let checked = source.check();
            let errors = checked.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
            assert_eq!(checked.model.is_some(), !errors, "{:?}\n{text}", checked.diagnostics);
            for label in checked.diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
                assert!(text.get(label.span.clone()).is_some(), "{label:?} is outside of\n{text}");
            }
            assert!(!errors || !render_text(&checked.diagnostics, &source, false).is_empty());
            assert!(to_json(&checked.diagnostics, &source).is_array());
        }
    }
}

#[test]
fn damaged_conditions_are_refused_or_mean_what_they_print() {
    let mut dice = Dice::new(2);
    for seed in 0..15 {
        let model = workload(seed, Shape::default()).model;
        for (scope, condition) in conditions_by_scope(&model) {
            let names = Names::of(&model, scope);
            let valid = print(condition, &names);
            for _ in 0..6 {
                let text = damaged(&mut dice, &valid);
                match parse(&text, scope, &names) {
                    Ok(expr) => {
                        let printed = print(&expr, &names);
                        assert_eq!(parse(&printed, scope, &names).ok(), Some(expr), "{text} was printed as {printed}");
                    }
                    Err(errors) => assert!(!errors.is_empty(), "{text} was refused without a reason"),
                }
            }
        }
    }
}

/// Takes a piece out, says it twice, puts it elsewhere, or puts a splinter in.
fn damaged(dice: &mut Dice, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let start = dice.below(letters.len() + 1);
    let end = (start + dice.below(12)).min(letters.len());
    let piece: Vec<char> = letters[start..end].to_vec();
    match dice.below(4) {
        0 => drop(letters.drain(start..end)),
        1 => drop(letters.splice(start..start, piece)),
        2 => {
            letters.drain(start..end);
            let place = dice.below(letters.len() + 1);
            letters.splice(place..place, piece);
        }
        _ => drop(letters.splice(start..start, dice.pick(&SPLINTERS).chars())),
    }
    letters.into_iter().collect()
}
