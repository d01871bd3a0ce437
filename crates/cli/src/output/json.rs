//! JSON lines: one object a lead, numbers with their exact digits.
//!
//! Written by hand rather than through `serde_json::Value`, whose numbers are 64-bit floats.

use std::io::{self, Write};

use handraise_model::values::format_instant;

use super::columns::{COLUMNS, Cell, ProductCell, Results};

/// Writes the results, one object a line.
pub(crate) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    for &row in results.rows {
        write_row(results, row, out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes the object of one row of the scores, without a line end.
pub(crate) fn write_row(results: &Results<'_>, row: usize, out: &mut dyn Write) -> io::Result<()> {
    for (index, column) in COLUMNS.iter().enumerate() {
        out.write_all(if index == 0 { b"{" } else { b"," })?;
        key(out, column.name)?;
        cell(out, &column.cell(results, row))?;
    }
    write_contributions(results, row, out)?;
    if !results.shown.names().is_empty() {
        out.write_all(b",\"show\":{")?;
        for (index, name) in results.shown.names().iter().enumerate() {
            comma(out, index)?;
            key(out, name)?;
            match results.shown.get(index, results.scores.lead_row[row]) {
                Some(value) => string(out, value)?,
                None => out.write_all(b"null")?,
            }
        }
        out.write_all(b"}")?;
    }
    out.write_all(b"}")
}

/// The products of one lead as an object.
pub(crate) fn products(out: &mut dyn Write, products: &[ProductCell<'_>]) -> io::Result<()> {
    out.write_all(b"{")?;
    for (index, product) in products.iter().enumerate() {
        comma(out, index)?;
        key(out, product.name)?;
        let ProductCell { total, fit, engagement, .. } = product;
        let score = product.score();
        write!(out, r#"{{"total":{total},"fit":{fit},"engagement":{engagement},"score":{score}}}"#)?;
    }
    out.write_all(b"}")
}

fn write_contributions(results: &Results<'_>, row: usize, out: &mut dyn Write) -> io::Result<()> {
    let Some(contributions) = &results.scores.contributions else { return Ok(()) };
    let fit = results.model.fit().iter().map(|criterion| &criterion.name).zip(&contributions.fit);
    let engagement = results.model.engagement().iter().map(|criterion| &criterion.name);
    out.write_all(b",\"contributions\":{")?;
    for (index, (name, points)) in fit.chain(engagement.clone().zip(&contributions.engagement)).enumerate() {
        comma(out, index)?;
        key(out, name)?;
        write!(out, "{}", points[row])?;
    }
    out.write_all(b"},\"occurrences\":{")?;
    for (index, (name, counts)) in engagement.zip(&contributions.occurrences).enumerate() {
        comma(out, index)?;
        key(out, name)?;
        write!(out, "{}", counts[row])?;
    }
    out.write_all(b"}")
}

fn cell(out: &mut dyn Write, cell: &Cell<'_>) -> io::Result<()> {
    match cell {
        Cell::Null => out.write_all(b"null"),
        Cell::Text(text) => string(out, text),
        Cell::Integer(number) => write!(out, "{number}"),
        Cell::Points(points) => write!(out, "{points}"),
        Cell::Boolean(value) => write!(out, "{value}"),
        Cell::Instant(micros) => string(out, &format_instant(*micros)),
        Cell::Products(all) => products(out, all),
        Cell::Texts(items) => {
            out.write_all(b"[")?;
            for (index, item) in items.iter().enumerate() {
                comma(out, index)?;
                string(out, item)?;
            }
            out.write_all(b"]")
        }
    }
}

fn key(out: &mut dyn Write, name: &str) -> io::Result<()> {
    string(out, name)?;
    out.write_all(b":")
}

fn string(out: &mut dyn Write, text: &str) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

fn comma(out: &mut dyn Write, index: usize) -> io::Result<()> {
    if index > 0 { out.write_all(b",") } else { Ok(()) }
}
