//! ClickHouse.

use super::{
    Dialect, Identifiers, LikeEscape, Lists, Numbers, Overflow, Queries, TextLiterals, Texts, Time, Types, ValuesStyle,
};

pub(super) const CLICKHOUSE: Dialect = Dialect {
    name: "clickhouse",
    title: "ClickHouse",
    since: "26.3",
    version: "version()",
    identifiers: Identifiers { quote: '`', doubled: false, upper: false },
    text: TextLiterals::Backslash,
    refuses_nul: None,
    // From 1900 to 2299.
    days: Some((-25_567, 120_529)),
    types: Types {
        text: "Nullable(String)",
        integer: "Nullable(Int64)",
        decimal: "Nullable(Float64)",
        boolean: "Nullable(Bool)",
        date: "Nullable(Date32)",
        timestamp: "Nullable(DateTime64(6, 'UTC'))",
        list: "Array(String)",
    },
    time: Time {
        // Of two calls each would have its own; a scalar subquery is run once.
        now: "(select now64(6, 'UTC'))",
        of_column: "toDateTime64({0}, 6, 'UTC')",
        instant: "toDateTime64('{0}', 6, 'UTC')",
        date: "toDate32('{0}')",
        day: "toDate32({0})",
        days_between: "dateDiff('day', {1}, {0})",
        days_after: "{0} >= {1} + toIntervalDay({2})",
        within_minutes: "{0} <= {1} + toIntervalMinute({2})",
        slot: "toUnixTimestamp64Micro({0}) - positiveModulo(toUnixTimestamp64Micro({0}), {1} * 60000000)",
    },
    texts: Texts {
        by_code_point: "{0}",
        lower: "lowerUTF8({0})",
        email_domain: "nullIf(lowerUTF8(extract({0}, '@([^@]*)$')), '')",
        like: LikeEscape::Doubled,
        joined: "arrayStringConcat(arrayFilter(item -> item is not null, [{0}]), '; ')",
        padded: "leftPad(toString({0}), {1}, '0')",
        trimmed: "trim(trailing '{1}' from {0})",
    },
    lists: Lists {
        known: "arrayFilter(item -> item <> '', {0})",
        contains: "has({1}, {0})",
        null_is_not_found: true,
        cardinality: "length({0})",
    },
    numbers: Numbers {
        decimal: "toFloat64({0})",
        exponent_is_decimal: false,
        integer_overflow: Overflow::Wider("toInt128({0})", "accurateCastOrNull({0}, 'Int64')"),
        decimal_overflow: Overflow::ToInfinity,
        // A set tells -0.0 from 0.0; their sum with 0.0 is 0.0.
        in_set: "({0} + 0.0)",
        finite: "if(isFinite({0}), {0}, null)",
        exact: "cast(toDecimal128({0}, 0) * toDecimal128('{1}', 7) as Decimal(18, 7))",
        quotient: "intDiv({0}, {1})",
        remainder: "modulo({0}, {1})",
        wide_sum: "sum(toInt128({0}))",
        has_is_true: false,
    },
    queries: Queries {
        values: ValuesStyle::Function,
        qualified_keep_names: false,
        boolean_result: "cast({0} as Bool)",
        kept: " materialized",
        not_kept: "",
        latest: "argMaxIf(tuple({1}), (assumeNotNull({0}), {1} is not null, coalesce({1}, '')), {0} is not null).1",
        sum_of_largest: None,
        series: Some(("arrayJoin(range({0}, {1} + 1))", "")),
        // Without the first a join makes up values where there are none.
        type_name: "toTypeName({0})",
        checks: &[],
        settings: "settings join_use_nulls = 1, prefer_column_name_to_alias = 1, enable_materialized_cte = 1",
    },
};
