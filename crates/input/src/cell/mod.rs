//! What a cell means: one set of rules for every format.
//!
//! Text is trimmed, compared with `nulls` and read as the declared type. A typed cell (Parquet, XLSX) that is not
//! already of that type is read as its text, so that `12` means the same wherever it stands.
//!
//! An empty cell is not known. JSON and Parquet have a null of their own, though, and there an empty text is a text,
//! as it is in a warehouse, unless `nulls` lists it.

mod number;
mod plain;
mod time;
mod usual_time;

pub(crate) use number::{parse_boolean, parse_decimal, parse_integer};
use plain::Plain;
pub(crate) use time::{
    CALENDAR_DAYS, FIRST_MICROS, LAST_MICROS, Moment, Times, days_from_civil, format_local, parse_iso,
};
pub(crate) use usual_time::UsualTimes;

use std::borrow::Cow;

use handraise_model::values::{format_date, format_instant};
use handraise_model::{Model, TimeFormat};

use crate::error::InputError;

/// A cell as a format's reader finds it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'a> {
    /// Nothing there.
    Null,
    /// Text, or a number or boolean as it is written; not yet known to be UTF-8.
    Text(&'a [u8]),
    /// A 64-bit integer.
    Integer(i64),
    /// A float.
    Decimal(f64),
    /// A number of a spreadsheet: a float that may also be a date, in days since 1899-12-30.
    Serial(f64),
    /// A boolean.
    Boolean(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    Instant(i64),
    /// A time without an offset, in microseconds since 1970-01-01 00:00:00 on its own clock.
    Local(i64),
    /// Items of text.
    List(&'a [Cow<'a, str>]),
    /// Something with parts, or of a type that no data point has; as text for the report.
    Nested(&'a str),
}

impl<'a> Cell<'a> {
    /// The cell as text, which is what typed cells come down to where their type is not the declared one.
    pub(crate) fn text(self, scratch: &'a mut String) -> Option<&'a [u8]> {
        use std::fmt::Write;
        scratch.clear();
        let written = match self {
            Self::Null | Self::List(_) | Self::Nested(_) => return None,
            Self::Text(text) => return Some(text),
            Self::Integer(value) => write!(scratch, "{value}"),
            Self::Decimal(value) | Self::Serial(value) => write!(scratch, "{value}"),
            Self::Boolean(value) => write!(scratch, "{value}"),
            Self::Date(days) => scratch.write_str(&format_date(days)),
            Self::Instant(micros) => scratch.write_str(&format_instant(micros)),
            Self::Local(micros) => scratch.write_str(&format_local(micros)),
        };
        written.ok().map(|()| scratch.as_bytes())
    }

    /// The cell as a report shows it.
    pub(crate) fn shown(self) -> String {
        match self {
            Self::Text(text) => String::from_utf8_lossy(text).into_owned(),
            Self::List(items) => items.join(";"),
            Self::Nested(text) => text.to_owned(),
            other => {
                let mut scratch = String::new();
                let text = other.text(&mut scratch).unwrap_or_default();
                String::from_utf8_lossy(text).into_owned()
            }
        }
    }
}

/// What the model says of cells.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    nulls: Vec<String>,
    /// Which texts need no second look.
    pub plain: Plain,
    /// Whether a data point of type text may be the empty text.
    pub empty_text: bool,
    /// How times are read.
    pub times: Times,
}

impl Rules {
    pub(crate) fn of(model: &Model) -> Result<Self, InputError> {
        let data = model.data();
        let nulls: Vec<String> = data.nulls.iter().map(|null| null.trim().to_owned()).collect();
        let times = Times::new(data.time_format.clone(), &data.time_zone)?;
        Ok(Self { plain: Plain::of(&nulls), nulls, empty_text: false, times })
    }

    /// These rules for a format with a null of its own: an empty text is known, unless `nulls` lists it.
    pub(crate) fn with_own_null(&self) -> Self {
        Self { empty_text: !self.nulls.iter().any(String::is_empty), ..self.clone() }
    }

    /// Rules without a model: ISO 8601, UTC, no nulls.
    pub(crate) fn plain() -> Self {
        Self { nulls: Vec::new(), plain: Plain::of(&[]), empty_text: false, times: Times::utc(TimeFormat::Iso) }
    }

    /// Whether `nulls` lists a trimmed text.
    pub(crate) fn is_null(&self, trimmed: &str) -> bool {
        self.nulls.iter().any(|null| null == trimmed)
    }
}
