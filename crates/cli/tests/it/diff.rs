//! `handraise diff`.

use crate::acme::{AS_OF, Acme, MODEL, Run};

/// Acme with another model beside its own.
fn acme(other: &str) -> Acme {
    let acme = Acme::new();
    acme.write("other.toml", other);
    acme
}

/// The trial is worth less, a demo more; students are welcome, Brazil is not; sales has lower demands.
fn other() -> String {
    MODEL
        .replace("version = 3", "version = 4")
        .replace("country in ('US', 'BR')", "country in ('US', 'KR')")
        .replace("seniority = 'student'", "seniority = 'intern'")
        .replace("points = 15", "points = 32")
        .replace("points = 20\nat_most", "points = 4\nat_most")
        .replace("name = \"Read three pages in one session\"", "name = \"Read much\"")
        .replace("score >= 30", "score >= 10")
}

const DATA: &str = "--leads leads.csv --events events.csv --adjustments adjustments.csv";

fn diff(acme: &Acme, options: &str) -> Run {
    acme.run(&format!("diff model.toml other.toml {DATA} --as-of {AS_OF} {options}"))
}

#[test]
fn who_moves_is_told_with_the_reasons() {
    let acme = acme(&other());
    let run = diff(&acme, "--top 2").ended(0);
    insta::assert_snapshot!("diff", run.out);
    for width in [60, 80, 140] {
        let line = format!("diff model.toml other.toml {DATA} --as-of {AS_OF} --top 2");
        let run = acme.run_in_width(width, &line).ended(0);
        assert!(run.out.lines().all(|line| line.chars().count() <= width), "{width}:\n{}", run.out);
    }
}

#[test]
fn json_holds_all_of_it_and_adds_up() {
    let run = diff(&acme(&other()), "--top 2 --format json").ended(0);
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    for change in json["changes"]["movers"].as_array().unwrap() {
        let points = change["because"].as_array().unwrap().iter().filter_map(|cause| cause["points"].as_f64());
        let difference = change["total_other"].as_f64().unwrap() - change["total"].as_f64().unwrap();
        assert!((points.sum::<f64>() - difference).abs() < 1e-9, "{change:#}");
    }
    let page = include_str!("../../../../docs/diff.md");
    for key in keys(&json) {
        assert!(page.contains(&format!("`{key}`")), "`{key}` is not in docs/diff.md");
    }
    insta::assert_snapshot!("diff_json", run.out);
}

/// All keys of all objects.
fn keys(json: &serde_json::Value) -> Vec<String> {
    match json {
        serde_json::Value::Object(entries) => {
            entries.iter().flat_map(|(key, value)| std::iter::once(key.clone()).chain(keys(value))).collect()
        }
        serde_json::Value::Array(items) => items.iter().flat_map(keys).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn a_model_changes_nothing_against_itself() {
    let run = diff(&acme(MODEL), "").ended(0);
    insta::assert_snapshot!(run.out, @r"
    model.toml → other.toml  as of 2026-01-15 18:00
    Nothing changes for any of 5 leads.
    ");
}

#[test]
fn what_cannot_be_compared_is_told() {
    let acme = acme(&other().replace("version = 4", "version = 0.5"));
    diff(&acme, "").ended(1).saying(&["the model `other.toml` has 1 error"]);
    let stdin = format!("diff model.toml model.toml --leads - --as-of {AS_OF}");
    acme.run(&stdin).ended(2).saying(&["standard input (`-`) is read once"]);
    acme.write("other.toml", MODEL.replace("country = \"text\"", "country = \"text\"\nphone = \"text\""));
    diff(&acme, "").ended(3).saying(&["`phone`"]);
}

#[test]
fn leads_that_only_one_model_scores_are_counted() {
    let acme = acme(&MODEL.replace("show = [\"company\"]", "lead_created = \"since\""));
    acme.write(
        "leads.csv",
        "lead_id,company,country,seniority,employees,since\nana,A,BR,vp,400,2026-02-01\nbob,B,US,vp,20,2025-02-01\n",
    );
    let run = diff(&acme, "").ended(0);
    assert!(run.out.contains("1 lead is there under model.toml alone"), "{}", run.out);
}
