//! Every format gives the same batches.

use std::io::Write;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float64Array, Int32Array, LargeStringArray,
    RecordBatch, StringArray, TimestampMillisecondArray, TimestampNanosecondArray, UInt64Array,
};
use arrow_schema::{DataType, TimeUnit};
use handraise_input::{DataReport, Source, Stretch, read_leads, read_leads_through, sources};

use crate::support::{Folder, adjustments_of, events_of, leads_csv, leads_of, model};

const SECTIONS: &str = "[lead]\ncountry = \"text\"\nemployees = { type = \"integer\", column = \"# Employees\" }";

#[test]
fn delimiters_quotes_line_breaks_and_marks() {
    let texts = [
        "lead_id,# Employees,country\na,12,\"BR, south\"\nb,7,\"say \"\"hi\"\"\"\n",
        "lead_id;# Employees;country\r\na;12;BR, south\r\nb;7;\"say \"\"hi\"\"\"\r\n",
        "\u{feff}lead_id\t# Employees\tcountry\na\t12\tBR, south\nb\t7\tsay \"hi\"",
        "lead_id|# Employees|country\n\na|12|BR, south\n\n\nb|7|say \"hi\"\n\n",
        "\u{feff}\"lead_id\",\" # Employees \",country,,\n a ,12,\"BR, south\",,\nb,7,\"say \"\"hi\"\"\",,\n",
    ];
    for text in texts {
        let read = leads_csv(SECTIONS, text).expect(text);
        assert_eq!(read.texts("@lead_id"), ["a", "b"], "{text}");
        assert_eq!(read.texts("country"), ["BR, south", "say \"hi\""], "{text}");
        assert_eq!(read.texts("employees"), ["12", "7"], "{text}");
    }
}

#[test]
fn places_survive_line_breaks_in_cells_and_rows_left_out() {
    let folder = Folder::new();
    let text = "lead_id,# Employees,country\r\na,1,\"two\r\nlines\"\r\n\r\nb,2,x\r\n,3,no id\r\nc,4,y\r\n";
    let first = folder.write("first.csv", text);
    let second = folder.write("second.csv", "country,lead_id,# Employees\nz,d,5\n");
    let mut report = DataReport::default();
    let leads =
        read_leads(&model(SECTIONS), &[first, second], &[], &mut report, &|_| {}, NonZeroUsize::MIN).expect("leads");
    let places: Vec<_> = (0..5)
        .map(|row| {
            leads.places.place(row).map(|place| (place.file.rsplit('/').next().unwrap_or("").to_owned(), place.line))
        })
        .collect();
    let at = |file: &str, line| Some((file.to_owned(), line));
    assert_eq!(places, [at("first.csv", 2), at("first.csv", 5), at("first.csv", 7), at("second.csv", 2), None]);
    assert_eq!(report.tables[0].left_out[0].first[0].line, 6);
    assert_eq!(report.tables[0].rows, 5);
}

#[test]
fn leads_without_an_id_are_numbered_over_all_files() {
    let folder = Folder::new();
    let files =
        [folder.write("first.csv", "country,id\nBR,x\nUS,y\n"), folder.write("second.csv", "id,country\nz,MX\n")];
    let ids = |sections: &str, threads: NonZeroUsize| {
        let model = model(&format!("[data]\nlead_id = {{ row = true }}\n{sections}"));
        // A sink sees them too, in order.
        let seen = Mutex::new(0);
        let sink = |_: &Stretch, batch: RecordBatch| {
            assert_eq!(batch.schema().field(0).name(), "@lead_id");
            *seen.lock().expect("a lock") += batch.num_rows();
            ControlFlow::Continue(batch)
        };
        let mut sinks = vec![sink; threads.get()];
        let leads = read_leads_through(&model, &files, &[], &mut DataReport::default(), &|_| {}, &mut sinks);
        let leads = leads.expect("leads");
        drop(sinks);
        assert_eq!(seen.into_inner().expect("a lock"), 3);
        let ids = leads.batches.iter().flat_map(|batch| {
            let ids = batch.column(0).as_any().downcast_ref::<StringArray>().expect("text");
            ids.iter().map(|id| id.unwrap_or_default().to_owned()).collect::<Vec<_>>()
        });
        ids.collect::<Vec<_>>()
    };
    let two = NonZeroUsize::MIN.saturating_add(1);
    for threads in [NonZeroUsize::MIN, two] {
        assert_eq!(ids("[lead]\ncountry = \"text\"", threads), ["1", "2", "3"]);
        assert_eq!(ids("", threads), ["1", "2", "3"], "a model that reads nothing else");
    }
}

