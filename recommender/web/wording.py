"""The words of the pages that stand neither in the dictionary nor in a plan."""

from __future__ import annotations

from typing import Any

from plans.plan import Disposition, Plan, Status
from plans.sheet.wording import count
from recommender.core.facts import Fact, FactType
from recommender.intake.fields import LONGEST_TEXT

NOT_BOTH = "“None of these” cannot stand beside other answers. Keep one or the other."


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
"""Behind the field of a number."""

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
