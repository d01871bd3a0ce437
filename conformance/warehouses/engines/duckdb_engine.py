"""DuckDB, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

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

    def close(self) -> None:
        """Ends it."""
        self.connection.close()


def quoted(name: str) -> str:
    """A name in quotes."""
    return '"' + name.replace('"', '""') + '"'


def _cell(cell: Cell) -> Cell:
    return cell.astimezone(UTC).isoformat() if isinstance(cell, datetime) else cell
