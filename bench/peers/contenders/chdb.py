"""chDB: ClickHouse in the process."""

from __future__ import annotations

from collections.abc import Sequence

import forms
from chdb import session
from engine import Engine
from model import text
from task import Task

FORMS = list(forms.FORMS)


def run(task: Task, form: str) -> None:
    """Scores in this form."""
    forms.run(ChDb(task), forms.FORMS[form])


class ChDb(Engine):
    """ClickHouse's dialect."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.session = session.Session()
        self._do(f"set max_threads = {task.threads}, join_use_nulls = 1, session_timezone = 'UTC'")

    def file(self, *, events: bool) -> str:
        path = self.task.events if events else self.task.leads
        return f"file({text(str(path))}, Parquet)"

    def table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[int | str | None]]) -> str:
        kinds = [_kind(column) for column in zip(*rows, strict=True)]
        structure = ", ".join(f"{column} {kind}" for column, kind in zip(columns, kinds, strict=True))
        values = ", ".join(f"({', '.join(_literal(value) for value in row)})" for row in rows)
        self._do(f"create temporary table {name} ({structure}) engine = Memory")
        self._do(f"insert into {name} values {values}")
        return name

    def materialised(self, name: str, query: str) -> str:
        self._do(f"create temporary table {name} engine = Memory as {query}")
        return name

    def micros(self, timestamp: str) -> str:
        return f"toUnixTimestamp64Micro(assumeNotNull({timestamp}))"

    def quotient(self, value: str, divisor: int) -> str:
        return f"intDiv({value}, {divisor})"

    def age_days(self, date: str) -> str:
        return f"({self.task.as_of_day} - toInt32({date}))"

    def email_domain(self, email: str) -> str:
        return f"nullIf(lowerUTF8(if(position({email}, '@') > 0, arrayElement(splitByChar('@', assumeNotNull({email})), -1), null)), '')"

    def sum_of_largest(self, value: str, count: int, condition: str) -> str:
        return f"-arraySum(groupArraySortedIf({count})(-{value}, {condition}))"

    def sum_of_most(self, value: str, count: str) -> str:
        return f"-arraySum(arraySlice(arraySort(groupArray(-{value})), 1, coalesce(min({count}), 1)))"

    def integer(self, value: str) -> str:
        return f"toInt64({value})"

    def bits(self, *values: str) -> str:
        first, *others = values
        for value in others:
            first = f"bitAnd({first}, {value})"
        return first

    def write(self, query: str) -> None:
        self._do(
            f"insert into function file({text(str(self.task.output))}, Parquet) {query} "
            "settings output_format_parquet_compression_method = 'zstd', engine_file_truncate_on_insert = 1"
        )

    def _do(self, statement: str) -> None:
        self.session.query(statement)


def _kind(values: Sequence[int | str | None]) -> str:
    kind = "String" if any(isinstance(value, str) for value in values) else "Int64"
    return f"Nullable({kind})" if None in values else kind


def _literal(value: int | str | None) -> str:
    if value is None:
        return "null"
    return text(value) if isinstance(value, str) else str(value)
