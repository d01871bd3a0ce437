//! What makes an input unusable as a whole: where, why, and the way out.

use std::fmt;

use crate::report::{LeftOut, Table};

/// Missing columns that are named; the others are counted.
const MISSING_NAMED_MAX: usize = 5;

/// An input that cannot be read; what is shown of it is the fact, then a line `help:` for each next step.
#[derive(Clone, Debug, PartialEq)]
pub enum InputError {
    /// No such file.
    NotFound {
        /// Its path.
        source: String,
        /// A file beside it with nearly that name.
        near: Option<String>,
    },
    /// A directory stands where a file is needed.
    Directory {
        /// Its path.
        source: String,
    },
    /// A pattern of file names that cannot be understood.
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        message: String,
    },
    /// A pattern that no file matches.
    NoMatch {
        /// The pattern.
        pattern: String,
    },
    /// The operating system refuses.
    Unreadable {
        /// Its path.
        source: String,
        /// In the system's words.
        message: String,
    },
    /// Not one byte, or only white space.
    Empty {
        /// Its path.
        source: String,
    },
    /// Bytes of no known format.
    UnknownFormat {
        /// Its path.
        source: String,
        /// What they seem to be, where that is known.
        looks_like: Option<&'static str>,
    },
    /// Text in UTF-16.
    Utf16 {
        /// Its path.
        source: String,
    },
    /// A compressed file that ends in the middle, or is damaged.
    Compressed {
        /// Its path.
        source: String,
        /// `gzip` or `zstd`.
        compression: &'static str,
        /// Whether it ends too early.
        cut: bool,
    },
    /// A Parquet or Excel file that cannot be read.
    Damaged {
        /// Its path.
        source: String,
        /// `a Parquet file`, `an Excel workbook`.
        format: &'static str,
        /// In the reader's words.
        message: String,
    },
    /// A file that should be JSON lines but does not begin with a JSON object.
    NotJsonLines {
        /// Its path.
        source: String,
        /// The line.
        line: u64,
        /// What is wrong with it.
        message: String,
    },
    /// Columns that the model needs and the input lacks: all of them.
    MissingColumns {
        /// Its path.
        source: String,
        /// Which table it is.
        table: Table,
        /// What is missing.
        missing: Vec<MissingColumn>,
        /// The headers that are there.
        headers: Vec<String>,
        /// What was taken for the delimiter, in text files.
        delimiter: Option<char>,
    },
    /// A header that the model needs stands there more than once.
    DuplicateColumn {
        /// Its path.
        source: String,
        /// The header.
        header: String,
        /// Which columns, from 1.
        positions: Vec<usize>,
    },
    /// A quoted cell that never ends.
    UnclosedQuote {
        /// Its path.
        source: String,
        /// The line on which its row begins.
        line: u64,
    },
    /// No lead in any of the files.
    NoLeads {
        /// Their paths.
        sources: Vec<String>,
        /// Rows that were there but could not be used.
        left_out: Vec<LeftOut>,
    },
    /// `time_zone` of the model names no known zone.
    UnknownTimeZone {
        /// Its name.
        name: String,
    },
}

/// A column that the model needs and the input lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingColumn {
    /// The header that was looked for.
    pub header: String,
    /// What needs it: ``data point `country` `` or ``[data] event_time``.
    pub needed_by: String,
    /// A header with nearly that name.
    pub near: Option<String>,
}

impl InputError {
    /// The fact, in one line.
    #[must_use]
    pub fn headline(&self) -> String {
        match self {
            Self::NotFound { source, .. } => format!("`{source}` does not exist"),
            Self::Directory { source } => format!("`{source}` is a directory, not a file"),
            Self::Pattern { pattern, message } => format!("`{pattern}` is no valid pattern of file names: {message}"),
            Self::NoMatch { pattern } => format!("no file matches `{pattern}`"),
            Self::Unreadable { source, message } => format!("`{source}` cannot be read: {message}"),
            Self::Empty { source } => format!("`{source}` is empty"),
            Self::UnknownFormat { source, looks_like: None } => format!("`{source}` is not text, Parquet or XLSX"),
            Self::UnknownFormat { source, looks_like: Some(kind) } => format!("`{source}` looks like {kind}"),
            Self::Utf16 { source } => format!("`{source}` is text in UTF-16"),
            Self::Compressed { source, compression, cut: true } => {
                format!("`{source}` is cut short: its {compression} data ends too early")
            }
            Self::Compressed { source, compression, cut: false } => {
                format!("`{source}` has damaged {compression} data")
            }
            Self::Damaged { source, format, message } => format!("`{source}` cannot be read as {format}: {message}"),
            Self::NotJsonLines { source, line, message } => {
                format!("`{source}`, line {line}: not a JSON object: {message}")
            }
            Self::MissingColumns { source, table, missing, .. } => {
                let names: Vec<_> = missing.iter().map(|column| column.header.clone()).collect();
                let named = quoted(names.get(..MISSING_NAMED_MAX).unwrap_or(&names));
                let columns = if names.len() == 1 { "column" } else { "columns" };
                format!("`{source}` ({table}) lacks the {columns} {named}{}", and_more(names.len(), MISSING_NAMED_MAX))
            }
            Self::DuplicateColumn { source, header, positions } => {
                let positions: Vec<_> = positions.iter().map(ToString::to_string).collect();
                format!("`{source}` has the column `{header}` {} times: {}", positions.len(), positions.join(", "))
            }
            Self::UnclosedQuote { source, line } => {
                format!("`{source}`, line {line}: a quoted cell begins in this row and never ends")
            }
            Self::NoLeads { sources, .. } => format!("no leads in {}", quoted(sources)),
            Self::UnknownTimeZone { name } => {
                format!("`time_zone` of the model is `{name}`, which is no known time zone")
            }
        }
    }

