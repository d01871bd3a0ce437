//! How early the events of a row group can be, by the statistics of the file.

use arrow_schema::{DataType, TimeUnit};
use handraise_model::columns::EVENT_TIME;
use handraise_model::values::MICROS_PER_DAY;
use parquet::arrow::arrow_reader::ArrowReaderMetadata;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::statistics::Statistics;

use super::columns::leaf_of;
use crate::cell::Rules;
use crate::report::Table;
use crate::shape::Shape;

/// For each row group an instant before which neither it nor a later one of the file has an event; none where the
/// statistics do not tell, nor for tables without events.
pub(super) fn not_before(
    metadata: &ArrowReaderMetadata,
    shape: &Shape,
    positions: &[Option<usize>],
    rules: &Rules,
) -> Vec<Option<i64>> {
    let groups = metadata.metadata().row_groups();
    let mut bounds = vec![None; groups.len()];
    let wanted = shape.columns.iter().position(|wanted| wanted.name == EVENT_TIME && shape.table == Table::Events);
    let Some(root) = wanted.and_then(|wanted| positions.get(wanted).copied().flatten()) else { return bounds };
    let Some(leaf) = leaf_of(metadata.parquet_schema(), root) else { return bounds };
    let Some(field) = metadata.schema().fields().get(root) else { return bounds };
    let mut later = Some(i64::MAX);
    for (bound, group) in bounds.iter_mut().zip(groups).rev() {
        if group.num_rows() > 0 {
            let earliest = earliest(group, leaf, field.data_type(), rules);
            later = later.zip(earliest).map(|(later, earliest)| later.min(earliest));
        }
        *bound = later;
    }
    bounds
}

/// Not later than the earliest instant of a row group, in microseconds.
fn earliest(group: &RowGroupMetaData, leaf: usize, ty: &DataType, rules: &Rules) -> Option<i64> {
    let least = match group.columns().get(leaf)?.statistics()? {
        Statistics::Int32(values) => i64::from(*values.min_opt()?),
        Statistics::Int64(values) => *values.min_opt()?,
        _ => return None,
    };
    let (micros, local) = match ty {
        DataType::Timestamp(TimeUnit::Second, zone) => (least.checked_mul(1_000_000)?, zone.is_none()),
        DataType::Timestamp(TimeUnit::Millisecond, zone) => (least.checked_mul(1_000)?, zone.is_none()),
        DataType::Timestamp(TimeUnit::Microsecond, zone) => (least, zone.is_none()),
        DataType::Timestamp(TimeUnit::Nanosecond, zone) => (least.div_euclid(1_000), zone.is_none()),
        DataType::Date32 => (least.checked_mul(MICROS_PER_DAY)?, true),
        _ => return None,
    };
    // No clock is a day ahead of UTC.
    let ahead = if local && !rules.times.local_is_utc() { MICROS_PER_DAY } else { 0 };
    micros.checked_sub(ahead)
}
