"""Choosing home exercises: what the states leave open, then the best few that fit the client's minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations

from plans.plan import Dose, Excluded
from recommender.core.items import LEVELS, Exercise
from recommender.core.left_out import by_rule, for_reason
from recommender.core.limits import Limits
from recommender.core.rules import Helping
from recommender.core.scene import Scene
from recommender.core.triage import Facts
from recommender.core.variants import Variant, variants

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


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exercise that may be given, at one dose; `minutes` are those of a whole day."""

    item: Exercise
    dose: Dose
    minutes: int
    score: int
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomeChoice:
    items: tuple[Candidate, ...]
    open: tuple[Candidate, ...]
    excluded: tuple[Excluded, ...]


def choose_home(scene: Scene) -> HomeChoice:
    """Sort the exercises into what may be given and what not, and pick the best subset within the minutes."""
    facts, limits, holding = scene.facts, scene.limits, scene.holding
    open_: list[Candidate] = []
    excluded: list[Excluded] = []
    for item in scene.knowledge.library.exercises:
        reason = _closed(item, facts, limits, holding)
        if reason is not None:
            excluded.append(reason)
        else:
            open_ += _candidates(item, scene)
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
    for places, kinds in _groups(slots):
        options = _options([each for each in candidates if each.item.kind in kinds], places, len(slots), first)
        found = dict(best)
        for (count, spent), (worth, chosen) in best.items():
            for more, (value, picked) in options:
                key = count + len(picked), spent + more
                if key[0] <= most and key[1] <= minutes:
                    _keep(found, key, (worth + value, (*chosen, *picked)))
        best = found
    ranked = sorted(best.items(), key=lambda entry: (-entry[1][0], entry[0][1], _ids(entry[1])))
    return list(ranked[0][1][1])


Pick = tuple[int, tuple[Candidate, ...]]
"""A choice and its worth."""


def _groups(slots: Sequence[Sequence[str]]) -> list[tuple[list[int], set[str]]]:
    """Slots by shared families: the places of each group in the programme, and its families."""
    groups: list[tuple[list[int], set[str]]] = []
    for place, slot in enumerate(slots):
        same = next((group for group in groups if group[1].intersection(slot)), None)
        if same is None:
            groups.append(([place], set(slot)))
        else:
            same[0].append(place)
            same[1].update(slot)
    return groups


def _options(
    candidates: Sequence[Candidate], places: Sequence[int], slots: int, first: Set[int]
) -> list[tuple[int, Pick]]:
    """Minutes and worth of every choice for a group that no other of as many items beats."""
    found: dict[tuple[int, int], Pick] = {}
    for size in range(1, len(places) + 1):
        for picked in combinations(candidates, size):
            if len({each.item.id for each in picked}) == size:
                worth = sum(value(each, place, slots, first) for each, place in zip(picked, places, strict=False))
                _keep(found, (size, sum(each.minutes for each in picked)), (worth, picked))
    kept: list[tuple[int, Pick]] = []
    for (size, spent), pick in sorted(found.items()):
        if not any(len(other[1]) == size and less <= spent and other[0] >= pick[0] for less, other in kept):
            kept.append((spent, pick))
    return kept


def _keep(found: dict[tuple[int, int], Pick], key: tuple[int, int], new: Pick) -> None:
    if key not in found or (-new[0], _ids(new)) < (-found[key][0], _ids(found[key])):
        found[key] = new


def _ids(pick: Pick) -> list[str]:
    return [each.item.id for each in pick[1]]


def value(candidate: Candidate, place: int, slots: int, first: Set[int] = frozenset()) -> int:
    """What a candidate is worth: being there at all, its fit, how early its part stands, whether that comes first."""
    return 20 + 3 * candidate.score + (slots - place) + MUST * (place in first)


def _closed(item: Exercise, facts: Facts, limits: Limits, holding: frozenset[str]) -> Excluded | None:
    if limits.ended is not None:
        return by_rule("home", item.id, limits.ended)
    if item.id in limits.items:
        return by_rule("home", item.id, limits.items[item.id].rule, limits.items[item.id].level)
    for load in item.loads:
        if load in limits.loads:
            return by_rule("home", item.id, limits.loads[load].rule, limits.loads[load].level)
    if item.end_range and f"stays:{item.id}" not in holding:
        for load in item.loads:
            if load in limits.light_loads:
                return by_rule("home", item.id, limits.light_loads[load], "limit")
    for each in item.not_when:
        if f"not:{item.id}:{each.id}" in holding:
            return for_reason("home", item.id, each.id, each.because, item.source_ids, "avoid")
    if item.position in limits.avoid_positions:
        return by_rule("home", item.id, limits.avoid_positions[item.position], "limit")
    return _too_soon(item, facts, holding) or _not_possible(item, facts)


def _left_out(item: Exercise, rule: str, because: str) -> Excluded:
    return for_reason("home", item.id, rule, because, item.source_ids)


def _too_soon(item: Exercise, facts: Facts, holding: frozenset[str]) -> Excluded | None:
    if not item.doses:
        return _left_out(item, "therapist-only", "This one is done with your therapist, not alone.")
    allowed = LEVELS.index(item.irritability) + (f"eased:{item.id}" in holding)
    level = facts["irritability"]
    if LEVELS.index(level) > allowed or level not in item.doses:
        return _left_out(item, "irritability", "It is too strong while the pain flares this easily.")
    return None


def _not_possible(item: Exercise, facts: Facts) -> Excluded | None:
    if item.needs in GETTING_DOWN and facts["floor_access"] is False:
        return _left_out(item, "floor", "You said that getting down to the floor is hard.")
    if item.needs == "kneel" and facts["kneeling_ok"] is False:
        return _left_out(item, "kneeling", "You said that kneeling is hard.")
    lying = {"prone": ("prone",), "supine": ("supine",), "side_lying": ("left_side", "right_side")}.get(item.position)
    told = facts["positions_ok"]
    if lying and told is not None and told.isdisjoint(lying):
        return _left_out(item, "positions", "You said that you cannot lie like this for 10 minutes.")
    has = facts["home_equipment"]
    if has is not None and not (item.equipment <= has and (not item.or_equipment or item.or_equipment & has)):
        return _left_out(item, "equipment", "It needs something you do not have at home.")
    where = facts["practice_places"]
    if where and item.places and not item.places & where:
        return _left_out(item, "places", "It does not fit the places you named.")
    return None


def _candidates(item: Exercise, scene: Scene) -> Iterable[Candidate]:
    level, limits = scene.facts["irritability"], scene.limits
    found: Iterable[Variant] = scene.knowledge.variants[item.id][level]
    if item.id in limits.holds_s:
        dose, longest = item.doses[level], limits.holds_s[item.id][0]
        found = variants(item, replace(dose, hold_s=min(dose.hold_s or longest, longest))) if dose else found
    suits = [suit for suit, name in scene.knowledge.suits[item.id] if name in scene.holding]
    score = sum(suit.weight for suit in suits) + OFFERED * (item.id in limits.offered)
    because = tuple(dict.fromkeys([*(suit.because for suit in suits if suit.because), item.because]))
    return [Candidate(item, each.dose, each.minutes, score - each.loss, because) for each in found]
