"""What one contender is asked to do: score these files with this model and write all scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from model import Engagement, Model

DAY_MICROS = 86_400_000_000


@dataclass(frozen=True)
class Task:
    """Files, model and instant of one run, and the Parquet file to write: lead_id, total in 10^-7 point, rank."""

    model: Model
    leads: Path
    events: Path
    as_of: datetime
    output: Path
    threads: int = 2

    @property
    def is_csv(self) -> bool:
        """Whether the data is delimited text."""
        return self.events.suffix == ".csv"

    @property
    def as_of_micros(self) -> int:
        """The instant in microseconds since 1970."""
        return int(self.as_of.timestamp()) * 1_000_000

    @property
    def as_of_day(self) -> int:
        """The date of the instant in days since 1970."""
        return self.as_of_micros // DAY_MICROS

    @property
    def days(self) -> int:
        """How many ages, from 0, can give an event another weight than the age before; every table of ages is so long."""
        return 1 + max((days_of_change(rule) for rule in self.model.engagement), default=0)


def days_of_change(rule: Engagement) -> int:
    """The age from which on an event gives always the same."""
    if rule.within_days is not None:
        return rule.within_days
    if rule.half_life_days is not None:
        # From here on the multiplier is below half a thousandth, which rounds to none.
        return 11 * rule.half_life_days
    return 0


def instant(written: str) -> datetime:
    """An instant in UTC; a bare date is its first instant."""
    value = datetime.fromisoformat(written)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
