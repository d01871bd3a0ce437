//! Writing files into a folder that may hold somebody's work.
//!
//! A file that is there already is replaced only when it holds, byte for byte, what would be written, or when that is
//! asked for: so a demo model that somebody has edited is safe. All files are looked at before the first is written.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// Why the demo could not be written.
#[derive(Debug)]
pub(crate) enum DemoError {
    /// These files are there, and hold something else.
    Foreign(Vec<PathBuf>),
    /// There is a file where the folder should be.
    NoFolder(PathBuf),
    /// A file or folder could not be read or written.
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

impl fmt::Display for DemoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign(paths) => {
                let [path] = paths.as_slice() else {
                    let names: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
                    return write!(f, "{} hold something else than the demo's files", names.join(", "));
                };
                write!(f, "`{}` holds something else than the demo's file", path.display())
            }
            Self::NoFolder(path) => write!(f, "`{}` is a file, not a folder", path.display()),
            Self::Io { path, cause } => write!(f, "cannot write `{}`: {cause}", path.display()),
        }
    }
}

impl std::error::Error for DemoError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Foreign(_) | Self::NoFolder(_) => None,
            Self::Io { cause, .. } => Some(cause),
        }
    }
}

/// Writes files of these names and contents into a folder, which is made where it is missing.
///
/// Files that hold something else are an error unless `force`; then none is written. Each file comes into being under
/// another name first, so that none is ever half there.
pub(crate) fn write_files(dir: &Path, files: &[(&str, &[u8])], force: bool) -> Result<Vec<PathBuf>, DemoError> {
    if dir.is_file() {
        return Err(DemoError::NoFolder(dir.to_owned()));
    }
    fs::create_dir_all(dir).map_err(|cause| DemoError::Io { path: dir.to_owned(), cause })?;
    let mut foreign = Vec::new();
    let mut missing = Vec::new();
    for (name, bytes) in files {
        let path = dir.join(name);
        match holds(&path, bytes) {
            Ok(true) => {}
            Ok(false) if force => missing.push((path, *bytes)),
            Ok(false) => foreign.push(path),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => missing.push((path, *bytes)),
            Err(cause) => return Err(DemoError::Io { path, cause }),
        }
    }
    if !foreign.is_empty() {
        return Err(DemoError::Foreign(foreign));
    }
    for (path, bytes) in missing {
        replace(dir, &path, bytes).map_err(|cause| DemoError::Io { path, cause })?;
    }
    Ok(files.iter().map(|(name, _)| dir.join(name)).collect())
}

/// Whether a file's content is exactly this.
fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a directory"));
    }
    if metadata.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut reader = BufReader::new(file);
    let mut chunk = vec![0; 1 << 16];
    let mut left = bytes;
    loop {
        let read = reader.read(&mut chunk)?;
        match left.split_at_checked(read) {
            _ if read == 0 => return Ok(left.is_empty()),
            Some((expected, rest)) if expected == &chunk[..read] => left = rest,
            _ => return Ok(false),
        }
    }
}

fn replace(dir: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(bytes)?;
    make_readable(&file)?;
    file.persist(path)?;
    Ok(())
}

/// Temporary files are made for their owner alone; these are for everybody who may read the folder.
#[cfg(unix)]
fn make_readable(file: &tempfile::NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &tempfile::NamedTempFile) -> io::Result<()> {
    Ok(())
}
