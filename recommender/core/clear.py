"""Clearance records: which rules they open today."""

from __future__ import annotations

from typing import Any

from plans.plan import Disposition
from recommender.core.facts import Dictionary, Fact, FactType
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case, Clearance, Profile
from recommender.core.rules import Contraindication, RedFlag

NO_CLEARANCE = frozenset({"none"})


def cleared_rules(case: Case, knowledge: Knowledge) -> frozenset[str]:
    """Rules that a valid record opens: named, in date, and resting on answers that are no worse today."""
    return frozenset(
        record.rule
        for record in case.clearances
        if record.rule in knowledge.clearable
        and opens(knowledge.clearable[record.rule])
        and record.on <= case.visit_date <= record.until
        and not worse_since(record, case.profile)
    )


def opens(rule: object) -> bool:
    """No record opens an emergency."""
    return not (isinstance(rule, RedFlag | Contraindication) and rule.disposition is Disposition.EMERGENCY_NOW)


def with_clearances(case: Case, cleared: frozenset[str], knowledge: Knowledge) -> Profile:
    """The profile with the fact `clearances` derived from the records, never from the client's own words."""
    names = frozenset(value for rule_id in cleared if (value := getattr(knowledge.clearable[rule_id], "clearance", "")))
    return case.profile.with_one("clearances", names or NO_CLEARANCE)


def worse_since(record: Clearance, profile: Profile) -> bool:
    """Whether any answer the record rests on is worse today, or no longer given."""
    dictionary: Dictionary = profile.dictionary
    return any(
        fact_id in dictionary and is_worse(dictionary[fact_id], before, profile[fact_id])
        for fact_id, before in record.answers.items()
    )


def is_worse(fact: Fact, before: Any, now: Any) -> bool:
    """Whether `now` is worse than `before` in the fact's clinical order; silence, or values without an order, are.

    A value that stands outside the order (such as `unsure`) counts as worse unless it is what was said before.
    """
    if now == before or (fact.worse_to is None and now is not None):
        return False
    if now is None:
        return True
    match fact.type, fact.worse_to:
        case FactType.BOOL, worst:
            return bool(now == worst)
        case FactType.ENUM, tuple(order):
            return now not in order or before not in order or order.index(now) > order.index(before)
        case FactType.SET, _:
            return bool(frozenset(now) - frozenset(before) - {"none"})
        case _, "up":
            return bool(now > before)
        case _:
            return bool(now < before)
