"""Runs one contender as one process: `run.py PEER FORM DATA MODEL AS_OF OUTPUT`."""

from __future__ import annotations

import argparse
import importlib
import os
from pathlib import Path

import model
from task import Task, instant

PEERS = ["duckdb", "polars", "datafusion", "chdb"]
# DuckDB's, of `visits.py`: these read sessions, days and `after`.
FULL_FORMS = ["slots", "running_sum"]


def main() -> None:
    """Scores the leads of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("form")
    parser.add_argument("data", type=Path, help="folder with leads and events")
    parser.add_argument("model", type=Path)
    parser.add_argument("as_of", type=instant)
    parser.add_argument("output", type=Path)
    parser.add_argument("--csv", action="store_true", help="read leads.csv and events.csv")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    extension = "csv" if given.csv else "parquet"
    task = Task(
        model=model.read(given.model, plain=given.form not in FULL_FORMS),
        leads=given.data / f"leads.{extension}",
        events=given.data / f"events.{extension}",
        as_of=given.as_of,
        output=given.output,
        threads=given.threads,
    )
    # Polars reads it when it is imported.
    os.environ["POLARS_MAX_THREADS"] = str(given.threads)
    importlib.import_module(f"contenders.{given.peer}").run(task, given.form)


if __name__ == "__main__":
    main()
