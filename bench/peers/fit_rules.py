"""Writes the fit criteria of a model for rule engines, and the leads as they read them: `fit_rules.py DATA MODEL AS_OF DIR`.

`rules.json` holds each criterion's bands as json-rules-engine conditions and as one zen expression, with the points times
credibility that they give (in hundredths of a point); `leads.jsonl` holds what conditions read, functions of data points and products
with constants worked out in advance, which spares the engines that work.
"""

from __future__ import annotations

import argparse
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any as Json

import model as models
import pyarrow.parquet as pq
from condition import All, Any, Leaf, Product, Tree, parse
from model import DataPoint, Fit, Unsupported
from task import instant

JSON_OPERATORS = {
    "=": "equal", "<>": "notEqual", "<": "lessThan", "<=": "lessThanInclusive", ">": "greaterThan", ">=": "greaterThanInclusive",
    "in": "in", "not in": "notIn",
}  # fmt: skip


def main() -> None:
    """Writes both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("as_of", type=instant)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    model = models.read(given.model)
    rules = {
        "fit_max": model.fit_max,
        "groups": model.groups,
        "criteria": [{"group": fit.group, "bands": _json_bands(fit), "expression": _zen_bands(fit)} for fit in model.fit],
    }
    (given.folder / "rules.json").write_text(json.dumps(rules), encoding="utf-8")
    points = model.lead_points()
    products = {_fact(leaf.value) for fit in model.fit for leaf in _leaves(fit) if isinstance(leaf.value, Product)}
    table = pq.read_table(given.data / "leads.parquet", columns=[model.lead_id, *dict.fromkeys(point.column for point in points)])
    with (given.folder / "leads.jsonl").open("w", encoding="utf-8") as leads:
        for row in table.to_pylist():
            lead = {"lead_id": row[model.lead_id]} | {point.name: _value(point, row[point.column], given.as_of) for point in points}
            lead |= {fact: _times(lead[name], factor) for fact, (name, factor) in ((fact, _parts(fact)) for fact in products)}
            leads.write(json.dumps(lead) + "\n")


def _value(point: DataPoint, value: Json, as_of: datetime) -> Json:
    """A cell as conditions read it; dates themselves no condition of the workload reads."""
    if point.function == "age_days":
        return None if value is None else (as_of.date() - value).days
    if point.function == "email_domain":
        return (value.rpartition("@")[2].lower() or None) if value is not None and "@" in value else None
    return value.isoformat() if isinstance(value, date) else value


def _times(value: int | None, factor: int) -> int | None:
    return None if value is None else value * factor


def _fact(product: Product) -> str:
    return f"{product.name}_times_{product.factor}"


def _parts(fact: str) -> tuple[str, int]:
    name, _, factor = fact.rpartition("_times_")
    return name, int(factor)


def _given(fit: Fit) -> list[tuple[Tree | None, int]]:
    return [(parse(band.when) if band.when else None, band.points * band.credibility) for band in fit.bands]


def _leaves(fit: Fit) -> list[Leaf]:
    def leaves(tree: Tree | None) -> list[Leaf]:
        if tree is None:
            return []
        return [tree] if isinstance(tree, Leaf) else [leaf for part in tree.parts for leaf in leaves(part)]

    return [leaf for tree, _ in _given(fit) for leaf in leaves(tree)]


def _json_bands(fit: Fit) -> list[dict[str, Json]]:
    """A condition for each band that gives points; bands that cannot be met together with it need no exclusion."""
    bands: list[dict[str, Json]] = []
    before: list[Tree] = []
    for tree, points in _given(fit):
        parts = [] if tree is None else [_json(tree)]
        for other in before:
            operators = _operators_on_one_name(tree, other)
            if operators in (("<", "<"), ("not null", "<")) and isinstance(other, Leaf):
                parts.append(_json(Leaf(other.name, ">=", other.value)))
            elif operators != ("=", "=") and "null" not in operators:
                parts.append({"not": _json(other)})
        if points:
            bands.append({"conditions": parts[0] if len(parts) == 1 and "fact" not in parts[0] else {"all": parts}, "points": points})
        if tree is not None:
            # Of two bands `below`, the later holds the earlier: only the last has to be excluded.
            before = [other for other in before if _operators_on_one_name(tree, other) != ("<", "<")] + [tree]
    return bands


def _operators_on_one_name(one: Tree | None, other: Tree) -> tuple[str, ...]:
    """The operators of two leaves about the same data point; none of anything else."""
    if isinstance(one, Leaf) and isinstance(other, Leaf) and one.name == other.name:
        return one.operator, other.operator
    return ()


def _json(tree: Tree) -> dict[str, Json]:
    """A condition of json-rules-engine."""
    if isinstance(tree, All | Any):
        return {"all" if isinstance(tree, All) else "any": [_json(part) for part in tree.parts]}
    if tree.operator in ("null", "not null"):
        return {"fact": tree.name, "operator": "equal" if tree.operator == "null" else "notEqual", "value": None}
    if "like" in tree.operator:
        leaf: dict[str, Json] = {"fact": tree.name, "operator": tree.operator.replace(" ", "_"), "value": _pattern(tree.value)}
    elif isinstance(tree.value, Product):
        product = _fact(tree.value)
        leaf = {"fact": tree.name, "operator": JSON_OPERATORS[tree.operator], "value": {"fact": product}}
        # Any number is more than null to JavaScript.
        return {"all": [{"fact": name, "operator": "notEqual", "value": None} for name in (tree.name, product)] + [leaf]}
    else:
        leaf = {"fact": tree.name, "operator": JSON_OPERATORS[tree.operator], "value": tree.value}
    if tree.operator in ("<>", "not in", "not like"):
        return {"all": [{"fact": tree.name, "operator": "notEqual", "value": None}, leaf]}
    return leaf


def _zen_bands(fit: Fit) -> str:
    """One expression that gives the criterion's points."""
    expression = "0"
    for tree, points in reversed(_given(fit)):
        expression = f"({points})" if tree is None else f"({_zen(tree)}) ? ({points}) : ({expression})"
    return expression


