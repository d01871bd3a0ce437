//! JSON lines, one object a line; also one array of objects, which is read whole.
//!
//! There are no headers: a key that a row lacks is not known there. Numbers are taken as they are written, so that no
//! digit is lost. A line that is not an object is left out and counted; a file whose first line is none is an error.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::io::{BufRead, BufReader};
use std::sync::{Arc, OnceLock};

use serde_core::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Decode, Emit, End, Stretches};
use crate::batch::{BATCH_ROWS, Rows};
use crate::bytes::Opened;
use crate::cell::{Cell, Rules};
use crate::error::InputError;
use crate::report::LeftOutReason;
use crate::shape::{Need, Shape};

/// How many keys that no column asks for are remembered, for suggestions.
const OTHER_KEYS: usize = 1000;

/// The rows, in a single stretch.
pub(super) fn stretches<'a>(opened: Opened, shape: &'a Shape, rules: &Rules) -> JsonTable<'a> {
    let source = opened.name.clone();
    JsonTable { opened: Some(opened), source, shape, rules: rules.with_own_null(), keys: Arc::default() }
}

/// A table of objects.
pub(super) struct JsonTable<'a> {
    opened: Option<Opened>,
    source: String,
    shape: &'a Shape,
    rules: Rules,
    /// Left behind when everything is read.
    keys: Arc<OnceLock<Keys>>,
}

impl<'a> Stretches<'a> for JsonTable<'a> {
    fn next(&mut self) -> Result<Option<Decode<'a>>, InputError> {
        let Some(opened) = self.opened.take() else { return Ok(None) };
        let (shape, rules, keys) = (self.shape, self.rules.clone(), Arc::clone(&self.keys));
        Ok(Some(Box::new(move |emit| {
            let seen = read(opened, shape, &rules, emit)?;
            // There is one stretch, so nobody was here before.
            let _ = keys.set(seen);
            Ok(())
        })))
    }

    fn end(self: Box<Self>) -> End<'a> {
        Box::new(move || {
            let Some(keys) = self.keys.get() else { return Ok(Some(Vec::new())) };
            keys.check(&self.source, self.shape)?;
            Ok(Some(keys.seen()))
        })
    }
}

/// Reads the rows and gives the keys that occurred.
fn read(opened: Opened, shape: &Shape, rules: &Rules, emit: Emit<'_>) -> Result<Keys, InputError> {
    let source = opened.name.clone();
    let failure = opened.failure();
    let mut keys = Keys::of(shape);
    let first = opened.head.iter().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF));
    if first == Some(&b'[') {
        let bytes = opened.read_all()?;
        read_array(&source, &bytes, &mut keys, shape, rules, emit)?;
    } else {
        let mut lines = BufReader::with_capacity(256 * 1024, opened.reader);
        let mut line = Vec::new();
        let mut number = 0;
        let mut rows = Rows::new(shape, rules);
        let mut usable = false;
        loop {
            line.clear();
            if lines.read_until(b'\n', &mut line).map_err(|error| failure(&error))? == 0 {
                break;
            }
            number += 1;
            let text = line.strip_prefix(b"\xef\xbb\xbf").filter(|_| number == 1).unwrap_or(&line).trim_ascii();
            if text.is_empty() {
                continue;
            }
            match push_object(text, &mut keys, &mut rows, number) {
                Ok(()) => usable = true,
                Err(message) if !usable => {
                    return Err(InputError::NotJsonLines { source, line: number, message });
                }
                Err(_) => {
                    rows.tally.rows += 1;
                    rows.tally.leave_out(LeftOutReason::NotJson, number);
                }
            }
            if rows.lines.len() >= BATCH_ROWS
                && emit(std::mem::replace(&mut rows, Rows::new(shape, rules)).finish()).is_break()
            {
                return Ok(keys);
            }
        }
        let _stop = emit(rows.finish());
    }
    Ok(keys)
}

/// The keys of the first rows, in order of appearance.
pub(super) fn keys(head: &[u8]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut rest = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    loop {
        let between = rest.iter().take_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b'[' | b',')).count();
        rest = rest.get(between..).unwrap_or_default();
        let mut objects = serde_json::Deserializer::from_slice(rest).into_iter::<serde_json::Map<String, Value>>();
        let Some(Ok(object)) = objects.next() else { return keys };
        rest = rest.get(objects.byte_offset()..).unwrap_or_default();
        let new = object.keys().map(|key| key.trim()).filter(|key| !keys.iter().any(|known| known == key));
        let new: Vec<String> = new.map(str::to_owned).collect();
        keys.extend(new);
    }
}

