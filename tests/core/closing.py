"""What the states of a client close, worked out again from the rows themselves, the slow and obvious way.

A ends everything, M a method, C waits for a word, L spares a place, P is light work only, Q asks for a position.
"""

from __future__ import annotations

from collections.abc import Iterator

from plans.plan import HomeItem, Plan, Slot
from recommender.core.facts import NA
from recommender.core.items import Exercise, ModalityItem
from recommender.core.knowledge import Knowledge
from recommender.core.limits import LOAD_AREAS
from recommender.core.reference import holds
from recommender.core.rules import AREAS, Contraindication
from recommender.core.triage import Facts, Verdict

LIGHT, NOT_DEEP = 2, 3
ASKED_OUTRIGHT = ("protected_regions", "skin_problem_regions")


def wrongs(plan: Plan, facts: Facts, verdict: Verdict, knowledge: Knowledge) -> Iterator[str]:
    """Everything in a plan that a state of its client closes, in words."""
    methods = {item.id: item for item in knowledge.library.modalities}
    exercises = {item.id: item for item in knowledge.library.exercises}
    for state in verdict.states:
        cleared = state.id in verdict.cleared
        for slot in plan.sessions.recipe if plan.sessions else ():
            if slot.modality and slot.region:
                said = f"{slot.modality} on {slot.region} at level {slot.pressure}, {slot.position}"
                yield from (
                    f"{said}: {why}" for why in _by_hand(methods[slot.modality], slot, state, cleared, facts, knowledge)
                )
        if state.max_minutes is not None and plan.sessions and plan.sessions.minutes > state.max_minutes:
            yield f"{plan.sessions.minutes} minutes: {state.id} allows {state.max_minutes}"
        for item in plan.home:
            yield from (f"{item.id}: {why}" for why in _at_home(exercises[item.id], item, state, cleared, facts))
        for calm in plan.bad_day:
            yield from (
                f"{calm.id} on a bad day: {why}" for why in _at_home(exercises[calm.id], None, state, cleared, facts)
            )


def _by_hand(
    item: ModalityItem, slot: Slot, state: Contraindication, cleared: bool, facts: Facts, knowledge: Knowledge
) -> Iterator[str]:
    touched = knowledge.library.regions[slot.region or ""].areas
    spared = places(state, facts)
    hit = spared is None or bool(spared & touched)
    level = slot.pressure or 1
    opened = cleared and any("A" in letters for letters in state.hands_on.values())
    for code in () if opened else item.codes:
        letters = state.hands_on.get(code, state.stretches.get(code, frozenset()))
        if "A" in letters or "M" in letters:
            yield f"{state.id} closes {code}"
        if "C" in letters and not cleared:
            yield f"{state.id} waits for a word on {code}"
        if "L" in letters and hit:
            yield f"{state.id} spares the place ({code})"
        if "P" in letters and (hit or not state.local_pressure) and level > LIGHT:
            yield f"{state.id} allows light work only ({code})"
    deep = state.hands_on.get("DTM", frozenset()) - {"Q"}
    if deep and not (deep == {"C"} and cleared) and not opened:
        only_there = deep == {"L"} or (state.local_pressure and deep <= {"L", "P"})
        if (hit or not only_there) and level > NOT_DEEP:
            yield f"{state.id} leaves no deep work"
    if item.id in state.closes | state.excludes:
        yield f"{state.id} closes it by name"
    if state.only and item.id not in state.only:
        yield f"{state.id} leaves {', '.join(sorted(state.only))} only"
    if (
        state.max_level is not None
        and level > state.max_level
        and (touched & state.max_level_in if state.max_level_in else hit)
    ):
        yield f"{state.id} allows level {state.max_level}"
    if state.position is not None and slot.position in state.position.avoid:
        yield f"{state.id} asks for another position"


def _at_home(
    item: Exercise, given: HomeItem | None, state: Contraindication, cleared: bool, facts: Facts
) -> Iterator[str]:
    spared = places(state, facts)
    for load in item.loads:
        letters = state.stretches.get(load, frozenset())
        if "A" in letters or "M" in letters:
            yield f"{state.id} closes {load}"
        if "C" in letters and not cleared:
            yield f"{state.id} waits for a word on {load}"
        if "L" in letters and (spared is None or spared & LOAD_AREAS[load]):
            yield f"{state.id} spares the place ({load})"
        if "P" in letters and item.end_range and not _stays(item, facts):
            yield f"{state.id} allows no end of range ({load})"
    if any("A" in letters for letters in state.stretches.values()):
        yield f"{state.id} ends all exercise"
    if item.id in state.closes | state.excludes:
        yield f"{state.id} closes it by name"
    longest = state.max_hold_s.get(item.id)
    if given is not None and longest is not None and (given.dose.hold_s or 0) > longest:
        yield f"{state.id} allows a hold of {longest} s"
    if state.position is not None and item.position in state.position.avoid:
        yield f"{state.id} asks for another position"


def _stays(item: Exercise, facts: Facts) -> bool:
    return item.stays_under_p is not None and holds(item.stays_under_p, facts.__getitem__) is True


def places(state: Contraindication, facts: Facts) -> frozenset[str] | None:
    """Body areas a state spares; None where they are not known, which means everywhere."""
    if state.area.whole:
        return None
    if not state.area.fact:
        return state.area.areas
    told = facts[state.area.fact]
    found = frozenset() if told is None or told is NA else frozenset(told) & frozenset(AREAS)
    if state.area.areas:
        return found if found & state.area.areas else found | state.area.areas
    if found:
        return found
    if told is not None and told is not NA and "none" in told and state.area.fact not in ASKED_OUTRIGHT:
        return frozenset()
    return None
