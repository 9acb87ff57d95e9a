"""Laying out a visit, on recipes and methods made up for it: who works where, how long and how firmly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plans.plan import Slot
from recommender.core.arrange import Visit, arrange_visit, recipe_of, with_checks
from recommender.core.choose import Option, Place
from recommender.core.condition import ALWAYS
from recommender.core.items import Recipe, SlotTemplate
from recommender.core.knowledge import Knowledge
from tests.core.test_choose import ITEM, method, region

BACK = region("back", "low_back", minutes=(5, 20))
LEG = region("leg", "calf", minutes=(5, 10), because="Light on the calf.")
HIP = region("hip", "hip_side", minutes=(3, 6))
ASK = SlotTemplate(minutes=3, what="check_in", words="Ask first.")
TEACH = SlotTemplate(minutes=2, what="teach", words="Show it.")


def work(region_id: str, minutes: int, modality: str = "", level: int = 3, words: str = "Work.") -> SlotTemplate:
    return SlotTemplate(minutes=minutes, what="work", words=words, region=region_id, modality=modality, level=level)


def recipe(*slots: SlotTemplate, name: str = "plain", **more: Any) -> Recipe:
    return Recipe(id=name, slots=slots, **{**ITEM, "minutes": 45, "when": None, **more})


def option(name: str, *places: Any, fit: int = 2, liked: bool = False, level: int = 5, **more: Any) -> Option:
    return Option(
        method(name, **more), fit, tuple(Place(each, level, "prone") for each in places or (BACK, LEG, HIP)), liked
    )


def visit(plan: Recipe, *options: Option, minutes: int = 30, level: int = 5, **more: Any) -> Visit | None:
    extra = more.pop("extra", {})
    return arrange_visit(options, plan, minutes, level, extra, **{"firmer": False, **more})


def parts(found: Visit | None) -> list[tuple[str, str, int]]:
    """(method, region, minutes) of the work in a visit."""
    assert found is not None
    return [(slot.modality or "", slot.region or "", slot.minutes) for slot in found.slots if slot.what == "work"]


def levels(found: Visit | None) -> list[int | None]:
    assert found is not None
    return [slot.pressure for slot in found.slots if slot.what == "work"]


PLAIN = recipe(ASK, work("back", 10), work("leg", 5), TEACH)


# ------------------------------------------------------------------------------------------------------ the frame


def test_she_is_asked_first_and_taught_last(knowledge: Knowledge) -> None:
    found = visit(recipe(TEACH, work("back", 10), ASK), option("a", BACK), minutes=25)

    assert found is not None
    assert [(slot.what, slot.words, slot.minutes) for slot in found.slots] == [
        ("check_in", "Ask first.", 3), ("work", "Work.", 20), ("teach", "Show it.", 2),
    ]  # fmt: skip
    assert found.minutes == 25
    work_slot = found.slots[1]
    assert (work_slot.modality, work_slot.region, work_slot.position) == ("a", "back", "prone")
    assert (found.slots[0].modality, found.slots[0].region, found.slots[0].pressure) == (None, None, None)


def test_a_visit_knows_what_was_used_and_where() -> None:
    first, idle, second = option("a", BACK, LEG), option("idle", HIP, alone=False), option("b", LEG)
    found = visit(recipe(work("back", 10, "a"), work("leg", 10, "b")), first, idle, second, minutes=20)

    assert found is not None
    assert found.used == (first, second)
    assert found.minutes_of(first) + found.minutes_of(second) == found.minutes == 20
    assert [place.region.id for place in found.places_of(first)] == ["back"]
    assert found.minutes_of(idle) == 0
    assert found.places_of(idle) == []


# -------------------------------------------------------------------------------------------------- who works where


def test_a_slot_keeps_its_method_where_that_is_open() -> None:
    best, own = option("best", BACK, LEG), option("own", LEG)

    assert parts(visit(recipe(work("back", 10), work("leg", 10, "own")), best, own, minutes=20)) == [
        ("best", "back", 10), ("own", "leg", 10),
    ]  # fmt: skip
    assert parts(visit(recipe(work("back", 10), work("leg", 10, "other")), best, own, minutes=20))[1][0] == "best"


def test_a_slot_whose_method_is_closed_there_takes_the_best_that_stands_alone() -> None:
    own, beside, best = option("own", BACK), option("beside", LEG, alone=False), option("best", LEG)

    assert parts(visit(recipe(work("leg", 10, "own")), own, beside, best, minutes=10)) == [("best", "leg", 10)]


def test_a_slot_that_nothing_can_fill_is_dropped() -> None:
    plan = recipe(work("back", 10), work("hip", 5), when=ALWAYS)

    assert parts(visit(plan, option("a", BACK), minutes=20)) == [("a", "back", 20)]


def test_with_nothing_that_stands_alone_there_is_no_visit() -> None:
    assert visit(PLAIN) is None
    assert visit(PLAIN, option("a", alone=False), option("b", alone=False)) is None
    assert visit(PLAIN, option("a", HIP), minutes=5) is None, "the frame takes all the minutes"
    assert visit(recipe(work("back", 10), when=ALWAYS), option("a", HIP)) is None


def test_only_three_methods_and_one_of_them_stands_alone() -> None:
    beside = [option(name, alone=False) for name in "abc"]
    slots = [work(place, 5, name) for place, name in zip(("back", "leg", "hip"), "abd", strict=True)]
    found = visit(recipe(*slots), *beside, option("d"), minutes=15)

    assert found is not None
    assert [each.item.id for each in found.used] == ["a", "b", "d"]


def test_one_that_finds_no_slot_gives_way_to_the_next() -> None:
    first, idle, third, fourth = option("a"), option("idle", HIP), option("c", alone=False), option("d", alone=False)
    plan = recipe(work("back", 10), work("leg", 5, "c"), work("leg", 5, "d"), when=ALWAYS)

    found = visit(plan, first, idle, third, fourth, minutes=20)
    assert found is not None
    assert [each.item.id for each in found.used] == ["a", "c", "d"]


def test_two_that_find_no_slot_give_way_to_the_next_two() -> None:
    options = [option("a"), option("idle", HIP), option("idler", HIP), *(option(each, alone=False) for each in "cde")]
    plan = recipe(*(work("back" if each == "a" else "leg", 5, each) for each in "acde"), when=ALWAYS)

    found = visit(plan, *options, minutes=20)
    assert found is not None
    assert [each.item.id for each in found.used] == ["a", "c", "d"], "three methods, and not the fourth that waits"


def test_of_many_that_have_a_slot_the_third_makes_room_for_one_that_stands_alone() -> None:
    beside = [option(name, alone=False) for name in "abc"]
    plan = recipe(work("back", 5, "a"), work("leg", 5, "b"), work("hip", 5, "c"), when=ALWAYS)

    assert parts(visit(plan, *beside, option("d"), minutes=15)) == [("a", "back", 5), ("b", "leg", 5), ("d", "hip", 5)]


def test_what_suits_is_planned_and_what_is_optional_only_if_asked_for() -> None:
    plan = recipe(work("back", 10))

    assert parts(visit(plan, option("a", fit=1), option("b", fit=2), minutes=10))[0][0] == "b"
    assert parts(visit(plan, option("a", fit=1, liked=True), option("b", fit=2), minutes=10))[0][0] == "a"
    assert parts(visit(plan, option("a", fit=2), option("b", fit=2, liked=True), minutes=10))[0][0] == "b"
    assert parts(visit(plan, option("a", fit=2), option("b", fit=1, liked=True), minutes=10))[0][0] == "a"
    assert parts(visit(plan, option("a", fit=1), minutes=10))[0][0] == "a", "where nothing suits, what is optional"


def test_comfort_is_planned_only_if_asked_for() -> None:
    plan = recipe(work("back", 10))
    comfort = option("a", kind="comfort", fit=3)

    assert visit(plan, comfort) is None
    assert parts(visit(plan, comfort, option("b"), minutes=10))[0][0] == "b"
    assert parts(visit(plan, comfort._replace(preferred=True), option("b"), minutes=10))[0][0] == "a"


# -------------------------------------------------------------------------------------------------------- how long


def test_minutes_are_dealt_out_by_weight_up_to_the_longest() -> None:
    one = option("a", BACK, LEG, HIP)

    assert parts(visit(recipe(work("back", 10), work("leg", 5)), one, minutes=15)) == [
        ("a", "back", 10), ("a", "leg", 5),
    ]  # fmt: skip
    assert parts(visit(recipe(work("back", 10), work("leg", 5)), one, minutes=25)) == [
        ("a", "back", 17), ("a", "leg", 8),
    ]  # fmt: skip
    assert parts(visit(recipe(work("back", 10), work("leg", 10), when=ALWAYS), one, minutes=30)) == [
        ("a", "back", 20), ("a", "leg", 10),
    ]  # fmt: skip


def test_where_no_region_can_take_more_the_visit_is_shorter_in_steps_of_five() -> None:
    found = visit(recipe(ASK, work("leg", 5), TEACH, when=ALWAYS), option("a", LEG), minutes=30)

    assert found is not None
    assert found.minutes == 15
    assert parts(found) == [("a", "leg", 10)]
    hip = recipe(ASK, work("hip", 5), when=ALWAYS)
    assert visit(hip, option("a", HIP), minutes=30) is None, "9 minutes become 5, and 2 of work are none"
    assert parts(visit(hip, option("a", HIP), minutes=9)) == [("a", "hip", 6)]


def test_spare_minutes_go_to_further_open_regions() -> None:
    found = visit(recipe(work("leg", 5)), option("a", LEG, HIP, BACK), minutes=20)

    assert found is not None
    assert [slot.region for slot in found.slots] == ["leg", "hip", "back"]
    assert found.minutes == 20
    hip = found.slots[1]
    assert (hip.words, hip.pressure) == ("It suits you.", 3)
    assert [slot.region for slot in visit(recipe(work("leg", 5)), option("a", LEG, HIP), minutes=12).slots] == ["leg"]  # type: ignore[union-attr]
    just = visit(recipe(work("leg", 5)), option("a", LEG, HIP), minutes=13)
    assert [name for _, name, _ in parts(just)] == ["leg", "hip"], "3 minutes are worth starting"
    enough = visit(recipe(work("leg", 5)), option("a", LEG, BACK, HIP), option("b", BACK, HIP), minutes=25)
    assert [name for _, name, _ in parts(enough)] == ["leg", "back"], "what is taken or not needed is not added"
    again = visit(recipe(work("leg", 5)), option("a", LEG, HIP), option("b", LEG, HIP), minutes=30)
    assert [name for _, name, _ in parts(again)] == ["leg", "hip"], "no place twice"
    own = recipe(work("leg", 5), when=ALWAYS)
    assert parts(visit(own, option("a", LEG, HIP, BACK), minutes=20)) == [("a", "leg", 10)]


def test_too_short_a_piece_is_dropped() -> None:
    plan = recipe(work("back", 10), work("leg", 2), work("hip", 2), when=ALWAYS)

    assert parts(visit(plan, option("a"), minutes=10)) == [("a", "back", 10)]
    assert parts(visit(plan, option("a"), minutes=18)) == [("a", "back", 15), ("a", "leg", 3)]


@pytest.mark.parametrize(
    ("weights", "minutes", "left"),
    [
        pytest.param((1, 2, 2), 6, [("a", "leg", 3), ("a", "hip", 3)], id="the shortest is dropped"),
        pytest.param((1, 1, 4), 9, [("a", "back", 3), ("a", "hip", 6)], id="of two as short, the later"),
        pytest.param((1, 1, 1), 6, [("a", "back", 3), ("a", "leg", 3)], id="of three as short, the last"),
    ],
)
def test_pieces_are_dropped_one_by_one(
    weights: tuple[int, ...], minutes: int, left: list[tuple[str, str, int]]
) -> None:
    slots = [work(name, weight) for name, weight in zip(("back", "leg", "hip"), weights, strict=True)]

    assert parts(visit(recipe(*slots, when=ALWAYS), option("a"), minutes=minutes)) == left


def test_a_method_that_does_not_stand_alone_keeps_to_its_own_time() -> None:
    short = option("short", LEG, alone=False, minutes=(3, 6))
    plan = recipe(work("leg", 5, "short"), work("back", 10), when=ALWAYS)

    assert parts(visit(plan, option("a", BACK), short, minutes=30)) == [("short", "leg", 6), ("a", "back", 19)]
    assert parts(visit(plan, option("a", BACK), short, minutes=26))[0][2] == 6


def test_a_slot_may_be_longer_than_its_region_asks_for() -> None:
    assert parts(visit(recipe(work("hip", 15), when=ALWAYS), option("a", HIP), minutes=15)) == [("a", "hip", 15)]


def test_extra_minutes_lengthen_a_methods_own_slots() -> None:
    plan = recipe(work("leg", 5, "a"), work("back", 5), when=ALWAYS)
    plain = visit(plan, option("a", LEG), option("b", BACK), minutes=20)
    longer = visit(plan, option("a", LEG), option("b", BACK), minutes=20, extra={"a": (5, 5)})

    assert parts(plain) == [("a", "leg", 10), ("b", "back", 10)]
    assert parts(longer) == [("a", "leg", 14), ("b", "back", 6)]
    some = visit(plan, option("a", LEG), option("b", BACK), minutes=20, extra={"a": (2, 9)})
    assert parts(some) == [("a", "leg", 12), ("b", "back", 8)]
    assert parts(visit(plan, option("a", LEG), option("b", BACK), minutes=10)) == [("a", "leg", 5), ("b", "back", 5)]
    assert parts(visit(plan, option("a", LEG), option("b", BACK), minutes=20, extra={"b": (9, 9)})) == parts(plain)


def test_two_pieces_of_one_region_share_its_time() -> None:
    plan = recipe(work("leg", 5), work("leg", 5, words="Again."), when=ALWAYS)
    found = visit(plan, option("a", LEG), minutes=30)

    assert parts(found) == [("a", "leg", 5), ("a", "leg", 5)]
    beside = recipe(work("leg", 5), work("leg", 5), work("back", 1), when=ALWAYS)
    assert parts(visit(beside, option("a"), minutes=30)) == [("a", "leg", 5), ("a", "leg", 5), ("a", "back", 20)]
    longer = recipe(work("leg", 15), work("leg", 5), when=ALWAYS)
    assert parts(visit(longer, option("a", LEG), minutes=15)) == [("a", "leg", 12), ("a", "leg", 3)]
    brief = recipe(work("leg", 10, "brief"), work("leg", 2), when=ALWAYS)
    assert parts(visit(brief, option("brief", LEG, alone=False, minutes=(3, 6)), option("a", LEG), minutes=10)) == [
        ("brief", "leg", 6), ("a", "leg", 4),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------------ how firmly


@pytest.mark.parametrize(
    ("place", "slot", "dose", "firmer", "level"),
    [(5, 3, 5, False, 3), (5, 3, 5, True, 4), (2, 3, 5, True, 2), (5, 3, 2, True, 2), (5, 0, 5, False, 1)],
)
def test_the_level_is_the_lowest_of_all(place: int, slot: int, dose: int, firmer: bool, level: int) -> None:
    plan = recipe(ASK, work("back", 10, level=slot))

    assert levels(visit(plan, option("a", BACK, level=place), level=dose, minutes=13, firmer=firmer)) == [level]


# ----------------------------------------------------------------------------------------------------- face down


def lying(*parts: tuple[str | None, int]) -> list[Slot]:
    """Parts of a visit: (position, minutes)."""
    return [Slot(minutes=minutes, what="work", words="Work.", position=position) for position, minutes in parts]


@pytest.mark.parametrize(
    ("parts", "most", "asked_before"),
    [
        pytest.param([("prone", 20), ("prone", 20)], None, [], id="no rule limits it"),
        pytest.param([("prone", 20), ("prone", 20)], 30, [1], id="the second would be too long"),
        pytest.param([("prone", 15), ("prone", 15)], 30, [], id="just long enough"),
        pytest.param([("prone", 15), ("prone", 16)], 30, [1], id="one minute over"),
        pytest.param([("prone", 40)], 30, [], id="nothing was before the first part"),
        pytest.param([("prone", 20), ("supine", 5), ("prone", 20)], 30, [], id="she turned in between"),
        pytest.param([("prone", 20), ("supine", 20), ("supine", 20)], 30, [], id="lying on her back is no matter"),
        pytest.param([("prone", 20), ("prone", 20), ("prone", 10)], 30, [1], id="asking begins it anew"),
        pytest.param([("prone", 20), ("prone", 20), ("prone", 11)], 30, [1, 2], id="and is asked again"),
        pytest.param([("prone", 10), ("prone", 10), ("prone", 11)], 30, [2], id="the time adds up"),
        pytest.param([("prone", 20), ("supine", 30), ("prone", 20)], 30, [], id="half an hour on her back"),
        pytest.param([(None, 20), ("prone", 20), ("prone", 10)], 30, [], id="the talk before is sitting"),
    ],
)
def test_nobody_lies_face_down_for_long_without_being_asked(
    parts: list[tuple[str | None, int]], most: int | None, asked_before: list[int]
) -> None:
    slots = lying(*parts)
    found = with_checks(slots, most)

    ask = "Work. Before that, ask how lying face down feels, and turn if it is not easy."
    assert [each.words for each in found] == [ask if n in asked_before else "Work." for n in range(len(slots))]
    assert [replace(each, words="Work.") for each in found] == slots, "nothing else is another"


# ------------------------------------------------------------------------------------------------------ which recipe


@pytest.mark.parametrize(
    ("holding", "minutes", "recipe_id"),
    [
        (frozenset(), 30, "rec_45_sub"),
        (frozenset(), 52, "rec_45_sub"),
        (frozenset(), 53, "rec_60_chron"),
        (frozenset(), 90, "rec_60_chron"),
        (frozenset({"recipe:calm"}), 90, "calm"),
        (frozenset({"recipe:another"}), 45, "rec_45_sub"),
    ],
)
def test_which_recipe(holding: frozenset[str], minutes: int, recipe_id: str, knowledge: Knowledge) -> None:
    recipes = {
        "calm": recipe(name="calm", when=ALWAYS, minutes=20),
        "rec_60_chron": recipe(name="rec_60_chron", minutes=60),
        "rec_45_sub": recipe(name="rec_45_sub", minutes=45),
    }

    assert recipe_of(replace(knowledge.library, recipes=recipes), holding, minutes).id == recipe_id


def test_of_two_as_near_the_shorter(knowledge: Knowledge) -> None:
    recipes = {
        "rec_60_chron": recipe(name="rec_60_chron", minutes=60),
        "rec_45_sub": recipe(name="rec_45_sub", minutes=50),
    }

    assert recipe_of(replace(knowledge.library, recipes=recipes), frozenset(), 55).id == "rec_45_sub"
