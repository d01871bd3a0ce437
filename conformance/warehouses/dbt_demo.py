"""`handraise sql --dbt` on the demo's data: `dbt build` passes, and the table that it makes has the scores of the binary."""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from decimal import Decimal
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
        sql = [handraise, "sql", demo / "model.toml", "--dialect", "duckdb", "--as-of", AS_OF, "--adjustments", "adjustments"]
        _run(*sql, "--dbt", folder / "models")
        _run(Path(sys.executable).with_name("dbt"), "build", "--project-dir", folder, "--profiles-dir", folder)
        data = ["--leads", demo / "leads.csv", "--events", demo / "events.csv", "--adjustments", demo / "adjustments.csv"]
        _run(handraise, "score", demo / "model.toml", *data, "--as-of", AS_OF, "--output", folder / "scores.csv")
        with duckdb.connect(str(folder / "demo.duckdb")) as connection:
            found = connection.execute("select lead_id, total, rank, lane from beacon_scores").fetchall()
        with (folder / "scores.csv").open(encoding="utf-8") as file:
            rows = csv.DictReader(file)
            expected = [(row["lead_id"], Decimal(row["total"]), int(row["rank"]) if row["rank"] else None, row["lane"] or None) for row in rows]
    same = sorted(found, key=lambda row: row[0]) == sorted(expected, key=lambda row: row[0])
    print(f"dbt: {len(expected)} leads of the demo, {'equal' if same else 'NOT equal'}")
    return 0 if same else 1


def _load(connection: duckdb.DuckDBPyConnection, demo: Path) -> None:
    """The demo's files as typed tables. A marker of what is not known is null in a column of numbers."""
    regions = {name: f"list_filter(list_transform(string_split({name}, ';'), lambda item: trim(item)), lambda item: item <> '')" for name in ("regions", "investors")}
    markers = "nullstr = ['', 'N/A', 'unknown'], header = true, timestampformat = '%Y-%m-%dT%H:%M:%SZ'"
    replaced = ", ".join(f"{expression} as {name}" for name, expression in regions.items())
    connection.execute(f"create table leads as select * replace ({replaced}) from read_csv('{demo / 'leads.csv'}', {markers})")
    for name in ("events", "adjustments"):
        connection.execute(f"create table {name} as select * from read_csv('{demo / name}.csv', {markers})")


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={**os.environ, "DO_NOT_TRACK": "1"}, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