#[test]
fn compression_is_seen_through_whatever_the_name() {
    let text = b"lead_id,# Employees,country\na,12,BR\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text).expect("gzip");
    let gzip = gzip.finish().expect("gzip");
    let zstd = zstd::encode_all(text.as_slice(), 1).expect("zstd");
    let folder = Folder::new();
    for (name, bytes) in [("a.csv.gz", &gzip), ("b.csv.zst", &zstd), ("c.csv", &gzip), ("d", &zstd)] {
        let read = leads_of(&model(SECTIONS), folder.write(name, bytes)).expect(name);
        assert_eq!(read.texts("employees"), ["12"], "{name}");
    }
}

#[test]
fn json_lines_and_an_array() {
    let folder = Folder::new();
    let lines = "\u{feff}{\"country\":\"BR\",\"lead_id\":\"a\",\"# Employees\":12}\r\n\r\n{\"lead_id\":\"b\"}";
    let array = "[\n {\"country\":\"BR\",\"lead_id\":\"a\",\"# Employees\":12},\n {\"lead_id\":\"b\"}\n]";
    for (name, text) in [("a.jsonl", lines), ("b.json", array), ("c.ndjson", lines), ("no_extension", lines)] {
        let read = leads_of(&model(SECTIONS), folder.write(name, text)).expect(name);
        assert_eq!(read.texts("@lead_id"), ["a", "b"], "{name}");
        assert_eq!(read.texts("country"), ["BR", "null"], "{name}");
        assert_eq!(read.texts("employees"), ["12", "null"], "{name}");
    }
}

#[test]
fn types_of_parquet() {
    let sections = "[lead]\ncountry = \"text\"\ncity = \"text\"\nemployees = \"integer\"\nbig = \"integer\"\nmoney = \"integer\"\nscore = \"decimal\"\ntrial = \"boolean\"\nfounded = \"date\"\nseen = \"timestamp\"\nclock = \"timestamp\"\nregions = \"list\"\n[data]\ntime_zone = \"America/Sao_Paulo\"";
    let mut regions = ListBuilder::new(StringBuilder::new());
    regions.values().append_value("LATAM");
    regions.append(true);
    regions.append(false);
    let instant = 1_769_846_400_123;
    let dictionary: DictionaryArray<Int32Type> = vec![Some("Rio"), None].into_iter().collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("unread", Arc::new(StringArray::from(vec!["x", "y"]))),
        ("lead_id", Arc::new(Int32Array::from(vec![12, 7]))),
        ("country", Arc::new(LargeStringArray::from(vec![Some(" BR "), None]))),
        ("city", Arc::new(dictionary)),
        ("employees", Arc::new(Float64Array::from(vec![Some(12.0), None]))),
        ("big", Arc::new(UInt64Array::from(vec![9_007_199_254_740_993, u64::MAX]))),
        ("money", Arc::new(Decimal128Array::from(vec![1200, 1250]).with_precision_and_scale(10, 2).expect("decimal"))),
        ("score", Arc::new(Float64Array::from(vec![0.5, f64::NAN]))),
        ("trial", Arc::new(BooleanArray::from(vec![Some(true), None]))),
        ("founded", Arc::new(Date32Array::from(vec![Some(20_000), None]))),
        ("seen", Arc::new(TimestampMillisecondArray::from(vec![Some(instant), None]).with_timezone("+02:00"))),
        ("clock", Arc::new(TimestampMillisecondArray::from(vec![Some(instant), None]))),
        ("regions", Arc::new(regions.finish())),
    ];
    let folder = Folder::new();
    let read = leads_of(&model(sections), folder.write("leads.parquet", parquet_of(columns))).expect("leads");
    assert_eq!(read.texts("@lead_id"), ["12", "7"]);
    assert_eq!(read.texts("country"), ["BR", "null"]);
    assert_eq!(read.texts("city"), ["Rio", "null"]);
    assert_eq!(read.texts("employees"), ["12", "null"]);
    assert_eq!(read.texts("big"), ["9007199254740993", "null"]);
    assert_eq!(read.texts("money"), ["12", "null"]);
    assert_eq!(read.texts("score"), ["0.5", "null"]);
    assert_eq!(read.texts("trial"), ["true", "null"]);
    assert_eq!(read.texts("founded"), ["2024-10-04", "null"]);
    assert_eq!(read.texts("seen"), ["2026-01-31T08:00:00.123000Z", "null"]);
    assert_eq!(read.texts("clock"), ["2026-01-31T11:00:00.123000Z", "null"]);
    assert_eq!(read.texts("regions"), ["[LATAM]", "[]"]);
}

