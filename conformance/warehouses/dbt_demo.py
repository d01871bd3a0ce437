"""`handraise sql --dbt` on the demo's data: `dbt build` passes, and the table that it makes has the scores of the binary."""

from __future__ import annotations

import argparse
import csv
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

import duckdb

PROJECT = """\
name: demo
version: "1.0"
profile: demo
model-paths: ["models"]
flags:
  send_anonymous_usage_stats: false
"""
PROFILE = """\
demo:
  target: dev
  outputs:
    dev: {{ type: duckdb, path: "{path}", threads: 2 }}
"""
AS_OF = "2026-07-01"
TABLES = ("leads", "events", "adjustments", "outcomes")
KINDS = {"integer": "bigint", "decimal": "double", "boolean": "boolean", "date": "date", "timestamp": "timestamp"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?")


def main() -> int:
    """Runs it; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--handraise", type=Path, required=True, help="the built binary")
    handraise = parser.parse_args().handraise.resolve()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _run(handraise, "demo", folder / "demo")
        demo = folder / "demo"
        with duckdb.connect(str(folder / "demo.duckdb")) as connection:
            _load(connection, demo)
        files = {"dbt_project.yml": PROJECT, "profiles.yml": PROFILE.format(path=folder / "demo.duckdb")}
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        sql = [handraise, "sql", demo / "model.toml", "--dialect", "duckdb", "--as-of", AS_OF, "--adjustments", "adjustments", "--outcomes", "outcomes"]
        _run(*sql, "--dbt", folder / "models")
        _run(Path(sys.executable).with_name("dbt"), "build", "--project-dir", folder, "--profiles-dir", folder)
        data = [part for name in TABLES for part in (f"--{name}", demo / f"{name}.csv")]
        _run(handraise, "score", demo / "model.toml", *data, "--as-of", AS_OF, "--output", folder / "scores.csv")
        with (folder / "scores.csv").open(encoding="utf-8") as file:
            expected = {row["lead_id"]: row for row in csv.DictReader(file)}
        with duckdb.connect(str(folder / "demo.duckdb")) as connection:
            result = connection.execute("select columns(*)::varchar from beacon_scores")
            names = [column[0] for column in result.description or []]
            found = {row[0]: dict(zip(names, row, strict=True)) for row in result.fetchall()}
    missing = [name for name in next(iter(expected.values())) if name not in names and name != "reasons"]
    differing = [lead for lead, row in expected.items() if not _same(row, found.get(lead, {}))]
    for lead in differing[:5]:
        print(lead, expected[lead], found.get(lead), sep="\n  ")
    print(f"dbt: {len(expected)} leads of the demo, {len(differing)} differ, columns missing: {', '.join(missing) or 'none'}")
    return 1 if missing or differing or len(found) != len(expected) else 0


def _same(expected: Mapping[str, str], found: Mapping[str, str | None]) -> bool:
    """Whether a row of the table says what a row of the CSV says, as text; instants are written in two ways."""
    return all(_plain(found.get(name)) == _plain(text) for name, text in expected.items() if name != "reasons")


def _plain(text: str | None) -> str:
    text = text or ""
    return text.replace("T", " ").removesuffix("Z").removesuffix(".000000") if INSTANT.fullmatch(text) else text


def _load(connection: duckdb.DuckDBPyConnection, demo: Path) -> None:
    """The demo's files as typed tables. What marks a text as not known stays: the query has to know it."""
    model = tomllib.loads((demo / "model.toml").read_text(encoding="utf-8"))
    typed = {"created_at": "timestamp", "timestamp": "timestamp", "at": "timestamp", "until": "timestamp", "points": "integer"}
    for point, setting in (model["lead"] | model["event"]).items():
        typed |= {setting.get("column", point): setting["type"]} if isinstance(setting, dict) else {point: setting}
    markers = ", ".join(f"'{marker}'" for marker in model["data"]["nulls"])
    for name in TABLES:
        file = f"read_csv('{demo / name}.csv', header = true, all_varchar = true)"
        names = [row[0] for row in connection.execute(f"describe select * from {file}").fetchall()]
        columns = ", ".join(f'{_cell(column, typed.get(column, "text"), markers)} as "{column}"' for column in names)
        connection.execute(f"create table {name} as select {columns} from {file}")


def _cell(column: str, kind: str, markers: str) -> str:
    text = f'"{column}"'
    if kind == "text":
        return text
    known = f"case when {text} not in ({markers}) then {text} end"
    if kind == "list":
        return f"list_filter(list_transform(string_split({known}, ';'), lambda item: trim(item)), lambda item: item <> '')"
    return f"cast({known} as {KINDS[kind]})"


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, "DO_NOT_TRACK": "1"}, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
