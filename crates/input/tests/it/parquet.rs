//! Parquet in whole arrays: nothing tells it from the same data read cell by cell, on whatever number of threads.

use std::ops::ControlFlow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, TimestampMicrosecondType};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float32Array, Int16Array, RecordBatch, StringArray,
    TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray,
};
use arrow_cast::cast;
use arrow_schema::DataType;
use handraise_input::{DataReport, Source, Stretch, TableReport, read_events};
use handraise_model::Model;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use crate::support::{Folder, Read, events_of, leads_of, model};

/// A table of these columns as Parquet.
pub(crate) fn parquet_of(columns: Vec<(&str, ArrayRef)>, properties: WriterProperties) -> Vec<u8> {
    let columns = columns.into_iter().map(|(name, array)| (name, array, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).expect("a batch");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    bytes
}

fn groups_of(rows: usize) -> WriterProperties {
    WriterProperties::builder().set_max_row_group_row_count(Some(rows)).build()
}

/// Batches of all stretches, in order, read on so many threads.
fn read_on(threads: usize, model: &Model, sources: &[Source]) -> (Vec<(Stretch, RecordBatch)>, TableReport) {
    let mut found = vec![Vec::new(); threads];
    let mut sinks: Vec<_> = found
        .iter_mut()
        .map(|found| {
            |stretch: &Stretch, batch: RecordBatch| {
                found.push((*stretch, batch));
                ControlFlow::Continue(())
            }
        })
        .collect();
    let mut report = DataReport::default();
    read_events(model, sources, &mut report, &|_| {}, &mut sinks).expect("events");
    for found in &found {
        assert!(found.is_sorted_by_key(|(stretch, _)| stretch.number), "a sink gets its stretches in order");
    }
    let mut batches = found.concat();
    batches.sort_by_key(|(stretch, _)| stretch.number);
    (batches, report.tables.remove(0))
}

fn codes() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// Texts with everything that the rules of cells know: white space, nulls, placeholders, nothing at all.
const TEXTS: [Option<&str>; 7] = [
    Some(" a "),
    Some("a"),
    Some("n/a"),
    None,
    Some("gone"),
    Some("São Paulo"),
    Some("a much longer text without end"),
];

/// What is read, with what is said of it; the lines of a CSV file begin with its header.
fn told(read: &Read, header_lines: u64) -> String {
    let mut text = String::new();
    for field in read.batches[0].schema().fields() {
        text.push_str(&format!("{}: {:?}\n", field.name(), read.texts(field.name())));
    }
    for column in &read.report.columns {
        let findings: Vec<_> = column.findings.iter().map(|finding| (&finding.message, &finding.model_line)).collect();
        let misfits: Vec<_> =
            column.first_misfits.iter().map(|misfit| (misfit.place.line - header_lines, &misfit.value)).collect();
        text.push_str(&format!("{} {} {} {misfits:?} {findings:?}\n", column.header, column.known, column.unknown));
    }
    for left_out in &read.report.left_out {
        let lines: Vec<_> = left_out.first.iter().map(|place| place.line - header_lines).collect();
        text.push_str(&format!("{} {} {lines:?}\n", left_out.reason, left_out.rows));
    }
    text
}

#[test]
fn text_in_every_form_is_that_of_a_csv_file() {
    let model = model("[data]\nnulls = [\"\", \"gone\"]\nshow = [\"s\"]\n[lead]\na = \"text\"\n[event]\na = \"text\"");
    let texts: Vec<Option<&str>> = TEXTS.iter().copied().cycle().take(50).collect();
    let ids: Vec<String> = (0..50).map(|row| format!("00Q5g00000{row:05}")).collect();
    // Ids that need no look of their own, such ids with gaps, and whatever there is.
    let whole_ids: Vec<Option<&str>> = ids.iter().map(|id| Some(id.as_str())).collect();
    let gaps = whole_ids.iter().zip(&texts).map(|(id, text)| text.and(*id)).collect();
    for ids in [whole_ids, gaps, texts.clone()] {
        let mut csv = "lead_id,event,timestamp,a,s\n".to_owned();
        for (id, text) in
            ids.iter().map(|id| id.unwrap_or_default()).zip(texts.iter().map(|text| text.unwrap_or_default()))
        {
            csv.push_str(&format!("{id},{text},2026-01-31,{text},{text}\n"));
        }
        let folder = Folder::new();
        let csv = folder.write("table.csv", csv);
        let of_csv = [events_of(&model, std::slice::from_ref(&csv)), leads_of(&model, csv)]
            .map(|read| told(&read.expect("a table"), 1));
        for form in [DataType::Utf8, DataType::LargeUtf8, DataType::Utf8View, codes()] {
            for (dictionary, rows) in [(true, 50), (true, 7), (false, 50), (false, 7)] {
                let texts_as = |texts: &[Option<&str>]| cast(&StringArray::from(texts.to_vec()), &form).expect("texts");
                let properties = WriterProperties::builder().set_max_row_group_row_count(Some(rows));
                let columns = vec![
                    ("s", texts_as(&texts)),
                    ("lead_id", texts_as(&ids)),
                    ("event", texts_as(&texts)),
                    ("a", texts_as(&texts)),
                    ("timestamp", Arc::new(Date32Array::from(vec![20_484; 50]))),
                ];
                let bytes = parquet_of(columns, properties.set_dictionary_enabled(dictionary).build());
                let parquet = folder.write("table.parquet", bytes);
                let read = [events_of(&model, std::slice::from_ref(&parquet)), leads_of(&model, parquet)];
                let read = read.map(|read| read.expect("a table"));
                assert_eq!(read.each_ref().map(|read| told(read, 0)), of_csv, "{form} {dictionary} {rows}");
                let forms = ["@lead_id", "a"].map(|column| read[1].batches[0][column].data_type().clone());
                assert_eq!(forms, [DataType::Utf8, if dictionary { codes() } else { DataType::Utf8 }]);
            }
        }
    }
}

#[test]
fn numbers_and_times_of_every_width_are_those_of_a_csv_file() {
    let sections = "[lead]\ni = \"integer\"\nd = \"decimal\"\nb = \"boolean\"\nday = \"date\"\nt = \"timestamp\"";
    let csv = "lead_id,i,d,b,day,t\n1,-5,0.5,true,2026-01-31,2026-01-31T08:00:00Z\n2,,,,,\n3,7,-2,no,1969-12-31,1969-12-31T23:59:59Z\n";
    let folder = Folder::new();
    let seconds = [Some(1_769_846_400), None, Some(-1)];
    let scaled = |factor: i64| seconds.map(|value| value.map(|value| value * factor)).to_vec();
    let times: [ArrayRef; 5] = [
        Arc::new(TimestampSecondArray::from(seconds.to_vec())),
        Arc::new(TimestampMillisecondArray::from(scaled(1_000))),
        Arc::new(TimestampMicrosecondArray::from(scaled(1_000_000))),
        Arc::new(TimestampNanosecondArray::from(scaled(1_000_000_000))),
        // What is finer than microseconds is cut, before 1970 too.
        Arc::new(TimestampNanosecondArray::from(vec![Some(1_769_846_400_000_000_999), None, Some(-1_000_000_000 + 1)])),
    ];
    for (zone, (index, times)) in
        [None, Some("+00:00")].into_iter().flat_map(|zone| times.iter().enumerate().map(move |times| (zone, times)))
    {
        for time_zone in ["UTC", "America/Sao_Paulo"] {
            let model = model(&format!("[data]\ntime_zone = \"{time_zone}\"\n{sections}"));
            let csv = if zone.is_none() { csv.replace("Z\n", "\n") } else { csv.to_owned() };
            let of_csv = told(&leads_of(&model, folder.write("leads.csv", csv)).expect("leads"), 1);
            let DataType::Timestamp(unit, _) = times.data_type() else { unreachable!("{index}") };
            let times = cast(times, &DataType::Timestamp(*unit, zone.map(Into::into))).expect("times");
            for integers in [DataType::Int8, DataType::Int16, DataType::Int32, DataType::Int64] {
                let columns = vec![
                    ("lead_id", Arc::new(StringArray::from(vec!["1", "2", "3"])) as ArrayRef),
                    ("i", cast(&Int16Array::from(vec![Some(-5), None, Some(7)]), &integers).expect("integers")),
                    ("d", Arc::new(Float32Array::from(vec![Some(0.5), None, Some(-2.0)]))),
                    ("b", Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)]))),
                    ("day", Arc::new(Date32Array::from(vec![Some(20_484), None, Some(-1)]))),
                    ("t", times.clone()),
                ];
                let parquet = folder.write("leads.parquet", parquet_of(columns, WriterProperties::default()));
                let read = leads_of(&model, parquet).expect("leads");
                assert_eq!(told(&read, 0), of_csv, "{zone:?} {time_zone} {index} {integers}");
            }
        }
    }
}

