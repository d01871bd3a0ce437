"""A scoring model, read from its TOML document: what an SQL engine needs to know of it.

Only what a model of the workload may use is understood, and of the full one only when it is asked for: the peers have no
sessions, days or `after`. Whatever else a document holds is refused, because a peer that leaves something out would be fast
for the wrong reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

# What follows is in units of 10^-7 point: points * multiplier (10^3) * credibility (10^2) * persona weight (10^2).
UNIT = 10_000_000
FULL_WEIGHT = 100
FULL_CREDIBILITY = 100

SECTIONS = {
    "format", "model", "credibility", "data", "list", "lead", "event", "gate", "exclude", "fit", "engagement",
    "engagement_points", "group", "persona", "score", "grade", "lane", "example", "outcome",
}  # fmt: skip
ENGAGEMENT_KEYS = {
    "id", "name", "event", "where", "points", "at_most", "within_days", "half_life_days", "group", "from", "per",
    "critical", "hand_raise", "at_least", "after", "after_days",
}  # fmt: skip
TEXT_LITERAL = re.compile(r"'(?:[^']|'')*'")
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ANY_OF_LIST = re.compile(r"=\s*any\s*\(\s*([A-Za-z_][A-Za-z0-9_]*)\s*\)", re.IGNORECASE)
OF_A_COLUMN = re.compile(r"\b(age_days|email_domain)\s*\(\s*([A-Za-z_][A-Za-z0-9_]*)\s*\)", re.IGNORECASE)


class Unsupported(Exception):
    """The model uses what the peers' SQL does not express."""


@dataclass(frozen=True)
class DataPoint:
    """A column of the input, or a function of it, and the name that conditions call it by."""

    name: str
    column: str
    type: str
    function: str | None = None


@dataclass(frozen=True)
class Band:
    """One row of a fit criterion; the first whose condition is TRUE counts, and `None` is always met."""

    when: str | None
    points: int
    credibility: int


