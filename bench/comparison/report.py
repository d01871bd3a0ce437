"""Results as Markdown: what was aimed at, what was measured, and every contender's medians."""

from __future__ import annotations

import os
import platform
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from comparison.measure import Results

START, END = "<!-- results: written by compare.py -->", "<!-- end of results -->"


@dataclass(frozen=True)
class Goal:
    """A goal and what was measured."""

    measure: str
    goal: str
    measured: str
    met: bool

    @classmethod
    def at_most(cls, measure: str, value: float, most: float, unit: str = "", digits: int = 2) -> Goal:
        """Met by what is not more."""
        return cls(measure, f"at most {most:g}{unit}", f"{value:.{digits}f}{unit}", value <= most)

    @classmethod
    def at_least(cls, measure: str, value: float, least: float, unit: str = "", digits: int = 2) -> Goal:
        """Met by what is not less."""
        return cls(measure, f"at least {least:g}{unit}", f"{value:.{digits}f}{unit}", value >= least)


@dataclass
class Section:
    """What one part of the comparison found."""

    title: str
    goals: list[Goal] = field(default_factory=list)
    results: Results = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)


def write(page: Path, sections: Sequence[Section], command: Sequence[str], versions: Mapping[str, str], loads: str) -> None:
    """Replaces what stands between the marks of the page."""
    text = page.read_text(encoding="utf-8") if page.exists() else "# Benchmark\n"
    if START not in text:
        text = f"{text.rstrip()}\n\n## Results\n\n{START}\n{END}\n"
    results = "\n".join(_lines(sections, command, versions, loads))
    before, rest = text.split(START, 1)
    after = rest.split(END, 1)[1]
    page.write_text(f"{before}{START}\n\n{results}\n{END}{after}", encoding="utf-8")


def machine() -> str:
    """The machine in a few words."""
    model, memory = platform.machine(), 0.0
    if (found := _first(Path("/proc/cpuinfo"), r"model name\s*:\s*(.+)")) is not None:
        model = found
    if (found := _first(Path("/proc/meminfo"), r"MemTotal:\s*(\d+)")) is not None:
        memory = int(found) / 1024 / 1024
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release().split('-')[0]}"


def load() -> str:
    """How many processes the machine is running besides, over the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def _lines(sections: Sequence[Section], command: Sequence[str], versions: Mapping[str, str], loads: str) -> Iterable[str]:
    yield f"{datetime.now(UTC):%Y-%m-%d}, by `{shlex.join(command)}`."
    yield ""
    yield f"- Machine: {machine()}; load average before and after: {loads}."
    yield "- Versions: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + "."
    yield ""
    yield from table(
        ["measure", "goal", "measured", "met"],
        [(goal.measure, goal.goal, goal.measured, "yes" if goal.met else "**no**") for section in sections for goal in section.goals],
    )
    for section in sections:
        yield f"### {section.title}"
        yield ""
        if section.results:
            rows = [
                (name, f"{result.wall_seconds:.2f}", f"{result.cpu_seconds:.2f}", f"{result.peak_bytes / 1e6:.0f}", str(len(result.runs)))
                for name, result in section.results.items()
            ]
            yield from table(["contender", "time, s", "CPU, s", "peak, MB", "runs"], rows)
        if section.rows:
            yield from table(section.rows[0], section.rows[1:])
        for remark in section.remarks:
            yield f"- {remark}"
        if section.remarks:
            yield ""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """A table of Markdown."""
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _first(path: Path, pattern: str) -> str | None:
    try:
        match = re.search(pattern, path.read_text(encoding="utf-8"))
    except OSError:
        return None
    return match[1].strip() if match else None
