//! What a cell means: section 7 of the specification, as a table.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};

use crate::support::{leads_csv, leads_json};

/// Reads cells of one data point from CSV; each is quoted, so that it may hold anything.
fn column(ty: &str, data: &str, cells: &[&str]) -> arrow_array::ArrayRef {
    let mut text = "lead_id,x\n".to_owned();
    for (row, cell) in cells.iter().enumerate() {
        text.push_str(&format!("{row},\"{cell}\"\n"));
    }
    let read = leads_csv(&format!("[data]\n{data}\n[lead]\nx = \"{ty}\""), text).expect("leads");
    read.batches[0].column_by_name("x").expect("the data point").clone()
}

#[test]
fn text_is_trimmed_and_compared_with_nulls() {
    let cells = ["a", "  a b\u{a0}\u{2003}", "", "  ", "Select", " Select ", "select"];
    let read = column("text", "nulls = [\"Select\"]", &cells);
    let read: Vec<_> = read.as_string::<i32>().iter().collect();
    assert_eq!(read, [Some("a"), Some("a b"), None, None, None, None, Some("select")]);
}

#[test]
fn integers() {
    let table = [
        ("12", Some(12)),
        (" -7 ", Some(-7)),
        ("+3", Some(3)),
        ("12.0", Some(12)),
        ("12.00", Some(12)),
        ("9223372036854775807", Some(i64::MAX)),
        ("9007199254740993.0", Some(9_007_199_254_740_993)),
        ("9223372036854775808", None),
        ("12.5", None),
        ("12.", None),
        (".0", None),
        ("1,200", None),
        ("1e3", None),
        ("twelve", None),
        ("", None),
    ];
    let read = column("integer", "", &table.map(|(cell, _)| cell));
    assert_eq!(read.as_primitive::<Int64Type>().iter().collect::<Vec<_>>(), table.map(|(_, value)| value));
}

#[test]
fn decimals() {
    let table = [
        ("0.5", Some(0.5)),
        ("12", Some(12.0)),
        ("-1e3", Some(-1000.0)),
        ("NaN", None),
        ("inf", None),
        ("-Infinity", None),
        ("1e999", None),
        ("1,5", None),
        ("$5", None),
    ];
    let read = column("decimal", "", &table.map(|(cell, _)| cell));
    assert_eq!(read.as_primitive::<Float64Type>().iter().collect::<Vec<_>>(), table.map(|(_, value)| value));
}

#[test]
fn booleans() {
    let yes = ["true", "TRUE", "Yes", "t", "Y", "1", " true "].map(|cell| (cell, Some(true)));
    let no = ["false", "No", "F", "n", "0", "FALSE", "fAlSe"].map(|cell| (cell, Some(false)));
    let neither = ["1.0", "on", "maybe"].map(|cell| (cell, None));
    let table: Vec<_> = yes.into_iter().chain(no).chain(neither).collect();
    let cells: Vec<_> = table.iter().map(|(cell, _)| *cell).collect();
    let read = column("boolean", "", &cells);
    let expected: Vec<_> = table.iter().map(|(_, value)| *value).collect();
    assert_eq!(read.as_boolean().iter().collect::<Vec<_>>(), expected);
}

fn instants(data: &str, table: &[(&str, Option<&str>)]) {
    let cells: Vec<_> = table.iter().map(|(cell, _)| *cell).collect();
    let read = column("timestamp", data, &cells);
    let read = read.as_primitive::<TimestampMicrosecondType>();
    for (row, (cell, expected)) in table.iter().enumerate() {
        let micros = expected.map(|text| text.parse::<jiff::Timestamp>().expect("an instant").as_microsecond());
        let value = read.iter().nth(row).flatten();
        assert_eq!(value, micros, "{cell}");
    }
}

