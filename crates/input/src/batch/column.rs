//! One column of a chunk: the rules of cells applied, an Arrow array and its tally out.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
    TimestampMicrosecondBuilder,
};

use super::symbols::Symbols;
use crate::cell::{Cell, Moment, Rules, parse_boolean, parse_decimal, parse_integer, parse_iso};
use crate::report::{Cause, classify, is_placeholder};
use crate::shape::{Kind, Wanted};
use crate::tally::ColumnTally;

/// One column under construction.
pub(crate) struct Column<'a> {
    pub(super) rules: &'a Rules,
    pub(super) kind: Kind,
    empty_text: bool,
    pub(super) values: Values,
    pub(super) tally: ColumnTally,
    scratch: String,
}

pub(super) enum Values {
    Text(StringBuilder),
    Symbol(Symbols),
    Integer(Int64Builder),
    Decimal(Float64Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
    List(ListBuilder<StringBuilder>),
}

/// What a cell turned out to be.
pub(super) enum Reading<T> {
    Known(T),
    Unknown,
    Misfit(Cause),
}

impl<'a> Column<'a> {
    pub(crate) fn new(wanted: &Wanted, rules: &'a Rules) -> Self {
        let kind = wanted.kind;
        let empty_text = rules.empty_text && wanted.data_point.is_some();
        let values = match kind {
            Kind::Text | Kind::Shown => Values::Text(StringBuilder::new()),
            Kind::Symbol => Values::Symbol(Symbols::new(empty_text)),
            Kind::Integer => Values::Integer(Int64Builder::new()),
            Kind::Decimal => Values::Decimal(Float64Builder::new()),
            Kind::Boolean => Values::Boolean(BooleanBuilder::new()),
            Kind::Date => Values::Date(Date32Builder::new()),
            Kind::Timestamp => Values::Timestamp(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
            Kind::List => Values::List(ListBuilder::new(StringBuilder::new())),
        };
        Self { rules, kind, empty_text, values, tally: ColumnTally::default(), scratch: String::new() }
    }

    /// Reads the next row's cell.
    pub(crate) fn push(&mut self, cell: Cell<'_>, line: u64) {
        let Self { rules, kind, empty_text, values, tally, scratch } = self;
        match values {
            Values::Text(builder) if *kind == Kind::Shown => push_shown(builder, cell, scratch, tally, line),
            Values::Text(builder) => {
                let text = text_of(cell, rules, *empty_text, scratch);
                if let Reading::Known(text) = text
                    && is_placeholder(text)
                {
                    tally.placeholder(text);
                }
                builder.append_option(settle(text, tally, *kind, cell, line));
            }
            Values::Symbol(symbols) => symbols.push(cell, rules, scratch, tally, line),
            Values::Integer(builder) => {
                let value = match cell {
                    Cell::Integer(value) => Reading::Known(value),
                    _ => parsed(cell, rules, scratch, parse_integer),
                };
                builder.append_option(settle(value, tally, *kind, cell, line));
            }
            Values::Decimal(builder) => {
                let value = match cell {
                    Cell::Decimal(value) | Cell::Serial(value) if value.is_finite() => Reading::Known(value),
                    _ => parsed(cell, rules, scratch, parse_decimal),
                };
                builder.append_option(settle(value, tally, *kind, cell, line));
            }
            Values::Boolean(builder) => {
                let value = match cell {
                    Cell::Boolean(value) => Reading::Known(value),
                    _ => parsed(cell, rules, scratch, parse_boolean),
                };
                builder.append_option(settle(value, tally, *kind, cell, line));
            }
            Values::Date(builder) => {
                let moment = moment_of(cell, rules, scratch, tally);
                let date = resolve(moment, |moment| rules.times.date(moment));
                builder.append_option(settle(date, tally, *kind, cell, line));
            }
            Values::Timestamp(builder) => {
                let moment = moment_of(cell, rules, scratch, tally);
                if matches!(moment, Reading::Known(Moment::Local(_))) {
                    tally.local_times += 1;
                }
                let instant = resolve(moment, |moment| rules.times.instant(moment));
                builder.append_option(settle(instant, tally, *kind, cell, line));
            }
            Values::List(builder) => push_list(builder, cell, rules, tally, line),
        }
    }

    /// The array of the cells since the last one; what was learned of texts that repeat is kept.
    pub(crate) fn finish(&mut self) -> (ArrayRef, ColumnTally) {
        let array: ArrayRef = match &mut self.values {
            Values::Text(builder) => Arc::new(builder.finish()),
            Values::Symbol(symbols) => symbols.finish(),
            Values::Integer(builder) => Arc::new(builder.finish()),
            Values::Decimal(builder) => Arc::new(builder.finish()),
            Values::Boolean(builder) => Arc::new(builder.finish()),
            Values::Date(builder) => Arc::new(builder.finish()),
            Values::Timestamp(builder) => Arc::new(builder.finish()),
            Values::List(builder) => Arc::new(builder.finish()),
        };
        (array, std::mem::take(&mut self.tally))
    }
}

/// Counts a cell and gives its value, if it is known.
pub(super) fn settle<T>(
    reading: Reading<T>,
    tally: &mut ColumnTally,
    kind: Kind,
    cell: Cell<'_>,
    line: u64,
) -> Option<T> {
    match reading {
        Reading::Known(value) => {
            tally.known += 1;
            Some(value)
        }
        Reading::Unknown => {
            tally.unknown += 1;
            None
        }
        Reading::Misfit(cause) => {
            let shown = cell.shown();
            let text = shown.trim();
            let cause = match cause {
                Cause::Other if is_placeholder(text) => {
                    tally.placeholder(text);
                    Cause::Placeholder(text.to_owned())
                }
                Cause::Other => classify(kind.ty(), text),
                cause => cause,
            };
            tally.misfit(cause, text, line);
            None
        }
    }
}

/// Trimmed text that is not one of the nulls; the empty text is one of them but where `empty_text` says otherwise.
pub(super) fn text_of<'c>(
    cell: Cell<'c>,
    rules: &Rules,
    empty_text: bool,
    scratch: &'c mut String,
) -> Reading<&'c str> {
    let bytes = match cell {
        Cell::Null => return Reading::Unknown,
        Cell::List(_) | Cell::Nested(_) => return Reading::Misfit(Cause::Nested),
        cell => cell.text(scratch).unwrap_or_default(),
    };
    match std::str::from_utf8(bytes) {
        Err(_) => Reading::Misfit(Cause::NotUtf8),
        Ok(text) => {
            let text = text.trim();
            let unknown = if text.is_empty() { !empty_text } else { rules.is_null(text) };
            if unknown { Reading::Unknown } else { Reading::Known(text) }
        }
    }
}

