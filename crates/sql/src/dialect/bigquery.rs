//! BigQuery.

use super::{
    Dialect, Identifiers, LikeEscape, Lists, Numbers, Overflow, Queries, TextLiterals, Texts, Time, Types, ValuesStyle,
};

const SAFE: [&str; 3] = ["safe_add({0}, {1})", "safe_subtract({0}, {1})", "safe_multiply({0}, {1})"];

pub(super) const BIGQUERY: Dialect = Dialect {
    name: "bigquery",
    title: "BigQuery",
    since: "GoogleSQL of 2025",
    version: "'not told: BigQuery has no versions'",
    identifiers: Identifiers { quote: '`', doubled: false, upper: false },
    text: TextLiterals::BackslashOnly,
    refuses_nul: None,
    days: None,
    types: Types {
        text: "string",
        integer: "int64",
        decimal: "float64",
        boolean: "bool",
        date: "date",
        timestamp: "timestamp",
        list: "array<string>",
    },
    time: Time {
        now: "current_timestamp()",
        of_column: "timestamp({0})",
        instant: "timestamp '{0}+00'",
        date: "date '{0}'",
        day: "date({0})",
        days_between: "date_diff({0}, {1}, day)",
        days_after: "{0} >= timestamp_add({1}, interval {2} day)",
        within_minutes: "{0} <= timestamp_add({1}, interval {2} minute)",
        slot: "cast(floor(unix_seconds({0}) / ({1} * 60)) as int64)",
    },
    texts: Texts {
        by_code_point: "{0}",
        lower: "lower({0})",
        email_domain: "nullif(lower(regexp_extract({0}, r'@([^@]*)$')), '')",
        like: LikeEscape::Doubled,
        joined: "array_to_string([{0}], '; ')",
        padded: "lpad(cast({0} as string), {1}, '0')",
        trimmed: "rtrim({0}, '{1}')",
    },
    lists: Lists {
        known: "array(select item from unnest({0}) as item where item <> '')",
        contains: "{0} in unnest({1})",
        null_is_not_found: true,
        cardinality: "array_length({0})",
    },
    numbers: Numbers {
        decimal: "{0}",
        exponent_is_decimal: false,
        integer_overflow: Overflow::Functions(SAFE),
        decimal_overflow: Overflow::Functions(SAFE),
        in_set: "{0}",
        finite: "if(is_nan({0}) or is_inf({0}), null, {0})",
        exact: "cast({0} as numeric) * numeric '{1}'",
        quotient: "div({0}, {1})",
        remainder: "mod({0}, {1})",
        wide_sum: "sum(cast({0} as bignumeric))",
        has_is_true: true,
    },
    queries: Queries {
        values: ValuesStyle::Structs,
        qualified_keep_names: true,
        boolean_result: "{0}",
        kept: "",
        not_kept: "",
        latest: "array_agg(if({0} is null, null, {1}) order by {0} desc, {1} desc)[offset(0)]",
        sum_of_largest: None,
        series: Some(("age_days", "cross join unnest(generate_array({0}, {1})) as age_days")),
        type_name: "typeof({0})",
        checks: &[],
        settings: "",
    },
};
