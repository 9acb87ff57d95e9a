"""How often, how long, how many: the base table, its modifiers in order, and the hard caps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from recommender.core.rules import Area, Helping
from recommender.core.triage import Facts

BASE_ORDER = ("d-self", "d-maint")
"""Base rows that stand before the table of phase and severity; `d-unknown` is read only when no other row holds."""
SHORTEST_VISIT = 15
"""Minutes below which a visit is not worth the way (certainty: design)."""
RHYTHMS = (0.25, 0.5, 1.0, 2.0)
"""Visits per week a diary can hold: every 4 weeks, every 2 weeks, weekly, twice a week."""


@dataclass(slots=True)
class VisitDose:
    """The dose while it is being worked out; visits per week, minutes per visit, visits in all, weeks.

    `total` counts the whole course until the visits already done are taken off it at the end; `most`: what no course
    may pass; `least_more`, `max_more`: visits from now on that a review of the course allows, from and to.
    """

    base: Helping
    per_week: float
    minutes: int
    total: int
    weeks: int
    review_days: int
    most: int = 0
    least_more: int = 0
    max_more: int | None = None
    max_level: int = 5
    modifiers: list[Helping] = field(default_factory=list)
    slot_minutes: dict[str, tuple[int, int]] = field(default_factory=dict)
    recipe: str = ""
    recipe_one_in: int = 0
    exclude: dict[str, Helping] = field(default_factory=dict)
    positions: list[str] = field(default_factory=list)
    away: dict[str, Helping] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def base_row(rows: Iterable[Helping]) -> Helping | None:
    """The base row that counts: no budget, then maintenance, then the table; the cautious row when nothing is known."""
    held = {row.id: row for row in rows}
    for row_id in BASE_ORDER:
        if row_id in held:
            return held[row_id]
    table = [row for row in held.values() if row.id not in (*BASE_ORDER, "d-unknown")]
    return table[0] if table else held.get("d-unknown")


def visit_dose(
    rows: Iterable[Helping], modifiers: Iterable[Helping], facts: Facts, caps: Mapping[str, int]
) -> VisitDose | None:
    """Work out the dose of hands-on visits; None when there is to be no visit.

    Ranges start from the upper total, the lower visits per week and minutes by irritability (lower when high, upper
    when low, the middle otherwise, rounded down to 5). Visits already done are part of the course: what is left of it
    is planned, or what a review of the course allows. Weeks follow from the visits left and visits per week.
    """
    row = base_row(rows)
    if row is None:
        return None
    then = row.then
    total = int(then["total"][1])
    if total == 0:
        return None
    dose = VisitDose(
        base=row,
        per_week=float(then["per_week"][0]) or float(then["per_week"][1]),
        minutes=_minutes(then["minutes"], facts["irritability"]),
        total=total,
        weeks=0,
        review_days=7 * int(then["first_review_week"]),
        most=caps["max_total"],
    )
    for modifier in sorted(modifiers, key=lambda each: each.order):
        _modify(dose, modifier, facts)
        if dose.total <= 0:
            return None
        _clamp(dose, caps)
    dose.total = _left(dose, done_of(facts))
    if dose.total <= 0:
        return None
    _clamp(dose, caps)
    dose.weeks = min(caps["max_weeks"], math.ceil(dose.total / dose.per_week))
    dose.total = min(dose.total, math.floor(dose.per_week * caps["max_weeks"])) or 1
    return dose


def done_of(facts: Facts) -> int:
    """Visits of this course so far."""
    return int(facts["sessions_done"]) if facts.known("sessions_done") else 0


def _left(dose: VisitDose, done: int) -> int:
    """Visits still to come: the rest of the course, or what a review of it allows, within the cap of a course."""
    left = max(dose.total - done, dose.least_more if done else 0)
    if dose.max_more is not None:
        left = min(left, dose.max_more)
    return min(left, dose.most - done)


def _minutes(span: list[int], irritability: str) -> int:
    low, high = span
    value = {"high": low, "low": high}.get(irritability, (low + high) / 2)
    return int(value // 5 * 5)


def _modify(dose: VisitDose, modifier: Helping, facts: Facts) -> None:
    then: Mapping[str, Any] = modifier.then
    if then.get("zero"):
        dose.total = 0
        return
    before = _numbers(dose)
    dose.most = min(dose.most, int(then.get("max_total", dose.most)))
    dose.total = min(dose.total, dose.most)
    dose.least_more = max(dose.least_more, int(then.get("least_more", 0)))
    if "max_more" in then:
        dose.max_more = int(then["max_more"]) if dose.max_more is None else min(dose.max_more, int(then["max_more"]))
    if "total_times" in then:
        dose.total = max(1, math.floor(dose.total * float(then["total_times"])))
    if "per_week_times" in then:
        dose.per_week = max(0.25, dose.per_week * float(then["per_week_times"]))
    dose.per_week = min(dose.per_week, float(then.get("max_per_week", dose.per_week)))
    dose.minutes += int(then.get("minutes_plus", 0))
    dose.minutes = max(min(dose.minutes, int(then.get("max_minutes", dose.minutes))), int(then.get("min_minutes", 0)))
    dose.max_level = min(dose.max_level, int(then.get("max_level", 5)))
    if "level_plus" in then:
        dose.max_level = max(1, min(dose.max_level, 3) + int(then["level_plus"]))
    dose.review_days = min(dose.review_days, int(then.get("recheck_days", dose.review_days)))
    _budget(dose, then, facts)
    for item, (low, high) in then.get("slot_minutes", {}).items():
        dose.slot_minutes[item] = low, high
    if "recipe" in then:
        dose.recipe, dose.recipe_one_in = then["recipe"]["id"], int(then["recipe"]["one_in"])
    for item in then.get("exclude", []):
        dose.exclude.setdefault(item, modifier)
    for area in _kept_off(then["away_from"], facts) if "away_from" in then else ():
        dose.away.setdefault(area, modifier)
    dose.positions += [each for each in then.get("position", []) if each not in dose.positions]
    if _numbers(dose) != before or not CHANGES.intersection(then):
        dose.modifiers.append(modifier)
        dose.notes += then.get("notes", [])


CHANGES = frozenset(
    {"max_minutes", "min_minutes", "max_per_week", "max_total", "least_more", "max_more", "max_level", "recheck_days",
     "total_times", "per_week_times", "minutes_plus", "level_plus", "max_visits_4wk"}
)  # fmt: skip
"""Words of a modifier that change a number: one that changed nothing is not told."""


def _kept_off(place: Area, facts: Facts) -> frozenset[str]:
    """Body areas without a visit. A place that is asked and not told is a row of its own: it names all it could be."""
    return place.areas | frozenset((facts[place.fact] if place.fact else None) or ())


def _numbers(dose: VisitDose) -> tuple[float | None, ...]:
    return (
        dose.per_week, dose.minutes, dose.total, dose.least_more, dose.max_more, dose.max_level, dose.review_days
    )  # fmt: skip


def _budget(dose: VisitDose, then: Mapping[str, Any], facts: Facts) -> None:
    """Cut visits to what the client can pay for in each 4 weeks of the course; the minutes stay."""
    if "max_visits_4wk" not in then:
        return
    budget = facts[then["max_visits_4wk"]["fact"]]
    if budget:
        weeks = max(4, int(dose.base.then["weeks"]))
        dose.total = min(dose.total, max(1, budget * weeks // 4))
        dose.per_week = min(dose.per_week, budget / 4)


def _clamp(dose: VisitDose, caps: Mapping[str, int]) -> None:
    allowed = min(dose.per_week, caps["max_per_week"])
    dose.per_week = max((step for step in RHYTHMS if step <= allowed), default=RHYTHMS[0])
    dose.minutes = max(SHORTEST_VISIT, min(dose.minutes, caps["max_minutes"]) // 5 * 5)
    dose.total = min(dose.total, caps["max_total"])
