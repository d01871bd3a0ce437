//! PostgreSQL.

use super::{
    Dialect, Identifiers, LikeEscape, Lists, Numbers, Overflow, Queries, TextLiterals, Texts, Time, Types, ValuesStyle,
};

pub(super) const POSTGRES: Dialect = Dialect {
    name: "postgres",
    title: "PostgreSQL",
    since: "14",
    version: "version()",
    identifiers: Identifiers { quote: '"', doubled: true, upper: false },
    text: TextLiterals::Standard,
    refuses_nul: Some("its text cannot hold the character U+0000"),
    days: None,
    types: Types {
        text: "text",
        integer: "bigint",
        decimal: "double precision",
        boolean: "boolean",
        date: "date",
        timestamp: "timestamp",
        list: "text[]",
    },
    fits: super::Fits {
        text: &["text", "character varying", "uuid", "smallint", "integer", "bigint"],
        integer: &["smallint", "integer", "bigint"],
        decimal: &["double precision", "real", "numeric", "smallint", "integer", "bigint"],
        boolean: &["boolean"],
        date: &["date"],
        timestamp: &["timestamp without time zone", "timestamp with time zone"],
        list: &["text[]", "character varying[]"],
    },
    time: Time {
        now: "(now() at time zone 'UTC')",
        of_column: "(to_timestamp(extract(epoch from {0})) at time zone 'UTC')",
        instant: "timestamp '{0}'",
        date: "date '{0}'",
        day: "cast({0} as date)",
        days_between: "{0} - {1}",
        days_after: "{0} >= {1} + interval '{2} days'",
        within_minutes: "{0} <= {1} + interval '{2} minutes'",
        slot: "cast(div(extract(epoch from {0} - timestamp '0001-01-01'), {1} * 60) as bigint)",
    },
    texts: Texts {
        by_code_point: "{0} collate \"C\"",
        // The collation `C` knows the lower case of ASCII alone.
        lower: "(lower({0} collate \"und-x-icu\") collate \"C\")",
        email_domain: "nullif(lower(substring({0} from '@([^@]*)$') collate \"und-x-icu\") collate \"C\", '')",
        like: LikeEscape::Disabled,
        joined: "concat_ws('; ', {0})",
        padded: "lpad(cast({0} as text), {1}, '0')",
        trimmed: "rtrim({0}, '{1}')",
    },
    lists: Lists {
        known: "coalesce(array_remove(array_remove({0}, null), ''), '{}') collate \"C\"",
        contains: "{0} = any({1})",
        null_is_not_found: true,
        cardinality: "cardinality({0})",
    },
    numbers: Numbers {
        decimal: "{0}::float8",
        exponent_is_decimal: false,
        integer_overflow: Overflow::Wider(
            "{0}::numeric",
            "(select n::bigint from (values ({0})) as wide (n) where n between -9223372036854775808 and 9223372036854775807)",
        ),
        // Arithmetic that leaves the range of a float is an error there, which the reference allows.
        decimal_overflow: Overflow::ToInfinity,
        in_set: "{0}",
        finite: "nullif(nullif(nullif({0}, 'infinity'), '-infinity'), 'nan')",
        exact: "cast({0} * {1} as numeric(18, 7))",
        quotient: "{0} / {1}",
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
        latest: "(array_agg({1} order by {0} desc, {1} desc nulls last) filter (where {0} is not null))[1]",
        nth_smallest: "(array_agg({0} order by {0}))[{1}]",
        sum_of_largest: None,
        series: Some(("generate_series({0}, {1})", "")),
        type_name: "cast(pg_typeof((select {0} from {1} limit 1)) as text)",
        checks: &[
            ("encoding", "current_setting('server_encoding')", "UTF8"),
            (
                "collation und-x-icu",
                "(select cast(count(*) as text) from pg_collation where collname = 'und-x-icu')",
                "1",
            ),
        ],
        settings: "",
    },
};