#[test]
fn values_beyond_what_a_type_holds_are_misfits_wherever_they_stand() {
    let model = model("[lead]\nd = \"decimal\"\nday = \"date\"\nt = \"timestamp\"");
    let columns = vec![
        ("lead_id", Arc::new(StringArray::from(vec!["1", "2", "3"])) as ArrayRef),
        ("d", Arc::new(Float32Array::from(vec![1.0, f32::NAN, 3.0]))),
        ("day", Arc::new(Date32Array::from(vec![0, 1, i32::MAX]))),
        ("t", Arc::new(TimestampMillisecondArray::from(vec![i64::MAX / 2_000, 0, 1]))),
    ];
    let folder = Folder::new();
    let read = leads_of(&model, folder.write("leads.parquet", parquet_of(columns, WriterProperties::default())));
    let read = read.expect("leads");
    assert_eq!(read.texts("d"), ["1.0", "null", "3.0"]);
    assert_eq!(read.texts("day"), ["1970-01-01", "1970-01-02", "null"]);
    assert_eq!(read.texts("t"), ["null", "1970-01-01T00:00:00.000000Z", "1970-01-01T00:00:00.001000Z"]);
    let misfits = ["d", "day", "t"].map(|header| read.column_report(header).first_misfits[0].place.line);
    assert_eq!(misfits, [2, 3, 1]);
}

