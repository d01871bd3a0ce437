//! Closed leads, in `score` and `explain`.

use crate::acme::{AS_OF, Acme, LEADS, MODEL, Run};

/// Acme with this `[outcome]`, and a table of outcomes.
fn acme(outcome: &str) -> Acme {
    let acme = Acme::new();
    acme.write("model.toml", format!("{MODEL}\n[outcome]\n{outcome}"));
    acme.write(
        "outcomes.csv",
        "lead_id,outcome,at,value\nana,won,2026-01-12T08:00:00Z,900\nbob,lost,2026-01-15,\neve,won,2026-01-15T18:00:00Z,\n\
         ghost,won,2026-01-01,\n",
    );
    acme
}

fn ids(run: &Run) -> Vec<&str> {
    run.out.lines().skip(1).filter_map(|line| line.split(',').next()).collect()
}

#[test]
fn closed_leads_are_left_out_as_if_they_were_not_among_the_leads() {
    let acme = acme("won = \"won\"\nclosed = [\"won\", \"lost\"]");
    let all = acme.score("--format csv --explain").ended(0);
    assert_eq!(ids(&all), ["ana", "bob", "eve", "cho", "dee"]);
    let open = acme.score("--format csv --explain --outcomes outcomes.csv").ended(0);
    // What happens at the instant of the scores is not known to them.
    assert_eq!(ids(&open), ["eve", "cho", "dee"]);
    let told = ["2 leads are closed by an outcome: left out", "1 outcome of unknown leads: ignored, such as `ghost`"];
    open.saying(&told).saying(&["outcomes: won (3), lost (1)"]);
    let rest: Vec<&str> = LEADS.lines().filter(|line| !line.starts_with("ana,") && !line.starts_with("bob,")).collect();
    acme.write("leads.csv", rest.join("\n"));
    let without = acme.score("--format csv --explain").ended(0);
    acme.write("leads.csv", LEADS);
    let open = acme.score("--format csv --explain --outcomes outcomes.csv").ended(0);
    assert_eq!(open.out, without.out);
    // Each of several instants closes its own.
    let line =
        "score model.toml --leads leads.csv --outcomes outcomes.csv --from 2026-01-13 --to 2026-01-16 --every 3d";
    let several = acme.run(&format!("{line} --columns lead_id,as_of")).ended(0);
    assert_eq!(ids(&several), ["eve", "bob", "cho", "dee", "cho", "dee"]);
}

#[test]
fn a_closed_lead_is_not_explained() {
    let acme = acme("won = \"won\"");
    let explain = |as_of: &str| {
        let data = "--leads leads.csv --events events.csv --outcomes outcomes.csv";
        acme.run(&format!("explain model.toml {data} --as-of {as_of} --lead ana"))
    };
    explain(AS_OF).ended(3).saying(&["lead `ana` is closed as of 2026-01-15T18:00:00.000000Z, and not scored"]);
    explain("2026-01-12").ended(0);
}

#[test]
fn events_that_are_outcomes_close_leads() {
    let acme = acme("won = { event = \"Trial Started\" }\nclosed = { event = [\"Trial Started\", \"Trial lost\"] }");
    let run = acme.score("--format csv").ended(0);
    assert_eq!(ids(&run), ["eve", "cho", "dee"]);
    run.saying(&["2 leads are closed by an outcome: left out", "no event `Trial lost` occurs, which `closed`"]);
}

#[test]
fn outcomes_that_the_model_does_not_read_are_refused() {
    let refused = |acme: Acme, texts: &[&str]| {
        acme.score("--outcomes outcomes.csv").ended(2).saying(texts);
    };
    refused(acme("won = { event = \"Trial Started\" }"), &["outcomes of the model are events", "remove `--outcomes`"]);
    refused(acme("column = \"company\"\nwon = \"Ever\""), &["the column `company` of the leads"]);
    refused(Acme::new(), &["the model has no `[outcome]`", "won = \"won\""]);
    acme("won = \"Won\"").score("--outcomes outcomes.csv").ended(0).saying(&[
        "`won` names the outcome `Won`, which never occurs",
        "`won` occurs 3 times",
        "[outcome] won = \"won\"",
    ]);
}
