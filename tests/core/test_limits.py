"""What the states of a client close together: the strictest wins, and a place that is not known is everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from plans.plan import Disposition
from recommender.core.knowledge import Knowledge
from recommender.core.limits import EVERYWHERE, LIGHT, NOT_DEEP, Limits, Stop, areas_of, limits_of
from recommender.core.rules import HANDS_ON, STRETCHES, Area, Contraindication, PositionRule
from recommender.core.triage import Verdict
from tests.core.deciding import facts_of_answers, state

HIP = Area(areas=frozenset({"hip_side", "groin"}))
NAMED = Area(fact="protected_regions")
"""A place that the client names, as for a pump or a pacemaker."""


def limits(knowledge: Knowledge, *states: Contraindication, cleared: tuple[str, ...] = (), **answers: Any) -> Limits:
    verdict = Verdict(
        disposition=Disposition.TREAT_WITH_PRECAUTIONS, hits=(), unsettled=(), states=states, assumed=frozenset(),
        open_rules=(), cleared=frozenset(cleared),
    )  # fmt: skip
    return limits_of(verdict, facts_of_answers(knowledge, answers))


# ---------------------------------------------------------------------------------------------------- one letter each


def test_with_no_state_everything_is_open(knowledge: Knowledge) -> None:
    open_ = limits(knowledge)

    assert open_.level_cap(HANDS_ON, EVERYWHERE, hands_on=True) == 5
    assert open_ == Limits()


def test_a_closes_the_method_and_ends_the_exercises(knowledge: Knowledge) -> None:
    fever = state(hands_on={"SWE": "A"})
    made = limits(knowledge, fever)

    assert made.closed == {"SWE": Stop("avoid", fever)}
    assert made.ended is fever


def test_a_on_stretches_ends_the_exercises_and_closes_the_load(knowledge: Knowledge) -> None:
    healing = state(stretches={"TEN": "A", "HAM": "Q"})
    made = limits(knowledge, healing)

    assert made.loads == {"TEN": Stop("avoid", healing)}
    assert made.ended is healing
    assert made.closed == {}


def test_of_two_states_that_end_it_the_first_says_why(knowledge: Knowledge) -> None:
    first, second = state("first", hands_on={"SWE": "A"}), state("second", stretches={"TEN": "A"})

    assert limits(knowledge, first, second).ended is first
    assert limits(knowledge, second, first).ended is second
    assert limits(knowledge, first, state("third", hands_on={"SWE": "A"})).ended is first


def test_m_closes_one_method_or_load_and_nothing_else(knowledge: Knowledge) -> None:
    thin_skin = state(hands_on={"IAS": "M"}, stretches={"PNF": "M"})
    made = limits(knowledge, thin_skin)

    assert made.closed == {"IAS": Stop("avoid", thin_skin)}
    assert made.loads == {"PNF": Stop("avoid", thin_skin)}
    assert made.ended is None


def test_c_waits_for_a_word_and_opens_with_it(knowledge: Knowledge) -> None:
    heart = state("heart", hands_on={"SWE": "C"}, stretches={"ROT": "C"})

    waits, open_ = limits(knowledge, heart), limits(knowledge, heart, cleared=("heart",))

    assert waits.closed == {"SWE": Stop("clearance", heart)}
    assert waits.loads == {"ROT": Stop("clearance", heart)}
    assert (open_.closed, open_.loads) == ({}, {})
    assert limits(knowledge, heart, cleared=("another",)).closed == waits.closed


def test_what_is_to_be_avoided_stands_above_what_waits(knowledge: Knowledge) -> None:
    waits, never = state("waits", hands_on={"SWE": "C"}), state("never", hands_on={"SWE": "M"})
    later = state("later", hands_on={"SWE": "C"})

    for order in ((waits, never), (never, waits)):
        assert limits(knowledge, *order).closed["SWE"] == Stop("avoid", never)
    assert limits(knowledge, waits, later).closed["SWE"] == Stop("clearance", waits)
    assert limits(knowledge, never, state("also", hands_on={"SWE": "M"})).closed["SWE"].rule is never


def test_l_spares_the_place_and_the_loads_that_work_on_it(knowledge: Knowledge) -> None:
    wound = state(hands_on={"SWE": "L"}, stretches={"GLU": "L", "CLF": "L"}, area=HIP)
    made = limits(knowledge, wound)

    assert made.closed == {}
    assert made.closed_areas["SWE"] == {"hip_side": wound, "groin": wound}
    assert made.closed_areas["DTM"] == {}
    assert made.loads == {"GLU": Stop("avoid", wound)}, "a calf stretch works on no hip"


def test_l_everywhere_closes_the_method(knowledge: Knowledge) -> None:
    burns = state(hands_on={"SWE": "L"}, area=Area(whole=True))

    assert limits(knowledge, burns).closed == {"SWE": Stop("avoid", burns)}


def test_of_two_states_on_one_place_the_first_says_why(knowledge: Knowledge) -> None:
    first = state("first", hands_on={"SWE": "LP"}, area=HIP, local_pressure=True)
    second = state("second", hands_on={"SWE": "LP"}, area=HIP, local_pressure=True)
    made = limits(knowledge, first, second)

    assert made.closed_areas["SWE"]["groin"] is first
    assert made.caps["SWE"]["groin"] == (LIGHT, first)


def test_p_is_light_work_everywhere_unless_it_says_where(knowledge: Knowledge) -> None:
    bruises = state("bruises", hands_on={"SWE": "P"}, area=HIP)
    there = state("there", hands_on={"SWE": "P"}, area=HIP, local_pressure=True)

    anywhere, only_there = limits(knowledge, bruises), limits(knowledge, there)

    assert set(anywhere.caps["SWE"]) == EVERYWHERE
    assert anywhere.light == {"SWE": bruises}
    assert set(only_there.caps["SWE"]) == HIP.areas
    assert only_there.light == {}
    assert anywhere.level_cap(["SWE"], ["foot"], hands_on=True) == LIGHT
    assert only_there.level_cap(["SWE"], ["foot"], hands_on=True) == 5
    assert only_there.level_cap(["SWE"], ["foot", "groin"], hands_on=True) == LIGHT
    assert only_there.level_cap(["MFR"], ["groin"], hands_on=True) == 5


def test_of_two_that_ask_for_light_work_the_first_says_why(knowledge: Knowledge) -> None:
    first = state("first", hands_on={"SWE": "P"}, stretches={"HAM": "P"})
    second = state("second", hands_on={"SWE": "P"}, stretches={"HAM": "P"})
    made = limits(knowledge, first, second)

    assert made.light["SWE"] is first
    assert made.light_loads == {"HAM": first}
    assert made.loads == {}


def test_q_alone_closes_and_limits_nothing(knowledge: Knowledge) -> None:
    made = limits(knowledge, state(hands_on={"SWE": "Q", "DTM": "Q"}, stretches={"HAM": "Q"}))

    assert made == Limits()


# ------------------------------------------------------------------------------------------------ an emergency's word


def test_a_record_that_opens_a_stop_opens_its_cells_too(knowledge: Knowledge) -> None:
    """A doctor's word on a state that ends everything leaves none of its letters."""
    opened = state("opened", hands_on={"SWE": "A", "DTM": "P"}, stretches={"HAM": "M"}, max_minutes=20)
    other = state("other", max_minutes=40)

    assert limits(knowledge, opened, cleared=("opened",)) == Limits()
    assert limits(knowledge, opened, other, cleared=("opened",)).max_minutes == (40, other), "the next one still counts"
    assert limits(knowledge, opened).max_minutes == (20, opened)
    assert limits(knowledge, opened, cleared=("other",)).ended is opened


