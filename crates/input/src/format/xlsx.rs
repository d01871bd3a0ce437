//! Excel workbooks: the first sheet that holds anything, its first row the header.

use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Range, Reader, Xlsx};

use super::Emit;
use crate::batch::{BATCH_ROWS, Rows};
use crate::bytes::Opened;
use crate::cell::{Cell, Rules};
use crate::error::InputError;
use crate::shape::Shape;

pub(super) fn read(opened: Opened, shape: &Shape, rules: &Rules, emit: Emit<'_>) -> Result<(), InputError> {
    let source = opened.name.clone();
    let sheet = Sheet::open(opened)?;
    let positions = shape.find(&source, &sheet.headers, None)?;
    let mut rows = Rows::new(shape, rules);
    for (line, cells) in sheet.rows() {
        for (column, position) in rows.columns.iter_mut().zip(&positions) {
            let cell = position.and_then(|position| cells.get(position)).unwrap_or(&Data::Empty);
            push_cell(cell, |cell| column.push(cell, line));
        }
        rows.lines.push(line);
        if rows.lines.len() >= BATCH_ROWS
            && emit(std::mem::replace(&mut rows, Rows::new(shape, rules)).finish()).is_break()
        {
            return Ok(());
        }
    }
    let _stop = emit(rows.finish());
    Ok(())
}

/// A sheet whose header is read.
pub(crate) struct Sheet {
    pub headers: Vec<String>,
    range: Range<Data>,
}

impl Sheet {
    pub(crate) fn open(opened: Opened) -> Result<Self, InputError> {
        let source = opened.name.clone();
        let damaged = |message: String| InputError::Damaged {
            source: source.clone(),
            format: "an Excel workbook (.xlsx)",
            message,
        };
        let bytes = opened.read_all()?;
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
        for name in workbook.sheet_names() {
            let range = workbook.worksheet_range(&name).map_err(|error| damaged(error.to_string()))?;
            if let Some(header) = range.rows().next() {
                let headers = header.iter().map(|cell| shown(cell).trim().to_owned()).collect();
                return Ok(Self { headers, range });
            }
        }
        Err(InputError::Empty { source })
    }

    /// The rows below the header, each with its number in the sheet; empty ones are skipped.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u64, &[Data])> {
        let first = self.range.start().map_or(0, |(row, _)| u64::from(row));
        let rows = self.range.rows().enumerate().skip(1);
        rows.filter(|(_, cells)| cells.iter().any(|cell| *cell != Data::Empty))
            .map(move |(index, cells)| (first + index as u64 + 1, cells))
    }
}

/// Gives a sheet's cell.
pub(crate) fn push_cell(cell: &Data, push: impl FnOnce(Cell<'_>)) {
    match cell {
        Data::Empty | Data::Error(_) => push(Cell::Null),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => push(Cell::Text(text.as_bytes())),
        Data::Int(value) => push(Cell::Integer(*value)),
        Data::Float(value) => push(Cell::Serial(*value)),
        Data::Bool(value) => push(Cell::Boolean(*value)),
        Data::DateTime(date) => push_date(date, push),
    }
}

fn push_date(date: &ExcelDateTime, push: impl FnOnce(Cell<'_>)) {
    if !date.is_datetime() {
        return push(Cell::Serial(date.as_f64()));
    }
    let (year, month, day, hour, minute, second, millis) = date.to_ymd_hms_milli();
    let days = crate::cell::days_from_civil(i64::from(year), i64::from(month), i64::from(day));
    let seconds = ((i64::from(hour) * 60) + i64::from(minute)) * 60 + i64::from(second);
    if seconds == 0 && millis == 0 {
        return push(Cell::Date(days as i32));
    }
    push(Cell::Local(((days * 86_400 + seconds) * 1_000 + i64::from(millis)) * 1_000));
}

fn shown(cell: &Data) -> String {
    let mut text = String::new();
    push_cell(cell, |cell| text = cell.shown());
    text
}
