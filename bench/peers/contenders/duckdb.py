"""DuckDB: in memory, all that it may use of the machine but threads."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import forms
import visits
from engine import Engine
from model import text
from task import Task

FORMS = [*forms.FORMS, *visits.FORMS]
KINDS = {"text": "varchar", "integer": "bigint", "decimal": "double", "boolean": "boolean", "date": "date", "timestamp": "timestamptz"}


def run(task: Task, form: str) -> None:
    """Scores in this form."""
    if form in visits.FORMS:
        forms.run(OneQuery(task), visits.FORMS[form])
    else:
        forms.run(DuckDb(task), forms.FORMS[form])


class DuckDb(Engine):
    """DuckDB's dialect."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.connection = duckdb.connect(config={"threads": task.threads, "preserve_insertion_order": False})
        self.connection.execute("set timezone = 'UTC'")

    def file(self, *, events: bool) -> str:
        path = self.task.events if events else self.task.leads
        if not self.task.is_csv:
            return f"read_parquet({text(str(path))})"
        model = self.task.model
        if events:
            types = {model.event_lead: "varchar", model.event_type: "varchar", model.event_time: "timestamptz"}
            types |= {point.column: KINDS[point.type] for point in model.event}
        else:
            types = {model.lead_id: "varchar"} | {point.column: KINDS[point.type] for point in model.lead}
        return f"read_csv({text(str(path))}, header = true, types = {types})"

    def table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[int | str | None]]) -> str:
        values = ", ".join(f"({', '.join(_literal(value) for value in row)})" for row in rows)
        return self.materialised(name, f"select * from (values {values}) as v({', '.join(columns)})")

    def materialised(self, name: str, query: str) -> str:
        self.connection.execute(f"create temp table {name} as {query}")
        return name

    def micros(self, timestamp: str) -> str:
        return f"epoch_us({timestamp})"

    def quotient(self, value: str, divisor: int) -> str:
        return f"{value} // {divisor}"

    def age_days(self, date: str) -> str:
        return f"(date '{self.task.as_of.date()}' - {date})"

    def email_domain(self, email: str) -> str:
        return f"nullif(lower(case when contains({email}, '@') then split_part({email}, '@', -1) end), '')"

    def sum_of_largest(self, value: str, count: int, condition: str) -> str:
        return f"list_sum(max({value}, {count}) filter (where {condition}))"

    def sum_of_most(self, value: str, count: str) -> str:
        return f"list_sum(max({value}, coalesce({count}, 1)))"

    def write(self, query: str) -> None:
        self.connection.execute(f"copy ({query}) to {text(str(self.task.output))} (format parquet, compression zstd)")


class OneQuery(DuckDb):
    """The same without tables of its own: what it keeps are steps of the one query that it runs."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.steps: dict[str, str] = {}

    def materialised(self, name: str, query: str) -> str:
        self.steps[name] = query
        return name

    def write(self, query: str) -> None:
        steps = ",\n".join(f"{name} as materialized (\n{step}\n)" for name, step in self.steps.items())
        super().write(f"with {steps}\n{query}")


def _literal(value: int | str | None) -> str:
    if value is None:
        return "null::bigint"
    return text(value) if isinstance(value, str) else f"{value}::bigint"
