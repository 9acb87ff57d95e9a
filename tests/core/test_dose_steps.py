"""The dose, step by step, on rows made up for the purpose: which base counts, what each word of a modifier does."""

from __future__ import annotations

from typing import Any

import pytest

from plans.plan import Certainty, Source
from recommender.core.condition import ALWAYS
from recommender.core.dose import VisitDose, base_row, visit_dose
from recommender.core.knowledge import Knowledge
from recommender.core.rules import Area, Helping
from tests.core.deciding import facts_of_answers

CAPS = {"max_per_week": 2, "max_minutes": 60, "max_total": 10, "max_weeks": 12}
PLAIN = {"per_week": [1, 2], "minutes": [30, 45], "total": [4, 8], "weeks": 6, "first_review_week": 2}
LOW = {
    "settle_minutes": 5, "leg_pain_nrs_worst": 2, "sit_tolerance_min": 60, "stand_tolerance_min": 60, "onset_days": 30,
}  # fmt: skip
HIGH = {"settle_minutes": 90}


def row(name: str = "d-plain", order: int = 0, **then: Any) -> Helping:
    return Helping(
        id=name, row=name, says="", when=ALWAYS, because="", sources=(Source("project"),), certainty=Certainty.DESIGN,
        status="draft", folder="dose", order=order, then=then,
    )  # fmt: skip


def base(**then: Any) -> Helping:
    return row(**{**PLAIN, **then})


def dose(
    knowledge: Knowledge, *modifiers: dict[str, Any], base: Helping | None = None, caps: Any = None, **answers: Any
) -> VisitDose | None:
    """The dose of one base row under modifiers, in the order given."""
    rows = [row(f"m{n}", order=n, **each) for n, each in enumerate(modifiers)]
    return visit_dose(
        [base or row(**PLAIN)], reversed(rows), facts_of_answers(knowledge, answers), {**CAPS, **(caps or {})}
    )


def numbers(found: VisitDose | None) -> tuple[float, int, int, int, int, int] | None:
    """(visits per week, minutes, visits in all, weeks, days to the review, level)."""
    if found is None:
        return None
    return found.per_week, found.minutes, found.total, found.weeks, found.review_days, found.max_level


# --------------------------------------------------------------------------------------------------------- the base


@pytest.mark.parametrize(
    ("held", "counts"),
    [
        (["d-unknown", "d-acute", "d-maint", "d-self"], "d-self"),
        (["d-unknown", "d-acute", "d-maint"], "d-maint"),
        (["d-unknown", "d-acute"], "d-acute"),
        (["d-unknown", "d-acute", "d-chronic"], "d-acute"),
        (["d-unknown"], "d-unknown"),
        ([], None),
    ],
)
def test_which_base_counts(held: list[str], counts: str | None) -> None:
    found = base_row(row(each) for each in held)

    assert (found.id if found else None) == counts


def test_without_a_base_there_is_no_dose(knowledge: Knowledge) -> None:
    assert visit_dose([], [], facts_of_answers(knowledge, {}), CAPS) is None


def test_a_base_without_visits_gives_none(knowledge: Knowledge) -> None:
    assert dose(knowledge, base=base(total=[0, 0])) is None
    assert numbers(dose(knowledge, base=base(total=[0, 1]))) == (1.0, 35, 1, 1, 14, 5)


@pytest.mark.parametrize(
    ("answers", "minutes"), [({}, 35), (LOW, 45), (HIGH, 30)], ids=["in between: rounded down to 5", "calm", "flaring"]
)
def test_the_plain_dose(answers: dict[str, Any], minutes: int, knowledge: Knowledge) -> None:
    """The upper total, the lower visits a week; 8 visits once a week take 8 weeks."""
    found = dose(knowledge, **answers)

    assert numbers(found) == (1.0, minutes, 8, 8, 14, 5)
    assert found is not None
    assert (found.base.id, found.modifiers, found.notes, found.positions, found.slot_minutes, found.exclude) == (
        "d-plain", [], [], [], {}, {},
    )  # fmt: skip
    assert (found.recipe, found.recipe_one_in) == ("", 0)


