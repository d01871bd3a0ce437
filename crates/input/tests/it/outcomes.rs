//! Outcomes: a table of their own, or a column of the leads.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, StringArray, TimestampMillisecondArray};
use insta::assert_snapshot;
use parquet::file::properties::WriterProperties;

use crate::parquet::parquet_of;
use crate::support::{Folder, Read, findings, leads_csv, model, outcomes_of, shown};

fn outcomes_csv(sections: &str, text: &str) -> Read {
    outcomes_of(&model(sections), Folder::new().write("outcomes.csv", text)).expect("outcomes")
}

#[test]
fn every_format_gives_the_same() {
    let folder = Folder::new();
    let model = model("[data]\nlead_id = \"Lead Number\"\n[outcome]\nwon = \"won\"");
    let text = "at,Lead Number,value,outcome\n2026-01-05T10:00:00Z,a,99.5,won\n2026-01-06,b,,lost\n";
    let lines = "{\"Lead Number\":\"a\",\"outcome\":\"won\",\"at\":\"2026-01-05T12:00:00+02:00\",\"value\":99.5}\n\
                 {\"Lead Number\":\"b\",\"outcome\":\"lost\",\"at\":\"2026-01-06T00:00:00Z\"}\n";
    let at = TimestampMillisecondArray::from(vec![1_767_607_200_000, 1_767_657_600_000]).with_timezone("UTC");
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("at", Arc::new(at)),
        ("Lead Number", Arc::new(StringArray::from(vec!["a", "b"]))),
        ("outcome", Arc::new(StringArray::from(vec!["won", "lost"]))),
        ("value", Arc::new(Float64Array::from(vec![Some(99.5), None]))),
    ];
    let sources = [
        folder.write("outcomes.csv", text),
        folder.write("outcomes.jsonl", lines),
        folder.write("outcomes.parquet", parquet_of(columns, WriterProperties::default())),
    ];
    for source in sources {
        let name = source.to_string();
        let read = outcomes_of(&model, source).expect(&name);
        assert_eq!(read.texts("@lead_id"), ["a", "b"], "{name}");
        assert_eq!(read.texts("@outcome"), ["won", "lost"], "{name}");
        assert_eq!(read.texts("@outcome_at"), ["2026-01-05T10:00:00.000000Z", "2026-01-06T00:00:00.000000Z"], "{name}");
        assert_eq!(read.texts("@value"), ["99.5", "null"], "{name}");
        assert_eq!(read.column_report("outcome").outcomes, [("lost".to_owned(), 1), ("won".to_owned(), 1)], "{name}");
    }
}

#[test]
fn rows_without_lead_outcome_or_time_are_left_out_and_counted() {
    let text = "lead_id,outcome,at\na,won,2026-01-05\n,won,2026-01-05\na,,2026-01-05\na,won,soon\nb,won,2026-01-07\n";
    let read = outcomes_csv("[data]\nlead_id = { row = true }\n[outcome]\nwon = \"won\"", text);
    assert_eq!(read.texts("@lead_id"), ["a", "b"]);
    let left_out: Vec<_> =
        read.report.left_out.iter().map(|rows| (rows.reason.to_string(), rows.rows, rows.first[0].line)).collect();
    let expected = [("without a known lead id", 3), ("without a known outcome", 4), ("without a known time", 5)];
    assert_eq!(left_out, expected.map(|(reason, line)| (reason.to_owned(), 1, line)));
    // What is left out is no outcome either.
    assert_eq!(read.column_report("outcome").outcomes, [("won".to_owned(), 2)]);
    let lacking = outcomes_of(&model(""), Folder::new().write("outcomes.csv", "lead_id,at\na,2026-01-05\n"));
    assert!(shown(lacking).contains("`outcome` is needed by every outcome"));
}

#[test]
fn outcomes_that_never_occur_are_told_with_the_nearest_that_does() {
    let text = "lead_id,outcome,at,value\na,Won,2026-01-05,\"1,200\"\nb,Won,2026-01-05,5\nc,Lost,2026-01-05,\n";
    let read = outcomes_csv("[outcome]\nhorizon_days = 30", text);
    assert_snapshot!(findings(&read, "outcome"), @r##"
    3 known, 0 unknown, 0 misfits
    - `won` names the outcome `won`, which never occurs: `Won` occurs 2 times: if it is meant, say it
      [outcome] won = "Won"
    - `closed` names the outcome `lost`, which never occurs: `Lost` occurs 1 time: if it is meant, say it
      [outcome] closed = ["Won", "Lost"]
    "##);
    assert_snapshot!(findings(&read, "value"), @r##"
    1 known, 1 unknown, 1 misfits
      line 2: 1,200
    - thousands separator in 1 cell: export the numbers without it: 1200, not 1,200
    "##);
    let read = outcomes_csv("[outcome]\nwon = [\"Won\", \"renewed\"]\nclosed = [\"Won\", \"lost\", \"gone\"]", text);
    assert_snapshot!(findings(&read, "outcome"), @r##"
    3 known, 0 unknown, 0 misfits
    - `won` names the outcome `renewed`, which never occurs: those that occur: `Won` 2 times, `Lost` 1 time
    - `closed` names the outcome `lost`, which never occurs: `Lost` occurs 1 time: if it is meant, say it
      [outcome] closed = ["Won", "Lost", "gone"]
    - `closed` names the outcome `gone`, which never occurs: those that occur: `Won` 2 times, `Lost` 1 time
    "##);
    // Nothing is said of a default that another name does not seem to stand for.
    let read = outcomes_csv("[outcome]\nwon = \"Won\"", "lead_id,outcome,at\na,Won,2026-01-05\n");
    assert_eq!(read.column_report("outcome").findings, []);
}

#[test]
fn a_column_of_the_leads_may_hold_their_outcome() {
    let sections = "[outcome]\ncolumn = \"Stage\"\nwon = \"Closed Won\"\n[lead]\ncountry = \"text\"";
    let read = leads_csv(sections, "lead_id,Stage,country\na,Closed won,BR\nb,,US\nc,Open,US\n").expect("leads");
    assert_eq!(read.texts("@outcome"), ["Closed won", "null", "Open"]);
    assert_snapshot!(findings(&read, "Stage"), @r##"
    2 known, 1 unknown, 0 misfits
    - `won` names the outcome `Closed Won`, which never occurs: `Closed won` occurs 1 time: if it is meant, say it
      [outcome] won = "Closed won"
    "##);
    let lacking = leads_csv(sections, "lead_id,country\na,BR\n");
    assert!(shown(lacking).contains("`Stage` is needed by `column` in `[outcome]`"));
}
