//! `handraise backtest --report`, as a browser sees it.

use crate::acme::Acme;
use crate::browser::Browser;

#[test]
fn the_demo_s_report_holds_in_a_browser_on_a_desk_a_telephone_and_paper() {
    let acme = Acme::new();
    acme.run("demo demo").ended(0);
    let data = "--leads demo/leads.csv --events demo/events.csv --outcomes demo/outcomes.csv";
    let when = "--from 2025-11-01 --to 2026-02-01 --every 30d";
    acme.run(&format!("backtest demo/model.toml {data} {when} --by country --report report.html --format json"))
        .ended(0);
    let Some(mut browser) = Browser::start() else { return };
    let faults = browser.faults(&acme.path("report.html"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_report_that_cannot_be_written_is_told_before_anything_is_read() {
    let acme = Acme::new();
    acme.run(
        "backtest nothing.toml --leads nothing.csv --from 2025-09-01 --to 2025-10-01 --report nowhere/report.html",
    )
    .ended(4)
    .saying(&["`nowhere` does not exist"]);
}