def test_where_the_lower_end_is_no_visit_the_upper_counts(knowledge: Knowledge) -> None:
    assert numbers(dose(knowledge, base=base(per_week=[0, 0.5])))[0] == 0.5  # type: ignore[index]
    assert numbers(dose(knowledge, base=base(per_week=[0.1, 1])))[0] == 0.25  # type: ignore[index]


# --------------------------------------------------------------------------------------------------------- modifiers


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        pytest.param({"max_total": 3}, (1, 35, 3, 3, 14, 5), id="3 visits at most"),
        pytest.param({"max_total": 9}, (1, 35, 8, 8, 14, 5), id="9 at most changes nothing"),
        pytest.param({"max_more": 2}, (1, 35, 2, 2, 14, 5), id="2 more"),
        pytest.param({"total_times": 0.5}, (1, 35, 4, 4, 14, 5), id="half of the visits"),
        pytest.param({"total_times": 0.45}, (1, 35, 3, 3, 14, 5), id="0.45 of 8: rounded down"),
        pytest.param({"total_times": 0.01}, (1, 35, 1, 1, 14, 5), id="one is left"),
        pytest.param({"per_week_times": 0.5}, (0.5, 35, 6, 12, 14, 5), id="half as often: no more than 12 weeks"),
        pytest.param({"per_week_times": 0.1}, (0.25, 35, 3, 12, 14, 5), id="never rarer than every 4 weeks"),
        pytest.param({"per_week_times": 2}, (2, 35, 8, 4, 14, 5), id="twice as often"),
        pytest.param({"per_week_times": 4}, (2, 35, 8, 4, 14, 5), id="never above the cap"),
        pytest.param({"max_per_week": 0.5}, (0.5, 35, 6, 12, 14, 5), id="every 2 weeks at most"),
        pytest.param({"max_per_week": 0.7}, (0.5, 35, 6, 12, 14, 5), id="a rhythm that a diary can hold"),
        pytest.param({"max_per_week": 2}, (1, 35, 8, 8, 14, 5), id="twice at most changes nothing"),
        pytest.param({"minutes_plus": 10}, (1, 45, 8, 8, 14, 5), id="10 minutes more"),
        pytest.param({"minutes_plus": -12}, (1, 20, 8, 8, 14, 5), id="12 fewer: rounded down to 5"),
        pytest.param({"minutes_plus": -30}, (1, 15, 8, 8, 14, 5), id="never under 15"),
        pytest.param({"minutes_plus": 60}, (1, 60, 8, 8, 14, 5), id="never over the cap"),
        pytest.param({"max_minutes": 20}, (1, 20, 8, 8, 14, 5), id="20 minutes at most"),
        pytest.param({"min_minutes": 50}, (1, 50, 8, 8, 14, 5), id="50 minutes at least"),
        pytest.param({"min_minutes": 50, "max_minutes": 20}, (1, 50, 8, 8, 14, 5), id="the least wins"),
        pytest.param({"max_level": 2}, (1, 35, 8, 8, 14, 2), id="level 2 at most"),
        pytest.param({"level_plus": 1}, (1, 35, 8, 8, 14, 4), id="one level above the usual 3"),
        pytest.param({"level_plus": -1}, (1, 35, 8, 8, 14, 2), id="one level below it"),
        pytest.param({"max_level": 1, "level_plus": -1}, (1, 35, 8, 8, 14, 1), id="never below 1"),
        pytest.param({"recheck_days": 2}, (1, 35, 8, 8, 2, 5), id="seen again after 2 days"),
        pytest.param({"recheck_days": 20}, (1, 35, 8, 8, 14, 5), id="no later than planned"),
    ],
)
def test_what_a_word_does(then: dict[str, Any], expected: tuple[float, ...], knowledge: Knowledge) -> None:
    found = dose(knowledge, {**then, "notes": ["A word."]})

    assert numbers(found) == expected
    assert found is not None
    changed = expected != (1, 35, 8, 8, 14, 5)
    assert [each.id for each in found.modifiers] == (["m0"] if changed else []), "what changed nothing is not told"
    assert found.notes == (["A word."] if changed else [])


