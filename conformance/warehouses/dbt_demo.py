"""`handraise sql --dbt` on the demo's data: `dbt build` passes, for the instant of the model and for one
that a variable gives; its table, and one that keeps each day, have the scores of the binary."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
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
# The instant that the model is written with, and one that a variable gives.
AS_OF, LATER = "2026-07-01", "2026-07-02 00:00:00"
# As the documentation has it: the scores of each day.
HISTORY = """\
{{ config(materialized = 'incremental', unique_key = ['lead_id', 'as_of']) }}
select * from {{ ref('beacon_scores') }}
"""
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
        (folder / "models" / "score_history.sql").write_text(HISTORY, encoding="utf-8")
        failed = 0
        later = (LATER, ["--vars", json.dumps({"handraise_as_of": LATER})])
        build = [Path(sys.executable).with_name("dbt"), "build", "--project-dir", folder, "--profiles-dir", folder]
        for as_of, variables in ((AS_OF, []), later):
            _run(*build, *variables)
            expected = _scores(handraise, demo, as_of)
            failed += _judge("dbt", expected, _table(folder, "beacon_scores"))
        # The first day is still there.
        failed += _judge("dbt, history", expected, _table(folder, f"score_history where as_of = '{LATER}'"))
        failed += _judge("dbt, history", _scores(handraise, demo, AS_OF), _table(folder, f"score_history where as_of = '{AS_OF}'"))
        # An offset, which the engine would drop, is refused.
        refused = _ran(*build, "--vars", json.dumps({"handraise_as_of": f"{LATER}+02:00"}))
        if refused.returncode == 0 or "is an instant in UTC without an offset" not in refused.stdout:
            print("dbt: an instant with an offset was taken", refused.stdout, sep="\n")
            failed += 1
    return 1 if failed else 0


def _scores(handraise: Path, demo: Path, as_of: str) -> list[dict[str, str]]:
    """The rows of the binary's CSV."""
    data = [part for name in TABLES for part in (f"--{name}", demo / f"{name}.csv")]
    scores = _run(handraise, "score", demo / "model.toml", *data, "--as-of", f"{as_of:.10}", "--format", "csv")
    return list(csv.DictReader(io.StringIO(scores)))


def _table(folder: Path, table: str) -> list[dict[str, str | None]]:
    """The rows of a table of the database, as text."""
    with duckdb.connect(str(folder / "demo.duckdb")) as connection:
        result = connection.execute(f"select columns(*)::varchar from (from {table})")
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _judge(what: str, expected: Sequence[Mapping[str, str]], rows: Sequence[Mapping[str, str | None]]) -> int:
    """Says how many leads differ, and gives it."""
    found = {row["lead_id"]: row for row in rows}
    differing = [row for row in expected if not _same(row, found.get(row["lead_id"], {}))]
    for row in differing[:5]:
        print(row, found.get(row["lead_id"]), sep="\n  ")
    more = len(rows) - len(expected)
    print(f"{what}: {len(expected)} leads of the demo, {len(differing)} differ" + (f", {more} rows too many" if more else ""))
    return len(differing) + abs(more)


def _same(expected: Mapping[str, str], found: Mapping[str, str | None]) -> bool:
    """Whether a row of the table says what a row of the CSV says, as text; instants are written in two ways."""
    return list(expected) == list(found) and all(_plain(found[name]) == _plain(text) for name, text in expected.items())


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


def _ran(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, "DO_NOT_TRACK": "1"}, check=False)


def _run(*command: str | Path) -> str:
    done = _ran(*command)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
