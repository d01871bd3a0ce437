//! A chunk of rows: cells in, an Arrow batch and its tally out.
//!
//! Chunks share nothing, so that they may be decoded side by side.

use std::borrow::Cow;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder, ListBuilder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{Array, ArrayRef, BooleanArray, DictionaryArray, RecordBatch, StringArray};
use arrow_select::filter::filter;
use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::cell::{Cell, Moment, Rules, parse_boolean, parse_decimal, parse_integer};
use crate::report::{Cause, Table, classify, is_placeholder};
use crate::shape::{Kind, Need, Shape};
use crate::tally::{ColumnTally, Tally};

/// How many rows make a batch.
pub(crate) const BATCH_ROWS: usize = 64 * 1024;

/// A decoded chunk of rows.
pub(crate) struct Part {
    pub batch: RecordBatch,
    /// The line of each row of the batch.
    pub lines: Vec<u64>,
    pub tally: Tally,
}

/// Rows under construction.
pub(crate) struct Rows<'a> {
    shape: &'a Shape,
    pub columns: Vec<Column<'a>>,
    pub lines: Vec<u64>,
    pub tally: Tally,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(shape: &'a Shape, rules: &'a Rules) -> Self {
        let columns = shape.columns.iter().map(|wanted| Column::new(wanted.kind, rules)).collect();
        Self { shape, columns, lines: Vec::new(), tally: Tally::default() }
    }

    /// The batch of all rows whose keys are known; the others are left out and counted.
    pub(crate) fn finish(self) -> Part {
        let Self { shape, columns, mut lines, mut tally } = self;
        let rows = lines.len();
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(columns.len());
        tally.columns.clear();
        for column in columns {
            let (array, column_tally) = column.finish();
            arrays.push(array);
            tally.columns.push(column_tally);
        }
        tally.rows += rows as u64;
        let keep = keep(shape, &arrays, &lines, &mut tally);
        let schema = shape.schema();
        let batch = match keep {
            None => RecordBatch::try_new(schema, arrays),
            Some(keep) => {
                lines = lines.iter().zip(keep.values()).filter_map(|(line, keep)| keep.then_some(*line)).collect();
                let filtered: Result<Vec<_>, _> = arrays.iter().map(|array| filter(array, &keep)).collect();
                filtered.and_then(|arrays| RecordBatch::try_new(schema, arrays))
            }
        };
        // The arrays are made by this module, of the types of the shape and of one length.
        let batch = batch.unwrap_or_else(|_| RecordBatch::new_empty(shape.schema()));
        if shape.table == Table::Events {
            tally.row_hashes = row_hashes(&batch);
        }
        Part { batch, lines, tally }
    }
}

/// Which rows have all their keys; `None`: all of them.
fn keep(shape: &Shape, arrays: &[ArrayRef], lines: &[u64], tally: &mut Tally) -> Option<BooleanArray> {
    let keys: Vec<_> = shape
        .columns
        .iter()
        .zip(arrays)
        .filter_map(|(wanted, array)| match wanted.need {
            Need::Key(reason) if array.null_count() > 0 => Some((reason, array)),
            _ => None,
        })
        .collect();
    if keys.is_empty() {
        return None;
    }
    let mut keep = Vec::with_capacity(lines.len());
    for (row, &line) in lines.iter().enumerate() {
        let lacking = keys.iter().find(|(_, array)| array.is_null(row));
        if let Some((reason, _)) = lacking {
            tally.leave_out(*reason, line);
        }
        keep.push(lacking.is_none());
    }
    Some(BooleanArray::from(keep))
}

/// One column under construction.
pub(crate) struct Column<'a> {
    rules: &'a Rules,
    kind: Kind,
    values: Values,
    tally: ColumnTally,
    scratch: String,
}