/// Events of these types, an hour apart from an hour on.
fn events_parquet(types: &[&str], first_hour: i64, properties: WriterProperties) -> Vec<u8> {
    let rows = types.len() as i64;
    let micros = (first_hour..first_hour + rows).map(|hour| hour * 3_600_000_000);
    let columns = vec![
        (
            "lead_id",
            Arc::new(StringArray::from_iter_values((0..rows).map(|row| format!("lead {}", row % 9)))) as ArrayRef,
        ),
        ("event", Arc::new(StringArray::from(types.to_vec()))),
        ("timestamp", Arc::new(TimestampMicrosecondArray::from_iter_values(micros).with_timezone("UTC"))),
    ];
    parquet_of(columns, properties)
}

#[test]
fn any_number_of_threads_reads_the_same() {
    let folder = Folder::new();
    let types: Vec<&str> = ["seen", "", " seen", "n/a", "sent", "sent"].into_iter().cycle().take(100).collect();
    let mut sources: Vec<Source> = (0..3)
        .map(|file| {
            let bytes = events_parquet(&types, file * 50, groups_of(7 + 4 * file as usize));
            folder.write(&format!("{file}.parquet"), bytes)
        })
        .collect();
    sources.push(folder.write("3.csv", "lead_id,event,timestamp\na,seen,2026-01-01\nb,,2026-01-01\n"));
    sources.push(folder.write("4.jsonl", "{\"lead_id\":\"a\",\"event\":\"seen\",\"timestamp\":\"soon\"}\n"));
    let model = model("");
    let alone = read_on(1, &model, &sources);
    assert!(alone.0.len() > 25 && alone.1.left_out.len() == 2, "{:?}", alone.1);
    for threads in [2, 3, 8] {
        assert_eq!(read_on(threads, &model, &sources), alone, "{threads}");
    }
}

