//! The data report: what is behind cells that do not fit, and the line that mends it.

use std::fmt::Write;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use insta::assert_snapshot;

use handraise_input::{DataReport, Stretch, read_events, read_leads};

use crate::support::{Folder, adjustments_of, events_of, findings, leads_csv, leads_json, model};

/// The findings on one column of a type with these cells.
fn of_cells(declaration: &str, cells: &[&str]) -> String {
    let mut text = "lead_id,# X\n".to_owned();
    for (row, cell) in cells.iter().enumerate() {
        let _ = writeln!(text, "{row},\"{cell}\"");
    }
    let sections = format!("[lead]\nx = {{ type = \"{declaration}\", column = \"# X\" }}");
    findings(&leads_csv(&sections, text).expect("leads"), "# X")
}

#[test]
fn numbers_that_are_written_otherwise() {
    let cells = [
        "1,200",
        "12 000",
        "$5",
        "R$ 7",
        "12%",
        "51-200",
        "10,000+",
        "1001 to 5000",
        "5k",
        "12,5",
        "1.200.000",
        "NaN",
        "1e400",
        "many",
    ];
    assert_snapshot!(of_cells("decimal", &cells), @r##"
    0 known, 0 unknown, 14 misfits
      line 2: 1,200
      line 3: 12 000
      line 4: $5
    - thousands separator in 3 cells: export the numbers without it: 1200, not 1,200
    - range in 3 cells: declare it as text, and give points per range with `of` and a table of `points`
      [lead] x = { type = "text", column = "# X" }
    - currency sign in 2 cells: export the plain number
    - percent sign in 1 cell: export the plain number
    - abbreviated number in 1 cell: export the number in full: 5000, not 5k
    - decimal comma in 1 cell: export the numbers with a point: 12.5
    - value beyond what decimal holds in 1 cell: numbers that are ids or codes are text
    - something other than a decimal in 1 cell: declare it as text if that is what it holds
      [lead] x = { type = "text", column = "# X" }
    - `NaN` (1) may stand for "not known": if so, say it
      [data] nulls = ["NaN"]
    "##);
    assert_snapshot!(of_cells("integer", &["51-200", "201-500", "12.5", "99999999999999999999", "1.200"]), @r##"
    0 known, 0 unknown, 5 misfits
      line 2: 51-200
      line 3: 201-500
      line 4: 12.5
    - range in 2 cells: declare it as text, and give points per range with `of` and a table of `points`
      [lead] x = { type = "text", column = "# X" }
    - fraction in 1 cell: declare it as decimal
      [lead] x = { type = "decimal", column = "# X" }
    - value beyond what integer holds in 1 cell: numbers that are ids or codes are text
    - thousands separator in 1 cell: export the numbers without it: 1200, not 1,200
    "##);
}

#[test]
fn times_that_are_written_otherwise() {
    assert_snapshot!(of_cells("date", &["31/01/2026", "01/02/2026", ""]), @r##"
    0 known, 1 unknown, 2 misfits
      line 2: 31/01/2026
      line 3: 01/02/2026
    - time that is not ISO 8601 (2026-01-31 08:00) in 2 cells: say how times are written
      [data] time_format = "%d/%m/%Y"
    "##);
    assert_snapshot!(of_cells("timestamp", &["01/31/2026 08:00", "12/25/2025 23:10"]), @r##"
    0 known, 0 unknown, 2 misfits
      line 2: 01/31/2026 08:00
      line 3: 12/25/2025 23:10
    - time that is not ISO 8601 (2026-01-31 08:00) in 2 cells: say how times are written
      [data] time_format = "%m/%d/%Y %H:%M"
    "##);
    assert_snapshot!(of_cells("timestamp", &["01/02/2026"]), @r##"
    0 known, 0 unknown, 1 misfits
      line 2: 01/02/2026
    - time that is not ISO 8601 (2026-01-31 08:00) in 1 cell: say how times are written; "%m/%d/%Y" would fit as well
      [data] time_format = "%d/%m/%Y"
    "##);
    assert_snapshot!(of_cells("timestamp", &["1769846400000", "1769846400", "10000-01-01", "soon"]), @r##"
    0 known, 0 unknown, 4 misfits
      line 2: 1769846400000
      line 3: 1769846400
      line 4: 10000-01-01
    - milliseconds since 1970 in 1 cell: times are written in several ways: "epoch_ms" (1 cell), "epoch_s" (1 cell); a model has one `time_format`, so export the others in ISO 8601, such as 2026-01-31 08:00, which is always read
    - seconds since 1970 in 1 cell: times are written in several ways: "epoch_ms" (1 cell), "epoch_s" (1 cell); a model has one `time_format`, so export the others in ISO 8601, such as 2026-01-31 08:00, which is always read
    - value beyond what timestamp holds in 1 cell: numbers that are ids or codes are text
    - something other than a timestamp in 1 cell: declare it as text if that is what it holds
      [lead] x = { type = "text", column = "# X" }
    "##);
    assert_snapshot!(of_cells("timestamp", &["2026-01-31 08:00", "2026-01-31T08:00Z", "2026-01-31"]), @r##"
    3 known, 0 unknown, 0 misfits
    - 1 time without an offset, read as UTC: if they are local times, name their zone
      [data] time_zone = "America/Sao_Paulo"
    "##);
}

/// The findings of leads and events, read with a model of this `time_format`.
fn times_of_two_tables(time_format: &str, signed_up: &[&str], occurred: &[&str]) -> String {
    let folder = Folder::new();
    let rows =
        |prefix: &str, cells: &[&str]| -> String { cells.iter().map(|cell| format!("{prefix},{cell}\n")).collect() };
    let leads = folder.write("leads.csv", format!("lead_id,signed_up\n{}", rows("a", signed_up)));
    let events = folder.write("events.csv", format!("lead_id,event,timestamp\n{}", rows("a,View", occurred)));
    let model = model(&format!("[data]\n{time_format}\n[lead]\nsigned_up = \"timestamp\""));
    let mut report = DataReport::default();
    read_leads(&model, &[leads], &[], &mut report, &|_| {}, NonZeroUsize::MIN).expect("leads");
    let sink = |_: &Stretch, _| ControlFlow::Continue(());
    read_events(&model, &[events], &mut report, &|_| {}, &mut [sink]).expect("events");
    let mut text = String::new();
    for finding in report.tables.iter().flat_map(|table| &table.columns).flat_map(|column| &column.findings) {
        let line = finding.model_line.as_ref().map(|line| format!(" {}", line.line)).unwrap_or_default();
        let _ = writeln!(text, "- {}: {}{line}", finding.message, finding.help);
    }
    text
}

#[test]
fn two_ways_to_write_times_are_told_and_never_mended_in_a_circle() {
    let (dates, times) = (["31/01/2026", "30/01/2026"], ["15/03/2026 10:30"]);
    let told = |text: &str| {
        assert!(!text.contains(" time_format = "), "{text}");
        text.matches("(2 cells), \"%d/%m/%Y %H:%M\" (1 cell); a model has one `time_format`").count()
            + text.matches("(1 cell), \"%d/%m/%Y\" (2 cells); a model has one `time_format`").count()
    };
    // In one column, and in two tables; whichever of them the model names.
    let mixed = [dates.as_slice(), times.as_slice()].concat();
    for format in ["", "time_format = \"%d/%m/%Y\"", "time_format = \"%d/%m/%Y %H:%M\""] {
        let findings = if format.is_empty() { 2 } else { 1 };
        assert_eq!(told(&times_of_two_tables(format, &mixed, &["2026-01-31"])), findings, "{format}");
        assert_eq!(told(&times_of_two_tables(format, &dates, &times)), findings, "{format}");
    }
    // A format of the model that no cell follows gives way.
    let replaced = times_of_two_tables("time_format = \"%m.%d.%Y\"", &dates, &["2026-01-31"]);
    assert_snapshot!(replaced, @r##"- time that is neither ISO 8601 nor "%m.%d.%Y" in 2 cells: say how times are written time_format = "%d/%m/%Y""##);
}

#[test]
fn placeholders() {
    assert_snapshot!(of_cells("text", &["Select", "Select", "BR", "n/a", ""]), @r##"
    4 known, 1 unknown, 0 misfits
    - `Select` (2), `n/a` (1) may stand for "not known": if so, say it
      [data] nulls = ["Select", "n/a"]
    "##);
    assert_snapshot!(of_cells("integer", &["N/A", "12"]), @r##"
    1 known, 0 unknown, 1 misfits
      line 2: N/A
    - `N/A` (1) may stand for "not known": if so, say it
      [data] nulls = ["N/A"]
    "##);
    let rare: Vec<&str> = std::iter::repeat_n("BR", 300).chain(["-"]).collect();
    assert_snapshot!(of_cells("text", &rare), @"301 known, 0 unknown, 0 misfits");
}

#[test]
fn a_key_that_no_row_of_json_lines_has() {
    let read = leads_json("[lead]\nemployees = \"integer\"", "{\"lead_id\":\"a\",\"employes\":3}\n").expect("leads");
    assert_snapshot!(findings(&read, "employees"), @r##"
    0 known, 1 unknown, 0 misfits
    - no row has `employees`: is it `employes`?
    "##);
}

#[test]
fn events_left_out_and_equal_ones() {
    let folder = Folder::new();
    let text = "lead_id,event,timestamp,path\na,View,2026-01-01,/\n,View,2026-01-01,/\na,,2026-01-01,/\na,View,01/02/2026,/\na,View,2026-01-01,/\na,View,2026-01-01,/x\n";
    let more = "path,lead_id,event,timestamp\n/,a,View,2026-01-01T00:00:00Z\n";
    let sources = [folder.write("1.csv", text), folder.write("2.csv", more)];
    let read = events_of(&model("[event]\npath = \"text\""), &sources).expect("events");
    let left_out: Vec<_> = read
        .report
        .left_out
        .iter()
        .map(|left_out| (left_out.reason.to_string(), left_out.rows, left_out.first[0].line))
        .collect();
    let expected = [("without a known lead id", 3), ("without a known event type", 4), ("without a known time", 5)];
    assert_eq!(left_out, expected.map(|(reason, line)| (reason.to_owned(), 1, line)));
    let equal = read.report.equal_rows.expect("a count");
    assert_eq!((equal.rows, equal.compared, read.report.rows), (2, 4, 7));
}

#[test]
fn help_proposes_no_other_type_for_a_column_that_is_no_data_point() {
    let folder = Folder::new();
    let text = "lead_id,points,at\na,1.5,2026-01-01\na,5,soon\n";
    let read = adjustments_of(&model(""), folder.write("adjustments.csv", text)).expect("adjustments");
    let help = |header| {
        let finding = &read.column_report(header).findings[0];
        assert_eq!(finding.model_line, None);
        finding.help.clone()
    };
    assert_eq!(help("points"), "adjustments take whole points, such as 5 or -10");
    assert_eq!(help("at"), "this column takes times only, such as 2026-01-31 08:00");
}

#[test]
fn an_adjustment_that_ends_before_it_begins_is_left_out() {
    let folder = Folder::new();
    let text = "lead_id,points,at,until\na,1,2026-01-02,2026-01-02\na,2,2026-01-02,\na,3,2026-01-02,2026-01-03\na,4,2026-01-02,2026-01-01\n";
    let read = adjustments_of(&model(""), folder.write("adjustments.csv", text)).expect("adjustments");
    assert_eq!(read.texts("@points"), ["2", "3"]);
    let [left_out] = read.report.left_out.as_slice() else { panic!("one reason") };
    let lines: Vec<u64> = left_out.first.iter().map(|place| place.line).collect();
    assert_eq!((left_out.reason.to_string().as_str(), lines), ("whose `until` is at or before `at`", vec![2, 5]));
}

#[test]
fn bytes_that_are_not_utf_8_are_told_in_columns_that_are_carried_through_and_in_headers() {
    let text = b"lead_id,Name,Stra\xdfe\na,Jos\xe9,x\nb,Ana,y\n";
    let read = leads_csv("[data]\nshow = [\"Name\", \"Stra\u{fffd}e\"]", text).expect("leads");
    assert_eq!(read.texts("@show Name"), ["Jos\u{fffd}", "Ana"]);
    assert_snapshot!(findings(&read, "Name"), @r##"
    1 known, 0 unknown, 1 misfits
      line 2: Jos�
    - bytes that are not UTF-8 in 1 cell, likely Windows-1252: save the file as UTF-8
    "##);
    assert_eq!(
        read.column_report("Stra\u{fffd}e").findings[0].help,
        "save the file as UTF-8, and mend the name in the model"
    );
    let missing = leads_csv("[lead]\nstreet = { type = \"text\", column = \"Straße\" }", text);
    assert!(crate::support::shown(missing).contains("save the file as UTF-8"));
}

#[test]
fn as_json() {
    let read = leads_csv("[lead]\nemployees = \"integer\"", "lead_id,employees\na,51-200\n,3\n").expect("leads");
    let report = handraise_input::DataReport { tables: vec![read.report] };
    assert!(!report.is_clean());
    let json = report.to_json();
    let column = &json["tables"][0]["columns"][1];
    assert_eq!(column["findings"][0]["cause"], "range");
    assert_eq!(column["findings"][0]["model_line"], "employees = \"text\"");
    assert_eq!(column["first_misfits"][0]["line"], 2);
    assert_eq!(json["tables"][0]["left_out"][0]["rows"], 1);
}
