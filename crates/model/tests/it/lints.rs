//! What lints decide: which conditions no lead meets, and which are not to be spoken of.

use handraise_model::ModelSource;
use handraise_model::lint::lint;
use jiff::civil::date;

/// The codes that a model is warned with.
fn codes(text: &str) -> Vec<&'static str> {
    let checked = ModelSource::new("model.toml", text).check();
    let model = checked.model.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
    lint(&model, date(2026, 11, 21)).into_iter().map(|finding| finding.code).collect()
}

const DECLARATIONS: &str = r#"
[model]
name = "acme"
version = 1
[list]
free_mail = ["gmail.com", "outlook.com"]
nothing = []
[lead]
i = "integer"
j = "integer"
d = "decimal"
t = "text"
b = "boolean"
c = "boolean"
day = "date"
at = "timestamp"
l = "list"
"#;

/// Whether the last of these bands is called unreachable.
fn is_unreachable(bands: &[&str]) -> bool {
    let bands: Vec<String> = bands.iter().map(|when| format!("{{ when = \"{when}\", points = 1 }}")).collect();
    let bands = bands.join(",\n  ");
    codes(&format!("{DECLARATIONS}\n[[fit]]\nname = \"f\"\nbands = [\n  {bands},\n]\n")).contains(&"unreachable-band")
}

#[test]
fn conditions_that_contradict_themselves_are_found() {
    let contradictions = [
        "i > 2 and i < 3",
        "d > 2.5 and d <= 2.5",
        "i > 2.5 and i < 2.9",
        "i = 5 and i is null",
        "t = 'a' and t = 'b'",
        "t < 'a' and t > 'b'",
        "t in ('a', 'b') and t not in ('a', 'b', 'c')",
        "not (i >= 5 or i < 5)",
        "i between 10 and 5",
        "(i < 3 or i > 10) and i between 4 and 9",
        "b and not b",
        "b = false and b is true",
        "b = c and b and not c",
        "day < date '2026-01-01' and day > date '2026-06-01'",
        "at < timestamp '2026-01-01 00:00:00' and at > timestamp '2026-06-01 00:00:00'",
        "cardinality(l) < 0",
        "lower(t) = 'US'",
        "email_domain(t) in ('Gmail.com', 'me@gmail.com')",
        "email_domain(t) = any(free_mail) and t is null",
        "email_domain(t) = any(free_mail) and email_domain(t) <> 'gmail.com' and email_domain(t) <> 'outlook.com'",
        "t = any(nothing)",
        "coalesce(i, 0) > 5 and i is null",
        "coalesce(b, false) and b is null",
        "(i > 5) is null and i is not null",
        "age_days(day) < 7 and day is null",
        "t like 'a%' and not (t like 'a%')",
        "t like 'a%' and t is null",
        "i < j and not (i < j)",
        "i < j and j is null",
        "cardinality(l) * 2 + 1 < 1",
        "-cardinality(l) > 0",
        "'a' = any(l) is null",
        "i > 5 and (i < 3 or (i < 4 and t = 'a'))",
    ];
    for condition in contradictions {
        assert!(is_unreachable(&[condition]), "{condition}");
    }
}

#[test]
fn what_a_lead_can_meet_is_never_called_unreachable() {
    let possible = [
        "d > 2 and d < 3",
        "i > 2 and i < 4",
        "i > 2.5 and i < 3.5",
        "t > 'a' and t < 'b'",
        "t = '' and t is not null",
        "i <> 5 or i is null",
        "not (i between 10 and 5)",
        "(b = c) is null",
        "(i > 5 and t = 'a') is null and i > 5",
        "(i > 5 or t = 'a') is not true and i is null",
        "'a' = any(l) and 'b' = any(l)",
        "t = any(l) and t <> 'a'",
        "cardinality(l) = 0",
        "lower(t) = 'us' and t = 'US'",
        "email_domain(t) is null and t is not null",
        "coalesce(i, 0) >= 0 and i is null",
        "age_days(day) < 0",
        "t like 'a%' and t like '%b'",
        "i + 1 > 9000000000000000000 or (i + 1) is null",
        "i * j < 0 and i > 0",
        "d * 2 > 1e300",
        "i < j and j < 5",
        "i >= 9007199254740993 and i <= 9007199254740993.0",
        "d = 0.0 and d = -0.0",
        "not (i <> 0.0)",
        "true",
    ];
    for condition in possible {
        assert!(!is_unreachable(&[condition]), "{condition}");
    }
}

