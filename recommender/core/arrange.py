"""Arranging a visit: the recipe of the session, filled with what is open and cut to its minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from plans.plan import Slot
from recommender.core.choose import MOST, Option, Place
from recommender.core.items import Library, Recipe, SlotTemplate

BY_LENGTH = ("rec_45_sub", "rec_60_chron")
START = 3
"""Pressure level of a first visit at most (rule `pressure_start`)."""
SUITABLE = 2
"""Fit from which a method is planned without being asked for; 1 is optional."""
SHORTEST = 3
"""Minutes of the shortest piece of work worth starting."""
ASK_FACE_DOWN = "Before that, ask how lying face down feels, and turn if it is not easy."
STEP = 5
"""Visits are booked in steps of so many minutes."""


class Piece(NamedTuple):
    """One piece of work: a method on a region, how firm, how much of the recipe it is and how long it may be."""

    words: str
    level: int
    option: Option
    place: Place
    weight: int
    longest: int


FULL = -1.0
"""The share of a piece that takes no more minutes; every other is 0 or more."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: its parts in order, and the methods that are really used in it."""

    slots: tuple[Slot, ...]
    used: tuple[Option, ...]

    @property
    def minutes(self) -> int:
        return sum(slot.minutes for slot in self.slots)

    def minutes_of(self, option: Option) -> int:
        return sum(slot.minutes for slot in self.slots if slot.modality == option.item.id)

    def places_of(self, option: Option) -> list[Place]:
        regions = dict.fromkeys(slot.region for slot in self.slots if slot.modality == option.item.id)
        return [place for place in option.places if place.region.id in regions]


def arrange_visit(
    options: Sequence[Option],
    recipe: Recipe,
    minutes: int,
    level: int,
    extra: Mapping[str, tuple[int, int]],
    firmer: bool,
) -> Visit | None:
    """Lay out a visit of at most `minutes`, or None when nothing that makes a visit is open.

    Every work slot keeps its recipe's method where that is chosen and open, else takes the best method that can stand
    alone; slots with none are dropped. No region gets more than its own longest time: spare minutes go to further open
    regions, and where there are none, or the recipe has a condition of its own, the visit is shorter. `extra` lengthens
    a method's own slots; `firmer` allows one level above the recipe's.
    """
    frame = [slot for slot in recipe.slots if slot.what != "work"]
    templates = [slot for slot in recipe.slots if slot.what == "work"]
    if firmer:
        templates = [replace(slot, level=slot.level + 1) for slot in templates]
    pieces, keep = _pieces(templates, options, extra)
    left = minutes - sum(slot.minutes for slot in frame)
    more = _more(pieces, keep, left) if recipe.when is None else []
    shared = _share([*pieces, *more], left)
    if not shared:
        return None
    work = [_slot(piece, each, level) for piece, each in shared]
    first = [_frame(slot) for slot in frame if slot.what == "check_in"]
    last = [_frame(slot) for slot in frame if slot.what != "check_in"]
    used = {slot.modality for slot in work}
    return Visit((*first, *work, *last), tuple(option for option in options if option.item.id in used))


def with_checks(slots: Sequence[Slot], minutes: int | None) -> tuple[Slot, ...]:
    """The parts of a visit, with a word before each that would make the time face down longer than `minutes`."""
    if minutes is None:
        return tuple(slots)
    made, lying = [], 0
    for slot in slots:
        before = lying if slot.position == "prone" else 0
        late = before and before + slot.minutes > minutes
        made.append(replace(slot, words=f"{slot.words} {ASK_FACE_DOWN}") if late else slot)
        lying = (0 if late else before) + slot.minutes if slot.position == "prone" else 0
    return tuple(made)


def recipe_of(library: Library, holding: frozenset[str], minutes: int) -> Recipe:
    """The recipe whose own condition holds, else the one nearest in length, the shorter of equals."""
    asked = next((each for each in library.recipes.values() if f"recipe:{each.id}" in holding), None)
    return asked or min((library.recipes[each] for each in BY_LENGTH), key=lambda each: abs(each.minutes - minutes))


def _pieces(
    templates: Sequence[SlotTemplate], options: Sequence[Option], extra: Mapping[str, tuple[int, int]]
) -> tuple[list[Piece], list[Option]]:
    """Pieces of work with the best few methods, and those methods; one that finds no slot gives way to the next."""
    able = _able(options)
    keep, waiting = _first(able)
    while True:
        pieces = [piece for template in templates if (piece := _piece(template, keep, extra))]
        idle = [option for option in keep if all(piece.option is not option for piece in pieces)]
        if not idle or not waiting:
            return pieces, keep
        keep = [option for option in keep if option is not idle[0]] + waiting[:1]
        waiting = waiting[1:]


