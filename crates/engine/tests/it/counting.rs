//! What is left out is counted, and rows that contradict each other are named.

use handraise_engine::{Instants, ScoreError};

use crate::table::{adjustments, at, events, leads, model, plan, score};

const VALID_FROM: &str = r#"
[data]
lead_created = "created"
lead_valid_from = "changed"
event_id = "message"
[event]
channel = { type = "text", lead_source = true }
[[engagement]]
name = "Click"
event = "click"
points = 1
hand_raise = true
"#;

#[test]
fn second_rows_of_a_lead_are_named() {
    let plain = model("");
    let instants = Instants::one(at("2026-01-01"));
    let batches = [leads(&plain, "@lead_id\na\nb\na"), leads(&plain, "@lead_id\nb\nc\na")];
    let error = plan(&plain).start(&batches, &instants).map(|_| ()).unwrap_err();
    assert!(matches!(&error, ScoreError::DuplicateLeads(leads) if leads.len() == 2));
    insta::assert_snapshot!(error, @"more than one row of a lead: `a` in rows 0, 2, 5; `b` in rows 1, 3");

    let model = model(VALID_FROM);
    let rows = "@lead_id @lead_valid_from
        a 2026-01-01
        b -
        a 2026-01-02
        a 2026-01-01
        b -";
    let error = plan(&model).start(&[leads(&model, rows)], &instants).map(|_| ()).unwrap_err();
    insta::assert_snapshot!(error, @"rows of a lead that hold from the same instant: `a` in rows 0, 3 from 2026-01-01T12:00:00.000000Z; `b` in rows 1, 4");
}

#[test]
fn everything_left_out_is_counted() {
    let model = model(VALID_FROM);
    let plan = plan(&model);
    let rows = "@lead_id @lead_created @lead_valid_from
        a    -          -
        b    2026-01-05 -
        c    -          2026-02-01
        -    -          -";
    let instants = Instants::Shared(vec![at("2026-01-10"), at("2026-01-05"), at("2026-03-01")]);
    let mut scoring = plan.start(&[leads(&model, rows)], &instants).unwrap();
    let rows = "@lead_id @event @time @event_id
        a click 2026-01-01 m1
        a click 2026-01-02 m1
        a other 2026-01-03 m1
        a click 2026-03-01 m2
        z click 2026-01-01 -
        - click 2026-01-01 -
        a -     2026-01-01 -
        a click -          -";
    scoring.push_events(&events(&model, rows)).unwrap();
    let rows = "@lead_id @points @at
        a 3 2026-01-01
        z 3 2026-01-01
        a - 2026-01-01
        a 3 -";
    scoring.push_adjustments(&adjustments(rows)).unwrap();
    let history = scoring.finish().unwrap();
    insta::assert_debug_snapshot!(history.counts());
    let ids = |instant| history.score(instant, &Default::default()).unwrap().lead_id;
    assert_eq!([ids(0), ids(1), ids(2)], [vec!["a", "b"], vec!["a"], vec!["a", "b", "c"]]);
}

#[test]
fn of_equal_event_ids_the_earliest_counts_then_the_least_type_whatever_came_first() {
    let model = model(VALID_FROM);
    let rows = [
        "a click 2026-01-02 m1 web",
        "a click 2026-01-03 m1 web", // later: does not move the last touch either
        "b click 2026-01-02 m1 web",
        "b alpha 2026-01-02 m1 web", // the least type, and nothing counts it
        "c click 2026-01-02 m1 web",
        "c click 2026-01-02 m1 -", // equal in all but what the lead source is
        "c click 2026-01-01 - fair",
        "c click 2026-01-01 - fair", // without an id none is a duplicate
    ];
    let run = |rows: Vec<&str>| {
        let events = format!("@lead_id @event @time @event_id channel\n{}", rows.join("\n"));
        score(&model, "@lead_id\na\nb\nc", &events, "2026-02-01")
    };
    let scores = run(rows.to_vec());
    assert_eq!(scores, run(rows.iter().rev().copied().collect()));
    assert_eq!(scores.lead_id, ["c", "a", "b"]);
    assert_eq!(scores.score, [3, 1, 0]);
    assert_eq!(scores.last_touch, [Some(at("2026-01-02").micros()); 3]);
    assert_eq!(scores.lead_source, [None, Some("web".to_owned()), None]);
}
