"""The forms of SQL that every engine is given: each makes the engagement of leads from their events in another way.

An event weighs the less the older it is. So the `at_most` most recent occurrences of a criterion with a half-life are those
with the largest multipliers, and without one only their number matters: no form has to order events to find them.
"""

from __future__ import annotations

from collections.abc import Callable

import sql
from engine import Engine
from model import FULL_WEIGHT, UNIT, Engagement, text
from task import Task

Form = Callable[[Engine], str]
Condition = Callable[[Engagement], str]


def wide_case(engine: Engine) -> str:
    """One pass, an aggregate with its own condition for each criterion, as a person would write it."""

    def condition(rule: Engagement) -> str:
        return matches(rule) + (f" and e.age < {rule.within_days}" if rule.within_days else "")

    return _wide(engine, f"({engine.events()}) as e left join {_days(engine)} as d on d.age = e.age", condition)


def wide_bits(engine: Engine) -> str:
    """One pass; what an event may count for is the bitwise and of what its type, its properties and its age allow."""
    return _wide(engine, f"({_with_bits(engine)}) as e", lambda rule: f"{engine.bits('bits', str(1 << rule.index))} <> 0")


def long_join(engine: Engine) -> str:
    """A row for each event and criterion, by a join with a table of rules, and the largest multipliers of each criterion."""
    counted = f"select lead, criterion, {given_by_largest(engine)} from ({_joined(engine)}) as j group by lead, criterion"
    return _long(engine, counted)


def row_number(engine: Engine) -> str:
    """A row for each event and criterion, numbered from the latest; those up to `at_most` count."""
    numbered = f"select j.*, row_number() over (partition by lead, criterion order by micros desc) as place from ({_joined(engine)}) as j"
    counted = f"select lead, team, m * points as given from ({numbered}) as n where place <= coalesce(at_most, place)"
    return _long(engine, counted)


def one_pass(engine: Engine) -> str:
    """As `long_join`, but of one pass: events that count for nothing stay as one row of their lead, for its last touch."""
    counted = (
        f"select lead, criterion, max(micros) as last_touch, {given_by_largest(engine)} "
        f"from ({looked_up(engine)}) as j group by lead, criterion"
    )
    sums = f"{team_sums(engine)} as engagement"
    return f"select lead as lead_id, {sums}, max(last_touch) as last_touch from ({counted}) as c group by lead"


FORMS: dict[str, Form] = {
    "wide_case": wide_case,
    "wide_bits": wide_bits,
    "long_join": long_join,
    "row_number": row_number,
    "one_pass": one_pass,
}


RULE_COLUMNS = ["event", "criterion", "bit", "points", "at_most", "half_life", "team"]
LOOKED_UP = (
    "e.lead as lead, e.micros as micros, e.age as age, "
    "f.criterion as criterion, f.points as points, f.at_most as at_most, f.team as team, f.m as m"
)


def run(engine: Engine, form: Form) -> None:
    """Scores the task's leads in this form."""
    model = engine.task.model
    engine.write(sql.ranked(model, form(engine), sql.profile(model, engine.leads())))


def _wide(engine: Engine, events: str, condition: Condition) -> str:
    """Engagement of each lead from one aggregate for each criterion."""
    model = engine.task.model
    columns = [f"{_aggregate(engine, rule, condition(rule))} as c{rule.index}" for rule in model.engagement]

    def contribution(rule: Engagement) -> str:
        value = f"c{rule.index}"
        if rule.half_life_days is None:
            counted = value if rule.at_most is None else f"least({value}, {rule.at_most})"
            return f"{counted} * {1000 * rule.points * rule.credibility}"
        return f"{engine.integer(f'coalesce({value}, 0)')} * {rule.points * rule.credibility}"

    sums = f"select lead, max(micros) as last_touch, {', '.join(columns)} from {events} group by lead"
    return f"select lead as lead_id, {sql.engagement_sum(model, contribution)} as engagement, last_touch from ({sums}) as s"


def _aggregate(engine: Engine, rule: Engagement, condition: str) -> str:
    kept = f"m{rule.half_life_days}"
    if rule.half_life_days is None:
        return engine.count(condition)
    if rule.at_most is None:
        return engine.sum(kept, condition)
    if rule.at_most == 1:
        return engine.largest(kept, condition)
    return engine.sum_of_largest(kept, rule.at_most, condition)


def _days(engine: Engine) -> str:
    """The table of ages: the criteria that an event of this age may count for, and its multiplier for each half-life."""
    task = engine.task
    return engine.table("days", ["age", "bits", *(f"m{life}" for life in half_lives(task))], day_rows(task))


