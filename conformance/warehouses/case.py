"""A case: a model, typed tables, an instant, and what must come out. The format is that of ../cases/README.md."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

TABLES = ("leads", "events", "adjustments", "outcomes")

Cell = str | int | float | bool | date | datetime | list[str | None] | None


@dataclass(frozen=True)
class Column:
    """A column of a table: its name and its type, as a model calls types."""

    name: str
    kind: str


@dataclass(frozen=True)
class Table:
    """A typed table."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Criterion:
    """A criterion of a model: its name, and the id that its columns have."""

    name: str
    id: str
    is_engagement: bool


@dataclass(frozen=True)
class Case:
    """A case, ready to be given to an engine, with its rows as the file has them."""

    name: str
    model: str
    as_of: str
    leads: Table
    events: Table
    adjustments: Table
    outcomes: Table
    criteria: Sequence[Criterion]
    expected: Mapping[str, Mapping[str, object]]
    rows: Mapping[str, Sequence[Mapping[str, object]]]


def read(path: Path) -> Case:
    """The case in a file."""
    document = json.loads(path.read_text(encoding="utf-8"))
    text = "\n".join(document["model"]) + "\n"
    model = tomllib.loads(text)
    data = model.get("data", {})
    lead_id = data.get("lead_id", "lead_id")
    leads = [Column(lead_id, "text")]
    leads += [Column(data[key], "timestamp") for key in ("lead_created", "lead_valid_from") if key in data]
    leads += [Column(data["account_id"], "text")] if "account_id" in data else []
    leads += _data_points(model.get("lead", {}))
    known = {column.name for column in leads}
    leads += [Column(name, "text") for name in data.get("show", []) if name not in known]
    events = [
        Column(data.get("event_lead", "lead_id"), "text"),
        Column(data.get("event_type", "event"), "text"),
        Column(data.get("event_time", "timestamp"), "timestamp"),
    ]
    events += [Column(data["event_id"], "text")] if "event_id" in data else []
    events += _data_points(model.get("event", {}))
    adjustments = [Column(lead_id, "text"), Column("points", "integer"), Column("reason", "text"), Column("by", "text")]
    adjustments += [Column("at", "timestamp"), Column("until", "timestamp")]
    outcomes = [Column(lead_id, "text"), Column("outcome", "text"), Column("at", "timestamp")]
    return Case(
        name=path.stem,
        model=text,
        as_of=document["as_of"],
        leads=_table(leads, document["leads"]),
        events=_table(events, document["events"]),
        adjustments=_table(adjustments, document["adjustments"]),
        outcomes=_table(outcomes, document.get("outcomes", [])),
        criteria=list(_criteria(model)),
        expected={row["lead_id"]: row for row in document["expected"]},
        rows={name: document.get(name, []) for name in TABLES},
    )


def instant(text: str) -> datetime:
    """An instant in RFC 3339."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def exact(text: object) -> Decimal:
    """An exact decimal from its text."""
    if not isinstance(text, str):
        raise TypeError(f"{text!r} is not the text of a decimal")
    return Decimal(text)


def _data_points(section: Mapping[str, str | Mapping[str, str]]) -> list[Column]:
    settings = [(name, point if isinstance(point, dict) else {"type": point}) for name, point in section.items()]
    return [Column(point.get("column", name), point["type"]) for name, point in settings]


def _table(columns: Sequence[Column], rows: Sequence[Mapping[str, object]]) -> Table:
    return Table(columns, [[_cell(row.get(column.name), column.kind) for column in columns] for row in rows])


def _cell(value: object, kind: str) -> Cell:
    if value is None:
        return None
    match kind:
        case "timestamp":
            return instant(str(value))
        case "date":
            return date.fromisoformat(str(value))
        case "decimal":
            return float(str(value))
    assert isinstance(value, str | int | bool | list)
    return value


def _criteria(model: Mapping[str, object]) -> list[Criterion]:
    criteria = []
    for section in ("fit", "engagement"):
        named = model.get(section, [])
        assert isinstance(named, list)
        criteria += [Criterion(each["name"], each.get("id", default_id(each["name"])), section == "engagement") for each in named]
    short = model.get("engagement_points", {})
    assert isinstance(short, dict)
    return criteria + [Criterion(name, default_id(name), True) for name in short]


def default_id(name: str) -> str:
    """The id that a criterion has by its name."""
    plain = re.sub("[^a-z0-9]+", "_", name.lower())
    return (plain if plain[:1].isascii() and plain[:1].isalpha() else "c" + plain)[:40]
