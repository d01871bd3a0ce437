#!/usr/bin/env python3
"""Runs the commands of the examples' READMEs on the data and prints what comes out as the table of docs/evidence.md.

    python3 examples/results.py DATA [HANDRAISE]

DATA is a folder below which the files lie under the names that the READMEs use; HANDRAISE is the binary (default: handraise).
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent
FOLDERS = ["x-education", "bank-marketing", "loans", "maven"]


def main():
    data = Path(sys.argv[1]).resolve()
    binary = str(Path(sys.argv[2]).resolve()) if len(sys.argv) > 2 else "handraise"
    print("| model | rows by | leads | wins | AUC | AUC, later | lift of the top, later | signs of a leak or a flattered figure | verdict |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "examples").symlink_to(EXAMPLES)
        for file in (file for file in data.rglob("*") if file.is_file()):
            (work / file.name).unlink(missing_ok=True)
            (work / file.name).symlink_to(file)
        for name in FOLDERS:
            example(work, binary, (EXAMPLES / name / "README.md").read_text())


def example(work, binary, readme):
    """Makes the tables that are missing, by the first command that does, and runs each backtest."""
    blocks = re.findall(r"```sh\n(.*?)```", readme, re.S)
    made = [block for block in blocks if not block.startswith("handraise")]
    if made:
        preparation = made[0].split("\nhandraise ")[0]
        subprocess.run(["sh", "-ec", preparation], cwd=work, check=True)
    for line in re.findall(r"^handraise (backtest .*)$", readme, re.M):
        run = subprocess.run(["sh", "-ec", f"'{binary}' {line} --format json"], cwd=work, capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"{line}\n{run.stderr}")
        print(row(line, json.loads(run.stdout)))


def row(line, found):
    model = re.search(r"examples/(\S+)\.toml", line).group(1).removesuffix("/model")
    placed = re.search(r"(--(?:order|age) .*)$", line).group(1)
    later = next((ranker for ranker in found["later"] if ranker["ranker"] == "model"), None)
    of_all = next(ranker for ranker in found["rankers"] if ranker["ranker"] == "model")
    top = next((top for top in later["tops"] if top["capacity"] is not None), None) if later else None
    probes = ", ".join(f"{probe['kind'].replace('_', ' ')}{of(probe)}" for probe in found["probes"])
    counts = found["counts"]
    cells = [
        model,
        f"`{placed}`",
        f"{counts['leads']:,}",
        f"{counts['wins']:,}",
        interval(of_all["auc"]),
        interval(later and later["auc"]),
        interval(top and top["lift"], digits=1),
        probes or "none",
        found["verdict"]["headline"],
    ]
    return "| " + " | ".join(cells) + " |"


def of(probe):
    return f" (`{probe['data_point']}`)" if probe["data_point"] else ""


def interval(figure, digits=2):
    if not figure or figure["value"] is None:
        return "-"
    value = f"{figure['value']:.{digits}f}"
    if figure["low"] is None:
        return value
    return f"{value} ({figure['low']:.{digits}f} to {figure['high']:.{digits}f})"


main()
