"""DuckDB, in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import duckdb
from case import Cell, Table

KINDS = {
    "text": "varchar",
    "integer": "bigint",
    "decimal": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamptz",
    "list": "varchar[]",
}
OTHERS = {"timestamp": "timestamp"}


class Engine:
    """A database that is emptied for each case."""

    dialect = "duckdb"

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        # Whatever time zone a session has, the scores are the same.
        self.connection.execute("set timezone = 'America/Sao_Paulo'")

    def load(self, tables: Mapping[str, Table], *, others: bool) -> None:
        """Makes these tables."""
        kinds_of = KINDS | OTHERS if others else KINDS
        for name, table in tables.items():
            columns = ", ".join(f"{quoted(column.name)} {kinds_of[column.kind]}" for column in table.columns)
            self.connection.execute(f"create or replace table {name} ({columns})")
            if table.rows:
                holes = ", ".join("?" for _ in table.columns)
                self.connection.executemany(f"insert into {name} values ({holes})", [[_cell(cell) for cell in row] for row in table.rows])

    def rows(self, query: str) -> list[dict[str, object]]:
        """The rows of a query."""
        result = self.connection.execute(query)
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def faults_of_plan(self, query: str) -> list[str]:
        """Whether its plan reads the events too often: past events, which a query names once, twice, and outcomes that are events.

        A step that is kept for several readers reads once.
        """
        row = self.connection.execute(f"explain (format json) {query}").fetchone()
        reads = sum(info.get("Table", "").split(".")[-1] == "events" for info in _operators(json.loads(row[1] if row else "[]")))
        return [f"the plan reads the events {reads} times"] if reads > 1 + query.count("from events\n") else []

    def close(self) -> None:
        """Ends it."""
        self.connection.close()


def _operators(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What is told of each operator of a plan."""
    for node in nodes:
        yield node.get("extra_info") or {}
        yield from _operators(node.get("children", []))


def quoted(name: str) -> str:
    """A name in quotes."""
    return '"' + name.replace('"', '""') + '"'


def _cell(cell: Cell) -> Cell:
    return cell.astimezone(UTC).isoformat() if isinstance(cell, datetime) else cell
