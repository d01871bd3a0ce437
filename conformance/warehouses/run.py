"""Every case on real engines: the query of `handraise sql`, on typed tables, gives exactly what the case expects."""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol
from zlib import crc32

import binary
import case as cases
from compare import differences, differences_from_binary


class Engine(Protocol):
    """What runs queries."""

    dialect: str

    def load(self, tables: Mapping[str, cases.Table], *, others: bool) -> None: ...
    def rows(self, query: str) -> list[dict[str, object]]: ...
    def close(self) -> None: ...


HERE = Path(__file__).resolve().parent
TRANSLATED = ("snowflake", "bigquery")
ENGINES = ("duckdb", "postgres", "clickhouse", "spark", *TRANSLATED)


def main() -> int:
    """Runs the engines that the command line names; gives the exit code."""
    # An engine is closed however this ends.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--handraise", type=Path, required=True, help="the built binary")
    parser.add_argument("--cases", type=Path, nargs="+", default=[HERE.parent / "cases"], help="folders of cases, or cases")
    parser.add_argument("--first", type=int, help="only so many cases")
    parser.add_argument("--stop", action="store_true", help="stop at the first case that fails")
    parser.add_argument("--flip", action="store_true", help="other types of columns where the usual ones would be, and the reverse")
    parser.add_argument("engines", nargs="+", choices=ENGINES)
    arguments = parser.parse_args()
    paths = [path for place in arguments.cases for path in (sorted(place.glob("*.json")) if place.is_dir() else [place])]
    failed = 0
    for name in arguments.engines:
        failed += _judge(name, paths[: arguments.first], arguments.handraise, stop=arguments.stop, flip=arguments.flip)
    return 1 if failed else 0


def _judge(name: str, paths: list[Path], handraise: Path, *, stop: bool, flip: bool) -> int:
    engine: Engine = importlib.import_module(f"engines.{name}_engine").Engine()
    try:
        return _judged(name, engine, paths, handraise, stop=stop, flip=flip)
    finally:
        engine.close()


def _judged(name: str, engine: Engine, paths: list[Path], handraise: Path, *, stop: bool, flip: bool) -> int:
    passed, failed, raised, start = 0, 0, 0, time.monotonic()
    for path in paths:
        case = cases.read(path)
        try:
            tables = {"leads": case.leads, "events": case.events, "adjustments": case.adjustments, "outcomes": case.outcomes}
            # Half of the cases, and always the same, have the engine's other types.
            engine.load(tables, others=(crc32(case.name.encode()) % 2 == 1) != flip)
            found = _differences(case, engine, handraise)
        except Exception as error:  # noqa: BLE001 whatever an engine says of a query is what went wrong with the case
            if allowed(engine, error):
                raised += 1
                continue
            found = [f"{type(error).__name__}: {error}"[:2000]]
        if not found:
            passed += 1
            continue
        failed += 1
        print(f"{name}: {case.name}:", *found[:12], sep="\n  ")
        if stop:
            break
    more = f", {raised} raised an error that the reference allows" if raised else ""
    print(f"{name}: {passed} passed, {failed} failed{more}, in {time.monotonic() - start:.1f} s")
    return failed


def _differences(case: cases.Case, engine: Engine, handraise: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        query = binary.query(case, engine.dialect, handraise, folder)
        rows = engine.rows(query)
        found = differences(case, rows) + differences_from_binary(binary.scores(case, handraise, folder), rows)
        if hasattr(engine, "faults_of_plan"):
            found += engine.faults_of_plan(query)
        # What was translated tells the types of another engine.
        if engine.dialect not in TRANSLATED:
            checks = engine.rows(binary.query(case, engine.dialect, handraise, folder, "--check"))
            found += [f"--check: {row['what']}: {row['found']} found, {row['needed']} needed" for row in checks if row["ok"] is False]
        return found


def allowed(engine: object, error: Exception) -> bool:
    """Whether the reference lets the engine raise this error instead of giving null."""
    return any(text in str(error) for text in getattr(engine, "allowed_errors", ()))


if __name__ == "__main__":
    sys.exit(main())
