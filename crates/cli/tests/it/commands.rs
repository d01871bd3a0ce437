//! The other commands.

use crate::acme::{Acme, MODEL};
use crate::picture;

#[test]
fn check_passes_with_one_line() {
    let run = Acme::new().run("check model.toml --today 2026-01-01").ended(0);
    insta::assert_snapshot!(run.out, @"acme 3: 6 criteria, 1 example passes");
    assert_eq!(run.err, "");
}

#[test]
fn check_shows_all_errors_and_fails() {
    let acme = Acme::new();
    acme.write("model.toml", MODEL.replace("country in (", "contry in (").replace("points = 15", "points = 1500"));
    let run = acme.run("check model.toml").ended(1).saying(&["contry", "`country`", "1500"]);
    insta::assert_snapshot!(run.out, @"model.toml: 2 errors");
    let json = acme.run("check model.toml --format json").ended(1);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["diagnostics"].as_array().unwrap().len(), 2);
    assert!(json["model"].is_null());
    acme.score("").ended(1).saying(&["contry"]);
}

#[test]
fn a_failing_example_shows_the_score_it_got() {
    let acme = Acme::new();
    acme.write("model.toml", MODEL.replace("score_at_least = 40", "score_at_least = 60"));
    let run = acme.run("check model.toml --today 2026-01-01").ended(1);
    insta::assert_snapshot!("failing_example", run.err);
    insta::assert_snapshot!(run.out, @"acme 3: 6 criteria, 1 of 1 example fails");
    // A failing example does not keep anyone from scoring.
    acme.score("--top 1").ended(0);
}

#[test]
fn warnings_do_not_fail() {
    let acme = Acme::new();
    acme.write("model.toml", MODEL.replace("version = 3", "version = 3\nreview_by = 2026-02-01"));
    acme.run("check model.toml --today 2026-01-31").ended(0);
    let run = acme.run("check model.toml --today 2026-02-02").ended(0).saying(&["warning"]);
    insta::assert_snapshot!(run.out, @"acme 3: 6 criteria, 1 example passes, 1 warning");
}

#[test]
fn a_model_that_cannot_be_read_is_told() {
    let acme = Acme::new();
    acme.run("check nowhere.toml").ended(1).saying(&["`nowhere.toml` cannot be read: no such file"]);
    acme.run("check .").ended(1).saying(&["cannot be read"]);
    acme.write("latin.toml", b"[model]\nname = \"caf\xe9\"\n");
    acme.run("check latin.toml").ended(1).saying(&["not text in UTF-8"]);
}

#[test]
fn doc_has_no_sql_and_one_worked_lead() {
    let run = Acme::new().run("doc model.toml").ended(0);
    assert!(run.out.starts_with("# "), "{}", run.out);
    assert_eq!(run.out.matches("One lead, worked through").count(), 1);
    let (definitions, worked) = run.out.split_once("## One lead, worked through").unwrap();
    for sql in ["<>", ">=", " <", " is null", " in (", "= '", " and employees"] {
        assert!(!definitions.contains(sql), "`{sql}` in {definitions}");
    }
    // The worked lead adds up on the page: what stands before a sum makes it.
    assert!(worked.contains("**A trial in Brazil**"), "{worked}");
    let points =
        |line: &str| line.rsplit('|').nth(1).and_then(|cell| cell.trim().trim_matches('*').parse::<f64>().ok());
    let of = |name: &str| worked.lines().find(|line| line.starts_with(&format!("| {name}"))).and_then(points).unwrap();
    assert_eq!((of("Country") + of("Company size"), of("★ Started a free trial")), (of("**fit"), of("**engagement")));
    assert_eq!(of("**fit") + of("**engagement"), of("**total"));
}

#[test]
fn the_worked_lead_is_the_first_example_that_reaches_a_lane() {
    let acme = Acme::new();
    let (before, example) = MODEL.split_once("[[example]]").unwrap();
    let other = |name: &str, lead: &str, expect: &str| {
        let events = r#"[ { event = "Trial Started", days_ago = 1, plan = "pro" }, { event = "Demo Requested", days_ago = 0 } ]"#;
        format!("[[example]]\nname = \"{name}\"\nlead = {{ {lead} }}\nevents = {events}\nexpect = {{ {expect} }}\n")
    };
    let [fails, no_lane, richer] = [
        other("Fails", "country = \"BR\"", "eligible = false"),
        other("Has no lane", "country = \"KR\", employees = 400", "eligible = false"),
        other("Has more", "country = \"BR\", employees = 400", "eligible = true"),
    ];
    acme.write("model.toml", format!("{before}{fails}{no_lane}[[example]]{example}{richer}"));
    let page = acme.run("doc model.toml").ended(0).out;
    let worked = page.split_once("## One lead, worked through").unwrap().1;
    assert!(worked.trim_start().starts_with("**A trial in Brazil**"), "{worked}");
}