def _types(engine: Engine) -> str:
    """The table of event types: the criteria that an event of this type may count for."""
    return engine.table("types", ["event", "bits"], list(type_bits(engine.task).items()))


def _with_bits(engine: Engine) -> str:
    """Events with `bits`, the criteria that they count for, and their multipliers."""
    task = engine.task
    lives = "".join(f", coalesce(d.m{life}, 0) as m{life}" for life in half_lives(task))
    old = age_bits(task, task.days)
    bits = engine.bits("coalesce(t.bits, 0)", f"coalesce(d.bits, {old})", *(["k.bits"] if task.model.event_points() else []))
    return (
        f"select e.lead as lead, e.micros as micros, {bits} as bits{lives} from ({engine.events()}) as e "
        f"left join {_types(engine)} as t on t.event = e.event left join {_days(engine)} as d on d.age = e.age{_join_known(engine)}"
    )


def _join_known(engine: Engine) -> str:
    """The join with the table of `_known`."""
    names = [point.name for point in engine.task.model.event_points()]
    known = _known(engine)
    if known is None:
        return ""
    return f" left join {known} as k on " + " and ".join(f"(k.{name} is not distinct from e.{name})" for name in names)


def _known(engine: Engine) -> str | None:
    """The table of all values of the events' properties: what criteria an event with them may count for."""
    names = [point.name for point in engine.task.model.event_points()]
    if not names:
        return None
    distinct = f"select distinct {', '.join(names)} from ({engine.events()}) as e"
    return engine.materialised("known", f"select {', '.join(names)}, {where_bits(engine.task)} as bits from ({distinct}) as k")


def _joined(engine: Engine) -> str:
    """A row for each event and each criterion that it counts for."""
    task = engine.task
    rules = engine.table("rules", RULE_COLUMNS, rule_rows(task))
    kept = sql.case([(f"r.half_life = {life}", f"coalesce(d.m{life}, 0)") for life in half_lives(task)], 1000)
    known = ["k.bits"] if task.model.event_points() else []
    bits = engine.bits("r.bit", f"coalesce(d.bits, {age_bits(task, task.days)})", *known)
    return (
        f"select e.lead as lead, e.micros as micros, r.criterion as criterion, r.points as points, r.at_most as at_most, r.team as team, "
        f"{kept} as m from ({engine.events()}) as e join {rules} as r on r.event = e.event "
        f"left join {_days(engine)} as d on d.age = e.age{_join_known(engine)} where {bits} <> 0"
    )


def _long(engine: Engine, counted: str) -> str:
    """Engagement of each lead from rows of lead, team and what they give."""
    sums = f"select lead, {team_sums(engine)} as engagement from ({counted}) as c group by lead"
    touches = f"select lead, max(micros) as last_touch from ({engine.events()}) as e group by lead"
    return (
        f"select t.lead as lead_id, s.engagement as engagement, t.last_touch as last_touch "
        f"from ({touches}) as t left join ({sums}) as s on s.lead = t.lead"
    )


def team_sums(engine: Engine) -> str:
    """An aggregate: engagement of rows of team and what they give."""
    teams = [f"coalesce({engine.sum('given', 'team = 0')}, 0)"]
    for number, most in enumerate(engine.task.model.groups.values(), start=1):
        given = f"coalesce({engine.sum('given', f'team = {number}')}, 0)"
        teams.append(f"least({given}, {most * UNIT // FULL_WEIGHT})")
    return engine.integer(" + ".join(teams))


def matches(rule: Engagement) -> str:
    """A condition: what an event has to be for this criterion, whenever it was."""
    types = f"event in ({', '.join(text(event) for event in rule.events)})"
    return f"{types} and ({rule.where})" if rule.where else types


def given_by_largest(engine: Engine) -> str:
    """Aggregates: the group and what is given by the `at_most` largest multipliers of a lead and criterion."""
    given = f"case when min(at_most) is null then sum(m) else {engine.sum_of_most('m', 'at_most')} end"
    return f"min(team) as team, {engine.integer(given)} * min(points) as given"


def looked_up(engine: Engine) -> str:
    """A row for each event and each criterion that it counts for, and one for each event that counts for nothing.

    What an event gives is looked up twice: its kind by its type and properties, and then all that its kind gives at its age.
    """
    kinds, effects = _effects(engine)
    return (
        f"select {LOOKED_UP} from ({engine.events()}) as e left join {kinds} as k on {_same_kind(engine)} "
        f"left join {effects} as f on f.bits = k.bits and f.age = least(e.age, {engine.task.days})"
    )


