//! Profiles: what a table never seen before seems to hold.

use handraise_input::{ProfileOptions, TableProfile, profile};
use handraise_model::values::Type;

use crate::support::Folder;

fn profile_of(name: &str, text: &str) -> TableProfile {
    let folder = Folder::new();
    profile(&folder.write(name, text), &ProfileOptions::default()).expect("a profile")
}

#[test]
fn types_nulls_and_frequent_values() {
    let text = "id,name,employees,rate,trial,flag,founded,seen,regions,zip,phone,local,x,x\n\
        1,Ana,12,0.5,Yes,0,2026-01-31,2026-01-31T08:00:00Z,a;b,01234,+5511,31/01/2026,1,2\n\
        2,Select,7.0,3,No,1,2020-01-01,2026-01-30 08:00,a,99999,+5512,28/02/2026,1,2\n\
        3,Ana,,1.5,no,1,,,,1,,,1,2\n";
    let table = profile_of("leads.csv", text);
    let types: Vec<_> = table.columns.iter().map(|column| (column.header.as_str(), column.ty)).collect();
    assert_eq!(
        types,
        [
            ("id", Type::Integer),
            ("name", Type::Text),
            ("employees", Type::Integer),
            ("rate", Type::Decimal),
            ("trial", Type::Boolean),
            ("flag", Type::Boolean),
            ("founded", Type::Date),
            ("seen", Type::Timestamp),
            ("regions", Type::List),
            ("zip", Type::Text),
            ("phone", Type::Text),
            ("local", Type::Date),
        ]
    );
    assert_eq!(table.repeated_headers, ["x"]);
    assert_eq!((table.rows, table.complete, table.delimiter), (3, true, Some(',')));
    let name = table.column("name").expect("a column");
    assert_eq!(name.nulls, [("Select".to_owned(), 1)]);
    assert_eq!(name.frequent, [("Ana".to_owned(), 2)]);
    assert_eq!((name.known, name.unknown, name.distinct), (2, 1, 1));
    let employees = table.column("employees").expect("a column");
    assert_eq!((employees.min.as_deref(), employees.max.as_deref()), (Some("7"), Some("12")));
    let local = table.column("local").expect("a column");
    assert_eq!(local.time_format.as_deref(), Some("%d/%m/%Y"));
    let seen = table.column("seen").expect("a column");
    assert_eq!(seen.min.as_deref(), Some("2026-01-30 08:00:00"));
}

#[test]
fn json_lines_and_a_limit_of_rows() {
    let mut text = String::new();
    for row in 0..1000 {
        text.push_str(&format!("{{\"id\": {row}, \"created\": {}, \"tags\": [\"a\"]}}\n", 1_769_846_400_000_i64 + row));
    }
    let folder = Folder::new();
    let source = folder.write("events.jsonl", text);
    let table =
        profile(&source, &ProfileOptions { rows_max: 100, distinct_max: 10, frequent_max: 3 }).expect("a profile");
    assert_eq!((table.rows, table.complete), (100, false));
    let created = table.column("created").expect("a column");
    assert_eq!((created.ty, created.time_format.as_deref()), (Type::Timestamp, Some("epoch_ms")));
    assert_eq!(table.column("tags").expect("a column").ty, Type::List);
    let id = table.column("id").expect("a column");
    assert_eq!((id.distinct, id.distinct_capped, id.frequent.len()), (10, true, 3));
}
