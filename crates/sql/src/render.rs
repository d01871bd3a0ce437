//! The shape of a query: table expressions one after the other, in one layout.
//!
//! One column, one condition, one row of literals a line, in the order of the model: so a change of the model is a
//! change of the lines that say it.

use crate::dialect::{Dialect, ValuesStyle};

/// Spaces of one step in.
const STEP: &str = "    ";
/// The length at which rows of literals that share a line go on in the next.
const LINE_MAX: usize = 110;

/// A whole query.
#[derive(Debug, Default)]
pub(crate) struct Query {
    /// Lines of comment at its top.
    pub(crate) comment: Vec<String>,
    /// Table expressions, each of which reads earlier ones.
    pub(crate) tables: Vec<Table>,
    /// What it gives.
    pub(crate) result: Select,
    /// In which order.
    pub(crate) order_by: Vec<String>,
}

/// A common table expression.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: String,
    /// What it is, in lines.
    pub(crate) comment: Vec<String>,
    /// Whether it is read more than once and cheap to make again.
    pub(crate) not_kept: bool,
    /// What it holds.
    pub(crate) body: Body,
}

/// What a table expression holds.
#[derive(Debug)]
pub(crate) enum Body {
    /// Rows of a query.
    Select(Select),
    /// Rows of one query after the other.
    Union(Vec<Select>),
    /// Rows of literals.
    Values(Values),
}

/// One SELECT.
#[derive(Debug, Default)]
pub(crate) struct Select {
    pub(crate) columns: Vec<Column>,
    pub(crate) from: Source,
    /// Joins, each a whole line (`left join a on ...`).
    pub(crate) joins: Vec<String>,
    /// Conditions that all hold.
    pub(crate) conditions: Vec<String>,
    pub(crate) group_by: Vec<String>,
}

/// What a SELECT reads.
#[derive(Debug)]
pub(crate) enum Source {
    /// A table, with its alias if it has one.
    Table(String),
    /// Another SELECT and its alias.
    Select(Box<Select>, &'static str),
}

impl Default for Source {
    fn default() -> Self {
        Self::Table(String::new())
    }
}

/// A column of a SELECT.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) expr: String,
    pub(crate) alias: Option<String>,
    /// On a line of its own before it.
    pub(crate) comment: Option<String>,
}

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
    /// Behind it, on the same line.
    pub(crate) comment: Option<String>,
}

impl Column {
    /// An expression under a name.
    pub(crate) fn new(expr: impl Into<String>, alias: impl Into<String>) -> Self {
        Self { expr: expr.into(), alias: Some(alias.into()), comment: None }
    }

    /// A column as it is called already.
    pub(crate) fn same(name: impl Into<String>) -> Self {
        Self { expr: name.into(), alias: None, comment: None }
    }

    fn render(&self, dialect: &Dialect) -> String {
        let own_name =
            self.expr.split_once('.').map(|(_, name)| name).filter(|_| !dialect.queries.qualified_keep_names);
        match self.alias.as_deref().or(own_name).filter(|alias| *alias != self.expr) {
            Some(alias) => format!("{} as {alias}", self.expr),
            None => self.expr.clone(),
        }
    }

    /// With a comment before it.
    pub(crate) fn commented(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }
}

impl Query {
    /// The text of the query, without a semicolon.
    pub(crate) fn render(&self, dialect: &Dialect) -> String {
        let mut text: String =
            self.comment.iter().map(|line| format!("-- {line}").trim_end().to_owned() + "\n").collect();
        text.push_str("with\n");
        for (index, table) in self.tables.iter().enumerate() {
            text.push('\n');
            text.push_str(&table.render(dialect));
            text.push_str(if index + 1 < self.tables.len() { ",\n" } else { "\n" });
        }
        text.push('\n');
        text.push_str(&self.result.render(dialect));
        if !self.order_by.is_empty() {
            text.push_str(&format!("\norder by {}", self.order_by.join(", ")));
        }
        if !dialect.queries.settings.is_empty() {
            text.push_str(&format!("\n{}", dialect.queries.settings));
        }
        // Line ends of literals are held, so these are those of the layout.
        let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
        released(&lines.join("\n")) + "\n"
    }
}

impl Table {
    fn render(&self, dialect: &Dialect) -> String {
        let comment: String = self.comment.iter().map(|line| format!("-- {line}\n")).collect();
        let not_kept = if self.not_kept { dialect.queries.not_kept } else { "" };
        match &self.body {
            Body::Select(select) => {
                format!("{comment}{} as{not_kept} (\n{}\n)", self.name, indented(&select.render(dialect)))
            }
            Body::Union(selects) => {
                let selects: Vec<String> = selects.iter().map(|select| select.render(dialect)).collect();
                format!("{comment}{} as{not_kept} (\n{}\n)", self.name, indented(&selects.join("\nunion all\n")))
            }
            Body::Values(values) => comment + &values.render(&self.name, dialect),
        }
    }
}

