"""A Spark cluster of separate processes on the loopback interface scores Parquet files: the same scores as the binary, how
long it took, and what was shuffled.

`cluster.py --handraise BINARY --data FOLDER --model MODEL --as-of INSTANT`, where the folder holds leads.parquet and
events.parquet.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyspark
from pyspark.sql import DataFrame, SparkSession

# What is compared, each as text but the exact decimals.
COLUMNS = ("lead_id", "rank", "score", "rating", "grade", "lane", "gates_met", "eligible", "excluded", "persona", "product", "size", "lead_source", "critical_met")
EXACT = ("total", "fit", "engagement")


def main() -> int:
    """Runs it; gives the exit code."""
    # The cluster is ended however this ends.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
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
        port = _free_port()
        cluster: list[subprocess.Popen[bytes]] = []
        try:
            _start(folder, port, given.workers, cluster)
            seconds, leads = _score(query, given.data, folder, port)
        finally:
            for process in cluster:
                process.terminate()
                process.wait()
        start = time.monotonic()
        score = [given.handraise, "score", given.model, "--as-of", given.as_of, "--output", folder / "native.parquet"]
        subprocess.run([*score, "--leads", given.data / "leads.parquet", "--events", given.data / "events.parquet"], check=True, capture_output=True)
        native = time.monotonic() - start
        written, read = _shuffled(folder / "log")
        differ = _differences(folder)
    print(f"| Spark, {given.workers} workers | {seconds:.1f} s | {written / 1e6:.0f} MB shuffled, {read / 1e6:.0f} MB read | {leads} leads |")
    print(f"| handraise | {native:.1f} s | | {differ} leads differ |")
    return 1 if differ else 0


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _start(folder: Path, port: int, workers: int, cluster: list[subprocess.Popen[bytes]]) -> None:
    """A master and its workers, each a process of its own, added to the cluster as they start."""
    home = Path(pyspark.__file__).parent
    spark = [home / "bin" / "spark-class"]
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(folder / "work")}

    def start(role: str, *arguments: str) -> None:
        command = [*spark, f"org.apache.spark.deploy.{role}", "--host", "127.0.0.1", "--webui-port", "0", *arguments]
        cluster.append(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    start("master.Master", "--port", str(port))
    _wait_for(port)
    for _ in range(workers):
        start("worker.Worker", "--cores", "1", "--memory", "3g", f"spark://127.0.0.1:{port}")


def _wait_for(port: int) -> None:
    """Until the master listens; at most two minutes."""
    for _ in range(240):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("the master of the cluster does not start")


def _score(query: str, data: Path, folder: Path, port: int) -> tuple[float, int]:
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
        # The job starts when all workers are there.
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        "spark.scheduler.maxRegisteredResourcesWaitingTime": "60s",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(f"spark://127.0.0.1:{port}").appName("handraise")
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
    """Leads of which a value differs: rows that only the one has, or only the other."""
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    columns = [f"cast({name} as string)" for name in COLUMNS] + [f"cast({name} as decimal(18, 7))" for name in EXACT]
    ours = session.read.parquet(str(folder / "native.parquet")).selectExpr(*columns, "array_join(reasons, '; ')")
    theirs = session.read.parquet(str(folder / "spark")).selectExpr(*columns, "coalesce(reasons, '')")
    differ = max(ours.exceptAll(theirs).count(), theirs.exceptAll(ours).count())
    session.stop()
    return differ


if __name__ == "__main__":
    sys.exit(main())
