//! What the search finds, on models small enough to see it.

use std::sync::Arc;

use handraise_model::ModelSource;
use handraise_model::condition::{DataPointId, EngagementId};
use handraise_model::values::{AsOf, Value};

use super::{Case, CaseEvent, Change, Reach, Reached, StandsFor, search};

/// The search for a lead with these data points and nothing done.
fn found(model: &str, values: &[Option<Value>]) -> Reach {
    found_after(model, values, Vec::new())
}

/// The search for a lead with these data points that did this.
fn found_after(model: &str, values: &[Option<Value>], events: Vec<CaseEvent>) -> Reach {
    let source = ModelSource::new("model.toml", &format!("model = {{ name = \"m\", version = 1 }}\n{model}"));
    let checked = source.check();
    let model = Arc::new(checked.model.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics)));
    let as_of = AsOf::from_date(jiff::civil::date(2026, 1, 15));
    search(&model, &Case { values: values.to_vec(), events, adjustments: Vec::new(), as_of }).unwrap()
}

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn to(index: usize, from: Option<Value>, to: Value) -> Change {
    Change::DataPoint { data_point: DataPointId(index), from, to, stands_for: StandsFor::Itself }
}

fn changes(reached: &[Reached]) -> Vec<&[Change]> {
    reached.iter().map(|reached| reached.changes.as_slice()).collect()
}

#[test]
fn a_gate_over_two_data_points_is_met_by_both_together() {
    let model = r#"
        lead = { country = "text", employees = "integer" }
        gate = [ { name = "ours", when = "country = 'BR' and employees >= 50" } ]
        lane = [ { name = "call", when = "eligible" } ]
    "#;
    let reach = found(model, &[text("FR"), None]);
    let lane = reach.lane.unwrap();
    let expected = [to(0, text("FR"), Value::Text("BR".to_owned())), to(1, None, Value::Integer(50))];
    assert_eq!(changes(&lane), [expected.as_slice()]);
    assert_eq!((lane[0].gates.as_slice(), lane[0].standing.eligible), ([0].as_slice(), true));
}

#[test]
fn pairs_are_found_where_no_single_change_is_enough() {
    let model = r#"
        lead = { country = "text" }
        fit = [ { name = "country", of = "country", points = { BR = 20 } } ]
        engagement = [ { name = "demo", event = "Demo", points = 20 }, { name = "page", event = "Page", points = 1 } ]
        lane = [ { name = "call", when = "score >= 40" }, { name = "wait", when = "score >= 0" } ]
    "#;
    let lane = found(model, &[None]).lane.unwrap();
    assert_eq!(lane.len(), 1);
    assert_eq!(lane[0].changes.len(), 2);
    assert!(lane[0].changes.contains(&to(0, None, Value::Text("BR".to_owned()))));
    assert_eq!(lane[0].standing.score, 40);
}

#[test]
fn an_occurrence_meets_its_where_and_takes_as_many_events_as_it_needs() {
    let model = r#"
        event = { plan = "text" }
        engagement = [ { name = "used", event = "Used", where = "plan = 'pro'", points = 9, per = "day", at_least = 3 } ]
        lane = [ { name = "call", when = "score >= 9" } ]
    "#;
    let lane = found(model, &[]).lane.unwrap();
    let [Change::Occurrence { criterion: EngagementId(0), events }] = changes(&lane)[0] else { panic!("{lane:?}") };
    assert_eq!(events.len(), 3);
    assert!(events.iter().all(|event| event.properties == [text("pro")]));
}

#[test]
fn nothing_that_costs_points_or_eligibility_is_offered() {
    let model = r#"
        lead = { role = "text" }
        exclude = [ { name = "student", when = "role = 'student'" } ]
        fit = [ { name = "role", of = "role", points = { vp = 20, junior = 5 } } ]
        engagement = [ { name = "unsubscribed", event = "Unsubscribed", points = -5 } ]
        lane = [
            { name = "out", when = "excluded" },
            { name = "hold", when = "occurrences('unsubscribed') > 0 or score < 10" },
            { name = "call", when = "eligible" },
        ]
    "#;
    let reach = found(model, &[text("vp")]);
    assert_eq!(reach.present.lane, Some(2));
    assert_eq!(reach.lane, Some(Vec::new()));
    assert_eq!(reach.grade, None);
}

#[test]
fn what_has_reached_its_cap_is_tried_once_more() {
    let model = r#"
        engagement = [ { name = "demo", event = "Demo", points = 9, at_most = 1, hand_raise = true } ]
        lane = [
            { name = "call", when = "eligible and days_since_hand_raise <= 5" },
            { name = "wait", when = "true" },
        ]
    "#;
    let days_ago = |days: i64| CaseEvent {
        event: "Demo".to_owned(),
        time: AsOf::from_date(jiff::civil::date(2026, 1, 15)).micros() - days * handraise_model::values::MICROS_PER_DAY,
        id: None,
        properties: Vec::new(),
    };
    let reach = found_after(model, &[], vec![days_ago(6)]);
    assert_eq!(reach.present.lane, Some(1));
    let lane = reach.lane.unwrap();
    let [Change::Occurrence { criterion: EngagementId(0), .. }] = changes(&lane)[0] else { panic!("{lane:?}") };
    assert_eq!((lane.len(), lane[0].standing.lane), (1, Some(0)));
}

#[test]
fn what_can_be_done_comes_before_facts_that_would_be_others() {
    let model = r#"
        lead = { country = "text" }
        fit = [ { name = "country", of = "country", points = { BR = 20, FR = 1 } } ]
        engagement = [
            { name = "demo", event = "Demo", points = 12, at_most = 1 },
            { name = "trial", event = "Trial", points = 12, at_most = 1 },
        ]
        lane = [ { name = "call", when = "score >= 20" }, { name = "wait", when = "true" } ]
    "#;
    let lane = found(model, &[text("FR")]).lane.unwrap();
    let counts: Vec<(usize, bool)> = lane.iter().map(|reached| (reached.changes.len(), reached.is_doable())).collect();
    assert_eq!(counts, [(2, true), (1, false)]);
}

#[test]
fn a_pattern_with_wildcards_stands_for_itself() {
    let model = r#"
        lead = { title = "text" }
        fit = [ { name = "chief", when = "title ilike 'c_o'", points = 9 } ]
        lane = [ { name = "call", when = "score >= 9" } ]
    "#;
    let lane = found(model, &[None]).lane.unwrap();
    let [Change::DataPoint { stands_for, .. }] = changes(&lane)[0] else { panic!("{lane:?}") };
    assert_eq!(*stands_for, StandsFor::Like("c_o".to_owned()));
}
