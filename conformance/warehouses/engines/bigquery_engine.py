"""BigQuery, by way of sqlglot and DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from case import Cell, Table

from engines import translated


class Engine(translated.Engine):
    """Queries in this dialect."""

    def __init__(self) -> None:
        super().__init__("bigquery")

    def load(self, tables: Mapping[str, Table], *, others: bool) -> None:
        """Makes these tables."""
        super().load({name: replace(table, rows=_without_nulls(table)) for name, table in tables.items()}, others=others)


def _without_nulls(table: Table) -> list[list[Cell]]:
    """Its rows as a table of the service keeps them: no array is null or holds one."""
    is_list = [column.kind == "list" for column in table.columns]
    return [[_items(cell) if listed else cell for cell, listed in zip(row, is_list, strict=True)] for row in table.rows]


def _items(cell: Cell) -> Cell:
    return [item for item in cell if item is not None] if isinstance(cell, list) else []
