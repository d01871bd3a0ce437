"""The parts of the comparison: what takes turns with what, and which goals that tells about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median

from comparison.contenders import AS_OF, FIRST_WEEK, PEER_FORMS, TINY, Workbench
from comparison.measure import Contender, Failed, Results, best, heat, rounds, tell
from comparison.report import Goal, Section

DECODERS = ["handraise", "duckdb", "pyarrow"]
EVENTS_A_LEAD = 50
EVENTS = {"S": 5_000_000, "M": 50_000_000, "L": 100_000_000}


@dataclass(frozen=True)
class Plan:
    """How the comparison runs."""

    bench: Workbench
    sizes: tuple[str, ...]
    rounds: int
    form_seconds_max: float
    all_forms: bool
    memory: str
    forms: tuple[str, ...]

    def forms_of(self, peer: str) -> list[str]:
        """The forms of a peer that may take part."""
        return [form for form in PEER_FORMS[peer] if f"{peer}:{form}" in self.forms]


def parquet(plan: Plan) -> list[Section]:
    """Parquet: us, the floor and the peers."""
    return [_side_by_side(plan, size) for size in plan.sizes]


def agree(plan: Plan) -> list[Section]:
    """Whether all forms of all peers give our totals on a small workload; says nothing of time."""
    bench, folder = plan.bench, plan.bench.folder(TINY)
    ours = bench.ours("handraise plain", folder)
    peers = [bench.peer(peer, form, folder) for peer, forms in PEER_FORMS.items() for form in forms]
    rounds([ours, *peers], 1)
    bench.agree(ours, peers)
    tell("all agree")
    return []


def csv(plan: Plan) -> list[Section]:
    """CSV of size S: us and DuckDB."""
    folder = plan.bench.folder("S", "csv")
    section = Section("CSV, S")
    ours = plan.bench.ours("handraise plain CSV", folder)
    peers = _finalists(plan, section, ours, [plan.bench.peer("duckdb", form, folder) for form in plan.forms_of("duckdb")])
    section.results = rounds([ours, *peers], plan.rounds)
    mine = section.results[ours.name]
    if theirs := best(section.results, [peer.name for peer in peers]):
        section.goals.append(Goal.at_least("CSV, S: times faster than DuckDB", theirs.wall_seconds / mine.wall_seconds, 3))
    return [section]


def memory(plan: Plan) -> list[Section]:
    """Memory and time by size, and events in any order within a limit of memory."""
    section = Section("Memory and time by size; events in any order")
    bench, ordered, shuffled = plan.bench, {}, {}
    for size in plan.sizes:
        ordered[size] = bench.ours(f"plain {size}", bench.folder(size))
        options = ("--memory", plan.memory)
        shuffled[size] = bench.ours(f"plain {size} in random order within {plan.memory}", bench.folder(size, "random"), options=options)
    full = [bench.ours(f"full {size}", bench.folder(size), "full") for size in plan.sizes]
    contenders = [*ordered.values(), *full, *shuffled.values()]
    section.results = rounds(contenders, plan.rounds)
    section.rows.append(("size", "events", "time, ns an event", "CPU, ns an event", "peak, MB", "peak, bytes a lead"))
    for size in plan.sizes:
        bench.agree(ordered[size], [shuffled[size]])
        result, events = section.results[ordered[size].name], EVENTS[size]
        times = (result.wall_seconds / events * 1e9, result.cpu_seconds / events * 1e9)
        peaks = (result.peak_bytes / 1e6, result.peak_bytes / (events / EVENTS_A_LEAD))
        section.rows.append((size, f"{events:,}", *(f"{value:.0f}" for value in (*times, *peaks))))
    times_each = [section.results[ordered[size].name].wall_seconds / EVENTS[size] for size in plan.sizes]
    if "M" in plan.sizes:
        peak = section.results[ordered["M"].name].peak_bytes / 1e6
        section.goals.append(Goal.at_most("peak memory, M, events in order of time", peak, 300, " MB", 0))
    if len(times_each) > 1:
        name = f"time per event, {plan.sizes[0]} to {plan.sizes[-1]}: largest to smallest"
        section.goals.append(Goal.at_most(name, max(times_each) / min(times_each), 1.25))
    return [section]


def instants(plan: Plan) -> list[Section]:
    """52 weekly instants in one pass."""
    sections = []
    for size in plan.sizes:
        bench, folder = plan.bench, plan.bench.folder(size)
        section = Section(f"52 weekly instants, {size}")
        weekly = ("--from", FIRST_WEEK, "--to", AS_OF, "--every", "7d", "--columns", "lead_id,as_of,total,rank")
        models = ("plain", "full")
        one = [bench.ours(f"{model} {size}, one instant", folder, model) for model in models]
        many = [bench.ours(f"{model} {size}, 52 instants", folder, model, options=weekly) for model in models]
        section.results = rounds([*one, *many], plan.rounds)
        for model, single, all_of_them in zip(models, one, many, strict=True):
            once, often = section.results[single.name], section.results[all_of_them.name]
            name = f"52 weekly instants to one, {model}, {size}"
            section.goals.append(Goal.at_most(name, often.wall_seconds / once.wall_seconds, 4))
            section.goals.append(Goal.at_most(f"{name}: peak memory", often.peak_bytes / 1e6, 600, " MB", 0))
        sections.append(section)
    return sections


def fit(plan: Plan) -> list[Section]:
    """The fit criteria for each lead, against rule engines; the sums agree, or their runs fail."""
    section = Section("Fit criteria, 100,000 leads, one thread of ours")
    contenders = [plan.bench.in_process("fit"), *plan.bench.rule_engines(plan.bench.folder("S"))]
    results = rounds(contenders, plan.rounds)
    times = {name: median(_micros(run.said)[0][1] for run in result.runs) for name, result in results.items()}
    section.rows = [("contender", "us a lead"), *((name, f"{time:.3f}") for name, time in times.items())]
    ours = times[contenders[0].name]
    for engine, least in (("zen-engine", 50), ("json-rules-engine", 300)):
        section.goals.append(Goal.at_least(f"fit, per lead: times faster than {engine}", times[engine] / ours, least, digits=0))
    return [section]


def live(plan: Plan) -> list[Section]:
    """Small batches in one process."""
    section = Section("Small batches in process, the plan bound")
    contender = plan.bench.in_process("live")
    times: dict[str, list[float]] = {}
    for run in rounds([contender], plan.rounds)[contender.name].runs:
        for name, time in _micros(run.said):
            times.setdefault(name, []).append(time)
    section.rows.append(("batch", "median, us"))
    for name, all_of_them in times.items():
        time = median(all_of_them)
        section.rows.append((name, f"{time:.2f}"))
        most, unit = (50, " us") if ", 1 lead " in name else (3, " us a lead")
        section.goals.append(Goal.at_most(name, time, most, unit))
    return [section]


def _micros(said: str) -> list[tuple[str, float]]:
    """What was measured inside a process: lines such as `what: 1.5 us a lead`."""
    found = [(match[1], float(match[2])) for match in re.finditer(r"^(.+): ([\d.]+) us", said, re.MULTILINE)]
    if not found:
        raise Failed(f"no time in `{said}`")
    return found


def _side_by_side(plan: Plan, size: str) -> Section:
    bench, folder = plan.bench, plan.bench.folder(size)
    section = Section(f"Parquet, {size}")
    ours = bench.ours("handraise plain", folder)
    alone = bench.ours("handraise plain, 1 thread", folder, threads=1)
    full = bench.ours("handraise full", folder, "full")
    peers = _finalists(plan, section, ours, [bench.peer(peer, form, folder) for peer in PEER_FORMS for form in plan.forms_of(peer)])
    decoders = [bench.decode(engine, folder) for engine in DECODERS]
    decode_alone = bench.decode("handraise", folder, 1)
    contenders = [ours, alone, full, *decoders, decode_alone, *peers]
    section.results = rounds(contenders, plan.rounds)
    bench.agree(ours, [alone, *peers])
    results = section.results
    _goals(section, size, results, [decoder.name for decoder in decoders])
    names = ("handraise plain", "handraise plain, 1 thread", "decode: handraise", "decode: handraise, 1 thread")
    two, one, decode_two, decode_one = (results[name].wall_seconds for name in names)
    gain, decode_gain = one / two, decode_one / decode_two
    section.remarks.append(f"The second thread makes scoring {gain:.2f} and decoding {decode_gain:.2f} times faster.")
    section.goals.append(Goal.at_least(f"{size}: what a second thread gains, to what decoding gains", gain / decode_gain, 0.95))
    return section


def _goals(section: Section, size: str, results: Results, decoders: list[str]) -> None:
    mine, full, floor = results["handraise plain"], results["handraise full"], best(results, decoders)
    if floor:
        section.remarks.append(f"The floor is {floor.name}.")
        section.goals.append(Goal.at_most(f"Parquet, {size}: time to the floor", mine.wall_seconds / floor.wall_seconds, 1.25))
        section.remarks.append(f"CPU time to the floor's: {mine.cpu_seconds / floor.cpu_seconds:.2f}.")
    for peer in PEER_FORMS:
        if theirs := best(results, [name for name in results if name.startswith(f"{peer} ")]):
            faster, least = theirs.wall_seconds / mine.wall_seconds, 4 if peer == "duckdb" else 5
            section.goals.append(Goal.at_least(f"Parquet, {size}: times faster than {theirs.name}", faster, least))
            if peer == "duckdb":
                share = mine.peak_bytes / theirs.peak_bytes
                section.goals.append(Goal.at_most(f"Parquet, {size}: memory to that of {theirs.name}", share, 0.33))
    section.goals.append(Goal.at_most(f"Parquet, {size}: the full model to the plain one", full.wall_seconds / mine.wall_seconds, 1.5))


def _finalists(plan: Plan, section: Section, ours: Contender, peers: list[Contender]) -> list[Contender]:
    """The best form of each peer, of one run of each form; all that finished, if so asked. All of them must agree with us."""
    tell(f"{section.title}: which form is each peer's best")
    mine, failures = heat([ours])
    if not mine:
        raise Failed(failures[0])
    results, failures = heat(peers, plan.form_seconds_max)
    finished = [peer for peer in peers if peer.name in results]
    plan.bench.agree(ours, finished)
    tried = ", ".join(f"{name} {result.wall_seconds:.2f} s" for name, result in results.items())
    section.remarks.append(f"Forms tried once: {tried}.")
    section.remarks += [f"Not finished: {failure}." for failure in failures]
    if plan.all_forms:
        return finished
    firsts = {best(results, [name for name in results if name.startswith(f"{peer} ")]) for peer in PEER_FORMS}
    return [peer for peer in finished if results[peer.name] in firsts]


PARTS = {"agree": agree, "parquet": parquet, "csv": csv, "memory": memory, "instants": instants, "fit": fit, "live": live}
