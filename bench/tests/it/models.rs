//! Both models are clean, have as many criteria as promised, and tell leads apart.

use handraise_bench::generate::{FULL_MODEL, PLAIN_MODEL};
use handraise_bench::in_memory::InMemory;
use handraise_model::ModelSource;
use handraise_model::diagnostic::render_text;

#[test]
fn both_models_are_clean_and_have_as_many_criteria_as_promised() {
    for text in [FULL_MODEL, PLAIN_MODEL] {
        let source = ModelSource::new("model.toml", text);
        let checked = source.check();
        assert!(checked.diagnostics.is_empty(), "{}", render_text(&checked.diagnostics, &source, false));
        let lines = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!((lines("[[fit]]"), lines("[[engagement]]")), (25, 30));
        assert_eq!((lines("where"), lines("half_life_days")), (10, 15));
    }
    let full = |start: &str| FULL_MODEL.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!([full("per "), full("after ")], [4, 1]);
    assert!(!PLAIN_MODEL.contains("\nper ") && !PLAIN_MODEL.contains("\nafter "));
}

#[test]
fn both_models_spread_the_leads_over_their_range() {
    for model in [FULL_MODEL, PLAIN_MODEL] {
        let mut scores = InMemory::new(model, 2_000, 100_000).and_then(|run| run.score()).expect("scores").score;
        scores.sort_unstable();
        let at = |percent: usize| scores[scores.len() * percent / 100];
        let spread = [1, 10, 25, 50, 75, 90, 99].map(at);
        assert!(spread.windows(2).all(|pair| pair[1] - pair[0] >= 3), "{spread:?}");
        assert!(spread[6] < 120, "few at the cap: {spread:?}");
    }
}
