//! CSV with a header. Text that a spreadsheet would run as a formula stays text.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use handraise_model::values::format_instant;

use super::cell::{Cell, ProductCell};
use super::json;
use super::results::{Lists, Results, Unwritten};

/// Between the items of a list.
pub(crate) const LIST_SEPARATOR: &str = "; ";
/// Rows that are encoded at a time.
const PORTION_ROWS: usize = 1 << 13;

/// Writes the results.
pub(crate) fn write(
    results: &Results<'_>,
    lists: Lists<'_, '_>,
    out: &mut (dyn Write + Send),
) -> Result<(), Unwritten> {
    let mut header = csv::Writer::from_writer(&mut *out);
    let names = results.columns.iter().map(|column| inert(Cow::Borrowed(column.name())).into_owned());
    header.write_record(names).map_err(cause)?;
    header.flush()?;
    drop(header);
    let encode = |portion: &super::list::Portion<'_>| {
        let mut csv = csv::Writer::from_writer(Vec::new());
        let mut text = Text::default();
        for places in portion.pages() {
            let arrays = results.arrays(&places);
            let cells = results.cells(&arrays);
            for row in 0..places.len() {
                for column in &cells {
                    csv.write_field(text.of(column.cell(row))?).map_err(cause)?;
                }
                csv.write_record(None::<&[u8]>).map_err(cause)?;
            }
        }
        csv.into_inner().map_err(|error| io::Error::other(error.to_string()))
    };
    results.encode(lists, PORTION_ROWS, encode, |rows| out.write_all(&rows))
}

/// What the system said: as it stands, so that a reader that went away is told from a full disk.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A place for the text of one cell after the other.
#[derive(Debug, Default)]
pub(crate) struct Text {
    text: String,
    /// The instant that was written last: of a run there is often one alone.
    instant: Option<(i64, String)>,
}

impl Text {
    /// The text of a cell.
    pub(crate) fn of<'t>(&'t mut self, cell: Cell<'t>) -> io::Result<&'t str> {
        self.text.clear();
        // Writing to a text cannot fail.
        let _ = match cell {
            Cell::Null => Ok(()),
            Cell::Text(text) if !is_formula(text) => return Ok(text),
            Cell::Text(text) => write!(self.text, "'{text}"),
            Cell::Integer(number) => write!(self.text, "{number}"),
            Cell::Points(points) => write!(self.text, "{points}"),
            Cell::Boolean(value) => return Ok(if value { "true" } else { "false" }),
            Cell::Instant(micros) => {
                if self.instant.as_ref().is_none_or(|(last, _)| *last != micros) {
                    self.instant = Some((micros, format_instant(micros)));
                }
                return Ok(self.instant.as_ref().map_or("", |(_, text)| text));
            }
            Cell::Texts(items) => {
                if items.first().is_some_and(|first| is_formula(first)) {
                    self.text.push('\'');
                }
                for (index, item) in items.iter().enumerate() {
                    self.text.push_str(if index == 0 { "" } else { LIST_SEPARATOR });
                    self.text.push_str(item);
                }
                Ok(())
            }
            Cell::Products(all) => {
                self.text.push_str(&products(&all)?);
                Ok(())
            }
        };
        Ok(&self.text)
    }
}

/// The products of a lead as a JSON object, in text.
pub(crate) fn products(all: &[ProductCell<'_>]) -> io::Result<String> {
    let mut buffer = Vec::new();
    json::products(&mut buffer, all)?;
    String::from_utf8(buffer).map_err(io::Error::other)
}

/// The text itself, or with `'` before it where a spreadsheet would take it for a formula.
fn inert(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_formula(&text) { Cow::Owned(format!("'{text}")) } else { text }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_stay_text_and_all_else_stays_as_it_is() {
        let mut place = Text::default();
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(inert(Cow::Borrowed(formula)), format!("'{formula}"));
            assert_eq!(place.of(Cell::Text(formula)).unwrap(), format!("'{formula}"));
            assert_eq!(place.of(Cell::Texts(vec![formula, "b"])).unwrap(), format!("'{formula}; b"));
        }
        for text in ["", "a=b", "'quoted", "1-2"] {
            assert_eq!(inert(Cow::Borrowed(text)), text);
            assert_eq!(place.of(Cell::Text(text)).unwrap(), text);
        }
    }
}
