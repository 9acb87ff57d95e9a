"""Clearance records: which rules they open today."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache
from typing import Any

from plans.plan import Disposition
from recommender.core import derive
from recommender.core.condition import facts_of
from recommender.core.facts import Dictionary, Fact, FactType, Tier
from recommender.core.knowledge import Knowledge
from recommender.core.profile import Case, Clearance, Profile
from recommender.core.rules import CLEARANCE_MONTHS, Contraindication, RedFlag, Rule

NO_CLEARANCE = frozenset({"none"})
EXAMINERS = frozenset({"doctor", "specialist", "surgeon", "nurse", "midwife", "physiotherapist", "other_clinician"})
"""Roles that examine people, and so may clear any rule that can be cleared. Certainty design: no row names a role."""
MEDICINES = frozenset({"anticoagulant", "antithrombotic_dual"})
"""Clearances of states that are about medicines alone: a pharmacist may give these, and no other. Certainty design."""


def cleared_rules(case: Case, knowledge: Knowledge) -> frozenset[str]:
    """Rules that a valid record opens."""
    return frozenset(record.rule for record in case.clearances if stands(record, case, knowledge))


def stands(record: Clearance, case: Case, knowledge: Knowledge) -> bool:
    """Whether a record opens its rule today: by somebody who may, in date, on safety answers that are no worse."""
    rule = knowledge.clearable.get(record.rule)
    return (
        rule is not None
        and opens(rule)
        and may_clear(record.role, rule)
        and record.on <= case.visit_date <= min(record.until, last_day(rule, record.on))
        and not unsaid(record, rule, case.profile)
        and not worse_since(record, case.profile)
    )


def may_clear(role: str, rule: Rule) -> bool:
    """Whether somebody in this role can have examined what the rule is about."""
    about_medicines = isinstance(rule, Contraindication) and rule.clearance in MEDICINES
    return role in EXAMINERS or (role == "pharmacist" and about_medicines)


def months(rule: Rule) -> int:
    """How many months a record for this rule holds at most."""
    return rule.clearance_months if isinstance(rule, Contraindication) else CLEARANCE_MONTHS


def last_day(rule: Rule, on: date) -> date:
    """The last day on which a record given `on` may hold; a month that is too short ends on its own last day."""
    years, month = divmod(on.month - 1 + months(rule), 12)
    year = on.year + years
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def unsaid(record: Clearance, rule: Rule, profile: Profile) -> list[str]:
    """Safety answers of today that the rule reads and the record does not hold: nobody can say they are no worse."""
    return [
        fact_id
        for fact_id in rests_on(rule, profile.dictionary)
        if profile[fact_id] is not None and fact_id not in record.answers
    ]


def rests_on(rule: Rule, dictionary: Dictionary) -> list[str]:
    """The safety questions (tier t1) that a rule reads, through derived facts as well, in their order."""
    read = frozenset[str]().union(*(_questions(dictionary[each]) for each in facts_of(rule.when)))
    return [fact.id for fact in dictionary if fact.id in read and fact.tier is Tier.T1]


def _questions(fact: Fact) -> frozenset[str]:
    return _behind(fact.id) if fact.tier is Tier.DERIVED else frozenset({fact.id})


_behind = cache(derive.inputs)


def opens(rule: object) -> bool:
    """No record opens an emergency."""
    return not (isinstance(rule, RedFlag | Contraindication) and rule.disposition is Disposition.EMERGENCY_NOW)


def with_clearances(case: Case, cleared: frozenset[str], knowledge: Knowledge) -> Profile:
    """The profile with the fact `clearances` derived from the records, never from the client's own words."""
    names = frozenset(filter(None, (knowledge.clearable[rule_id].clearance for rule_id in cleared)))
    return case.profile.with_one("clearances", names or NO_CLEARANCE)


def worse_since(record: Clearance, profile: Profile) -> bool:
    """Whether any answer the record rests on is worse today, or no longer given."""
    dictionary: Dictionary = profile.dictionary
    return any(
        fact_id in dictionary and is_worse(dictionary[fact_id], before, profile[fact_id])
        for fact_id, before in record.answers.items()
    )


def is_worse(fact: Fact, before: Any, now: Any) -> bool:
    """Whether `now` is worse than `before` in the fact's clinical order; silence is.

    A fact without an order (age, pregnancy), or a value that stands outside it (such as `unsure`), counts as worse
    unless it is what was said before.
    """
    if now == before:
        return False
    if now is None or fact.worse_to is None:
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
