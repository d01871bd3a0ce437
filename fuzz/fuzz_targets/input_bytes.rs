//! No bytes make the readers of tables panic, whatever format their name claims.
//!
//! The first byte chooses the extension, so that every format is tried; the others are the file.

#![no_main]

use std::io::Write;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use handraise_input::{
    DataReport, ProfileOptions, Source, Stretch, profile, read_adjustments, read_events, read_leads,
};
use handraise_model::{Model, ModelSource};
use libfuzzer_sys::fuzz_target;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let text = r#"
[model]
name = "fuzz"
version = 1
[data]
lead_id = "a"
event_lead = "a"
event_type = "b"
event_time = "c"
time_zone = "America/Sao_Paulo"
show = ["b"]
[lead]
b = "text"
c = "integer"
d = "decimal"
e = "boolean"
f = "date"
g = "timestamp"
h = "list"
[event]
d = "decimal"
"#;
    ModelSource::new("fuzz", text).check().model.expect("a valid model")
});

const THREADS: NonZeroUsize = NonZeroUsize::new(2).unwrap();

const EXTENSIONS: [&str; 6] = [".csv", ".jsonl", ".parquet", ".xlsx", ".csv.gz", ""];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let extension = EXTENSIONS[usize::from(*first) % EXTENSIONS.len()];
    let mut file = tempfile::Builder::new().suffix(extension).tempfile().expect("a temporary file");
    file.write_all(bytes).expect("a writable temporary file");
    let source = [Source::File(file.path().to_owned())];

    // Errors are fine; panics are not.
    let mut report = DataReport::default();
    if let Ok(leads) = read_leads(&MODEL, &source, &[], &mut report, &|_| {}, THREADS) {
        assert!(leads.batches.iter().all(|batch| batch.num_columns() > 0));
    }
    let sink = |_: &Stretch, _| ControlFlow::Continue(());
    let _ = read_events(&MODEL, &source, &mut report, &|_| {}, &mut [sink, sink]);
    let _ = read_adjustments(&MODEL, &source, &mut report);
    let _ = profile(&source[0], &ProfileOptions { rows_max: 1000, ..ProfileOptions::default() });
});
