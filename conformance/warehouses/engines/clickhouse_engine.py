"""ClickHouse, inside this process (chDB)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from case import Cell, Table
from chdb import session

KINDS = {
    "text": "Nullable(String)",
    "integer": "Nullable(Int64)",
    "decimal": "Nullable(Float64)",
    "boolean": "Nullable(Bool)",
    "date": "Nullable(Date32)",
    "timestamp": "Nullable(DateTime64(6, 'America/Sao_Paulo'))",
    "list": "Array(String)",
}
OTHERS = {"text": "LowCardinality(Nullable(String))", "timestamp": "Nullable(DateTime64(6))"}


class Engine:
    """A session that is emptied for each case."""

    dialect = "clickhouse"

    def __init__(self) -> None:
        self.session = session.Session()
        # Whatever time zone a session has, the scores are the same.
        self.session.query("set session_timezone = 'America/Sao_Paulo'")
        self.session.query("set output_format_json_quote_64bit_integers = 0, output_format_json_quote_decimals = 1")

    def load(self, tables: Mapping[str, Table], *, others: bool) -> None:
        """Makes these tables."""
        kinds_of = KINDS | OTHERS if others else KINDS
        for name, table in tables.items():
            columns = ", ".join(f"{quoted(column.name)} {kinds_of[column.kind]}" for column in table.columns)
            self.session.query(f"create or replace table {name} ({columns}) engine = Memory")
            rows = ", ".join(
                f"({', '.join(_literal(cell, column.kind) for cell, column in zip(row, table.columns, strict=True))})" for row in table.rows
            )
            if rows:
                self.session.query(f"insert into {name} values {rows}")

    def rows(self, query: str) -> list[dict[str, object]]:
        """The rows of a query."""
        result = json.loads(str(self.session.query(query, "JSON")))
        kinds = {column["name"]: column["type"] for column in result["meta"]}
        return [{name: _value(value, kinds[name]) for name, value in row.items()} for row in result["data"]]

    def close(self) -> None:
        """Ends it."""
        self.session.close()


def quoted(name: str) -> str:
    """A name in quotes."""
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def _literal(cell: Cell, kind: str) -> str:
    match cell:
        case None:
            # No array can be null, nor hold it where its type does not say so.
            return "[]" if kind == "list" else "null"
        case bool():
            return str(cell).lower()
        case list():
            return f"[{', '.join(_literal(item, 'text') for item in cell if item is not None)}]"
        case datetime():
            return f"toDateTime64('{cell.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}', 6, 'UTC')"
        case date():
            return f"toDate32('{cell}')"
        case str():
            inside = cell.replace("\\", "\\\\").replace("'", "\\'")
            return f"'{inside}'"
        case float():
            return f"toFloat64('{cell!r}')"
    return f"toInt64('{cell}')" if kind == "integer" else str(cell)


def _value(value: object, kind: str) -> object:
    if value is None:
        return None
    if "Decimal" in kind:
        return Decimal(str(value))
    if "DateTime64" in kind:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
    return bool(value) if "Bool" in kind else value
