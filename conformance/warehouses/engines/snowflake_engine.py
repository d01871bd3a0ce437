"""Snowflake, by way of sqlglot and DuckDB."""

from __future__ import annotations

from engines import translated


class Engine(translated.Engine):
    """Queries in this dialect."""

    def __init__(self) -> None:
        super().__init__("snowflake")
