"""Compares handraise with its peers and with its goals, and writes the results to `bench/README.md`.

    python3 bench/compare.py --data data --size S M L

Builds the release programs, installs the peers and makes the data, where that is not done. All contenders take turns, in
rounds; results are medians, and ratios are of medians of the same run. The comparison fails where some total differs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

# The reader of models is shared with the peers, whose folder is that of a program.
sys.path.insert(0, str(Path(__file__).resolve().parent / "peers"))

from comparison import report
from comparison.contenders import PEER_FORMS, ROOT, Workbench, prepare, versions
from comparison.measure import Failed
from comparison.parts import EVENTS, PARTS, Plan

FORMS = [f"{peer}:{form}" for peer, forms in PEER_FORMS.items() for form in forms]
MEASURED = [name for name in PARTS if name != "agree"]


def main() -> int:
    """Runs the parts that are asked for, by default all that measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the workload: S, S-csv, S-random, M, ...; made where missing")
    parser.add_argument("--size", nargs="+", choices=list(EVENTS), default=["S"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=MEASURED)
    parser.add_argument("--all-forms", action="store_true", help="all forms of the peers in every round, not each peer's best alone")
    parser.add_argument("--limit", type=float, default=600, metavar="SECONDS", help="a form of a peer that takes longer the first time is left out")
    parser.add_argument("--forms", nargs="+", default=FORMS, choices=FORMS, metavar="PEER:FORM", help="forms to choose among, all by default")
    parser.add_argument("--memory", default="1GB", help="memory for events in random order")
    parser.add_argument("--target", type=Path, default=Workbench.target, help="folder of built programs, instead of building them")
    parser.add_argument("--output", type=Path, default=ROOT / "bench" / "README.md", help="page to write the results to")
    given = parser.parse_args()
    try:
        prepare(given.target, "fit" in given.only)
        with tempfile.TemporaryDirectory(prefix="handraise-compare-") as outputs:
            bench = Workbench(given.data.resolve(), Path(outputs), given.target.resolve())
            plan = Plan(bench, tuple(given.size), given.rounds, given.limit, given.all_forms, given.memory, tuple(given.forms))
            before = report.load()
            sections = [section for part in given.only for section in PARTS[part](plan)]
            command = ["python3", "bench/compare.py", *_without_paths(sys.argv[1:])]
            if sections:
                report.write(given.output, sections, command, versions(bench), f"{before}, {report.load()}")
    except Failed as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    return 0


def _without_paths(arguments: list[str]) -> list[str]:
    """The command as another machine would run it: where the data was here means nothing there."""
    pairs = list(zip(["", *arguments], arguments, strict=False))
    kept = [pair for pair in pairs if not {"--target", "--output"} & set(pair)]
    return ["data" if before == "--data" else argument for before, argument in kept]


if __name__ == "__main__":
    sys.exit(main())