def _able(options: Sequence[Option]) -> list[Option]:
    """Methods that may be planned, those the client likes first; comfort work only if asked for."""
    able = [
        option for option in options if option.preferred or (option.item.kind == "hands_on" and option.fit >= SUITABLE)
    ]
    able = able or [option for option in options if option.item.kind == "hands_on"]
    return sorted(able, key=lambda option: not (option.preferred and option.fit >= SUITABLE))


def _first(able: Sequence[Option]) -> tuple[list[Option], list[Option]]:
    """The first few, with one among them that can stand alone, and those that wait; nothing where none stands alone."""
    alone = next((n for n, option in enumerate(able) if option.item.alone), None)
    if alone is None:
        return [], []
    places = [*range(MOST)] if alone < MOST else [*range(MOST - 1), alone]
    keep = [option for n, option in enumerate(able) if n in places]
    return keep, [option for n, option in enumerate(able) if n not in places]


def _piece(template: SlotTemplate, keep: Sequence[Option], extra: Mapping[str, tuple[int, int]]) -> Piece | None:
    own = [option for option in keep if option.item.id == template.modality]
    for option in [*own, *(each for each in keep if each.item.alone and each.item.id != template.modality)]:
        place = option.place(template.region)
        if place is None:
            continue
        more = extra.get(option.item.id, (0, 0)) if option.item.id == template.modality else (0, 0)
        longest = max(place.region.minutes[1], template.minutes)
        if not option.item.alone:
            longest = min(longest, option.item.minutes[1])
        return Piece(template.words, template.level, option, place, template.minutes + more[0], longest + more[1])
    return None


def _more(pieces: Sequence[Piece], keep: Sequence[Option], minutes: int) -> list[Piece]:
    """Further regions of the methods that can stand alone, for minutes that the recipe's own regions cannot take."""
    spare = minutes - _room(pieces)
    taken = {piece.place.region.id for piece in pieces}
    added: list[Piece] = []
    for option in (each for each in keep if each.item.alone):
        for place in option.places:
            if spare >= SHORTEST and place.region.id not in taken:
                low, high = place.region.minutes
                added.append(Piece(place.region.because, START, option, place, low, high))
                taken.add(place.region.id)
                spare -= high
    return added


def _share(pieces: Sequence[Piece], minutes: int) -> list[tuple[Piece, int]]:
    """Whole minutes for each piece, in proportion and within its longest; too short a piece is dropped.

    When the pieces cannot take all minutes the visit ends earlier, in steps of 5.
    """
    left = list(pieces)
    while left:
        spare = minutes - _room(left)
        given = _deal(left, minutes - max(0, -(-spare // STEP) * STEP))
        short = [n for n, each in enumerate(given) if each < min(SHORTEST, left[n].longest)]
        if not short:
            return list(zip(left, given, strict=True))
        left.pop(max(short, key=lambda n: (-given[n], n)))
    return []


def _room(pieces: Sequence[Piece]) -> int:
    """Minutes that the pieces can take together, no region beyond its longest."""
    return sum(_longest(pieces).values())


def _longest(pieces: Iterable[Piece]) -> dict[str, int]:
    """Minutes that each region can take, by its id."""
    found: dict[str, int] = {}
    for piece in pieces:
        region_id = piece.place.region.id
        found[region_id] = max(piece.longest, found.get(region_id, piece.longest))
    return found


def _deal(pieces: Sequence[Piece], minutes: int) -> list[int]:
    """Deal minutes out one by one, each to the piece that is furthest below its share, no region beyond its longest.

    There are no more minutes than the pieces can take.
    """
    given, left = [0] * len(pieces), _longest(pieces)
    regions = [piece.place.region.id for piece in pieces]
    shares: list[float] = [piece.weight for piece in pieces]
    for _ in range(minutes):
        n = shares.index(max(shares))
        given[n] += 1
        left[regions[n]] -= 1
        shares[n] = pieces[n].weight / (given[n] + 1) if given[n] < pieces[n].longest else FULL
        if not left[regions[n]]:
            shares = [FULL if each == regions[n] else share for each, share in zip(regions, shares, strict=True)]
    return given


def _slot(piece: Piece, minutes: int, level: int) -> Slot:
    return Slot(
        minutes=minutes,
        what="work",
        words=piece.words,
        modality=piece.option.item.id,
        region=piece.place.region.id,
        pressure=max(1, min(piece.place.level, piece.level, level)),
        position=piece.place.position,
    )


def _frame(template: SlotTemplate) -> Slot:
    return Slot(minutes=template.minutes, what=template.what, words=template.words)
