//! Bad input: a clear message, the right exit code, no panic, no half-written file.

use crate::acme::{Acme, Run};

const HEADER: &str = "lead_id,company,country,seniority,employees\n";

/// Scores these bytes as leads into a file, which must not appear unless all went well.
fn leads(name: &str, bytes: &[u8]) -> Run {
    table(name, bytes, "--leads {} --output out.csv")
}

/// Scores these bytes as events.
fn events(name: &str, bytes: &[u8]) -> Run {
    table(name, bytes, "--leads leads.csv --events {} --output out.csv")
}

fn table(name: &str, bytes: &[u8], options: &str) -> Run {
    let acme = Acme::new();
    acme.write(name, bytes);
    let before = acme.files();
    let run = acme.run(&format!("score model.toml --as-of 2026-01-15 {}", options.replace("{}", name)));
    let mut after = acme.files();
    if run.code == 0 {
        after.retain(|file| file != "out.csv");
    }
    assert_eq!(after, before, "something was left behind: {}", run.err);
    run
}

#[test]
fn files_that_are_not_there() {
    let acme = Acme::new();
    acme.run("score model.toml --leads lead.csv").ended(3).saying(&["`lead.csv` does not exist", "leads.csv"]);
    acme.run("score model.toml --leads .").ended(3).saying(&["is a directory"]);
    acme.run("score model.toml --leads leads.csv --events 'e*.parquet'").ended(3).saying(&["no file matches"]);
    acme.run("score model.toml --leads - --events -").ended(2).saying(&["standard input"]);
    acme.run("score model.toml --leads -").ended(3).saying(&["is empty"]);
}

#[test]
fn files_without_rows() {
    leads("l.csv", b"").ended(3).saying(&["`l.csv` is empty"]);
    leads("l.csv", HEADER.as_bytes()).ended(3).saying(&["no leads in `l.csv`"]);
    events("e.csv", b"lead_id,event,timestamp,plan\n").ended(0);
}

#[test]
fn bytes_that_are_no_table() {
    let junk: Vec<u8> = (0..50_000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    leads("junk.csv", &junk).ended(3).saying(&["junk.csv"]);
    leads("junk.parquet", &junk).ended(3).saying(&["junk.parquet"]);
    leads("junk.xlsx", &junk).ended(3).saying(&["junk.xlsx"]);
    leads("fake.parquet", b"PAR1 and then nothing of the kind PAR1").ended(3).saying(&["fake.parquet"]);
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xcb, 0x49, 0x4d, 0x4c];
    leads("cut.csv.gz", &gzip).ended(3).saying(&["cut.csv.gz", "cut short"]);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(HEADER.bytes().flat_map(|byte| [byte, 0])).collect();
    leads("wide.csv", &utf16).ended(3).saying(&["UTF-16", "UTF-8"]);
}

#[test]
fn text_in_another_encoding_is_told() {
    let run = leads("latin.csv", &[HEADER.as_bytes(), b"a,A,BR,Caf\xe9,5\n"].concat());
    run.ended(0).saying(&["`seniority`", "UTF-8", "latin.csv:2"]);
}

#[test]
fn columns_that_do_not_match() {
    leads("l.csv", b"lead_id,company,country,seniority\na,A,BR,vp\n").ended(3).saying(&["`employees`"]);
    leads("l.csv", b"lead_id,company,countri,seniority,employees\na,A,BR,vp,5\n")
        .ended(3)
        .saying(&["`country`", "is it `countri`?"]);
    leads("l.csv", b"lead_id,company,country,country,seniority,employees\na,A,BR,BR,vp,5\n")
        .ended(3)
        .saying(&["`country` 2 times"]);
    leads("l.csv", b"lead_id^company^country^seniority^employees\na^A^BR^vp^5\n").ended(3).saying(&["delimiter"]);
    leads("l.csv", b"lead_id;company;country;seniority;employees\na;A;BR;vp;5\n").ended(0);
}

#[test]
fn rows_that_do_not_match() {
    leads("l.csv", format!("{HEADER}a,A,BR,vp,5\nb,B,BR\nc,C,BR,vp,5\n").as_bytes())
        .ended(0)
        .saying(&["1 row left out with more or fewer cells than the header", "l.csv:3"]);
    leads("l.csv", format!("{HEADER}a,\"A,BR,vp,5\n").as_bytes()).ended(3).saying(&["never ends", "l.csv"]);
    leads("l.csv", format!("{HEADER},A,BR,vp,5\nb,B,BR,vp,5\n").as_bytes())
        .ended(0)
        .saying(&["without a known lead id"]);
}

#[test]
fn a_second_row_of_a_lead_is_an_error_that_lists_both() {
    leads("l.csv", format!("{HEADER}a,A,BR,vp,5\nb,B,BR,vp,5\na,A,US,vp,5\n").as_bytes()).ended(3).saying(&[
        "1 lead has more than one row",
        "`a`: l.csv:2, l.csv:4",
        "lead_valid_from",
    ]);
}