def test_a_record_on_a_lesser_state_keeps_its_other_letters(knowledge: Knowledge) -> None:
    heart = state("heart", hands_on={"SWE": "CP", "TRP": "M"}, stretches={"ROT": "CP"}, max_minutes=30)
    made = limits(knowledge, heart, cleared=("heart",))

    assert set(made.closed) == {"TRP"}
    assert made.loads == {}
    assert made.light == {"SWE": heart}
    assert made.light_loads == {"ROT": heart}
    assert made.max_minutes == (30, heart)


# ------------------------------------------------------------------------------------------------------ deep work


@pytest.mark.parametrize(
    ("letters", "local", "there", "elsewhere"),
    [
        ("Q", False, 5, 5),
        ("L", False, 3, 5),
        ("P", False, 2, 2),
        ("P", True, 2, 5),
        ("LP", True, 2, 5),
        ("M", True, 3, 3),
        ("A", True, 3, 3),
        ("C", True, 3, 3),
        ("CQ", True, 3, 3),
        ("MQ", False, 3, 3),
    ],
)
def test_where_deep_work_is_not_open(
    letters: str, local: bool, there: int, elsewhere: int, knowledge: Knowledge
) -> None:
    """Whatever stands under deep work ends levels 4 and 5 by any hand: at its place, or everywhere."""
    made = limits(knowledge, state(hands_on={"DTM": letters}, area=HIP, local_pressure=local))

    assert made.level_cap(["DTM"], ["groin"], hands_on=True) == there
    assert made.level_cap(["DTM"], ["foot"], hands_on=True) == elsewhere
    assert made.level_cap(["SWE"], ["groin"], hands_on=True) == (5 if there == 5 else NOT_DEEP)
    assert made.level_cap(["SWE"], ["foot"], hands_on=True) == (5 if elsewhere == 5 else NOT_DEEP)
    assert made.level_cap(["SWE"], ["groin"], hands_on=False) == 5
    assert made.level_cap(["PNF"], ["calf"], hands_on=False) == 5, "the code of a load has no caps"