#[test]
fn statistics_tell_from_when_on_events_come() {
    let hour = |hours: i64| Some(hours * 3_600_000_000);
    let folder = Folder::new();
    let bounds = |zone: &str, sources: &[Source]| {
        let (batches, _) = read_on(2, &model(&format!("[data]\ntime_zone = \"{zone}\"")), sources);
        batches.into_iter().map(|(stretch, _)| stretch.not_before).collect::<Vec<_>>()
    };
    let first = folder.write("1.parquet", events_parquet(&["seen"; 6], 100, groups_of(2)));
    let second = folder.write("2.parquet", events_parquet(&["seen"; 4], 103, groups_of(2)));
    let rising = [hour(100), hour(102), hour(103), hour(103), hour(105)];
    assert_eq!(bounds("UTC", &[first.clone(), second.clone()]), rising);
    assert_eq!(bounds("Asia/Tokyo", &[first.clone(), second.clone()]), rising, "times with an offset have one");
    assert_eq!(bounds("UTC", &[second.clone(), first.clone()])[..2], [hour(100), hour(100)]);

    let csv = folder.write("3.csv", "lead_id,event,timestamp\na,seen,2026-01-01\n");
    assert_eq!(bounds("UTC", &[first.clone(), csv.clone()]), [None; 4]);
    assert_eq!(bounds("UTC", &[csv, first.clone()]), [None, hour(100), hour(102), hour(104)]);
    let silent = WriterProperties::builder().set_statistics_enabled(EnabledStatistics::None).build();
    let silent = folder.write("4.parquet", events_parquet(&["seen"; 2], 100, silent));
    assert_eq!(bounds("UTC", &[first, silent]), [None; 4]);

    let local: ArrayRef = Arc::new(TimestampNanosecondArray::from(vec![100 * 3_600_000_000_000 - 1]));
    let text: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
    let columns = vec![("lead_id", text.clone()), ("event", text), ("timestamp", local)];
    let local = [folder.write("5.parquet", parquet_of(columns, WriterProperties::default()))];
    assert_eq!(bounds("UTC", &local), [hour(100).map(|micros| micros - 1)]);
    let (batches, _) = read_on(1, &model("[data]\ntime_zone = \"Asia/Tokyo\""), &local);
    let instant = batches[0].1["@time"].as_primitive::<TimestampMicrosecondType>().value(0);
    assert!(bounds("Asia/Tokyo", &local)[0].is_some_and(|bound| bound <= instant));
}

#[test]
fn large_row_groups_are_read_in_parts_that_keep_their_dictionaries() {
    let mut types = vec!["seen"; 300_000];
    types[299_999] = "";
    types[123_456] = "sent";
    let folder = Folder::new();
    let source = folder.write("events.parquet", events_parquet(&types, 0, groups_of(300_000)));
    let (batches, report) = read_on(2, &model("[data]\nnulls = [\"\"]"), &[source]);
    assert_eq!(batches.iter().map(|(_, batch)| batch.num_rows()).sum::<usize>(), 299_999);
    assert_eq!(report.left_out[0].first[0].line, 300_000);
    assert_eq!(batches.last().map(|(stretch, _)| stretch.number), Some(1));
    let values = |(_, batch): &(Stretch, RecordBatch)| batch["@event"].as_dictionary::<Int32Type>().values().clone();
    assert!(Arc::ptr_eq(&values(&batches[0]), &values(&batches[1])), "the values of a dictionary are made once");
    let sent: usize = batches
        .iter()
        .map(|(_, batch)| {
            let types = batch["@event"].as_dictionary::<Int32Type>();
            types.downcast_dict::<StringArray>().expect("texts").into_iter().filter(|ty| *ty == Some("sent")).count()
        })
        .sum();
    assert_eq!(sent, 1);
}

#[test]
fn a_copy_of_an_event_is_found_however_far_away() {
    let folder = Folder::new();
    let bytes = events_parquet(&["seen"; 50_000], 0, groups_of(9_000));
    let sources = ["1", "2", "3"].map(|name| folder.write(&format!("{name}.parquet"), &bytes));
    let (_, report) = read_on(2, &model(""), &sources);
    let equal = report.equal_rows.expect("a count");
    assert!((10_000..100_000).contains(&equal.compared), "{equal:?}");
    assert_eq!(equal.rows * 3, equal.compared * 2, "two of three are copies");
}
