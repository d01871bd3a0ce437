//! Input that cannot be used: each a clear message with the way out, and never a panic.

use std::io::Write;

use insta::assert_snapshot;

use crate::support::{Folder, events_of, leads_csv, leads_json, leads_of, model, shown};

const SECTIONS: &str = "[lead]\ncountry = \"text\"\nemployees = \"integer\"";
const TEXT: &str = "lead_id,country,employees\na,BR,12\n";

fn leads_named(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let folder = Folder::new();
    shown(leads_of(&model(SECTIONS), folder.write(name, bytes)))
}

#[test]
fn no_such_file() {
    let folder = Folder::new();
    folder.write("leads.csv", TEXT);
    let source = handraise_input::Source::File(folder.path("leasd.csv"));
    assert_snapshot!(shown(leads_of(&model(SECTIONS), source)), @r#"
    `leasd.csv` does not exist
    help: there is `leads.csv`
    "#);
}

#[test]
fn a_directory() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("exports")).expect("a folder");
    let source = handraise_input::Source::File(folder.path("exports"));
    assert_snapshot!(shown(leads_of(&model(SECTIONS), source)), @r#"
    `exports` is a directory, not a file
    help: name its files: `*.csv`
    "#);
}

#[test]
fn nothing_in_it() {
    assert_snapshot!(leads_named("leads.csv", ""), @r#"
    `leads.csv` is empty
    help: a header with the names of the columns is needed, even without rows
    "#);
    assert_snapshot!(leads_named("leads.csv", "\n \n"), @r#"
    `leads.csv` is empty
    help: a header with the names of the columns is needed, even without rows
    "#);
    assert_snapshot!(leads_named("leads.jsonl", "\n\n"), @r#"
    no leads in `leads.jsonl`
    help: it holds no rows
    "#);
}

#[test]
fn a_header_only() {
    assert_snapshot!(leads_named("leads.csv", "lead_id,country,employees\n"), @r#"
    no leads in `leads.csv`
    help: it holds no rows
    "#);
    assert_snapshot!(leads_named("leads.csv", "lead_id,country,employees\n,BR,1\n"), @r#"
    no leads in `leads.csv`
    help: left out: 1 row without a known lead id; the first on line 2
    "#);
    let folder = Folder::new();
    let read = events_of(&model(""), &[folder.write("events.csv", "lead_id,event,timestamp\n")]).expect("no events");
    assert_eq!(read.rows(), 0);
}

#[test]
fn binary_junk() {
    let junk: Vec<u8> = (0..4000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert_snapshot!(leads_named("leads.csv", junk), @r#"
    `leads.csv` is not text, Parquet or XLSX
    help: save it as CSV (UTF-8), JSON lines, Parquet or XLSX
    "#);
    assert_snapshot!(leads_named("leads.xls", [0xD0, 0xCF, 0x11, 0xE0, 1, 2]), @r#"
    `leads.xls` looks like an Excel workbook of before 2007 (.xls)
    help: save it as CSV (UTF-8), JSON lines, Parquet or XLSX
    "#);
    assert_snapshot!(leads_named("leads.xlsx", b"PK\x03\x04 not really"), @r#"
    `leads.xlsx` cannot be read as an Excel workbook (.xlsx): Zip error: invalid Zip archive: Could not find EOCD
    help: open and save it again, or export it as CSV (UTF-8)
    "#);
    assert_snapshot!(leads_named("leads.parquet", b"PAR1 not really PAR1"), @r#"
    `leads.parquet` cannot be read as a Parquet file: EOF: Parquet file too small. Size is 20 but need 544828532
    help: open and save it again, or export it as CSV (UTF-8)
    "#);
    assert_snapshot!(leads_named("leads.parquet", TEXT), @r#"
    `leads.parquet` looks like text, though it is called .parquet
    help: save it as CSV (UTF-8), JSON lines, Parquet or XLSX
    "#);
}

#[test]
fn compressed_and_cut() {
    let text: String = (0..20_000).map(|row| format!("lead {row},{},{}\n", row * 7919 % 10_007, row)).collect();
    let text = format!("lead_id,country,employees\n{text}");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).expect("gzip");
    let gzip = gzip.finish().expect("gzip");
    let zstd = zstd::encode_all(text.as_bytes(), 1).expect("zstd");
    assert_snapshot!(leads_named("leads.csv.gz", &gzip[..gzip.len() - 100]), @r#"
    `leads.csv.gz` is cut short: its gzip data ends too early
    help: copy or export the file again
    "#);
    assert_snapshot!(leads_named("leads.csv.zst", &zstd[..zstd.len() - 100]), @r#"
    `leads.csv.zst` is cut short: its zstd data ends too early
    help: copy or export the file again
    "#);
    let mut damaged = gzip.clone();
    damaged[2000..2100].fill(0xAA);
    assert_snapshot!(leads_named("leads.csv.gz", damaged), @r#"
    `leads.csv.gz` has damaged gzip data
    help: copy or export the file again
    "#);
}

#[test]
fn another_encoding() {
    let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".as_slice(), &utf16].concat();
    assert_snapshot!(leads_named("leads.csv", marked), @r#"
    `leads.csv` is text in UTF-16
    help: save it as UTF-8; in Excel: Save as, `CSV UTF-8 (Comma delimited)`
    help: or convert it: `iconv -f UTF-16 -t UTF-8 FILE > NEW_FILE`
    "#);
    assert_eq!(leads_named("leads.csv", utf16), leads_named("leads.csv", b"\xff\xfea\0"));
    let latin = leads_csv(SECTIONS, b"lead_id,country,employees\na,S\xe3o Paulo,1\n").expect("leads");
    let column = latin.column_report("country");
    assert_eq!((column.misfits, column.first_misfits[0].place.line), (1, 2));
    assert_snapshot!(format!("{}; {}", column.findings[0].message, column.findings[0].help), @"bytes that are not UTF-8 in 1 cell, likely Windows-1252; save the file as UTF-8");
}

#[test]
fn columns_that_are_not_there() {
    assert_snapshot!(leads_named("leads.csv", "Lead ID,Country,# Employees,Annual Revenue\na,BR,1,2\n"), @r#"
    `leads.csv` (leads) lacks the columns `lead_id`, `country`, `employees`
    help: columns of the file (delimiter: comma): `Lead ID`, `Country`, `# Employees`, `Annual Revenue`
    help: `lead_id` is needed by `lead_id` in `[data]`; is it `Lead ID`?
    help: `country` is needed by data point `country`; is it `Country`?
    help: `employees` is needed by data point `employees`; is it `# Employees`?
    "#);
    assert_snapshot!(leads_named("leads.csv", "lead_id:country:employees\na:BR:1\n"), @r#"
    `leads.csv` (leads) lacks the columns `lead_id`, `country`, `employees`
    help: the first line holds a single column, `lead_id:country:employees`: no delimiter (comma, semicolon, tab or pipe) was found in it
    help: `lead_id` is needed by `lead_id` in `[data]`
    help: `country` is needed by data point `country`
    help: `employees` is needed by data point `employees`
    "#);
    assert_snapshot!(leads_named("leads.jsonl", "{\"id\": 1, \"country\": \"BR\", \"employees\": 2}\n"), @r#"
    `leads.jsonl` (leads) lacks the column `lead_id`
    help: columns of the file: `country`, `employees`, `id`
    help: `lead_id` is needed by `lead_id` in `[data]`
    "#);
}

#[test]
fn a_file_that_is_another_one_is_told_in_few_lines() {
    let points: String = ('a'..='j').map(|letter| format!("{letter}{letter} = \"text\"\n")).collect();
    let error = shown(leads_csv(&format!("[lead]\n{points}"), "lead_id,x,y\n1,2,3\n"));
    assert!(
        error.starts_with(
            "`leads.csv` (leads) lacks the columns `aa`, `bb`, `cc`, `dd`, `ee` and 5 more\nhelp: columns of the file"
        ),
        "{error}"
    );
    assert_eq!(error.lines().count(), 7);
}

#[test]
fn a_column_twice() {
    assert_snapshot!(leads_named("leads.csv", "lead_id,country,employees,country\na,BR,1,US\n"), @r#"
    `leads.csv` has the column `country` 2 times: 2, 4
    help: rename or remove all but one of them
    "#);
    let unread = leads_csv(SECTIONS, "lead_id,country,employees,x,x\na,BR,1,,\n");
    assert!(unread.is_ok());
}

#[test]
fn rows_with_another_number_of_cells_are_left_out_and_counted() {
    let text = "lead_id,country,employees\na,BR,1\nb,US\nc,MX,3,4\nd,\"S\nP\",5,\ne,SG,6\n";
    let read = leads_csv(SECTIONS, text).expect("leads");
    assert_eq!(read.texts("@lead_id"), ["a", "d", "e"]);
    let left_out = &read.report.left_out[0];
    let lines: Vec<u64> = left_out.first.iter().map(|place| place.line).collect();
    assert_eq!(
        (left_out.reason.to_string().as_str(), left_out.rows, lines),
        ("with more or fewer cells than the header", 2, vec![3, 4])
    );
    assert_eq!(read.report.rows, 5);
}

#[test]
fn a_quote_that_is_never_closed() {
    assert_snapshot!(leads_named("leads.csv", "lead_id,country,employees\na,BR,1\nb,\"US,2\nc,MX,3\n"), @r#"
    `leads.csv`, line 3: a quoted cell begins in this row and never ends
    help: a quote inside a quoted cell is written twice: ""
    "#);
    let in_the_middle = leads_csv(SECTIONS, "lead_id,country,employees\na,5\" pipe,1\nb,US,2").expect("leads");
    assert_eq!(in_the_middle.texts("country"), ["5\" pipe", "US"]);
}

#[test]
fn json_that_is_none() {
    assert_snapshot!(leads_named("leads.jsonl", "lead_id,country\n"), @r#"
    `leads.jsonl`, line 1: not a JSON object: expected value
    help: JSON lines hold one object a line: {"lead_id": "a"}
    "#);
    assert_snapshot!(leads_named("leads.jsonl", "[{\"lead_id\": \"a\"}, {\"lead_id\": \n"), @r#"
    `leads.jsonl`, line 2: not a JSON object: EOF while parsing a value
    help: JSON lines hold one object a line: {"lead_id": "a"}
    "#);
    let text = "{\"lead_id\":\"a\",\"country\":\"BR\",\"employees\":1}\n{\"lead_id\":\"b\",\n17\n{\"lead_id\":\"c\"}\n";
    let read = leads_json(SECTIONS, text).expect("leads");
    assert_eq!(read.texts("@lead_id"), ["a", "c"]);
    assert_eq!(read.report.left_out[0].first.iter().map(|place| place.line).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(read.report.rows, 4);
}

#[test]
fn a_cell_of_ten_megabytes() {
    let long = "x".repeat(10_000_000);
    let read = leads_csv(SECTIONS, format!("lead_id,country,employees\na,\"{long}\",1\nb,US,{long}\n")).expect("leads");
    assert_eq!(read.texts("country"), [long.as_str(), "US"]);
    let misfit = &read.column_report("employees").first_misfits[0];
    assert!(misfit.value.chars().count() < 100, "a report shows little of a long cell");
    let read =
        leads_json(SECTIONS, &format!("{{\"lead_id\":\"a\",\"country\":\"{long}\",\"employees\":1}}")).expect("leads");
    assert_eq!(read.texts("country"), [long]);
}
