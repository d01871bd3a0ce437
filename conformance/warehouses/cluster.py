"""A Spark cluster of separate processes on the loopback interface scores Parquet files: the same scores as the binary, how
long it took, and what was shuffled.

`cluster.py --handraise BINARY --data FOLDER --model MODEL --as-of INSTANT`, where the folder holds leads.parquet and
events.parquet.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyspark
from pyspark.sql import DataFrame, SparkSession

PORT = 17077


def main() -> int:
    """Runs it; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--handraise", type=Path, required=True, help="the built binary, best in release")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--as-of", required=True)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    sql = [given.handraise, "sql", given.model, "--dialect", "spark", "--as-of", given.as_of]
    query = subprocess.run(sql, capture_output=True, encoding="utf-8", check=True).stdout
    with tempfile.TemporaryDirectory(prefix="handraise-spark-") as place:
        folder = Path(place)
        cluster = _start(folder, given.workers)
        try:
            seconds, leads = _score(query, given.data, folder)
        finally:
            for process in cluster:
                process.terminate()
        start = time.monotonic()
        score = [given.handraise, "score", given.model, "--as-of", given.as_of, "--output", folder / "native.parquet"]
        subprocess.run([*score, "--leads", given.data / "leads.parquet", "--events", given.data / "events.parquet"], check=True, capture_output=True)
        native = time.monotonic() - start
        written, read = _shuffled(folder / "log")
        differ = _differences(folder)
    print(f"| Spark, {given.workers} workers | {seconds:.1f} s | {written / 1e6:.0f} MB shuffled, {read / 1e6:.0f} MB read | {leads} leads |")
    print(f"| handraise | {native:.1f} s | | {differ} leads differ |")
    return 1 if differ else 0


def _start(folder: Path, workers: int) -> list[subprocess.Popen[bytes]]:
    """A master and its workers, each a process of its own."""
    home = Path(pyspark.__file__).parent
    spark = [home / "bin" / "spark-class"]
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(folder / "work")}

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*spark, *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    master = start("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(PORT), "--webui-port", "0")
    time.sleep(8)
    worker = ("org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "3g", "--webui-port", "0", f"spark://127.0.0.1:{PORT}")
    return [master, *(start(*worker) for _ in range(workers))]


def _score(query: str, data: Path, folder: Path) -> tuple[float, int]:
    """Seconds that the query took, its result written, and its rows."""
    (folder / "log").mkdir()
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.executor.memory": "2g",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": (folder / "log").as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
        "spark.sql.shuffle.partitions": "8",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(f"spark://127.0.0.1:{PORT}").appName("handraise")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    for name in ("leads", "events"):
        session.read.parquet(str(data / f"{name}.parquet")).createOrReplaceTempView(name)
    start = time.monotonic()
    scores: DataFrame = session.sql(query)
    scores.write.parquet(str(folder / "spark"))
    seconds = time.monotonic() - start
    leads = session.read.parquet(str(folder / "spark")).count()
    session.stop()
    return seconds, leads


def _shuffled(log: Path) -> tuple[int, int]:
    """Bytes that were written to and read from shuffles."""
    written = read = 0
    for file in log.iterdir():
        for line in file.read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            metrics = event.get("Task Metrics") if event.get("Event") == "SparkListenerTaskEnd" else None
            if metrics:
                written += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
                read += metrics["Shuffle Read Metrics"]["Remote Bytes Read"] + metrics["Shuffle Read Metrics"]["Local Bytes Read"]
    return written, read


def _differences(folder: Path) -> int:
    """Leads whose total or rank are not the same."""
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    columns = ["lead_id", "total", "rank", "lane"]
    ours = session.read.parquet(str(folder / "native.parquet")).select(columns)
    theirs = session.read.parquet(str(folder / "spark")).select(columns)
    differ = ours.exceptAll(theirs).count() + theirs.exceptAll(ours).count()
    session.stop()
    return differ


if __name__ == "__main__":
    sys.exit(main())
