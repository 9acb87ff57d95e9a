"""Choosing tips: ergonomics and self-care by what the client's day is made of."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence

from recommender.core.items import TipItem
from recommender.core.limits import Limits
from recommender.core.triage import Facts

MOST_TIPS = 4
MOST_SELF_CARE = 3
MOST_OF_A_CONTEXT = 2
BASE = 1
WITHOUT_PRESSURE = ("HOT", "CLD")
"""Codes of tips that a limit to light work leaves as they are: warmth and cold do not press."""


def rank_tips(
    tips: Iterable[TipItem],
    holding: frozenset[str],
    jurisdiction: str,
    limits: Limits,
    exercises: Container[str],
) -> list[TipItem]:
    """Tips whose trigger holds and that nothing closes, the most fitting first.

    Args:
        exercises: ids of those that may be given today; a tip that tells to do another falls with it.
    """
    open_ = [
        tip
        for tip in tips
        if tip.name in holding
        and tip.jurisdiction in ("", jurisdiction)
        and tip.id not in limits.items
        and (not tip.exercise or tip.exercise in exercises)
        and not any(_closed(code, tip.areas, limits) for code in tip.codes)
    ]
    return sorted(open_, key=lambda tip: (-points(tip, holding), tip.id))


def points(tip: TipItem, holding: frozenset[str]) -> int:
    return BASE + sum([boost.points for name, boost in tip.boosted if name in holding])


def _closed(code: str, areas: Iterable[str], limits: Limits) -> bool:
    """Nobody is there to feel for the client: one place that is closed, or open to light pressure only, is enough."""
    spared = set(limits.closed_areas[code])
    if code not in WITHOUT_PRESSURE:
        spared |= set(limits.caps[code])
    return code in limits.closed or not spared.isdisjoint(areas)


def pick(ranked: Sequence[TipItem], most: int, must: Iterable[str] = ()) -> list[TipItem]:
    """The best few: at most two of a context, no two that contradict, and first one of each context or id in `must`."""
    picked: dict[str, TipItem] = {}
    for wanted in must:
        found = next((tip for tip in ranked if wanted in (tip.context, tip.id)), None)
        if found is not None:
            picked.setdefault(found.id, found)
    for tip in ranked:
        if len(picked) >= most:
            break
        if tip.id not in picked and _fits_beside(tip, picked.values()):
            picked[tip.id] = tip
    return list(picked.values())[:most]


def _fits_beside(tip: TipItem, picked: Collection[TipItem]) -> bool:
    same = [each for each in picked if each.context == tip.context]
    return len(same) < MOST_OF_A_CONTEXT and not any(_contradict(tip, each) for each in picked)


def _contradict(one: TipItem, other: TipItem) -> bool:
    return other.id in one.against or one.id in other.against


def must_have(facts: Facts) -> list[str]:
    """A sleep tip where nights are broken, a tip on breaks where the day is spent sitting."""
    wanted = []
    if facts.known("night_wakes_per_week") and facts["night_wakes_per_week"] >= 2:
        wanted.append("sleep")
    if facts.known("sitting_hours_per_day") and facts["sitting_hours_per_day"] >= 4:
        wanted.append("desk")
    return wanted
