"""Polars: its lazy frames, which its SQL is a part of; the streaming engine, which is its fastest here."""

from __future__ import annotations

from collections.abc import Callable

import forms
import polars as pl
from model import FULL_WEIGHT, UNIT, DataPoint, Engagement, Fit
from sql import FIT_UNIT
from task import DAY_MICROS, Task

Frame = pl.LazyFrame
Condition = Callable[[Engagement], pl.Expr]


def wide_case(task: Task) -> Frame:
    """One pass, an aggregate with its own condition for each criterion, as a person would write it."""

    def condition(rule: Engagement) -> pl.Expr:
        met = pl.col("event").is_in(rule.events)
        met = met & pl.sql_expr(rule.where) if rule.where else met
        return met & (pl.col("age") < rule.within_days) if rule.within_days else met

    return _wide(task, _events(task).join(_days(task).drop("day_bits"), on="age", how="left"), condition)


def wide_bits(task: Task) -> Frame:
    """One pass; what an event may count for is the bitwise and of what its type, its properties and its age allow."""
    return _wide(task, _with_bits(task), lambda rule: (pl.col("bits") & (1 << rule.index)) != 0)


def wide_early(task: Task) -> Frame:
    """As `wide_bits`, but events that count for nothing only reach the last touch."""
    events = _with_bits(task)
    touches = events.group_by("lead").agg(pl.col("micros").max().alias("last_touch"))
    counted = _wide(task, events.filter(pl.col("bits") != 0), lambda rule: (pl.col("bits") & (1 << rule.index)) != 0)
    return touches.join(counted.drop("last_touch"), on="lead", how="left")


def long_join(task: Task) -> Frame:
    """A row for each event and criterion, by a join with a table of rules, and the largest multipliers of each criterion."""
    largest = pl.col("m").top_k(pl.col("at_most").first().fill_null(1 << 31)).sum()
    given = _joined(task).group_by("lead", "criterion").agg(pl.col("team").first(), (largest * pl.col("points").first()).alias("given"))
    return _long(task, given)


def row_number(task: Task) -> Frame:
    """A row for each event and criterion, numbered from the latest; those up to `at_most` count."""
    ordered = _joined(task).sort("micros", descending=True)
    place = pl.int_range(pl.len()).over("lead", "criterion")
    counted = ordered.filter(place < pl.col("at_most").fill_null(1 << 31))
    return _long(task, counted.select("lead", "team", (pl.col("m") * pl.col("points")).alias("given")))


FORMS: dict[str, Callable[[Task], Frame]] = {
    "wide_case": wide_case,
    "wide_bits": wide_bits,
    "wide_early": wide_early,
    "long_join": long_join,
    "row_number": row_number,
}


def run(task: Task, form: str) -> None:
    """Scores in this form."""
    model = task.model
    given = pl.col("engagement").fill_null(0) * pl.col("weight")
    total = (pl.col("fit") + given.clip(0, model.engagement_max * UNIT)).clip(0, (model.fit_max + model.engagement_max) * UNIT)
    scored = _profile(task).join(FORMS[form](task), left_on="lead_id", right_on="lead", how="left").with_columns(total.alias("total"))
    order = scored.sort("eligible", "total", "last_touch", "lead_id", descending=[True, True, True, False], nulls_last=True).with_row_index(
        "place", offset=1
    )
    rank = pl.when("eligible").then(pl.col("place").cast(pl.Int64))
    order.select("lead_id", "total", rank.alias("rank")).sink_parquet(task.output, compression="zstd", engine="streaming")


