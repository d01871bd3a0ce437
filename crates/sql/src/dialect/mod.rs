//! What engines write differently, as data.
//!
//! All dialects share one query: common table expressions, joins, CASE, window functions and integer arithmetic mean
//! the same everywhere. A [`Dialect`] lists what does not, almost all of it as templates in which `{0}`, `{1}` stand
//! for the operands. A new dialect is one more file with such a list; nothing else knows any of them.

mod bigquery;
mod clickhouse;
mod duckdb;
mod postgres;
mod reserved;
mod snowflake;
mod spark;

pub(crate) use reserved::is_reserved;

/// An engine's way to write what engines write differently.
#[derive(Debug)]
pub struct Dialect {
    /// What the command line calls it.
    pub name: &'static str,
    /// What its makers call it.
    pub title: &'static str,
    /// The oldest version that has all that the query uses.
    pub since: &'static str,
    /// A query that says which version is running.
    pub version: &'static str,
    /// How a name that is not plain is written.
    pub identifiers: Identifiers,
    /// How characters of a text literal are written that would end it or begin an escape.
    pub text: TextLiterals,
    /// Why it cannot hold U+0000 in a text, where it cannot.
    pub refuses_nul: Option<&'static str>,
    /// The first and the last day that it can hold, in days since 1970-01-01, where it cannot hold all of the calendar.
    pub days: Option<(i32, i32)>,
    /// The names of types.
    pub types: Types,
    /// The types that columns may have.
    pub fits: Fits,
    /// How instants and days are written and reckoned with.
    pub time: Time,
    /// What is done with text.
    pub texts: Texts,
    /// What is done with lists.
    pub lists: Lists,
    /// What is done with numbers.
    pub numbers: Numbers,
    /// What queries are made of.
    pub queries: Queries,
}

/// How names are written.
#[derive(Debug)]
pub struct Identifiers {
    /// What stands around a name that is not plain.
    pub quote: char,
    /// Whether a quote inside is written twice; else a backslash stands before it.
    pub doubled: bool,
    /// Whether a plain name means its upper case, so that a quoted one has to be written so.
    pub upper: bool,
}

/// How text literals are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextLiterals {
    /// A quote is written twice, all else is itself.
    Standard,
    /// A quote is written twice, and a backslash too.
    Backslash,
    /// Likewise, and `${` would begin a variable.
    BackslashAndVariables,
    /// A backslash stands before a quote and a backslash, and for the end of a line.
    BackslashOnly,
}

/// The names of types.
#[derive(Debug)]
pub struct Types {
    /// Text.
    pub text: &'static str,
    /// 64-bit integer.
    pub integer: &'static str,
    /// 64-bit float.
    pub decimal: &'static str,
    /// Boolean.
    pub boolean: &'static str,
    /// Day.
    pub date: &'static str,
    /// Instant, as `--check` names it.
    pub timestamp: &'static str,
    /// List of text, as `--check` names it.
    pub list: &'static str,
}

/// Types of columns from which the query takes the same value as the binary: as the engine tells them, in lower case, and
/// `%` for what follows.
#[derive(Debug)]
pub struct Fits {
    /// Of text; others may do.
    pub text: &'static [&'static str],
    /// Of integers.
    pub integer: &'static [&'static str],
    /// Of decimals, beside those of integers.
    pub decimal: &'static [&'static str],
    /// Of booleans.
    pub boolean: &'static [&'static str],
    /// Of days.
    pub date: &'static [&'static str],
    /// Of instants.
    pub timestamp: &'static [&'static str],
    /// Of lists.
    pub list: &'static [&'static str],
    /// Of columns that are right or wrong by how the session is set.
    pub unsure: &'static [&'static str],
}

