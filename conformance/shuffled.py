#!/usr/bin/env python3
"""Gives the demo's outcomes to leads drawn at random, and counts how often a backtest says that there is no signal.

    cargo build --release && python3 conformance/shuffled.py target/release/handraise [SEEDS]

Each outcome goes to a lead that was there by then, no lead twice: whoever buys has nothing to do with any score. At least 95 of
100 verdicts must be `no_signal`, or `too_little_data` where chance leaves too few wins.
"""

import collections
import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile

WHEN = ["--from", "2025-09-01", "--to", "2026-03-30", "--every", "28d", "--capacity", "400"]


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def shuffled(leads, outcomes, seed):
    """The outcomes, each of a lead that was created before it."""
    draw = random.Random(seed)
    free = sorted(leads, key=lambda lead: lead["created_at"])
    for outcome in sorted(outcomes, key=lambda outcome: outcome["at"]):
        there = sum(lead["created_at"] < outcome["at"] for lead in free)
        if there:
            yield outcome | {"lead_id": free.pop(draw.randrange(there))["lead_id"]}


def verdict(handraise, demo, seed):
    with open(demo / "shuffled.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, ["lead_id", "outcome", "at", "value"])
        writer.writeheader()
        writer.writerows(shuffled(rows(demo / "leads.csv"), rows(demo / "outcomes.csv"), seed))
    data = [f"--{name}={demo / name}.csv" for name in ("leads", "events", "adjustments")]
    command = [handraise, "backtest", demo / "model.toml", *data, f"--outcomes={demo / 'shuffled.csv'}", *WHEN]
    run = subprocess.run([*command, "--format", "json"], check=True, capture_output=True)
    return json.loads(run.stdout)["verdict"]["finding"]


def main():
    handraise, seeds = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 100
    with tempfile.TemporaryDirectory() as folder:
        demo = pathlib.Path(folder) / "demo"
        subprocess.run([handraise, "demo", demo], check=True, capture_output=True)
        found = collections.Counter(verdict(handraise, demo, seed) for seed in range(1, seeds + 1))
    print(", ".join(f"{finding}: {count}" for finding, count in found.most_common()))
    nothing = found["no_signal"] + found["too_little_data"]
    if nothing < 0.95 * seeds:
        sys.exit(f"{seeds - nothing} of {seeds} verdicts find something where nothing is")


if __name__ == "__main__":
    main()
