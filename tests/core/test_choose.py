"""Which methods may be used today, on methods made up for it: what closes one, where, and which comes first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plans.plan import Certainty, Excluded, Source
from recommender.core.choose import Chosen, Option, Place, can_lie, choose, indication, not_first, open_position
from recommender.core.items import ModalityItem, Region
from recommender.core.knowledge import Knowledge
from recommender.core.limits import Limits, Stop
from tests.core.deciding import facts_of_answers, state

DISC = {"pain_sites": ["calf"], "aggravators": ["sitting"]}
"""Somebody whose pain behaves like a disc's, neither calm nor flaring."""
FITS = {"disc_like": {"low": 2, "moderate": 2, "high": 2}}
EVERYWHERE = {
    pattern: {"low": 1, "moderate": 1, "high": 1}
    for pattern in (
        "disc_like", "stenosis_like", "piriformis_deep_gluteal", "gluteal_myofascial", "postural_muscular",
        "sij_pelvic",
    )
}  # fmt: skip
ITEM = {"because": "It suits you.", "sources": (Source("nice"),), "certainty": Certainty.DESIGN, "status": "draft"}


def method(name: str = "a-method", **more: Any) -> ModalityItem:
    plain = {
        "name": name, "client_name": name, "techniques": "", "kind": "hands_on", "codes": ("SWE",),
        "indication": FITS, "regions": ("back",), "minutes": (10, 30), "pressure": (2, 3), "alone": True,
        "after_good_visit": False, "offered": True, "benefit": "", "grade": "low",
    }  # fmt: skip
    return ModalityItem(id=name, **{**ITEM, **plain, **more})


def region(name: str, *areas: str, **more: Any) -> Region:
    plain = {
        "name": name, "client_name": name, "areas": frozenset(areas), "positions": ("prone", "side_lying"),
        "minutes": (3, 20), "max_level": 5, "avoid": "",
    }  # fmt: skip
    return Region(id=name, **{**ITEM, **plain, **more})


REGIONS = [
    region("back", "low_back"),
    region("leg", "thigh_back", "calf"),
    region("other_leg", "shin", other_side=True),
    region("hand", "hand", max_level=2),
    region("front", "chest", positions=("supine",)),
]


def chosen(
    knowledge: Knowledge, *items: ModalityItem, limits: Limits | None = None, holding: tuple[str, ...] = (),
    advice: dict[str, float] | None = None, **answers: Any,
) -> Chosen:  # fmt: skip
    library = replace(knowledge.library, modalities=items, regions={each.id: each for each in REGIONS})
    facts = facts_of_answers(knowledge, {**DISC, **answers})
    return choose(facts, library, limits or Limits(), frozenset(holding), advice)


def order(found: Chosen) -> list[str]:
    return [option.item.id for option in found.options]


def left_out(found: Chosen) -> dict[str, tuple[str, str]]:
    assert {each.kind for each in found.excluded} <= {"modality"}
    return {each.id: (each.rule, each.level) for each in found.excluded}


# --------------------------------------------------------------------------------------------------- what is open


def test_a_method_that_fits_is_open_where_and_as_it_can_be_done(knowledge: Knowledge) -> None:
    item = method(regions=("back", "hand"))
    found = chosen(knowledge, item)

    (option,) = found.options
    assert option == Option(item, 2, (Place(REGIONS[0], 3, "prone"), Place(REGIONS[3], 2, "prone")), preferred=False)
    assert option.place("hand") is option.places[1]
    assert option.place("leg") is None
    assert found.excluded == ()


def test_what_is_never_on_the_table_is_not_spoken_of(knowledge: Knowledge) -> None:
    items = (method("shell", kind="package"), method("elsewhere", offered=False), method("third"))

    closed = Limits(items={"shell": Stop("avoid", state()), "elsewhere": Stop("avoid", state())})

    assert order(chosen(knowledge, *items, limits=closed)) == ["third"]
    assert chosen(knowledge, *items, limits=closed).excluded == ()


def test_a_device_is_spoken_of_only_where_it_is_closed(knowledge: Knowledge) -> None:
    items = (
        method("chair", kind="device", codes=("DEV",)),
        method("gun", kind="device"),
        method("ball", kind="device"),
    )
    found = chosen(knowledge, *items, method("after"), limits=Limits(closed={"DEV": Stop("avoid", state("pacemaker"))}))

    assert left_out(found) == {"chair": ("pacemaker", "avoid")}
    assert order(found) == ["after"]


