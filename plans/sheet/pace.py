"""How a phone keeps time for one exercise: what to count, how long, how often. Read from the dose, as its words are."""

from __future__ import annotations

from dataclasses import dataclass

from plans.plan import Dose


@dataclass(frozen=True, slots=True)
class Pace:
    """`kind`: hold, minutes or count · `seconds`: of each time, 0 where they are counted · `times`: in a round."""

    kind: str
    seconds: int
    times: int
    rounds: int


def pace_of(dose: Dose) -> Pace | None:
    """What there is to time or to count, as `dose_line` says it; nothing where it is done just once."""
    times, rounds = dose.reps or 1, dose.sets or 1
    if dose.hold_s:
        return Pace("hold", dose.hold_s, times, rounds)
    if dose.minutes and times == 1:
        return Pace("minutes", 60 * dose.minutes, 1, rounds)
    return Pace("count", 0, times, rounds) if times * rounds > 1 else None
