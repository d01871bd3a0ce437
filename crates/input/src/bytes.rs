//! Opening a source: its bytes, decompressed, with the first of them at hand to tell the format by.

use std::fs::File;
use std::io::{self, Chain, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{InputError, near};
use crate::source::Source;

/// How many bytes are looked at before anything is decided.
const HEAD_BYTES: usize = 64 * 1024;

/// A source, opened.
pub(crate) struct Opened {
    /// What messages call it.
    pub name: String,
    /// Its extension without `.gz` and `.zst`, in lower case.
    pub extension: Option<String>,
    /// The first bytes, decompressed.
    pub head: Vec<u8>,
    /// All bytes, decompressed, the first ones included.
    pub reader: Chain<Cursor<Vec<u8>>, Box<dyn Read + Send>>,
    /// The file's path where it is not compressed, for formats that read here and there.
    pub path: Option<PathBuf>,
    /// Bytes read of all sources: to be added to by whoever reads by the path.
    pub count: ByteCount,
    compression: Option<&'static str>,
}

/// Bytes read so far over all sources, before decompression.
pub(crate) type ByteCount = Arc<AtomicU64>;

/// Opens a source, sees through gzip and zstd by their first bytes, and reads the head.
pub(crate) fn open(source: &Source, count: &ByteCount) -> Result<Opened, InputError> {
    let name = source.to_string();
    let (raw, path): (Box<dyn Read + Send>, _) = match source {
        Source::Stdin => (Box::new(io::stdin()), None),
        Source::File(path) => {
            let file = open_file(path, &name)?;
            // A pipe can be read only once, and only from the beginning.
            let seekable = file.metadata().is_ok_and(|metadata| metadata.is_file());
            (Box::new(file), seekable.then(|| path.clone()))
        }
    };
    let mut raw = Counted { inner: raw, count: Arc::clone(count) };
    let magic = read_up_to(&mut raw, 4).map_err(|error| unreadable(&name, &error))?;
    let compression = match magic.as_slice() {
        [0x1f, 0x8b, ..] => Some("gzip"),
        [0x28, 0xb5, 0x2f, 0xfd] => Some("zstd"),
        _ => None,
    };
    let raw = Cursor::new(magic).chain(raw);
    let mut reader: Box<dyn Read + Send> = match compression {
        Some("gzip") => Box::new(flate2::read::MultiGzDecoder::new(raw)),
        Some(_) => Box::new(zstd::stream::read::Decoder::new(raw).map_err(|error| unreadable(&name, &error))?),
        None => Box::new(raw),
    };
    let failure = |error: &io::Error| read_failure(&name, compression, error);
    let head = read_up_to(&mut reader, HEAD_BYTES).map_err(|error| failure(&error))?;
    Ok(Opened {
        extension: extension(source),
        reader: Cursor::new(head.clone()).chain(reader),
        path: path.filter(|_| compression.is_none()),
        count: Arc::clone(count),
        name,
        head,
        compression,
    })
}

impl Opened {
    /// What a failure while reading on means.
    pub(crate) fn failure(&self) -> impl Fn(&io::Error) -> InputError + Send + use<> {
        let (name, compression) = (self.name.clone(), self.compression);
        move |error| read_failure(&name, compression, error)
    }

    /// The same bytes, all of them in memory, so that they can be read twice.
    pub(crate) fn buffered(self) -> Result<(Self, Self), InputError> {
        let (name, extension, head) = (self.name.clone(), self.extension.clone(), self.head.clone());
        let count = Arc::clone(&self.count);
        let bytes = self.read_all()?;
        let again = |bytes: Vec<u8>| Self {
            name: name.clone(),
            extension: extension.clone(),
            head: head.clone(),
            reader: Cursor::new(Vec::new()).chain(Box::new(Cursor::new(bytes))),
            path: None,
            count: Arc::clone(&count),
            compression: None,
        };
        Ok((again(bytes.clone()), again(bytes)))
    }

    /// The rest of the bytes, the first ones included.
    pub(crate) fn read_all(mut self) -> Result<Vec<u8>, InputError> {
        let mut bytes = Vec::new();
        self.reader.read_to_end(&mut bytes).map_err(|error| self.failure()(&error))?;
        Ok(bytes)
    }
}

fn open_file(path: &Path, name: &str) -> Result<File, InputError> {
    if path.is_dir() {
        return Err(InputError::Directory { source: name.to_owned() });
    }
    File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => InputError::NotFound { source: name.to_owned(), near: near_file(path) },
        _ => unreadable(name, &error),
    })
}

fn near_file(path: &Path) -> Option<String> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let wanted = path.file_name()?.to_str()?;
    let entries = std::fs::read_dir(directory).ok()?.take(10_000);
    let names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    let found = near(wanted, names.iter().map(String::as_str))?;
    Some(path.with_file_name(found).display().to_string())
}

fn extension(source: &Source) -> Option<String> {
    let Source::File(path) = source else { return None };
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    name.rsplit_once('.').map(|(_, extension)| extension.to_owned())
}

fn unreadable(name: &str, error: &io::Error) -> InputError {
    let message = error.to_string();
    let message = message.split(" (os error").next().unwrap_or(&message).to_owned();
    InputError::Unreadable { source: name.to_owned(), message }
}

fn read_failure(name: &str, compression: Option<&'static str>, error: &io::Error) -> InputError {
    match compression {
        Some(compression) => {
            let cut = error.kind() == io::ErrorKind::UnexpectedEof;
            InputError::Compressed { source: name.to_owned(), compression, cut }
        }
        None => unreadable(name, error),
    }
}

fn read_up_to(reader: &mut dyn Read, bytes: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(bytes as u64).read_to_end(&mut head)?;
    Ok(head)
}

struct Counted {
    inner: Box<dyn Read + Send>,
    count: ByteCount,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
