//! Events that do not fit in memory, in a temporary file that is gone when the program ends, however it ends.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Mutex, OnceLock, PoisonError};

use handraise_engine::Spill;

/// A file that is made when it is first needed, in the folder for temporary files (`TMPDIR`).
#[derive(Debug, Default)]
pub(crate) struct TemporaryFile {
    file: OnceLock<File>,
    /// Where the next bytes go; whoever writes holds it.
    end: Mutex<u64>,
}

impl Spill for TemporaryFile {
    fn write(&self, bytes: &[u8]) -> io::Result<u64> {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        if self.file.get().is_none() {
            // Nobody else makes it: the end is held.
            let _ = self.file.set(tempfile::tempfile()?);
        }
        let mut file = self.file()?;
        file.write_all(bytes)?;
        let start = *end;
        *end += bytes.len() as u64;
        Ok(start)
    }

    fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        read_exact_at(self.file()?, bytes, at)
    }
}

impl TemporaryFile {
    fn file(&self) -> io::Result<&File> {
        self.file.get().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            read => {
                bytes = &mut bytes[read..];
                at += read as u64;
            }
        }
    }
    Ok(())
}