# ------------------------------------------------------------------------------------------------- what closes one


@pytest.mark.parametrize(
    ("limits", "rule", "level"),
    [
        pytest.param(Limits(closed={"SWE": Stop("avoid", state("s"))}), "s", "avoid", id="its code by hand"),
        pytest.param(Limits(loads={"HAM": Stop("clearance", state("s"))}), "s", "clearance", id="its code as a load"),
        pytest.param(Limits(items={"a-method": Stop("avoid", state("s"))}), "s", "avoid", id="by name"),
        pytest.param(Limits(only=[state("s", only=frozenset({"another"}))]), "s", "avoid", id="only another"),
        pytest.param(
            Limits(closed={"SWE": Stop("clearance", state("w"))}, loads={"HAM": Stop("avoid", state("s"))}),
            "s", "avoid",
            id="what is to be avoided stands above what waits",
        ),
        pytest.param(
            Limits(closed={"SWE": Stop("avoid", state("s"))}, loads={"HAM": Stop("avoid", state("t"))}), "s", "avoid",
            id="of two the first",
        ),
    ],
)  # fmt: skip
def test_what_closes_a_method(limits: Limits, rule: str, level: str, knowledge: Knowledge) -> None:
    found = chosen(knowledge, method(codes=("SWE", "HAM")), method("another", codes=("CLD",)), limits=limits)

    (why,) = found.excluded
    assert (why.kind, why.id, why.rule, why.level) == ("modality", "a-method", rule, level)
    assert order(found) == ["another"]


def test_a_method_that_all_rules_leave_stays(knowledge: Knowledge) -> None:
    limits = Limits(only=[state("one", only=frozenset({"a-method", "b"})), state("two", only=frozenset({"a-method"}))])

    assert order(chosen(knowledge, method(), limits=limits)) == ["a-method"]
    assert left_out(chosen(knowledge, method("b"), limits=limits)) == {"b": ("two", "avoid")}


@pytest.mark.parametrize(("least", "open_"), [(3, True), (4, False)])
def test_firm_work_is_closed_where_only_light_is_open(least: int, open_: bool, knowledge: Knowledge) -> None:
    firm = method(codes=("DTM",), pressure=(least, 5))
    found = chosen(knowledge, firm, limits=Limits(light={"DTM": state("bruises")}))

    assert order(found) == (["a-method"] if open_ else [])
    assert left_out(found) == ({} if open_ else {"a-method": ("bruises", "avoid")})
    assert order(
        chosen(knowledge, replace(firm, codes=("SWE",), pressure=(4, 5)), limits=Limits(light={"SWE": state()}))
    )


def test_what_she_declined_comes_before_what_does_not_fit(knowledge: Knowledge) -> None:
    unfit = method(indication={}, after_good_visit=True)

    (declined,) = chosen(knowledge, unfit, modalities_declined=["a-method"]).excluded
    (early,) = chosen(knowledge, unfit).excluded
    (no_fit,) = chosen(knowledge, unfit, holding=("good-visit",)).excluded

    assert declined == Excluded(
        kind="modality", id="a-method", level="avoid", rule="consent-declined",
        because="You said that you do not want this kind of massage.", sources=declined.sources,
        certainty=declined.certainty,
    )  # fmt: skip
    assert (early.rule, early.because) == ("after-a-good-visit", "Firm work comes after one visit that went well.")
    assert (no_fit.rule, no_fit.because) == (
        "indication", "It is not suggested for pain that behaves like yours does now.",
    )  # fmt: skip
    assert {early.kind, no_fit.kind} == {"modality"}
    assert {early.id, no_fit.id} == {"a-method"}
    assert early.sources == no_fit.sources == ("nice",)
    assert order(chosen(knowledge, method(after_good_visit=True), holding=("good-visit",))) == ["a-method"]


# ------------------------------------------------------------------------------------------------------- where


