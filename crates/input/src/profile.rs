//! What a table never seen before seems to hold: the ground for a first model.
//!
//! Every column is read as text by the same readers that read for a score; types are inferred from its values, so that
//! what is inferred is what will be read.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use arrow_array::StringArray;
use handraise_model::values::{MICROS_PER_DAY, Type, format_instant};

use crate::bytes::open;
use crate::cell::{Moment, Rules, format_local, parse_boolean, parse_decimal, parse_integer};
use crate::error::InputError;
use crate::format;
use crate::report::{Cause, classify, guess_time_format, is_placeholder};
use crate::shape::Shape;
use crate::source::Source;

/// How much of a table is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileOptions {
    /// The most rows, from the first.
    pub rows_max: u64,
    /// The most different values of a column that are counted; beyond it only the first are told apart.
    pub distinct_max: usize,
    /// The most frequent values that are listed.
    pub frequent_max: usize,
}

impl Default for ProfileOptions {
    fn default() -> Self {
        Self { rows_max: 100_000, distinct_max: 20_000, frequent_max: 20 }
    }
}

/// What a table seems to hold.
#[derive(Clone, Debug, PartialEq)]
pub struct TableProfile {
    /// The file, as it was named.
    pub file: String,
    /// Rows looked at.
    pub rows: u64,
    /// Whether those are all rows.
    pub complete: bool,
    /// What separates the cells, in text files.
    pub delimiter: Option<char>,
    /// Its columns, in order.
    pub columns: Vec<ColumnProfile>,
    /// Headers that stand there more than once; those columns cannot be read.
    pub repeated_headers: Vec<String>,
}

/// What a column seems to hold.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnProfile {
    /// Its header.
    pub header: String,
    /// Cells that hold something other than a likely null.
    pub known: u64,
    /// Cells that are empty or a likely null.
    pub unknown: u64,
    /// Texts that likely mean "not known", with their counts, most frequent first.
    pub nulls: Vec<(String, u64)>,
    /// The narrowest type that at least 99 % of the known cells fit.
    pub ty: Type,
    /// Known cells that fit it.
    pub fitting: u64,
    /// What `time_format` has to be for the type to fit; none with ISO 8601.
    pub time_format: Option<String>,
    /// Another time format that fits as well, with day and month the other way round.
    pub time_format_rival: Option<String>,
    /// Times without an offset.
    pub local_times: u64,
    /// Different known values, as far as they were counted.
    pub distinct: usize,
    /// Whether there are more.
    pub distinct_capped: bool,
    /// The most frequent known values with their counts, most frequent first, then in code point order.
    pub frequent: Vec<(String, u64)>,
    /// The least number, date or instant, as text.
    pub min: Option<String>,
    /// The greatest.
    pub max: Option<String>,
    /// The first known value.
    pub example: Option<String>,
}

impl ColumnProfile {
    /// Share of cells that are unknown, 0 to 1; of no cells, 1.
    #[must_use]
    pub fn unknown_share(&self) -> f64 {
        let cells = self.known + self.unknown;
        if cells == 0 { 1.0 } else { self.unknown as f64 / cells as f64 }
    }

    /// Share of known cells that fit the type, 0 to 1; of no cells, 1.
    #[must_use]
    pub fn fitting_share(&self) -> f64 {
        if self.known == 0 { 1.0 } else { self.fitting as f64 / self.known as f64 }
    }
}

impl TableProfile {
    /// The column of that header.
    #[must_use]
    pub fn column(&self, header: &str) -> Option<&ColumnProfile> {
        self.columns.iter().find(|column| column.header == header)
    }
}

