//! JSON lines: one object a lead, numbers with their exact digits.
//!
//! Written by hand rather than through `serde_json::Value`, whose numbers are 64-bit floats.

use std::io::{self, Write};

use handraise_model::Model;
use handraise_model::values::format_instant;

use super::cell::{Cell, Cells, ProductCell};
use super::flat::FlatColumn;
use super::list::Portion;
use super::results::{Lists, Results, Unwritten};

/// Rows that are encoded at a time.
const PORTION_ROWS: usize = 1 << 13;

/// How the columns stand in an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nesting {
    /// Each under its name.
    Flat,
    /// What the criteria gave in `contributions` and `occurrences`, what is carried through in `show`.
    Sections {
        /// Whether there is something of the criteria.
        explain: bool,
    },
}

/// Writes the results, one object a line.
pub(crate) fn write(
    results: &Results<'_>,
    nesting: Nesting,
    lists: Lists<'_, '_>,
    out: &mut (dyn Write + Send),
) -> Result<(), Unwritten> {
    let sections = sections(results, nesting)?;
    let encode = |portion: &Portion<'_>| {
        let mut lines = Vec::new();
        for places in portion.pages() {
            let arrays = results.arrays(&places);
            let cells = results.cells(&arrays);
            for row in 0..places.len() {
                object(&mut lines, &sections, &cells, row)?;
                lines.push(b'\n');
            }
        }
        Ok(lines)
    };
    results.encode(lists, PORTION_ROWS, encode, |lines| out.write_all(&lines))
}

/// Keys of one object: the outer one, or one inside it.
struct Section {
    /// The key of the inner object, with its colon.
    key: Option<Vec<u8>>,
    /// Each key with its colon, and the index of its column.
    keys: Vec<(Vec<u8>, usize)>,
}

fn sections(results: &Results<'_>, nesting: Nesting) -> io::Result<Vec<Section>> {
    let columns = results.columns;
    let section = |name: Option<&str>, among: &dyn Fn(&FlatColumn) -> bool| {
        let of_section = columns.iter().enumerate().filter(|(_, column)| among(column));
        let keys = of_section.map(|(index, column)| Ok((key(name_of(results, column, nesting))?, index)));
        io::Result::Ok(Section { key: name.map(key).transpose()?, keys: keys.collect::<io::Result<_>>()? })
    };
    let Nesting::Sections { explain } = nesting else { return Ok(vec![section(None, &|_| true)?]) };
    let mut sections = vec![section(None, &|column| matches!(column, FlatColumn::Result(_)))?];
    if explain {
        let points =
            |column: &FlatColumn| matches!(column, FlatColumn::FitPoints(..) | FlatColumn::EngagementPoints(..));
        sections.push(section(Some("contributions"), &points)?);
        sections.push(section(Some("occurrences"), &|column| matches!(column, FlatColumn::Count(..)))?);
    }
    if columns.iter().any(|column| matches!(column, FlatColumn::Shown(..))) {
        sections.push(section(Some("show"), &|column| matches!(column, FlatColumn::Shown(..)))?);
    }
    Ok(sections)
}

/// The key of a column: in sections, criteria and what is carried through go by their own names.
fn name_of<'n>(results: &'n Results<'_>, column: &'n FlatColumn, nesting: Nesting) -> &'n str {
    let model: &Model = results.run.model;
    match column {
        _ if nesting == Nesting::Flat => column.name(),
        FlatColumn::FitPoints(_, index) => &model.fit()[*index].name,
        FlatColumn::EngagementPoints(_, index) | FlatColumn::Count(_, index) => &model.engagement()[*index].name,
        FlatColumn::Shown(_, index) => &results.run.shown.names()[*index],
        FlatColumn::Result(column) => column.name,
    }
}

fn object(out: &mut Vec<u8>, sections: &[Section], cells: &[Cells<'_>], row: usize) -> io::Result<()> {
    out.push(b'{');
    for (number, section) in sections.iter().enumerate() {
        if let Some(key) = &section.key {
            comma(out, number)?;
            out.extend_from_slice(key);
            out.push(b'{');
        }
        for (number, (key, column)) in section.keys.iter().enumerate() {
            comma(out, number)?;
            out.extend_from_slice(key);
            cell(out, &cells[*column].cell(row))?;
        }
        if section.key.is_some() {
            out.push(b'}');
        }
    }
    out.push(b'}');
    Ok(())
}

/// The products of one lead as an object.
pub(crate) fn products(out: &mut Vec<u8>, products: &[ProductCell<'_>]) -> io::Result<()> {
    out.push(b'{');
    for (index, ProductCell { name, total, fit, engagement, score }) in products.iter().enumerate() {
        comma(out, index)?;
        out.extend(key(name)?);
        write!(out, r#"{{"total":{total},"fit":{fit},"engagement":{engagement},"score":{score}}}"#)?;
    }
    out.push(b'}');
    Ok(())
}

fn cell(out: &mut Vec<u8>, cell: &Cell<'_>) -> io::Result<()> {
    match cell {
        Cell::Null => out.write_all(b"null"),
        Cell::Text(text) => string(out, text),
        Cell::Integer(number) => write!(out, "{number}"),
        Cell::Points(points) => write!(out, "{points}"),
        Cell::Boolean(value) => write!(out, "{value}"),
        Cell::Instant(micros) => string(out, &format_instant(*micros)),
        Cell::Products(all) => products(out, all),
        Cell::Texts(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                comma(out, index)?;
                string(out, item)?;
            }
            out.write_all(b"]")
        }
    }
}

/// A key with its colon.
fn key(name: &str) -> io::Result<Vec<u8>> {
    let mut key = Vec::new();
    string(&mut key, name)?;
    key.push(b':');
    Ok(key)
}

fn string(out: &mut Vec<u8>, text: &str) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

fn comma(out: &mut Vec<u8>, index: usize) -> io::Result<()> {
    if index > 0 { out.write_all(b",") } else { Ok(()) }
}
