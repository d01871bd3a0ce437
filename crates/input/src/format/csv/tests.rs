//! However a text is cut, and whichever block is read first: the same rows, lines and counts.

use std::sync::{Arc, LazyLock};

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, ArrayRef};
use arrow_cast::display::array_value_to_string;
use handraise_model::{Model, ModelSource};
use proptest::prelude::*;

use super::CsvTable;
use crate::bytes::open;
use crate::cell::Rules;
use crate::error::InputError;
use crate::format::Stretches;
use crate::shape::Shape;
use crate::source::Source;
use crate::tally::Tally;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let text = "[model]\nname = \"test\"\nversion = 1\n[lead]\na = \"integer\"\nb = \"timestamp\"\nc = \"list\"\n\
                d = \"decimal\"\n[data]\nlead_created = \"b\"\nevent_type = \"a\"\nevent_time = \"b\"\nnulls = [\"?\"]\n\
                [event]\nc = \"text\"\nd = \"boolean\"\n";
    ModelSource::new("model.toml", text).check().model.expect("a model")
});

/// What was read: for each row its line and its cells; and what was counted.
type Read = Result<(Vec<(u64, Vec<Option<String>>)>, String), InputError>;

/// Reads a text cut into blocks of about so many bytes, the last block first.
fn read(text: &[u8], shape: &Shape, block_bytes: usize) -> Read {
    read_table(text, shape, block_bytes, |_| {})
}

/// Reads a text as a single block, as if it had quotes.
fn read_plainly(text: &[u8], shape: &Shape) -> Read {
    read_table(text, shape, 1 << 20, |table| {
        if let Some(first) = &mut table.first {
            first.quoted = true;
        }
    })
}

fn read_table(text: &[u8], shape: &Shape, block_bytes: usize, prepare: impl Fn(&mut CsvTable<'_>)) -> Read {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("written");
    let opened = open(&Source::File(file.path().to_owned()), &Arc::default())?;
    let rules = Rules::of(&MODEL)?;
    let without_name = |error| match error {
        InputError::UnclosedQuote { line, .. } => InputError::UnclosedQuote { source: String::new(), line },
        InputError::Empty { .. } => InputError::Empty { source: String::new() },
        other => other,
    };
    let mut table = CsvTable::open(opened, shape, &rules, block_bytes).map_err(without_name)?;
    prepare(&mut table);
    let mut blocks = Vec::new();
    while let Some(decode) = table.next().map_err(without_name)? {
        blocks.push(decode);
    }
    let mut parts = Vec::new();
    for decode in blocks.into_iter().rev() {
        decode(&mut |part| {
            parts.push(part);
            std::ops::ControlFlow::Continue(())
        })?;
    }
    let mut rows = Vec::new();
    let mut tally = Tally::default();
    for part in parts.into_iter().rev() {
        let cell = |array: &ArrayRef, row| {
            let known = array.as_any_dictionary_opt().map_or(array.is_valid(row), |texts| texts.keys().is_valid(row));
            known.then(|| match array.as_primitive_opt::<TimestampMicrosecondType>() {
                Some(instants) => instants.value(row).to_string(),
                None => array_value_to_string(array, row).expect("a value"),
            })
        };
        for (row, line) in part.lines.iter().enumerate() {
            rows.push((line, part.batch.columns().iter().map(|array| cell(array, row)).collect()));
        }
        tally.merge(part.tally, 0);
    }
    // A block tells of its uneven rows first.
    tally.left_out.sort_by_key(|(reason, _)| reason.to_string());
    Ok((rows, format!("{tally:?}")))
}

/// Texts of four columns, quoted or not, with rows that are too short and too long, blank lines and odd line breaks.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "x",
        "l1",
        " y ",
        "12",
        "-7.50",
        "1,5",
        "n/a",
        "?",
        "",
        "é",
        "\u{a0}",
        "a;b",
        ",",
        ",",
        ",",
        ",",
        ",",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "\"",
        "\"\"",
        "\",\"",
        "\"\n",
        "\"two\nlines\"",
        "\"say \"\"hi\"\"\"",
        "\"1\r\n2\",",
        "2026-01-31T08:00:00.123456Z",
        "2026-01-31 08:00:00",
        "2026-02-30 00:00:00",
        "l1,5,2026-01-31,x,1\n",
        "l2,\"5\",2026-01-31,\"x\",1\n",
        "l3,view,2026-01-31,x,yes,,\n",
        "31/12/2026",
        "true",
        "\u{feff}",
    ]);
    let bytes = prop_oneof![
        20 => piece.prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    let header = prop::sample::select(vec!["", "\u{feff}", "\n", "\r\n\n", "\u{feff}\n"]);
    (header, prop::collection::vec(bytes, 0..60))
        .prop_map(|(start, pieces)| [start.as_bytes(), b"lead_id,a,b,c,d\n", &pieces.concat()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, ..ProptestConfig::default() })]

    #[test]
    fn no_cut_tells(text in text(), block_bytes in 1_usize..200, events: bool) {
        let shape = if events { Shape::events(&MODEL) } else { Shape::leads(&MODEL, &["c".to_owned()]) };
        let (cut, whole) = (read(&text, &shape, block_bytes), read_plainly(&text, &shape));
        prop_assert_eq!(format!("{cut:?}"), format!("{whole:?}"), "{}", String::from_utf8_lossy(&text));
    }
}
