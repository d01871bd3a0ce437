//! Apache Spark.

use super::{
    Dialect, Identifiers, LikeEscape, Lists, Numbers, Overflow, Queries, TextLiterals, Texts, Time, Types, ValuesStyle,
};

pub(super) const SPARK: Dialect = Dialect {
    name: "spark",
    title: "Apache Spark",
    since: "3.5",
    version: "version()",
    identifiers: Identifiers { quote: '`', doubled: true, upper: false },
    text: TextLiterals::BackslashAndVariables,
    refuses_nul: None,
    days: None,
    types: Types {
        text: "string",
        integer: "bigint",
        decimal: "double",
        boolean: "boolean",
        date: "date",
        timestamp: "timestamp",
        list: "array<string>",
    },
    time: Time {
        now: "current_timestamp()",
        of_column: "cast({0} as timestamp)",
        instant: "timestamp '{0}Z'",
        date: "date '{0}'",
        // Never the day in the session's time zone.
        day: "date_from_unix_date(cast(floor(unix_micros({0}) / 86400000000) as int))",
        days_between: "datediff({0}, {1})",
        days_after: "unix_micros({0}) - unix_micros({1}) >= {2} * 86400000000",
        within_minutes: "unix_micros({0}) - unix_micros({1}) <= {2} * 60000000L",
    },
    texts: Texts {
        by_code_point: "{0}",
        lower: "lower({0})",
        email_domain: "nullif(lower(regexp_extract({0}, '@([^@]*)$', 1)), '')",
        like: LikeEscape::Doubled,
        joined: "concat_ws('; ', {0})",
        padded: "lpad(cast({0} as string), {1}, '0')",
        trimmed: "trim(trailing '{1}' from {0})",
    },
    lists: Lists {
        known: "coalesce(array_remove(array_compact({0}), ''), array())",
        contains: "array_contains({1}, {0})",
        null_is_not_found: false,
        cardinality: "size({0})",
    },
    numbers: Numbers {
        decimal: "{0}D",
        exponent_is_decimal: false,
        integer_overflow: Overflow::Functions([
            "try_add({0}, {1})",
            "try_subtract({0}, {1})",
            "try_multiply({0}, {1})",
        ]),
        decimal_overflow: Overflow::ToInfinity,
        in_set: "{0}",
        finite: "nullif(nullif(nullif({0}, double('infinity')), double('-infinity')), double('nan'))",
        exact: "cast({0} * {1} as decimal(18, 7))",
        quotient: "{0} div {1}",
        remainder: "{0} % {1}",
        wide_sum: "sum(cast({0} as decimal(38, 0)))",
        has_is_true: true,
    },
    queries: Queries {
        values: ValuesStyle::Inline,
        qualified_keep_names: true,
        boolean_result: "{0}",
        not_kept: "",
        latest: "max(case when {0} is not null then struct({0} as at, {1} as value) end).value",
        series: Some(("explode(sequence({0}, {1}))", "")),
        type_name: "typeof({0})",
        checks: &[],
        settings: "",
    },
};
