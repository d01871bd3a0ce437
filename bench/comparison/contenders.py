"""The commands of all contenders."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import model as models

from comparison.measure import Contender, Failed, tell

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "bench" / "peers"
AS_OF = "2026-01-01"
# The last of 52 weekly instants is that of all other runs.
FIRST_WEEK = "2025-01-09"
THREADS = 2
FORMS = ["wide_case", "wide_bits", "long_join", "row_number", "one_pass"]
PEER_FORMS: dict[str, list[str]] = {
    "duckdb": FORMS,
    "polars": ["wide_case", "wide_bits", "wide_early", "long_join", "row_number"],
    "datafusion": FORMS,
    "chdb": FORMS,
}
# Enough to tell whether all agree.
TINY = "tiny"
RULE_ENGINES = ["json-rules-engine", "zen-engine"]


@dataclass(frozen=True)
class Workbench:
    """Where everything is: our programs, the data, a folder for outputs."""

    data: Path
    outputs: Path
    target: Path = ROOT / "target" / "release"

    @property
    def python(self) -> str:
        """The interpreter that has the peers."""
        return str(PEERS / ".venv" / "bin" / "python")

    def folder(self, size: str, kind: str = "") -> Path:
        """A folder of the workload, made now if it is missing."""
        path = self.data / (f"{size}-{kind}" if kind else size)
        if not path.exists():
            tell(f"making {path}")
            options = {"": [], "csv": ["--format", "csv"], "random": ["--order", "random"]}[kind]
            amount = ["--leads", "2000", "--events", "100000"] if size == TINY else ["--size", size]
            must([str(self.target / "handraise-bench"), "generate", *amount, *options, "--output", str(path)])
        return path

    def ours(self, name: str, folder: Path, model: str = "plain", threads: int = THREADS, options: tuple[str, ...] = ()) -> Contender:
        """Our program on a folder, at one instant unless the options tell others."""
        extension = "csv" if (folder / "events.csv").exists() else "parquet"
        output = self.outputs / f"{name.replace(' ', '-')}.parquet"
        when = () if "--from" in options else ("--as-of", AS_OF, "--columns", "lead_id,total,rank")
        command = (
            str(self.target / "handraise"), "score", str(folder / f"{model}.toml"), "--leads", str(folder / f"leads.{extension}"),
            "--events", str(folder / f"events.{extension}"), "--output", str(output), "--threads", str(threads), *when, *options,
        )  # fmt: skip
        return Contender(name, command, output)

    def peer(self, peer: str, form: str, folder: Path, model: str = "plain") -> Contender:
        """A peer in one of its forms."""
        name, output = f"{peer} {form}", self.outputs / f"{peer}-{form}.parquet"
        csv = ("--csv",) if (folder / "events.csv").exists() else ()
        command = (
            self.python, str(PEERS / "run.py"), peer, form, str(folder), str(folder / f"{model}.toml"), AS_OF, str(output),
            "--threads", str(THREADS), *csv,
        )  # fmt: skip
        return Contender(name, command, output)

    def decode(self, engine: str, folder: Path, threads: int = THREADS) -> Contender:
        """Decoding the columns that the plain model reads, and nothing else."""
        name = f"decode: {engine}" if threads == THREADS else f"decode: {engine}, {threads} thread"
        program: tuple[str, ...]
        if engine == "handraise":
            model = models.read(folder / "plain.toml")
            leads = (model.lead_id, *(point.column for point in model.lead_points()))
            events = (model.event_lead, model.event_type, model.event_time, *(point.column for point in model.event_points()))
            files = (str(folder / "leads.parquet"), str(folder / "events.parquet"))
            program = (str(self.target / "handraise-bench"), "decode", *files, "--columns", ",".join(dict.fromkeys(leads + events)))
        else:
            program = (self.python, str(PEERS / "decode.py"), engine, str(folder), str(folder / "plain.toml"))
        return Contender(name, (*program, "--threads", str(threads)))

    def in_process(self, what: str) -> Contender:
        """What our benchmark measures inside one process: `live` or `fit`."""
        return Contender(f"handraise, {what}", (str(self.target / "handraise-bench"), what))

    def rule_engines(self, folder: Path) -> list[Contender]:
        """The fit criteria in the rule engines of Node.js."""
        model, sums = folder / "plain.toml", self.outputs / "fit.csv"
        must([self.python, str(PEERS / "fit_rules.py"), str(folder), str(model), AS_OF, str(self.outputs)])
        leads, columns = ("--leads", str(folder / "leads.parquet")), ("--columns", "lead_id,fit")
        must([str(self.target / "handraise"), "score", str(model), *leads, *columns, "--as-of", AS_OF, "--output", str(sums)])
        program = ("node", str(PEERS / "node" / "fit.mjs"))
        return [Contender(engine, (*program, engine, str(self.outputs), str(sums))) for engine in RULE_ENGINES]

    def agree(self, ours: Contender, others: list[Contender]) -> None:
        """Stops the comparison where some total or rank differs from ours."""
        tell(f"comparing {len(others)} results with ours")
        if others:
            must([self.python, str(PEERS / "agree.py"), str(ours.output), *(str(other.output) for other in others)])


def prepare(target: Path, with_node: bool) -> None:
    """Builds our programs and installs the peers, where that is not done."""
    if target == Workbench.target:
        must(["cargo", "build", "--release", "--locked", "-p", "handraise", "-p", "handraise-bench"])
    environment = PEERS / ".venv"
    if not environment.exists():
        tell("installing the peers")
        must([sys.executable, "-m", "venv", str(environment)])
        must([str(environment / "bin" / "pip"), "install", "--quiet", "-r", str(PEERS / "requirements.txt")])
    if with_node and not (PEERS / "node" / "node_modules").exists():
        must(["npm", "install", "--no-save", "--prefix", str(PEERS / "node"), "--no-fund", "--no-audit"])


def versions(bench: Workbench) -> dict[str, str]:
    """What ran, in which version."""
    commit, rustc = _said(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]), _said(["rustc", "--version"])
    found = {"handraise": f"at {commit}", "rustc": rustc.removeprefix("rustc ").split(" (")[0]}
    installed = _said([bench.python, "-m", "pip", "freeze"]).splitlines()
    wanted = {"chdb", "chdb-core", "datafusion", "duckdb", "polars", "pyarrow"}
    found |= {name: version for name, _, version in (line.partition("==") for line in installed) if name in wanted}
    return found | {"Python": _said([bench.python, "--version"]).removeprefix("Python "), "Node.js": _said(["node", "--version"])}


def must(command: list[str]) -> str:
    """Runs a command that has to succeed; gives what it said."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{' '.join(command[:4])} …: {done.stdout.strip() or f'exit code {done.returncode}'}")
    return done.stdout


def _said(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "not known"
