"""Decodes the columns that a model reads, and does nothing else: `decode.py duckdb|pyarrow DATA MODEL`."""

from __future__ import annotations

import argparse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import model as models


def main() -> None:
    """Decodes leads and events of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=["duckdb", "pyarrow"])
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    model = models.read(given.model)
    extension = "csv" if (given.data / "events.csv").exists() else "parquet"
    events = [model.event_lead, model.event_type, model.event_time, *(point.column for point in model.event_points())]
    leads = [model.lead_id, *dict.fromkeys(point.column for point in model.lead_points())]
    decode = with_duckdb if given.engine == "duckdb" else with_pyarrow
    for name, columns in (("leads", leads), ("events", events)):
        rows = decode(given.data / f"{name}.{extension}", columns, given.threads)
        print(f"{rows} {name}")


def with_duckdb(path: Path, columns: list[str], threads: int) -> int:
    """A scan into an aggregate that takes one value of each column: no statistics of the file can answer it."""
    import duckdb

    connection = duckdb.connect(config={"threads": threads, "preserve_insertion_order": False})
    read = "read_csv" if path.suffix == ".csv" else "read_parquet"
    taken = ", ".join(f'any_value("{column}")' for column in columns)
    connection.execute(f"create temp table decoded as select count(*) as rows_read, {taken} from {read}({models.text(str(path))})")
    (rows,) = connection.execute("select rows_read from decoded").fetchall()[0]
    return int(rows)


def with_pyarrow(path: Path, columns: list[str], threads: int) -> int:
    """Row groups, each on one thread; texts as the dictionaries that the file has."""
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet as pq

    pa.set_cpu_count(threads)
    if path.suffix == ".csv":
        convert = pyarrow.csv.ConvertOptions(include_columns=columns)
        return sum(batch.num_rows for batch in pyarrow.csv.open_csv(path, convert_options=convert))
    schema = pq.read_schema(path)
    texts = [column for column in columns if pa.types.is_string(schema.field(column).type)]

    def group(number: int) -> int:
        file = pq.ParquetFile(path, read_dictionary=texts)
        return sum(batch.num_rows for batch in file.iter_batches(65_536, [number], columns, use_threads=False))

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(group, range(pq.read_metadata(path).num_row_groups)))


if __name__ == "__main__":
    main()
