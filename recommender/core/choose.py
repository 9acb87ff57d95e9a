"""Choosing hands-on work: what the states leave open, ranked by what fits; every item that is left out says why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from plans.plan import Excluded
from recommender.core.items import GOOD_VISIT, Library, ModalityItem, Region
from recommender.core.left_out import by_rule, for_reason
from recommender.core.limits import LIGHT, Limits
from recommender.core.triage import Facts

PLANNED = ("hands_on", "comfort")
"""Kinds that a visit may hold; devices and self-care are only said to be closed where they are."""
MOST = 3
"""Hands-on methods in one plan: enough for a visit, few enough to read."""
PATTERNS = (
    "disc_like", "stenosis_like", "piriformis_deep_gluteal", "gluteal_myofascial", "postural_muscular", "sij_pelvic",
)  # fmt: skip
ONE_SIDE = ("left", "right")
"""Leg pain that leaves another side to work on."""
GRADES = ("low", "very_low", "none", "against")


class Place(NamedTuple):
    """A region that is open to a method, with the level and position for it."""

    region: Region
    level: int
    position: str


class Option(NamedTuple):
    """A method that may be used today."""

    item: ModalityItem
    fit: int
    places: tuple[Place, ...]
    preferred: bool

    def place(self, region_id: str) -> Place | None:
        return next((place for place in self.places if place.region.id == region_id), None)


class Chosen(NamedTuple):
    options: tuple[Option, ...]
    excluded: tuple[Excluded, ...]


def choose(
    facts: Facts,
    library: Library,
    limits: Limits,
    holding: frozenset[str],
    advice: Mapping[str, float] | None = None,
) -> Chosen:
    """Sort all offered methods into what may be used (best first) and what is left out, with reasons.

    Args:
        holding: names of the library's conditions that hold.
        advice: from the learned model, expected gain by method; it orders options of equal fit and nothing else.
    """
    labels, irritability = facts["patterns"], facts["irritability"]
    declined = facts["modalities_declined"] or frozenset()
    liked = facts["modalities_preferred"] or frozenset()
    positions = _positions(facts, library, limits)
    options, excluded = [], []
    for item in library.modalities:
        if item.kind == "package" or not item.offered:
            continue  # the shell of every plan, or never on the table
        reason = _closed(item, limits)
        if item.kind not in PLANNED:
            excluded += [reason] if reason else []
            continue
        reason = reason or _not_wanted(item, declined) or _not_yet(item, holding)
        fit = indication(item, labels, irritability)
        if reason is None and fit == 0:
            reason = _no_fit(item)
        places = () if reason else tuple(_places(item, positions, library, limits))
        if reason is None and not places:
            reason = _no_place(item, limits)
        if reason is not None:
            excluded.append(reason)
        else:
            options.append(Option(item, fit, places, item.id in liked))
    options.sort(key=lambda each: _rank(each, advice or {}))
    return Chosen(tuple(options), tuple(excluded))


def _rank(option: Option, advice: Mapping[str, float]) -> tuple[object, ...]:
    item = option.item
    return (
        item.kind != "hands_on",
        -option.fit,
        not option.preferred,
        -advice.get(item.id, 0.0),
        GRADES.index(item.grade) if item.grade in GRADES else len(GRADES),
        not item.alone,
        item.id,
    )


def indication(item: ModalityItem, labels: frozenset[str], irritability: str) -> int:
    """0 not suggested to 3 preferred. Several labels: the smallest; no clear label: the safest of all.

    High irritability uses the disc-like high column whatever the label, if that is smaller.
    """
    read = [each for each in PATTERNS if each in labels] or PATTERNS
    fit = min([item.indication[each].get(irritability, 0) if each in item.indication else 0 for each in read])
    if irritability == "high" and fit:
        fit = min(fit, item.indication.get("disc_like", {}).get("high", 0))
    return fit


def not_first(options: Sequence[Option], used: Iterable[str]) -> list[Excluded]:
    """Methods that may be used and were not picked."""
    because = "Others fit you better to begin with. Ask if you would like it."
    return [
        for_reason("modality", option.item.id, "not-first-choice", because, option.item.source_ids)
        for option in options
        if option.item.id not in used
    ]


def _closed(item: ModalityItem, limits: Limits) -> Excluded | None:
    stops = [limits.closed[code] for code in item.codes if code in limits.closed]
    stops += [limits.loads[code] for code in item.codes if code in limits.loads]
    if item.id in limits.items:
        stops.append(limits.items[item.id])
    if stops:
        stop = min(stops, key=lambda each: each.level != "avoid")
        return by_rule("modality", item.id, stop.rule, stop.level)
    for rule in limits.only:
        if item.id not in rule.only:
            return by_rule("modality", item.id, rule)
    if "DTM" in item.codes and "DTM" in limits.light and item.pressure[0] > LIGHT + 1:
        return by_rule("modality", item.id, limits.light["DTM"])
    return None


def _not_wanted(item: ModalityItem, declined: frozenset[str]) -> Excluded | None:
    if item.id not in declined:
        return None
    because = "You said that you do not want this kind of massage."
    return for_reason("modality", item.id, "consent-declined", because, level="avoid")


def _not_yet(item: ModalityItem, holding: frozenset[str]) -> Excluded | None:
    if not item.after_good_visit or GOOD_VISIT in holding:
        return None
    because = "Firm work comes after one visit that went well."
    return for_reason("modality", item.id, "after-a-good-visit", because, item.source_ids)


def _no_fit(item: ModalityItem) -> Excluded:
    because = "It is not suggested for pain that behaves like yours does now."
    return for_reason("modality", item.id, "indication", because, item.source_ids)


def _no_place(item: ModalityItem, limits: Limits) -> Excluded:
    """No region or position is left: the first rule that closed one says why."""
    closing = [rule for code in item.codes for rule in limits.closed_areas.get(code, {}).values()]
    closing += limits.avoid_positions.values()
    if closing:
        return by_rule("modality", item.id, closing[0])
    return for_reason(
        "modality", item.id, "positions", "There is no place or position left where it could be done in comfort."
    )


def _positions(facts: Facts, library: Library, limits: Limits) -> dict[str, str]:
    """The position for each region that this client's pain leaves to work on and where one is open."""
    found = {}
    one_side = facts["leg_pain_laterality"] in ONE_SIDE
    for region in library.regions.values():
        if one_side or not region.other_side:
            position = open_position(region.positions, facts, limits)
            if position is not None:
                found[region.id] = position
    return found


