//! An Excel workbook: the ranking with a frozen header and filters, and a sheet with the facts of the run.

use std::io::{self, Write};

use handraise_model::values::Exact;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::cell::Cell;
use super::columns::Kind;
use super::csv::{LIST_SEPARATOR, products};
use super::list::List;
use super::results::Results;

/// The most characters that a cell of a workbook holds.
const CELL_CHARACTERS_MAX: usize = 32_767;
/// The most rows that a sheet holds, header included.
const SHEET_ROWS_MAX: usize = 1_048_576;
/// The most columns that a sheet holds.
const SHEET_COLUMNS_MAX: usize = 16_384;

/// Writes the rows of a list and the facts of the run.
pub(crate) fn write(
    results: &Results<'_>,
    facts: &[(String, String)],
    list: &List<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if list.len() >= SHEET_ROWS_MAX || results.columns.len() > SHEET_COLUMNS_MAX {
        return Err(io::Error::other("a sheet of a workbook holds 1,048,575 leads and 16,384 columns at most"));
    }
    let mut workbook = Workbook::new();
    // The same results give the same bytes: a workbook made now would carry the present time.
    workbook.set_properties(
        &DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1).map_err(io::Error::other)?),
    );
    ranking(workbook.add_worksheet(), results, list).map_err(io::Error::other)?;
    run(workbook.add_worksheet(), facts).map_err(io::Error::other)?;
    out.write_all(&workbook.save_to_buffer().map_err(io::Error::other)?)
}

fn ranking(sheet: &mut Worksheet, results: &Results<'_>, list: &List<'_>) -> Result<(), XlsxError> {
    let header = Format::new().set_bold().set_align(FormatAlign::Left);
    let points = Format::new().set_num_format("0.0######");
    let instant = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let columns = results.columns;
    sheet.set_name("Leads")?;
    sheet.set_freeze_panes(1, 1)?;
    for (index, column) in (0..).zip(columns) {
        sheet.write_string_with_format(0, index, column.name(), &header)?;
    }
    let mut widths: Vec<usize> = columns.iter().map(|column| column.name().chars().count() + 4).collect();
    let mut line = 0;
    for places in list.pages() {
        let arrays = results.arrays(&places);
        let cells = results.cells(&arrays);
        for row in 0..places.len() {
            line += 1;
            for ((index, cells), width) in (0..).zip(&cells).zip(&mut widths) {
                let cell = cells.cell(row);
                *width = (*width).max(written_width(&cell));
                write_cell(sheet, (line, index), cell, &points, &instant)?;
            }
        }
        (results.written)(places.len());
    }
    for ((index, column), width) in (0..).zip(columns).zip(widths) {
        let widest = if column.kind() == Kind::Texts { 60 } else { 40 };
        sheet.set_column_width(index, width.min(widest) as f64)?;
    }
    sheet.autofilter(0, 0, line, columns.len().saturating_sub(1) as u16)?;
    Ok(())
}

fn run(sheet: &mut Worksheet, facts: &[(String, String)]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name("Run")?;
    for (line, (name, value)) in (0..).zip(facts) {
        sheet.write_string_with_format(line, 0, name, &bold)?;
        sheet.write_string(line, 1, clipped(value))?;
    }
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 60)?;
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (line, index): (u32, u16),
    cell: Cell<'_>,
    points: &Format,
    instant: &Format,
) -> Result<(), XlsxError> {
    // `write_string` never makes a formula, whatever the text begins with.
    let mut text = |text: &str| sheet.write_string(line, index, clipped(text)).map(drop_sheet);
    match cell {
        Cell::Null => Ok(()),
        Cell::Text(value) => text(value),
        Cell::Texts(items) => text(&items.join(LIST_SEPARATOR)),
        Cell::Products(all) => text(&products(&all).unwrap_or_default()),
        Cell::Integer(number) => sheet.write_number(line, index, number as f64).map(drop_sheet),
        Cell::Points(exact) => sheet.write_number_with_format(line, index, exact.to_f64(), points).map(drop_sheet),
        Cell::Boolean(value) => sheet.write_boolean(line, index, value).map(drop_sheet),
        Cell::Instant(micros) => match serial_day(micros) {
            Some(day) => sheet.write_number_with_format(line, index, day, instant).map(drop_sheet),
            None => text(&handraise_model::values::format_instant(micros)),
        },
    }
}

/// The writer gives the sheet back for chained calls; here nobody chains.
fn drop_sheet(_: &mut Worksheet) {}

/// Days since 1899-12-30, as workbooks count; none before 1900-03-01 (where they count a day that never was) and after
/// the year 9999.
fn serial_day(micros: i64) -> Option<f64> {
    let day = micros as f64 / handraise_model::values::MICROS_PER_DAY as f64 + 25_569.0;
    (61.0..2_958_466.0).contains(&day).then_some(day)
}

/// How wide a cell looks, in characters.
fn written_width(cell: &Cell<'_>) -> usize {
    match cell {
        Cell::Text(text) => text.chars().count() + 1,
        Cell::Texts(items) => items.iter().map(|item| item.chars().count() + LIST_SEPARATOR.len()).sum(),
        Cell::Instant(_) => 17,
        Cell::Points(Exact(_)) => 12,
        Cell::Products(_) => 40,
        Cell::Null | Cell::Integer(_) | Cell::Boolean(_) => 0,
    }
}

/// What of a text a cell holds.
fn clipped(text: &str) -> &str {
    text.char_indices().nth(CELL_CHARACTERS_MAX).map_or(text, |(end, _)| &text[..end])
}