def test_a_closed_place_is_left_out_and_the_rest_stays(knowledge: Knowledge) -> None:
    limits = Limits()
    limits.closed_areas["SWE"]["calf"] = state("vein")

    (option,) = chosen(knowledge, method(regions=("leg", "back")), limits=limits).options
    assert [place.region.id for place in option.places] == ["back"]
    assert left_out(chosen(knowledge, method(regions=("leg",)), limits=limits)) == {"a-method": ("vein", "avoid")}
    assert order(chosen(knowledge, method(regions=("leg",), codes=("MFR",)), limits=limits)) == ["a-method"]
    assert order(chosen(knowledge, method(regions=("leg",), codes=("HAM",)), limits=limits)) == ["a-method"]


def test_without_a_position_there_is_no_place(knowledge: Knowledge) -> None:
    limits = Limits(avoid_positions={"prone": state("late-pregnancy"), "side_lying": state("hip")})

    (by_rule,) = chosen(knowledge, method(), limits=limits).excluded
    (by_client,) = chosen(knowledge, method(), positions_ok=["supine"]).excluded

    assert (by_rule.kind, by_rule.rule) == ("modality", "late-pregnancy")
    assert left_out(chosen(knowledge, method(codes=("HAM",)), positions_ok=["supine"])) == {
        "a-method": ("positions", "limit")
    }
    assert (by_client.kind, by_client.id, by_client.rule, by_client.because) == (
        "modality", "a-method", "positions", "There is no place or position left where it could be done in comfort.",
    )  # fmt: skip


def test_one_place_without_a_position_leaves_the_next(knowledge: Knowledge) -> None:
    (option,) = chosen(knowledge, method(regions=("front", "back")), positions_ok=["left_side"]).options

    assert [(place.region.id, place.position) for place in option.places] == [("back", "side_lying")]


@pytest.mark.parametrize(("side", "found"), [("left", True), ("right", True), ("bilateral", False), ("none", False)])
def test_another_leg_is_there_only_where_one_hurts(side: str, found: bool, knowledge: Knowledge) -> None:
    options = chosen(knowledge, method(regions=("other_leg", "back")), leg_pain_laterality=side).options

    assert [place.region.id for place in options[0].places] == (["other_leg", "back"] if found else ["back"])


@pytest.mark.parametrize(
    ("cap", "most", "level"),
    [(None, 3, 3), (None, 5, 5), (2, 3, 2), (1, 5, 1)],
)
def test_the_level_is_the_lowest_of_all(cap: int | None, most: int, level: int, knowledge: Knowledge) -> None:
    limits = Limits()
    if cap is not None:
        limits.caps["SWE"]["low_back"] = cap, state()

    (option,) = chosen(knowledge, method(pressure=(1, most)), limits=limits).options
    assert option.places[0].level == level


def test_deep_work_that_may_not_be_deep_is_not_done(knowledge: Knowledge) -> None:
    limits = Limits(deep={"low_back": state("bruises")})
    deep = method(codes=("DTM",), pressure=(4, 5), regions=("back", "leg"))

    (option,) = chosen(knowledge, deep, limits=limits).options
    assert [(place.region.id, place.level) for place in option.places] == [("leg", 5)]
    (lighter,) = chosen(knowledge, replace(deep, pressure=(3, 5)), limits=limits).options
    assert [place.level for place in lighter.places] == [3, 5]
    (swedish,) = chosen(knowledge, replace(deep, codes=("SWE",)), limits=limits).options
    assert [place.level for place in swedish.places] == [3, 5]
    limits.caps["DTM"]["calf"] = 2, state()
    (light,) = chosen(knowledge, replace(deep, pressure=(3, 5)), limits=limits).options
    assert [place.level for place in light.places] == [3, 2], "what can be light is done lightly"
    limits.caps["DTM"]["calf"] = 4, state()
    (just,) = chosen(knowledge, deep, limits=limits).options
    assert just.places[0].level == 4, "level 4 is deep work still"


@pytest.mark.parametrize(
    ("limits", "answers", "position"),
    [
        pytest.param(Limits(), {}, "prone", id="the best"),
        pytest.param(Limits(use_positions=["seated", "supine"]), {}, "supine", id="one that a rule asks for"),
        pytest.param(Limits(use_positions=["supine", "prone"]), {}, "supine", id="the first it asks for"),
        pytest.param(Limits(avoid_positions={"prone": state()}), {}, "side_lying", id="not one that a rule closes"),
        pytest.param(Limits(), {"positions_ok": ["left_side"]}, "side_lying", id="one she can lie in"),
        pytest.param(Limits(), {"positions_ok": ["semi_reclined"]}, None, id="none she can lie in"),
    ],
)
def test_the_position(limits: Limits, answers: dict[str, Any], position: str | None, knowledge: Knowledge) -> None:
    facts = facts_of_answers(knowledge, answers)

    assert open_position(("prone", "side_lying", "supine"), facts, limits) == position


