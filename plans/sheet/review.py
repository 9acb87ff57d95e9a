"""Until when a plan is followed without asking: its first review; without visits, as many days as there are to tick."""

from __future__ import annotations

from datetime import date, timedelta

from plans.plan import Plan

DAYS_TO_TICK = 14


def review_day(plan: Plan) -> date:
    """The last day on which a client follows this plan before somebody looks again."""
    if plan.sessions is not None:
        return date.fromisoformat(plan.sessions.first_review)
    return date.fromisoformat(plan.provenance.visit_date) + timedelta(days=DAYS_TO_TICK)
