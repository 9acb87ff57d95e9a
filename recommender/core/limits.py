"""What the states that hold today close and limit, composed as the evidence says: A > M > C > L > P > Q > O.

A removes everything, M one method, C closes until a clearance, L closes an area, P caps the pressure at light, Q asks
for a position. All that apply hold together; the strictest wins; the rule that did it is kept with every limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from recommender.core.rules import AREAS, HANDS_ON, Contraindication
from recommender.core.triage import Facts, Verdict

LIGHT = 2
"""Highest pressure level under P."""
NOT_DEEP = 3
"""Highest level where deep tissue work is not open: levels 4 and 5 are deep work."""
EVERYWHERE = frozenset(AREAS)
SHARED = "protected_regions"
"""The one answer that names the places of many different things: devices, wounds of an operation, lumps, fractures."""
LOAD_AREAS: Mapping[str, frozenset[str]] = {
    "HAM": frozenset({"thigh_back", "knee_back"}),
    "SLD": frozenset({"low_back", "buttock", "thigh_back", "knee_back", "calf", "foot"}),
    "TEN": frozenset({"low_back", "buttock", "thigh_back", "knee_back", "calf", "foot"}),
    "GLU": frozenset({"buttock", "hip_side"}),
    "FLX": frozenset({"low_back", "upper_back", "abdomen"}),
    "EXT": frozenset({"low_back", "upper_back", "abdomen"}),
    "ROT": frozenset({"low_back", "upper_back", "flank"}),
    "HFX": frozenset({"groin", "thigh_front"}),
    "CLF": frozenset({"calf", "knee_back"}),
    "PNF": EVERYWHERE,
}
"""Body areas a class of stretches works on, for cells that close an area only (certainty: design)."""


class Stop(NamedTuple):
    """One closed door and the rule that closed it."""

    level: str
    rule: Contraindication


@dataclass(slots=True)
class Limits:
    """Everything today's states close or limit."""

    closed: dict[str, Stop] = field(default_factory=dict)
    closed_areas: dict[str, dict[str, Contraindication]] = field(default_factory=lambda: {c: {} for c in HANDS_ON})
    caps: dict[str, dict[str, tuple[int, Contraindication]]] = field(default_factory=lambda: {c: {} for c in HANDS_ON})
    light: dict[str, Contraindication] = field(default_factory=dict)
    deep: dict[str, Contraindication] = field(default_factory=dict)
    loads: dict[str, Stop] = field(default_factory=dict)
    light_loads: dict[str, Contraindication] = field(default_factory=dict)
    items: dict[str, Stop] = field(default_factory=dict)
    offered: set[str] = field(default_factory=set)
    holds_s: dict[str, tuple[int, Contraindication]] = field(default_factory=dict)
    avoid_positions: dict[str, Contraindication] = field(default_factory=dict)
    use_positions: list[str] = field(default_factory=list)
    position_words: list[str] = field(default_factory=list)
    max_minutes: tuple[int, Contraindication] | None = None
    max_face_down: int | None = None
    only: list[Contraindication] = field(default_factory=list)
    ended: Contraindication | None = None

    def level_cap(self, codes: Iterable[str], areas: Iterable[str], hands_on: bool) -> int:
        """Highest pressure level for an item with these matrix codes on these body areas."""
        capping = [caps for code in codes if (caps := self.caps.get(code))]
        cap = 5
        for area in areas:
            for caps in capping:
                if area in caps:
                    cap = min(cap, caps[area][0])
            if hands_on and area in self.deep:
                cap = min(cap, NOT_DEEP)
        return cap


def limits_of(verdict: Verdict, facts: Facts) -> Limits:
    """Compose the effects of all states that hold."""
    made = Limits()
    sharing = sum(rule.area.fact == SHARED for rule in verdict.states)
    for rule in verdict.states:
        cleared = rule.id in verdict.cleared
        if cleared and any("A" in letters for letters in rule.hands_on.values()):
            continue
        areas = areas_of(rule, facts, sharing if rule.area.fact == SHARED else 1)
        _hands_on(made, rule, areas, cleared)
        _stretches(made, rule, areas, cleared)
        _rest(made, rule, areas, cleared)
    return made