#[test]
fn earlier_bands_leave_what_they_do_not_take_unknown_included() {
    let covered: &[&[&str]] = &[
        &["i >= 5", "i < 5", "i is null", "true"],
        &["i >= 5", "i < 5", "i < 100"],
        &["t is null", "t <> 'a'", "t = 'a'", "b"],
        &["i < 5 or t = 'a'", "i < 3 and b"],
        &["not (t = 'a' and i > 5)", "t = 'a' and i = 5"],
        &["b is not true", "b and i > 5", "b and i <= 5", "b and i is not null"],
    ];
    for bands in covered {
        assert!(is_unreachable(bands), "{bands:?}");
    }
    let open: &[&[&str]] = &[
        &["i >= 5", "i < 5", "true"],
        &["b", "not b", "i > 5"],
        &["t in ('a', 'b')", "t not in ('a', 'b', 'c')", "t = 'c'"],
        &["i < 5 and t = 'a'", "i < 3"],
        &["d < 5", "d > 5", "d = 5.0"],
    ];
    for bands in open {
        assert!(!is_unreachable(bands), "{bands:?}");
    }
}

#[test]
fn a_long_tangle_of_conditions_ends_in_silence() {
    let bands: Vec<String> =
        (0..60).map(|n| format!("i = {n} and (t = 'a{n}' or d > {n}.5 or j < {n} or b)")).collect();
    let bands: Vec<&str> = bands.iter().map(String::as_str).chain(["true"]).collect();
    assert!(!is_unreachable(&bands));
}

#[test]
fn adjustments_reach_every_score_and_no_fit() {
    let model = r#"
[model]
name = "acme"
version = 1
[lead]
country = "text"
[[fit]]
name = "Brazil"
when = "country = 'BR'"
points = 20
[[lane]]
name = "lifted"
when = "score = 100 and fit = 0 and engagement = 0"
[[lane]]
name = "fit"
when = "fit > 20"
[[lane]]
name = "both"
when = "fit + engagement > 20"
"#;
    assert_eq!(codes(model), ["points-below-thresholds", "unreachable-lane", "unreachable-lane"]);
}

#[test]
fn a_hand_raise_asks_only_for_a_match() {
    let model = r#"
[model]
name = "acme"
version = 1
[[engagement]]
name = "Never"
event = "Page Viewed"
where = "false"
points = 1
[[engagement]]
name = "Asked"
event = "Form Submitted"
after = "Never"
points = 1
hand_raise = true
[[lane]]
name = "call"
when = "days_since_hand_raise < 7"
[[lane]]
name = "counted"
when = "occurrences('Asked') > 0"
"#;
    assert_eq!(codes(model), ["criterion-without-points", "criterion-without-points", "unreachable-lane"]);
}

#[test]
fn markers_of_zero_points_are_meant_so() {
    let model = r#"
[model]
name = "acme"
version = 1
[[engagement]]
name = "Visited"
event = "Page Viewed"
points = 0
[[engagement]]
name = "Asked"
event = "Form Submitted"
points = 0
critical = true
[[engagement]]
name = "Came back"
event = "Page Viewed"
after = "Visited"
after_days = 7
points = 0
[[lane]]
name = "returned"
when = "occurrences('Came back') >= 3"
"#;
    assert_eq!(codes(model), [""; 0]);
}

#[test]
fn a_maximum_of_zero_is_said_once() {
    let model = r#"
[model]
name = "acme"
version = 1
[[fit]]
name = "One"
when = "true"
points = 1
[[fit]]
name = "Two"
when = "true"
points = 2
[score]
fit_max = 0
"#;
    assert_eq!(codes(model), ["criterion-without-points"]);
}
