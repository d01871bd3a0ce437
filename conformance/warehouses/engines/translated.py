"""Dialects of services that cannot run here: sqlglot parses each query in its dialect, and what it makes of it runs on DuckDB.

That shows that a query is one of the dialect as sqlglot knows it, and that what sqlglot takes it to mean is right. It does
not show what the service itself does.
"""

from __future__ import annotations

import sqlglot

from engines import duckdb_engine


class Engine(duckdb_engine.Engine):
    """DuckDB, of queries in another dialect."""

    def __init__(self, dialect: str) -> None:
        super().__init__()
        self.dialect = dialect

    def rows(self, query: str) -> list[dict[str, object]]:
        """The rows of a query."""
        [translated] = sqlglot.transpile(query, read=self.dialect, write="duckdb", error_level=sqlglot.ErrorLevel.RAISE)
        return super().rows(translated)
