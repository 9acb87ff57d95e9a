"""(d) What a state closes stays closed, alone and together with any others, down to the single item.

The composition of limits is a union: each rule only ever adds closed doors. So it is enough to see that every rule
closes what its cells say (read here a second time), that adding a rule to others never opens a door, and that whoever
chooses items never goes through a closed one.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any

import z3

from plans.plan import Disposition
from recommender.core.choose import choose
from recommender.core.facts import NA
from recommender.core.home import choose_home
from recommender.core.items import GOOD_VISIT, Exercise, ModalityItem
from recommender.core.knowledge import Knowledge
from recommender.core.limits import LOAD_AREAS, Limits, limits_of
from recommender.core.profile import Case, Profile
from recommender.core.rules import AREAS, HANDS_ON, STRETCHES, Contraindication
from recommender.core.scene import FOLDERS, Scene
from recommender.core.triage import Facts, Verdict
from tests.knowledge.proof.formulas import both
from tests.knowledge.proof.world import Broken, Outcome, World
from tests.people import VISIT_DAY

Door = tuple[Any, ...]
EVERYWHERE = frozenset(AREAS)
LONGEST = 180
"""Seconds and minutes up to which a limit on holds and visits is counted door by door."""
AREA_FACTS = ("protected_regions", "skin_problem_regions", "regions_declined", "oversensitive_regions", "numb_regions")
CALM: Mapping[str, Any] = {
    "settle_minutes": 5, "leg_pain_nrs_worst": 2, "leg_pain_nrs_avg": 1, "sit_tolerance_min": 60,
    "stand_tolerance_min": 60, "onset_days": 100, "sessions_done": 3, "after_last_massage": frozenset({"none"}),
    "home_minutes_per_day": 60,
}  # fmt: skip
"""Somebody to whom nearly every item may be given when nothing is closed."""
PICTURES: tuple[Mapping[str, Any], ...] = (
    {},
    {"pain_sites": frozenset({"low_back"}), "easers": frozenset({"movement"})},
    {"conditions": frozenset({"stenosis"})},
    {"settle_minutes": 90},
)


def doors(limits: Limits, knowledge: Knowledge) -> frozenset[Door]:
    """Everything that is closed, one by one."""
    found: set[Door] = {("method", code) for code in limits.closed}
    found |= {("place", code, area) for code, areas in limits.closed_areas.items() for area in areas}
    for code, caps in limits.caps.items():
        found |= {("level", code, area, level) for area, (cap, _) in caps.items() for level in range(cap + 1, 6)}
    found |= {("deep", area) for area in limits.deep}
    found |= {("load", load) for load in limits.loads} | {("light load", load) for load in limits.light_loads}
    found |= {("item", item) for item in limits.items}
    found |= {("hold", item, n) for item, (most, _) in limits.holds_s.items() for n in range(most + 1, LONGEST)}
    found |= {("position", position) for position in limits.avoid_positions}
    if limits.max_minutes is not None:
        found |= {("minutes", n) for n in range(limits.max_minutes[0] + 1, LONGEST)}
    for rule in limits.only:
        found |= {("method left out", item.id) for item in knowledge.library.modalities if item.id not in rule.only}
    if limits.ended is not None:
        found.add(("home",))
    return frozenset(found | _behind(found))


BEHIND_PLACE = {
    (code, area): frozenset({("level", code, area, level) for level in range(1, 6)})
    | (frozenset({("deep", area)}) if code == "DTM" else frozenset())
    for code in HANDS_ON
    for area in AREAS
}
BEHIND_METHOD = {
    code: frozenset().union({("place", code, area) for area in AREAS}, *(BEHIND_PLACE[code, area] for area in AREAS))
    for code in HANDS_ON
}


def _behind(found: set[Door]) -> set[Door]:
    """What is closed because the door before it is."""
    behind: set[Door] = set()
    for door in found:
        match door:
            case ("load", load):
                behind.add(("light load", load))
            case ("method", code):
                behind |= BEHIND_METHOD[code]
            case ("place", code, area):
                behind |= BEHIND_PLACE[code, area]
    return behind


def said_by(rule: Contraindication, places: frozenset[str], knowledge: Knowledge, cleared: bool) -> Iterator[Door]:
    """What a rule's own cells close, read once more from the meaning of the letters."""
    for code, letters in rule.hands_on.items():
        if letters & {"A", "M"} or ("C" in letters and not cleared):
            yield "method", code
        if "L" in letters:
            yield from (("place", code, area) for area in places)
        if "P" in letters:
            where = places if rule.local_pressure else EVERYWHERE
            yield from (("level", code, area, level) for area in where for level in (3, 4, 5))
    for load, letters in rule.stretches.items():
        here = "L" in letters and bool(places & LOAD_AREAS[load])
        if letters & {"A", "M"} or here or ("C" in letters and not cleared):
            yield "load", load
        if "P" in letters:
            yield "light load", load
    if any("A" in letters for letters in (*rule.hands_on.values(), *rule.stretches.values())):
        yield ("home",)
    yield from (("item", item) for item in rule.closes | rule.excludes)
    yield from (("item", item) for item in rule.waits if not cleared)
    yield from (("hold", item, n) for item, most in rule.max_hold_s.items() for n in range(most + 1, LONGEST))
    yield from (("position", position) for position in (rule.position.avoid if rule.position else ()))
    if rule.max_level is not None:
        where = rule.max_level_in or places or EVERYWHERE
        above = range(rule.max_level + 1, 6)
        yield from (("level", code, area, level) for code in HANDS_ON for area in where for level in above)
    if rule.max_minutes is not None:
        yield from (("minutes", n) for n in range(rule.max_minutes + 1, LONGEST))
    if rule.only:
        yield from (("method left out", item.id) for item in knowledge.library.modalities if item.id not in rule.only)


