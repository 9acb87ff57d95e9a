"""Home exercises: the best few within the minutes, found exactly, and how long a dose takes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.plan import Certainty, Dose, Source
from recommender.core.home import Candidate, best_subset, value
from recommender.core.items import Exercise
from recommender.core.knowledge import Knowledge
from recommender.core.variants import minutes_a_day
from tests.core.deciding import decide
from tests.people import amira

KINDS = ("ease", "nerve", "hamstring", "glute", "core", "aerobic")


@cache
def exercise(item_id: str, kind: str) -> Exercise:
    """An exercise of which only its name and family matter."""
    return Exercise(
        id=item_id,
        name=item_id,
        kind=kind,
        because="It suits you.",
        sources=(Source("project"),),
        certainty=Certainty.DESIGN,
        status="draft",
        position="supine",
        irritability="high",
        doses={},
    )


def candidate(item_id: str, kind: str, minutes: int, score: int) -> Candidate:
    return Candidate(item=exercise(item_id, kind), dose=Dose(), minutes=minutes, score=score, because=())


Slots = Sequence[Sequence[str]]
Evening = tuple[list[Candidate], int, int, list[tuple[str, ...]], frozenset[str]]


def worth(picked: Sequence[Candidate], slots: Slots, must: frozenset[str]) -> int | None:
    """The most that a choice is worth over all ways to seat it in the slots; None when it cannot be seated."""
    first = {min((n for n, slot in enumerate(slots) if family in slot), default=-1) for family in must}
    seatings = [
        sum(value(each, place, len(slots), first) for each, place in zip(picked, places, strict=True))
        for places in permutations(range(len(slots)), len(picked))
        if all(each.item.kind in slots[place] for each, place in zip(picked, places, strict=True))
    ]
    return max(seatings, default=None)


def brute_force(candidates: Sequence[Candidate], minutes: int, most: int, slots: Slots, must: frozenset[str]) -> int:
    """The highest worth of any choice at all."""
    best = 0
    for size in range(1, most + 1):
        for picked in combinations(candidates, size):
            if len({each.item.id for each in picked}) < size or sum(each.minutes for each in picked) > minutes:
                continue
            best = max(best, worth(picked, slots, must) or 0)
    return best


@st.composite
def evenings(draw: st.DrawFn) -> Evening:
    """A few exercises, some at two doses, the minutes of an evening, and a programme."""
    candidates = []
    for n in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(KINDS))
        minutes, score = draw(st.integers(1, 8)), draw(st.integers(-1, 4))
        candidates.append(candidate(f"{kind}_{n}", kind, minutes, score))
        if draw(st.booleans()):
            candidates.append(candidate(f"{kind}_{n}", kind, draw(st.integers(1, minutes)), score - 1))
    families = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=5, unique=True))
    slots: list[tuple[str, ...]] = []
    while families:
        size = draw(st.integers(1, min(3, len(families))))
        slots.append(tuple(families[:size]))
        families = families[size:]
    if draw(st.booleans()):
        slots.append(tuple(reversed(draw(st.sampled_from(slots)))))
    must = frozenset({"aerobic"}) if draw(st.booleans()) else frozenset()
    return candidates, draw(st.integers(0, 20)), draw(st.integers(1, 4)), slots, must


def is_best(evening: Evening) -> None:
    candidates, minutes, most, slots, must = evening

    picked = best_subset(candidates, minutes, most, slots, must)

    assert len(picked) <= most
    assert sum(each.minutes for each in picked) <= minutes
    assert len({each.item.id for each in picked}) == len(picked)
    assert (worth(picked, slots, must) if picked else 0) == brute_force(candidates, minutes, most, slots, must)


@given(evenings())
@settings(max_examples=100)
def test_the_best_few_are_those_that_trying_everything_finds(evening: Evening) -> None:
    is_best(evening)


@pytest.mark.long
@given(evenings())
@settings(max_examples=1_500)
def test_the_best_few_are_those_that_trying_everything_finds_at_length(evening: Evening) -> None:
    is_best(evening)


def test_of_two_that_are_worth_the_same_the_shorter_one_is_taken() -> None:
    long, short = candidate("core_long", "core", 9, 1), candidate("core_short", "core", 3, 1)

    assert best_subset([long, short], 20, 4, [("core",)]) == [short]


def test_of_two_that_are_the_same_in_all_the_first_in_the_alphabet_is_taken() -> None:
    one, other = candidate("core_a", "core", 3, 1), candidate("core_b", "core", 3, 1)

    assert best_subset([other, one], 20, 4, [("core",)]) == [one]


def test_of_two_that_fit_the_same_minutes_the_better_is_taken_whatever_its_name() -> None:
    better, first = candidate("core_b", "core", 3, 2), candidate("core_a", "core", 3, 1)

    assert best_subset([better, first], 20, 4, [("core",)]) == [better]
    assert best_subset([first, better], 20, 4, [("core",)]) == [better]


def test_the_first_in_the_alphabet_is_taken_in_whatever_order_they_come() -> None:
    one, other = candidate("core_a", "core", 3, 1), candidate("core_b", "core", 3, 1)

    assert best_subset([one, other], 20, 4, [("core",)]) == [one]


def test_of_two_evenings_that_are_the_same_in_all_the_first_in_the_alphabet_is_taken() -> None:
    """Either the longer ease and the shorter slider, or the other way round: 8 minutes, as good."""
    ease, longer_ease = candidate("ease_b", "ease", 3, 0), candidate("ease_a", "ease", 5, 1)
    nerve, longer_nerve = candidate("nerve_a", "nerve", 3, 0), candidate("nerve_b", "nerve", 5, 1)
    all_four = [ease, longer_ease, nerve, longer_nerve]

    assert best_subset(all_four, 8, 2, [("ease",), ("nerve",)]) == [longer_ease, nerve]


def test_of_two_doses_that_are_worth_the_same_the_first_is_taken() -> None:
    one = candidate("walk", "aerobic", 10, 0)
    other = one._replace(dose=Dose(minutes=10))

    assert best_subset([one, other], 20, 4, [("aerobic",)])[0].dose == Dose()
    assert best_subset([other, one], 20, 4, [("aerobic",)])[0].dose == Dose(minutes=10)


def test_an_exercise_is_taken_at_one_dose_only() -> None:
    often, once = candidate("walk", "aerobic", 12, 2), candidate("walk", "aerobic", 4, 1)

    assert best_subset([often, once], 30, 4, [("aerobic",), ("aerobic",)]) == [often]
    assert best_subset([often, once], 10, 4, [("aerobic",)]) == [once]


def test_nothing_fits_into_no_minutes() -> None:
    assert best_subset([candidate("walk", "aerobic", 3, 4)], 0, 4, [("aerobic",)]) == []


def test_a_part_without_an_exercise_stays_empty() -> None:
    walk = candidate("walk", "aerobic", 5, 0)

    assert best_subset([walk], 30, 4, [("nerve",), ("aerobic",)]) == [walk]


@pytest.mark.parametrize(
    ("dose", "minutes"),
    [
        pytest.param(Dose(hold_s=10, reps=3, sets=1, per_day=1), 1, id="3 holds of 10 seconds"),
        pytest.param(Dose(hold_s=30, reps=2, sets=1, per_day=1), 2, id="2 holds of 30 seconds, rounded up"),
        pytest.param(Dose(hold_s=30, reps=2, sets=1, per_day=2), 3, id="the same twice a day"),
        pytest.param(Dose(reps=10, sets=2, per_day=2), 4, id="20 slow moves twice a day"),
        pytest.param(Dose(hold_s=0, reps=5, sets=1, per_day=3), 2, id="5 slides 3 times a day"),
        pytest.param(Dose(minutes=5, per_day=4), 20, id="5 minutes 4 times a day"),
        pytest.param(Dose(minutes=10), 10, id="10 minutes, times not said"),
        pytest.param(Dose(), 1, id="nothing said is a minute"),
    ],
)
def test_how_long_a_dose_takes(dose: Dose, minutes: int) -> None:
    assert minutes_a_day(dose) == minutes


def test_a_programme_never_has_more_than_four_items(knowledge: Knowledge) -> None:
    rows = [rule for rule in knowledge.helping if rule.folder == "programme" and "slots" in rule.then]

    assert {rule.id for rule in rows} == {"pg-high", "pg-mod", "pg-low"}
    for rule in rows:
        assert 1 <= rule.then["min"] <= rule.then["max"] <= 4
        assert len(rule.then["slots"]) >= rule.then["min"]


def test_items_are_printed_from_ease_to_walking(knowledge: Knowledge) -> None:
    order = [
        "ease", "extension", "flexion", "nerve", "hamstring", "glute", "hip_flexor", "ql", "calf", "mobility", "core",
        "glute_strength", "function", "aerobic",
    ]  # fmt: skip
    for minutes in (5, 12, 40):
        kinds = [item.kind for item in decide(knowledge, amira(home_minutes_per_day=minutes)).home]
        assert kinds == sorted(kinds, key=order.index)


def test_more_minutes_never_make_a_poorer_programme(knowledge: Knowledge) -> None:
    counts = [len(decide(knowledge, amira(home_minutes_per_day=minutes)).home) for minutes in range(0, 61, 4)]

    assert counts == sorted(counts)
