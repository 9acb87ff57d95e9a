"""docs/fifteen-clients.md sets outlines beside plans: what it says of a plan is what the plan says today."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from plans.plan import Plan
from recommender.core.knowledge import Knowledge
from tests.core.deciding import Body, decide
from tests.core.test_dose import FLARING, MONTHS, plateau, postural
from tests.people import amira

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "fifteen-clients.md").read_text(encoding="utf-8")
ROWS = {
    cells[0]: cells for line in PAGE.splitlines() if len(cells := [c.strip() for c in line.strip("|").split("|")]) == 4
}
CLIENTS = (
    "dara", "edith", "finn", "grace", "hugo", "ines", "joan", "joan-cleared", "kofi", "lena", "lena-cleared", "maya",
    "noor", "oscar", "petra", "quentin", "rosa",
)  # fmt: skip
POINTS = {
    "onset_days": 56, "leg_pain_nrs_avg": 5, "leg_pain_nrs_worst": 6, "pain_sites": ["buttock", "post_thigh"],
    "trigger_points_reproduce_leg_pain": True, "slr_result": "negative", "slr_deg": None, "slr_was_positive": False,
    "strain_aggravated": False, "easers": ["rest"], "aggravators": ["sitting"], "budget_visits_4wk": 4,
    "modalities_preferred": None,
}  # fmt: skip
UNSEEN = {"assessed_this_episode": "none", "assessed_days_ago": None, "assessment_covered": None}
WEAK = {"leg_weakness": "one_leg", "leg_weakness_days": 1, "leg_weakness_trend": "static", "heel_walk": "no_new"}
DOSES: dict[str, Body] = {
    "ex1": amira(**FLARING, onset_days=21, leg_pain_nrs_avg=7, leg_pain_nrs_worst=7, night_wakes_per_week=4),
    "ex2": amira(**POINTS),
    "ex3": postural(**MONTHS, leg_pain_nrs_avg=4, leg_pain_nrs_worst=5, back_pain_nrs_avg=4, startback_total=2),
    "ex4": postural(
        **{**MONTHS, "onset_days": 420, "back_pain_nrs_avg": 4, "leg_pain_nrs_avg": 6, "leg_pain_nrs_worst": 6},
        startback_total=7, startback_psych=4, massage_expectation_nrs=9, sleep_quality_nrs=3,
    ),
    "ex5": amira(leg_pain_suddenly_gone=False, **WEAK),
    "ex6": plateau(**UNSEEN),
}  # fmt: skip


def example(name: str) -> Body:
    body: Body = json.loads((ROOT / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    return body


def in_short(plan: Plan) -> str:
    """A plan in one line: how often, how long, how many; methods with their hardest level; what to do at home."""
    if plan.disposition.stops:
        return f"{plan.disposition.value}: {plan.triage.hits[0].rule}"
    sessions = plan.sessions
    visits = "no visit: " + next((each.rule for each in plan.excluded if each.id == "massage"), "")
    if sessions is not None:
        by_hand = ", ".join(f"{each.id} {each.pressure}" for each in plan.modalities)
        visits = f"{sessions.per_week:g} a week, {sessions.minutes} minutes, {sessions.total} in all; {by_hand}"
    return f"{visits}; home {', '.join(item.id for item in plan.home)}"


@pytest.mark.parametrize("name", CLIENTS)
def test_the_page_says_of_each_client_what_the_plan_says(name: str, knowledge: Knowledge) -> None:
    assert ROWS[name][2] == in_short(decide(knowledge, example(name)))


@pytest.mark.parametrize("name", DOSES)
def test_the_page_says_of_each_dose_what_the_plan_says(name: str, knowledge: Knowledge) -> None:
    assert ROWS[name][2] == in_short(decide(knowledge, DOSES[name]))


def test_every_difference_has_its_reason() -> None:
    assert {*CLIENTS, *DOSES} <= set(ROWS)
    for name in (*CLIENTS, *DOSES):
        outline, difference = ROWS[name][1], ROWS[name][3]
        assert len(outline) > 20, name
        assert re.search(r"\w{3}", difference), name
