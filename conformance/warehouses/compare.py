"""What an engine says, held against what must come out: as typed values, nulls with nulls."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from case import Case, exact, instant

EXACT = ("total", "fit", "engagement")
INSTANTS = ("last_touch", "last_hand_raise")
PLAIN = (
    "rank",
    "score",
    "rating",
    "fit_grade",
    "engagement_grade",
    "grade",
    "lane",
    "gates_met",
    "eligible",
    "excluded",
    "persona",
    "product",
    "size",
    "lead_source",
    "critical_met",
)

Row = Mapping[str, object]


def differences(case: Case, rows: Sequence[Row]) -> list[str]:
    """Where the rows of a result differ from what the case expects, a line each."""
    found = {row["lead_id"]: row for row in rows}
    lines = [] if len(found) == len(rows) else ["a lead stands in two rows"]
    lines += [f"lead {lead!r}: missing" for lead in case.expected if lead not in found]
    lines += [f"lead {lead!r}: not expected" for lead in found if lead not in case.expected]
    for lead, expected in case.expected.items():
        if lead in found:
            lines += [f"lead {lead!r}: {line}" for line in _of_lead(case, expected, found[lead])]
    return lines


def _of_lead(case: Case, expected: Row, found: Row) -> Iterator[str]:
    yield from _differ({name: expected[name] for name in PLAIN}, found)
    yield from _differ({name: exact(expected[name]) for name in EXACT}, found)
    yield from _differ({name: _instant(expected[name]) for name in INSTANTS}, {name: _instant(found[name]) for name in INSTANTS})
    yield from _differ({"products": _products(expected["products"])}, {"products": _products(found["products"])})
    contributions, occurrences = expected["contributions"], expected["occurrences"]
    assert isinstance(contributions, Mapping) and isinstance(occurrences, Mapping)
    for criterion in case.criteria:
        wanted: dict[str, object] = {f"points_{criterion.id}": exact(contributions[criterion.name])}
        if criterion.is_engagement:
            wanted[f"count_{criterion.id}"] = occurrences[criterion.name]
        yield from _differ(wanted, found)


def _differ(expected: Row, found: Row) -> Iterator[str]:
    for name, value in expected.items():
        if not _same(value, found[name]):
            yield f"{name}: {value!r} expected, {found[name]!r} found"


def _same(expected: object, found: object) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(found, float):
        return False
    return expected == found


def _instant(value: object) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    assert isinstance(value, str)
    return instant(value)


def _products(value: object) -> object:
    if isinstance(value, str):
        return json.loads(value, parse_float=Decimal)
    if isinstance(value, dict):
        return {name: {key: exact(part) if isinstance(part, str) else part for key, part in scores.items()} for name, scores in value.items()}
    return value