/// Instants and days. An instant inside the query is always in UTC, whatever time zone the session has.
#[derive(Debug)]
pub struct Time {
    /// The present instant, the same wherever the statement says it.
    pub now: &'static str,
    /// The instant of a column, whether its type has a time zone or not.
    pub of_column: &'static str,
    /// `{0}`: `2026-01-15 18:00:00`.
    pub instant: &'static str,
    /// `{0}`: `2026-01-15`.
    pub date: &'static str,
    /// The UTC day of an instant.
    pub day: &'static str,
    /// Days from day `{1}` to day `{0}`.
    pub days_between: &'static str,
    /// Whether `{0}` is at least `{2}` times 24 hours after `{1}`.
    pub days_after: &'static str,
    /// Whether `{0}` is at most `{2}` minutes after `{1}`.
    pub within_minutes: &'static str,
    /// Which of the stretches of `{1}` minutes, into which all of time is cut, instant `{0}` is in: an integer, one more than
    /// that of the stretch before, before 1970 too.
    pub slot: &'static str,
}

/// What is done with text.
#[derive(Debug)]
pub struct Texts {
    /// A column that compares by code point.
    pub by_code_point: &'static str,
    /// Unicode lower case.
    pub lower: &'static str,
    /// What follows the last `@` in lower case; null without one or when empty.
    pub email_domain: &'static str,
    /// What a backslash in a pattern of LIKE means.
    pub like: LikeEscape,
    /// Several texts, of which the nulls are left out, with `; ` between.
    pub joined: &'static str,
    /// The digits of an integer `{0}`, at least `{1}` of them.
    pub padded: &'static str,
    /// A text `{0}` without all the `{1}` that it ends with.
    pub trimmed: &'static str,
}

/// What a backslash in a pattern of LIKE means, when nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LikeEscape {
    /// Itself.
    None,
    /// An escape, unless `escape ''` stands behind.
    Disabled,
    /// An escape: two of them are one.
    Doubled,
}

/// What is done with lists.
#[derive(Debug)]
pub struct Lists {
    /// A column of which a null is the empty list, without items that are null or empty.
    pub known: &'static str,
    /// Whether list `{1}` holds `{0}`.
    pub contains: &'static str,
    /// Whether that is null for a null, as it should be, or has to be told.
    pub null_is_not_found: bool,
    /// The number of its items.
    pub cardinality: &'static str,
}

/// What is done with numbers.
#[derive(Debug)]
pub struct Numbers {
    /// A literal of a 64-bit float: `{0}` has a point or an exponent.
    pub decimal: &'static str,
    /// Whether an exponent alone makes it one.
    pub exponent_is_decimal: bool,
    /// How an overflow of integers becomes null.
    pub integer_overflow: Overflow,
    /// How a decimal that is not finite becomes null.
    pub decimal_overflow: Overflow,
    /// A float that is looked for in a list of literals.
    pub in_set: &'static str,
    /// A float, or null where it is not finite.
    pub finite: &'static str,
    /// `{0}` integers of `{1}` each (`0.01`), as an exact decimal with seven places.
    pub exact: &'static str,
    /// The whole part of a quotient, of what is not negative.
    pub quotient: &'static str,
    /// The rest of it.
    pub remainder: &'static str,
    /// A sum of 64-bit integers that cannot overflow.
    pub wide_sum: &'static str,
    /// Whether a condition can be tested by `is true`.
    pub has_is_true: bool,
}

