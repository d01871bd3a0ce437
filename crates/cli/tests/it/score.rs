//! `handraise score`.

use crate::acme::{AS_OF, Acme, EVENTS, LEADS, MODEL};

#[test]
fn the_table_fits_a_hundred_columns() {
    let run = Acme::new().score("").ended(0);
    assert!(run.out.lines().all(|line| line.chars().count() <= 100), "{}", run.out);
    insta::assert_snapshot!("table", run.out);
    insta::assert_snapshot!("data_report", run.err);
}

#[test]
fn the_table_fits_narrow_and_wide_terminals() {
    let acme = Acme::new();
    acme.write("leads.csv", LEADS.replace("Acme do Brasil", &"東京 Acme do Brasil ".repeat(9)));
    for width in [60, 80, 140] {
        let run = acme.run_in_width(width, &format!("score model.toml --leads leads.csv --as-of {AS_OF}")).ended(0);
        let widths = run.out.lines().map(unicode_width::UnicodeWidthStr::width);
        assert!(widths.max() <= Some(width), "{width}:\n{}", run.out);
        // Bars go first, lanes last.
        assert!(run.out.contains("nurture") && !run.out.contains('█'), "{width}:\n{}", run.out);
    }
}

#[test]
fn json_has_the_keys_in_order_and_exact_digits() {
    let run = Acme::new().score("--format json --explain").ended(0);
    insta::assert_snapshot!("json", run.out);
}

#[test]
fn as_of_defaults_to_now_and_is_told() {
    let acme = Acme::new();
    acme.run("score model.toml --leads leads.csv").ended(0).saying(&["as of now: --as-of 2"]);
    assert!(!acme.score("").err.contains("as of now"));
}

#[test]
fn rows_in_any_order_from_standard_input_and_globs_give_the_same() {
    let acme = Acme::new();
    let expected = acme.score("--format json --explain").ended(0).out;
    let (header, rows) = EVENTS.split_once('\n').unwrap();
    let (first, second): (Vec<_>, Vec<_>) = rows.lines().rev().enumerate().partition(|(index, _)| index % 2 == 0);
    for (name, part) in [("events-1.csv", first), ("events-2.csv", second)] {
        let lines: Vec<&str> = part.into_iter().map(|(_, line)| line).collect();
        acme.write(name, format!("{header}\n{}\n", lines.join("\n")));
    }
    let options = format!("--adjustments adjustments.csv --as-of {AS_OF} --format json --explain --threads 3");
    for events in ["events-*.csv", "events-2.csv events-1.csv", "events-1.csv --events events-2.csv"] {
        let run = acme.run(&format!("score model.toml --leads leads.csv --events {events} {options}")).ended(0);
        assert_eq!(run.out, expected, "{events}");
    }
}

#[test]
fn top_and_lane_choose_and_keep_the_ranks() {
    let acme = Acme::new();
    let ids = |options: &str| -> Vec<String> {
        let run = acme.score(&format!("--format csv {options}")).ended(0);
        run.out.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(""), ["ana", "bob", "eve", "cho", "dee"]);
    assert_eq!(ids("--top 2"), ["ana", "bob"]);
    assert_eq!(ids("--lane nurture"), ["eve"]);
    assert_eq!(ids("--lane nurture 'call now'"), ["bob", "eve"]);
    acme.score("--lane nurtur").ended(2).saying(&["no lane `nurtur`", "there is `nurture`"]);
    acme.score("--top 0").ended(2);
}

#[test]
fn misfits_are_told_and_are_errors_when_strict() {
    let acme = Acme::new();
    acme.write("leads.csv", LEADS.replace(",400\n", ",\"1,400\"\n").replace(",5000\n", ",51-200\n"));
    let run = acme.score("").ended(0);
    insta::assert_snapshot!("misfits", run.err);
    let strict = acme.score("--strict --output out.csv").ended(3).saying(&["`--strict`", "1,400"]);
    assert_eq!(strict.out, "");
    assert!(!acme.files().contains(&"out.csv".to_owned()));
}

#[test]
fn equal_events_each_count_unless_their_ids_say_that_they_are_one() {
    let acme = Acme::new();
    let row = "ana,Demo Requested,2026-01-10T10:00:00Z,,e1\n";
    acme.write("events.csv", format!("lead_id,event,timestamp,plan,id\n{row}{row}"));
    let run = acme.score("").ended(0).saying(&["1 row is equal to an earlier one", "each counts", "event_id"]);
    assert!(!run.err.contains("counted once"), "{}", run.err);
    acme.write("model.toml", MODEL.replace("[data]\n", "[data]\nevent_id = \"id\"\n"));
    let run = acme.score("").ended(0).saying(&["1 event with an id that another has: counted once"]);
    assert!(!run.err.contains("each counts") && !run.err.contains("event_id"), "{}", run.err);
}

#[test]
fn an_event_type_in_the_wrong_case_is_found() {
    let acme = Acme::new();
    acme.write("events.csv", EVENTS.replace("Demo Requested", "demo requested"));
    let wrong_case = ["no event `Demo Requested` occurs", "gives nothing", "the events hold `demo requested`"];
    acme.score("").ended(0).saying(&wrong_case);
    acme.write("model.toml", MODEL.replace("\"Demo Requested\"", "[\"Demo Requested\", \"Page Viewed\"]"));
    let one_of_two = ["no event `Demo Requested` occurs", "counts its other events alone", wrong_case[2]];
    acme.score("").ended(0).saying(&one_of_two);
    acme.write("model.toml", MODEL.replace("\"Demo Requested\"", "[\"Call Booked\", \"demo requested\"]"));
    assert!(!acme.score("").ended(0).err.contains("Call Booked"));
}