#[test]
fn schema_reference_and_completions_print_something_true() {
    let acme = Acme::new();
    let schema: serde_json::Value = serde_json::from_str(&acme.run("schema").ended(0).out).unwrap();
    assert!(schema["properties"]["fit"].is_object());
    let topics = acme.run("reference").ended(0).out;
    for line in topics.lines().filter(|line| line.starts_with("  ")) {
        let topic = line.split_whitespace().next().unwrap();
        assert!(acme.run(&format!("reference {topic}")).ended(0).out.starts_with('#'), "{topic}");
    }
    acme.run("reference condition").ended(2).saying(&["no topic `condition`", "there is `conditions`"]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(acme.run(&format!("completions {shell}")).ended(0).out.contains("handraise"));
    }
    assert_eq!(acme.run("--version").ended(0).out, concat!("handraise ", env!("CARGO_PKG_VERSION"), "\n"));
    assert!(acme.run("--help").ended(0).out.contains("Exit codes:"));
    acme.run("scores").ended(2);
}

#[test]
fn init_writes_a_model_that_passes_check() {
    let acme = Acme::new();
    let model = acme.run("init --leads leads.csv --events events.csv").ended(0).out;
    acme.write("first.toml", &model);
    acme.run("check first.toml").ended(0);
    acme.run("score first.toml --leads leads.csv --events events.csv --as-of 2026-01-16").ended(0);
    acme.run("init --leads nowhere.csv").ended(3).saying(&["`nowhere.csv` does not exist"]);
}

#[test]
fn init_tells_what_it_left_out_and_what_comes_next() {
    let acme = Acme::new();
    acme.write("ragged.csv", "Lead ID,Industry\n1,IT\n2\n3,Bau\n");
    acme.write("e.csv", "Lead ID,event\n1,Call\n");
    acme.run("init --leads ragged.csv --events e.csv").ended(0).saying(&[
        "1 row left out with more or fewer cells than the header (ragged.csv:3)",
        "a first model was written from 2 leads of ragged.csv and 1 event of e.csv",
        "not found: when a lead was created and the event's time",
        "next: ",
        "handraise check",
    ]);
    acme.write("latin.csv", b"Lead ID,Gr\xf6\xdfe\n1,gro\xdf\n2,gro\xdf\n3,klein\n4,klein\n5,mini\n");
    let latin = acme.run("init --leads latin.csv").ended(0);
    let latin = latin.saying(&["1 header and 2 cells cannot be read as written", "save the file as UTF-8"]);
    assert!(!latin.out.contains("gro\u{fffd}"), "{}", latin.out);
    acme.write("header.csv", "Lead ID,Industry\n");
    acme.run("init --leads header.csv").ended(3).saying(&["no leads in `header.csv`"]);
    acme.write("text.csv", "# A first model, by hand\n[lead]\na = 1\n\n[score]\n");
    acme.run("init --leads text.csv").ended(3).saying(&["`text.csv` is no table"]);
    acme.run("init --leads model.toml").ended(3).saying(&["`model.toml` is no table"]);
}

#[test]
fn demo_ranks_and_overwrites_nothing_of_others() {
    let acme = Acme::new();
    // The README's pictures are what a terminal shows.
    let coloured = acme.run_coloured("demo").ended(0).saying(&["--as-of 2026-07-01", "handraise explain"]);
    let plain = anstream::adapter::strip_str(&coloured.out).to_string();
    picture::holds("demo", "cargo run --release -- demo", &coloured.out);
    assert_eq!(plain.lines().filter(|line| line.trim_start().starts_with(char::is_numeric)).count(), 21);
    assert_eq!(acme.read("demo/ranking.csv").lines().count(), 5001);

    let best = plain.lines().nth(1).and_then(|line| line.split_whitespace().nth(1)).unwrap_or_default();
    let explain = format!(
        "explain demo/model.toml --leads demo/leads.csv --events demo/events.csv --adjustments demo/adjustments.csv \
         --as-of 2026-07-01 --lead {best}"
    );
    let story = acme.run_coloured(&explain).ended(0);
    picture::holds("explain", &format!("handraise explain … --lead {best}"), &story.out);

    acme.write("demo/model.toml", "mine");
    acme.run("demo").ended(4).saying(&["demo/model.toml", "--force"]);
    assert_eq!(acme.read("demo/model.toml"), "mine");
    assert_eq!(acme.run("demo --force").ended(0).out, plain);
    assert_ne!(acme.read("demo/model.toml"), "mine");
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::io::{BufRead as _, BufReader};
    use std::process::{Command, Stdio};

    let acme = Acme::new();
    let leads: String = (0..20_000).map(|lead| format!("{lead},BR\n")).collect();
    acme.write("leads.csv", format!("lead_id,country\n{leads}"));
    acme.write("model.toml", "[model]\nname = \"m\"\nversion = 1\n[lead]\ncountry = \"text\"\n[[fit]]\nname = \"c\"\nwhen = \"country = 'BR'\"\npoints = 1\n");
    for format in ["table", "csv", "json"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_handraise"))
            .args(["score", "model.toml", "--leads", "leads.csv", "--format", format, "--as-of", "2026-01-01"])
            .current_dir(acme.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !err.contains("error"), "{format}: {err}");
    }
}
