"""Choosing home exercises: what the states leave open, then the best few that fit the client's minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple, TypeVar

from plans.plan import Dose, Excluded
from recommender.core.items import LEVELS, Exercise
from recommender.core.left_out import by_rule, for_reason
from recommender.core.limits import Limits
from recommender.core.rules import Helping
from recommender.core.scene import Scene
from recommender.core.triage import Facts
from recommender.core.variants import Prepared, Variant, variants

MOST = 4
"""Home items on a normal day, whatever a table says."""
DEFAULT_MINUTES = 20
"""Minutes a day when the client has not said (certainty: design)."""
PRINTED = (
    "ease", "extension", "flexion", "nerve", "hamstring", "glute", "hip_flexor", "ql", "calf", "mobility", "core",
    "glute_strength", "function", "aerobic",
)  # fmt: skip
"""Families in the order they stand on paper (as `pg-order` has it)."""
ANY_SLOTS = tuple((kind,) for kind in PRINTED)
MUST = 60
"""Worth of a part that comes before all others: more than any two items without it."""
OFFERED = 3
"""What it adds when a rule offers the exercise, such as the direction that eases."""
GETTING_DOWN = ("floor", "kneel")
LYING = {"prone": ("prone",), "supine": ("supine",), "side_lying": ("left_side", "right_side")}
"""What a client must be able to lie on for each position of an exercise; one of them is enough."""


class Candidate(NamedTuple):
    """An exercise that may be given, at one dose; `minutes` are those of a whole day."""

    item: Exercise
    dose: Dose
    minutes: int
    score: int
    because: tuple[str, ...]


class HomeChoice(NamedTuple):
    items: tuple[Candidate, ...]
    open: tuple[Candidate, ...]
    excluded: tuple[Excluded, ...]


class Means(NamedTuple):
    """What the client can do and has at home, and how easily the pain flares; None where it was not said."""

    irritability: str
    floor: bool | None
    kneeling: bool | None
    positions: frozenset[str] | None
    equipment: frozenset[str] | None
    places: frozenset[str] | None

    @classmethod
    def of(cls, facts: Facts) -> Means:
        return cls(
            facts["irritability"],
            facts["floor_access"],
            facts["kneeling_ok"],
            facts["positions_ok"],
            facts["home_equipment"],
            facts["practice_places"],
        )


def choose_home(scene: Scene) -> HomeChoice:
    """Sort the exercises into what may be given and what not, and pick the best subset within the minutes."""
    facts, limits, holding = scene.facts, scene.limits, scene.holding
    means = Means.of(facts)
    open_: list[Candidate] = []
    excluded: list[Excluded] = []
    for each in scene.knowledge.exercises:
        reason = _closed(each, means, limits, holding)
        if reason is not None:
            excluded.append(reason)
        else:
            open_ += _candidates(each, means.irritability, limits, holding)
    slots, must, least, most = parts_of(scene.helping["programme"])
    minutes = facts["home_minutes_per_day"] if facts.known("home_minutes_per_day") else DEFAULT_MINUTES
    picked = best_subset(open_, minutes, most, slots, must)
    if len(picked) < least:
        named = {kind for slot in slots for kind in slot}
        picked = best_subset(open_, minutes, most, [*slots, *((kind,) for kind in PRINTED if kind not in named)], must)
    return HomeChoice(
        tuple(sorted(picked, key=lambda each: PRINTED.index(each.item.kind))), tuple(open_), tuple(excluded)
    )


def parts_of(programme: Sequence[Helping]) -> tuple[Sequence[Sequence[str]], frozenset[str], int, int]:
    """Slots of the programme (families that may fill each), families that come first, and how many items it has."""
    rows = [row for row in programme if "slots" in row.then]
    if not rows:
        return ANY_SLOTS, frozenset(), 1, MOST
    then = rows[0].then
    slots = [tuple(slot) for slot in then["slots"]]
    return slots, frozenset(then.get("must", ())), int(then["min"]), min(MOST, int(then["max"]))


def best_subset(
    candidates: Sequence[Candidate],
    minutes: int,
    most: int,
    slots: Sequence[Sequence[str]],
    must: frozenset[str] = frozenset(),
) -> list[Candidate]:
    """At most one candidate a slot and `most` in all, within the minutes of a day, with the highest worth.

    Exact: slots that share families are one group with as many places; for each group in turn the best choice for every
    number of items and minutes is kept. The first slot of each family in `must` comes before all others. Of equal worth
    the shorter wins, then the earlier ids.
    """
    best: dict[tuple[int, int], Pick] = {(0, 0): (0, ())}
    first = {next((n for n, slot in enumerate(slots) if family in slot), -1) for family in must}
    for places, kinds in _groups(tuple(map(tuple, slots))):
        seats = [_seat(place, len(slots), first) for place in places]
        options = _options([each for each in candidates if each.item.kind in kinds], seats)
        for (count, spent), (worth, chosen) in list(best.items()):
            for more, (own, picked) in options:
                size, total = count + len(picked), spent + more
                if size <= most and total <= minutes and worth + own >= best.get((size, total), NOTHING)[0]:
                    _keep(best, (size, total), (worth + own, (*chosen, *picked)))
    return list(min(best.items(), key=lambda entry: (-entry[1][0], entry[0][1], _ids(entry[1])))[1][1])


Pick = tuple[int, tuple[Candidate, ...]]
"""A choice and its worth."""
NOTHING: Pick = (-1_000_000, ())
"""Worth less than any choice."""


@lru_cache(64)
def _groups(slots: tuple[tuple[str, ...], ...]) -> list[tuple[list[int], set[str]]]:
    """Slots by shared families: the places of each group in the programme, and its families. One for a programme."""
    groups: list[tuple[list[int], set[str]]] = []
    for place, slot in enumerate(slots):
        same = next((group for group in groups if group[1].intersection(slot)), None)
        if same is None:
            groups.append(([place], set(slot)))
        else:
            same[0].append(place)
            same[1].update(slot)
    return groups


def _options(candidates: Sequence[Candidate], seats: Sequence[int]) -> list[tuple[int, Pick]]:
    """Minutes and worth of every choice for a group that no other of as many items beats.

    Args:
        seats: what each place of the group adds; so many items sit in the first so many places.
    """
    kept: list[tuple[int, Pick]] = []
    for size in range(1, len(seats) + 1):
        found: dict[int, Pick] = {}
        for picked in combinations(candidates, size):
            if size == 1 or len({each.item.id for each in picked}) == size:
                worth = sum(seats[:size]) + sum([_own(each) for each in picked])
                _keep(found, sum([each.minutes for each in picked]), (worth, picked))
        most = None
        for spent, pick in sorted(found.items()):
            if most is None or pick[0] > most:
                kept.append((spent, pick))
                most = pick[0]
    return kept


Key = TypeVar("Key")


def _keep(found: dict[Key, Pick], key: Key, new: Pick) -> None:
    """The pick of more worth stays; of equal worth the one of earlier ids."""
    old = found.get(key)
    if old is None or new[0] > old[0] or (new[0] == old[0] and _ids(new) < _ids(old)):
        found[key] = new


def _ids(pick: Pick) -> list[str]:
    return [each.item.id for each in pick[1]]


def value(candidate: Candidate, place: int, slots: int, first: Set[int] = frozenset()) -> int:
    """What a candidate is worth: being there at all, its fit, how early its part stands, whether that comes first."""
    return _own(candidate) + _seat(place, slots, first)


def _own(candidate: Candidate) -> int:
    return 20 + 3 * candidate.score


def _seat(place: int, slots: int, first: Set[int]) -> int:
    return (slots - place) + MUST * (place in first)


def _closed(each: Prepared, means: Means, limits: Limits, holding: frozenset[str]) -> Excluded | None:
    item = each.item
    if limits.ended is not None:
        return by_rule("home", item.id, limits.ended)
    if item.id in limits.items:
        return by_rule("home", item.id, limits.items[item.id].rule, limits.items[item.id].level)
    for load in item.loads:
        if load in limits.loads:
            return by_rule("home", item.id, limits.loads[load].rule, limits.loads[load].level)
    if item.end_range and each.stays not in holding:
        for load in item.loads:
            if load in limits.light_loads:
                return by_rule("home", item.id, limits.light_loads[load], "limit")
    for name, reason in each.not_when:
        if name in holding:
            return for_reason("home", item.id, reason.id, reason.because, item.source_ids, "avoid")
    if item.position in limits.avoid_positions:
        return by_rule("home", item.id, limits.avoid_positions[item.position], "limit")
    return _too_soon(each, means.irritability, holding) or _not_possible(item, means)


def _left_out(item: Exercise, rule: str, because: str) -> Excluded:
    return for_reason("home", item.id, rule, because, item.source_ids)


def _too_soon(each: Prepared, level: str, holding: frozenset[str]) -> Excluded | None:
    item = each.item
    if not item.doses:
        return _left_out(item, "therapist-only", "This one is done with your therapist, not alone.")
    allowed = LEVELS.index(item.irritability) + (each.eased in holding)
    if LEVELS.index(level) > allowed or level not in item.doses:
        return _left_out(item, "irritability", "It is too strong while the pain flares this easily.")
    return None


def _not_possible(item: Exercise, means: Means) -> Excluded | None:
    if item.needs in GETTING_DOWN and means.floor is False:
        return _left_out(item, "floor", "You said that getting down to the floor is hard.")
    if item.needs == "kneel" and means.kneeling is False:
        return _left_out(item, "kneeling", "You said that kneeling is hard.")
    lying = LYING.get(item.position)
    if lying and means.positions is not None and means.positions.isdisjoint(lying):
        return _left_out(item, "positions", "You said that you cannot lie like this for 10 minutes.")
    has = means.equipment
    if has is not None and not (item.equipment <= has and (not item.or_equipment or item.or_equipment & has)):
        return _left_out(item, "equipment", "It needs something you do not have at home.")
    if means.places and item.places and not item.places & means.places:
        return _left_out(item, "places", "It does not fit the places you named.")
    return None


def _candidates(each: Prepared, level: str, limits: Limits, holding: frozenset[str]) -> Iterable[Candidate]:
    item = each.item
    found: Iterable[Variant] = each.variants[level]
    if item.id in limits.holds_s and (dose := item.doses[level]):
        longest = limits.holds_s[item.id][0]
        found = variants(item, replace(dose, hold_s=longest if dose.hold_s is None else min(dose.hold_s, longest)))
    score = OFFERED if item.id in limits.offered else 0
    because: tuple[str, ...] = (item.because,)
    suits = [suit for name, suit in each.suits if name in holding]
    if suits:
        score += sum([suit.weight for suit in suits])
        because = tuple(dict.fromkeys([*(suit.because for suit in suits if suit.because), item.because]))
    return [Candidate(item, dose, minutes, score - loss, because) for dose, minutes, loss in found]