def every_rule_closes_what_it_says(world: World) -> Outcome:
    """Each state closes what its cells say, whatever is told about its place, with and without a clearance record."""
    made, knowledge = Outcome(), world.knowledge
    for rule in knowledge.contraindications:
        for told in _answers_about_place(rule):
            facts = _facts(knowledge, {rule.area.fact: told} if rule.area.fact else {})
            places = _places(rule, told)
            for cleared in (False, True) if rule.id in knowledge.clearable else (False,):
                if cleared and "A" in {letter for letters in rule.hands_on.values() for letter in letters}:
                    continue
                made.asked += 1
                closed = doors(limits_of(verdict_on([rule], [rule.id] if cleared else []), facts), knowledge)
                missed = set(said_by(rule, places, knowledge, cleared)) - closed
                if missed:
                    what = f"{rule.id} ({rule.area.fact or 'place'}: {told}) leaves open {sorted(missed, key=str)[0]}"
                    made.broken.append(Broken(f"{rule.id} {told} {cleared}", what))
    return made


def _answers_about_place(rule: Contraindication) -> Iterator[Any]:
    yield None
    if rule.area.fact:
        yield NA
        yield from (frozenset({value}) for value in ("none", *AREAS))
        yield frozenset({"foot", "low_back"})


def _places(rule: Contraindication, told: Any) -> frozenset[str]:
    """Where a rule holds: what was told beside its own place; unknown is everywhere; a flat no is nowhere."""
    if rule.area.whole:
        return EVERYWHERE
    if not rule.area.fact:
        return rule.area.areas
    found = frozenset(told or ()) & EVERYWHERE
    if rule.area.areas:
        return found if found & rule.area.areas else found | rule.area.areas
    if not found and told is not None and "none" in told and not rule.area.none_is_unknown:
        return frozenset()
    return found or EVERYWHERE


def another_rule_never_opens_a_door(world: World) -> Outcome:
    """No crowd of states opens a door that one of them closes by itself."""
    rules = [rule for rule in world.knowledge.contraindications if not rule.information]
    chance = random.Random(1)
    return _together(world, [chance.sample(rules, chance.randint(2, 25)) for _ in range(1500)])


