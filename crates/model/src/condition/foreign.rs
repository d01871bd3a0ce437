//! What SQL has and conditions do not, and how conditions say it.

/// A construct of SQL outside the subset, known by one of its words.
pub(super) struct Construct {
    pub(super) word: &'static str,
    pub(super) when: When,
    pub(super) what: &'static str,
    pub(super) help: &'static str,
}

/// Where a word stands for the construct, and is not just somebody's name.
#[derive(Clone, Copy)]
pub(super) enum When {
    Always,
    Called,
    BeforeLiteral,
    AfterIs,
}

const fn construct(word: &'static str, when: When, what: &'static str, help: &'static str) -> Construct {
    Construct { word, when, what, help }
}

const CAST_HELP: &str = "declare the data point with the type that is needed: the cells are read as that type";
const SUBQUERY_HELP: &str =
    "a condition reads one lead or one event; name the values in `[list]` and use `= any(list)`";
const PATTERN_HELP: &str = "patterns are those of `like`: `%` is any text, `_` one character";
const INTERVAL_HELP: &str = "time is compared in days: `age_days(d) < 30`";
const ALL_HELP: &str = "`not (x = any(list))` holds when no item equals `x`";

/// All of them.
pub(super) const CONSTRUCTS: &[Construct] = &[
    construct("case", When::Always, "`case`", "the bands of a fit criterion take the first condition that is met"),
    construct("cast", When::Called, "`cast`", CAST_HELP),
    construct("try_cast", When::Called, "`try_cast`", CAST_HELP),
    construct("convert", When::Called, "`convert`", CAST_HELP),
    construct("extract", When::Called, "`extract`", INTERVAL_HELP),
    construct("interval", When::BeforeLiteral, "`interval`", INTERVAL_HELP),
    construct("select", When::Always, "a subquery", SUBQUERY_HELP),
    construct("exists", When::Called, "a subquery", SUBQUERY_HELP),
    construct("all", When::Called, "`all(..)`", ALL_HELP),
    construct("some", When::Called, "`some(..)`", "a value is looked for in a list by `x = any(list)`"),
    construct("similar", When::Always, "`similar to`", PATTERN_HELP),
    construct("rlike", When::Always, "`rlike`", PATTERN_HELP),
    construct("regexp", When::Always, "`regexp`", PATTERN_HELP),
    construct("glob", When::Always, "`glob`", PATTERN_HELP),
    construct(
        "escape",
        When::BeforeLiteral,
        "`escape`",
        "`like` has no escape character: a backslash is itself, `%` and `_` are always wild",
    ),
    construct("distinct", When::AfterIs, "`is distinct from`", "compare with `<>`, and ask `is null` beside it"),
    construct("unknown", When::AfterIs, "`is unknown`", "the same is said by `is null`"),
    construct("isnull", When::Always, "`isnull`", "the same is said by `is null`, and another value by `coalesce`"),
    construct("notnull", When::Always, "`notnull`", "the same is said by `is not null`"),
    construct("collate", When::Always, "`collate`", "text is compared by code point; `lower(x)` ignores case"),
    construct("xor", When::Always, "`xor`", "of two booleans, either but not both: `a <> b`"),
    construct("div", When::Always, "`div`", DIVISION_HELP),
    construct("overlaps", When::Always, "`overlaps`", INTERVAL_HELP),
];

const DIVISION_HELP: &str = "there is no division: multiply the other side, or compute a column in the input";

/// The way to say what a foreign symbol stands for.
pub(super) fn symbol_help(spelling: &str) -> &'static str {
    match spelling {
        "/" | "//" => DIVISION_HELP,
        "%" => "there is no remainder: compute a column in the input",
        "|" | "||" => "conditions are joined with `or`; texts are not joined: compute a column in the input",
        "::" => CAST_HELP,
        "&" | "&&" => "conditions are joined with `and`",
        "!" => "the opposite is written `not`",
        "<=>" => "compare with `=`, and ask `is null` beside it",
        ";" => "a condition is one expression and ends with its string",
        "~" | "~*" | "!~" | "!~*" | "~~" | "~~*" => PATTERN_HELP,
        "[" | "]" | "{" | "}" => "literals of a list stand in parentheses: `x in ('a', 'b')`",
        "=>" => "at least is written `>=`",
        "‘" | "’" | "‚" | "“" | "”" | "„" | "´" => {
            "quotes are straight: a text is written `'text'`, a name `\"first name\"`"
        }
        "`" => "a name that needs quotes stands in double quotes: `\"first name\"`",
        _ if spelling.contains('\'') => "a text is written `'...'`, with no letter before it",
        _ => "`handraise reference conditions` lists all forms",
    }
}

/// The way to say what a foreign function computes.
pub(super) fn function_help(folded: &str) -> Option<&'static str> {
    Some(match folded {
        "length" | "len" | "size" | "count" | "array_length" | "array_size" => {
            "`cardinality(list)` counts the items of a list; the length of a text is compared by `like '___%'`"
        }
        "upper" | "ucase" | "lcase" | "initcap" => "`lower(x)` ignores case, and so does `ilike`",
        "now" | "current_date" | "current_timestamp" | "today" | "getdate" | "datediff" | "date_diff" | "age"
        | "date_part" | "date_sub" | "date_add" | "dateadd" | "date_trunc" | "days_since" | "year" | "month" => {
            "time is compared in days before the instant of the score: `age_days(d) < 30`"
        }
        "ifnull" | "nvl" | "isnull" | "zeroifnull" => "the first value that is known: `coalesce(a, b)`",
        "nullif" | "if" | "iff" | "decode" | "greatest" | "least" | "choose" => {
            "the bands of a fit criterion take the first condition that is met"
        }
        "contains" | "position" | "strpos" | "instr" | "charindex" | "locate" | "regexp_like" | "regexp_matches" => {
            "a part of a text is found by `x like '%part%'`, an item of a list by `'item' = any(list)`"
        }
        "starts_with" | "startswith" | "startsswith" | "left" => "a beginning is found by `x like 'beginning%'`",
        "ends_with" | "endswith" | "right" => "an end is found by `x like '%end'`",
        "array_contains" | "list_contains" | "has" | "has_any" | "array_position" => {
            "an item of a list is found by `'item' = any(list)`"
        }
        "split_part" | "substring" | "substr" | "domain" | "split" => {
            "the domain of an address is `email_domain(x)`; other parts are compared with `like`"
        }
        "trim" | "ltrim" | "rtrim" => "cells are trimmed as they are read",
        "abs" => "both signs are covered by `x between -10 and 10`",
        "date" => "a date is written `date '2026-01-31'`",
        "timestamp" | "to_timestamp" => "an instant is written `timestamp '2026-01-31 08:00:00'`",
        "to_date" => "a date is written `date '2026-01-31'`; how cells are read is said by the type and `time_format`",
        _ => return None,
    })
}