fn parsed<T>(cell: Cell<'_>, rules: &Rules, scratch: &mut String, parse: impl FnOnce(&str) -> Option<T>) -> Reading<T> {
    match text_of(cell, rules, false, scratch) {
        Reading::Known(text) => parse(text).map_or(Reading::Misfit(Cause::Other), Reading::Known),
        Reading::Unknown => Reading::Unknown,
        Reading::Misfit(cause) => Reading::Misfit(cause),
    }
}

fn moment_of(cell: Cell<'_>, rules: &Rules, scratch: &mut String, tally: &mut ColumnTally) -> Reading<Moment> {
    match cell {
        Cell::Date(days) => Reading::Known(Moment::Date(days)),
        Cell::Instant(micros) => Reading::Known(Moment::Instant(micros)),
        Cell::Local(micros) => Reading::Known(Moment::Local(micros)),
        Cell::Serial(serial) if !rules.times.is_epoch() => {
            moment_of_serial(serial).map_or(Reading::Misfit(Cause::OutOfRange), Reading::Known)
        }
        cell => parsed(cell, rules, scratch, |text| match rules.times.parse_by_format(text) {
            Some(moment) => {
                tally.by_time_format += 1;
                Some(moment)
            }
            None => parse_iso(text),
        }),
    }
}

/// A spreadsheet's day number: whole numbers are days.
fn moment_of_serial(serial: f64) -> Option<Moment> {
    /// Days from 1899-12-30 to 1970-01-01.
    const EPOCH_SERIAL: f64 = 25_569.0;
    // 1900-01-01 to 9999-12-31.
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    if serial.fract() == 0.0 {
        return Some(Moment::Date((serial - EPOCH_SERIAL) as i32));
    }
    // A day number has some eight decimals, about a millisecond.
    let millis = ((serial - EPOCH_SERIAL) * 86_400_000.0).round() as i64;
    Some(Moment::Local(millis * 1_000))
}

fn resolve<T>(moment: Reading<Moment>, value: impl Fn(Moment) -> Option<T>) -> Reading<T> {
    match moment {
        Reading::Known(moment) => match (value(moment), moment) {
            (Some(value), _) => Reading::Known(value),
            (None, Moment::Local(_)) => Reading::Misfit(Cause::SkippedLocalTime),
            (None, _) => Reading::Misfit(Cause::OutOfRange),
        },
        Reading::Unknown => Reading::Unknown,
        Reading::Misfit(cause) => Reading::Misfit(cause),
    }
}

/// Text as it is written, whatever it is; only nothing is unknown. Bytes that are not UTF-8 are carried through as `�`
/// and counted as a misfit.
fn push_shown(builder: &mut StringBuilder, cell: Cell<'_>, scratch: &mut String, tally: &mut ColumnTally, line: u64) {
    let mut lossy = false;
    let text = match cell {
        Cell::Null => Cow::Borrowed(""),
        Cell::List(items) => {
            tally.lists += 1;
            Cow::Owned(items.join(";"))
        }
        Cell::Nested(text) => Cow::Borrowed(text),
        cell => {
            let bytes = cell.text(scratch).unwrap_or_default();
            lossy = std::str::from_utf8(bytes).is_err();
            String::from_utf8_lossy(bytes)
        }
    };
    let text = text.trim();
    if text.is_empty() {
        tally.unknown += 1;
        return builder.append_null();
    }
    if lossy {
        tally.misfit(Cause::NotUtf8, text, line);
    } else {
        tally.known += 1;
    }
    builder.append_value(text);
}

fn push_list(
    builder: &mut ListBuilder<StringBuilder>,
    cell: Cell<'_>,
    rules: &Rules,
    tally: &mut ColumnTally,
    line: u64,
) {
    let mut scratch = String::new();
    let mut items = 0;
    let mut add = |item: &str| {
        let item = item.trim();
        if !item.is_empty() {
            builder.values().append_value(item);
            items += 1;
        }
    };
    let reading = match cell {
        Cell::List(list) => {
            list.iter().for_each(|item| add(item));
            Reading::Known(())
        }
        cell => match text_of(cell, rules, false, &mut scratch) {
            Reading::Known(text) => {
                text.split(';').for_each(&mut add);
                Reading::Known(())
            }
            Reading::Unknown => Reading::Unknown,
            Reading::Misfit(cause) => Reading::Misfit(cause),
        },
    };
    let reading = if items == 0 && matches!(reading, Reading::Known(())) { Reading::Unknown } else { reading };
    settle(reading, tally, Kind::List, cell, line);
    builder.append(true);
}
