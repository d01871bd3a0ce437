//! Where a result goes. A file appears under its name only when it is complete.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::results::Unwritten;
use crate::exit::{Exit, Failure};

/// Where a result goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// Standard output.
    Stdout,
    /// A file, replaced when the new one is complete.
    File(PathBuf),
}

impl Destination {
    /// The file, or else standard output. A folder that is not there is told before anything is read.
    pub(crate) fn of(file: Option<PathBuf>) -> Result<Self, Failure> {
        let Some(path) = file else { return Ok(Self::Stdout) };
        let folder = folder_of(&path);
        let wrong = match fs::metadata(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => "does not exist",
            Ok(metadata) if !metadata.is_dir() => "is a file, not a folder",
            _ => return Ok(Self::File(path)),
        };
        let (path, folder) = (path.display(), folder.display());
        Err(Failure::new(Exit::Output, format!("`{path}` cannot be written: `{folder}` {wrong}")))
    }

    /// Refuses to write over what was read: a slip of the keyboard must not cost anyone their data.
    pub(crate) fn refuse_replacing<'p>(&self, read: impl IntoIterator<Item = &'p Path>) -> Result<(), Failure> {
        let Self::File(output) = self else { return Ok(()) };
        let Ok(output) = fs::canonicalize(output) else { return Ok(()) };
        match read.into_iter().find(|file| fs::canonicalize(file).is_ok_and(|file| file == output)) {
            Some(file) => {
                Err(Failure::new(Exit::Usage, format!("`{}` is read: it cannot be the output too", file.display())))
            }
            None => Ok(()),
        }
    }

    /// Whether people look at it directly.
    pub(crate) fn is_terminal(&self) -> bool {
        *self == Self::Stdout && io::stdout().is_terminal()
    }

    /// Lets `write` write a whole result.
    pub(crate) fn write<E>(&self, write: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), E>) -> Result<(), Failure>
    where
        Unwritten: From<E>,
    {
        let written = match self {
            Self::Stdout => write_stdout(write),
            Self::File(path) => write_file(path, write),
        };
        written.map_err(|unwritten| match (unwritten, self) {
            (Unwritten::Failed(failure), _) => failure,
            (Unwritten::Refused(error), Self::Stdout) => error.into(),
            (Unwritten::Refused(error), Self::File(path)) => {
                Failure::new(Exit::Output, format!("`{}` cannot be written: {error}", path.display()))
            }
        })
    }
}

fn write_stdout<E>(write: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), E>) -> Result<(), Unwritten>
where
    Unwritten: From<E>,
{
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout());
    write(&mut out)?;
    Ok(out.flush()?)
}

fn write_file<E>(path: &Path, write: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), E>) -> Result<(), Unwritten>
where
    Unwritten: From<E>,
{
    // A link keeps pointing where it does, and what is no regular file (`/dev/null`, a pipe) is written through.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&path) {
        Ok(metadata) if metadata.is_dir() => return Err(io::Error::from(io::ErrorKind::IsADirectory).into()),
        Ok(metadata) if !metadata.is_file() => {
            let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(&path)?);
            write(&mut out)?;
            return Ok(out.flush()?);
        }
        _ => {}
    }
    let mut out = BufWriter::with_capacity(1 << 16, temporary_file(folder_of(&path))?);
    write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file beside its later place, with the permissions that any new file has (a temporary file has stricter ones).
fn temporary_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".handraise-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}
