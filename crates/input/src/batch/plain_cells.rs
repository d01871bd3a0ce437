//! Many cells of text at once: what most cells are is read in tight loops, and each of the others like any cell.

use super::column::{Column, Values};
use super::text_table::{TextCell, TextTable};
use crate::cell::{Cell, Moment, UsualTimes, parse_boolean, parse_decimal, parse_integer};
use crate::shape::Kind;

impl Column<'_> {
    /// Reads a column of a table of text; where there is none, its cells are not known.
    pub(crate) fn push_column(&mut self, table: &TextTable<'_>, column: Option<usize>) {
        let Some(column) = column else {
            return table.lines.iter().for_each(|line| self.push(Cell::Null, line));
        };
        let mut cells = table.cells(column).enumerate();
        while let Some((row, cell)) = self.push_plain(&mut cells) {
            self.push(Cell::Text(cell), table.lines.line(row));
        }
    }

    /// Reads cells up to the first that needs a second look, and gives that one.
    fn push_plain<'c>(&mut self, cells: &mut impl Iterator<Item = (usize, TextCell<'c>)>) -> Option<(usize, &'c [u8])> {
        let Self { rules, kind, values, tally, .. } = self;
        let (plain, times) = (&rules.plain, &rules.times);
        let (known, mut usual) = (&mut tally.known, UsualTimes::default());
        let trimmed = |cell: TextCell<'c>| cell.text.filter(|_| plain.is_trimmed(cell.bytes));
        let said = |cell: TextCell<'c>| cell.text.filter(|_| plain.is_known(cell.bytes));
        match values {
            Values::Text(builder) if *kind == Kind::Shown => {
                push_while(cells, known, |cell| trimmed(cell).map(|text| builder.append_value(text)))
            }
            Values::Text(builder) => push_while(cells, known, |cell| {
                let text = cell.text.filter(|_| plain.is_plain(cell.bytes));
                text.map(|text| builder.append_value(text))
            }),
            Values::Symbol(symbols) => push_while(cells, known, |cell| symbols.push_seen(cell.bytes)),
            Values::Integer(builder) => push_while(cells, known, |cell| {
                said(cell).and_then(parse_integer).map(|value| builder.append_value(value))
            }),
            Values::Decimal(builder) => push_while(cells, known, |cell| {
                said(cell).and_then(parse_decimal).map(|value| builder.append_value(value))
            }),
            Values::Boolean(builder) => push_while(cells, known, |cell| {
                said(cell).and_then(parse_boolean).map(|value| builder.append_value(value))
            }),
            Values::Date(builder) => push_while(cells, known, |cell| {
                let moment = times.parse_common(cell.bytes, &mut usual).filter(|_| plain.is_known(cell.bytes))?;
                times.date(moment).map(|date| builder.append_value(date))
            }),
            Values::Timestamp(builder) => push_while(cells, known, |cell| {
                let moment = times.parse_common(cell.bytes, &mut usual).filter(|_| plain.is_known(cell.bytes))?;
                let instant = times.instant(moment)?;
                tally.local_times += u64::from(matches!(moment, Moment::Local(_)));
                builder.append_value(instant);
                Some(())
            }),
            Values::List(_) => push_while(cells, known, |_| None),
        }
    }
}

/// Pushes and counts cells as long as they can be pushed, and gives the first that cannot.
#[inline]
fn push_while<'c>(
    cells: &mut impl Iterator<Item = (usize, TextCell<'c>)>,
    known: &mut u64,
    mut push: impl FnMut(TextCell<'c>) -> Option<()>,
) -> Option<(usize, &'c [u8])> {
    for (row, cell) in cells {
        if push(cell).is_none() {
            return Some((row, cell.bytes));
        }
        *known += 1;
    }
    None
}
