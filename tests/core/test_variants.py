"""The doses one exercise may be given at: in full, less often, or as a short walk."""

from __future__ import annotations

from typing import Any

import pytest

from plans.plan import Dose
from recommender.core.variants import Prepared, Variant, minutes_a_day, variants
from tests.core.test_home_open import exercise


def found(dose: Dose | None, **more: Any) -> list[tuple[int | None, int, int]]:
    """(times a day, minutes a day, loss) of every variant."""
    return [(each.dose.per_day, each.minutes, each.loss) for each in variants(exercise(**more), dose)]


def test_without_a_dose_there_is_none() -> None:
    assert found(None) == []


@pytest.mark.parametrize(
    ("times", "offered"),
    [
        (None, [(None, 1, 0)]),
        (1, [(1, 1, 0)]),
        (2, [(2, 2, 0), (1, 1, 2)]),
        (3, [(3, 3, 0), (2, 2, 1), (1, 1, 2)]),
        (5, [(5, 5, 0), (2, 2, 1), (1, 1, 2)]),
    ],
)
def test_less_often_is_worth_less(times: int | None, offered: list[tuple[int | None, int, int]]) -> None:
    assert found(Dose(hold_s=28, reps=2, per_day=times)) == offered


def test_a_long_walk_may_be_a_short_one() -> None:
    assert list(variants(exercise(kind="aerobic"), Dose(minutes=20, per_day=2, days_per_week=5)))[-1] == Variant(
        Dose(minutes=5, per_day=1, days_per_week=5), 5, 4
    )
    assert found(Dose(minutes=6), kind="aerobic") == [(None, 6, 0), (1, 5, 4)]
    assert found(Dose(minutes=5), kind="aerobic") == [(None, 5, 0)]
    assert found(Dose(minutes=20), kind="ease") == [(None, 20, 0)]
    assert found(Dose(reps=10), kind="aerobic") == [(None, 1, 0)]


def test_the_minutes_of_the_item_are_its_dose_where_the_dose_has_no_number() -> None:
    (rest, once) = variants(exercise(minutes=10), Dose(per_day=2))

    assert (rest.dose, rest.minutes, rest.loss) == (Dose(minutes=10, per_day=2), 20, 0)
    assert (once.dose, once.minutes, once.loss) == (Dose(minutes=10, per_day=1), 10, 2)
    for dose in (Dose(reps=5), Dose(hold_s=5), Dose(minutes=3)):
        (kept,) = variants(exercise(minutes=10), dose)
        assert kept.dose == dose
    assert found(Dose(minutes=3), minutes=10) == [(None, 3, 0)]
    assert found(Dose(reps=5), minutes=10) == [(None, 10, 0)]


@pytest.mark.parametrize(
    ("dose", "bout", "minutes"),
    [
        (Dose(), None, 1),
        (Dose(reps=10), None, 1),
        (Dose(reps=11), None, 2),
        (Dose(reps=10, sets=2), None, 2),
        (Dose(hold_s=28, reps=2), None, 1),
        (Dose(hold_s=29, reps=2), None, 2),
        (Dose(hold_s=28, reps=2, per_day=3), None, 3),
        (Dose(minutes=4), None, 4),
        (Dose(minutes=4, per_day=3), 9, 12),
        (Dose(per_day=3), 9, 27),
    ],
)
def test_minutes_a_day(dose: Dose, bout: int | None, minutes: int) -> None:
    """A slow move takes 4 seconds, a breath after each hold or move 2."""
    assert minutes_a_day(dose, bout) == minutes


def test_each_state_has_its_own_doses() -> None:
    item = exercise(doses={"low": Dose(minutes=3), "high": None})

    assert Prepared.of(item).variants == {"low": (Variant(Dose(minutes=3), 3, 0),), "moderate": (), "high": ()}
