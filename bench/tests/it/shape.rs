//! Counts, cardinalities, shares of unknown, order; and bytes that depend on the seed alone.

use std::collections::{BTreeMap, BTreeSet};

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, RecordBatch};
use handraise_bench::decode::decode;
use handraise_bench::generate::{AS_OF, Format, Order, Workload};
use std::num::NonZeroUsize;

use crate::{SMALL, generated, read};

const DAY: i64 = 86_400_000_000;

fn times(batches: &[RecordBatch]) -> Vec<i64> {
    let column = |batch: &RecordBatch| batch.column(2).as_primitive::<TimestampMicrosecondType>().values().to_vec();
    batches.iter().flat_map(column).collect()
}

fn texts(batches: &[RecordBatch], column: usize) -> Vec<String> {
    let texts = |batch: &RecordBatch| -> Vec<String> {
        batch.column(column).as_string::<i32>().iter().flatten().map(str::to_owned).collect()
    };
    batches.iter().flat_map(texts).collect()
}

fn counted<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    counts
}

#[test]
fn events_are_as_many_and_as_skewed_as_promised_in_order_of_time() {
    let folder = generated(&SMALL, Format::Parquet, 2);
    let events = read(&folder.path().join("events.parquet"));
    let times = times(&events);
    assert_eq!(times.len(), 100_000);
    assert!(times.is_sorted(), "rising");
    assert!(times[0] >= AS_OF - 365 * DAY && times[times.len() - 1] < AS_OF, "within the year before");
    let in_quarters = counted(times.iter().map(|time| (AS_OF - time) / (92 * DAY)));
    assert!(in_quarters.values().all(|&events| events > 20_000), "over the whole year: {in_quarters:?}");

    let types = counted(texts(&events, 1));
    assert_eq!(types.len(), 40);
    let most = types.values().max().copied().unwrap_or_default();
    assert!((15_000..40_000).contains(&most), "skewed: {types:?}");
    let urls = counted(texts(&events, 3));
    assert!((480..=500).contains(&urls.len()), "{} pages", urls.len());

    let of_leads = counted(texts(&events, 0));
    let mut counts: Vec<usize> = of_leads.into_values().collect();
    counts.sort_unstable();
    assert!((1_650..=1_800).contains(&counts.len()), "a tenth of the leads does nothing: {}", counts.len());
    assert!((15..40).contains(&counts[counts.len() / 2]), "half of them little: {}", counts[counts.len() / 2]);
    assert!(counts[counts.len() - 1] > 1_000, "and a few very much: {}", counts[counts.len() - 1]);
}

#[test]
fn events_come_in_visits() {
    let folder = generated(&SMALL, Format::Parquet, 2);
    let events = read(&folder.path().join("events.parquet"));
    let mut of_leads: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (lead, time) in texts(&events, 0).into_iter().zip(times(&events)) {
        of_leads.entry(lead).or_default().push(time);
    }
    let pauses = of_leads.values().flat_map(|times| times.windows(2)).map(|pair| pair[1] - pair[0]);
    let within_minutes = pauses.filter(|&pause| pause <= 3 * 60_000_000).count();
    assert!(within_minutes > 50_000, "most follow another within minutes: {within_minutes}");
}

#[test]
fn leads_have_twenty_data_points_of_which_some_are_unknown() {
    let folder = generated(&SMALL, Format::Parquet, 2);
    let leads = read(&folder.path().join("leads.parquet"));
    let ids: BTreeSet<String> = texts(&leads, 0).into_iter().collect();
    assert_eq!(ids.len(), 2_000, "different leads");
    assert!(ids.iter().all(|id| id.len() == 15 && id.starts_with("00Q")));
    let early: BTreeSet<&str> = ids.iter().map(|id| &id[3..5]).collect();
    assert!(early.len() > 1_000, "that differ in their first characters: {}", early.len());
    let of_events = texts(&read(&folder.path().join("events.parquet")), 0);
    assert!(of_events.iter().all(|id| ids.contains(id)), "no events of unknown leads");

    let schema = leads[0].schema();
    assert_eq!(schema.fields().len(), 21);
    for (column, field) in schema.fields().iter().enumerate().skip(1) {
        let unknown: usize = leads.iter().map(|batch| batch.column(column).null_count()).sum();
        assert!((60..660).contains(&unknown), "{}: {unknown} of 2,000 unknown", field.name());
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let small = Workload { events: 30_000, ..SMALL };
    let random = Workload { order: Order::Random, ..small };
    for (workload, format) in [(small, Format::Parquet), (small, Format::Csv), (random, Format::Parquet)] {
        let (one, three) = (generated(&workload, format, 1), generated(&workload, format, 3));
        for table in ["leads", "events"] {
            let bytes = |folder: &std::path::Path| {
                std::fs::read(folder.join(format!("{table}.{}", format.extension()))).expect("a table")
            };
            assert!(bytes(one.path()) == bytes(three.path()), "{table} of {workload:?}");
        }
    }
    let ids = |seed| {
        let folder = generated(&Workload { seed, events: 0, ..SMALL }, Format::Parquet, 1);
        texts(&read(&folder.path().join("leads.parquet")), 0).into_iter().collect::<BTreeSet<_>>()
    };
    assert!(ids(1).is_disjoint(&ids(2)), "another seed, other leads");
}

#[test]
fn events_in_random_order_are_the_same_events_mixed_over_the_whole_file() {
    let rows = |order| {
        let folder = generated(&Workload { order, ..SMALL }, Format::Parquet, 2);
        let events = read(&folder.path().join("events.parquet"));
        let types = texts(&events, 1).into_iter().zip(texts(&events, 3));
        let rows = texts(&events, 0).into_iter().zip(times(&events)).zip(types);
        rows.collect::<Vec<_>>()
    };
    let (in_time, random) = (rows(Order::Time), rows(Order::Random));
    for part in random.chunks(10_000) {
        let early = part.iter().filter(|((_, time), _)| *time < AS_OF - 182 * DAY).count();
        assert!((4_700..5_300).contains(&early), "half a year in every part: {early}");
    }
    assert!(counted(in_time) == counted(random));
}

#[test]
fn csv_holds_what_parquet_holds() {
    let folder = generated(&SMALL, Format::Csv, 2);
    let text = std::fs::read_to_string(folder.path().join("events.csv")).expect("events");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("lead_id,event,timestamp,url"));
    let first = lines.next().unwrap_or_default().split(',').nth(2).unwrap_or_default();
    assert!(first.starts_with("2025-01-01T00:") && first.ends_with('Z'), "{first}");
    assert_eq!(lines.count(), 99_999);
    let leads = std::fs::read_to_string(folder.path().join("leads.csv")).expect("leads");
    assert_eq!(leads.lines().count(), 2_001);
    assert!(leads.lines().all(|line| line.matches(',').count() == 20));
}

#[test]
fn decoding_counts_every_row_once_on_any_number_of_threads() {
    let folder = generated(&SMALL, Format::Parquet, 2);
    let files = ["leads.parquet", "events.parquet"].map(|file| folder.path().join(file));
    let columns = ["lead_id", "event", "country", "timestamp"].map(str::to_owned);
    for threads in [1, 2, 3] {
        let threads = NonZeroUsize::new(threads).expect("not zero");
        assert_eq!(decode(&files, &columns, threads).expect("rows"), 102_000);
    }
    let missing = decode(&files, &["nothing".to_owned()], NonZeroUsize::MIN).expect_err("no such column");
    assert_eq!(missing.to_string(), "no column `nothing` in the files");
}
