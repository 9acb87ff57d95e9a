"""Two states of the knowledge side by side: every difference in words, and whose plan changes with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plans.plan import Disposition, Dose, Plan
from recommender.core.condition import ALWAYS, NEVER, All, Any_, AtLeast, Condition, Not, Surely
from recommender.core.condition import Test as Asks
from recommender.core.knowledge import Knowledge
from recommender.knowledge.diff import Difference, changed_plans, differences, plan_changes, said
from tests.core.deciding import case_of, decide
from tests.people import amira, chidi

FEVER = Asks("fever_7d", "is", True)
SWEATS = Asks("night_sweats", "is", True)
AGE = Asks("age_years", "at_least", 60)


def told(old: Knowledge, new: Knowledge) -> list[str]:
    return [str(each) for each in differences(old, new)]


def test_nothing_differs_from_itself(knowledge: Knowledge) -> None:
    assert told(knowledge, knowledge) == []
    assert told(knowledge, replace(knowledge)) == []


def test_a_flag_that_was_taken_out_or_added_is_told(knowledge: Knowledge) -> None:
    first, *others = knowledge.red_flags
    fewer = replace(knowledge, red_flags=tuple(others))

    assert told(knowledge, fewer) == [f"red flag {first.id}: removed"]
    assert told(fewer, knowledge) == [f"red flag {first.id}: added"]


def test_a_changed_field_is_told_with_both_values(knowledge: Knowledge) -> None:
    first, *others = knowledge.red_flags
    changed = replace(first, when=All((FEVER, AGE)), note="Look again.", file="elsewhere.yaml")
    before = replace(knowledge, red_flags=(replace(first, when=FEVER, note=""), *others))
    after = replace(knowledge, red_flags=(changed, *others))

    assert told(before, after) == [
        f"red flag {first.id}: when was fever_7d is True; is now fever_7d is True and age_years at least 60",
        f"red flag {first.id}: note was empty; is now Look again.",
    ], "where the file lies is no difference"


def test_a_source_that_was_named_anew_is_told_by_its_title(knowledge: Knowledge) -> None:
    first, title = next(iter(knowledge.bibliography.items()))
    named = replace(knowledge, bibliography={**knowledge.bibliography, first: "Another title"})

    assert list(differences(knowledge, named)) == [Difference("source", first, "title", title, "Another title")]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param(FEVER, "fever_7d is True", id="a test"),
        pytest.param(ALWAYS, "always", id="always"),
        pytest.param(NEVER, "never", id="never"),
        pytest.param(All((FEVER, AGE)), "fever_7d is True and age_years at least 60", id="all"),
        pytest.param(Any_((FEVER, All((AGE, SWEATS)))),
                     "fever_7d is True or (age_years at least 60 and night_sweats is True)", id="one within another"),
        pytest.param(Not(FEVER), "not fever_7d is True", id="not"),
        pytest.param(Not(Any_((FEVER, AGE))), "not (fever_7d is True or age_years at least 60)", id="not either"),
        pytest.param(Surely(FEVER), "surely fever_7d is True", id="surely"),
        pytest.param(AtLeast(2, (FEVER, AGE)), "at least 2 of: fever_7d is True; age_years at least 60", id="two of"),
        pytest.param(Asks("smoker", "one_of", frozenset({"past", "current"})), "smoker one of current, past", id="set"),
        pytest.param({"b": 1, "a": (2, 3)}, "a 2; 3, b 1", id="a table"),
        pytest.param([1, 2], "1; 2", id="a list"),
        pytest.param(None, "", id="nothing"),
        pytest.param(Dose(hold_s=20, reps=2), "hold_s 20, reps 2", id="a dose: only what it says"),
        pytest.param(0.5, "0.5", id="a number"),
    ],
)  # fmt: skip
def test_a_value_in_words(value: Condition | Any, words: str) -> None:
    assert said(value) == words


def test_how_a_plan_changes(knowledge: Knowledge) -> None:
    plan: Plan = decide(knowledge, amira())
    assert plan.sessions is not None
    s = plan.sessions
    dose = f"{s.total} of {s.minutes} minutes, {s.per_week:g} a week"
    first, second = plan.home[:2]

    assert plan_changes(plan, plan) == []
    stopped = replace(plan, disposition=Disposition.EMERGENCY_NOW)
    assert plan_changes(plan, stopped) == ["treat with precautions becomes emergency now"]
    assert plan_changes(plan, replace(plan, home=plan.home[1:])) == [f"home: without {first.id}"]
    assert plan_changes(replace(plan, home=plan.home[1:]), plan) == [f"home: with {first.id}"]
    swapped = replace(plan, home=(replace(second, id="other"), *plan.home[2:], first))
    assert plan_changes(plan, swapped) == [f"home: without {second.id}, with other"]
    assert plan_changes(plan, replace(plan, sessions=None)) == [f"visits: {dose} becomes none"]
    out = plan.excluded[0]
    assert plan_changes(plan, replace(plan, excluded=plan.excluded[1:])) == [f"left out: without {out.kind} {out.id}"]


def test_whose_plan_changes_with_the_knowledge(knowledge: Knowledge) -> None:
    """Without its rule, chidi's blood thinner is no longer told of; nothing changes for amira."""
    cases = {"amira": case_of(knowledge, amira()), "chidi": case_of(knowledge, chidi())}
    fewer = replace(
        knowledge, red_flags=tuple(each for each in knowledge.red_flags if each.id != "vasc-neurogenic-claud")
    )

    assert changed_plans(cases, knowledge, knowledge) == {}
    changes = changed_plans(cases, knowledge, fewer)
    assert list(changes) == ["chidi"]
    assert "rules that hold: without vasc-neurogenic-claud" in changes["chidi"]