#[test]
fn digits_of_parquet_beyond_microseconds_are_cut_as_those_of_text_are() {
    let nanos = TimestampNanosecondArray::from(vec![1_999, -1]).with_timezone("UTC");
    let columns: Vec<(&str, ArrayRef)> =
        vec![("lead_id", Arc::new(StringArray::from(vec!["a", "b"]))), ("seen", Arc::new(nanos))];
    let folder = Folder::new();
    let sections = "[lead]\nseen = \"timestamp\"";
    let read = leads_of(&model(sections), folder.write("leads.parquet", parquet_of(columns))).expect("leads");
    let text =
        leads_csv(sections, "lead_id,seen\na,1970-01-01T00:00:00.000001999Z\nb,1969-12-31T23:59:59.999999999Z\n");
    assert_eq!(read.texts("seen"), ["1970-01-01T00:00:00.000001Z", "1969-12-31T23:59:59.999999Z"]);
    assert_eq!(read.texts("seen"), text.expect("leads").texts("seen"));
}

#[test]
fn days_and_instants_of_parquet_beyond_the_calendar_do_not_fit() {
    let days: ArrayRef = Arc::new(Date32Array::from(vec![i32::MAX, i32::MIN, 0]));
    let millis: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![i64::MAX, i64::MIN / 1000, 0]));
    let ids: ArrayRef = Arc::new(StringArray::from(vec!["a", "b", "c"]));
    let columns = [("lead_id", ids), ("day", days.clone()), ("first", days), ("at", millis.clone()), ("on", millis)];
    let folder = Folder::new();
    let source = folder.write("leads.parquet", parquet_of(columns.to_vec()));
    for zone in ["UTC", "America/Sao_Paulo"] {
        let sections = format!(
            "[data]\ntime_zone = \"{zone}\"\n[lead]\nday = \"date\"\nfirst = \"timestamp\"\nat = \"timestamp\"\non = \"date\""
        );
        let read = leads_of(&model(&sections), source.clone()).expect("leads");
        for name in ["day", "first", "at", "on"] {
            let known: Vec<bool> = read.column(name).iter().map(Option::is_some).collect();
            assert_eq!(known, [false, false, true], "{name} in {zone}");
        }
    }
}

#[test]
fn cells_of_a_workbook() {
    let sections = "[lead]\nemployees = \"integer\"\nrate = \"decimal\"\ntrial = \"boolean\"\nfounded = \"date\"\nseen = \"timestamp\"\nserial = \"date\"\nnote = \"text\"";
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().set_name("Empty").expect("a name");
    let sheet = workbook.add_worksheet();
    let headers = ["lead_id", "employees", "rate", "trial", "founded", "seen", "serial", "note"];
    for (column, header) in (0..).zip(headers) {
        sheet.write(0, column, header).expect("a header");
    }
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let time = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    sheet.write(1, 0, 12.0).expect("a cell");
    sheet.write(1, 1, 400).expect("a cell");
    sheet.write(1, 2, 0.25).expect("a cell");
    sheet.write(1, 3, true).expect("a cell");
    sheet.write_with_format(1, 4, 46053, &date).expect("a cell");
    sheet.write_with_format(1, 5, 46_053.333_333_333_336, &time).expect("a cell");
    sheet.write(1, 6, 46053).expect("a cell");
    sheet.write_with_format(1, 7, 46053, &date).expect("a cell");
    sheet.write(3, 0, "b").expect("a cell");
    sheet.write(3, 7, 1.5).expect("a cell");
    let folder = Folder::new();
    let read = leads_of(&model(sections), folder.write("leads.xlsx", workbook.save_to_buffer().expect("bytes")))
        .expect("leads");
    assert_eq!(read.texts("@lead_id"), ["12", "b"]);
    assert_eq!(read.texts("employees"), ["400", "null"]);
    assert_eq!(read.texts("rate"), ["0.25", "null"]);
    assert_eq!(read.texts("trial"), ["true", "null"]);
    assert_eq!(read.texts("founded"), ["2026-01-31", "null"]);
    assert_eq!(read.texts("seen"), ["2026-01-31T08:00:00.000000Z", "null"]);
    assert_eq!(read.texts("serial"), ["2026-01-31", "null"]);
    assert_eq!(read.texts("note"), ["2026-01-31", "1.5"]);
}

