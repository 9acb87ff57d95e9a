"""Arranging a visit: the recipe of the session, cut to its minutes and filled with what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plans.plan import Slot
from recommender.core.choose import MOST, Option, Place
from recommender.core.items import Library, SlotTemplate

RECIPE_BY_IRRITABILITY = {"high": "rec_30_flare", "moderate": "rec_45_sub", "low": "rec_60_chron"}
START = 3
"""Pressure level of a first visit at most (pressure scale)."""
SUITABLE = 2
"""Fit from which a method is planned without being asked for; 1 is optional."""
SHORTEST = 3
"""Minutes of the shortest piece of work worth starting."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: its parts in order, and the methods that are really used in it."""

    slots: tuple[Slot, ...]
    used: tuple[Option, ...]

    def minutes_of(self, option: Option) -> int:
        return sum(slot.minutes for slot in self.slots if slot.modality == option.item.id)

    def places_of(self, option: Option) -> list[Place]:
        regions = dict.fromkeys(slot.region for slot in self.slots if slot.modality == option.item.id)
        return [place for place in option.places if place.region.id in regions]


def arrange_visit(
    options: Sequence[Option],
    library: Library,
    irritability: str,
    minutes: int,
    level: int,
    extra: dict[str, tuple[int, int]],
    firmer: bool = False,
) -> Visit | None:
    """Lay out a visit of `minutes`, or None when nothing can be done by hand.

    Every work slot of the recipe keeps its method where that is open, else takes the best method open for its region;
    slots with none are dropped and their minutes shared out. `extra` lengthens the slots of a method; `firmer` allows
    one level above the recipe's, after a visit that went well.
    """
    recipe = library.recipes[RECIPE_BY_IRRITABILITY[irritability]]
    chosen = _chosen(options)
    templates = [replace(slot, level=slot.level + firmer) for slot in recipe.slots if slot.what == "work"]
    work = [made for template in templates if (made := _fill(template, chosen, level))]
    if not work:
        work = _from_best(chosen, min(level, START + firmer))
    if not work:
        return None
    frame = [slot for slot in recipe.slots if slot.what != "work"]
    left = minutes - sum(slot.minutes for slot in frame)
    work = _share(_lengthen(_merge(work), extra), left)
    first = [_frame(slot) for slot in frame if slot.what == "check_in"]
    last = [_frame(slot) for slot in frame if slot.what != "check_in"]
    slots = (*first, *work, *last)
    used = tuple(option for option in chosen if any(slot.modality == option.item.id for slot in slots))
    return Visit(slots, used)


def _chosen(options: Sequence[Option]) -> list[Option]:
    """The best few that together make a visit: none without one that can stand alone; comfort work if asked for."""
    able = [
        option for option in options if option.preferred or (option.item.kind == "hands_on" and option.fit >= SUITABLE)
    ]
    able = able or [option for option in options if option.item.kind == "hands_on"]
    alone = next((option for option in able if option.item.alone), None)
    if alone is None:
        return []
    return able[:MOST] if alone in able[:MOST] else [*able[: MOST - 1], alone]


def _fill(template: SlotTemplate, chosen: Sequence[Option], level: int) -> Slot | None:
    wanted = sorted(chosen, key=lambda option: option.item.id != template.modality)
    for option in wanted:
        place = option.place(template.region)
        if place is not None:
            words = template.words if option.item.id == template.modality else ""
            return _slot(template.minutes, option, place, min(level, template.level), words)
    return None


def _slot(minutes: int, option: Option, place: Place, level: int, words: str = "") -> Slot:
    return Slot(
        minutes=minutes,
        what="work",
        words=words or option.item.techniques,
        modality=option.item.id,
        region=place.region.id,
        pressure=max(1, min(place.level, level)),
        position=place.position,
    )


def _from_best(chosen: Sequence[Option], level: int) -> list[Slot]:
    """When no region of the recipe is open: the best method on its own open regions."""
    if not chosen:
        return []
    best = chosen[0]
    return [_slot(place.region.minutes[0], best, place, level) for place in best.places[:3]]


def _merge(work: list[Slot]) -> list[Slot]:
    """Neighbouring slots of the same method on the same region become one."""
    merged: list[Slot] = []
    for slot in work:
        same = next((n for n, m in enumerate(merged) if (m.modality, m.region) == (slot.modality, slot.region)), None)
        if same is None:
            merged.append(slot)
        else:
            merged[same] = replace(merged[same], minutes=merged[same].minutes + slot.minutes)
    return merged


def _lengthen(work: list[Slot], extra: dict[str, tuple[int, int]]) -> list[Slot]:
    done: set[str] = set()
    made = []
    for slot in work:
        if slot.modality in extra and slot.modality not in done:
            done.add(slot.modality)
            slot = replace(slot, minutes=slot.minutes + extra[slot.modality][0])
        made.append(slot)
    return made


def _share(work: list[Slot], minutes: int) -> list[Slot]:
    """Scale the work to whole minutes that sum exactly; pieces that would be too short are dropped, the last first."""
    while len(work) > 1 and minutes < SHORTEST * len(work):
        work = work[:-1]
    whole = sum(slot.minutes for slot in work)
    exact = [slot.minutes * minutes / whole for slot in work]
    floors = [max(1, int(each)) for each in exact]
    rest = minutes - sum(floors)
    by_fraction = sorted(range(len(work)), key=lambda n: (floors[n] - exact[n], n))
    for n in by_fraction[: max(0, rest)]:
        floors[n] += 1
    return [replace(slot, minutes=each) for slot, each in zip(work, floors, strict=True)]


def _frame(template: SlotTemplate) -> Slot:
    return Slot(minutes=template.minutes, what=template.what, words=template.words)
