//! The workload has the shape it promises, the same bytes everywhere, and both models score it.

mod models;
mod shape;

use std::num::NonZeroUsize;
use std::path::Path;

use arrow_array::RecordBatch;
use handraise_bench::generate::{Format, Order, PartRows, Workload, generate};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use tempfile::TempDir;

/// A small workload of several parts.
const SMALL: Workload = Workload {
    leads: 2_000,
    events: 100_000,
    seed: 1,
    order: Order::Time,
    part: PartRows { leads: 700, events: 15_000 },
};

fn generated(workload: &Workload, format: Format, threads: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let threads = NonZeroUsize::new(threads).expect("at least one thread");
    generate(workload, format, folder.path(), threads).expect("a workload");
    folder
}

fn read(path: &Path) -> Vec<RecordBatch> {
    let file = std::fs::File::open(path).expect("a file");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(|builder| builder.build()).expect("Parquet");
    reader.collect::<Result<_, _>>().expect("batches")
}