@pytest.mark.parametrize(("letters", "cap"), [("C", 5), ("CQ", 5), ("CP", NOT_DEEP), ("CM", NOT_DEEP), ("M", NOT_DEEP)])
def test_a_word_opens_deep_work_that_waited_for_nothing_else(letters: str, cap: int, knowledge: Knowledge) -> None:
    made = limits(knowledge, state("heart", hands_on={"DTM": letters}), cleared=("heart",))

    assert made.level_cap(["SWE"], ["calf"], hands_on=True) == cap


def test_of_two_that_end_deep_work_the_first_says_why(knowledge: Knowledge) -> None:
    first, second = state("first", hands_on={"DTM": "M"}), state("second", hands_on={"DTM": "M"})

    assert limits(knowledge, first, second).deep["calf"] is first


# ------------------------------------------------------------------------------------------------ where a state holds


def test_a_place_that_was_not_named_is_everywhere(knowledge: Knowledge) -> None:
    pump = state(hands_on={"SWE": "L"}, stretches={"CLF": "L"}, area=NAMED, max_level=3)

    unnamed, named = limits(knowledge, pump), limits(knowledge, pump, protected_regions=["abdomen"])

    assert unnamed.closed == {"SWE": Stop("avoid", pump)}
    assert set(unnamed.loads) == {"CLF"}
    assert unnamed.level_cap(["SWE"], ["foot"], hands_on=True) == 3
    assert (named.closed, named.loads) == ({}, {})
    assert set(named.closed_areas["SWE"]) == {"abdomen"}
    assert named.level_cap(["SWE"], ["abdomen"], hands_on=True) == 3
    assert named.level_cap(["SWE"], ["foot"], hands_on=True) == 5


