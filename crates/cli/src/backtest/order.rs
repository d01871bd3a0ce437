//! The order of leads by a column: which came later.

use std::cmp::Ordering;

use arrow_array::RecordBatch;
use handraise_engine::text_at;
use handraise_evidence::LeadTable;
use handraise_model::columns::SHOWN_PREFIX;

/// The order of the file, unless the leads have a column of that name.
pub(super) const ROW: &str = "row";

/// For each lead its place in the order of a column that is carried through, the latest last; `None` where its cell is
/// not known.
///
/// Cells are compared as numbers where all that are known are numbers, else as text: dates in ISO 8601 stand in order.
/// Equal ones stand in the order of the file. Of several rows of a lead the first counts.
pub(super) fn places(leads: &LeadTable, batches: &[RecordBatch], column: &str, descending: bool) -> Vec<Option<u32>> {
    let cells = cells(leads, batches, column);
    let numbers: Option<Vec<Option<f64>>> = cells.iter().map(|cell| number(cell.as_deref())).collect();
    let mut order: Vec<usize> = (0..cells.len()).filter(|lead| cells[*lead].is_some()).collect();
    let compare = |one: &usize, other: &usize| -> Ordering {
        match &numbers {
            Some(numbers) => numbers[*one].partial_cmp(&numbers[*other]).unwrap_or(Ordering::Equal),
            None => cells[*one].cmp(&cells[*other]),
        }
    };
    order.sort_by(|one, other| if descending { compare(other, one) } else { compare(one, other) });
    places_of(&order, cells.len())
}

/// The same, in the order of the file.
pub(super) fn places_by_row(leads: &LeadTable, descending: bool) -> Vec<Option<u32>> {
    let mut order: Vec<usize> = (0..leads.len()).collect();
    if descending {
        order.reverse();
    }
    places_of(&order, leads.len())
}

fn places_of(order: &[usize], leads: usize) -> Vec<Option<u32>> {
    let mut places = vec![None; leads];
    order.iter().zip(0..).for_each(|(lead, place)| places[*lead] = Some(place));
    places
}

/// The first known cell of each lead.
fn cells(leads: &LeadTable, batches: &[RecordBatch], column: &str) -> Vec<Option<String>> {
    let name = format!("{SHOWN_PREFIX}{column}");
    let mut cells: Vec<Option<String>> = vec![None; leads.len()];
    let mut first_row = 0;
    for batch in batches {
        let texts = batch.column_by_name(&name);
        for row in 0..batch.num_rows() {
            let lead = leads.of_row(first_row + row).map(|lead| lead as usize);
            if let Some(cell) = lead.and_then(|lead| cells.get_mut(lead)).filter(|cell| cell.is_none()) {
                let text = texts.and_then(|texts| text_at(texts, row)).map(str::trim).filter(|text| !text.is_empty());
                *cell = text.map(str::to_owned);
            }
        }
        first_row += batch.num_rows();
    }
    cells
}

/// A cell as a number: outer `None` where it is known and none.
#[expect(clippy::option_option, reason = "no cell is no reason not to compare numbers")]
fn number(cell: Option<&str>) -> Option<Option<f64>> {
    match cell {
        None => Some(None),
        Some(text) => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Some),
    }
}