def no_two_rules_open_a_door(world: World) -> Outcome:
    """No two states, in either order, open a door that one of them closes by itself."""
    rules = [rule for rule in world.knowledge.contraindications if not rule.information]
    return _together(world, permutations(rules, 2))


def _together(world: World, crowds: Iterable[Sequence[Contraindication]]) -> Outcome:
    made, knowledge = Outcome(), world.knowledge
    facts = _facts(knowledge, {each: frozenset({"foot"}) for each in AREA_FACTS})
    alone = {rule.id: doors(limits_of(verdict_on([rule]), facts), knowledge) for rule in knowledge.contraindications}
    for crowd in crowds:
        made.asked += 1
        closed = doors(limits_of(verdict_on(crowd), facts), knowledge)
        opened = next((rule for rule in crowd if not alone[rule.id] <= closed), None)
        if opened is not None:
            door = sorted(alone[opened.id] - closed, key=str)[0]
            what = f"{', '.join(rule.id for rule in crowd)} together open {door}, which {opened.id} closes"
            made.broken.append(Broken(f"{opened.id} among {len(crowd)}", what))
    return made


def no_item_goes_through_a_closed_door(world: World) -> Outcome:
    """No method and no exercise is chosen that a state, or a crowd of states, closes."""
    made, knowledge = Outcome(), world.knowledge
    chance = random.Random(2)
    rules = [rule for rule in knowledge.contraindications if not rule.information]
    crowds = [[rule] for rule in rules] + [chance.sample(rules, chance.randint(2, 6)) for _ in range(200)]
    for n, crowd in enumerate(crowds):
        picture = PICTURES[n % len(PICTURES)]
        for told in ({}, {each: frozenset({"buttock"}) for each in AREA_FACTS}):
            made.asked += 1
            facts = _facts(knowledge, {**CALM, **picture, **told})
            for item, door in _through(knowledge, facts, limits_of(verdict_on(crowd), facts)):
                what = f"{item} is offered although {', '.join(rule.id for rule in crowd)} close {door}"
                made.broken.append(Broken(f"{item} {door}", what))
    return made


def everything_could_be_chosen(world: World) -> Outcome:
    """With nothing closed each method and exercise is open to somebody, so the statement above is about them all."""
    made, knowledge = Outcome(), world.knowledge
    seen: set[str] = set()
    for picture in PICTURES:
        facts = _facts(knowledge, {**CALM, **picture})
        seen |= {each.item.id for each in choose(facts, knowledge.library, Limits(), frozenset({GOOD_VISIT})).options}
        seen |= {each.item.id for each in choose_home(_scene(knowledge, facts, Limits())).open}
    by_hand = [item for item in knowledge.library.modalities if item.kind in ("hands_on", "comfort")]
    items: list[Any] = [item for item in by_hand if item.offered]
    for item in [*items, *knowledge.library.exercises]:
        made.asked += 1
        if item.id not in seen:
            made.broken.append(Broken(item.id, f"{item.id} is never open to the people of this proof"))
    return world.agree("not_tried", made)


def _through(knowledge: Knowledge, facts: Facts, limits: Limits) -> Iterator[tuple[str, Door]]:
    """Items that were chosen although a door they need is closed."""
    closed = doors(limits, knowledge)
    for option in choose(facts, knowledge.library, limits, frozenset({GOOD_VISIT})).options:
        yield from ((option.item.id, door) for door in _doors_of_method(option.item) if door in closed)
        for place in option.places:
            needed: list[Door] = [("position", place.position)]
            for area in place.region.areas:
                needed += [("place", code, area) for code in option.item.codes]
                needed += [("level", code, area, place.level) for code in option.item.codes]
                needed += [("deep", area)] if place.level >= 4 else []
            yield from ((f"{option.item.id} on {place.region.id}", door) for door in needed if door in closed)
    scene = _scene(knowledge, facts, limits)
    for candidate in choose_home(scene).open:
        stays = f"stays:{candidate.item.id}" in scene.holding
        doors_needed = [*_doors_of_exercise(candidate.item, stays), ("hold", candidate.item.id, candidate.dose.hold_s)]
        yield from ((candidate.item.id, door) for door in doors_needed if door in closed)


