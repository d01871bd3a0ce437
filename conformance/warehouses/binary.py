"""What the binary says of a case: the columns of its CSV in their order, and the rows of its JSON."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from case import Case


@dataclass(frozen=True)
class Scores:
    """The result of `handraise score --explain`."""

    columns: Sequence[str]
    rows: Sequence[Mapping[str, object]]


def scores(case: Case, handraise: Path, folder: Path) -> Scores:
    """Runs it on files in the folder; without leads there is nothing to run it on."""
    if not case.rows["leads"]:
        return Scores([], [])
    model = folder / "model.toml"
    model.write_text(case.model, encoding="utf-8")
    command: list[str | Path] = [handraise, "score", model, "--as-of", case.as_of, "--explain"]
    for name, rows in case.rows.items():
        if rows:
            file = folder / f"{name}.jsonl"
            file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            command += [f"--{name}", file]
    [header, *_] = csv.reader(_run([*command, "--format", "csv"]).splitlines())
    # Lines end where JSON's do: a text may hold other ends of lines.
    lines = _run([*command, "--format", "json"]).split("\n")
    return Scores(header, [json.loads(line, parse_float=Decimal) for line in lines if line])


def query(case: Case, dialect: str, handraise: Path, folder: Path, *options: str) -> str:
    """The query of `handraise sql` for a case."""
    model = folder / "model.toml"
    model.write_text(case.model, encoding="utf-8")
    tables = ["--adjustments", "adjustments"]
    if case.rows["outcomes"]:
        tables += ["--outcomes", "outcomes"]
    return _run([handraise, "sql", model, "--dialect", dialect, "--as-of", case.as_of, *tables, *(options or ["--explain"])])


def _run(command: Sequence[str | Path]) -> str:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout
