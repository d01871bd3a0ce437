//! A column's profile while its cells come in: counts that stay small however many cells there are.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap};
use std::hash::Hasher as _;

use handraise_model::values::{MICROS_PER_DAY, Type, format_instant};

use super::ColumnProfile;
use crate::cell::{Moment, Rules, format_local, parse_boolean, parse_decimal, parse_integer};
use crate::report::{Cause, classify, guess_time_format, is_placeholder};

/// How many hashes of values are kept of a column.
pub(super) const HASHES_MAX: usize = 1_024;
/// How many values that repeat are kept with their lines.
const REPEATS_MAX: usize = 3;

/// A column's profile under construction.
pub(super) struct Sketch {
    header: String,
    distinct_max: usize,
    /// Cells of each value, and the line of its first.
    counts: HashMap<String, (u64, u64)>,
    first_repeats: Vec<(String, [u64; 2])>,
    hashes: BTreeSet<u64>,
    garbled: u64,
    /// Different known values, set in the end.
    distinct: usize,
    capped: bool,
    empty: u64,
    nulls: HashMap<String, u64>,
    known: u64,
    fits: Fits,
    pub(super) lists: u64,
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
    pub(super) fn new(header: &str, distinct_max: usize) -> Self {
        Self {
            header: header.to_owned(),
            distinct_max,
            counts: HashMap::new(),
            first_repeats: Vec::new(),
            hashes: BTreeSet::new(),
            garbled: 0,
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

    /// Takes the next cell, which stands on that line.
    pub(super) fn add(&mut self, text: Option<&str>, line: u64) {
        let Some(text) = text else {
            self.empty += 1;
            return;
        };
        // What repeats is looked at once, in the end.
        if let Some((count, first_line)) = self.counts.get_mut(text) {
            *count += 1;
            if *count == 2 && self.first_repeats.len() < REPEATS_MAX && !is_placeholder(text) {
                self.first_repeats.push((text.to_owned(), [*first_line, line]));
            }
        } else if self.counts.len() < self.distinct_max {
            if self.example.is_none() && !is_placeholder(text) && !text.contains(char::REPLACEMENT_CHARACTER) {
                self.example = Some(text.to_owned());
            }
            self.counts.insert(text.to_owned(), (1, line));
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
        // What a score reads as a misfit cannot be a value of the model.
        if text.contains(char::REPLACEMENT_CHARACTER) {
            self.garbled += cells;
            return false;
        }
        self.keep_hash(text);
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

    fn keep_hash(&mut self, text: &str) {
        let mut hasher = DefaultHasher::new();
        hasher.write(text.as_bytes());
        self.hashes.insert(hasher.finish());
        if self.hashes.len() > HASHES_MAX {
            self.hashes.pop_last();
        }
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

    /// The profile of all cells taken.
    pub(super) fn finish(mut self, frequent_max: usize) -> ColumnProfile {
        let counts = std::mem::take(&mut self.counts).into_iter().map(|(text, (count, _))| (text, count));
        let mut frequent = most_frequent(counts.collect());
        frequent.retain(|(text, cells)| self.judge(text, *cells));
        self.distinct = frequent.len();
        let inferred = self.infer();
        let (min, max) = self.range(&inferred);
        let repeating = frequent.iter().take_while(|(_, count)| *count > 1).count();
        frequent.truncate(frequent_max);
        let nulls = most_frequent(self.nulls);
        ColumnProfile {
            header: self.header,
            known: self.known,
            unknown: self.empty + self.garbled + nulls.iter().map(|(_, count)| count).sum::<u64>(),
            garbled: self.garbled,
            nulls,
            ty: inferred.ty,
            fitting: inferred.fitting,
            time_format: inferred.time_format,
            time_format_rival: inferred.rival,
            local_times: self.fits.local,
            distinct: self.distinct,
            distinct_capped: self.capped,
            frequent,
            repeating,
            first_repeats: self.first_repeats,
            hashes: self.hashes,
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
