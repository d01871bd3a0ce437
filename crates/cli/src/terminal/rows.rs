//! Tables that fit a width by leaving columns out, and sentences that fit it by breaking lines.

use super::grid::{Align, Grid, GridCell, GridColumn};
use super::{printable, text_width};

/// A column, and when it goes where there is too little room.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    grid: GridColumn,
    /// The highest goes first; those of 0 stay.
    goes: u8,
    /// Others go only where not even so many cells of it have room.
    wanted: Option<usize>,
}

impl Column {
    /// A column of text, which shrinks as far as this where all others have gone.
    pub(crate) fn text(header: &str, width_min: usize) -> Self {
        Self { grid: GridColumn::new(&printable(header), Align::Left).shrinks(1, width_min), goes: 0, wanted: None }
    }

    /// A column of sentences, which are cut before any other column goes.
    pub(crate) fn prose(header: &str, width_min: usize) -> Self {
        Self { wanted: Some(width_min), ..Self::text(header, width_min) }
    }

    /// A column of numbers.
    pub(crate) fn number(header: &str) -> Self {
        Self { grid: GridColumn::new(&printable(header), Align::Right), goes: 0, wanted: None }
    }

    /// A column of bars, or of anything else that keeps its width.
    pub(crate) fn bar(header: &str) -> Self {
        Self { grid: GridColumn::new(&printable(header), Align::Left), goes: 0, wanted: None }
    }

    /// Lets it go where there is too little room, after those with higher numbers.
    pub(crate) fn goes(self, goes: u8) -> Self {
        Self { goes, ..self }
    }
}

/// The rows under their headers; every line ended. Nothing of no rows.
pub(crate) fn table(columns: &[Column], rows: &[Vec<GridCell>], width: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(GridCell::width).max().unwrap_or(0);
    let is_empty: Vec<bool> = (0..columns.len()).map(|column| widest(column) == 0).collect();
    // A column without a single value says nothing.
    let mut kept: Vec<usize> = (0..columns.len()).filter(|&column| !is_empty[column]).collect();
    let grid_of = |kept: &[usize], widest: &dyn Fn(usize) -> usize| {
        Grid::new(kept.iter().map(|&column| (columns[column].grid.clone(), widest(column))))
    };
    let wanted = |column: usize| columns[column].wanted.map_or(widest(column), |wanted| wanted.min(widest(column)));
    while grid_of(&kept, &wanted).natural_width() > width {
        let Some(last) = kept
            .iter()
            .copied()
            .filter(|&column| columns[column].goes > 0)
            .max_by_key(|&column| (columns[column].goes, column))
        else {
            break;
        };
        kept.retain(|&column| column != last);
    }
    let grid = grid_of(&kept, &widest).fit(Some(width));
    let mut text = grid.header();
    for row in rows {
        let cells: Vec<GridCell> = kept.iter().filter_map(|&column| row.get(column).cloned()).collect();
        text.push_str(&grid.line(&cells));
    }
    text
}

/// A sentence in lines of at most a width, all but the first indented; every line ended.
pub(crate) fn wrapped(sentence: &str, width: usize, indent: usize) -> String {
    let mut text = String::new();
    let mut line = String::new();
    for word in printable(sentence).split_whitespace() {
        if !line.trim().is_empty() && text_width(&line) + 1 + text_width(word) > width {
            text.push_str(&line);
            text.push('\n');
            line = " ".repeat(indent);
        } else if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    text + &line + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_words_and_are_indented() {
        assert_eq!(wrapped("one two three four", 9, 2), "one two\n  three\n  four\n");
        assert_eq!(wrapped("a\u{1b}[31m b", 80, 0), "a [31m b\n");
        assert_eq!(wrapped("immeasurable", 4, 2), "immeasurable\n");
    }

    #[test]
    fn columns_go_before_anything_shrinks() {
        let columns = [Column::text("name", 4), Column::number("leads").goes(2), Column::number("wins").goes(1)];
        let rows = [vec!["a long name".into(), "12,000".into(), "7".into()]];
        let header = |width| {
            table(&columns, &rows, width).lines().next().map(|line| anstream::adapter::strip_str(line).to_string())
        };
        assert_eq!(header(80).as_deref(), Some("name          leads  wins"));
        assert_eq!(header(20).as_deref(), Some("name         wins"));
        assert_eq!(header(8).as_deref(), Some("name"));
    }
}
