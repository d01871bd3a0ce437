"""Whether results agree, total for total and rank for rank: `agree.py OURS THEIRS...` names the first difference of each."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def read(path: Path) -> pa.Table:
    """A result by lead: lead_id, total in units of 10^-7 point, rank."""
    table = pq.read_table(path, columns=["lead_id", "total", "rank"])
    total = table["total"]
    if pa.types.is_decimal(total.type):
        unscaled = pa.decimal128(38, 7)
        total = pc.multiply(total.cast(pa.decimal128(20, 7)), pa.scalar(10_000_000, pa.decimal128(9, 0))).cast(unscaled).cast(pa.int64())
    columns = [table["lead_id"].cast(pa.string()), total.cast(pa.int64()), table["rank"].cast(pa.int64())]
    return pa.table(columns, names=["lead_id", "total", "rank"]).sort_by("lead_id")


def difference(ours: pa.Table, theirs: pa.Table) -> str | None:
    """The first difference in order of leads, in words."""
    if ours.num_rows != theirs.num_rows:
        return f"{ours.num_rows:,} leads here, {theirs.num_rows:,} there"
    for name in ours.column_names:
        # `equal` is unknown where either side is: leads without a rank have none on both sides.
        left, right = ours[name], theirs[name]
        one_unknown = pc.xor(pc.is_null(left), pc.is_null(right))
        differs = pc.or_(one_unknown, pc.fill_null(pc.not_equal(left, right), False))
        if (row := pc.index(differs, pa.scalar(True)).as_py()) >= 0:
            return f"lead {ours['lead_id'][row]}: {name} {left[row]} here, {right[row]} there"
    return None


def main() -> int:
    """Exits with 1 where some result differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ours", type=Path)
    parser.add_argument("theirs", type=Path, nargs="+")
    given = parser.parse_args()
    ours = read(given.ours)
    failed = False
    for path in given.theirs:
        if found := difference(ours, read(path)):
            failed = True
            print(f"{path.name}: {found}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
