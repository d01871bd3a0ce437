//! Which character separates the cells of a text file.

/// In order of preference among equals.
const DELIMITERS: [u8; 4] = *b",;\t|";
/// How many records are looked at.
const RECORDS: usize = 50;

/// The delimiter that splits the first records into the most cells of which nearly all records have equally many;
/// a comma where none does.
pub(crate) fn detect(head: &[u8]) -> u8 {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut best = (b',', 1, 0.0);
    for delimiter in DELIMITERS {
        let counts = cell_counts(head, delimiter);
        let Some(&cells) = counts.first() else { continue };
        if cells < 2 {
            continue;
        }
        let alike = counts.iter().filter(|count| **count == cells).count() as f64 / counts.len() as f64;
        // A delimiter that all records agree on beats one that happens to stand in some cells.
        let steady = alike >= 0.9;
        let best_steady = best.2 >= 0.9;
        let better = match (steady, best_steady) {
            (true, false) => true,
            (false, true) => false,
            _ => cells > best.1,
        };
        if better || best.1 == 1 {
            best = (delimiter, cells, alike);
        }
    }
    best.0
}

/// How many cells each of the first records has; the last, perhaps cut, is not counted unless it is the only one.
fn cell_counts(head: &[u8], delimiter: u8) -> Vec<usize> {
    let mut counts = Vec::new();
    let mut cells = 1;
    let (mut quoted, mut cell_start, mut blank) = (false, true, true);
    for &byte in head {
        match byte {
            b'"' if quoted => quoted = false,
            // Quotes inside an unquoted cell are just text; a doubled quote closes and opens again.
            b'"' if cell_start => quoted = true,
            b'\n' | b'\r' if !quoted => {
                if !blank {
                    counts.push(cells);
                }
                (cells, blank, cell_start) = (1, true, true);
                if counts.len() == RECORDS {
                    return counts;
                }
                continue;
            }
            _ if byte == delimiter && !quoted => {
                cells += 1;
                (cell_start, blank) = (true, false);
                continue;
            }
            _ => {}
        }
        blank = false;
        cell_start = byte == b'"' && !quoted;
    }
    if counts.is_empty() && !blank {
        counts.push(cells);
    }
    counts
}
