//! Files that others made. `HANDRAISE_DATA` names their folder; without it these tests say that they skip.

use std::path::PathBuf;

use handraise_input::{ProfileOptions, Source, profile};
use handraise_model::values::Type;

use crate::support::{events_of, leads_of, model};

/// A file of the data folder; none where it is missing and not required.
fn real(file: &str) -> Option<Source> {
    let path = std::env::var_os("HANDRAISE_DATA").map(|folder| PathBuf::from(folder).join(file));
    if let Some(path) = path.filter(|path| path.exists()) {
        return Some(Source::File(path));
    }
    let required =
        std::env::var("HANDRAISE_REQUIRE").is_ok_and(|list| list.split([',', ' ']).any(|word| word == "data"));
    assert!(!required, "HANDRAISE_REQUIRE asks for data, and `{file}` is not in the folder that HANDRAISE_DATA names");
    println!("skipped: HANDRAISE_DATA names no folder with `{file}`");
    None
}

#[test]
fn leads_of_a_school() {
    let Some(source) = real("x_education/Leads.csv") else { return };
    let table = profile(&source, &ProfileOptions::default()).expect("a profile");
    assert_eq!((table.rows, table.complete, table.columns.len()), (9240, true, 37));
    let ty = |header: &str| table.column(header).expect(header).ty;
    assert_eq!(ty("Converted"), Type::Boolean);
    assert_eq!(ty("TotalVisits"), Type::Integer);
    assert_eq!(ty("Page Views Per Visit"), Type::Decimal);
    assert_eq!(ty("Do Not Email"), Type::Boolean);
    let specialization = table.column("Specialization").expect("a column");
    assert_eq!(specialization.nulls.first(), Some(&("Select".to_owned(), 1942)));

    let sections = "[data]\nlead_id = \"Prospect ID\"\nnulls = [\"\", \"Select\"]\n[lead]\nvisits = { type = \"integer\", column = \"TotalVisits\" }\nspecialization = { type = \"text\", column = \"Specialization\" }";
    let read = leads_of(&model(sections), source).expect("leads");
    assert_eq!(read.rows(), 9240);
    assert!(read.report.left_out.is_empty());
    assert_eq!(read.column_report("TotalVisits").unknown, 137);
    assert_eq!(read.column_report("Specialization").unknown, 1438 + 1942);
}

#[test]
fn calls_of_a_bank() {
    let Some(source) = real("bank_marketing/bank-additional-full.csv.gz") else { return };
    let table = profile(&source, &ProfileOptions::default()).expect("a profile");
    assert_eq!((table.rows, table.delimiter, table.columns.len()), (41188, Some(';'), 21));
    assert_eq!(table.column("euribor3m").expect("a column").ty, Type::Decimal);
    assert_eq!(table.column("age").expect("a column").ty, Type::Integer);
}

#[test]
fn events_of_loan_applications() {
    let Some(source) = real("bpic2012/bpic2012_events.csv.gz") else { return };
    let sections = "[data]\nevent_lead = \"case_id\"\nevent_type = \"activity\"\n[event]\nresource = \"text\"\namount_req = \"integer\"\nreg_date = \"timestamp\"";
    let read = events_of(&model(sections), &[source]).expect("events");
    assert_eq!(read.rows(), 262_200);
    assert!(read.report.left_out.is_empty());
    assert!(read.report.columns.iter().all(|column| column.misfits == 0));
    assert_eq!(read.texts("@time")[0], "2011-09-30T22:38:44.546000Z");
}
