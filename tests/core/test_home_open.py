"""Which exercises may be done at home, on exercises made up for it: what closes one, and what it is worth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plans.plan import Certainty, Dose, Source
from recommender.core import condition as language
from recommender.core.home import HomeChoice, best_subset, choose_home, parts_of, value
from recommender.core.items import Exercise, NotWhen, Suit
from recommender.core.knowledge import Knowledge
from recommender.core.limits import Limits, Stop
from recommender.core.rules import Helping
from recommender.core.scene import Scene
from recommender.core.triage import Facts
from tests.core.deciding import case_of, state
from tests.core.test_home import candidate
from tests.people import nobody

SOURCES = (Source("nice"),)
THREE_TIMES = Dose(hold_s=20, reps=2, per_day=3)
DOSES = {"low": THREE_TIMES, "moderate": THREE_TIMES, "high": THREE_TIMES}
CALM = {
    "settle_minutes": 5, "leg_pain_nrs_worst": 2, "sit_tolerance_min": 60, "stand_tolerance_min": 60, "onset_days": 30,
}  # fmt: skip
FLARING = {"settle_minutes": 90}
FEVER = language.Test("fever_7d", "is", True)


def exercise(name: str = "an-exercise", **more: Any) -> Exercise:
    plain = {
        "name": name, "kind": "ease", "position": "supine", "irritability": "high", "doses": DOSES,
        "because": "It eases.", "sources": SOURCES, "certainty": Certainty.DESIGN, "status": "draft",
    }  # fmt: skip
    return Exercise(id=name, **{**plain, **more})


def row(name: str, **then: Any) -> Helping:
    return Helping(
        id=name, row=name, says="", when=language.ALWAYS, because="", sources=SOURCES, certainty=Certainty.DESIGN,
        status="draft", folder="programme", then=then,
    )  # fmt: skip


def scene_of(
    knowledge: Knowledge, *items: Exercise, limits: Limits | None = None, programme: list[Helping] | None = None,
    **answers: Any,
) -> Scene:  # fmt: skip
    library = replace(knowledge.library, exercises=items, tips=(), self_care=(), stances=())
    small = replace(knowledge, red_flags=(), contraindications=(), helping=(), library=library)
    case = case_of(small, nobody(**answers))
    facts = Facts(small.dictionary, small.reader.read(case.profile))
    return Scene(
        case, facts, None, small, small.items.holding(facts.values), small.voices["int"], limits or Limits(),  # type: ignore[arg-type]
        {"programme": programme or []},
    )  # fmt: skip


def home(knowledge: Knowledge, *items: Exercise, **more: Any) -> HomeChoice:
    return choose_home(scene_of(knowledge, *items, **more))


def why_not(knowledge: Knowledge, item: Exercise, **more: Any) -> tuple[str, str]:
    """(rule, level) that leaves an exercise out; two empty words where nothing does."""
    found = home(knowledge, item, **more)
    for each in found.excluded:
        assert (each.kind, each.id) == ("home", item.id)
        return each.rule, each.level
    assert found.open
    return "", ""


OPEN = ("", "")


# ------------------------------------------------------------------------------------------------- what closes one


LOADED = exercise(loads=("HAM", "FLX"))
ENDS = exercise(loads=("HAM",), end_range=True, stays_under_p=FEVER)


@pytest.mark.parametrize(
    ("item", "limits", "why"),
    [
        pytest.param(LOADED, Limits(), OPEN, id="nothing"),
        pytest.param(LOADED, Limits(ended=state("s")), ("s", "avoid"), id="all exercise is ended"),
        pytest.param(
            LOADED, Limits(items={"an-exercise": Stop("clearance", state("s"))}), ("s", "clearance"), id="by name",
        ),
        pytest.param(LOADED, Limits(items={"another": Stop("avoid", state("s"))}), OPEN, id="another by name"),
        pytest.param(LOADED, Limits(loads={"FLX": Stop("avoid", state("s"))}), ("s", "avoid"), id="its load"),
        pytest.param(LOADED, Limits(loads={"FLX": Stop("clearance", state("s"))}), ("s", "clearance"), id="load waits"),
        pytest.param(LOADED, Limits(loads={"EXT": Stop("avoid", state("s"))}), OPEN, id="another load"),
        pytest.param(LOADED, Limits(light_loads={"HAM": state("s")}), OPEN, id="light work is open in the middle"),
        pytest.param(ENDS, Limits(light_loads={"HAM": state("s")}), ("s", "limit"), id="no end of range"),
        pytest.param(ENDS, Limits(light_loads={"EXT": state("s")}), OPEN, id="no end of another range"),
        pytest.param(LOADED, Limits(avoid_positions={"supine": state("s")}), ("s", "limit"), id="position"),
        pytest.param(LOADED, Limits(avoid_positions={"prone": state("s")}), OPEN, id="another position"),
        pytest.param(
            LOADED,
            Limits(ended=state("first"), items={"an-exercise": Stop("avoid", state("second"))}),
            ("first", "avoid"), id="what ends all comes first",
        ),
    ],
)  # fmt: skip
def test_what_closes_an_exercise(item: Exercise, limits: Limits, why: tuple[str, str], knowledge: Knowledge) -> None:
    assert why_not(knowledge, item, limits=limits) == why


def test_an_end_of_range_that_eases_stays_open_under_light_work(knowledge: Knowledge) -> None:
    limits = Limits(light_loads={"HAM": state("s")})

    assert why_not(knowledge, ENDS, limits=limits, fever_7d=True) == OPEN
    assert why_not(knowledge, ENDS, limits=limits, fever_7d=False) == ("s", "limit")


def test_a_reason_of_its_own(knowledge: Knowledge) -> None:
    item = exercise(not_when=(NotWhen(id="cold", when=language.Test("very_unwell", "is", True), because="Rest."),
                              NotWhen(id="fever", when=FEVER, because="Not with a fever.")))  # fmt: skip

    (out,) = home(knowledge, item, fever_7d=True).excluded
    assert (out.kind, out.id, out.rule, out.level) == ("home", "an-exercise", "fever", "avoid")
    assert (out.because, out.sources) == ("Not with a fever.", ("nice",))
    assert why_not(knowledge, item, fever_7d=False) == OPEN
    assert why_not(knowledge, item) == OPEN


@pytest.mark.parametrize(
    ("allowed", "answers", "given"),
    [
        ("high", FLARING, True), ("moderate", FLARING, False), ("low", FLARING, False),
        ("high", {}, True), ("moderate", {}, True), ("low", {}, False),
        ("low", CALM, True), ("high", CALM, True),
    ],
)  # fmt: skip
def test_how_irritable_she_may_be(allowed: str, answers: dict[str, Any], given: bool, knowledge: Knowledge) -> None:
    assert why_not(knowledge, exercise(irritability=allowed), **answers) == (
        OPEN if given else ("irritability", "limit")
    )


def test_what_eases_is_allowed_one_step_further(knowledge: Knowledge) -> None:
    low = exercise(irritability="low", eased_in=FEVER)

    assert why_not(knowledge, low, fever_7d=True) == OPEN
    assert why_not(knowledge, low, fever_7d=True, **FLARING) == ("irritability", "limit")
    (out,) = home(knowledge, low, fever_7d=False).excluded
    assert out.because == "It is too strong while the pain flares this easily."
    assert out.sources == ("nice",)


def test_without_a_dose_for_today_it_is_too_strong(knowledge: Knowledge) -> None:
    assert why_not(knowledge, exercise(doses={"low": THREE_TIMES})) == ("irritability", "limit")
    assert why_not(knowledge, exercise(doses={"low": THREE_TIMES}), **CALM) == OPEN


def test_some_are_done_with_the_therapist(knowledge: Knowledge) -> None:
    (out,) = home(knowledge, exercise(doses={})).excluded

    assert (out.rule, out.because) == ("therapist-only", "This one is done with your therapist, not alone.")


@pytest.mark.parametrize(
    ("item", "answers", "why"),
    [
        pytest.param({"needs": "floor"}, {"floor_access": False}, "floor", id="the floor"),
        pytest.param({"needs": "kneel"}, {"floor_access": False}, "floor", id="kneeling is on the floor too"),
        pytest.param({"needs": "kneel"}, {"floor_access": True, "kneeling_ok": False}, "kneeling", id="kneeling"),
        pytest.param({"needs": "floor"}, {"floor_access": True, "kneeling_ok": False}, "", id="floor, not kneeling"),
        pytest.param({"needs": "floor"}, {}, "", id="the floor was not asked about"),
        pytest.param({"needs": "kneel"}, {}, "", id="kneeling was not asked about"),
        pytest.param({}, {"floor_access": False, "kneeling_ok": False}, "", id="it needs neither"),
        pytest.param({"position": "prone"}, {"positions_ok": ["supine"]}, "positions", id="on the front"),
        pytest.param({"position": "prone"}, {"positions_ok": ["prone"]}, "", id="on the front, and she can"),
        pytest.param({"position": "supine"}, {"positions_ok": ["prone"]}, "positions", id="on the back"),
        pytest.param({"position": "supine"}, {"positions_ok": ["supine"]}, "", id="on the back, and she can"),
        pytest.param({"position": "side_lying"}, {"positions_ok": ["supine"]}, "positions", id="on the side"),
        pytest.param({"position": "side_lying"}, {"positions_ok": ["left_side"]}, "", id="on the left"),
        pytest.param({"position": "side_lying"}, {"positions_ok": ["right_side"]}, "", id="on the right"),
        pytest.param({"position": "standing"}, {"positions_ok": ["semi_reclined"]}, "", id="standing"),
        pytest.param({"position": "prone"}, {}, "", id="how she can lie was not asked"),
        pytest.param({"equipment": {"mat"}}, {"home_equipment": ["chair"]}, "equipment", id="a mat"),
        pytest.param({"equipment": {"mat"}}, {"home_equipment": ["chair", "mat"]}, "", id="a mat, and she has one"),
        pytest.param({"equipment": {"mat"}}, {"home_equipment": ["mat"]}, "", id="a mat, and nothing else is there"),
        pytest.param({"equipment": {"mat", "wall"}}, {"home_equipment": ["mat"]}, "equipment", id="a mat and a wall"),
        pytest.param({"or_equipment": {"mat", "wall"}}, {"home_equipment": ["mat"]}, "", id="a mat or a wall"),
        pytest.param({"or_equipment": {"wall"}}, {"home_equipment": ["mat"]}, "equipment", id="a wall: she has none"),
        pytest.param(
            {"equipment": {"mat"}, "or_equipment": {"wall"}}, {"home_equipment": ["wall"]}, "equipment",
            id="a mat, and a wall: no mat",
        ),
        pytest.param({"equipment": {"mat"}}, {}, "", id="what she has was not asked"),
        pytest.param({"places": {"work"}}, {"practice_places": ["home"]}, "places", id="at work"),
        pytest.param({"places": {"work", "home"}}, {"practice_places": ["home"]}, "", id="at work or at home"),
        pytest.param({}, {"practice_places": ["home"]}, "", id="anywhere"),
        pytest.param({"places": {"work"}}, {}, "", id="where was not asked"),
    ],
)  # fmt: skip
def test_what_is_not_possible_for_her(
    item: dict[str, Any], answers: dict[str, Any], why: str, knowledge: Knowledge
) -> None:
    made = {key: frozenset(each) if isinstance(each, set) else each for key, each in item.items()}

    assert why_not(knowledge, exercise(**made), **answers) == ((why, "limit") if why else OPEN)


@pytest.mark.parametrize(
    ("item", "answers", "because"),
    [
        ({"needs": "floor"}, {"floor_access": False}, "You said that getting down to the floor is hard."),
        ({"needs": "kneel"}, {"kneeling_ok": False}, "You said that kneeling is hard."),
        ({}, {"positions_ok": ["prone"]}, "You said that you cannot lie like this for 10 minutes."),
        (
            {"equipment": frozenset({"mat"})},
            {"home_equipment": ["chair"]},
            "It needs something you do not have at home.",
        ),
        ({"places": frozenset({"work"})}, {"practice_places": ["home"]}, "It does not fit the places you named."),
    ],
)
def test_it_says_why_it_is_not_possible(
    item: dict[str, Any], answers: dict[str, Any], because: str, knowledge: Knowledge
) -> None:
    (out,) = home(knowledge, exercise(**item), **answers).excluded

    assert (out.because, out.sources) == (because, ("nice",))


# --------------------------------------------------------------------------------------------------- what it is worth


def test_full_and_shorter_doses_are_all_offered(knowledge: Knowledge) -> None:
    found = home(knowledge, exercise())

    assert [(each.dose.per_day, each.minutes, each.score) for each in found.open] == [(3, 3, 0), (2, 2, -1), (1, 1, -2)]
    assert found.items == (found.open[0],)


def test_reasons_to_offer_it_add_up_and_are_told_once(knowledge: Knowledge) -> None:
    item = exercise(
        suits=(
            Suit(when=FEVER, weight=2, because="For you."),
            Suit(when=language.ALWAYS, weight=1, because=""),
            Suit(when=language.ALWAYS, weight=-1, because="It eases."),
            Suit(when=language.Test("very_unwell", "is", True), weight=5, because="Not told."),
        )
    )
    told = home(knowledge, item, fever_7d=True).open[0]

    assert (told.score, told.because) == (2, ("For you.", "It eases."))
    assert home(knowledge, item).open[0].score == 0
    assert home(knowledge, exercise()).open[0].because == ("It eases.",)
    assert home(knowledge, item, limits=Limits(offered={"an-exercise"})).open[0].score == 3
    assert home(knowledge, item, limits=Limits(offered={"another"})).open[0].score == 0


@pytest.mark.parametrize(("longest", "held"), [(10, 10), (30, 20)])
def test_a_hold_is_cut_to_what_a_rule_allows(longest: int, held: int, knowledge: Knowledge) -> None:
    limits = Limits(holds_s={"an-exercise": (longest, state("s"))})

    assert {each.dose.hold_s for each in home(knowledge, exercise(), limits=limits).open} == {held}
    assert {each.dose.hold_s for each in home(knowledge, exercise("b"), limits=limits).open} == {20}


def test_an_exercise_that_has_no_dose_is_not_given_for_a_hold(knowledge: Knowledge) -> None:
    limits = Limits(holds_s={"an-exercise": (10, state("s"))})

    assert home(knowledge, exercise(doses=dict.fromkeys(DOSES)), limits=limits).open == ()


def test_a_slow_movement_is_given_no_hold_by_a_rule_on_holds(knowledge: Knowledge) -> None:
    moving = exercise(doses=dict.fromkeys(DOSES, replace(THREE_TIMES, hold_s=0)))
    limits = Limits(holds_s={"an-exercise": (10, state("s"))})

    assert {each.dose.hold_s for each in home(knowledge, moving, limits=limits).open} == {0}


def test_a_dose_without_a_hold_is_held_no_longer_than_allowed(knowledge: Knowledge) -> None:
    moves = exercise(doses=dict.fromkeys(DOSES, Dose(reps=5)))
    limits = Limits(holds_s={"an-exercise": (10, state("s"))})

    assert home(knowledge, moves, limits=limits).open[0].dose.hold_s == 10


# --------------------------------------------------------------------------------------------------- the programme


PARTS = {"slots": [["aerobic"], ["nerve", "ease"]], "min": 1, "max": 2}


def test_a_programme_gives_its_parts() -> None:
    assert parts_of([row("words"), row("plan", **PARTS), row("later", slots=[["core"]], min=1, max=1)]) == (
        [("aerobic",), ("nerve", "ease")], frozenset(), 1, 2,
    )  # fmt: skip
    assert parts_of([row("plan", **{**PARTS, "max": 9, "min": 3}, must=["aerobic"])])[1:] == (
        frozenset({"aerobic"}),
        3,
        4,
    )


def test_without_a_programme_any_family_has_a_part() -> None:
    slots, must, least, most = parts_of([])

    assert [slot[0] for slot in slots][:3] == ["ease", "extension", "flexion"]
    assert {len(slot) for slot in slots} == {1}
    assert (len(slots), must, least, most) == (14, frozenset(), 1, 4)


def many(*kinds: str) -> list[Exercise]:
    short = dict.fromkeys(DOSES, Dose(minutes=5))
    return [exercise(f"{kind}-{n}", kind=kind, doses=short) for n, kind in enumerate(kinds)]


def picked(knowledge: Knowledge, *items: Exercise, **more: Any) -> list[str]:
    return [each.item.kind for each in home(knowledge, *items, **more).items]


def test_items_stand_in_their_order_on_paper(knowledge: Knowledge) -> None:
    assert picked(knowledge, *many("aerobic", "nerve", "ease"), home_minutes_per_day=60) == ["ease", "nerve", "aerobic"]


def test_without_a_word_on_minutes_there_are_twenty(knowledge: Knowledge) -> None:
    items = many("ease", "extension", "flexion", "nerve", "hamstring")

    assert len(picked(knowledge, *items)) == 4
    assert len(picked(knowledge, *items, home_minutes_per_day=10)) == 2
    assert picked(knowledge, *items, home_minutes_per_day=0) == []


def test_a_programme_that_finds_too_little_takes_from_other_families(knowledge: Knowledge) -> None:
    plan = row("plan", slots=[["aerobic"], ["nerve"]], min=2, max=3)

    assert picked(knowledge, *many("nerve", "core", "calf"), programme=[plan]) == ["nerve", "calf", "core"]
    assert picked(knowledge, *many("nerve", "aerobic", "calf"), programme=[plan]) == ["nerve", "aerobic"]


def test_what_must_come_first_takes_the_minutes(knowledge: Knowledge) -> None:
    plan = {"slots": [["ease"], ["nerve"], ["aerobic"]], "min": 1, "max": 3}
    items = many("ease", "nerve", "aerobic")

    assert picked(knowledge, *items, programme=[row("p", **plan)], home_minutes_per_day=5) == ["ease"]
    must = row("p", **plan, must=["aerobic"])
    assert picked(knowledge, *items, programme=[must], home_minutes_per_day=5) == ["aerobic"]
    assert picked(knowledge, *many("ease", "nerve"), programme=[must], home_minutes_per_day=5) == ["ease"]


def test_what_must_come_first_does_so_where_other_families_help_out(knowledge: Knowledge) -> None:
    plan = row("p", slots=[["nerve"], ["aerobic"]], min=2, max=2, must=["aerobic"])

    assert picked(knowledge, *many("nerve", "aerobic"), programme=[plan], home_minutes_per_day=5) == ["aerobic"]


def test_what_must_come_first_and_has_no_part_moves_no_other() -> None:
    plan = row("p", slots=[["ease"], ["nerve"]], min=1, max=2, must=["aerobic"])
    slots, must, _, most = parts_of([plan])
    two = [candidate("a", "nerve", 5, 0), candidate("b", "ease", 5, 0)]

    assert [each.item.kind for each in best_subset(two, 5, most, slots, must)] == ["ease"]


def test_what_a_candidate_is_worth() -> None:
    assert value(candidate("a", "ease", 5, 2), 1, 4) == 20 + 6 + 3
    assert value(candidate("a", "ease", 5, -1), 0, 4) == 20 - 3 + 4
    assert value(candidate("a", "ease", 5, 2), 1, 4, {1}) == 60 + 29
    assert value(candidate("a", "ease", 5, 2), 1, 4, {0}) == 29
