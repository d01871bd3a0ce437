//! Outcomes: some leads are won and some are lost, whatever they did. A backtest of them costs as much as any other, and
//! finds nothing.

use std::sync::Arc;

use arrow_array::{Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

use super::crowd::LeadIds;
use super::table::Emit;
use super::{Workload, YEAR, YEAR_START};
use crate::Error;
use crate::random::{Purpose, stream};

/// Of a thousand leads, how many are won, and how many are won or lost.
const WON: u32 = 20;
const DECIDED: u32 = 60;

/// Columns of the outcomes.
pub(super) fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("lead_id", DataType::Utf8, true),
        Field::new("outcome", DataType::Utf8, true),
        Field::new("at", DataType::Timestamp(TimeUnit::Microsecond, Some("+00:00".into())), true),
        Field::new("value", DataType::Float64, true),
    ]))
}

/// Makes the outcomes of a part of the leads.
pub(super) fn part(workload: &Workload, part: usize, emit: Emit<'_>) -> Result<(), Error> {
    let first = part as u32 * workload.part.leads;
    let lead_ids = LeadIds::new(workload);
    let mut random = stream(workload.seed, Purpose::Outcomes, part);
    let (mut ids, mut outcomes, mut times, mut values) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for row in first..workload.leads.min(first.saturating_add(workload.part.leads)) {
        let share = random.u32(0..1_000);
        if share >= DECIDED {
            continue;
        }
        let mut id = String::new();
        lead_ids.write(row, &mut id);
        ids.push(id);
        outcomes.push(if share < WON { "won" } else { "lost" });
        times.push(YEAR_START + random.i64(0..YEAR));
        values.push((share < WON).then(|| f64::from(random.u32(1..200) * 500)));
    }
    emit(RecordBatch::try_new(
        schema(),
        vec![
            Arc::new(StringArray::from(ids)),
            Arc::new(StringArray::from(outcomes)),
            Arc::new(TimestampMicrosecondArray::from(times).with_timezone("+00:00")),
            Arc::new(Float64Array::from(values)),
        ],
    )?)
}