#[test]
fn timestamps_in_iso_8601() {
    let table = [
        ("2026-01-31T08:00:00Z", Some("2026-01-31T08:00:00Z")),
        ("2026-01-31 08:00", Some("2026-01-31T08:00:00Z")),
        ("2026-01-31t08:00:01z", Some("2026-01-31T08:00:01Z")),
        ("2026-01-31 08:00:00.1", Some("2026-01-31T08:00:00.1Z")),
        ("2026-01-31T08:00:00.123456999Z", Some("2026-01-31T08:00:00.123456Z")),
        ("1969-12-31T23:59:59.9999999Z", Some("1969-12-31T23:59:59.999999Z")),
        ("2026-01-31T08:00:00-03:00", Some("2026-01-31T11:00:00Z")),
        ("2026-01-31T08:00:00+0530", Some("2026-01-31T02:30:00Z")),
        ("2026-01-31T08:00+05", Some("2026-01-31T03:00:00Z")),
        ("2026-01-31 08:00:00 UTC", Some("2026-01-31T08:00:00Z")),
        ("20260131T080000Z", Some("2026-01-31T08:00:00Z")),
        ("2026-01-31T08:00:00[Europe/Berlin]", None),
        ("9999-12-31T235959-0500", None),
        ("2026-01-31", Some("2026-01-31T00:00:00Z")),
        ("2024-02-29", Some("2024-02-29T00:00:00Z")),
        ("2026-02-29", None),
        ("2026-13-01", None),
        ("2026-01-31T24:00:00", None),
        ("2026-01-31T08", Some("2026-01-31T08:00:00Z")),
        ("10000-01-01T00:00:00Z", None),
        ("+10000-01-01T00:00:00Z", None),
        ("31/01/2026", None),
        ("1769846400", None),
        ("1769846400000", None),
        ("yesterday", None),
        ("é026-01-31", None),
    ];
    instants("", &table);
}

#[test]
fn the_last_instant_of_the_calendar_is_read_and_none_after_it() {
    let read = column("timestamp", "", &["9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-01:00", "9999-12-31"]);
    let read: Vec<_> = read.as_primitive::<TimestampMicrosecondType>().iter().collect();
    assert_eq!(read, [Some(253_402_300_799_999_999), None, Some(253_402_214_400_000_000)]);
}

#[test]
fn local_times_hang_in_the_time_zone_of_the_model() {
    let table = [
        ("2026-01-31 08:00", Some("2026-01-31T11:00:00Z")),
        ("2026-01-31", Some("2026-01-31T03:00:00Z")),
        ("2026-01-31T08:00:00Z", Some("2026-01-31T08:00:00Z")),
        // The clocks went from 00:00 to 01:00: the day begins at 01:00.
        ("2018-11-04", Some("2018-11-04T03:00:00Z")),
        ("2018-11-04 00:30", None),
        // They went back from 00:00 to 23:00: 23:30 was twice.
        ("2019-02-16 23:30", Some("2019-02-17T01:30:00Z")),
    ];
    instants("time_zone = \"America/Sao_Paulo\"", &table);
}

#[test]
fn time_formats() {
    instants(
        "time_format = \"%d/%m/%Y %H:%M\"",
        &[
            ("31/01/2026 08:00", Some("2026-01-31T08:00:00Z")),
            ("2026-01-31", Some("2026-01-31T00:00:00Z")),
            ("01/31/2026 08:00", None),
        ],
    );
    instants(
        "time_format = \"%d/%m/%Y\"\ntime_zone = \"America/Sao_Paulo\"",
        &[("31/01/2026", Some("2026-01-31T03:00:00Z"))],
    );
    instants(
        "time_format = \"%Y-%m-%d %H:%M:%S%.f %z\"",
        &[("2026-01-31 08:00:00.1234567 -0300", Some("2026-01-31T11:00:00.123456Z"))],
    );
    instants(
        "time_format = \"epoch_ms\"",
        &[
            ("1769846400123", Some("2026-01-31T08:00:00.123Z")),
            ("1769846400123.4567", Some("2026-01-31T08:00:00.123456Z")),
            ("0", Some("1970-01-01T00:00:00Z")),
            ("-1", Some("1969-12-31T23:59:59.999Z")),
            ("99999999999999999999", None),
        ],
    );
    instants(
        "time_format = \"epoch_s\"",
        &[
            ("1769846400", Some("2026-01-31T08:00:00Z")),
            ("1769846400.5", Some("2026-01-31T08:00:00.5Z")),
            ("1e9", None),
        ],
    );
}

