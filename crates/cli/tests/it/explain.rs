//! `handraise explain`.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

use crate::acme::{AS_OF, Acme, LEADS, MODEL, Run};

fn explain(acme: &Acme, options: &str) -> Run {
    acme.run(&format!(
        "explain model.toml --leads leads.csv --events events.csv --adjustments adjustments.csv --as-of {AS_OF} {options}"
    ))
}

#[test]
fn the_story_adds_up() {
    let run = explain(&Acme::new(), "--lead ana").ended(0);
    assert!(run.out.lines().all(|line| line.chars().count() <= 100), "{}", run.out);
    insta::assert_snapshot!("story", run.out);
}

#[test]
fn a_story_fits_narrow_and_wide_terminals() {
    let acme = Acme::new();
    for width in [60, 80, 140] {
        let story = format!(
            "explain model.toml --leads leads.csv --events events.csv --adjustments adjustments.csv --as-of {AS_OF} \
             --lead ana --lead bob"
        );
        let run = acme.run_in_width(width, &story).ended(0);
        assert!(run.out.lines().all(|line| line.chars().count() <= width), "{width}:\n{}", run.out);
    }
}

#[test]
fn the_changes_that_would_lift_a_lead_are_shown_with_what_comes_of_them() {
    let run = explain(&Acme::new(), "--lead eve --lead cho").ended(0);
    insta::assert_snapshot!("reach", run.out);
}

#[test]
fn json_holds_all_of_it() {
    let acme = Acme::new();
    let run = explain(&acme, "--lead ana --lead dee --format json").ended(0);
    let stories: Vec<serde_json::Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(stories.len(), 2);
    let sum: f64 = stories[0]["steps"].as_array().unwrap().iter().map(|step| step["change"].as_f64().unwrap()).sum();
    assert!((sum - stories[0]["total"].as_f64().unwrap()).abs() < 1e-6);
    insta::assert_snapshot!("story_json", format!("{:#}", stories[0]));
}

/// A change that is shown is tried: made in the files, it gives the score that was promised.
#[test]
fn a_change_that_is_shown_gives_what_it_promises() {
    let acme = Acme::new();
    let run = explain(&acme, "--lead eve --format json").ended(0);
    let story: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let reached = story["reach"]["lane"].as_array().unwrap();
    let change = reached.iter().find(|found| found["changes"][0]["criterion"] == "Asked for a demo").unwrap();
    assert_eq!(change["lane"], "call now");
    acme.write("more.csv", "lead_id,event,timestamp,plan\neve,Demo Requested,2026-01-15T17:59:59.999999Z,\n");
    let run = explain(&acme, "--events more.csv --lead eve --format json").ended(0);
    let story: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&story["lane"], &story["total"]), (&change["lane"], &change["total"]));
}

#[test]
fn what_does_not_fit_is_told_beside_the_story() {
    let acme = Acme::new();
    assert_eq!(explain(&acme, "--lead ana").ended(0).err, "");
    acme.write("leads.csv", LEADS.replace(",400\n", ",\"1,400\"\n"));
    for format in ["text", "json"] {
        let run = explain(&acme, &format!("--lead ana --format {format}")).ended(0);
        run.saying(&["`employees`: 1 cell is not an integer: leads.csv:2 `1,400`", "thousands separator"]);
    }
}

#[test]
fn a_lead_that_is_asked_for_twice_is_told_once() {
    let acme = Acme::new();
    let once = explain(&acme, "--lead ana --lead bob").ended(0).out;
    assert_eq!(explain(&acme, "--lead ana --lead bob --lead ana").ended(0).out, once);
}

#[test]
fn an_unknown_lead_has_a_near_one() {
    let acme = Acme::new();
    explain(&acme, "--lead anna").ended(3).saying(&["no lead `anna` among 5 leads", "there is `ana`"]);
    explain(&acme, "").ended(2);
}

#[test]
fn what_the_data_brings_cannot_drive_the_terminal() {
    let acme = Acme::new();
    acme.write("leads.csv", "lead_id,company,country,seniority,employees\nana,\u{1b}[2Jx,\u{1b}[31mBR,\u{7}vp,1\n");
    acme.write(
        "odd.csv",
        "lead_id,company,country,seniority,employees\n\u{1b}[2J,x,BR,vp,\u{1b}[31m\n\u{1b}[2J,x,BR,vp,1\n",
    );
    let told = [
        explain(&acme, "--lead ana").ended(0),
        explain(&acme, "--lead bob").ended(3).saying(&["ids look like"]),
        acme.score("").ended(0),
        acme.run("score model.toml --leads odd.csv").ended(3).saying(&["more than one row"]),
    ];
    for run in told {
        let text = run.out + &run.err;
        assert!(!text.contains(['\u{1b}', '\u{7}']), "{text}");
    }
}

#[test]
fn an_exclusion_that_is_met_has_a_mark_of_its_own() {
    let run = explain(&Acme::new(), "--lead dee").ended(0);
    assert!(run.out.contains("  ! Student  seniority student\n"), "{}", run.out);
    assert!(run.out.ends_with("✓ met, ✗ missed, ! excludes, ★ critical\n"), "{}", run.out);
}

#[test]
fn names_have_the_room_there_is_and_ages_are_never_cut() {
    let acme = Acme::new();
    let long = "Asked for a demo of everything that we have ever sold";
    acme.write("model.toml", MODEL.replace("Asked for a demo", long));
    acme.write("events.csv", "lead_id,event,timestamp,plan\nbob,Demo Requested,2020-01-14T08:00:00Z,\n");
    for (width, whole) in [(60, false), (140, true)] {
        let line = format!("explain model.toml --leads leads.csv --events events.csv --as-of {AS_OF} --lead bob");
        let run = acme.run_in_width(width, &line).ended(0);
        assert!(run.out.contains("2020-01-14 08:00  2,193 days ago"), "{}", run.out);
        assert_eq!(!run.out.contains('…'), whole, "{}", run.out);
        assert!(run.out.lines().all(|line| line.chars().count() <= width), "{}", run.out);
    }
}

/// Text comes from Parquet as it stands in the file: as codes, or as it is.
#[test]
fn a_story_does_not_depend_on_the_form_of_the_file() {
    let acme = Acme::new();
    let story = explain(&acme, "--lead eve --lead cho --format json").ended(0);
    let text = acme.read("events.csv");
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let cells = |column: usize| text.lines().skip(1).map(move |line| line.split(',').nth(column).unwrap());
    let columns = header.iter().enumerate().map(|(column, name)| {
        let known = cells(column).map(|cell| (!cell.is_empty()).then_some(cell));
        (*name, Arc::new(known.collect::<StringArray>()) as ArrayRef, true)
    });
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    for codes in [true, false] {
        let properties = WriterProperties::builder().set_dictionary_enabled(codes).build();
        let file = std::fs::File::create(acme.path("events.parquet")).unwrap();
        let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let line = "explain model.toml --leads leads.csv --events events.parquet --adjustments adjustments.csv --as-of";
        let run = acme.run(&format!("{line} {AS_OF} --lead eve --lead cho --format json")).ended(0);
        assert_eq!(run.out, story.out, "{codes}");
    }
}
