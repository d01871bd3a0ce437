"""Dialects of services that cannot run here: sqlglot parses each query in its dialect, and what it makes of it runs on DuckDB.

That shows that a query is one of the dialect as sqlglot knows it, and that what sqlglot takes it to mean is right. It does
not show what the service itself does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlglot
from sqlglot import exp

from engines import duckdb_engine

Step = Callable[[exp.Expression], exp.Expression]

# What sqlglot leaves as it is, since DuckDB has none of that name.
MACROS = [
    f"create macro safe_{name}(a, b) as case when isfinite(try(a {sign} b)) then try(a {sign} b) end"
    for name, sign in (("add", "+"), ("subtract", "-"), ("multiply", "*"))
]


class Engine(duckdb_engine.Engine):
    """DuckDB, of queries in another dialect."""

    def __init__(self, dialect: str) -> None:
        super().__init__()
        self.dialect = dialect
        # BigQuery's days are those of UTC where nothing is said, DuckDB's those of the session.
        self.connection.execute("set timezone = 'UTC'")
        for macro in MACROS:
            self.connection.execute(macro)

    def rows(self, query: str) -> list[dict[str, object]]:
        """The rows of a query."""
        return super().rows(self._translated(query))

    def faults_of_plan(self, query: str) -> list[str]:
        """None: the plan is that of another engine."""
        return []

    def _translated(self, query: str) -> str:
        [tree] = sqlglot.parse(query, read=self.dialect, error_level=sqlglot.ErrorLevel.RAISE)
        assert tree is not None
        steps = [_rows_of_structs, _numeric, *([_escaping] if self.dialect == "bigquery" else [])]
        return tree.transform(_all(steps), copy=False).sql("duckdb", copy=False)


def _all(steps: Sequence[Step]) -> Step:
    """Several steps in one walk, since a walk is what takes time; a node that one has changed is left to it."""

    def step(node: exp.Expression) -> exp.Expression:
        return next((changed for changed in (each(node) for each in steps) if changed is not node), node)

    return step


def _escaping(node: exp.Expression) -> exp.Expression:
    """A backslash in a pattern of LIKE is an escape in BigQuery, and itself in DuckDB where nothing is said."""
    if isinstance(node, exp.Like) and not isinstance(node.parent, exp.Escape):
        return exp.Escape(this=node.copy(), expression=exp.Literal.string("\\"))
    return node


def _numeric(node: exp.Expression) -> exp.Expression:
    """BigQuery's `numeric`, which has nine places: DuckDB's has three where nothing is said."""
    if isinstance(node, exp.DataType) and not node.expressions and node.this in (exp.DataType.Type.DECIMAL, exp.DataType.Type.BIGDECIMAL):
        return exp.DataType.build("decimal(38, 9)")
    return node


def _rows_of_structs(node: exp.Expression) -> exp.Expression:
    """`unnest([struct<a int64, ..>(1, ..), (2, ..)])` as rows of literals, which is what it means."""
    if not isinstance(node, exp.Unnest) or not isinstance(node.expressions[0], exp.Array):
        return node
    first, *others = node.expressions[0].expressions
    if not isinstance(first, exp.Cast):
        return node
    names = [column.this for column in first.to.expressions]
    rows = [exp.Tuple(expressions=list(row.expressions)) for row in (first.this, *others)]
    alias = exp.TableAlias(this=exp.to_identifier("literals"), columns=[name.copy() for name in names])
    return exp.Values(expressions=rows, alias=alias)