def looked_up_and_counted(engine: Engine) -> str:
    """The same without events that count for nothing.

    Kind and age are one key here: with a key for each, an engine may join kinds with effects before it has events.
    """
    kinds, effects = _effects(engine)
    ages = engine.task.days + 1
    return (
        f"select {LOOKED_UP} from ({engine.events()}) as e join {kinds} as k on {_same_kind(engine)} "
        f"join (select *, bits * {ages} + age as kind_and_age from {effects}) as f "
        f"on f.kind_and_age = k.bits * {ages} + least(e.age, {engine.task.days})"
    )


def _same_kind(engine: Engine) -> str:
    names = ["event", *(point.name for point in engine.task.model.event_points())]
    return " and ".join(f"(k.{name} is not distinct from e.{name})" for name in names)


def _effects(engine: Engine) -> tuple[str, str]:
    """The tables of kinds of events, and of what each kind gives at each age, of which the last stands for all older ones."""
    task = engine.task
    kept = sql.case([(f"r.half_life = {life}", f"d.m{life}") for life in half_lives(task)], 1000)
    types, known, rules = _types(engine), _known(engine), engine.table("rules", RULE_COLUMNS, rule_rows(task))
    names = [point.name for point in task.model.event_points()]
    bits, also = ("t.bits", "") if known is None else (engine.bits("t.bits", "k.bits"), f" cross join {known} as k")
    columns = ["t.event as event", *(f"k.{name} as {name}" for name in names), f"{bits} as bits"]
    kinds = engine.materialised("kinds", f"select {', '.join(columns)} from {types} as t{also} where {bits} <> 0")
    lives = half_lives(task)
    older = (task.days, age_bits(task, task.days), *(0 for _ in lives))
    days = engine.table("days", ["age", "bits", *(f"m{life}" for life in lives)], [*day_rows(task), older])
    criteria = f"select distinct criterion, bit, half_life, points, at_most, team from {rules}"
    counts = f"{engine.bits('b.bits', 'r.bit')} <> 0 and {engine.bits('d.bits', 'r.bit')} <> 0"
    effects = engine.materialised(
        "effects",
        f"select b.bits as bits, d.age as age, r.criterion as criterion, r.points as points, r.at_most as at_most, r.team as team, "
        f"{kept} as m from (select distinct bits from {kinds}) as b cross join ({criteria}) as r cross join {days} as d where {counts}",
    )
    return kinds, effects


def half_lives(task: Task) -> list[int]:
    """The half-lives that the model uses."""
    return sorted({rule.half_life_days for rule in task.model.engagement if rule.half_life_days})


def multiplier(half_life_days: int, age_days: int) -> int:
    """Thousandths that an occurrence of this age keeps."""
    return int(1000 * 2 ** (-age_days / half_life_days) + 0.5)


def where_bits(task: Task) -> str:
    """The criteria whose `where` an event meets, each distinct condition written once."""
    plain, conditions = 0, dict[str, int]()
    for rule in task.model.engagement:
        if rule.where is None:
            plain |= 1 << rule.index
        else:
            conditions[rule.where] = conditions.get(rule.where, 0) | 1 << rule.index
    return " + ".join([str(plain), *(sql.case([(f"({where})", bits)], 0) for where, bits in conditions.items())])


def day_rows(task: Task) -> list[tuple[int, ...]]:
    """The table of ages: age, the criteria that count events of it, and what is kept of them by half-life."""
    lives = half_lives(task)
    return [(age, age_bits(task, age), *(multiplier(life, age) for life in lives)) for age in range(task.days)]


def age_bits(task: Task, age_days: int) -> int:
    """The criteria that count events of this age."""
    rules = task.model.engagement
    return sum(1 << rule.index for rule in rules if rule.within_days is None or age_days < rule.within_days)


def type_bits(task: Task) -> dict[str, int]:
    """The criteria that count events of each type."""
    bits: dict[str, int] = {}
    for rule in task.model.engagement:
        for event in rule.events:
            bits[event] = bits.get(event, 0) | 1 << rule.index
    return bits


def rule_rows(task: Task) -> list[tuple[int | str | None, ...]]:
    """The table of rules, of `RULE_COLUMNS`: one row for each criterion and event type."""
    return [
        (event, rule.index, 1 << rule.index, rule.points * rule.credibility, rule.at_most, rule.half_life_days or 0, team(task, rule))
        for rule in task.model.engagement
        for event in rule.events
    ]


def team(task: Task, rule: Engagement) -> int:
    """The number of a criterion's group, from 1; 0 outside groups."""
    return list(task.model.groups).index(rule.group) + 1 if rule.group else 0