#[test]
fn events_and_adjustments_have_the_canonical_layout() {
    let model = model(
        "[data]\nlead_id = \"id\"\nevent_lead = \"id\"\nevent_id = \"message\"\n[event]\npath = \"text\"\nseconds = \"integer\"",
    );
    let folder = Folder::new();
    let events = "id,event,timestamp,message,path,seconds\na,Page Viewed,2026-01-01,m1,/,5\n7,Page Viewed,2026-01-02T00:00Z,m2,/,\n";
    let read = events_of(&model, &[folder.write("events.csv", events)]).expect("events");
    let schema = read.batches[0].schema();
    let types: Vec<_> =
        schema.fields().iter().map(|field| (field.name().as_str(), field.data_type().clone())).collect();
    let symbol = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let instant = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    assert_eq!(
        types,
        [
            ("@lead_id", DataType::Utf8),
            ("@event", symbol.clone()),
            ("@time", instant.clone()),
            ("@event_id", DataType::Utf8),
            ("path", symbol),
            ("seconds", DataType::Int64),
        ]
    );
    assert_eq!(read.texts("@event"), ["Page Viewed", "Page Viewed"]);

    let adjustments = "id,points,at\na,-5,2026-01-01\nb,1.5,2026-01-01\nc,3,\n";
    let read = adjustments_of(&model, folder.write("adjustments.csv", adjustments)).expect("adjustments");
    let names: Vec<_> = read.batches[0].schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, ["@lead_id", "@points", "@reason", "@by", "@at", "@until"]);
    assert_eq!(read.texts("@points"), ["-5"]);
    let reasons: Vec<_> = read.report.left_out.iter().map(|left_out| left_out.reason.to_string()).collect();
    assert_eq!(reasons, ["without known points", "without a known time"]);
}

#[test]
fn shown_columns_are_carried_through_as_they_are_written() {
    let folder = Folder::new();
    let model = model("[data]\nshow = [\"name\"]\nnulls = [\"-\"]\n[lead]\ncountry = \"text\"");
    let source = folder.write("leads.csv", "lead_id,name,country,plan\na, Ana ,-,-\n");
    let show = ["plan", "name", "country"].map(str::to_owned);
    let leads =
        read_leads(&model, &[source], &show, &mut DataReport::default(), &|_| {}, NonZeroUsize::MIN).expect("leads");
    let names: Vec<_> = leads.batches[0].schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, ["@lead_id", "country", "@show name", "@show plan", "@show country"]);
    let cell = |name: &str| {
        arrow_cast::display::array_value_to_string(leads.batches[0].column_by_name(name).expect(name), 0)
            .expect("a value")
    };
    assert_eq!([cell("@show name"), cell("@show plan"), cell("country")], ["Ana", "-", ""]);
}

#[test]
fn many_rows_come_in_batches_and_the_sink_may_stop() {
    let mut text = "lead_id,event,timestamp\n".to_owned();
    for row in 0..150_000 {
        text.push_str(&format!("lead {row},Page Viewed,2026-01-01T00:00:00Z\n"));
    }
    let folder = Folder::new();
    let source = folder.write("events.csv", &text);
    let model = model("");
    let read = events_of(&model, std::slice::from_ref(&source)).expect("events");
    let rows: Vec<usize> = read.batches.iter().map(RecordBatch::num_rows).collect();
    assert!(rows.len() > 1 && rows.iter().sum::<usize>() == 150_000, "{rows:?}");
    let mut batches = 0;
    let mut report = DataReport::default();
    let steps = Mutex::new(Vec::new());
    let progress = |progress: handraise_input::Progress| steps.lock().expect("steps").push(progress);
    let sink = |_: &Stretch, _| {
        batches += 1;
        std::ops::ControlFlow::Break(())
    };
    handraise_input::read_events(&model, &[source], &mut report, &progress, &mut [sink]).expect("events");
    assert_eq!(batches, 1);
    let steps = steps.into_inner().expect("steps");
    assert_eq!(steps[0].rows, rows[0] as u64);
    assert_eq!(steps[0].bytes_total, Some(text.len() as u64));
}

#[test]
fn arguments_name_sources() {
    let folder = Folder::new();
    for name in ["b.csv", "a.csv", "odd[1].csv"] {
        folder.write(name, "x");
    }
    let files = |pattern: &str| {
        let found = sources(&folder.path(pattern).display().to_string()).expect("sources");
        found.iter().map(|source| source.to_string().rsplit('/').next().unwrap_or("").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(files("?.csv"), ["a.csv", "b.csv"]);
    assert_eq!(files("odd[1].csv"), ["odd[1].csv"]);
    assert_eq!(files("missing.csv"), ["missing.csv"]);
    assert_eq!(sources("-"), Ok(vec![Source::Stdin]));
    assert!(sources(&folder.path("*.parquet").display().to_string()).is_err());
}

/// A Parquet file of these columns.
fn parquet_of(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let columns = columns.into_iter().map(|(name, array)| (name, array, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).expect("a batch");
    let mut bytes = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    bytes
}
