//! What a data point says of each witness.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef};
use handraise_engine::text_at;
use handraise_model::DataPoint;
use handraise_model::values::Type;

use super::witness::Witnesses;
use crate::replay::Replay;

/// The values of a data point, by witness.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Values {
    /// Numbers, dates and instants: in order.
    Ordered(Vec<Option<f64>>),
    /// Texts and booleans; of a list all its items.
    Named(Named),
}

/// Values that have names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Named {
    /// What the values are called, in the order in which they were met.
    pub(super) names: Vec<String>,
    /// The values of each witness, by their place among the names; none where it is not known.
    pub(super) of_witness: Vec<Vec<u32>>,
}

impl Values {
    /// Reads the data point of each witness; `None` where no batch has it.
    pub(super) fn of(replay: &Replay, witnesses: &Witnesses, data_point: &DataPoint) -> Option<Self> {
        let mut columns = Vec::new();
        let mut start = 0;
        for batch in &replay.batches {
            columns.push((start, batch.column_by_name(&data_point.name)?));
            start += batch.num_rows();
        }
        if columns.is_empty() {
            return None;
        }
        let place = |lead_row: u32| {
            let lead_row = lead_row as usize;
            let after = columns.partition_point(|(start, _)| *start <= lead_row);
            let (start, column) = columns.get(after.checked_sub(1)?)?;
            (lead_row - start < column.len()).then_some((*column, lead_row - start))
        };
        let places = witnesses.leads.iter().map(|lead| place(lead.lead_row));
        Some(match data_point.ty {
            Type::Integer | Type::Decimal | Type::Date | Type::Timestamp => {
                Self::Ordered(places.map(|place| place.and_then(|(column, row)| number_at(column, row))).collect())
            }
            Type::Text | Type::Boolean | Type::List => {
                let mut naming = Naming::default();
                let of_witness =
                    places.map(|place| place.map(|(column, row)| naming.values_at(column, row)).unwrap_or_default());
                let of_witness = of_witness.collect();
                Self::Named(Named { names: naming.names, of_witness })
            }
        })
    }

    /// Whether something is known of a witness.
    pub(super) fn is_known(&self, witness: usize) -> bool {
        match self {
            Self::Ordered(values) => values.get(witness).is_some_and(Option::is_some),
            Self::Named(named) => named.of_witness.get(witness).is_some_and(|values| !values.is_empty()),
        }
    }
}

/// The number, the day or the instant in a row of a column.
pub(crate) fn number_at(column: &ArrayRef, row: usize) -> Option<f64> {
    if column.is_null(row) {
        return None;
    }
    if let Some(values) = column.as_primitive_opt::<Int64Type>() {
        return Some(values.value(row) as f64);
    }
    if let Some(values) = column.as_primitive_opt::<Float64Type>() {
        return Some(values.value(row));
    }
    if let Some(values) = column.as_primitive_opt::<Date32Type>() {
        return Some(f64::from(values.value(row)));
    }
    column.as_primitive_opt::<TimestampMicrosecondType>().map(|values| values.value(row) as f64)
}

/// Gives each name a number.
#[derive(Default)]
struct Naming {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Naming {
    fn values_at(&mut self, column: &ArrayRef, row: usize) -> Vec<u32> {
        if column.is_null(row) {
            return Vec::new();
        }
        if let Some(values) = column.as_boolean_opt() {
            return vec![self.number(if values.value(row) { "true" } else { "false" })];
        }
        if let Some(values) = column.as_list_opt::<i32>() {
            let items = values.value(row);
            let mut numbers: Vec<u32> =
                (0..items.len()).filter_map(|item| text_at(&items, item)).map(|item| self.number(item)).collect();
            numbers.sort_unstable();
            numbers.dedup();
            return numbers;
        }
        text_at(column, row).map(|text| self.number(text)).into_iter().collect()
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}