def _doors_of_method(item: ModalityItem) -> list[Door]:
    codes: list[Door] = [("method", code) for code in item.codes] + [("load", code) for code in item.codes]
    return [*codes, ("item", item.id), ("method left out", item.id)]


def _doors_of_exercise(item: Exercise, stays: bool) -> list[Door]:
    found: list[Door] = [("home",), ("item", item.id), ("position", item.position)]
    found += [("load", load) for load in item.loads]
    return found + ([("light load", load) for load in item.loads] if item.end_range and not stays else [])


def every_item_has_a_handle(world: World) -> Outcome:
    """Each method names its codes, each region its areas, each exercise its loads: what could close it without?"""
    made, library = Outcome(), world.knowledge.library
    for item in library.modalities:
        made.asked += 1
        if item.kind in ("hands_on", "device", "self") and not set(item.codes) & {*HANDS_ON, *STRETCHES}:
            made.broken.append(Broken(item.id, f"{item.id} names no code, so no state can close it"))
    for region in library.regions.values():
        made.asked += 1
        if not region.areas:
            made.broken.append(Broken(region.id, f"{region.id} names no body area, so no state can close it"))
    for exercise in library.exercises:
        made.asked += 1
        if not exercise.loads:
            made.broken.append(Broken(exercise.id, f"{exercise.id} names no load, so only its own rules can close it"))
    return world.agree("without_a_load", made)


def a_state_in_a_place_has_a_place(world: World) -> Outcome:
    """A state that closes an area, or asks for a position, always has one, whatever the answer about the place is."""
    made, decision = Outcome(), world.today
    solver = world.solver()
    for rule in world.knowledge.contraindications:
        letters = {letter for cells in (rule.hands_on, rule.stretches) for each in cells.values() for letter in each}
        if "Q" in letters:
            made.asked += 1
            if rule.position is None:
                made.broken.append(Broken(rule.id, f"{rule.id} asks for a position (Q) and names none"))
        if "L" not in letters or not rule.area.fact or rule.area.areas or rule.area.none_is_unknown:
            continue
        made.asked += 1
        nowhere = world.anyone[rule.area.fact]
        lost = both(decision.present(rule), nowhere.told, nowhere.has["none"], decision.treats())
        if solver.check(lost) != z3.sat:
            continue
        what = f"{rule.id} closes an area, and {rule.area.fact} may say there is none"
        person = None if rule.id in world.listed("no_place") else world.find(solver, lost)
        made.broken.append(world.broken(rule.id, what, person) if person else Broken(rule.id, what))
    return world.agree("no_place", made)


def _facts(knowledge: Knowledge, answers: Mapping[str, Any]) -> Facts:
    """A completed row; answers that are NA are put in as such."""
    told = {fact_id: said for fact_id, said in answers.items() if said is not NA}
    values = knowledge.reader.read(Profile.of(knowledge.dictionary, told))
    for fact_id, said in answers.items():
        if said is NA:
            values[knowledge.dictionary.place[fact_id]] = NA
    return Facts(knowledge.dictionary, values)


def _scene(knowledge: Knowledge, facts: Facts, limits: Limits) -> Scene:
    """A visit with these limits and no programme."""
    return Scene(
        case=Case(profile=Profile.of(knowledge.dictionary, {}), visit_date=VISIT_DAY), facts=facts,
        verdict=verdict_on([]), knowledge=knowledge, holding=knowledge.items.holding(facts.values),
        voice=knowledge.voices["int"], limits=limits, helping={folder: [] for folder in FOLDERS},
    )  # fmt: skip


def verdict_on(states: Iterable[Contraindication], cleared: Iterable[str] = ()) -> Verdict:
    return Verdict(
        disposition=Disposition.TREAT_WITH_PRECAUTIONS, hits=(), unsettled=(), states=tuple(states),
        assumed=frozenset(), open_rules=(), cleared=frozenset(cleared),
    )  # fmt: skip
