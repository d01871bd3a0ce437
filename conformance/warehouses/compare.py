"""What an engine says, held against what must come out: as typed values, nulls with nulls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from binary import Scores
from case import Case, exact, instant

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
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


def differences_from_binary(scores: Scores, rows: Sequence[Row]) -> list[str]:
    """Where the rows of a result differ from those of the binary: columns and their order, rows of rank in theirs, and every
    value, what is only carried through included."""
    if not rows or not scores.rows:
        return [f"{len(scores.rows)} rows of the binary, {len(rows)} rows"] if len(rows) != len(scores.rows) else []
    columns = list(scores.columns)
    lines = [] if list(rows[0]) == columns else [f"columns: {columns} expected, {list(rows[0])} found"]
    ranked = [row["lead_id"] for row in rows if row["rank"] is not None]
    expected = [row["lead_id"] for row in scores.rows if row["rank"] is not None]
    lines += [] if [row["lead_id"] for row in rows[: len(ranked)]] == expected else [f"order: {expected} expected, {ranked} found"]
    found = {row["lead_id"]: row for row in rows}
    for row in scores.rows:
        lead = row["lead_id"]
        wanted = {name: value for name, value in row.items() if name not in ("show", "contributions", "occurrences")}
        for name, value in wanted.items():
            if name in found.get(lead, {}):
                # Flat formats cannot tell an empty list from none.
                given = found[lead][name] or "" if isinstance(value, list) else found[lead][name]
                differ = _differ({name: _plain(value)}, {name: _plain(given)})
                lines += [f"lead {lead!r}, as the binary has it: {line}" for line in differ]
        lines += [f"lead {lead!r}: {line}" for line in _carried(row.get("show"), columns, found.get(lead, {}))]
    return lines


def _carried(show: object, columns: Sequence[str], found: Row) -> Iterator[str]:
    """Columns that are carried through stand after the lead; they are text to the binary, and what they are to an engine."""
    values = list(show.values()) if isinstance(show, Mapping) else []
    for name, value in zip(columns[1:], values, strict=False):
        text = _text(found.get(name))
        if text != (value or ""):
            yield f"{name}: {value!r} expected, {text!r} found"


def _text(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: object) -> object:
    """A list as the text that flat formats have, an instant as such."""
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, str) and INSTANT.fullmatch(value) or isinstance(value, datetime):
        return _instant(value)
    return _products(value) if isinstance(value, dict) or isinstance(value, str) and value.startswith('{"') else value


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
