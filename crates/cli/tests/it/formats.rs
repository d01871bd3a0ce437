//! What is written, read back by others' readers.

use std::io::Cursor;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int64Type};
use calamine::{Data, Reader, Xlsx};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::acme::{Acme, LEADS, MODEL};

#[test]
fn csv_has_the_columns_of_the_result() {
    let acme = Acme::new();
    let run = acme.score("--explain --output ranking.csv").ended(0);
    assert_eq!(run.out, "");
    insta::assert_snapshot!("csv", acme.read("ranking.csv"));
}

#[test]
fn a_file_is_like_any_new_file_and_nothing_is_left_beside_it() {
    let acme = Acme::new();
    let before = acme.files();
    acme.write("ranking.csv", "old");
    acme.score("--output ranking.csv").ended(0);
    let mut expected = before;
    expected.push("ranking.csv".to_owned());
    expected.sort();
    assert_eq!(acme.files(), expected);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let mode = |name: &str| std::fs::metadata(acme.path(name)).unwrap().mode();
        assert_eq!(mode("ranking.csv"), mode("leads.csv"));
    }
}

#[test]
fn parquet_has_exact_decimals() {
    let acme = Acme::new();
    acme.score("--explain --output ranking.parquet").ended(0);
    let file = std::fs::File::open(acme.path("ranking.parquet")).unwrap();
    let batch = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().next().unwrap().unwrap();
    let names: Vec<String> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    let csv = acme.score("--explain --format csv").ended(0).out;
    assert_eq!(names.join(","), csv.lines().next().unwrap());
    let column = |name: &str| batch.column_by_name(name).unwrap();
    assert_eq!(column("total").data_type().to_string(), "Decimal128(18, 7)");
    assert_eq!(column("last_touch").data_type().to_string(), "Timestamp(µs, \"UTC\")");
    let total = column("total").as_primitive::<Decimal128Type>().value_as_string(0);
    assert!(csv.lines().nth(1).unwrap().contains(&format!(",{total},")), "{total}: {csv}");
    assert_eq!(column("count_trial").as_primitive::<Int64Type>().value(0), 1);
}

#[test]
fn a_workbook_has_a_ranking_and_the_facts_of_the_run_and_no_formulas() {
    let acme = Acme::new();
    acme.score("--output ranking.xlsx").ended(0);
    let bytes = std::fs::read(acme.path("ranking.xlsx")).unwrap();
    acme.score("--output again.xlsx").ended(0);
    assert!(bytes == std::fs::read(acme.path("again.xlsx")).unwrap(), "the same results give the same bytes");
    let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["Leads", "Run"]);
    let leads = workbook.worksheet_range("Leads").unwrap();
    let row = |row: u32| (0..4).map(|column| leads.get_value((row, column)).cloned().unwrap()).collect::<Vec<_>>();
    assert_eq!(row(0), ["lead_id", "company", "rank", "score"].map(|text| Data::String(text.to_owned())));
    assert_eq!(row(1)[0], Data::String("ana".to_owned()));
    assert_eq!(row(1)[2], Data::Float(1.0));
    assert_eq!(row(4)[1], Data::String("=1+1".to_owned()));
    assert!(workbook.worksheet_formula("Leads").unwrap().is_empty());
    let run = workbook.worksheet_range("Run").unwrap();
    assert_eq!(run.get_value((0, 1)), Some(&Data::String("acme".to_owned())));
}

#[test]
fn an_input_is_never_replaced() {
    let acme = Acme::new();
    acme.score("--output ./leads.csv").ended(2).saying(&["it cannot be the output too"]);
    acme.score("--output model.toml --format csv").ended(2);
    assert_eq!((acme.read("leads.csv").as_str(), acme.read("model.toml").as_str()), (LEADS, MODEL));
}

#[test]
fn the_extension_tells_the_format() {
    let acme = Acme::new();
    acme.score("--output ranking.jsonl").ended(0);
    assert!(acme.read("ranking.jsonl").starts_with("{\"lead_id\":\"ana\",\"rank\":1,"));
    acme.score("--output ranking.xls").ended(2).saying(&["`ranking.xls` does not tell a format", "--format csv"]);
    acme.score("--output ranking.xls --format csv").ended(0);
    acme.score("--output nowhere/ranking.csv").ended(4).saying(&["`nowhere/ranking.csv` cannot be written"]);
}
