//! Tables of literals, in each dialect's way to write them.

use super::lines::{laid_out, width};
use super::{comment_lines, indented, within};
use crate::dialect::{Dialect, ValuesStyle};

/// A table of literals.
#[derive(Debug)]
pub(crate) struct Values {
    /// Names and types of its columns.
    pub(crate) columns: Vec<(String, ValueType)>,
    pub(crate) rows: Vec<ValuesRow>,
    /// Whether rows share lines.
    pub(crate) dense: bool,
}

/// The type of a column of literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueType {
    Text,
    Integer,
}

/// A row of literals.
#[derive(Debug)]
pub(crate) struct ValuesRow {
    pub(crate) cells: Vec<String>,
    /// Behind it, on the same line; before each where one of them has no room there.
    pub(crate) comment: Option<String>,
}

impl Values {
    pub(super) fn render(&self, name: &str, room: usize, dialect: &Dialect) -> String {
        let (inner, names) = (within(room), self.names());
        let rows = self.rows(dialect, within(inner));
        let body = match dialect.queries.values {
            ValuesStyle::Columns => {
                let head = laid_out(&format!("{name} ({names}) as"), room.saturating_sub(2), dialect);
                return format!("{head} (\n{}\n)", indented(&format!("values\n{rows}")));
            }
            ValuesStyle::Inline => {
                let select = laid_out(&format!("select {names} from values"), inner, dialect);
                let alias = laid_out(&format!("as literals ({names})"), inner, dialect);
                format!("{select}\n{rows}\n{alias}")
            }
            ValuesStyle::Function => {
                let select = laid_out(&format!("select {names} from"), inner, dialect);
                // One literal that says the types: it may have line ends, where it is long.
                let types = self.types(dialect);
                let types = match width(&types) + 3 <= within(inner) {
                    true => format!("'{types}',"),
                    false => format!("'\n{}\n',", indented(&types.replace(", ", ",\n"))),
                };
                format!("{select} values(\n{}\n{rows}\n)", indented(&types))
            }
            ValuesStyle::Structs => {
                let select = laid_out(&format!("select {names} from"), inner, dialect);
                let types = self.types(dialect);
                let types = match width(&select) + width(&types) + " unnest(array<struct<>>[".len() <= inner {
                    true => types,
                    false => format!("\n{}\n", indented(&types.replace(", ", ",\n"))),
                };
                format!("{select} unnest(array<struct<{types}>>[\n{rows}\n])")
            }
        };
        format!("{name} as (\n{}\n)", indented(&body))
    }

    fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn types(&self, dialect: &Dialect) -> String {
        let typed = |ty: ValueType| match ty {
            ValueType::Text => dialect.types.text,
            ValueType::Integer => dialect.types.integer,
        };
        self.columns.iter().map(|(name, ty)| format!("{name} {}", typed(*ty))).collect::<Vec<_>>().join(", ")
    }

    /// The rows, one step in.
    fn rows(&self, dialect: &Dialect, room: usize) -> String {
        // A value alone in parentheses is no row there.
        let is_alone = dialect.queries.values == ValuesStyle::Structs && self.columns.len() == 1;
        let row = if is_alone { "struct" } else { "" };
        let last = self.rows.len().saturating_sub(1);
        let cells = |(index, values): (usize, &ValuesRow)| {
            let comma = if index < last { "," } else { "" };
            format!("{row}({}){comma}", values.cells.join(", "))
        };
        let cells: Vec<String> = self.rows.iter().enumerate().map(cells).collect();
        let behind = |(cells, row): (&String, &ValuesRow)| {
            row.comment.as_ref().map_or_else(|| cells.clone(), |comment| format!("{cells}  -- {comment}"))
        };
        let behind: Vec<String> = cells.iter().zip(&self.rows).map(behind).collect();
        let are_before =
            self.rows.iter().any(|row| row.comment.is_some()) && behind.iter().any(|row| width(row) > room);
        let mut text = String::new();
        let mut line_length = 0;
        for (index, row) in self.rows.iter().enumerate() {
            let (Some(cells), Some(behind)) = (cells.get(index), behind.get(index)) else { break };
            // What begins alike shares lines, so that a change of one kind leaves the lines of the others.
            let before = index.checked_sub(1).and_then(|before| self.rows.get(before));
            let is_alike = before.is_some_and(|before| before.cells.first() == row.cells.first());
            if self.dense && is_alike && line_length + 1 + width(cells) <= room {
                text.push_str(&format!(" {cells}"));
                line_length += 1 + width(cells);
                continue;
            }
            if index > 0 {
                text.push('\n');
            }
            line_length = width(cells);
            if are_before {
                text.push_str(
                    &row.comment
                        .iter()
                        .map(|comment| comment_lines(std::slice::from_ref(comment), room))
                        .collect::<String>(),
                );
            }
            text.push_str(&if are_before || row.comment.is_none() {
                laid_out(cells, room, dialect)
            } else {
                behind.clone()
            });
        }
        indented(&text)
    }
}