    /// The next steps, one line each.
    #[must_use]
    pub fn help(&self) -> Vec<String> {
        match self {
            Self::NotFound { near: Some(near), .. } => vec![format!("there is `{near}`")],
            Self::NotFound { near: None, .. } | Self::Unreadable { .. } | Self::Pattern { .. } => Vec::new(),
            Self::Directory { source } => vec![format!("name its files: `{}/*.csv`", source.trim_end_matches('/'))],
            Self::NoMatch { .. } => vec!["the pattern is relative to the current directory".to_owned()],
            Self::Empty { .. } => {
                vec!["a header with the names of the columns is needed, even without rows".to_owned()]
            }
            Self::UnknownFormat { .. } => vec!["save it as CSV (UTF-8), JSON lines, Parquet or XLSX".to_owned()],
            Self::Utf16 { .. } => vec![
                "save it as UTF-8; in Excel: Save as, `CSV UTF-8 (Comma delimited)`".to_owned(),
                "or convert it: `iconv -f UTF-16 -t UTF-8 FILE > NEW_FILE`".to_owned(),
            ],
            Self::Compressed { .. } => vec!["copy or export the file again".to_owned()],
            Self::Damaged { .. } => vec!["open and save it again, or export it as CSV (UTF-8)".to_owned()],
            Self::NotJsonLines { .. } => vec!["JSON lines hold one object a line: {\"lead_id\": \"a\"}".to_owned()],
            Self::MissingColumns { missing, headers, delimiter, .. } => missing_help(missing, headers, *delimiter),
            Self::DuplicateColumn { .. } => vec!["rename or remove all but one of them".to_owned()],
            Self::UnclosedQuote { .. } => vec!["a quote inside a quoted cell is written twice: \"\"".to_owned()],
            Self::NoLeads { left_out, .. } if left_out.is_empty() => vec!["it holds no rows".to_owned()],
            Self::NoLeads { left_out, .. } => left_out.iter().map(left_out_help).collect(),
            Self::UnknownTimeZone { .. } => vec!["names look like `America/Sao_Paulo` or `UTC`".to_owned()],
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline())?;
        self.help().iter().try_for_each(|help| write!(f, "\nhelp: {help}"))
    }
}

impl std::error::Error for InputError {}

fn missing_help(missing: &[MissingColumn], headers: &[String], delimiter: Option<char>) -> Vec<String> {
    let mut help = vec![columns_of_the_file(headers, delimiter)];
    if headers.iter().any(|header| header.contains('\u{fffd}')) {
        help.push(
            "names of columns have bytes that are not UTF-8, likely Windows-1252: save the file as UTF-8".to_owned(),
        );
    }
    // A near name is worth a line; of the others, a few show what the model asks for.
    let (near, others): (Vec<_>, Vec<_>) = missing.iter().partition(|column| column.near.is_some());
    let named = near.into_iter().chain(others);
    help.extend(named.take(MISSING_NAMED_MAX).map(|column| {
        // A single header is a line that was not split; it is near to everything in it.
        let near = column
            .near
            .as_ref()
            .filter(|_| headers.len() > 1)
            .map(|near| format!("; is it `{near}`?"))
            .unwrap_or_default();
        format!("`{}` is needed by {}{near}", column.header, column.needed_by)
    }));
    help
}

fn columns_of_the_file(headers: &[String], delimiter: Option<char>) -> String {
    let shown: Vec<_> = headers.iter().take(60).map(|header| format!("`{}`", shorten(header, 60))).collect();
    let more = and_more(headers.len(), 60);
    match (headers.len(), delimiter) {
        (0, _) => "the input has no columns".to_owned(),
        (1, Some(_)) => format!(
            "the first line holds a single column, {}: no delimiter (comma, semicolon, tab or pipe) was found in it",
            shown.join("")
        ),
        (_, Some(delimiter)) => {
            let name = match delimiter {
                ',' => "comma",
                ';' => "semicolon",
                '\t' => "tab",
                _ => "pipe",
            };
            format!("columns of the file (delimiter: {name}): {}{more}", shown.join(", "))
        }
        (_, None) => format!("columns of the file: {}{more}", shown.join(", ")),
    }
}

/// ` and 3 more`, where only so many are named.
fn and_more(all: usize, named: usize) -> String {
    if all > named { format!(" and {} more", all - named) } else { String::new() }
}

fn left_out_help(left_out: &LeftOut) -> String {
    let rows = if left_out.rows == 1 { "row" } else { "rows" };
    let first = left_out.first.first().map(|place| format!("; the first on line {}", place.line)).unwrap_or_default();
    format!("left out: {} {rows} {}{first}", left_out.rows, left_out.reason)
}

fn quoted(sources: &[String]) -> String {
    sources.iter().map(|source| format!("`{source}`")).collect::<Vec<_>>().join(", ")
}

/// A text cut to so many characters, with `…` where something is missing, and on one line.
pub(crate) fn shorten(text: &str, characters: usize) -> String {
    let mut kept: String = text.chars().take(characters).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(characters).is_some() {
        kept.push('…');
    }
    kept
}

/// The candidate nearest to a name, if it is near enough to be a slip.
pub(crate) fn near<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let wanted = plain(name);
    candidates
        .into_iter()
        .map(|candidate| {
            let candidate_plain = plain(candidate);
            let contained = wanted.len() >= 4 && candidate_plain.contains(&wanted);
            let likeness = strsim::jaro_winkler(&wanted, &candidate_plain);
            (if contained { likeness.max(0.86) } else { likeness }, candidate)
        })
        .filter(|(likeness, _)| *likeness >= 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
