//! Groups of leads by the value of a data point: each value, or bins of numbers.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use handraise_engine::text_at;
use handraise_model::values::{Type, day_of, format_date};
use handraise_model::{DataPoint, Model};

use crate::measure::Row;
use crate::probes::number_at;
use crate::replay::Replay;

/// Bins of numbers, of as many leads each as can be.
const BINS: usize = 5;
/// Values that have a group of their own; the rest are one.
pub(super) const GROUPS_MAX: usize = 20;

/// Groups, and which of them each of some rows is in: rows of the leads, or of the replay.
pub(super) struct Grouped {
    pub(super) names: Vec<String>,
    group_of_row: Vec<Option<u32>>,
    unknown: Option<usize>,
}

impl Grouped {
    /// The group of a row.
    pub(super) fn group(&self, row: u32) -> Option<usize> {
        match self.group_of_row.get(row as usize).copied().flatten() {
            Some(group) => Some(group as usize),
            None => self.unknown,
        }
    }

    /// Groups by texts, some of them unknown: each its own, those of the fewest rows together.
    pub(super) fn by_text<'t>(texts: impl Iterator<Item = Option<&'t str>>, unknown: &str) -> Self {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut counted: Vec<(usize, &str)> = Vec::new();
        let of_row: Vec<Option<u32>> = texts
            .map(|text| {
                let text = text?;
                let number = *numbers.entry(text).or_insert_with(|| {
                    counted.push((0, text));
                    counted.len() as u32 - 1
                });
                counted.get_mut(number as usize)?.0 += 1;
                Some(number)
            })
            .collect();
        let mut order: Vec<usize> = (0..counted.len()).collect();
        order.sort_by_key(|number| counted.get(*number).map(|(rows, text)| (std::cmp::Reverse(*rows), *text)));
        let own = if order.len() > GROUPS_MAX { GROUPS_MAX - 1 } else { order.len() };
        let mut group_of = vec![own as u32; counted.len()];
        for (group, number) in (0..).zip(order.iter().take(own)) {
            if let Some(of_number) = group_of.get_mut(*number) {
                *of_number = group;
            }
        }
        let name = |number: &usize| counted.get(*number).map_or("", |(_, text)| *text).to_owned();
        let mut names: Vec<String> = order.iter().take(own).map(name).collect();
        if order.len() > own {
            names.push(format!("{} others", order.len() - own));
        }
        let group_of_row = of_row.into_iter().map(|number| group_of.get(number? as usize).copied()).collect();
        Self::with_unknown(names, group_of_row, unknown)
    }

    fn with_unknown(mut names: Vec<String>, group_of_row: Vec<Option<u32>>, unknown: &str) -> Self {
        let has_unknown = group_of_row.iter().any(Option::is_none);
        if has_unknown {
            names.push(unknown.to_owned());
        }
        Self { unknown: has_unknown.then(|| names.len() - 1), names, group_of_row }
    }
}

/// The groups of the leads by a data point.
pub(super) fn grouped(replay: &Replay, data_point: &DataPoint) -> Grouped {
    let cells = || {
        replay.batches.iter().flat_map(|batch| {
            let column = batch.column_by_name(&data_point.name);
            (0..batch.num_rows()).map(move |row| column.map(|column| (column, row)))
        })
    };
    match data_point.ty {
        Type::Integer | Type::Decimal | Type::Date | Type::Timestamp => {
            binned(cells().map(|cell| cell.and_then(|(column, row)| number_at(column, row))).collect(), data_point.ty)
        }
        Type::Boolean | Type::List => {
            let texts: Vec<Option<String>> = cells().map(|cell| shown(cell?, data_point.ty)).collect();
            Grouped::by_text(texts.iter().map(Option::as_deref), "unknown")
        }
        Type::Text => {
            Grouped::by_text(cells().map(|cell| cell.and_then(|(column, row)| text_at(column, row))), "unknown")
        }
    }
}

/// The share of the leads of some rows of which at least one of some data points is known; `None` without such data
/// points.
pub(super) fn share_of_leads_known(
    replay: &Replay,
    model: &Model,
    rows: &[Row],
    wanted: impl Fn(&DataPoint) -> bool,
) -> Option<f64> {
    let wanted: Vec<&DataPoint> = model.lead().iter().filter(|data_point| wanted(data_point)).collect();
    if wanted.is_empty() || rows.is_empty() {
        return None;
    }
    let mut is_known = Vec::new();
    for batch in &replay.batches {
        let start = is_known.len();
        is_known.resize(start + batch.num_rows(), false);
        for column in wanted.iter().filter_map(|data_point| batch.column_by_name(&data_point.name)) {
            let nulls = column.logical_nulls();
            for (row, known) in is_known.iter_mut().skip(start).enumerate() {
                *known |= nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)) && !is_empty_list(column, row);
            }
        }
    }
    let is_known_of = |row: u32| is_known.get(row as usize).copied().unwrap_or_default();
    let mut of_lead: Vec<Option<(bool, f64)>> = vec![None; replay.leads.len()];
    for (row, detail) in rows.iter().zip(&replay.details) {
        if let Some(lead) = of_lead.get_mut(row.lead as usize) {
            *lead = Some((lead.is_some_and(|(known, _)| known) | is_known_of(detail.lead_row), row.weight));
        }
    }
    let (mut all, mut known) = (0.0, 0.0);
    for (is_known, weight) in of_lead.into_iter().flatten() {
        all += weight;
        known += if is_known { weight } else { 0.0 };
    }
    Some(known / all)
}