#[test]
fn dates() {
    let days = |text: &str| handraise_model::values::days_since_epoch(text.parse().expect("a date"));
    let table = [
        ("2026-01-31", Some("2026-01-31")),
        ("2026-01-31T23:00:00-03:00", Some("2026-02-01")),
        ("2026-01-31 23:00", Some("2026-02-01")),
        ("31/01/2026", Some("2026-01-31")),
        ("9999-12-31", Some("9999-12-31")),
        ("2026-02-30", None),
        ("10000-01-01", None),
    ];
    let data = "time_format = \"%d/%m/%Y\"\ntime_zone = \"America/Sao_Paulo\"";
    let read = column("date", data, &table.map(|(cell, _)| cell));
    let read: Vec<_> = read.as_primitive::<Date32Type>().iter().collect();
    assert_eq!(read, table.map(|(_, date)| date.map(days)));
}

#[test]
fn lists_are_never_null() {
    let cells = ["a;b", " a ; ;b;", "", ";", "a", "N/A"];
    let read = column("list", "nulls = [\"N/A\"]", &cells);
    let items: Vec<Vec<String>> = read
        .as_list::<i32>()
        .iter()
        .map(|list| {
            let list = list.expect("a list");
            list.as_string::<i32>().iter().map(|item| item.expect("an item").to_owned()).collect()
        })
        .collect();
    let none: [&str; 0] = [];
    assert_eq!(items[0], ["a", "b"]);
    assert_eq!(items[1], ["a", "b"]);
    assert_eq!(items[2], none);
    assert_eq!(items[3], none);
    assert_eq!(items[4], ["a"]);
    assert_eq!(items[5], none);
}

#[test]
fn values_of_json() {
    let sections = "[data]\nnulls = [\"Select\"]\n[lead]\nt = \"text\"\ni = \"integer\"\nd = \"decimal\"\nb = \"boolean\"\nl = \"list\"\nday = \"date\"";
    let text = concat!(
        r#"{"lead_id": 12, "t": " a\u00e9\n", "i": 9007199254740993, "d": 0.1, "b": true, "l": ["x", " y ", "", null, 3], "day": "2026-01-31"}"#,
        "\n",
        r#"{"lead_id": "b", "t": 1.50, "i": 12.0, "d": 3, "b": "no", "l": "x;y", "day": null}"#,
        "\n",
        r#"{"lead_id": " c ", "t": "Select", "i": "7", "d": "1.5", "b": 1, "l": [], "other": {"deep": [1]}}"#,
        "\n",
        r#"{"lead_id": "d", "t": true, "i": 1e3, "d": -1.5E-1, "b": null, "l": null}"#,
        "\n",
        r#"{"lead_id": "e", "t": {"a": 1}, "i": 1.5, "d": "NaN", "b": [], "l": [["x"]]}"#,
        "\n",
    );
    let read = leads_json(sections, text).expect("leads");
    assert_eq!(read.texts("@lead_id"), ["12", "b", "c", "d", "e"]);
    assert_eq!(read.texts("t"), ["aé", "1.50", "null", "true", "null"]);
    assert_eq!(read.texts("i"), ["9007199254740993", "12", "7", "1000", "null"]);
    assert_eq!(read.texts("d"), ["0.1", "3.0", "1.5", "-0.15", "null"]);
    assert_eq!(read.texts("b"), ["true", "false", "true", "null", "null"]);
    assert_eq!(read.texts("l"), ["[x, y, 3]", "[x, y]", "[]", "[]", "[]"]);
    assert_eq!(read.texts("day"), ["2026-01-31", "null", "null", "null", "null"]);
    let misfits: Vec<u64> = ["t", "i", "d", "b", "l"].map(|header| read.column_report(header).misfits).to_vec();
    assert_eq!(misfits, [1, 1, 1, 1, 1]);
}
