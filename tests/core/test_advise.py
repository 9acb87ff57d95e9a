"""Tips for the day, on tips made up for it: which are open, which come first, and how many of a kind."""

from __future__ import annotations

from typing import Any

import pytest

from plans.plan import Certainty, Source
from recommender.core.advise import must_have, pick, points, rank_tips
from recommender.core.condition import ALWAYS
from recommender.core.items import Boost, TipItem
from recommender.core.knowledge import Knowledge
from recommender.core.limits import Limits, Stop
from tests.core.deciding import facts_of_answers, state


def tip(name: str, context: str = "desk", **more: Any) -> TipItem:
    return TipItem(
        id=name, because="", sources=(Source("project"),), certainty=Certainty.DESIGN, status="draft", context=context,
        kind="habit", when=ALWAYS, tip="", **more,
    )  # fmt: skip


def ranked(
    *tips: TipItem, holding: set[str] | None = None, limits: Limits | None = None, exercises: tuple[str, ...] = ()
) -> list[str]:
    held = frozenset(holding if holding is not None else {f"tip:{each.id}" for each in tips})
    return [each.id for each in rank_tips(tips, held, "uk", limits or Limits(), exercises)]


def test_only_what_fits_her_day_is_told() -> None:
    assert ranked(tip("a"), tip("b"), holding={"tip:b"}) == ["b"]


def test_the_most_fitting_comes_first_and_of_equals_the_first_in_the_alphabet() -> None:
    boosted = tip(
        "z", boosts=(Boost(when=ALWAYS, points=2), Boost(when=ALWAYS, points=4), Boost(when=ALWAYS, points=8))
    )

    assert points(boosted, frozenset()) == 1
    assert points(boosted, frozenset({"boost:z:0", "boost:z:2", "boost:y:1"})) == 11
    assert ranked(tip("b"), boosted, tip("a"), holding={"tip:a", "tip:b", "tip:z", "boost:z:1"}) == ["z", "a", "b"]


def test_a_tip_of_another_country_is_not_told() -> None:
    assert ranked(tip("here", jurisdiction="uk"), tip("there", jurisdiction="nl"), tip("all")) == ["all", "here"]


def test_a_tip_falls_with_its_exercise_or_its_name() -> None:
    tips = tip("walk", exercise="wk_walk"), tip("stand")

    assert ranked(*tips) == ["stand"]
    assert ranked(*tips, exercises=("wk_walk",)) == ["stand", "walk"]
    assert ranked(*tips, limits=Limits(items={"stand": Stop("avoid", state())})) == []


BALL = tip("ball", codes=("SWE", "DEV"), areas=frozenset({"buttock", "calf"}))
WARM = tip("warm", codes=("HOT",), areas=frozenset({"buttock"}))


def test_one_spared_place_is_enough_to_close_a_tip_that_presses() -> None:
    spared, capped, closed = Limits(), Limits(), Limits(closed={"DEV": Stop("clearance", state())})
    for code in ("SWE", "HOT"):
        spared.closed_areas[code]["buttock"] = state()
        capped.caps[code]["buttock"] = (2, state())
    elsewhere = Limits()
    elsewhere.closed_areas["SWE"]["foot"] = state()

    assert ranked(BALL, WARM) == ["ball", "warm"]
    assert ranked(BALL, WARM, limits=spared) == []
    assert ranked(BALL, WARM, limits=capped) == ["warm"], "warmth does not press"
    assert ranked(BALL, WARM, limits=closed) == ["warm"]
    assert ranked(BALL, WARM, limits=elsewhere) == ["ball", "warm"]
    assert ranked(tip("cold", codes=("CLD",), areas=frozenset({"calf"})), limits=capped) == ["cold"]


def ids(tips: list[TipItem]) -> list[str]:
    return [each.id for each in tips]


def test_at_most_two_of_a_context_and_no_more_than_asked_for() -> None:
    tips = [tip("a"), tip("b"), tip("c"), tip("d", "sleep"), tip("e", "sleep"), tip("f", "car")]

    assert ids(pick(tips, 9)) == ["a", "b", "d", "e", "f"]
    assert ids(pick(tips, 3)) == ["a", "b", "d"]
    assert ids(pick(tips, 0)) == []


def test_two_that_contradict_are_not_told_together() -> None:
    left, right = tip("left", against=frozenset({"right"})), tip("right", "sleep")

    assert ids(pick([left, right, tip("z", "car")], 3)) == ["left", "z"]
    assert ids(pick([right, left, tip("z", "car")], 3)) == ["right", "z"]


def test_what_must_be_told_comes_first() -> None:
    tips = [tip("a"), tip("b", "car"), tip("c", "sleep"), tip("d", "sleep")]

    assert ids(pick(tips, 3, ["sleep"])) == ["c", "a", "b"]
    assert ids(pick(tips, 2, ["d", "sleep", "b"])) == ["d", "c"]
    assert ids(pick(tips, 4, ["none", "b"])) == ["b", "a", "c", "d"]
    assert ids(pick(tips, 3, ["sleep", "c"])) == ["c", "a", "b"], "once is enough"


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ({}, []),
        ({"night_wakes_per_week": 1, "sitting_hours_per_day": 3}, []),
        ({"night_wakes_per_week": 2}, ["sleep"]),
        ({"sitting_hours_per_day": 4}, ["desk"]),
        ({"night_wakes_per_week": 7, "sitting_hours_per_day": 9}, ["sleep", "desk"]),
    ],
)
def test_what_must_be_told(answers: dict[str, Any], wanted: list[str], knowledge: Knowledge) -> None:
    assert must_have(facts_of_answers(knowledge, answers)) == wanted
