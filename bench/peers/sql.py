"""The parts of the SQL that all peers share: fit, persona and gates of a lead, and its total and rank.

Everything is counted in units of 10^-7 point, in 64-bit integers, as the reference of scoring has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from model import FULL_CREDIBILITY, FULL_WEIGHT, UNIT, Engagement, Fit, Model

FIT_UNIT = UNIT // FULL_CREDIBILITY


def profile(model: Model, leads: str) -> str:
    """A query: fit, weight and eligibility of each lead, of the query for leads with their data points."""
    fit = _grouped(model, [(fit.group, _bands(fit)) for fit in model.fit])
    return (
        f"select lead_id, {_clip(fit, model.fit_max * UNIT)} as fit, {_weight(model)} as weight, {_eligible(model)} as eligible\n"
        f"from ({leads}) as r"
    )


def engagement_sum(model: Model, contribution: Callable[[Engagement], str]) -> str:
    """Engagement before the persona's weight, of what gives each criterion's contribution in 10^-5 point."""
    unit = UNIT // FULL_WEIGHT
    return _grouped(model, [(rule.group, contribution(rule)) for rule in model.engagement], unit)


def ranked(model: Model, engagement: str, profiles: str) -> str:
    """Total and rank of each lead.

    `engagement` has `lead_id`, `engagement` and `last_touch` of leads with events, `profiles` what `profile` gives.
    """
    given = _clip("coalesce(e.engagement, 0) * p.weight", model.engagement_max * UNIT)
    most = (model.fit_max + model.engagement_max) * UNIT
    return (
        "select lead_id, total, case when eligible then row_number() over "
        "(order by eligible desc, total desc, last_touch desc nulls last, lead_id) end as rank\n"
        f"from (select p.lead_id as lead_id, p.eligible as eligible, {_clip(f'p.fit + {given}', most)} as total, "
        f"e.last_touch as last_touch\nfrom ({profiles}) as p left join ({engagement}) as e on e.lead_id = p.lead_id) as scored"
    )


def case(outcomes: Iterable[tuple[str, object]], otherwise: object) -> str:
    """A CASE of conditions and values, or just the value that is left."""
    whens = " ".join(f"when {when} then {value}" for when, value in outcomes)
    return f"case {whens} else {otherwise} end" if whens else str(otherwise)


def _grouped(model: Model, contributions: Sequence[tuple[str | None, str]], unit: int = UNIT) -> str:
    """The sum of contributions, those of a group together at most its maximum."""
    parts = [given for group, given in contributions if group is None]
    for name, most in model.groups.items():
        if members := [given for group, given in contributions if group == name]:
            parts.append(f"least({' + '.join(members)}, {most * unit})")
    return " + ".join(parts) or "0"


def _bands(fit: Fit) -> str:
    outcomes = [(band.when, band.points * band.credibility * FIT_UNIT) for band in fit.bands]
    otherwise = next((points for when, points in outcomes if when is None), 0)
    return case([(f"({when})", points) for when, points in outcomes if when is not None], otherwise)


def _weight(model: Model) -> str:
    return case([(f"({persona.when})", persona.weight) for persona in model.personas], FULL_WEIGHT)


def _eligible(model: Model) -> str:
    gates = " + ".join(case([(f"({gate})", 1)], 0) for gate in model.gates) or "0"
    excluded = case([(" or ".join(f"({condition})" for condition in model.exclusions), "false")], "true") if model.exclusions else "true"
    return f"(({gates}) >= {model.gates_required} and {excluded})"


def _clip(value: str, most: int) -> str:
    return f"greatest(0, least({value}, {most}))"