@pytest.mark.parametrize(
    ("area", "told", "shared", "where"),
    [
        (Area(whole=True), None, 1, EVERYWHERE),
        (HIP, None, 1, HIP.areas),
        (HIP, ["calf"], 1, HIP.areas),
        (NAMED, None, 1, None),
        (NAMED, ["none"], 1, frozenset()),
        (Area(fact="protected_regions", none_is_unknown=True), ["none"], 1, None),
        (NAMED, ["calf"], 1, {"calf"}),
        (NAMED, ["calf", "foot"], 2, {"calf", "foot"}),
        (NAMED, ["calf"], 2, None),
        (Area(fact="protected_regions", areas=HIP.areas), None, 1, HIP.areas),
        (Area(fact="protected_regions", areas=HIP.areas), ["groin", "foot"], 1, {"groin", "foot"}),
        (Area(fact="protected_regions", areas=HIP.areas), ["groin", "foot"], 2, {"groin", "hip_side", "foot"}),
        (Area(fact="protected_regions", areas=HIP.areas), ["foot"], 1, {"groin", "hip_side", "foot"}),
    ],
)
def test_where_a_state_holds(
    area: Area, told: list[str] | None, shared: int, where: frozenset[str] | None, knowledge: Knowledge
) -> None:
    facts = facts_of_answers(knowledge, {"implants": ["pump"], "protected_regions": told} if told else {})

    assert areas_of(state(area=area), facts, shared) == where
    if shared == 1:
        assert areas_of(state(area=area), facts) == where


def test_two_things_and_one_place_named_leave_neither_place_known(knowledge: Knowledge) -> None:
    """He names his left buttock; the pump is there, and the lump may be anywhere."""
    pump = state("pump", hands_on={"SWE": "L"}, area=NAMED)
    lump = state("lump", hands_on={"TRP": "L"}, area=NAMED)
    scar = state("scar", hands_on={"MFR": "L"}, area=HIP)

    both = limits(knowledge, pump, lump, scar, protected_regions=["buttock"])
    alone = limits(knowledge, pump, scar, protected_regions=["buttock"])

    assert set(both.closed) == {"SWE", "TRP"}
    assert alone.closed == {}
    assert set(alone.closed_areas["SWE"]) == {"buttock"}
    assert set(both.closed_areas["MFR"]) == HIP.areas


def test_a_place_that_another_question_names_is_not_shared(knowledge: Knowledge) -> None:
    pump = state("pump", hands_on={"SWE": "L"}, area=NAMED)
    lump = state("lump", hands_on={"DEV": "L"}, area=NAMED)
    skin = state("skin", hands_on={"TRP": "L"}, area=Area(fact="skin_problem_regions"))
    made = limits(knowledge, pump, lump, skin, protected_regions=["buttock"], skin_problem_regions=["shin"])

    assert set(made.closed) == {"SWE", "DEV"}
    assert set(made.closed_areas["TRP"]) == {"shin"}


# ------------------------------------------------------------------------------------------------ the rest of a state


def test_items_closed_or_excluded_by_name(knowledge: Knowledge) -> None:
    first = state("first", closes=frozenset({"thai"}), excludes=frozenset({"cupping_dry"}))
    second = state("second", excludes=frozenset({"thai"}), offers=frozenset({"mk_press_up"}))
    made = limits(knowledge, first, second)

    assert made.items == {"thai": Stop("avoid", first), "cupping_dry": Stop("avoid", first)}
    assert made.offered == {"mk_press_up"}
    assert limits(knowledge, second, state("third", offers=frozenset({"nf_slider"}))).offered == {
        "mk_press_up",
        "nf_slider",
    }


def test_an_exercise_waits_by_name_until_the_word_is_given(knowledge: Knowledge) -> None:
    hip = state("new-hip", waits=frozenset({"mk_bridge"}))

    assert limits(knowledge, hip).items == {"mk_bridge": Stop("clearance", hip)}
    assert limits(knowledge, hip, cleared=("new-hip",)).items == {}
    assert limits(knowledge, hip, cleared=("another",)).items == {"mk_bridge": Stop("clearance", hip)}