def _zen(tree: Tree) -> str:
    """A condition of zen's expression language."""
    if isinstance(tree, All | Any):
        return "(" + (" and " if isinstance(tree, All) else " or ").join(_zen(part) for part in tree.parts) + ")"
    if tree.operator in ("null", "not null"):
        return f"{tree.name} {'==' if tree.operator == 'null' else '!='} null"
    known = f"{tree.name} != null and "
    if "like" in tree.operator:
        negation = "not " if tree.operator == "not like" else ""
        return f"({known}{negation}{_zen_like(tree)})"
    if isinstance(tree.value, Product):
        product = _fact(tree.value)
        return f"({known}{product} != null and {tree.name} {tree.operator} {product})"
    if isinstance(tree.value, tuple):
        items = f"[{', '.join(json.dumps(value) for value in tree.value)}]"
        return f"{tree.name} in {items}" if tree.operator == "in" else f"({known}{tree.name} not in {items})"
    operator = {"=": "==", "<>": "!="}.get(tree.operator, tree.operator)
    comparison = f"{tree.name} {operator} {json.dumps(tree.value)}"
    return comparison if operator == "==" else f"({known}{comparison})"


def _zen_like(leaf: Leaf) -> str:
    text = str(leaf.value)
    inner = text.strip("%")
    if "%" in inner or "_" in inner:
        return f"matches({leaf.name}, {json.dumps(_pattern(text))})"
    functions = {(True, True): "contains", (True, False): "endsWith", (False, True): "startsWith"}
    function = functions.get((text.startswith("%"), text.endswith("%")))
    return f"{function}({leaf.name}, {json.dumps(inner)})" if function else f"{leaf.name} == {json.dumps(inner)}"


def _pattern(like: Json) -> str:
    """A pattern of LIKE as a regular expression."""
    if not isinstance(like, str):
        raise Unsupported(f"like {like!r}")
    return "^" + "".join({"%": ".*", "_": "."}.get(letter, re.escape(letter)) for letter in like) + "$"


if __name__ == "__main__":
    main()
