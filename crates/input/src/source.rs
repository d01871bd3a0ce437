//! Where input comes from: a file or standard input.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::error::InputError;

/// A place to read a table from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input: `-`.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// The sources that an argument names: `-` is standard input, a pattern with `*`, `?` or `[` every file it matches, in
/// order of their names.
///
/// A file whose name holds such a character is found by that name first.
pub fn sources(argument: &str) -> Result<Vec<Source>, InputError> {
    if argument == "-" {
        return Ok(vec![Source::Stdin]);
    }
    let path = Path::new(argument);
    if path.exists() || !argument.contains(['*', '?', '[']) {
        return Ok(vec![Source::File(path.to_owned())]);
    }
    let paths = glob::glob(argument)
        .map_err(|error| InputError::Pattern { pattern: argument.to_owned(), message: error.msg.to_owned() })?;
    let mut files: Vec<PathBuf> = paths.filter_map(Result::ok).filter(|path| !path.is_dir()).collect();
    if files.is_empty() {
        return Err(InputError::NoMatch { pattern: argument.to_owned() });
    }
    files.sort();
    Ok(files.into_iter().map(Source::File).collect())
}