enum Values {
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
enum Reading<T> {
    Known(T),
    Unknown,
    Misfit(Cause),
}

impl<'a> Column<'a> {
    pub(crate) fn new(kind: Kind, rules: &'a Rules) -> Self {
        let values = match kind {
            Kind::Text | Kind::Shown => Values::Text(StringBuilder::new()),
            Kind::Symbol => Values::Symbol(Symbols::default()),
            Kind::Integer => Values::Integer(Int64Builder::new()),
            Kind::Decimal => Values::Decimal(Float64Builder::new()),
            Kind::Boolean => Values::Boolean(BooleanBuilder::new()),
            Kind::Date => Values::Date(Date32Builder::new()),
            Kind::Timestamp => Values::Timestamp(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
            Kind::List => Values::List(ListBuilder::new(StringBuilder::new())),
        };
        Self { rules, kind, values, tally: ColumnTally::default(), scratch: String::new() }
    }

    /// Reads the next row's cell.
    pub(crate) fn push(&mut self, cell: Cell<'_>, line: u64) {
        let Self { rules, kind, values, tally, scratch } = self;
        match values {
            Values::Text(builder) if *kind == Kind::Shown => push_shown(builder, cell, scratch, tally),
            Values::Text(builder) => {
                let text = text_of(cell, rules, scratch);
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
                let moment = moment_of(cell, rules, scratch);
                let date = resolve(moment, |moment| rules.times.date(moment));
                builder.append_option(settle(date, tally, *kind, cell, line));
            }
            Values::Timestamp(builder) => {
                let moment = moment_of(cell, rules, scratch);
                if matches!(moment, Reading::Known(Moment::Local(_))) {
                    tally.local_times += 1;
                }
                let instant = resolve(moment, |moment| rules.times.instant(moment));
                builder.append_option(settle(instant, tally, *kind, cell, line));
            }
            Values::List(builder) => push_list(builder, cell, rules, tally, line),
        }
    }

    fn finish(self) -> (ArrayRef, ColumnTally) {
        let array: ArrayRef = match self.values {
            Values::Text(mut builder) => Arc::new(builder.finish()),
            Values::Symbol(symbols) => symbols.finish(),
            Values::Integer(mut builder) => Arc::new(builder.finish()),
            Values::Decimal(mut builder) => Arc::new(builder.finish()),
            Values::Boolean(mut builder) => Arc::new(builder.finish()),
            Values::Date(mut builder) => Arc::new(builder.finish()),
            Values::Timestamp(mut builder) => Arc::new(builder.finish()),
            Values::List(mut builder) => Arc::new(builder.finish()),
        };
        (array, self.tally)
    }
}

/// Counts a cell and gives its value, if it is known.
fn settle<T>(reading: Reading<T>, tally: &mut ColumnTally, kind: Kind, cell: Cell<'_>, line: u64) -> Option<T> {
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

/// Trimmed text that is not one of the nulls.
fn text_of<'c>(cell: Cell<'c>, rules: &Rules, scratch: &'c mut String) -> Reading<&'c str> {
    let bytes = match cell {
        Cell::Null => return Reading::Unknown,
        Cell::List(_) | Cell::Nested(_) => return Reading::Misfit(Cause::Nested),
        cell => cell.text(scratch).unwrap_or_default(),
    };
    match std::str::from_utf8(bytes) {
        Err(_) => Reading::Misfit(Cause::NotUtf8),
        Ok(text) => {
            let text = text.trim();
            if rules.is_null(text) { Reading::Unknown } else { Reading::Known(text) }
        }
    }
}

fn parsed<T>(cell: Cell<'_>, rules: &Rules, scratch: &mut String, parse: impl Fn(&str) -> Option<T>) -> Reading<T> {
    match text_of(cell, rules, scratch) {
        Reading::Known(text) => parse(text).map_or(Reading::Misfit(Cause::Other), Reading::Known),
        Reading::Unknown => Reading::Unknown,
        Reading::Misfit(cause) => Reading::Misfit(cause),
    }
}

fn moment_of(cell: Cell<'_>, rules: &Rules, scratch: &mut String) -> Reading<Moment> {
    match cell {
        Cell::Date(days) => Reading::Known(Moment::Date(days)),
        Cell::Instant(micros) => Reading::Known(Moment::Instant(micros)),
        Cell::Local(micros) => Reading::Known(Moment::Local(micros)),
        Cell::Serial(serial) if !rules.times.is_epoch() => {
            moment_of_serial(serial).map_or(Reading::Misfit(Cause::OutOfRange), Reading::Known)
        }
        cell => parsed(cell, rules, scratch, |text| rules.times.parse(text)),
    }
}

/// A spreadsheet's day number: whole numbers are days.
pub(crate) fn moment_of_serial(serial: f64) -> Option<Moment> {
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

/// Text as it is written, whatever it is; only nothing is unknown.
fn push_shown(builder: &mut StringBuilder, cell: Cell<'_>, scratch: &mut String, tally: &mut ColumnTally) {
    let text = match cell {
        Cell::Null => Cow::Borrowed(""),
        Cell::List(items) => {
            tally.lists += 1;
            Cow::Owned(items.join(";"))
        }
        Cell::Nested(text) => Cow::Borrowed(text),
        cell => String::from_utf8_lossy(cell.text(scratch).unwrap_or_default()),
    };
    let text = text.trim();
    if text.is_empty() {
        tally.unknown += 1;
        return builder.append_null();
    }
    tally.known += 1;
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
        cell => match text_of(cell, rules, &mut scratch) {
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

/// A dictionary under construction: each different text is read once.
#[derive(Default)]
struct Symbols {
    /// Positions in `entries`, found by the text as it was written.
    index: HashTable<usize>,
    entries: Vec<Symbol>,
    /// The written texts, one after the other.
    written: Vec<u8>,
    keys: Int32Builder,
    values: StringBuilder,
    values_count: i32,
    /// The codes of values, so that ` a` and `a` share one.
    codes: HashTable<(u64, i32)>,
    hasher: FixedState,
}

struct Symbol {
    start: usize,
    end: usize,
    code: Code,
}

#[derive(Clone, Copy)]
enum Code {
    Value { code: i32, placeholder: bool },
    Unknown,
    Misfit,
}

impl Symbols {
    fn push(&mut self, cell: Cell<'_>, rules: &Rules, scratch: &mut String, tally: &mut ColumnTally, line: u64) {
        if matches!(cell, Cell::Null) {
            tally.unknown += 1;
            return self.keys.append_null();
        }
        let Some(written) = cell.text(scratch) else {
            self.keys.append_null();
            settle(Reading::<()>::Misfit(Cause::Nested), tally, Kind::Symbol, cell, line);
            return;
        };
        let entry = self.entry(written, rules);
        match self.entries[entry].code {
            Code::Value { code, placeholder } => {
                tally.known += 1;
                if placeholder {
                    tally.placeholder(String::from_utf8_lossy(written).trim());
                }
                self.keys.append_value(code);
            }
            Code::Unknown => {
                tally.unknown += 1;
                self.keys.append_null();
            }
            Code::Misfit => {
                self.keys.append_null();
                settle(Reading::<()>::Misfit(Cause::NotUtf8), tally, Kind::Symbol, cell, line);
            }
        }
    }

    /// The entry of a written text, made at its first sight.
    fn entry(&mut self, written: &[u8], rules: &Rules) -> usize {
        let hash = hash_bytes(&self.hasher, written);
        let (entries, texts) = (&self.entries, &self.written);
        let text_at = |index: usize| &texts[entries[index].start..entries[index].end];
        if let Some(&found) = self.index.find(hash, |&index| text_at(index) == written) {
            return found;
        }
        let code = match text_of(Cell::Text(written), rules, &mut String::new()) {
            Reading::Known(text) => Code::Value { code: self.code(text), placeholder: is_placeholder(text) },
            Reading::Unknown => Code::Unknown,
            Reading::Misfit(_) => Code::Misfit,
        };
        let start = self.written.len();
        self.written.extend_from_slice(written);
        self.entries.push(Symbol { start, end: self.written.len(), code });
        let (entries, texts, hasher) = (&self.entries, &self.written, &self.hasher);
        let rehash = |&index: &usize| hash_bytes(hasher, &texts[entries[index].start..entries[index].end]);
        self.index.insert_unique(hash, entries.len() - 1, rehash);
        entries.len() - 1
    }

    /// The code of a value.
    fn code(&mut self, text: &str) -> i32 {
        let hash = hash_bytes(&self.hasher, text.as_bytes());
        let offsets = self.values.offsets_slice();
        let bytes = self.values.values_slice();
        let value_at = |code: i32| {
            let start = offsets.get(code as usize).map_or(0, |&offset| offset as usize);
            let end = offsets.get(code as usize + 1).map_or(bytes.len(), |&offset| offset as usize);
            bytes.get(start..end).unwrap_or_default()
        };
        if let Some(&(_, code)) = self.codes.find(hash, |&(_, code)| value_at(code) == text.as_bytes()) {
            return code;
        }
        let code = self.values_count;
        self.values.append_value(text);
        self.values_count += 1;
        self.codes.insert_unique(hash, (hash, code), |&(hash, _)| hash);
        code
    }

    fn finish(mut self) -> ArrayRef {
        let (keys, values) = (self.keys.finish(), self.values.finish());
        match DictionaryArray::try_new(keys, Arc::new(values)) {
            Ok(array) => Arc::new(array),
            // Never taken: every key is the code of a value.
            Err(_) => Arc::new(DictionaryArray::<arrow_array::types::Int32Type>::from_iter(Vec::<Option<&str>>::new())),
        }
    }
}

fn hash_bytes(hasher: &FixedState, bytes: &[u8]) -> u64 {
    let mut hasher = hasher.build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

/// A 64-bit hash of each row over all its columns.
fn row_hashes(batch: &RecordBatch) -> Vec<u64> {
    let hasher = FixedState::default();
    let mut hashes = vec![0_u64; batch.num_rows()];
    for column in batch.columns() {
        let data = column.as_ref();
        let mix =
            |hash: &mut u64, value: u64| *hash = (hash.rotate_left(5) ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        if let Some(texts) = data.as_any().downcast_ref::<StringArray>() {
            for (hash, text) in hashes.iter_mut().zip(texts) {
                mix(hash, text.map_or(1, |text| hash_bytes(&hasher, text.as_bytes())));
            }
        } else if let Some(symbols) = data.as_any().downcast_ref::<DictionaryArray<arrow_array::types::Int32Type>>() {
            let values = symbols.values().as_any().downcast_ref::<StringArray>();
            let codes: Vec<u64> = values
                .map(|values| {
                    values.iter().map(|text| hash_bytes(&hasher, text.unwrap_or_default().as_bytes())).collect()
                })
                .unwrap_or_default();
            for (hash, key) in hashes.iter_mut().zip(symbols.keys()) {
                let value = key.and_then(|key| codes.get(key as usize));
                mix(hash, value.copied().unwrap_or(1));
            }
        } else {
            hash_numbers(data, &hasher, &mut hashes, mix);
        }
    }
    hashes
}

fn hash_numbers(data: &dyn Array, hasher: &FixedState, hashes: &mut [u64], mix: impl Fn(&mut u64, u64)) {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
    use arrow_schema::DataType;
    let number = |value: u64| hasher.hash_one(value);
    match data.data_type() {
        DataType::Int64 => hashes.iter_mut().zip(data.as_primitive::<Int64Type>()).for_each(|(hash, value)| {
            mix(hash, value.map_or(1, |value| number(value as u64)));
        }),
        DataType::Float64 => hashes.iter_mut().zip(data.as_primitive::<Float64Type>()).for_each(|(hash, value)| {
            mix(hash, value.map_or(1, |value| number(value.to_bits())));
        }),
        DataType::Date32 => hashes.iter_mut().zip(data.as_primitive::<Date32Type>()).for_each(|(hash, value)| {
            mix(hash, value.map_or(1, |value| number(value as u64)));
        }),
        DataType::Timestamp(..) => {
            let values = data.as_primitive::<TimestampMicrosecondType>();
            hashes.iter_mut().zip(values).for_each(|(hash, value)| {
                mix(hash, value.map_or(1, |value| number(value as u64)));
            });
        }
        DataType::Boolean => hashes.iter_mut().zip(data.as_boolean()).for_each(|(hash, value)| {
            mix(hash, value.map_or(1, |value| number(u64::from(value) + 2)));
        }),
        DataType::List(_) => hashes.iter_mut().zip(data.as_list::<i32>().iter()).for_each(|(hash, items)| {
            let items = items.as_ref().and_then(|items| {
                items.as_string_opt::<i32>().map(|items| {
                    items.iter().fold(3, |seed: u64, item| {
                        seed.rotate_left(7) ^ hash_bytes(hasher, item.unwrap_or_default().as_bytes())
                    })
                })
            });
            mix(hash, items.unwrap_or(1));
        }),
        _ => {}
    }
}
