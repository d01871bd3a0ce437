//! DuckDB.

use super::{
    Dialect, Identifiers, LikeEscape, Lists, Numbers, Overflow, Queries, TextLiterals, Texts, Time, Types, ValuesStyle,
};

pub(super) const DUCKDB: Dialect = Dialect {
    name: "duckdb",
    title: "DuckDB",
    since: "1.3",
    version: "version()",
    identifiers: Identifiers { quote: '"', doubled: true, upper: false },
    text: TextLiterals::Standard,
    refuses_nul: None,
    days: None,
    types: Types {
        text: "varchar",
        integer: "bigint",
        decimal: "double",
        boolean: "boolean",
        date: "date",
        timestamp: "timestamp",
        list: "varchar[]",
    },
    time: Time {
        now: "make_timestamp(epoch_us(now()))",
        of_column: "make_timestamp(epoch_us({0}))",
        instant: "timestamp '{0}'",
        date: "date '{0}'",
        day: "cast({0} as date)",
        days_between: "{0} - {1}",
        days_after: "{0} >= {1} + interval '{2} days'",
        within_minutes: "{0} <= {1} + interval '{2} minutes'",
        slot: "time_bucket(interval '{1} minutes', {0})",
    },
    texts: Texts {
        by_code_point: "{0}",
        lower: "lower({0})",
        email_domain: "nullif(lower(regexp_extract({0}, '@([^@]*)$', 1)), '')",
        like: LikeEscape::None,
        joined: "concat_ws('; ', {0})",
        padded: "lpad(cast({0} as varchar), {1}, '0')",
        trimmed: "rtrim({0}, '{1}')",
    },
    lists: Lists {
        known: "list_filter(coalesce({0}, []), lambda item: item <> '')",
        contains: "list_contains({1}, {0})",
        null_is_not_found: false,
        cardinality: "len({0})",
    },
    numbers: Numbers {
        // `0.5` would be an exact decimal.
        decimal: "{0}e0",
        exponent_is_decimal: true,
        // `try(..)` would read better, but a part that two of them share is taken out of both, and then fails.
        integer_overflow: Overflow::Wider("{0}::hugeint", "try_cast({0} as bigint)"),
        decimal_overflow: Overflow::ToInfinity,
        in_set: "{0}",
        finite: "nullif(nullif(nullif({0}, 'infinity'), '-infinity'), 'nan')",
        exact: "cast({0} * {1} as decimal(18, 7))",
        quotient: "{0} // {1}",
        remainder: "{0} % {1}",
        wide_sum: "sum({0})",
        has_is_true: true,
    },
    queries: Queries {
        values: ValuesStyle::Columns,
        qualified_keep_names: true,
        boolean_result: "{0}",
        kept: " materialized",
        not_kept: " not materialized",
        latest: "max(case when {0} is not null then {'at': {0}, 'known': {1} is not null, 'value': {1}} end)['value']",
        sum_of_largest: Some("list_sum(max({0}, {1}))"),
        series: Some(("unnest(generate_series({0}, {1}))", "")),
        type_name: "typeof({0})",
        checks: &[],
        settings: "",
    },
};