@dataclass(frozen=True)
class Fit:
    """A fit criterion: all its forms come down to bands."""

    group: str | None
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Engagement:
    """An engagement criterion; a plain one counts single events, whatever was before."""

    index: int
    events: tuple[str, ...]
    where: str | None
    points: int
    credibility: int
    at_most: int | None
    within_days: int | None
    half_life_days: int | None
    group: str | None
    per: str = "event"
    at_least: int = 1
    after: int | None = None
    after_days: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether it takes no more than its own events, one by one."""
        return self.per == "event" and self.after is None


@dataclass(frozen=True)
class Persona:
    """The weight of the engagement of those who meet the condition, in hundredths."""

    when: str
    weight: int


@dataclass(frozen=True)
class Model:
    """A model."""

    lead_id: str
    event_lead: str
    event_type: str
    event_time: str
    lead: tuple[DataPoint, ...]
    event: tuple[DataPoint, ...]
    gates: tuple[str, ...]
    exclusions: tuple[str, ...]
    fit: tuple[Fit, ...]
    engagement: tuple[Engagement, ...]
    personas: tuple[Persona, ...]
    groups: dict[str, int]
    fit_max: int
    engagement_max: int
    gates_required: int

    def lead_points(self) -> tuple[DataPoint, ...]:
        """The data points of leads that some condition reads."""
        conditions = [*self.gates, *self.exclusions, *(persona.when for persona in self.personas)]
        conditions += [band.when for fit in self.fit for band in fit.bands if band.when is not None]
        return _read_by(self.lead, conditions)

    def event_points(self) -> tuple[DataPoint, ...]:
        """The properties of events that some condition reads."""
        return _read_by(self.event, [rule.where for rule in self.engagement if rule.where is not None])


def read(path: Path, *, plain: bool = True) -> Model:
    """Reads a model that `handraise check` has found right; unless told otherwise, a plain one only."""
    model = _Reader(tomllib.loads(path.read_text(encoding="utf-8"))).model()
    if plain and not all(rule.is_plain for rule in model.engagement):
        raise Unsupported("days, sessions or `after`")
    return model


def text(value: str) -> str:
    """A text literal of SQL."""
    return "'" + value.replace("'", "''") + "'"


def names_in(condition: str) -> set[str]:
    """The words of a condition outside its text literals."""
    return set(WORD.findall(TEXT_LITERAL.sub("''", condition)))


class _Reader:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        if unknown := set(document) - SECTIONS:
            raise Unsupported(f"sections {sorted(unknown)}")
        self.lists: dict[str, list[str]] = document.get("list", {})
        self.derived: dict[str, tuple[str, str]] = {}
        self.credibility = {name: round(value * FULL_CREDIBILITY) for name, value in document.get("credibility", {}).items()}
        self.trust = {
            name: self.credibility[entry["from"]]
            for section in ("lead", "event")
            for name, entry in document.get(section, {}).items()
            if isinstance(entry, dict) and "from" in entry
        }

    def model(self) -> Model:
        data, score = self.document.get("data", {}), self.document.get("score", {})
        if odd := set(data) & {"event_id", "lead_created", "lead_valid_from", "time_format", "time_zone"}:
            raise Unsupported(f"{sorted(odd)} in [data]")
        gates = self._conditions("gate")
        model = Model(
            lead_id=data.get("lead_id", "lead_id"),
            event_lead=data.get("event_lead", "lead_id"),
            event_type=data.get("event_type", "event"),
            event_time=data.get("event_time", "timestamp"),
            lead=self._data_points("lead"),
            event=self._data_points("event"),
            gates=gates,
            exclusions=self._conditions("exclude"),
            fit=tuple(Fit(entry.get("group"), tuple(self._bands(entry))) for entry in self.document.get("fit", [])),
            engagement=tuple(self._engagement()),
            personas=tuple(
                Persona(self._condition(entry["when"]), round(entry.get("weight", 1) * FULL_WEIGHT))
                for entry in self.document.get("persona", [])
            ),
            groups={name: entry["max"] for name, entry in self.document.get("group", {}).items()},
            fit_max=score.get("fit_max", 50),
            engagement_max=score.get("engagement_max", 50),
            gates_required=score.get("gates_required", len(gates)),
        )
        if any(name not in {point.name for point in model.lead} for _, name in self.derived.values()):
            raise Unsupported("functions of properties of events")
        points = {point.name: point for point in model.lead}
        derived = [replace(points[of], name=name, function=function) for name, (function, of) in self.derived.items()]
        return replace(model, lead=(*model.lead, *derived))

    def _data_points(self, section: str) -> tuple[DataPoint, ...]:
        points = []
        for name, entry in self.document.get(section, {}).items():
            entry = {"type": entry} if isinstance(entry, str) else entry
            points.append(DataPoint(name, entry.get("column", name), entry["type"]))
        return tuple(points)

    def _conditions(self, section: str) -> tuple[str, ...]:
        return tuple(self._condition(entry["when"]) for entry in self.document.get(section, []))

    def _condition(self, condition: str) -> str:
        """The condition with its named lists written out."""

        def items(match: re.Match[str]) -> str:
            if match[1] not in self.lists:
                raise Unsupported(f"a list data point in `{condition}`")
            return "in (" + ", ".join(text(item) for item in self.lists[match[1]]) + ")"

        def derived(match: re.Match[str]) -> str:
            function, name = match[1].lower(), match[2]
            self.derived[f"{function}_{name}"] = (function, name)
            return f"{function}_{name}"

        condition = OF_A_COLUMN.sub(derived, ANY_OF_LIST.sub(items, condition))
        if odd := names_in(condition.lower()) & {"any", "cardinality", "email_domain", "age_days", "timestamp"}:
            raise Unsupported(f"{sorted(odd)} in `{condition}`")
        return condition

    def _bands(self, entry: dict[str, Any]) -> Iterator[Band]:
        """What each form of a fit criterion comes down to; a band is trusted as far as what was read to get to it."""
        trust = self.credibility[entry["from"]] if "from" in entry else None
        read = FULL_CREDIBILITY
        for when, points in self._outcomes(entry):
            for name in names_in(when or ""):
                read = min(read, self.trust.get(self.derived.get(name, ("", name))[1], FULL_CREDIBILITY))
            yield Band(when, points, read if trust is None else trust)

    def _outcomes(self, entry: dict[str, Any]) -> Iterator[tuple[str | None, int]]:
        of = entry.get("of")
        if "when" in entry:
            yield self._condition(entry["when"]), entry["points"]
        elif of is None:
            for band in entry["bands"]:
                yield (None if "else" in band else self._condition(band["when"])), band["points"]
        else:
            if isinstance(points := entry.get("points"), dict):
                is_text = any(point.name == of and point.type == "text" for point in self._data_points("lead"))
                for value, given in points.items():
                    yield (f"{of} is not null" if value == "else" else f"{of} = {text(value) if is_text else value}"), given
            else:
                for band in entry["bands"]:
                    yield (f"{of} is not null" if "else" in band else f"{of} < {band['below']}"), band["points"]
            yield f"{of} is null", entry.get("unknown", 0)

    def _engagement(self) -> Iterator[Engagement]:
        entries = list(self.document.get("engagement", []))
        entries += [
            {"name": event, "event": event, "points": points} for event, points in self.document.get("engagement_points", {}).items()
        ]
        places = {entry[key]: index for key in ("name", "id") for index, entry in enumerate(entries) if key in entry}
        for index, entry in enumerate(entries):
            if (odd := set(entry) - ENGAGEMENT_KEYS) or entry.get("per") == "once":
                raise Unsupported(f"{sorted(odd) or 'per'} of `{entry['name']}`")
            where = self._condition(entry["where"]) if "where" in entry else None
            trust = min((self.trust.get(name, FULL_CREDIBILITY) for name in names_in(where or "")), default=FULL_CREDIBILITY)
            events = entry["event"]
            yield Engagement(
                index=index,
                events=tuple(dict.fromkeys([events] if isinstance(events, str) else events)),
                where=where,
                points=entry["points"],
                credibility=self.credibility[entry["from"]] if "from" in entry else trust,
                at_most=entry.get("at_most"),
                within_days=entry.get("within_days"),
                half_life_days=entry.get("half_life_days"),
                group=entry.get("group"),
                per=entry.get("per", "event"),
                at_least=entry.get("at_least", 1),
                after=places[entry["after"]] if "after" in entry else None,
                after_days=entry.get("after_days", 0),
            )


def _read_by(points: tuple[DataPoint, ...], conditions: list[str]) -> tuple[DataPoint, ...]:
    names = set().union(*(names_in(condition) for condition in conditions)) if conditions else set()
    return tuple(point for point in points if point.name in names)