/// Looks at a table's first rows.
pub fn profile(source: &Source, options: &ProfileOptions) -> Result<TableProfile, InputError> {
    let opened = open(source, &Arc::new(AtomicU64::new(0)))?;
    let (found, opened) = format::columns(opened)?;
    let count = |header: &String| found.headers.iter().filter(|other| *other == header).count();
    let (once, mut repeated_headers): (Vec<String>, Vec<String>) =
        found.headers.iter().filter(|header| !header.is_empty()).cloned().partition(|header| count(header) == 1);
    repeated_headers.sort();
    repeated_headers.dedup();
    let shape = Shape::everything(&once);
    let mut columns: Vec<Sketch> = once.iter().map(|header| Sketch::new(header, options.distinct_max)).collect();
    let (mut rows, mut complete) = (0, true);
    format::read(opened, &shape, &Rules::plain(), &mut |part| {
        let room = usize::try_from(options.rows_max.saturating_sub(rows)).unwrap_or(usize::MAX);
        let batch = part.batch.slice(0, room.min(part.batch.num_rows()));
        complete = batch.num_rows() == part.batch.num_rows();
        rows += batch.num_rows() as u64;
        for ((sketch, array), tally) in columns.iter_mut().zip(batch.columns()).zip(&part.tally.columns) {
            sketch.lists += tally.lists;
            if let Some(texts) = array.as_any().downcast_ref::<StringArray>() {
                texts.iter().for_each(|text| sketch.add(text));
            }
        }
        if complete { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(TableProfile {
        file: source.to_string(),
        rows,
        complete,
        delimiter: found.delimiter,
        columns: columns.into_iter().map(|sketch| sketch.finish(options.frequent_max)).collect(),
        repeated_headers,
    })
}

/// A column's profile under construction.
struct Sketch {
    header: String,
    distinct_max: usize,
    counts: HashMap<String, u64>,
    /// Different known values, set in the end.
    distinct: usize,
    capped: bool,
    empty: u64,
    nulls: HashMap<String, u64>,
    known: u64,
    fits: Fits,
    lists: u64,
    number_range: Option<(f64, f64)>,
    time_range: Option<(Moment, Moment)>,
    odd_times: Vec<String>,
    odd_times_count: u64,
    example: Option<String>,
}

/// How many known cells fit each type.
#[derive(Default)]
struct Fits {
    integer: u64,
    decimal: u64,
    boolean: u64,
    bit: u64,
    date: u64,
    time: u64,
    local: u64,
    epoch_millis: u64,
    epoch_seconds: u64,
    items: u64,
}

impl Sketch {
    fn new(header: &str, distinct_max: usize) -> Self {
        Self {
            header: header.to_owned(),
            distinct_max,
            counts: HashMap::new(),
            distinct: 0,
            capped: false,
            empty: 0,
            nulls: HashMap::new(),
            known: 0,
            fits: Fits::default(),
            lists: 0,
            number_range: None,
            time_range: None,
            odd_times: Vec::new(),
            odd_times_count: 0,
            example: None,
        }
    }

    fn add(&mut self, text: Option<&str>) {
        let Some(text) = text else {
            self.empty += 1;
            return;
        };
        // What repeats is looked at once, in the end.
        if let Some(count) = self.counts.get_mut(text) {
            *count += 1;
        } else if self.counts.len() < self.distinct_max {
            if self.example.is_none() && !is_placeholder(text) {
                self.example = Some(text.to_owned());
            }
            self.counts.insert(text.to_owned(), 1);
        } else {
            self.capped = true;
            self.judge(text, 1);
        }
    }

    /// Looks at a text that stands in so many cells; says whether it is known.
    fn judge(&mut self, text: &str, cells: u64) -> bool {
        if is_placeholder(text) {
            *self.nulls.entry(text.to_owned()).or_default() += cells;
            return false;
        }
        self.known += cells;
        self.fits.items += if text.contains(';') { cells } else { 0 };
        self.fits.boolean += if parse_boolean(text).is_some() { cells } else { 0 };
        self.fits.bit += if matches!(text, "0" | "1") { cells } else { 0 };
        let first_digit = text.trim_start_matches('-').as_bytes().first().is_some_and(u8::is_ascii_digit);
        match parse_decimal(text).filter(|_| first_digit) {
            Some(value) => self.judge_number(text, value, cells),
            None => self.judge_time(text, cells),
        }
        true
    }

    fn judge_number(&mut self, text: &str, value: f64, cells: u64) {
        // `00123` is a code, not a number.
        let code = text.len() > 1 && text.starts_with('0') && !text.starts_with("0.");
        if !code {
            self.fits.decimal += cells;
            self.fits.integer += if parse_integer(text).is_some() { cells } else { 0 };
        }
        self.number_range = Some(match self.number_range {
            None => (value, value),
            Some((min, max)) => (min.min(value), max.max(value)),
        });
        match classify(Type::Timestamp, text) {
            Cause::EpochMillis => self.fits.epoch_millis += cells,
            Cause::EpochSeconds => self.fits.epoch_seconds += cells,
            _ => {}
        }
    }

    fn judge_time(&mut self, text: &str, cells: u64) {
        let Some(moment) = Rules::plain().times.parse(text) else {
            if classify(Type::Timestamp, text) == Cause::DateFormat {
                self.odd_times_count += cells;
                if self.odd_times.len() < 200 {
                    self.odd_times.push(text.to_owned());
                }
            }
            return;
        };
        match moment {
            Moment::Date(_) => self.fits.date += cells,
            Moment::Local(_) => self.fits.local += cells,
            Moment::Instant(_) => {}
        }
        self.fits.time += cells;
        let micros = micros_of(moment);
        self.time_range = Some(match self.time_range {
            None => (moment, moment),
            Some((min, max)) => {
                (if micros < micros_of(min) { moment } else { min }, if micros > micros_of(max) { moment } else { max })
            }
        });
    }

    fn finish(mut self, frequent_max: usize) -> ColumnProfile {
        let mut frequent = most_frequent(std::mem::take(&mut self.counts));
        frequent.retain(|(text, cells)| self.judge(text, *cells));
        self.distinct = frequent.len();
        let inferred = self.infer();
        let (min, max) = self.range(&inferred);
        frequent.truncate(frequent_max);
        let nulls = most_frequent(self.nulls);
        ColumnProfile {
            header: self.header,
            known: self.known,
            unknown: self.empty + nulls.iter().map(|(_, count)| count).sum::<u64>(),
            nulls,
            ty: inferred.ty,
            fitting: inferred.fitting,
            time_format: inferred.time_format,
            time_format_rival: inferred.rival,
            local_times: self.fits.local,
            distinct: self.distinct,
            distinct_capped: self.capped,
            frequent,
            min,
            max,
            example: self.example,
        }
    }

    fn infer(&self) -> Inferred {
        let known = self.known;
        let enough = |fitting: u64| known > 0 && fitting * 100 >= known * 99;
        let fits = &self.fits;
        let is = |ty, fitting| Inferred { ty, fitting, time_format: None, rival: None };
        let at = |ty, fitting, format: &str| Inferred { time_format: Some(format.to_owned()), ..is(ty, fitting) };
        if self.lists > 0 || known > 0 && fits.items * 5 >= known {
            return is(Type::List, known);
        }
        if enough(fits.boolean) && (fits.bit < fits.boolean || self.distinct == 2) {
            return is(Type::Boolean, fits.boolean);
        }
        // Numbers of that size are times only where the header says so.
        if enough(fits.epoch_millis) && named_like_a_time(&self.header) {
            return at(Type::Timestamp, fits.epoch_millis, "epoch_ms");
        }
        if enough(fits.epoch_seconds) && named_like_a_time(&self.header) {
            return at(Type::Timestamp, fits.epoch_seconds, "epoch_s");
        }
        if enough(fits.integer) {
            return is(Type::Integer, fits.integer);
        }
        if enough(fits.decimal) {
            return is(Type::Decimal, fits.decimal);
        }
        if enough(fits.date) {
            return is(Type::Date, fits.date);
        }
        if enough(fits.time) {
            return is(Type::Timestamp, fits.time);
        }
        if enough(self.odd_times_count)
            && let Some(guess) = guess_time_format(self.odd_times.iter().map(String::as_str))
            && guess.fits * 100 >= self.odd_times.len() * 99
        {
            let with_time = ["%H", "%I"].iter().any(|code| guess.pattern.contains(code));
            let ty = if with_time { Type::Timestamp } else { Type::Date };
            return Inferred { rival: guess.rival.map(str::to_owned), ..at(ty, self.odd_times_count, guess.pattern) };
        }
        is(Type::Text, known)
    }

    fn range(&self, inferred: &Inferred) -> (Option<String>, Option<String>) {
        match inferred.ty {
            Type::Integer | Type::Decimal => {
                self.number_range.map(|(min, max)| (min.to_string(), max.to_string())).unzip()
            }
            Type::Date | Type::Timestamp => self.time_range.map(|(min, max)| (shown(min), shown(max))).unzip(),
            _ => (None, None),
        }
    }
}

/// Most frequent first, then in code point order.
fn most_frequent(counts: HashMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

struct Inferred {
    ty: Type,
    fitting: u64,
    time_format: Option<String>,
    rival: Option<String>,
}

fn named_like_a_time(header: &str) -> bool {
    let lower = header.to_lowercase();
    let words = ["time", "date", "created", "updated", "modified", "when", "_at", " at", "ts", "last_", "first_"];
    words.iter().any(|word| lower.contains(word))
}

fn micros_of(moment: Moment) -> i64 {
    match moment {
        Moment::Date(days) => i64::from(days) * MICROS_PER_DAY,
        Moment::Local(micros) | Moment::Instant(micros) => micros,
    }
}

fn shown(moment: Moment) -> String {
    match moment {
        Moment::Instant(micros) => format_instant(micros),
        other => format_local(micros_of(other)),
    }
}