/// How arithmetic that leaves its type becomes null.
#[derive(Debug)]
pub enum Overflow {
    /// It becomes infinite, and what is infinite is found in the end.
    ToInfinity,
    /// Operands are made wider (first), and every result is checked and made narrow again (second).
    Wider(&'static str, &'static str),
    /// Functions that say null themselves: add, subtract, multiply.
    Functions([&'static str; 3]),
}

/// What queries are made of.
#[derive(Debug)]
pub struct Queries {
    /// How a table of literals is written.
    pub values: ValuesStyle,
    /// Whether a column that is read as `table.name` is called `name`, and `table.*` too.
    pub qualified_keep_names: bool,
    /// What a condition says, as a column of the result.
    pub boolean_result: &'static str,
    /// Behind the name of a table expression that is read more than once and dear to make.
    pub kept: &'static str,
    /// Behind the name of one that is read more than once and cheaper to make again.
    pub not_kept: &'static str,
    /// Of the rows with a time `{0}`, the value `{1}` of the latest; among equals the greatest, null the smallest.
    pub latest: &'static str,
    /// How the rows of a step find theirs in another as large, where there is one.
    pub lookup: Lookup,
    /// In a group, the `{1}`th smallest instant `{0}`, null where there are fewer; `{2}` is one less than `{1}`.
    pub nth_smallest: &'static str,
    /// In a group, the sum of the `{1}` largest `{0}`, for a few. Without it, rows are put in order.
    pub sum_of_largest: Option<&'static str>,
    /// A row for each integer from `{0}` to `{1}`: the column, and what joins it. Without it, ranges of ages are joined.
    pub series: Option<(&'static str, &'static str)>,
    /// The name of the type of column `{0}` of table `{1}`, which may be empty.
    pub type_name: &'static str,
    /// What else the engine must have: what it is, how it is found and what is needed.
    pub checks: &'static [(&'static str, &'static str, &'static str)],
    /// At the end of a query.
    pub settings: &'static str,
}

/// A join that keeps the rows of its left side, by columns that are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// A left join.
    LeftJoin,
    /// A full join, of which the rows of the left side are taken: the engine takes a left join for a loop over all pairs
    /// wherever it expects few rows, and it knows nothing of how many a step has.
    FullJoin,
}

impl Lookup {
    /// The words before the table.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::LeftJoin => "left join",
            Self::FullJoin => "full join",
        }
    }

    /// A condition on the rows of the left side. One that is null without them would make a left join of it.
    pub(crate) fn guarded(self, condition: String) -> String {
        match self {
            Self::LeftJoin => condition,
            Self::FullJoin => format!("coalesce({condition}, false)"),
        }
    }

    /// What holds of the rows that the left side has, by its key, which is never empty.
    pub(crate) fn condition(self, key: &str) -> Option<String> {
        match self {
            Self::LeftJoin => None,
            Self::FullJoin => Some(format!("coalesce({key}, '') <> ''")),
        }
    }
}

/// How a table of literals is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValuesStyle {
    /// `name (a, b) as (values (1, 2), (3, 4))`
    Columns,
    /// `select * from values (1, 2), (3, 4) as t (a, b)`
    Inline,
    /// `select * from values('a Int64, b Int64', (1, 2), (3, 4))`
    Function,
    /// `select * from unnest([struct<a int64, b int64>(1, 2), (3, 4)])`
    Structs,
}

/// All dialects.
pub const ALL: [&Dialect; 6] = [
    &duckdb::DUCKDB,
    &postgres::POSTGRES,
    &spark::SPARK,
    &clickhouse::CLICKHOUSE,
    &snowflake::SNOWFLAKE,
    &bigquery::BIGQUERY,
];

impl Dialect {
    /// The dialect of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|dialect| dialect.name == name)
    }
}

/// A template with its operands in place.
pub(crate) fn fill(template: &str, operands: &[&str]) -> String {
    let mut text = String::with_capacity(template.len() + operands.iter().map(|operand| operand.len()).sum::<usize>());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let (before, behind) = rest.split_at(start);
        text.push_str(before);
        let operand =
            behind.get(1..3).and_then(|hole| hole.strip_suffix('}')).and_then(|digit| digit.parse::<usize>().ok());
        match operand.and_then(|index| operands.get(index)) {
            Some(operand) => {
                text.push_str(operand);
                rest = &behind[3..];
            }
            None => {
                text.push('{');
                rest = &behind[1..];
            }
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_are_never_read_as_templates() {
        assert_eq!(fill("f({0}, {'at': {1}}, {0})", &["{1}", "b"]), "f({1}, {'at': b}, {1})");
    }

    #[test]
    fn names_are_unique() {
        for dialect in ALL {
            assert_eq!(Dialect::named(dialect.name).map(|found| found.title), Some(dialect.title));
        }
    }
}