def _places(item: ModalityItem, positions: Mapping[str, str], library: Library, limits: Limits) -> Iterator[Place]:
    """Places that are open to a method, of the regions that are open to any (`positions`)."""
    closed = [areas for code in item.codes if (areas := limits.closed_areas.get(code))]
    for region_id in item.regions:
        position = positions.get(region_id)
        if position is None:
            continue
        region = library.regions[region_id]
        if closed and any(not region.areas.isdisjoint(areas) for areas in closed):
            continue
        cap = limits.level_cap(item.codes, region.areas, hands_on=True)
        level = min(cap, region.max_level, item.pressure[1])
        if "DTM" in item.codes and item.pressure[0] >= 4 and level < item.pressure[0]:
            continue
        yield Place(region, level, position)


def open_position(wanted: Sequence[str], facts: Facts, limits: Limits) -> str | None:
    """The best of the positions wanted that no rule closes and the client can lie in; those a rule asks for first."""
    asked = limits.use_positions
    order = sorted(wanted, key=lambda each: asked.index(each) if each in asked else len(asked)) if asked else wanted
    for position in order:
        if position not in limits.avoid_positions and can_lie(position, facts):
            return position
    return None


def can_lie(position: str, facts: Facts) -> bool:
    """Whether the client can stay so for 10 minutes; not asked is not ruled out, sitting always is possible."""
    told = facts["positions_ok"]
    if told is None or position == "seated":
        return True
    if position == "side_lying":
        return not told.isdisjoint({"left_side", "right_side"})
    return position in told
