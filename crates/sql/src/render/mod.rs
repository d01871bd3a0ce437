//! The shape of a query: table expressions one after the other, in one layout.
//!
//! One column, one condition, one row of literals a line, in the order of the model: so a change of the model is a
//! change of the lines that say it. What is longer than a line is broken by [`lines`].

mod lines;
mod tree;
mod values;

pub(crate) use values::{ValueType, Values, ValuesRow};

use crate::dialect::Dialect;

pub(crate) use lines::laid_out;
use lines::wrapped;

/// Spaces of one step in.
pub(crate) const STEP: &str = "    ";
/// The most characters of a line, but for words and literals that are longer.
pub(crate) const WIDTH: usize = 120;

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
    /// Whether the engine is to keep its rows for those that read them.
    pub(crate) kept: Kept,
    /// What it holds.
    pub(crate) body: Body,
}

/// Whether an engine makes a table expression once, for all that read it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kept {
    /// As it likes: it is read once, or cheap either way.
    #[default]
    AsItLikes,
    /// Yes: it is dear to make.
    Yes,
    /// No: it is cheaper to make again than to keep.
    No,
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
        let room = WIDTH;
        let mut text = comment_lines(&self.comment, room);
        text.push_str("with\n");
        for (index, table) in self.tables.iter().enumerate() {
            text.push('\n');
            text.push_str(&table.render(room, dialect));
            text.push_str(if index + 1 < self.tables.len() { ",\n" } else { "\n" });
        }
        text.push('\n');
        text.push_str(&self.result.render(room, dialect));
        if !self.order_by.is_empty() {
            text.push('\n');
            text.push_str(&laid_out(&format!("order by {}", self.order_by.join(", ")), room, dialect));
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
    fn render(&self, room: usize, dialect: &Dialect) -> String {
        let comment = comment_lines(&self.comment, room);
        let kept = match self.kept {
            Kept::AsItLikes => "",
            Kept::Yes => dialect.queries.kept,
            Kept::No => dialect.queries.not_kept,
        };
        let inner = within(room);
        let body = match &self.body {
            Body::Select(select) => select.render(inner, dialect),
            Body::Union(selects) => {
                let selects: Vec<String> = selects.iter().map(|select| select.render(inner, dialect)).collect();
                selects.join("\nunion all\n")
            }
            Body::Values(values) => return comment + &values.render(&self.name, room, dialect),
        };
        format!("{comment}{} as{kept} (\n{}\n)", self.name, indented(&body))
    }
}

impl Select {
    fn render(&self, room: usize, dialect: &Dialect) -> String {
        let inner = within(room);
        let mut text = String::from("select\n");
        for (index, column) in self.columns.iter().enumerate() {
            if let Some(comment) = &column.comment {
                text.push_str(&indented(comment_lines(std::slice::from_ref(comment), inner).trim_end()));
                text.push('\n');
            }
            let comma = if index + 1 < self.columns.len() { "," } else { "" };
            text.push_str(&indented(&laid_out(&(column.render(dialect) + comma), inner, dialect)));
            text.push('\n');
        }
        match &self.from {
            Source::Table(table) => text.push_str(&format!("from {table}")),
            Source::Select(select, alias) => {
                text.push_str(&format!("from (\n{}\n) as {alias}", indented(&select.render(inner, dialect))));
            }
        }
        for join in &self.joins {
            text.push('\n');
            text.push_str(&laid_out(join, room, dialect));
        }
        text.push_str(&self.render_conditions(room, dialect));
        if !self.group_by.is_empty() {
            text.push('\n');
            text.push_str(&laid_out(&format!("group by {}", self.group_by.join(", ")), room, dialect));
        }
        text
    }

    fn render_conditions(&self, room: usize, dialect: &Dialect) -> String {
        let only = match self.conditions.as_slice() {
            [] => return String::new(),
            [only] => laid_out(&format!("where {only}"), room, dialect),
            _ => String::new(),
        };
        if !only.is_empty() && !only.contains('\n') {
            return format!("\n{only}");
        }
        let all = self.conditions.iter().enumerate().map(|(index, condition)| {
            let and = if index > 0 { "and " } else { "" };
            laid_out(&format!("{and}{condition}"), within(room), dialect)
        });
        format!("\nwhere\n{}", indented(&all.collect::<Vec<_>>().join("\n")))
    }
}

/// What is left of a line, one step in.
fn within(room: usize) -> usize {
    room.saturating_sub(STEP.len())
}

/// Lines of comment.
pub(crate) fn comment_lines(comment: &[String], room: usize) -> String {
    let lines = comment.iter().flat_map(|line| wrapped(line, room.saturating_sub("-- ".len())));
    lines.map(|line| format!("-- {line}").trim_end().to_owned() + "\n").collect()
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
