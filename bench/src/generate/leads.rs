//! Leads: an identifier and twenty data points a row, each of them unknown for some.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use fastrand::Rng;

use super::crowd::LeadIds;
use super::data_points::{DATA_POINTS, DataPoint, FREE_MAIL, Values};
use super::table::Emit;
use super::{AS_OF, Workload};
use crate::Error;
use crate::random::{Purpose, Weighted, key, mixed, stream, unit};

/// Leads of one company, about.
const LEADS_A_COMPANY: u32 = 3;

/// How many of a hundred leads give an address of a free mail service.
const FREE_MAIL_PERCENT: u8 = 18;

/// Columns of the leads.
pub(super) fn schema() -> SchemaRef {
    let lead_id = Field::new("lead_id", DataType::Utf8, true);
    let points = DATA_POINTS.iter().map(|point| Field::new(point.name, point.values.data_type(), true));
    Arc::new(Schema::new(std::iter::once(lead_id).chain(points).collect::<Vec<_>>()))
}

/// Makes a part of the leads.
pub(super) fn part(workload: &Workload, part: usize, emit: Emit<'_>) -> Result<(), Error> {
    let first = part as u32 * workload.part.leads;
    let rows = first..workload.leads.min(first.saturating_add(workload.part.leads));
    let lead_ids = LeadIds::new(workload);
    let ids = rows.clone().map(|row| {
        let mut id = String::new();
        lead_ids.write(row, &mut id);
        id
    });
    let mut columns: Vec<ArrayRef> = vec![Arc::new(StringArray::from_iter_values(ids))];
    let mut random = stream(workload.seed, Purpose::DataPoints, part);
    let companies =
        Companies { key: key(workload.seed, Purpose::Companies), count: workload.leads / LEADS_A_COMPANY + 1 };
    for point in &DATA_POINTS {
        columns.push(column(point, rows.clone(), &companies, &mut random));
    }
    emit(RecordBatch::try_new(schema(), columns)?)
}

fn column(point: &DataPoint, rows: std::ops::Range<u32>, companies: &Companies, random: &mut Rng) -> ArrayRef {
    let unknown_percent = point.unknown_percent;
    match point.values.clone() {
        Values::Choice(choices) => {
            let weighted = Weighted::new((1..=choices.len()).map(|choice| 1.0 / choice as f64));
            let pick = |random: &mut Rng, _| choices[usize::from(weighted.at(random.u64(..)))];
            Arc::new(cells::<StringArray, _>(rows, unknown_percent, random, pick))
        }
        Values::Domain => {
            let domain = |_: &mut Rng, row| companies.domain(row);
            Arc::new(cells::<StringArray, _>(rows, unknown_percent, random, domain))
        }
        Values::Email => {
            let email = |random: &mut Rng, row| companies.email(row, random);
            Arc::new(cells::<StringArray, _>(rows, unknown_percent, random, email))
        }
        Values::Doubling { powers, factor } => {
            let number = |random: &mut Rng, _| {
                let least = 1_i64 << random.u32(powers.clone());
                random.i64(least..2 * least) * factor
            };
            Arc::new(cells::<Int64Array, _>(rows, unknown_percent, random, number))
        }
        Values::Integer(range) => {
            let number = |random: &mut Rng, _| random.i64(range.clone());
            Arc::new(cells::<Int64Array, _>(rows, unknown_percent, random, number))
        }
        Values::Thousandths(range) => {
            let number = |random: &mut Rng, _| random.i64(range.clone()) as f64 / 1000.0;
            Arc::new(cells::<Float64Array, _>(rows, unknown_percent, random, number))
        }
        Values::Yes(percent) => {
            let yes = |random: &mut Rng, _| random.u8(0..100) < percent;
            Arc::new(cells::<BooleanArray, _>(rows, unknown_percent, random, yes))
        }
        Values::DaysAgo(most) => {
            let last_day = (AS_OF / 86_400_000_000) as i32;
            let day = |random: &mut Rng, _| {
                let unit = unit(random.u32(..));
                last_day - 1 - (unit * unit * f64::from(most)) as i32
            };
            Arc::new(cells::<Date32Array, _>(rows, unknown_percent, random, day))
        }
    }
}

/// A column of what a function gives for each row, but for the rows that lack it.
fn cells<A: FromIterator<Option<T>>, T>(
    rows: std::ops::Range<u32>,
    unknown_percent: u8,
    random: &mut Rng,
    cell: impl Fn(&mut Rng, u32) -> T,
) -> A {
    rows.map(|row| (random.u8(0..100) >= unknown_percent).then(|| cell(random, row))).collect()
}

/// The companies that leads work for.
struct Companies {
    key: u64,
    count: u32,
}

impl Companies {
    fn domain(&self, row: u32) -> String {
        const WORDS: [&str; 16] = [
            "north", "blue", "cedar", "lumen", "delta", "harbor", "quill", "ember", "atlas", "river", "sable", "orbit",
            "maple", "summit", "vector", "willow",
        ];
        let company = mixed(self.key ^ u64::from(row)) % u64::from(self.count);
        let bits = mixed(self.key.wrapping_add(company));
        let ending = ["com", "io", "co", "net"][bits as usize % 4];
        format!("{}{}{company}.{ending}", WORDS[(bits >> 8) as usize % 16], WORDS[(bits >> 16) as usize % 16])
    }

    fn email(&self, row: u32, random: &mut Rng) -> String {
        const NAMES: [&str; 12] =
            ["ana", "bo", "carla", "dev", "emma", "felix", "grace", "hugo", "ines", "jun", "kofi", "lea"];
        let (first, last) = (NAMES[random.usize(0..12)], NAMES[random.usize(0..12)]);
        let free = random.u8(0..100) < FREE_MAIL_PERCENT;
        let domain = if free { FREE_MAIL[random.usize(0..4)].to_owned() } else { self.domain(row) };
        format!("{first}.{last}{}@{domain}", random.u16(0..1000))
    }
}
