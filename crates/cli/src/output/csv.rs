//! CSV with a header. Text that a spreadsheet would run as a formula stays text.

use std::borrow::Cow;
use std::io::{self, Write};

use handraise_model::values::format_instant;

use super::columns::{Cell, Results, flat_columns};
use super::json;

/// Between the items of a list.
pub(crate) const LIST_SEPARATOR: &str = "; ";

/// Writes the results.
pub(crate) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let columns = flat_columns(results);
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(columns.iter().map(|column| inert(Cow::Borrowed(column.name())).into_owned())).map_err(cause)?;
    for &row in results.rows {
        for column in &columns {
            csv.write_field(text(column.cell(results, row))?.as_bytes()).map_err(cause)?;
        }
        csv.write_record(None::<&[u8]>).map_err(cause)?;
    }
    csv.flush()
}

/// What the system said: as it stands, so that a reader that went away is told from a full disk.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn text(cell: Cell<'_>) -> io::Result<Cow<'_, str>> {
    Ok(match cell {
        Cell::Null => Cow::Borrowed(""),
        Cell::Text(text) => inert(text),
        Cell::Integer(number) => Cow::Owned(number.to_string()),
        Cell::Points(points) => Cow::Owned(points.to_string()),
        Cell::Boolean(value) => Cow::Borrowed(if value { "true" } else { "false" }),
        Cell::Instant(micros) => Cow::Owned(format_instant(micros)),
        Cell::Texts(items) => inert(Cow::Owned(items.join(LIST_SEPARATOR))),
        Cell::Products(all) => Cow::Owned(products(&all)?),
    })
}

/// The products of a lead as a JSON object, in text.
pub(crate) fn products(all: &[super::columns::ProductCell<'_>]) -> io::Result<String> {
    let mut buffer = Vec::new();
    json::products(&mut buffer, all)?;
    String::from_utf8(buffer).map_err(io::Error::other)
}

/// The text itself, or with `'` before it where a spreadsheet would take it for a formula.
fn inert(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { Cow::Owned(format!("'{text}")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_stay_text_and_all_else_stays_as_it_is() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(inert(Cow::Borrowed(formula)), format!("'{formula}"));
        }
        for text in ["", "a=b", "'quoted", "1-2"] {
            assert_eq!(inert(Cow::Borrowed(text)), text);
        }
    }
}