def _events(task: Task) -> Frame:
    """Events before the instant: lead, event, micros, age and the properties that conditions read."""
    model = task.model
    micros = pl.col(model.event_time).dt.epoch("us").alias("micros")
    properties = [pl.col(point.column).alias(point.name) for point in model.event_points()]
    read = pl.scan_parquet(task.events).select(
        pl.col(model.event_lead).alias("lead"), pl.col(model.event_type).alias("event"), micros, *properties
    )
    age = (task.as_of_day - pl.col("micros") // DAY_MICROS).alias("age")
    return read.filter(pl.col("micros") < task.as_of_micros).with_columns(age)


def _days(task: Task) -> Frame:
    lives = forms.half_lives(task)
    ages = range(task.days)
    columns = {"age": list(ages), "day_bits": [forms.age_bits(task, age) for age in ages]}
    columns |= {f"m{life}": [forms.multiplier(life, age) for age in ages] for life in lives}
    return pl.LazyFrame(columns)


def _with_bits(task: Task) -> Frame:
    types = forms.type_bits(task)
    table = pl.LazyFrame({"event": list(types), "type_bits": list(types.values())})
    bits = pl.col("type_bits").fill_null(0) & pl.col("day_bits").fill_null(forms.age_bits(task, task.days))
    joined = _join_known(task, _events(task).join(table, on="event", how="left").join(_days(task), on="age", how="left"))
    bits = bits & pl.col("where_bits") if task.model.event_points() else bits
    return joined.select("lead", "micros", bits.alias("bits"), *(f"m{life}" for life in forms.half_lives(task)))


def _join_known(task: Task, events: Frame) -> Frame:
    """Joins the table of all values of the events' properties: what criteria an event with them may count for."""
    names = [point.name for point in task.model.event_points()]
    if not names:
        return events
    distinct = (
        pl.scan_parquet(task.events)
        .select(pl.col(point.column).alias(point.name) for point in task.model.event_points())
        .unique()
        .collect(engine="streaming")
        .lazy()
    )
    known = distinct.select(*names, pl.sql_expr(forms.where_bits(task)).alias("where_bits"))
    return events.join(known, on=names, how="left", nulls_equal=True)


def _joined(task: Task) -> Frame:
    """A row for each event and each criterion that it counts for."""
    rows = [dict(zip(forms.RULE_COLUMNS, row, strict=True)) for row in forms.rule_rows(task)]
    rules = pl.LazyFrame(rows, schema_overrides={"at_most": pl.Int64})
    bits = pl.col("bit") & pl.col("day_bits").fill_null(forms.age_bits(task, task.days))
    bits = bits & pl.col("where_bits") if task.model.event_points() else bits
    multiplier = pl.lit(1000)
    for life in forms.half_lives(task):
        multiplier = pl.when(pl.col("half_life") == life).then(pl.col(f"m{life}").fill_null(0)).otherwise(multiplier)
    events = _join_known(task, _events(task).join(_days(task), on="age", how="left")).join(rules, on="event")
    return events.filter(bits != 0).select("lead", "micros", "criterion", "points", "at_most", "team", multiplier.alias("m"))


def _wide(task: Task, events: Frame, condition: Condition) -> Frame:
    """Engagement of each lead from one aggregate for each criterion."""
    columns = [_aggregate(rule, condition(rule)).cast(pl.Int64).alias(f"c{rule.index}") for rule in task.model.engagement]
    sums = events.group_by("lead").agg(pl.col("micros").max().alias("last_touch"), *columns)
    given = []
    for rule in task.model.engagement:
        counted, points = pl.col(f"c{rule.index}"), rule.points * rule.credibility
        if rule.half_life_days is None:
            counted = counted if rule.at_most is None else counted.clip(upper_bound=rule.at_most)
            points *= 1000
        given.append((rule.group, counted * points))
    return sums.select("lead", "last_touch", _grouped(task, given, UNIT // FULL_WEIGHT).alias("engagement"))


def _aggregate(rule: Engagement, condition: pl.Expr) -> pl.Expr:
    if rule.half_life_days is None:
        return condition.sum()
    kept = pl.col(f"m{rule.half_life_days}").filter(condition)
    if rule.at_most is None:
        return kept.sum()
    if rule.at_most == 1:
        return kept.max().fill_null(0)
    return kept.top_k(rule.at_most).sum()


def _long(task: Task, given: Frame) -> Frame:
    """Engagement of each lead from rows of lead, team and what they give."""
    teams = pl.col("given").filter(pl.col("team") == 0).sum()
    for number, most in enumerate(task.model.groups.values(), start=1):
        teams = teams + pl.col("given").filter(pl.col("team") == number).sum().clip(upper_bound=most * UNIT // FULL_WEIGHT)
    sums = given.group_by("lead").agg(teams.alias("engagement"))
    touches = _events(task).group_by("lead").agg(pl.col("micros").max().alias("last_touch"))
    return touches.join(sums, on="lead", how="left")


def _grouped(task: Task, given: list[tuple[str | None, pl.Expr]], unit: int) -> pl.Expr:
    """The sum of contributions, those of a group together at most its maximum."""
    parts = [part for group, part in given if group is None]
    for name, most in task.model.groups.items():
        if members := [part for group, part in given if group == name]:
            parts.append(pl.sum_horizontal(members).clip(upper_bound=most * unit))
    return pl.sum_horizontal(parts)


def _profile(task: Task) -> Frame:
    """Fit, weight and eligibility of each lead."""
    model = task.model
    leads = pl.scan_parquet(task.leads).select(
        pl.col(model.lead_id).alias("lead_id"), *(_data_point(task, point) for point in model.lead_points())
    )
    fit = _grouped(task, [(fit.group, _bands(fit)) for fit in model.fit], UNIT).clip(0, model.fit_max * UNIT)
    weight = pl.lit(FULL_WEIGHT, pl.Int64)
    for persona in reversed(model.personas):
        weight = pl.when(pl.sql_expr(persona.when)).then(pl.lit(persona.weight, pl.Int64)).otherwise(weight)
    gates = pl.sum_horizontal(pl.lit(0), *(pl.sql_expr(gate).fill_null(False).cast(pl.Int64) for gate in model.gates))
    eligible = gates >= model.gates_required
    for condition in model.exclusions:
        eligible = eligible & ~pl.sql_expr(condition).fill_null(False)
    return leads.select("lead_id", fit.alias("fit"), weight.alias("weight"), eligible.alias("eligible"))


def _data_point(task: Task, point: DataPoint) -> pl.Expr:
    column = pl.col(point.column)
    if point.function == "age_days":
        column = pl.lit(task.as_of_day) - column.cast(pl.Date).cast(pl.Int32)
    elif point.function == "email_domain":
        domain = pl.when(column.str.contains("@", literal=True)).then(column.str.split("@").list.last().str.to_lowercase())
        column = pl.when(domain != "").then(domain)
    return column.alias(point.name)


def _bands(fit: Fit) -> pl.Expr:
    points = pl.lit(0, pl.Int64)
    for band in reversed(fit.bands):
        given = pl.lit(band.points * band.credibility * FIT_UNIT, pl.Int64)
        points = given if band.when is None else pl.when(pl.sql_expr(band.when)).then(given).otherwise(points)
    return points
