//! Closed leads: from when on they are left out, and until when.

use handraise_engine::{History, Instants};

use crate::table::{at, events, leads, model, outcomes, plan};

const MODEL: &str = "
[outcome]
won = 'won'
closed = ['won', 'lost']
reopen_after_days = 10
[lead]
country = 'text'
[event]
plan = 'text'
[engagement_points]
click = 1";

fn ids(history: &History<'_>, instant: usize) -> Vec<String> {
    history.score(instant, &Default::default()).unwrap().lead_id
}

#[test]
fn a_lead_is_closed_after_its_outcome_and_open_again_if_it_was_not_won() {
    let model = model(MODEL);
    let plan = plan(&model);
    let days = ["2026-01-01", "2026-01-01T12:00:00.000001Z", "2026-01-11T11:59:59.999999Z", "2026-01-11", "2030-01-01"];
    let instants = Instants::Shared(days.map(at).to_vec());
    let leads = leads(&model, "@lead_id\nlost\nnone\nopen\nwon\nboth");
    let mut scoring = plan.start(&[leads], &instants).unwrap();
    let rows = "@lead_id @outcome @outcome_at
        won     won       2026-01-01
        lost    lost      2026-01-01
        both    lost      2026-01-01
        both    lost      2026-01-06
        open    called    2026-01-01
        nobody  won       2026-01-01
        -       won       2026-01-01
        won     -         2026-01-01
        won     won       -";
    scoring.push_outcomes(&outcomes(rows)).unwrap();
    let history = scoring.finish().unwrap();
    let all = vec!["both", "lost", "none", "open", "won"];
    let open = vec!["none", "open"];
    // Neither its own instant closes a lead, nor does the last of its days keep it closed.
    let expected =
        [all, open.clone(), open.clone(), vec!["lost", "none", "open"], vec!["both", "lost", "none", "open"]];
    assert_eq!([0, 1, 2, 3, 4].map(|instant| ids(&history, instant)), expected);
    let counts = history.counts();
    let closed: Vec<u64> = counts.leads_left_out.iter().map(|left_out| left_out.closed).collect();
    assert_eq!(closed, [0, 3, 3, 2, 1]);
    assert_eq!((counts.outcomes, counts.outcomes_incomplete, counts.outcomes_of_unknown_leads), (9, 3, 1));
    assert_eq!(counts.unknown_leads_of_outcomes, ["nobody"]);
    let is_told = |instant| history.explain(instant, "won").unwrap().is_some();
    assert_eq!([is_told(0), is_told(1)], [true, false]);
}

#[test]
fn each_lead_may_have_an_instant_of_its_own() {
    let model = model(MODEL);
    let plan = plan(&model);
    let instants = Instants::PerLead(vec![at("2026-01-01"), at("2026-01-02")]);
    let mut scoring = plan.start(&[leads(&model, "@lead_id\na\nb")], &instants).unwrap();
    scoring.push_outcomes(&outcomes("@lead_id @outcome @outcome_at\na won 2026-01-01\nb won 2026-01-01")).unwrap();
    assert_eq!(ids(&scoring.finish().unwrap(), 0), ["a"]);
}

#[test]
fn events_may_be_outcomes() {
    let model = model("[event]\nplan = 'text'\n[outcome]\nwon = { event = 'Signed' }\n[engagement_points]\nclick = 1");
    let plan = plan(&model);
    let instants = Instants::one(at("2026-01-02"));
    let mut scoring = plan.start(&[leads(&model, "@lead_id\na\nb\nc")], &instants).unwrap();
    let rows = "@lead_id @event @time plan
        a click  2026-01-01 -
        a Signed 2026-01-01 gold
        b Signed 2026-01-02 -
        - Signed 2026-01-01 -
        b Signed -          -";
    let events = events(&model, rows);
    let found = plan.outcomes_of(&events).unwrap().unwrap();
    assert_eq!(found.num_rows(), 2);
    assert!(plan.outcomes_of(&events.slice(0, 1)).unwrap().is_none());
    scoring.push_events(&events).unwrap();
    scoring.push_outcomes(&found).unwrap();
    assert_eq!(ids(&scoring.finish().unwrap(), 0), ["b", "c"]);
}

#[test]
fn an_outcome_in_a_column_closes_nothing() {
    let model = model("[outcome]\ncolumn = 'Stage'\nwon = 'won'");
    let plan = plan(&model);
    let mut scoring = plan.start(&[leads(&model, "@lead_id\na")], &Instants::one(at("2026-01-02"))).unwrap();
    scoring.push_outcomes(&outcomes("@lead_id @outcome @outcome_at\na won 2026-01-01")).unwrap();
    assert_eq!(ids(&scoring.finish().unwrap(), 0), ["a"]);
}
