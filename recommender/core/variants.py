"""The doses one exercise may be given at: in full, or less often, so that a short day is not an empty one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from plans.plan import Dose
from recommender.core.condition import Condition
from recommender.core.items import LEVELS, Exercise, NotWhen, Suit

FEWER = (2, 1)
"""Times a day an exercise may be cut to where the day is short, each at a loss."""
SHORT_WALK = 5
"""Minutes of the shortest walk, ride or pool visit offered where more does not fit the day."""
SHORT_WALK_LOSS = 4


class Variant(NamedTuple):
    """A dose, its whole minutes a day, and how much less it is worth than the full dose."""

    dose: Dose
    minutes: int
    loss: int


class Prepared(NamedTuple):
    """An exercise with its doses worked out and its conditions by the names they are answered under.

    Attributes:
        stays, eased: names of the conditions that keep it open under a limit, and let it in a step early.
        variants: by irritability, the doses it may be given at; none where it is not allowed.
    """

    item: Exercise
    stays: str
    eased: str
    not_when: tuple[tuple[str, NotWhen], ...]
    suits: tuple[tuple[str, Suit], ...]
    variants: Mapping[str, tuple[Variant, ...]]

    @classmethod
    def of(cls, item: Exercise) -> Prepared:
        return cls(
            item=item,
            stays=f"stays:{item.id}",
            eased=f"eased:{item.id}",
            not_when=tuple((f"not:{item.id}:{each.id}", each) for each in item.not_when),
            suits=tuple((f"suit:{item.id}:{n}", suit) for n, suit in enumerate(item.suits)),
            variants={level: tuple(variants(item, item.doses.get(level))) for level in LEVELS},
        )

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Its conditions under their names."""
        item = self.item
        yield from ((name, suit.when) for name, suit in self.suits)
        yield from ((name, each.when) for name, each in self.not_when)
        if item.stays_under_p is not None:
            yield self.stays, item.stays_under_p
        if item.eased_in is not None:
            yield self.eased, item.eased_in


def variants(item: Exercise, dose: Dose | None) -> Iterator[Variant]:
    if dose is None:
        return
    if item.minutes is not None and dose.minutes is None and dose.reps is None and dose.hold_s is None:
        dose = replace(dose, minutes=item.minutes)
    yield Variant(dose, minutes_a_day(dose, item.minutes), 0)
    for loss, times in enumerate(FEWER, 1):
        if dose.per_day is not None and dose.per_day > times:
            fewer = replace(dose, per_day=times)
            yield Variant(fewer, minutes_a_day(fewer, item.minutes), loss)
    if item.kind == "aerobic" and dose.minutes is not None and dose.minutes > SHORT_WALK:
        yield Variant(replace(dose, minutes=SHORT_WALK, per_day=1), SHORT_WALK, SHORT_WALK_LOSS)


def minutes_a_day(dose: Dose, bout: int | None = None) -> int:
    """Whole minutes a day, rounded up: bouts of minutes as given, else holds or slow moves with a breath between."""
    times = dose.per_day or 1
    if (dose.minutes or bout) is not None:
        return (dose.minutes or bout or 0) * times
    moves = (dose.reps or 1) * (dose.sets or 1)
    return max(1, math.ceil(moves * ((dose.hold_s or 4) + 2) * times / 60))
