"""Apache Spark, on one thread of this machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime

from case import Cell, Table
from pyspark.sql import SparkSession
from pyspark.sql import types as kinds

KINDS = {
    "text": kinds.StringType(),
    "integer": kinds.LongType(),
    "decimal": kinds.DoubleType(),
    "boolean": kinds.BooleanType(),
    "date": kinds.DateType(),
    "timestamp": kinds.TimestampType(),
    "list": kinds.ArrayType(kinds.StringType()),
}
OTHERS = {"timestamp": kinds.TimestampNTZType()}

# Few and small rows: what takes time is the planning.
SETTINGS = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


class Engine:
    """A session that is emptied for each case."""

    dialect = "spark"

    def __init__(self) -> None:
        # Instants that come out are in the time zone of this process.
        os.environ["TZ"] = "UTC"
        builder = SparkSession.builder.master("local[1]").appName("handraise")
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")

    def load(self, tables: Mapping[str, Table], *, others: bool) -> None:
        """Makes these tables."""
        kinds_of = KINDS | OTHERS if others else KINDS
        # Whatever time zone a session has, the scores are the same, but for instants without one: Spark takes them to be in it.
        self.session.conf.set("spark.sql.session.timeZone", "UTC" if others else "America/Sao_Paulo")
        for name, table in tables.items():
            fields = [kinds.StructField(column.name, kinds_of[column.kind]) for column in table.columns]
            rows = [tuple(_cell(cell, naive=others) for cell in row) for row in table.rows]
            self.session.createDataFrame(rows, kinds.StructType(fields)).createOrReplaceTempView(name)

    def rows(self, query: str) -> list[dict[str, object]]:
        """The rows of a query."""
        return [row.asDict() for row in self.session.sql(query).collect()]

    def close(self) -> None:
        """Ends it."""
        self.session.stop()


def _cell(cell: Cell, *, naive: bool) -> Cell:
    return cell.replace(tzinfo=None) if naive and isinstance(cell, datetime) else cell
