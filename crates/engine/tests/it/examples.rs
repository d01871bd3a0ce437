//! A model's own tests.

use handraise_engine::examples;

use crate::table::model;

const MODEL: &str = r#"
[lead]
country = "text"
regions = "list"
[event]
path = "text"
[[gate]]
name = "Served"
when = "country is not null"
[[fit]]
name = "Country"
of = "country"
points = { BR = 20, else = 1 }
[[engagement]]
name = "Pricing"
event = "page"
where = "path = '/pricing'"
points = 5
[grade]
fit = [15, 10, 5]
engagement = [9, 5, 1]
[[persona]]
name = "latin"
when = "'LATAM' = any(regions)"
[[lane]]
name = "sales"
when = "eligible and score >= 25"
"#;

fn failures(examples: &str) -> String {
    let model = model(&format!("{MODEL}{examples}"));
    let outcomes = examples::run(&model).unwrap();
    let text = model.source().text();
    let mut lines = Vec::new();
    for outcome in &outcomes {
        for failure in &outcome.failures {
            let name = &model.examples()[outcome.example].name;
            lines.push(format!("{name}: {} at {}", failure.message, &text[failure.span.clone()]));
        }
    }
    lines.join("\n")
}

#[test]
fn examples_that_hold_say_nothing() {
    let examples = r#"
[[example]]
name = "warm"
lead = { country = "BR", regions = ["LATAM"] }
events = [{ event = "page", days_ago = 1, path = "/pricing" }, { event = "page", days_ago = 0 }]
expect = { score_at_least = 25, score_at_most = 25, grade = "A2", lane = "sales", eligible = true, excluded = false, persona = "latin", above = "cold" }
[[example]]
name = "cold"
lead = { country = "BR" }
expect = { lane = "", persona = "", product = "", grade = "A4" }
"#;
    assert_eq!(failures(examples), "");
}

#[test]
fn each_expectation_that_fails_says_what_came_out_instead() {
    let examples = r#"
[[example]]
name = "all wrong"
lead = { country = "BR" }
expect = { score_at_least = 21, score_at_most = 19, grade = "", lane = "sales", eligible = false, excluded = true, persona = "latin", above = "equal" }
[[example]]
name = "equal"
lead = { country = "BR" }
expect = { above = "later" }
[[example]]
name = "later"
lead = { country = "BR" }
events = [{ event = "page", days_ago = 3 }]
expect = { above = "better" }
[[example]]
name = "better"
lead = { country = "BR" }
events = [{ event = "page", days_ago = 3, path = "/pricing" }]
expect = { above = "not eligible" }
[[example]]
name = "not eligible"
expect = { above = "equal" }
"#;
    insta::assert_snapshot!(failures(examples), @r#"
    all wrong: the score is 20, not at least 21 at 21
    all wrong: the score is 20, not at most 19 at 19
    all wrong: the grade is `A4`, not none at ""
    all wrong: the lane is none, not `sales` at "sales"
    all wrong: the persona is none, not `latin` at "latin"
    all wrong: the lead is eligible at false
    all wrong: the lead is not excluded at true
    all wrong: ties with `equal`: total 20 and last touch are equal at "equal"
    equal: ranks below `later`: equal totals of 20, and a last touch that is longer ago at "later"
    later: ranks below `better`: a total of 20 against 25 at "better"
    not eligible: the lead is not eligible, so it ranks above none at "equal"
    "#);
}
