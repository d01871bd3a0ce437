"""Compares the SQL that `handraise sql` writes with SQL written by hand for the same model, on DuckDB.

    python3 bench/warehouse.py --data data --size S --rounds 5

Builds the release programs, installs DuckDB and makes the data, where that is not done. All contenders take turns, in rounds,
each as a process of its own with two threads; the comparison fails where some total or rank differs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

# The reader of models is shared with the peers, whose folder is that of a program.
sys.path.insert(0, str(Path(__file__).resolve().parent / "peers"))

from comparison.contenders import AS_OF, FORMS, PEERS, THREADS, TINY, Workbench, must, prepare
from comparison.measure import Contender, Failed, Result, Results, Run, best, rounds
from comparison.parts import EVENTS
from comparison.report import table

HAND_WRITTEN = {"plain": FORMS, "full": ["slots", "running_sum"]}
SCORES = "lead_id,total,rank"
START = "start of Python and DuckDB"


@dataclass(frozen=True)
class Generated:
    """The query that we write for a model, and how it is run."""

    bench: Workbench
    folder: Path
    model: str
    options: tuple[str, ...] = ()

    @property
    def query(self) -> Path:
        """The file that it is written to."""
        return self.bench.outputs / f"{'-'.join([self.model, *self.options])}.sql"

    def write(self) -> None:
        """Has our program write it."""
        program, document = str(self.bench.target / "handraise"), str(self.folder / f"{self.model}.toml")
        must([program, "sql", document, "--dialect", "duckdb", "--as-of", AS_OF, *self.options, "--output", str(self.query)])

    def contender(self, name: str, columns: str = "*") -> Contender:
        """Some of its columns, written as a Parquet file."""
        output = self.bench.outputs / f"{self.model}-{name.replace(' ', '-')}.parquet"
        return Contender(name, self._command(output, "--columns", columns), output)

    def scans(self, columns: str = "*") -> list[str]:
        """The columns of each scan of the events."""
        return must(list(self._command(self.bench.outputs / "scans.parquet", "--columns", columns, "--scans"))).splitlines()

    def _command(self, output: Path, *options: str) -> tuple[str, ...]:
        program = (self.bench.python, str(PEERS / "query.py"), str(self.query), str(self.folder), str(output))
        return (*program, "--threads", str(THREADS), *options)


def main() -> int:
    """Prints the measurements of each model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the workload: S, M, ...; made where missing")
    parser.add_argument("--size", choices=[TINY, *EVENTS], default="S")
    parser.add_argument("--models", nargs="+", choices=list(HAND_WRITTEN), default=list(HAND_WRITTEN))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--target", type=Path, default=Workbench.target, help="folder of built programs, instead of building them")
    given = parser.parse_args()
    try:
        prepare(given.target, with_node=False)
        with tempfile.TemporaryDirectory(prefix="handraise-warehouse-") as outputs:
            bench = Workbench(given.data.resolve(), Path(outputs), given.target.resolve())
            for model in given.models:
                print("\n".join(compare(bench, given.size, model, given.rounds)))
    except Failed as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    return 0


def compare(bench: Workbench, size: str, model: str, count: int) -> list[str]:
    """The section of one model, as Markdown."""
    folder = bench.folder(size)
    generated, lean = Generated(bench, folder, model), Generated(bench, folder, model, ("--columns", SCORES))
    for query in (generated, lean):
        query.write()
    whole, asked = generated.contender("generated, all columns"), lean.contender("generated with --columns")
    narrow = generated.contender("generated, three columns selected", SCORES)
    by_hand = [bench.peer("duckdb", form, folder, model) for form in HAND_WRITTEN[model]]
    start = Contender(START, (bench.python, "-c", "import duckdb; duckdb.connect().execute('select 1')"))
    results = rounds([start, whole, narrow, asked, *by_hand], count)
    bench.agree(narrow, [whole, asked, *by_hand])
    fastest = best(results, [form.name for form in by_hand])
    if fastest is None:
        raise Failed("nothing was measured")
    rows = [_row(results, result, fastest) for result in results.values()]
    scans = [f"- {whole.name}: {_told(generated.scans())}.", f"- {asked.name}: {_told(lean.scans())}."]
    head = ["contender", "time, s", "CPU, s", "peak, MB", f"time to {fastest.name}", "CPU to it"]
    return [f"### {model.capitalize()} model on DuckDB, {size}", "", *table(head, rows), *scans, ""]


def _row(results: Results, result: Result, fastest: Result) -> tuple[str, ...]:
    medians = (f"{result.wall_seconds:.2f}", f"{result.cpu_seconds:.2f}", f"{result.peak_bytes / 1e6:.0f}")
    if result.name == START:
        return (result.name, *medians, "", "")
    ratios = (_ratio(results, result, fastest, lambda run: run.wall_seconds), _ratio(results, result, fastest, lambda run: run.cpu_seconds))
    return (result.name, *medians, *(f"{ratio:.2f}" for ratio in ratios))


def _ratio(results: Results, result: Result, fastest: Result, measure: Callable[[Run], float]) -> float:
    """The median of the ratios within each round, without what the start takes."""
    start = median(measure(run) for run in results[START].runs)
    pairs = zip(result.runs, fastest.runs, strict=True)
    return median((measure(ours) - start) / (measure(theirs) - start) for ours, theirs in pairs)


def _told(scans: list[str]) -> str:
    return f"{len(scans)} scans of the events ({'; '.join(scans)})"


if __name__ == "__main__":
    sys.exit(main())