impl Select {
    fn render(&self, dialect: &Dialect) -> String {
        let mut text = String::from("select\n");
        for (index, column) in self.columns.iter().enumerate() {
            if let Some(comment) = &column.comment {
                text.push_str(&format!("{STEP}-- {comment}\n"));
            }
            text.push_str(&indented(&column.render(dialect)));
            text.push_str(if index + 1 < self.columns.len() { ",\n" } else { "\n" });
        }
        match &self.from {
            Source::Table(table) => text.push_str(&format!("from {table}")),
            Source::Select(select, alias) => {
                text.push_str(&format!("from (\n{}\n) as {alias}", indented(&select.render(dialect))));
            }
        }
        for join in &self.joins {
            text.push_str(&format!("\n{join}"));
        }
        match self.conditions.as_slice() {
            [] => {}
            [only] if !only.contains('\n') => text.push_str(&format!("\nwhere {only}")),
            all => text.push_str(&format!("\nwhere\n{}", indented(&all.join("\nand ")))),
        }
        if !self.group_by.is_empty() {
            text.push_str(&format!("\ngroup by {}", self.group_by.join(", ")));
        }
        text
    }
}

impl Values {
    fn render(&self, name: &str, dialect: &Dialect) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let typed = |ty: ValueType| match ty {
            ValueType::Text => dialect.types.text,
            ValueType::Integer => dialect.types.integer,
        };
        let types =
            self.columns.iter().map(|(name, ty)| format!("{name} {}", typed(*ty))).collect::<Vec<_>>().join(", ");
        let (columns, rows) = (names.join(", "), indented(&indented(&self.rows())));
        match dialect.queries.values {
            ValuesStyle::Columns => {
                format!("{name} ({columns}) as (\n{STEP}values\n{rows}\n)")
            }
            ValuesStyle::Inline => {
                format!("{name} as (\n{STEP}select {columns} from values\n{rows}\n{STEP}as literals ({columns})\n)")
            }
            ValuesStyle::Function => {
                let types = dialect.text_literal(&types);
                format!("{name} as (\n{STEP}select {columns} from values({types},\n{rows}\n{STEP})\n)")
            }
            ValuesStyle::Structs => {
                // A value alone in parentheses is no row there.
                let rows = if names.len() == 1 { rows.replace("    (", "    struct(") } else { rows };
                let rows = rows.trim_start().trim_start_matches("struct");
                let rows = format!("{STEP}{STEP}struct<{types}>{rows}");
                format!("{name} as (\n{STEP}select {columns} from unnest([\n{rows}\n{STEP}])\n)")
            }
        }
    }

    fn rows(&self) -> String {
        let mut text = String::new();
        let mut line_length = 0;
        for (index, row) in self.rows.iter().enumerate() {
            let comma = if index + 1 < self.rows.len() { "," } else { "" };
            let cells = format!("({}){comma}", row.cells.join(", "));
            if index > 0 {
                // What begins alike shares lines, so that a change of one kind leaves the lines of the others.
                let alike = self.rows.get(index - 1).is_some_and(|before| before.cells.first() == row.cells.first());
                let shares = self.dense && alike && line_length + cells.len() < LINE_MAX;
                text.push(if shares { ' ' } else { '\n' });
                line_length = if shares { line_length + 1 } else { 0 };
            }
            line_length += cells.len();
            text.push_str(&cells);
            if let Some(comment) = &row.comment {
                text.push_str(&format!("  -- {comment}"));
            }
        }
        text
    }
}

/// Text one step in.
pub(crate) fn indented(text: &str) -> String {
    let lines = text.split('\n').map(|line| if line.is_empty() { String::new() } else { format!("{STEP}{line}") });
    lines.collect::<Vec<_>>().join("\n")
}

/// The line ends of a literal are part of it: until the whole query is laid out, they stand as a mark.
pub(crate) fn held(literal: &str) -> String {
    literal.replace(MARK, &format!("{MARK}0")).replace('\n', &format!("{MARK}1"))
}

pub(crate) fn released(query: &str) -> String {
    query.replace(&format!("{MARK}1"), "\n").replace(&format!("{MARK}0"), &MARK.to_string())
}

const MARK: char = '\u{e000}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_comes_back_as_it_was() {
        for text in ["a\nb", "\u{e000}", "\u{e000}1\n0", "\u{e000}\u{e000}0\n\n"] {
            assert!(!held(text).contains('\n'));
            assert_eq!(released(&indented(&held(text))), format!("{STEP}{text}"));
        }
    }
}