def test_the_shortest_hold_counts(knowledge: Knowledge) -> None:
    ten, thirty = state("ten", max_hold_s={"hs": 10}), state("thirty", max_hold_s={"hs": 30, "gl": 30})

    for order in ((ten, thirty), (thirty, ten)):
        assert limits(knowledge, *order).holds_s == {"hs": (10, ten), "gl": (30, thirty)}
    assert limits(knowledge, ten, state("also", max_hold_s={"hs": 10})).holds_s["hs"][1] is ten


def test_the_lightest_level_counts_at_each_place(knowledge: Knowledge) -> None:
    everywhere, there = state("everywhere", max_level=3), state("there", max_level=1, max_level_in=HIP.areas)

    for order in ((everywhere, there), (there, everywhere)):
        made = limits(knowledge, *order)
        assert {made.level_cap([code], ["groin"], hands_on=True) for code in HANDS_ON} == {1}
        assert {made.level_cap([code], ["calf"], hands_on=True) for code in HANDS_ON} == {3}


def test_a_level_holds_nowhere_where_the_client_has_no_such_place(knowledge: Knowledge) -> None:
    numb = Area(fact="numb_regions")
    tingling = {"sensory_pattern": "one_leg_patch"}

    assert limits(knowledge, state(max_level=1, area=numb), numb_regions=["none"], **tingling).caps["SWE"] == {}
    assert set(limits(knowledge, state(max_level=1, area=numb), **tingling).caps["SWE"]) == EVERYWHERE


def test_the_places_of_a_level_may_be_others_than_those_of_the_state(knowledge: Knowledge) -> None:
    made = limits(knowledge, state(max_level=1, max_level_in=frozenset({"calf"}), area=HIP))

    assert set(made.caps["SWE"]) == {"calf"}
    assert made.caps["SWE"]["calf"][1].id == "a-state"


def test_the_shortest_visit_counts(knowledge: Knowledge) -> None:
    twenty, forty = state("twenty", max_minutes=20), state("forty", max_minutes=40)

    for order in ((twenty, forty), (forty, twenty)):
        assert limits(knowledge, *order).max_minutes == (20, twenty)
    assert limits(knowledge, twenty, state("also", max_minutes=20)).max_minutes == (20, twenty)


def test_the_shortest_time_face_down_counts_and_none_at_all_is_the_shortest(knowledge: Knowledge) -> None:
    never, fifteen, thirty = (state(f"{n}", max_face_down=n) for n in (0, 15, 30))

    for order in ((fifteen, thirty), (thirty, fifteen), (state("other"), fifteen)):
        assert limits(knowledge, *order).max_face_down == 15
    for order in ((never, fifteen), (fifteen, never)):
        assert limits(knowledge, *order).max_face_down == 0
    assert limits(knowledge, state("other")).max_face_down is None


def test_only_these_methods(knowledge: Knowledge) -> None:
    only = state(only=frozenset({"swedish"}))

    assert limits(knowledge, state("other"), only).only == [only]


def test_positions_are_asked_for_once_and_the_first_says_why(knowledge: Knowledge) -> None:
    first = state(
        "first", position=PositionRule(avoid=("prone",), use=("side_lying", "seated"), words="A pillow below.")
    )
    second = state("second", position=PositionRule(avoid=("prone", "supine"), use=("seated",), words="A pillow below."))
    quiet = state("quiet", position=PositionRule(avoid=(), use=("supine",)))
    made = limits(knowledge, first, second, quiet)

    assert made.avoid_positions == {"prone": first, "supine": second}
    assert made.use_positions == ["side_lying", "seated", "supine"]
    assert made.position_words == ["A pillow below."]


def test_every_load_is_looked_at(knowledge: Knowledge) -> None:
    for load in STRETCHES:
        assert set(limits(knowledge, state(stretches={load: "M"})).loads) == {load}
