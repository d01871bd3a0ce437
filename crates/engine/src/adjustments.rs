//! Manual adjustments.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, RecordBatch};
use handraise_model::values::{AsOf, Exact};

use crate::error::ScoreError;
use crate::leads::{Leads, NO_LEAD};
use crate::plan::AdjustmentColumns;
use crate::scores::ExplainedAdjustment;
use crate::text_columns::{numbers, text_at};
use crate::unknown_leads::UnknownLeads;

/// The adjustments of a run. They are few: made by hand.
#[derive(Debug, Default)]
pub(crate) struct Adjustments {
    /// By lead, once finished.
    all: Vec<(u32, ExplainedAdjustment)>,
    pub(crate) unknown_leads: UnknownLeads,
    pub(crate) rows: u64,
    pub(crate) incomplete: u64,
}

impl Adjustments {
    pub(crate) fn push(&mut self, batch: &RecordBatch, leads: &Leads) -> Result<(), ScoreError> {
        let columns = AdjustmentColumns::bind(batch.schema_ref())?;
        let lead_ids = columns.lead_id.of(batch)?;
        let of_row = numbers(lead_ids, NO_LEAD, |id| leads.get(id).unwrap_or(NO_LEAD));
        let points = columns.points.of(batch)?.as_primitive::<Int64Type>();
        let (reasons, by) = (columns.reason.of(batch)?, columns.by.of(batch)?);
        let (at, until) = (columns.at.instants(batch)?, columns.until.instants(batch)?);
        self.rows += batch.num_rows() as u64;
        for (row, lead) in of_row.into_iter().enumerate() {
            if lead_ids.is_null(row) || points.is_null(row) || at.is_null(row) {
                self.incomplete += 1;
                continue;
            }
            if lead == NO_LEAD {
                self.unknown_leads.count(text_at(lead_ids, row));
                continue;
            }
            let adjustment = ExplainedAdjustment {
                points: points.value(row),
                reason: text_at(reasons, row).map(str::to_owned),
                by: text_at(by, row).map(str::to_owned),
                at: at.value(row),
                until: until.is_valid(row).then(|| until.value(row)),
            };
            self.all.push((lead, adjustment));
        }
        Ok(())
    }

    /// Puts them in an order that does not depend on the order they came in.
    pub(crate) fn finish(mut self) -> Self {
        self.all.sort_unstable_by(|(lead, a), (other, b)| {
            let key = |adjustment: &ExplainedAdjustment| (adjustment.at, adjustment.points, adjustment.until);
            lead.cmp(other).then_with(|| key(a).cmp(&key(b))).then_with(|| (&a.reason, &a.by).cmp(&(&b.reason, &b.by)))
        });
        self
    }

    /// Those of a lead with `at <= as_of < until`.
    pub(crate) fn in_force(&self, lead: u32, as_of: AsOf) -> impl Iterator<Item = &ExplainedAdjustment> {
        let start = self.all.partition_point(|(other, _)| *other < lead);
        let of_lead = self.all.iter().skip(start).take_while(move |(other, _)| *other == lead);
        let holds = move |adjustment: &&ExplainedAdjustment| {
            adjustment.at <= as_of.micros() && adjustment.until.is_none_or(|until| as_of.micros() < until)
        };
        of_lead.map(|(_, adjustment)| adjustment).filter(holds)
    }

    /// The sum of those in force, in units of 10^-7 point: no number of them overflows 128 bits.
    pub(crate) fn sum(&self, lead: u32, as_of: AsOf) -> i128 {
        if self.all.is_empty() {
            return 0;
        }
        let points: i128 = self.in_force(lead, as_of).map(|adjustment| i128::from(adjustment.points)).sum();
        points * i128::from(Exact::UNITS_PER_POINT)
    }
}