fn read_array(
    source: &str,
    bytes: &[u8],
    keys: &mut Keys,
    shape: &Shape,
    rules: &Rules,
    emit: Emit<'_>,
) -> Result<(), InputError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let objects: Vec<&RawValue> = serde_json::from_slice(bytes).map_err(|error| InputError::NotJsonLines {
        source: source.to_owned(),
        line: error.line() as u64,
        message: plain(&error),
    })?;
    for chunk in objects.chunks(BATCH_ROWS).enumerate() {
        let (index, objects) = chunk;
        let mut rows = Rows::new(shape, rules);
        for (row, object) in objects.iter().enumerate() {
            let number = (index * BATCH_ROWS + row + 1) as u64;
            if push_object(object.get().as_bytes(), keys, &mut rows, number).is_err() {
                rows.tally.rows += 1;
                rows.tally.leave_out(LeftOutReason::NotJson, number);
            }
        }
        if emit(rows.finish()).is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads one object into the next row.
fn push_object(text: &[u8], keys: &mut Keys, rows: &mut Rows<'_>, line: u64) -> Result<(), String> {
    let text = std::str::from_utf8(text).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut cells: Vec<Option<&RawValue>> = vec![None; keys.columns.len()];
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let object = Object { keys, cells: &mut cells };
    deserializer.deserialize_map(object).and_then(|()| deserializer.end()).map_err(|error| plain(&error))?;
    for (column, slot) in rows.columns.iter_mut().zip(&keys.columns) {
        let raw = slot.and_then(|slot| cells.get(slot).copied().flatten());
        push_raw(raw.map(RawValue::get), |cell| column.push(cell, line));
    }
    rows.lines.push(line);
    Ok(())
}

/// Gives a JSON value as a cell.
fn push_raw(raw: Option<&str>, push: impl FnOnce(Cell<'_>)) {
    let Some(raw) = raw.map(str::trim) else { return push(Cell::Null) };
    match raw.as_bytes().first() {
        Some(b'"') => match unescaped(raw) {
            Some(text) => push(Cell::Text(text.as_bytes())),
            None => push(Cell::Nested(raw)),
        },
        Some(b'[') => match serde_json::from_str::<Vec<&RawValue>>(raw).ok().and_then(|items| items_of(&items)) {
            Some(items) => push(Cell::List(&items)),
            None => push(Cell::Nested(raw)),
        },
        Some(b'{') => push(Cell::Nested(raw)),
        Some(b'n') | None => push(Cell::Null),
        Some(b't' | b'f') => push(Cell::Text(raw.as_bytes())),
        // `1e3` is a number of JSON but no way to write an integer; without the exponent it is.
        Some(_) if raw.contains(['e', 'E']) => match raw.parse::<f64>() {
            Ok(value) if value.is_finite() => push(Cell::Text(value.to_string().as_bytes())),
            _ => push(Cell::Text(raw.as_bytes())),
        },
        Some(_) => push(Cell::Text(raw.as_bytes())),
    }
}

/// The items of a list, nulls left out; none where an item has parts of its own.
fn items_of<'a>(items: &[&'a RawValue]) -> Option<Vec<Cow<'a, str>>> {
    let known = items.iter().map(|item| item.get().trim()).filter(|item| *item != "null");
    known
        .map(|item| match item.as_bytes().first() {
            Some(b'"') => unescaped(item),
            Some(b'[' | b'{') => None,
            _ => Some(Cow::Borrowed(item)),
        })
        .collect()
}

fn unescaped(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') { serde_json::from_str(raw).ok().map(Cow::Owned) } else { Some(Cow::Borrowed(inner)) }
}

fn plain(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or(&message).to_owned()
}

/// Which key goes to which cell.
struct Keys {
    slots: HashMap<String, usize>,
    /// For each column its cell.
    columns: Vec<Option<usize>>,
    occurred: Vec<bool>,
    others: BTreeSet<String>,
}

impl Keys {
    fn of(shape: &Shape) -> Self {
        let mut slots = HashMap::new();
        let columns = shape
            .columns
            .iter()
            .map(|wanted| {
                let next = slots.len();
                Some(*slots.entry(wanted.header.clone()).or_insert(next))
            })
            .collect();
        let occurred = vec![false; slots.len()];
        Self { slots, columns, occurred, others: BTreeSet::new() }
    }

    fn seen(&self) -> Vec<String> {
        let occurred = self.slots.iter().filter(|(_, slot)| self.occurred.get(**slot) == Some(&true));
        let mut seen: Vec<String> = occurred.map(|(key, _)| key.clone()).chain(self.others.iter().cloned()).collect();
        seen.sort();
        seen
    }

    /// An error where a key without which no row is of use occurred nowhere.
    fn check(&self, source: &str, shape: &Shape) -> Result<(), InputError> {
        let headers = self.seen();
        let missing: Vec<_> = shape
            .columns
            .iter()
            .filter(|wanted| matches!(wanted.need, Need::Key(_)) && !headers.contains(&wanted.header))
            .map(|wanted| wanted.missing_among(&headers))
            .collect();
        if missing.is_empty() || headers.is_empty() {
            return Ok(());
        }
        Err(InputError::MissingColumns {
            source: source.to_owned(),
            table: shape.table,
            missing,
            headers,
            delimiter: None,
        })
    }
}

/// Takes an object apart without building it.
struct Object<'k, 'c, 'de> {
    keys: &'k mut Keys,
    cells: &'c mut [Option<&'de RawValue>],
}

impl<'de> Visitor<'de> for Object<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(slot) = map.next_key_seed(Key { keys: self.keys })? {
            match slot.and_then(|slot| self.cells.get_mut(slot)) {
                Some(cell) => *cell = Some(map.next_value()?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Finds a key's cell without copying the key.
struct Key<'k> {
    keys: &'k mut Keys,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let slot = self.keys.slots.get(key.trim()).copied();
        match slot {
            Some(slot) => {
                if let Some(occurred) = self.keys.occurred.get_mut(slot) {
                    *occurred = true;
                }
            }
            None if self.keys.others.len() < OTHER_KEYS && !self.keys.others.contains(key) => {
                self.keys.others.insert(key.to_owned());
            }
            None => {}
        }
        Ok(slot)
    }
}