#[test]
fn numbers_out_of_range_are_unknown_and_counted() {
    let rows = "a,A,BR,vp,99999999999999999999\nb,B,BR,vp,NaN\nc,C,BR,vp,1e400\nd,D,BR,vp,-0\n";
    leads("l.csv", format!("{HEADER}{rows}").as_bytes()).ended(0).saying(&["`employees`: 3 cells are not an integer"]);
}

#[test]
fn a_cell_of_ten_megabytes_is_a_cell() {
    let huge = "x".repeat(10 << 20);
    leads("l.csv", format!("{HEADER}a,{huge},BR,vp,5\n").as_bytes()).ended(0);
    let acme = Acme::new();
    acme.write("l.csv", format!("{HEADER}a,{huge},BR,vp,5\nb,,BR,vp,5\n"));
    let table = acme.run("score model.toml --as-of 2026-01-15 --leads l.csv").ended(0).out;
    assert!(table.len() < 1_000, "one cell makes no line of megabytes");
    events("e.csv", format!("lead_id,event,timestamp,plan\nana,{huge},2026-01-01,pro\n").as_bytes()).ended(0);
}

#[test]
fn times_beyond_the_calendar_are_unknown_and_counted() {
    let rows = "ana,Page Viewed,10000-01-01T00:00:00Z,\nana,Page Viewed,+010000-01-01T00:00:00Z,\nana,Page Viewed,2026-01-32,\n";
    events("e.csv", format!("lead_id,event,timestamp,plan\n{rows}").as_bytes())
        .ended(0)
        .saying(&["3 rows left out without a known time"]);
    Acme::new().run("score model.toml --leads leads.csv --as-of 10000-01-01").ended(2).saying(&["--as-of"]);
}

#[test]
fn times_written_in_two_ways_are_told_in_one_report() {
    let acme = Acme::new();
    acme.write(
        "events.csv",
        "lead_id,event,timestamp,plan\nana,Trial Started,31/12/2025,\nana,Trial Started,03/01/2026 10:30,\n",
    );
    acme.score("")
        .ended(0)
        .saying(&["\"%d/%m/%Y\" (1 cell), \"%d/%m/%Y %H:%M\" (1 cell); a model has one `time_format`"]);
}

#[test]
fn a_broken_join_shows_ids_of_both_sides() {
    let prefixed =
        events("e.csv", b"lead_id,event,timestamp,plan\nxana,Page Viewed,2026-01-01,\nxbob,Page Viewed,2026-01-01,\n");
    prefixed
        .ended(0)
        .saying(&["2 events of unknown leads: ignored, such as `xana` and `xbob`", "leads look like `ana`"]);
    let leads = format!("{HEADER}001,A,BR,vp,5\n002,B,BR,vp,5\n");
    let acme = Acme::new();
    acme.write("leads.csv", leads);
    acme.write("events.csv", "lead_id,event,timestamp,plan\n1,Page Viewed,2026-01-01,\n001,Page Viewed,2026-01-01,\n002,Page Viewed,2026-01-01,\n");
    acme.score("").ended(0).saying(&[
        "such as `1`",
        "`1` may be the lead `001`",
        "1 adjustment of unknown leads: ignored, such as `ana`",
    ]);
}

#[test]
fn a_gate_that_nobody_meets_is_told() {
    let run = leads("l.csv", format!("{HEADER}a,A,DE,vp,5\nb,B,,vp,5\nc,C,US,student,5\n").as_bytes());
    run.ended(0).saying(&[
        "no lead is eligible\n",
        "gate `In a country we serve` is missed by 1 of 3, not known of 1\n",
        "exclusion `Student` is met by 1 of 3\n",
    ]);
    assert!(!Acme::new().score("").ended(0).err.contains("no lead is eligible"));
}

#[test]
fn slips_on_the_command_line_are_told() {
    let acme = Acme::new();
    for option in ["--threads 0", "--top 0", "--top -1", "--threads -1"] {
        acme.score(option).ended(2).saying(&["not a whole number from 1 on"]);
    }
    acme.run("score model.toml --leads leads.csv --as-of 2026-02-30").ended(2).saying(&["there is no day 2026-02-30"]);
    acme.score("--output nowhere/x.csv")
        .ended(4)
        .saying(&["`nowhere/x.csv` cannot be written: `nowhere` does not exist"]);
    acme.score("--output leads.csv/x.csv").ended(4).saying(&["`leads.csv` is a file, not a folder"]);
    acme.run("demo leads.csv").ended(4).saying(&["`leads.csv` is a file, not a folder", "help: name a folder"]);
    acme.score("--output x.csv --format xlsx")
        .ended(0)
        .saying(&["`x.csv` is written as xlsx, though its name says csv"]);
    assert!(!acme.score("--output x.csv --format csv").ended(0).err.contains("though"));
}