fn is_empty_list(column: &ArrayRef, row: usize) -> bool {
    column.as_list_opt::<i32>().is_some_and(|lists| lists.value_length(row) == 0)
}

fn shown((column, row): (&ArrayRef, usize), ty: Type) -> Option<String> {
    if ty == Type::Boolean {
        let of = column.as_boolean_opt()?;
        return of.is_valid(row).then(|| if of.value(row) { "yes" } else { "no" }.to_owned());
    }
    let lists = column.as_list_opt::<i32>()?;
    if lists.is_null(row) || lists.value_length(row) == 0 {
        return None;
    }
    let items = lists.value(row);
    let mut texts: Vec<&str> = (0..items.len()).filter_map(|item| text_at(&items, item)).collect();
    texts.sort_unstable();
    Some(texts.join("; "))
}

/// Bins of numbers that hold about as many rows each; equal numbers share a bin.
fn binned(numbers: Vec<Option<f64>>, ty: Type) -> Grouped {
    let mut sorted: Vec<f64> = numbers.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let mut distinct = sorted.clone();
    distinct.dedup();
    // The first number of each bin but the first.
    let mut starts: Vec<f64> = if distinct.len() <= BINS {
        distinct.iter().skip(1).copied().collect()
    } else {
        (1..BINS).filter_map(|bin| sorted.get(bin * sorted.len() / BINS).copied()).collect()
    };
    starts.dedup();
    starts.retain(|start| distinct.first().is_some_and(|first| start > first));
    let bin_of = |number: f64| starts.partition_point(|start| *start <= number);
    let name = |bin: usize| {
        let of_bin = |number: &&f64| bin_of(**number) == bin;
        let (first, last) = (distinct.iter().find(of_bin), distinct.iter().rev().find(of_bin));
        match (first, last) {
            (Some(first), Some(last)) if first == last => written(*first, ty),
            (Some(first), Some(last)) => format!("{} to {}", written(*first, ty), written(*last, ty)),
            _ => String::new(),
        }
    };
    let names = if distinct.is_empty() { Vec::new() } else { (0..=starts.len()).map(name).collect() };
    let group_of_row = numbers.into_iter().map(|number| number.map(|number| bin_of(number) as u32)).collect();
    Grouped::with_unknown(names, group_of_row, "unknown")
}

fn written(number: f64, ty: Type) -> String {
    match ty {
        Type::Date => format_date(number as i32),
        Type::Timestamp => format_date(day_of(number as i64)),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fall_into_bins_of_about_as_many() {
        let numbers = (1..=100).map(|number| Some(f64::from(number))).chain([None]);
        let grouped = binned(numbers.collect(), Type::Integer);
        assert_eq!(grouped.names, ["1 to 20", "21 to 40", "41 to 60", "61 to 80", "81 to 100", "unknown"]);
        assert_eq!(
            [grouped.group(0), grouped.group(20), grouped.group(99), grouped.group(100)].map(Option::unwrap),
            [0, 1, 4, 5]
        );
        // Most are equal: they share a bin.
        let skewed = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 1.0, 1.5, 2.0, 7.0].map(Some).to_vec();
        assert_eq!(binned(skewed, Type::Decimal).names, ["0", "0.5 to 1", "1.5 to 7"]);
        assert!(binned(Vec::new(), Type::Integer).names.is_empty());
        assert_eq!(binned(vec![None], Type::Integer).names, ["unknown"]);
        assert_eq!(binned(vec![Some(20_000.0)], Type::Date).names, ["2024-10-04"]);
    }

    #[test]
    fn rare_values_stand_together() {
        let texts: Vec<String> = (0..30).flat_map(|value| vec![format!("v{value:02}"); 30 - value]).collect();
        let grouped = Grouped::by_text(texts.iter().map(|text| Some(text.as_str())), "unknown");
        assert_eq!(
            (grouped.names.len(), grouped.names[0].as_str(), grouped.names[19].as_str()),
            (20, "v00", "11 others")
        );
        assert_eq!((grouped.group(0), grouped.group(texts.len() as u32 - 1)), (Some(0), Some(19)));
    }
}
