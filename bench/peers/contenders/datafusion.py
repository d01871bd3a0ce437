"""DataFusion: as many partitions as threads."""

from __future__ import annotations

from collections.abc import Sequence

import datafusion
import forms
import pyarrow as pa
from engine import Engine
from model import text
from task import Task

FORMS = list(forms.FORMS)


def run(task: Task, form: str) -> None:
    """Scores in this form."""
    forms.run(DataFusion(task), forms.FORMS[form])


class DataFusion(Engine):
    """DataFusion's dialect. It has no aggregate for the k largest: lists of all, sorted where they are complete, take that place."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        config = datafusion.SessionConfig().with_target_partitions(task.threads)
        config = config.set("datafusion.execution.parquet.pushdown_filters", "false")
        self.context = datafusion.SessionContext(config)
        self.context.register_parquet("events_file", str(task.events))
        self.context.register_parquet("leads_file", str(task.leads))

    def file(self, *, events: bool) -> str:
        return "events_file" if events else "leads_file"

    def table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[int | str | None]]) -> str:
        batch = pa.record_batch([pa.array(column) for column in zip(*rows, strict=True)], names=list(columns))
        self.context.register_record_batches(name, [[batch]])
        return name

    def materialised(self, name: str, query: str) -> str:
        self.context.register_record_batches(name, [self.context.sql(query).collect()])
        return name

    def micros(self, timestamp: str) -> str:
        return f"cast(cast({timestamp} as timestamp(6)) as bigint)"

    def quotient(self, value: str, divisor: int) -> str:
        return f"{value} / {divisor}"

    def age_days(self, date: str) -> str:
        return f"({self.task.as_of_day} - cast({date} as int))"

    def email_domain(self, email: str) -> str:
        return f"nullif(lower(case when contains({email}, '@') then split_part({email}, '@', -1) end), '')"

    def sum_of_largest(self, value: str, count: int, condition: str) -> str:
        return f"array_sum(array_slice(array_sort(array_agg({value}) filter (where {condition}), 'DESC'), 1, {count}))"

    def sum_of_most(self, value: str, count: str) -> str:
        return f"array_sum(array_slice(array_sort(array_agg({value}), 'DESC'), 1, min({count})))"

    def write(self, query: str) -> None:
        query = f"copy ({query}) to {text(str(self.task.output))} stored as parquet options ('compression' 'zstd(3)')"
        self.context.sql(query).collect()