def test_zero_ends_the_visits(knowledge: Knowledge) -> None:
    assert dose(knowledge, {"zero": True}, {"max_more": 3}) is None
    assert dose(knowledge, {"zero": True}, {"total_times": 3}) is None, "three times none is none"
    assert dose(knowledge, {"zero": False}) is not None


def test_a_modifier_that_leaves_no_visit_ends_them(knowledge: Knowledge) -> None:
    assert dose(knowledge, {"max_more": 0}, {"total_times": 3}) is None
    assert dose(knowledge, {"max_more": 1}) is not None


def test_modifiers_come_in_their_order(knowledge: Knowledge) -> None:
    """Half of 8 and then 3 at most is not 3 at most and then half."""
    assert numbers(dose(knowledge, {"total_times": 0.5}, {"max_total": 3}))[2] == 3  # type: ignore[index]
    assert numbers(dose(knowledge, {"max_total": 3}, {"total_times": 0.5}))[2] == 1  # type: ignore[index]


@pytest.mark.parametrize("ends", [[{"max_more": 0}, {"max_more": 3}], [{"max_more": 3}, {"max_more": 0}]])
def test_no_more_visits_is_the_last_word_in_either_order(ends: list[dict[str, int]], knowledge: Knowledge) -> None:
    assert dose(knowledge, *ends) is None


def test_each_modifier_stays_within_the_caps_before_the_next(knowledge: Knowledge) -> None:
    assert numbers(dose(knowledge, {"minutes_plus": 60}, {"minutes_plus": -15}))[1] == 45  # type: ignore[index]
    assert numbers(dose(knowledge, {"total_times": 9}, {"total_times": 0.5}))[2] == 5  # type: ignore[index]


def test_the_calmest_recipe_and_what_comes_with_it(knowledge: Knowledge) -> None:
    found = dose(
        knowledge,
        {"recipe": {"id": "calm", "one_in": 3}, "notes": ["Rest."], "position": ["seated", "side_lying"]},
        {"slot_minutes": {"teach": [5, 10], "ask": [2, 3]}, "position": ["side_lying", "supine"]},
        {"slot_minutes": {"teach": [1, 4]}, "exclude": ["thai"]},
        {"exclude": ["thai", "sports"]},
    )

    assert found is not None
    assert (found.recipe, found.recipe_one_in) == ("calm", 3)
    assert found.slot_minutes == {"teach": (1, 4), "ask": (2, 3)}
    assert found.positions == ["seated", "side_lying", "supine"]
    assert {item: rule.id for item, rule in found.exclude.items()} == {"thai": "m2", "sports": "m3"}
    assert [each.id for each in found.modifiers] == ["m0", "m1", "m2", "m3"], "none of them was to change a number"
    assert found.notes == ["Rest."]


def test_visits_keep_away_from_the_places_that_she_named(knowledge: Knowledge) -> None:
    numb, leg = {"away_from": Area(fact="numb_regions")}, {"away_from": Area(areas=frozenset({"calf", "shin"}))}

    def away(*modifiers: dict[str, Any], **answers: Any) -> dict[str, str]:
        found = dose(knowledge, *modifiers, sensory_pattern="one_leg_patch", **answers)
        assert found is not None
        return {area: rule.id for area, rule in found.away.items()}

    assert away(numb, numb, numb_regions=["calf", "foot"]) == {"calf": "m0", "foot": "m0"}
    assert away(numb) == {}
    assert away(leg) == {"calf": "m0", "shin": "m0"}
    assert away(leg, numb, numb_regions=["calf", "foot"]) == {"calf": "m0", "shin": "m0", "foot": "m1"}


