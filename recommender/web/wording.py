"""The words of the pages that stand neither in the dictionary nor in a plan."""

from __future__ import annotations

from typing import Any

from plans.plan import Disposition, Plan, Status
from plans.sheet.wording import count
from recommender.core.facts import Fact, FactType
from recommender.core.knowledge import Knowledge
from recommender.intake.fields import LONGEST_TEXT

SAID = {"unsure": "Client is not sure", "prefer_not_say": "Prefers not to say", "na": "Does not apply"}
"""Answers that mean the same in every question, where the dictionary has no words of its own for them."""
METHODS = ("modalities_preferred", "modalities_declined")
NOT_BOTH = "“None of these” cannot stand beside other answers. Keep one or the other."


def label(fact: Fact, value: str, knowledge: Knowledge) -> str:
    """One answer in words."""
    if value in fact.labels:
        return fact.labels[value]
    if value == "none" and fact.type is FactType.SET:
        return "None of these"
    if fact.id in METHODS:
        names = {item.id: item.name for item in knowledge.library.modalities}
        return names.get(value) or fact.label(value)
    return SAID.get(value) or fact.label(value)


def answer_words(fact: Fact, value: Any, knowledge: Knowledge) -> str:
    """What was said, in words."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(answer_words(fact, each, knowledge) for each in value)
    return label(fact, value, knowledge) if isinstance(value, str) and value in fact.values else str(value)


def trouble_words(fact: Fact, said: Any) -> str:
    """What is allowed, then what was said."""
    low, high = (f"{n:g}" if n is not None else "" for n in (fact.min, fact.max))
    match fact.type:
        case FactType.INTEGER:
            return f"Type a whole number from {low} to {high}. You typed {said}."
        case FactType.NUMBER:
            return f"Type a number from {low} to {high}. You typed {said}."
        case FactType.TEXT:
            return f"Use at most {LONGEST_TEXT} characters."
        case _ if isinstance(said, list) and "none" in said:
            return NOT_BOTH
        case _:
            return "Choose one of the answers here."


UNITS = {
    "day": "days",
    "week": "weeks",
    "year": "years",
    "minute": "minutes",
    "hour": "hours",
    "night": "nights",
    "visit": "visits",
    "slot": "times",
    "flare": "flares",
    "point": "points",
    "degree": "degrees",
    "degree Celsius": "°C",
    "percent": "per cent",
    "MRC grade": "0 to 5",
}
"""Behind a number, as it is read."""

SLOTS = {"check_in": "Check in", "teach": "Teach"}
"""Minutes of a visit that are no hands-on work."""

SHAPES = {
    Disposition.EMERGENCY_NOW: "stop",
    Disposition.SAME_DAY: "today",
    Disposition.URGENT_DAYS: "days",
    Disposition.ROUTINE_REFERRAL: "refer",
    Disposition.NEEDS_ANSWERS: "ask",
    Disposition.TREAT_WITH_PRECAUTIONS: "care",
    Disposition.TREAT: "treat",
}
"""The look of each disposition: its shape, its border, its colour."""

WHEN = {
    Disposition.EMERGENCY_NOW: "Emergency: go now",
    Disposition.SAME_DAY: "Today: see a doctor",
    Disposition.URGENT_DAYS: "Within days: see a doctor",
    Disposition.ROUTINE_REFERRAL: "Refer before treatment",
    Disposition.TREAT: "Treat. No warning signs in today's answers. Not proof.",
}
"""Headlines; each begins with when."""

IN_A_LIST = {**WHEN, Disposition.NEEDS_ANSWERS: "Answers missing", Disposition.TREAT: "Treat"} | {
    Disposition.TREAT_WITH_PRECAUTIONS: "Treat, with precautions"
}

STATUS = {
    Status.DRAFT: "Draft",
    Status.SIGNED: "Signed",
    Status.SUPERSEDED: "Replaced",
    Status.STOPPED: "Stopped",
}
"""Where a plan stands."""

OVER = {
    Status.SUPERSEDED: "A newer plan has replaced this one. Do not use it.",
    Status.STOPPED: "This plan is stopped. Do not use it.",
}
"""Said first on a plan that nobody follows any more."""


def headline(plan: Plan, missing: int = 0) -> str:
    """The first words on a plan: when, and what."""
    if plan.disposition.stops and plan.triage.action:
        return plan.triage.action.headline
    if plan.disposition is Disposition.NEEDS_ANSWERS:
        return f"{count(missing or len(plan.questions), 'safety answer')} missing. No plan yet."
    if plan.disposition is Disposition.TREAT_WITH_PRECAUTIONS:
        holding = [hit for hit in plan.triage.hits if not hit.cleared]
        return f"Treat, with {count(len(plan.precautions) + len(holding), 'precaution')}"
    return WHEN[plan.disposition]
