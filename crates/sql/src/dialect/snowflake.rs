//! Snowflake.

use super::{
    Dialect, Identifiers, LikeEscape, Lists, Numbers, Overflow, Queries, TextLiterals, Texts, Time, Types, ValuesStyle,
};

pub(super) const SNOWFLAKE: Dialect = Dialect {
    name: "snowflake",
    title: "Snowflake",
    since: "2025",
    version: "current_version()",
    identifiers: Identifiers { quote: '"', doubled: true, upper: true },
    text: TextLiterals::Backslash,
    refuses_nul: None,
    days: None,
    types: Types {
        text: "varchar",
        integer: "number(38, 0)",
        decimal: "float",
        boolean: "boolean",
        date: "date",
        timestamp: "timestamp_ntz",
        list: "array",
    },
    time: Time {
        now: "sysdate()",
        of_column: "to_timestamp_ntz(date_part(epoch_microsecond, {0}), 6)",
        instant: "'{0}'::timestamp_ntz",
        date: "'{0}'::date",
        day: "to_date({0})",
        days_between: "datediff('day', {1}, {0})",
        days_after: "{0} >= dateadd('day', {2}, {1})",
        within_minutes: "{0} <= dateadd('minute', {2}, {1})",
    },
    texts: Texts {
        by_code_point: "{0}",
        lower: "lower({0})",
        email_domain: "nullif(lower(regexp_substr({0}, '@([^@]*)$', 1, 1, 'e', 1)), '')",
        like: LikeEscape::None,
        joined: "array_to_string(array_construct_compact({0}), '; ')",
        padded: "lpad(cast({0} as varchar), {1}, '0')",
        trimmed: "rtrim({0}, '{1}')",
    },
    lists: Lists {
        known: "coalesce(array_remove(array_compact({0}), ''::variant), array_construct())",
        contains: "array_contains({0}::variant, {1})",
        null_is_not_found: true,
        cardinality: "array_size({0})",
    },
    numbers: Numbers {
        decimal: "{0}::float",
        exponent_is_decimal: false,
        integer_overflow: Overflow::Wider(
            "{0}",
            "iff({0} between -9223372036854775808 and 9223372036854775807, {0}, null)",
        ),
        decimal_overflow: Overflow::ToInfinity,
        in_set: "{0}",
        finite: "nullif(nullif(nullif({0}, 'inf'::float), '-inf'::float), 'nan'::float)",
        exact: "cast({0} * {1} as number(18, 7))",
        // A quotient has six more places and is rounded to them, so it has to be whole before.
        quotient: "cast(({0} - mod({0}, {1})) / {1} as number(38, 0))",
        remainder: "mod({0}, {1})",
        wide_sum: "sum({0})",
        has_is_true: true,
    },
    queries: Queries {
        values: ValuesStyle::Inline,
        qualified_keep_names: true,
        boolean_result: "{0}",
        not_kept: "",
        latest: "substr(nullif(get(array_agg(case when {0} is not null then coalesce('1' || {1}, '0') end) within group (order by {0} desc nulls last, {1} desc nulls last), 0)::varchar, '0'), 2)",
        series: None,
        type_name: "system$typeof({0})",
        checks: &[],
        settings: "",
    },
};
