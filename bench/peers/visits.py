"""SQL for models with sessions, days and `after`, by hand for DuckDB: each form is one query and finds sessions in its own way.

Everything else is as `forms.one_pass` has it. Two reads of the events, one that looks up what each event gives and one of
lead and time for sessions and the last touch, and a third of the few events that decide when a session reached its number.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace

import forms
from engine import Engine
from model import Engagement, Unsupported
from task import DAY_MICROS, days_of_change

GAP_MICROS = 30 * 60 * 1_000_000
SLOTS_A_DAY = DAY_MICROS // GAP_MICROS


def slots(engine: Engine) -> str:
    """Sessions of slots of time, each as long as the gap, so that no session ends within one.

    A lead's events of one slot are one row, which is all that has to be joined with the slot before. Only slots that go on from
    there are numbered: as long as they follow one another they share the difference of slot and number.
    """
    rules = _per_session(engine)
    counts = "".join(f", count(*) filter (where {forms.matches(rule)}) as matches_{rule.index}" for rule in rules)
    engine.materialised(
        "slots",
        f"select lead, micros // {GAP_MICROS} as slot, min(micros) as first_micros, max(micros) as last_micros{counts} "
        f"from ({engine.events()}) as e group by all",
    )
    engine.materialised(
        "continued",
        "select s.lead as lead, s.slot as slot, s.slot - row_number() over (partition by s.lead order by s.slot) as run "
        "from slots as s join slots as before on before.lead = s.lead and before.slot = s.slot - 1 "
        f"where s.first_micros <= before.last_micros + {GAP_MICROS}",
    )
    engine.materialised("first_slots", "select lead, slot, min(slot) over (partition by lead, run) - 1 as session from continued")
    some = " or ".join(f"matches_{rule.index} > 0" for rule in rules)
    engine.materialised(
        "visits",
        f"select s.*, coalesce(f.session, s.slot) as session, {engine.task.as_of_day} - s.slot // {SLOTS_A_DAY} as age "
        f"from (select * from slots where {some}) as s left join first_slots as f on f.lead = s.lead and f.slot = s.slot",
    )
    engine.materialised("touches", "select lead, max(last_micros) as last_touch from slots group by lead")

    def reached(rule: Engagement, then: Engagement) -> str:
        least, leads = rule.at_least, f"select lead from matches where criterion = {then.index}"
        enough = f"select lead, session from visits where lead in ({leads}) group by all having sum(matches_{rule.index}) >= {least}"
        first = f"select lead, min(session) as session from ({enough}) as e group by lead"
        where = f"select v.lead, v.slot from visits as v join ({first}) as f on f.lead = v.lead and f.session = v.session"
        there = engine.materialised(f"slots_before_{then.index}", where)
        return (
            f"select e.lead as lead, min(e.micros, {least})[{least}] as micros "
            f"from (select * from ({engine.events()}) as e where {forms.matches(rule)}) as e "
            f"join {there} as t on t.lead = e.lead and t.slot = e.micros // {GAP_MICROS} group by e.lead"
        )

    return _engagement(engine, reached)


def running_sum(engine: Engine) -> str:
    """Sessions as they are mostly written: an event after a gap starts one, and their running sum numbers them."""
    rules = _per_session(engine)
    flags = "".join(f", ({forms.matches(rule)})::tinyint as matches_{rule.index}" for rule in rules)
    starts = (
        f"select lead, micros, age{flags}, case when micros <= lag(micros) over (partition by lead order by micros) + {GAP_MICROS} "
        f"then 0 else 1 end as starts from ({engine.events()}) as e"
    )
    some = " or ".join(f"matches_{rule.index} > 0" for rule in rules)
    engine.materialised(
        "visits",
        f"select * exclude (starts) from (select *, sum(starts) over (partition by lead order by micros) as session "
        f"from ({starts}) as s) as n where {some}",
    )
    engine.materialised("touches", f"select lead, max(micros) as last_touch from ({engine.events()}) as e group by lead")

    def reached(rule: Engagement, then: Engagement) -> str:
        least, leads = rule.at_least, f"select lead from matches where criterion = {then.index}"
        found = f"select * from visits where matches_{rule.index} > 0 and lead in ({leads})"
        times = f"select lead, min(micros, {least}) as times from ({found}) as v group by lead, session"
        return f"select lead, min(times[{least}]) as micros from ({times}) as t where len(times) >= {least} group by lead"

    return _engagement(engine, reached)


Reached = Callable[[Engagement, Engagement], str]
FORMS: dict[str, forms.Form] = {"slots": slots, "running_sum": running_sum}


def _engagement(engine: Engine, reached: Reached) -> str:
    """Engagement of each lead, when `visits` and `touches` are there."""
    task, rules = engine.task, engine.task.model.engagement
    by_event = copy(engine)
    by_event.task = replace(task, model=replace(task.model, engagement=tuple(rule for rule in rules if rule.per != "session")))
    engine.materialised("matches", forms.looked_up_and_counted(by_event))
    plain = ", ".join(str(rule.index) for rule in rules if rule.is_plain)
    parts = [f"select lead, criterion, points, at_most, team, m from matches where criterion in ({plain})"]
    for rule in rules:
        if rule.after is not None:
            parts.append(_after(engine, rule, rules[rule.after], reached))
        elif rule.per == "session":
            parts.append(_in_session(engine, rule))
        elif rule.per == "day":
            parts.append(_on_day(rule))
    occurrences = " union all ".join(parts)
    counted = f"select lead, criterion, {forms.given_by_largest(engine)} from ({occurrences}) as o group by lead, criterion"
    sums = f"select lead, {forms.team_sums(engine)} as engagement from ({counted}) as c group by lead"
    return (
        "select t.lead as lead_id, s.engagement as engagement, t.last_touch as last_touch "
        f"from touches as t left join ({sums}) as s on s.lead = t.lead"
    )


def _after(engine: Engine, rule: Engagement, before: Engagement, reached: Reached) -> str:
    """The occurrences of a criterion that comes after another."""
    if rule.per != "event" or before.per != "session" or before.after is not None:
        raise Unsupported("`after` but of single events after a session")
    name = engine.materialised(f"reached_before_{rule.index}", reached(before, rule))
    return (
        "select m.lead as lead, criterion, points, at_most, team, m from matches as m "
        f"join {name} as r on r.lead = m.lead where criterion = {rule.index} and m.micros >= r.micros + {rule.after_days * DAY_MICROS}"
    )


def _on_day(rule: Engagement) -> str:
    """The occurrences of a criterion of days, whose matches are all of one age."""
    same = ", ".join(f"any_value({column}) as {column}" for column in ("criterion", "points", "at_most", "team", "m"))
    return f"select lead, {same} from matches where criterion = {rule.index} group by lead, age having count(*) >= {rule.at_least}"


def _in_session(engine: Engine, rule: Engagement) -> str:
    """The occurrences of a criterion of sessions: of the age of the last match."""
    number = f"matches_{rule.index}"
    recent = f" and age < {rule.within_days}" if rule.within_days else ""
    enough = f"sum({number}) >= {rule.at_least}"
    found = f"select lead, min(age) as age from visits where {number} > 0{recent} group by lead, session having {enough}"
    given, team = rule.points * rule.credibility, forms.team(engine.task, rule)
    values = f"{rule.index} as criterion, {given} as points, {rule.at_most or 'null'} as at_most, {team} as team"
    if rule.half_life_days is None:
        return f"select lead, {values}, 1000 as m from ({found}) as f"
    ages = [(age, forms.multiplier(rule.half_life_days, age)) for age in range(days_of_change(rule))]
    fading = engine.table(f"fading_{rule.index}", ["age", "m"], ages)
    return f"select lead, {values}, d.m as m from ({found}) as f join {fading} as d on d.age = f.age"


def _per_session(engine: Engine) -> list[Engagement]:
    return [rule for rule in engine.task.model.engagement if rule.per == "session"]