@pytest.mark.parametrize(
    ("budget", "expected"),
    [(1, (0.25, 1)), (2, (0.5, 3)), (4, (1.0, 6)), (6, (1.0, 8)), (8, (1.0, 8)), (0, (1.0, 8)), (None, (1.0, 8))],
)
def test_what_she_can_pay_for(budget: int | None, expected: tuple[float, int], knowledge: Knowledge) -> None:
    """So many visits in each 4 of the 6 weeks of the course."""
    told = {} if budget is None else {"budget_visits_4wk": budget}
    found = dose(knowledge, {"max_visits_4wk": {"fact": "budget_visits_4wk"}}, **told)

    assert found is not None
    assert (found.per_week, found.total) == expected
    assert bool(found.modifiers) is (expected != (1.0, 8))


def test_a_short_course_is_paid_for_as_four_weeks(knowledge: Knowledge) -> None:
    found = dose(knowledge, {"max_visits_4wk": {"fact": "budget_visits_4wk"}}, base=base(weeks=2), budget_visits_4wk=4)

    assert found is not None
    assert (found.per_week, found.total, found.weeks) == (1.0, 4, 4)


# ------------------------------------------------------------------------------------------------ the whole course


@pytest.mark.parametrize(("done", "left"), [(0, 8), (2, 6), (7, 1), (8, None), (9, None)])
def test_visits_already_had_are_part_of_the_course(done: int, left: int | None, knowledge: Knowledge) -> None:
    found = dose(knowledge, sessions_done=done)

    assert (found and found.total) == left


@pytest.mark.parametrize(("done", "left"), [(0, 8), (7, 3), (8, 2), (9, 1), (10, None)])
def test_a_review_may_allow_more_within_the_cap_of_10(done: int, left: int | None, knowledge: Knowledge) -> None:
    found = dose(knowledge, {"least_more": 3, "max_more": 8}, sessions_done=done)

    assert (found and found.total) == left


def test_before_the_first_visit_there_is_no_review_that_allows_more(knowledge: Knowledge) -> None:
    found = dose(knowledge, {"total_times": 0.25}, {"least_more": 3}, sessions_done=0)

    assert found is not None
    assert found.total == 2


def test_after_the_cap_there_are_none(knowledge: Knowledge) -> None:
    assert dose(knowledge, sessions_done=10) is None
    assert dose(knowledge, sessions_done=11) is None


def test_a_modifier_counts_visits_already_had_as_well(knowledge: Knowledge) -> None:
    found = dose(knowledge, {"max_total": 6}, sessions_done=4)

    assert found is not None
    assert found.total == 2
    assert dose(knowledge, {"max_total": 4}, sessions_done=4) is None


@pytest.mark.parametrize(
    ("per_week", "total", "weeks", "given"),
    [(2, 8, 4, 8), (2, 7, 4, 7), (1, 8, 8, 8), (0.5, 8, 12, 6), (0.25, 8, 12, 3), (0.25, 1, 4, 1)],
)
def test_weeks_follow_from_visits(per_week: float, total: int, weeks: int, given: int, knowledge: Knowledge) -> None:
    found = dose(knowledge, base=base(per_week=[per_week, per_week], total=[1, total]))

    assert found is not None
    assert (found.weeks, found.total) == (weeks, given)


def test_a_course_too_short_for_its_rhythm_still_has_one_visit(knowledge: Knowledge) -> None:
    found = dose(knowledge, base=base(per_week=[0.25, 0.25]), caps={"max_weeks": 3})

    assert found is not None
    assert (found.weeks, found.total) == (3, 1)


def test_the_caps_hold_for_the_base_alone(knowledge: Knowledge) -> None:
    found = dose(knowledge, base=base(per_week=[5, 5], minutes=[90, 90], total=[20, 30]))

    assert numbers(found) == (2.0, 60, 10, 5, 14, 5)
