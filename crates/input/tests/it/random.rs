//! Whatever the bytes: an answer, never a panic.

use proptest::prelude::*;

use crate::support::{Folder, events_of, leads_of, model};

const SECTIONS: &str = "[lead]\na = \"text\"\nb = \"integer\"\nc = \"decimal\"\nd = \"boolean\"\ne = \"date\"\nf = \"timestamp\"\ng = \"list\"\n[event]\npath = \"text\"\n[data]\nnulls = [\"\\\"\"]";

/// Pieces that come up in the files of the formats, and any bytes between them.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "lead_id,a,b,c,d,e,f,g\n",
            "event,timestamp,lead_id,path\n",
            ",",
            ";",
            "\"",
            "\"\"",
            "\r\n",
            "\n",
            "\t",
            "2026-01-31",
            "T25:61:61.999999999999+99:99",
            "9999-12-31",
            "-",
            "1e999",
            "{\"lead_id\":",
            "{",
            "}",
            "[",
            "]",
            ":",
            "null",
            "\\u00",
            "\u{feff}",
            "PAR1",
            "12.0",
            "99999999999999999999",
            "é",
            "\u{2028}",
            "true",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn bytes_are_read_or_refused(bytes in bytes()) {
        let folder = Folder::new();
        let model = model(SECTIONS);
        let headed = |header: &str| [header.as_bytes(), &bytes].concat();
        for (name, bytes) in [
            ("leads.csv", bytes.clone()),
            ("headed.csv", headed("lead_id,a,b,c,d,e,f,g\n")),
            ("leads.jsonl", bytes.clone()),
            ("headed.jsonl", headed("{\"lead_id\":\"x\",\"f\":")),
            ("unnamed", bytes.clone()),
        ] {
            let read = leads_of(&model, folder.write(name, bytes));
            if let Ok(read) = read {
                let left_out: u64 = read.report.left_out.iter().map(|left_out| left_out.rows).sum();
                prop_assert_eq!(read.rows() as u64 + left_out, read.report.rows);
            }
        }
        let _ = events_of(&model, &[folder.write("events.csv", headed("lead_id,event,timestamp,path\n"))]);
    }

    /// How cells are quoted and rows are separated changes nothing.
    #[test]
    fn csv_is_read_as_it_was_written(cells in prop::collection::vec("[a-z \",;\\n\\r\\t|é]{1,12}", 1..30), crlf: bool) {
        let line_break = if crlf { "\r\n" } else { "\n" };
        let mut text = format!("lead_id,a{line_break}");
        for (row, cell) in cells.iter().enumerate() {
            text.push_str(&format!("{row},\"{}\"{line_break}", cell.replace('"', "\"\"")));
        }
        let folder = Folder::new();
        let read = leads_of(&model("[lead]\na = \"text\""), folder.write("leads.csv", text)).expect("leads");
        let expected: Vec<Option<String>> =
            cells.iter().map(|cell| Some(cell.trim().to_owned()).filter(|cell| !cell.is_empty())).collect();
        prop_assert_eq!(read.column("a"), expected);
    }
}

/// Damage anywhere in a binary file: an answer or an error.
#[test]
fn damaged_binary_files_are_read_or_refused() {
    let workbook = || {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        for (column, header) in (0..).zip(["lead_id", "a", "b", "c", "d", "e", "f", "g"]) {
            sheet.write(0, column, header).expect("a header");
            sheet.write(1, column, 1.5).expect("a cell");
        }
        workbook.save_to_buffer().expect("bytes")
    };
    let table = || {
        let texts: arrow_array::ArrayRef =
            std::sync::Arc::new(arrow_array::StringArray::from(vec!["x", "", "2026-01-31"]));
        let columns = ["lead_id", "a", "b", "c", "d", "e", "f", "g"].map(|header| (header, texts.clone()));
        let batch = arrow_array::RecordBatch::try_from_iter(columns).expect("a batch");
        let mut bytes = Vec::new();
        let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
        bytes
    };
    let folder = Folder::new();
    let model = model(SECTIONS);
    let mut state = 1_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    for (name, bytes) in [("leads.xlsx", workbook()), ("leads.parquet", table())] {
        for _ in 0..1000 {
            let mut damaged = bytes.clone();
            for _ in 0..1 + random() % 4 {
                let place = random() % damaged.len();
                damaged[place] = random() as u8;
            }
            if random() % 4 == 0 {
                damaged.truncate(random() % damaged.len());
            }
            let _ = leads_of(&model, folder.write(name, damaged));
        }
    }
}
