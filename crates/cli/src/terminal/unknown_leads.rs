//! Rows of leads that are not among the leads: what their ids look like, beside those of the leads.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use handraise_model::columns::LEAD_ID;

use super::{cut, words};

/// The widest id that is shown.
const ID_WIDTH_MAX: usize = 40;

/// Such rows of one table.
pub(crate) struct UnknownLeads<'a> {
    /// How many.
    pub(crate) rows: u64,
    /// How many rows there are.
    pub(crate) among: u64,
    /// Some of their ids.
    pub(crate) ids: &'a [String],
}

impl UnknownLeads<'_> {
    /// `, such as `a`, `b``; nothing where no id is known.
    pub(crate) fn examples(&self) -> String {
        let ids: Vec<String> = self.ids.iter().map(|id| quoted(id)).collect();
        if ids.is_empty() { String::new() } else { format!(", such as {}", words::joined(&ids)) }
    }

    /// How the ids of the leads are written, where that may be the reason: an id differs from a lead's in its writing
    /// alone, or half of the rows find no lead.
    pub(crate) fn help(&self, leads: &[RecordBatch]) -> Option<String> {
        let wanted: HashMap<String, &String> = self.ids.iter().map(|id| (plain(id), id)).collect();
        let twin = lead_ids(leads).find_map(|lead| Some((*wanted.get(&plain(lead))?, lead)));
        if let Some((id, lead)) = twin {
            return Some(format!("{} may be the lead {}: ids are compared letter by letter", quoted(id), quoted(lead)));
        }
        let first = lead_ids(leads).next().filter(|_| self.rows.saturating_mul(2) >= self.among)?;
        Some(format!("leads look like {}: is it the id of something else?", quoted(first)))
    }
}

fn lead_ids(leads: &[RecordBatch]) -> impl Iterator<Item = &str> {
    let columns = leads.iter().filter_map(|batch| batch.column_by_name(LEAD_ID)?.as_string_opt::<i32>());
    columns.flat_map(|ids| (0..ids.len()).filter(|&row| ids.is_valid(row)).map(|row| ids.value(row)))
}

/// What is left of an id without its case, its punctuation, the zeros before it and the `.0` of a spreadsheet.
fn plain(id: &str) -> String {
    let letters: String =
        id.trim_end_matches(".0").chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    letters.trim_start_matches('0').to_owned()
}

fn quoted(id: &str) -> String {
    format!("`{}`", cut(id, ID_WIDTH_MAX))
}
