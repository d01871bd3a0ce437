"""Runs contenders as processes and takes what the operating system says of them.

Wall time is the whole process, from its start to its end; CPU time and peak memory are those that `wait4` reports of it.
All contenders of a comparison take turns, and each round starts with the next of them, so that whatever else the machine does
meets all alike.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


RUN_SECONDS_MAX = 600.0


class Failed(Exception):
    """A contender did not finish: what it said last."""


@dataclass(frozen=True)
class Contender:
    """A command, and the file with all scores that it writes."""

    name: str
    command: tuple[str, ...]
    output: Path | None = None


@dataclass(frozen=True)
class Run:
    """One run of a contender."""

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    said: str = field(compare=False, repr=False)


@dataclass(frozen=True)
class Result:
    """The medians of a contender's runs."""

    name: str
    runs: tuple[Run, ...]

    @property
    def wall_seconds(self) -> float:
        """The median time from start to end."""
        return median(run.wall_seconds for run in self.runs)

    @property
    def cpu_seconds(self) -> float:
        """The median time of all its threads, the system's for it included."""
        return median(run.cpu_seconds for run in self.runs)

    @property
    def peak_bytes(self) -> float:
        """The median of its largest resident memory."""
        return median(run.peak_bytes for run in self.runs)


Results = dict[str, Result]


def run(contender: Contender, limit_seconds: float = RUN_SECONDS_MAX) -> Run:
    """Runs a contender once."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaint:
        start = time.perf_counter()
        process = subprocess.Popen(contender.command, stdin=subprocess.DEVNULL, stdout=said, stderr=complaint)
        too_long = threading.Timer(limit_seconds, process.kill)
        too_long.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        too_long.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            complaint.seek(0)
            last = complaint.read().decode(errors="replace").strip().splitlines()[-1:] or [f"exit code {process.returncode}"]
            reason = f"not done within {limit_seconds:.0f} s" if wall >= limit_seconds else last[0][:300]
            raise Failed(f"{contender.name}: {reason}")
        said.seek(0)
        # Linux counts the peak in KiB.
        return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, said.read().decode(errors="replace"))


def heat(contenders: Sequence[Contender], limit_seconds: float = RUN_SECONDS_MAX) -> tuple[Results, list[str]]:
    """One run of each, and what was said by those that did not finish."""
    results: Results = {}
    failures: list[str] = []
    for contender in contenders:
        try:
            results[contender.name] = Result(contender.name, (_told(contender, limit_seconds),))
        except Failed as failure:
            failures.append(str(failure))
            tell(f"  {failure}")
    return results, failures


def rounds(contenders: Sequence[Contender], count: int) -> Results:
    """So many runs of each, in turn."""
    runs: dict[str, list[Run]] = {contender.name: [] for contender in contenders}
    for number in range(count):
        tell(f"round {number + 1} of {count}")
        first = number % max(len(contenders), 1)
        for contender in [*contenders[first:], *contenders[:first]]:
            runs[contender.name].append(_told(contender))
    return {name: Result(name, tuple(those)) for name, those in runs.items()}


def best(results: Results, names: Sequence[str], by: Callable[[Result], float] = lambda result: result.wall_seconds) -> Result | None:
    """The fastest of these contenders; none where none of them finished."""
    return min((results[name] for name in names if name in results), key=by, default=None)


def tell(line: str) -> None:
    """Says how far the comparison is."""
    print(line, file=sys.stderr, flush=True)


def _told(contender: Contender, limit_seconds: float = RUN_SECONDS_MAX) -> Run:
    once = run(contender, limit_seconds)
    tell(f"  {contender.name}: {once.wall_seconds:.2f} s, {once.cpu_seconds:.2f} s CPU, {once.peak_bytes / 1e6:.0f} MB")
    return once
