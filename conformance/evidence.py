"""Compares the measures of crates/evidence with scikit-learn on random rows: equal to 1e-12.

    python -m venv env && env/bin/pip install scikit-learn
    cargo build -p handraise-evidence --example measure
    env/bin/python conformance/evidence.py [--seeds 200]

AUC is `roc_auc_score`, KS the greatest distance on `roc_curve`, average precision `average_precision_score`, each within
an instant and then averaged with the weights that the crate documents. Tops have no counterpart in scikit-learn; they are
worked out here row by row, as the average over many random orders of tied rows would be.
"""

import argparse
import json
import pathlib
import subprocess
import sys

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

ROOT = pathlib.Path(__file__).resolve().parent.parent
UNITS_PER_POINT = 10_000_000
SHARES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0]
TOLERANCE = 1e-12


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--program", default=ROOT / "target/debug/examples/measure")
    arguments = parser.parse_args()
    compared = 0
    for seed in range(arguments.seeds):
        asked = random_rows(np.random.default_rng(seed))
        answer = subprocess.run(
            [arguments.program], input=json.dumps(asked), capture_output=True, text=True, check=True
        )
        found = json.loads(answer.stdout)
        for within in ("within", "pooled"):
            expected = measure(asked, within == "pooled")
            for name, value in expected.items():
                compared += 1
                if not equal(at(found[within], name), value):
                    sys.exit(f"seed {seed}, {within} {name}: {at(found[within], name)}, not {value}")
    print(f"{compared} figures of {arguments.seeds} seeds are equal to {TOLERANCE}")


def random_rows(random):
    """Leads at up to five instants, on few or many distinct totals; some seeds have one class, one row or none."""
    count = int(random.choice([0, 1, 2, 5, 30, 300, 2000]))
    steps = int(random.choice([1, 3, 20, 10_000]))
    instants = random.integers(0, random.integers(1, 6), count)
    totals = random.integers(0, steps, count) * UNITS_PER_POINT // 7
    eligible = random.random(count) < 0.85
    base_rate = random.choice([0.0, 0.03, 0.2, 0.6, 1.0], p=[0.1, 0.3, 0.3, 0.2, 0.1])
    won = random.random(count) < base_rate * np.where(totals > np.median(totals) if count else [], 1.3, 0.7)
    weights = np.ones(count) if random.random() < 0.5 else random.choice([1.0, 2.0, 3.7], count)
    ranks = [None] * count
    for instant in set(instants.tolist()):
        members = [row for row in range(count) if instants[row] == instant and eligible[row]]
        for rank, row in enumerate(sorted(members, key=lambda row: (-totals[row], random.random())), 1):
            ranks[row] = rank
    rows = [
        {
            "instant": int(instants[row]),
            "lead": row,
            "total": int(totals[row]),
            "eligible": bool(eligible[row]),
            "rank": ranks[row],
            "won": bool(won[row]),
            "weight": float(weights[row]),
        }
        for row in range(count)
    ]
    return {"rows": rows, "shares": SHARES, "capacity": int(random.integers(1, 60))}


def measure(asked, pooled):
    """All figures, by name."""
    rows = asked["rows"]
    # Whoever is not eligible ties below all others.
    key = np.array([row["total"] if row["eligible"] else -1 for row in rows])
    won = np.array([row["won"] for row in rows], dtype=bool)
    weight = np.array([row["weight"] for row in rows], dtype=float)
    rank = np.array([row["rank"] or np.inf for row in rows], dtype=float)
    instant = np.array([0 if pooled else row["instant"] for row in rows])
    lists = [np.flatnonzero(instant == value) for value in np.unique(instant)]
    averages = {"auc": [], "ks": [], "average_precision": []}
    for index in lists:
        y, score, w = won[index], key[index], weight[index]
        winners, others = w[y].sum(), w[~y].sum()
        if y.any() and not y.all():
            averages["auc"].append((roc_auc_score(y, score, sample_weight=w), winners * others))
            false, true, _ = roc_curve(y, score, sample_weight=w, drop_intermediate=False)
            averages["ks"].append((np.abs(true - false).max(), winners))
        if y.any():
            averages["average_precision"].append((average_precision_score(y, score, sample_weight=w), winners))
    figures = {name: average(pairs) for name, pairs in averages.items()}
    figures["base_rate"] = ratio(weight[won].sum(), weight.sum())
    cuts = list(SHARES) + ([] if pooled else ["capacity"])
    for place, cut in enumerate(cuts):
        part = np.zeros(len(rows))
        for index in lists:
            if cut == "capacity":
                part[index] = taken(weight[index], -rank[index], asked["capacity"], rank[index] < np.inf)
            else:
                part[index] = taken(weight[index], key[index], cut * weight[index].sum(), None)
        top, top_won = (part * weight).sum(), (part * weight)[won].sum()
        figures[f"tops.{place}.precision"] = ratio(top_won, top)
        figures[f"tops.{place}.gain"] = ratio(top_won, weight[won].sum())
        base_rate, precision = figures["base_rate"], ratio(top_won, top)
        figures[f"tops.{place}.lift"] = None if precision is None or not base_rate else precision / base_rate
    return figures


def taken(weight, key, room, allowed):
    """The part of each row above a cut: all of those with a greater key, and an equal part of those that tie."""
    part = np.zeros(len(weight))
    members = np.ones(len(weight), dtype=bool) if allowed is None else allowed
    for value in sorted(set(key[members].tolist()), reverse=True):
        tie = members & (key == value)
        above = weight[members & (key > value)].sum()
        part[tie] = min(max((room - above) / weight[tie].sum(), 0.0), 1.0)
    return part


def average(pairs):
    weights = sum(weight for _, weight in pairs)
    return sum(value * weight for value, weight in pairs) / weights if pairs else None


def ratio(part, whole):
    return float(part / whole) if whole > 0 else None


def at(found, name):
    for key in name.split("."):
        found = found[int(key) if key.isdigit() else key]
    return found


def equal(found, expected):
    if found is None or expected is None:
        return found is None and expected is None
    return abs(found - expected) <= TOLERANCE * max(1.0, abs(expected))


if __name__ == "__main__":
    main()
