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
