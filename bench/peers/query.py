"""Runs a query over the tables `leads` and `events` on DuckDB: `query.py QUERY DATA OUTPUT`.

The tables are views of the Parquet files of a folder; the result becomes a Parquet file, as that of the contenders does.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
from model import text


def main() -> None:
    """Runs the query once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("query", type=Path)
    parser.add_argument("data", type=Path, help="folder with leads.parquet and events.parquet")
    parser.add_argument("output", type=Path)
    parser.add_argument("--columns", default="*", help="columns of the query to write, all by default")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--scans", action="store_true", help="tell how often the events were read, and which columns of them")
    given = parser.parse_args()
    connection = duckdb.connect(config={"threads": given.threads, "preserve_insertion_order": False})
    connection.execute("set timezone = 'UTC'")
    for table in ("leads", "events"):
        connection.execute(f"create view {table} as from read_parquet({text(str(given.data / f'{table}.parquet'))})")
    query = f"select {given.columns} from (\n{given.query.read_text(encoding='utf-8')}\n) as q"
    write = f"copy ({query}) to {text(str(given.output))} (format parquet, compression zstd)"
    if given.scans:
        for columns in scans(connection, write):
            print(", ".join(columns))
    else:
        connection.execute(write)


def scans(connection: duckdb.DuckDBPyConnection, statement: str) -> list[list[str]]:
    """Runs the statement and gives the columns of each scan of the events; a step that is kept for several readers is one."""
    with tempfile.NamedTemporaryFile(suffix=".json") as profile:
        connection.execute("set enable_profiling = 'json'")
        connection.execute(f"set profiling_output = {text(profile.name)}")
        connection.execute(statement)
        connection.execute("pragma disable_profiling")
        operators = _operators(json.loads(Path(profile.name).read_text(encoding="utf-8")))
    found = [info for info in operators if str(info.get("Filename(s)", "")).endswith("events.parquet")]
    return [[columns] if isinstance(columns := info.get("Projections", []), str) else columns for info in found]


def _operators(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is told of each operator of a plan."""
    yield node.get("extra_info") or {}
    for below in node.get("operator", node.get("children", [])):
        yield from _operators(below)


if __name__ == "__main__":
    main()