def areas_of(rule: Contraindication, facts: Facts, shared: int = 1) -> frozenset[str] | None:
    """Body areas of a rule; None when they are not known, which closes as if everywhere.

    Args:
        shared: how many states read their places from the same answer. One that names fewer places leaves some out,
            so a rule keeps the places of its own, and one that has none does not know its place.
    """
    if rule.area.whole:
        return EVERYWHERE
    if not rule.area.fact:
        return rule.area.areas
    told = facts[rule.area.fact]
    found = frozenset(told or ()) & EVERYWHERE
    if rule.area.areas:
        return found if found & rule.area.areas and shared == 1 else found | rule.area.areas
    if found:
        return found if len(found) >= shared else None
    said_none = told is not None and "none" in told and not rule.area.none_is_unknown
    return frozenset() if said_none else None


def _hands_on(made: Limits, rule: Contraindication, areas: frozenset[str] | None, cleared: bool) -> None:
    known = EVERYWHERE if areas is None else areas
    for code, letters in rule.hands_on.items():
        if "A" in letters:
            made.ended = made.ended or rule
            _close(made.closed, code, Stop("avoid", rule))
        if "M" in letters or ("L" in letters and known == EVERYWHERE):
            _close(made.closed, code, Stop("avoid", rule))
        if "C" in letters and not cleared:
            _close(made.closed, code, Stop("clearance", rule))
        if "L" in letters:
            for area in known:
                made.closed_areas[code].setdefault(area, rule)
        if "P" in letters:
            where = known if rule.local_pressure else EVERYWHERE
            _cap(made.caps[code], where, LIGHT, rule)
            if where == EVERYWHERE:
                made.light.setdefault(code, rule)
    deep = rule.hands_on.get("DTM")
    if deep and not deep <= {"Q"} and not (deep <= {"C", "Q"} and cleared):
        somewhere = not deep & {"M", "A", "C"} and (rule.local_pressure or "P" not in deep)
        for area in known if somewhere else EVERYWHERE:
            made.deep.setdefault(area, rule)


def _cap(
    caps: dict[str, tuple[int, Contraindication]], areas: frozenset[str], level: int, rule: Contraindication
) -> None:
    for area in areas:
        if area not in caps or caps[area][0] > level:
            caps[area] = (level, rule)


def _close(closed: dict[str, Stop], key: str, stop: Stop) -> None:
    """Keep the stricter of two stops: what is to be avoided stands above what waits for a clearance."""
    if key not in closed or (stop.level == "avoid" and closed[key].level != "avoid"):
        closed[key] = stop


def _stretches(made: Limits, rule: Contraindication, areas: frozenset[str] | None, cleared: bool) -> None:
    for load, letters in rule.stretches.items():
        if "A" in letters or "M" in letters or ("L" in letters and (areas is None or areas & LOAD_AREAS[load])):
            _close(made.loads, load, Stop("avoid", rule))
        if "C" in letters and not cleared:
            _close(made.loads, load, Stop("clearance", rule))
        if "P" in letters:
            made.light_loads.setdefault(load, rule)
        if "A" in letters:
            made.ended = made.ended or rule


def _items(made: Limits, rule: Contraindication, cleared: bool) -> None:
    for item in (*rule.closes, *rule.excludes):
        _close(made.items, item, Stop("avoid", rule))
    for item in () if cleared else rule.waits:
        _close(made.items, item, Stop("clearance", rule))


def _rest(made: Limits, rule: Contraindication, areas: frozenset[str] | None, cleared: bool) -> None:
    _items(made, rule, cleared)
    made.offered |= rule.offers
    for item, seconds in rule.max_hold_s.items():
        if item not in made.holds_s or seconds < made.holds_s[item][0]:
            made.holds_s[item] = seconds, rule
    if rule.max_level is not None:
        for code in HANDS_ON:
            _cap(made.caps[code], rule.max_level_in or (EVERYWHERE if areas is None else areas), rule.max_level, rule)
    if rule.max_minutes is not None and (made.max_minutes is None or rule.max_minutes < made.max_minutes[0]):
        made.max_minutes = rule.max_minutes, rule
    told = (each for each in (made.max_face_down, rule.max_face_down) if each is not None)
    made.max_face_down = min(told, default=None)
    if rule.only:
        made.only.append(rule)
    if rule.position is not None:
        for position in rule.position.avoid:
            made.avoid_positions.setdefault(position, rule)
        made.use_positions += [each for each in rule.position.use if each not in made.use_positions]
        if rule.position.words and rule.position.words not in made.position_words:
            made.position_words.append(rule.position.words)
