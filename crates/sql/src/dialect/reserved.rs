//! Words that some engine does not take for the name of a column as they stand.
//!
//! One list for all: a name that needs quotes in one dialect has them in all, so that a query looks the same
//! everywhere. Taken from the engines' own lists (`duckdb_keywords()`, `pg_get_keywords()`) and references.

/// In alphabetical order.
const RESERVED: &str = "\
    account all alter analyse analyze and anti any array as asc asof assert_rows_modified asymmetric at authorization \
    between bigint binary bit boolean both by case cast char character check coalesce collate collation column columns \
    concurrently connect connection constraint contains create cross cube current current_catalog current_date \
    current_role current_schema current_time current_timestamp current_user database date dec decimal default \
    deferrable define delete desc describe distinct do drop else end enum escape except exclude exists extract false \
    fetch final first float following for foreign format freeze from full function generated glob global grant \
    greatest group grouping groups gscluster hash having if ignore ilike in increment initially inner inout insert int \
    integer intersect interval into is isnull issue join key lambda last lateral leading least left like limit \
    localtime localtimestamp lookup map merge minus national natural nchar new no none normalize not notnull null \
    nullif nulls numeric of offset on only or order organization out outer over overlaps overlay partition pivot \
    pivot_longer pivot_wider placing position positional preceding precision prewhere primary proto qualify range real \
    recursive references regexp respect returning revoke right rlike rollup row rows sample schema select semi \
    session_user set setof settings show similar smallint some start struct substring summarize symmetric system_user \
    table tablesample then time timestamp to trailing treat trigger trim true try_cast tuple unbounded union unique \
    unpack unpivot unnest update user using values varchar variadic verbose view when whenever where window with within \
    xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlparse xmlpi xmlroot xmlserialize";

/// Whether a lower-case word is one of them.
pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.split(' ').any(|reserved| reserved == word)
}
