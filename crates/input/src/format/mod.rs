//! Formats: told by their content, and by the extension where the content leaves it open.

mod csv;
mod delimiter;
mod json;
mod parquet;
mod stretch;
mod xlsx;

use stretch::Whole;
pub(crate) use stretch::{Decode, Emit, End, Stretches};

use crate::bytes::{ByteCount, Opened, open};
use crate::cell::Rules;
use crate::error::InputError;
use crate::shape::Shape;
use crate::source::Source;

/// The keys that occurred, in a format that has no headers.
pub(crate) type SeenKeys = Option<Vec<String>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    Json,
    Parquet,
    Xlsx,
}

/// A table of whatever format, to be read in stretches.
pub(crate) fn stretches<'a>(
    opened: Opened,
    shape: &'a Shape,
    rules: &'a Rules,
) -> Result<Box<dyn Stretches<'a> + 'a>, InputError> {
    Ok(match detect(&opened)? {
        Format::Csv => Box::new(csv::stretches(opened, shape, rules)?),
        Format::Json => Box::new(json::stretches(opened, shape, rules)),
        Format::Parquet => Box::new(parquet::stretches(opened, shape, rules)?),
        Format::Xlsx => Box::new(Whole::new(|emit| xlsx::read(opened, shape, rules, emit))),
    })
}

/// Reads a table from beginning to end on this thread.
pub(crate) fn read(opened: Opened, shape: &Shape, rules: &Rules, emit: Emit<'_>) -> Result<(), InputError> {
    let mut stretches = stretches(opened, shape, rules)?;
    let mut stopped = false;
    while !stopped && let Some(decode) = stretches.next()? {
        decode(&mut |part| {
            let flow = emit(part);
            stopped = flow.is_break();
            flow
        })?;
    }
    // What a table without headers lacks is known at its end.
    if stopped { Ok(()) } else { stretches.end()().map(drop) }
}

/// What is known of a table before it is read.
pub(crate) struct Outlook {
    /// Its rows, about.
    pub rows: u64,
    /// No event of it is earlier.
    pub not_before: Option<i64>,
}

/// Looks ahead at a table; what is wrong with it is told when it is read.
pub(crate) fn outlook(source: &Source, shape: &Shape, rules: &Rules) -> Outlook {
    /// About as many bytes has a row of events.
    const ROW_BYTES: u64 = 64;
    let Source::File(path) = source else { return Outlook { rows: 0, not_before: None } };
    let parquet = || {
        let opened = open(source, &ByteCount::default()).ok()?;
        let is_parquet = opened.path.is_some() && detect(&opened) == Ok(Format::Parquet);
        is_parquet.then(|| parquet::outlook(opened, shape, rules).ok()).flatten()
    };
    parquet().unwrap_or_else(|| {
        let file = std::fs::metadata(path).ok().filter(|metadata| metadata.is_file());
        Outlook { rows: file.map_or(0, |metadata| metadata.len() / ROW_BYTES), not_before: None }
    })
}

/// What a table says of its columns before its rows are read.
pub(crate) struct Columns {
    pub headers: Vec<String>,
    pub delimiter: Option<char>,
}

/// The columns of a table, and the table itself, to be read on.
pub(crate) fn columns(opened: Opened) -> Result<(Columns, Opened), InputError> {
    match detect(&opened)? {
        Format::Csv => Ok((csv::columns(&opened), opened)),
        Format::Json => Ok((Columns { headers: json::keys(&opened.head), delimiter: None }, opened)),
        Format::Parquet => {
            let (headers, opened) = parquet::headers(opened)?;
            Ok((Columns { headers, delimiter: None }, opened))
        }
        Format::Xlsx => {
            let (first, second) = opened.buffered()?;
            Ok((Columns { headers: xlsx::Sheet::open(first)?.headers, delimiter: None }, second))
        }
    }
}

fn detect(opened: &Opened) -> Result<Format, InputError> {
    let head = opened.head.as_slice();
    let source = || opened.name.clone();
    let unknown = |looks_like| Err(InputError::UnknownFormat { source: source(), looks_like });
    match head {
        [b'P', b'A', b'R', b'1', ..] => return Ok(Format::Parquet),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => return Ok(Format::Xlsx),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return unknown(Some("an Excel workbook of before 2007 (.xls)")),
        [b'%', b'P', b'D', b'F', ..] => return unknown(Some("a PDF document")),
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, ..] => return unknown(Some("a bzip2 archive")),
        [0xFD, b'7', b'z', b'X', b'Z', ..] => return unknown(Some("an xz archive")),
        [b'7', b'z', 0xBC, 0xAF, ..] => return unknown(Some("a 7-Zip archive")),
        _ if head.starts_with(b"SQLite format 3\0") => return unknown(Some("an SQLite database")),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Err(InputError::Utf16 { source: source() }),
        _ => {}
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let Some(&first) = text.iter().find(|byte| !byte.is_ascii_whitespace()) else {
        // JSON lines have no header: no line is no row.
        if matches!(opened.extension.as_deref(), Some("jsonl" | "ndjson")) {
            return Ok(Format::Json);
        }
        return Err(InputError::Empty { source: source() });
    };
    if looks_like_utf16(text) {
        return Err(InputError::Utf16 { source: source() });
    }
    if looks_binary(text) {
        return unknown(None);
    }
    match opened.extension.as_deref() {
        Some("jsonl" | "ndjson" | "json") => Ok(Format::Json),
        Some("csv" | "tsv" | "tab" | "txt") => Ok(Format::Csv),
        Some("parquet") => unknown(Some("text, though it is called .parquet")),
        Some("xlsx") => unknown(Some("text, though it is called .xlsx")),
        _ if matches!(first, b'{' | b'[') => Ok(Format::Json),
        _ => Ok(Format::Csv),
    }
}

/// Every other byte is zero: UTF-16 without a mark, of mostly Latin text.
fn looks_like_utf16(head: &[u8]) -> bool {
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let pairs = head.len() / 2;
    let (even, odd) = (zeros(0), zeros(1));
    pairs >= 2 && (even * 10 > pairs * 7 && odd * 10 < pairs || odd * 10 > pairs * 7 && even * 10 < pairs)
}

/// Zero bytes, or more control characters than a text has.
fn looks_binary(head: &[u8]) -> bool {
    let control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
    head.contains(&0) || head.iter().filter(control).count() * 50 > head.len()
}