@pytest.mark.parametrize(
    ("told", "position", "can"),
    [
        (None, "prone", True),
        (["supine"], "prone", False),
        (["supine"], "supine", True),
        (["supine"], "seated", True),
        (["left_side"], "side_lying", True),
        (["right_side"], "side_lying", True),
        (["prone"], "side_lying", False),
    ],
)
def test_how_she_can_lie(told: list[str] | None, position: str, can: bool, knowledge: Knowledge) -> None:
    assert can_lie(position, facts_of_answers(knowledge, {"positions_ok": told} if told else {})) is can


# ------------------------------------------------------------------------------------------------------- which first


def test_what_comes_first(knowledge: Knowledge) -> None:
    """Work by hand before comfort, then fit, wish, the model's advice, evidence, standing alone, and the name."""
    fits = {"disc_like": {"moderate": 3}}
    items = [
        method("a-comfort", kind="comfort", indication=fits),
        method("b-last"),
        method("a-first-name"),
        method("z-only-beside", alone=False),
        method("z-evidence", grade="very_low"),
        method("z-none", grade="none"),
        method("z-against", grade="against"),
        method("z-unknown-grade", grade="?"),
        method("z-advised"),
        method("z-liked"),
        method("z-fits", indication=fits),
    ]
    found = chosen(knowledge, *items, modalities_preferred=["z-liked"], advice={"z-advised": 0.1, "z-against": -0.1})

    assert order(found) == [
        "z-fits", "z-liked", "z-advised", "a-first-name", "b-last", "z-only-beside", "z-evidence", "z-none",
        "z-unknown-grade", "z-against", "a-comfort",
    ]  # fmt: skip
    assert [option.item.id for option in found.options if option.preferred] == ["z-liked"]
    plain = order(chosen(knowledge, *items))
    assert plain.index("z-against") < plain.index("z-unknown-grade")


@pytest.mark.parametrize(
    ("labels", "irritability", "fit"),
    [
        pytest.param({"disc_like"}, "low", 3, id="one label"),
        pytest.param({"disc_like", "stenosis_like"}, "low", 1, id="two: the smaller"),
        pytest.param({"sij_pelvic"}, "low", 0, id="a label without a word on it"),
        pytest.param({"mixed_unclear"}, "low", 0, id="no clear label: the safest of all"),
        pytest.param({"stenosis_like"}, "high", 1, id="flaring: no more than for a disc"),
        pytest.param({"disc_like"}, "high", 1, id="flaring disc"),
        pytest.param({"stenosis_like"}, "moderate", 2, id="in between"),
    ],
)
def test_how_well_a_method_fits(labels: set[str], irritability: str, fit: int) -> None:
    item = method(
        indication={
            "disc_like": {"low": 3, "moderate": 3, "high": 1},
            "stenosis_like": {"low": 1, "moderate": 2, "high": 3},
        }
    )

    assert indication(item, frozenset(labels), irritability) == fit


def test_what_says_nothing_of_a_calm_leg_is_not_for_one() -> None:
    assert indication(method(indication={"disc_like": {"high": 3}}), frozenset({"disc_like"}), "low") == 0


def test_without_a_word_on_flaring_discs_nothing_fits_somebody_flaring() -> None:
    assert indication(method(indication={"sij_pelvic": {"high": 3}}), frozenset({"sij_pelvic"}), "high") == 0
    assert indication(method(indication=EVERYWHERE), frozenset({"mixed_unclear"}), "high") == 1


def test_what_may_be_used_and_was_not_picked_can_be_asked_for(knowledge: Knowledge) -> None:
    options = chosen(knowledge, method("used"), method("spare")).options
    (spare,) = not_first(options, ["used"])

    assert (spare.kind, spare.id, spare.rule, spare.level) == ("modality", "spare", "not-first-choice", "limit")
    assert spare.because == "Others fit you better to begin with. Ask if you would like it."
    assert spare.sources == ("nice",)
