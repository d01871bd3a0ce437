"""What the forms need of an SQL engine: its tables, and the few expressions that its dialect writes in its own way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from model import DataPoint
from task import DAY_MICROS, Task


class Engine(ABC):
    """One engine, open on the files of a task."""

    def __init__(self, task: Task) -> None:
        self.task = task

    @abstractmethod
    def file(self, *, events: bool) -> str:
        """What stands after FROM to read a file of the task."""

    @abstractmethod
    def table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[int | str | None]]) -> str:
        """Keeps a small table of 64-bit integers and texts; gives what stands after FROM."""

    @abstractmethod
    def materialised(self, name: str, query: str) -> str:
        """Keeps the small result of a query; gives what stands after FROM."""

    @abstractmethod
    def micros(self, timestamp: str) -> str:
        """A timestamp as microseconds since 1970."""

    @abstractmethod
    def quotient(self, value: str, divisor: int) -> str:
        """An integer divided, rounded towards zero."""

    @abstractmethod
    def age_days(self, date: str) -> str:
        """Days from a date to that of the instant."""

    @abstractmethod
    def email_domain(self, email: str) -> str:
        """What follows the last @, in lower case; NULL without one or when empty."""

    @abstractmethod
    def sum_of_largest(self, value: str, count: int, condition: str) -> str:
        """An aggregate: the sum of so many of the largest values among the rows that meet the condition."""

    @abstractmethod
    def sum_of_most(self, value: str, count: str) -> str:
        """An aggregate: the sum of as many of the largest values as a column tells that is equal in all rows."""

    @abstractmethod
    def write(self, query: str) -> None:
        """Runs the query and writes its rows as the task's output."""

    def count(self, condition: str) -> str:
        """An aggregate: how many rows meet the condition."""
        return f"count(*) filter (where {condition})"

    def sum(self, value: str, condition: str) -> str:
        """An aggregate: the sum over the rows that meet the condition."""
        return f"sum({value}) filter (where {condition})"

    def largest(self, value: str, condition: str) -> str:
        """An aggregate: the largest value among the rows that meet the condition."""
        return f"max({value}) filter (where {condition})"

    def integer(self, value: str) -> str:
        """The value as a 64-bit integer."""
        return f"cast({value} as bigint)"

    def bits(self, *values: str) -> str:
        """The bitwise and of values."""
        return "(" + " & ".join(values) + ")"

    def data_point(self, point: DataPoint) -> str:
        """A data point of a lead under the name that conditions use."""
        column = f'"{point.column}"'
        functions = {"age_days": self.age_days, "email_domain": self.email_domain}
        return f"{functions[point.function](column) if point.function else column} as {point.name}"

    def leads(self) -> str:
        """A query: leads with the data points that some condition reads."""
        model = self.task.model
        columns = [f'"{model.lead_id}" as lead_id', *(self.data_point(point) for point in model.lead_points())]
        return f"select {', '.join(columns)} from {self.file(events=False)}"

    def events(self) -> str:
        """A query: events before the instant, as lead, event, micros, age and the properties that conditions read."""
        model, as_of = self.task.model, self.task.as_of_micros
        micros = self.micros(f'"{model.event_time}"')
        properties = [f'"{point.column}" as {point.name}' for point in model.event_points()]
        columns = [f'"{model.event_lead}" as lead', f'"{model.event_type}" as event', f"{micros} as micros", *properties]
        read = f"select {', '.join(columns)} from {self.file(events=True)}"
        age = f"{self.task.as_of_day} - {self.quotient('micros', DAY_MICROS)}"
        return f"select r.*, {age} as age from ({read}) as r where micros < {as_of}"
