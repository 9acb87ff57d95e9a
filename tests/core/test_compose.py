"""The whole of a plan, on exercises, tips and methods made up for it: what each part says and what goes with what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plans.plan import BadDayItem, Certainty, Dose, Excluded, HomeItem, Precaution, Source, Stance, Tip
from recommender.core import condition as language
from recommender.core.compose import compose
from recommender.core.items import Exercise, GuidelineStance, ModalityItem, TipItem
from recommender.core.knowledge import Knowledge
from recommender.core.limits import Limits, Stop
from recommender.core.prognosis import Prognosis
from recommender.core.rules import Contraindication, Helping, PositionRule
from recommender.core.scene import Scene
from recommender.core.triage import Facts, Verdict
from tests.core.deciding import case_of, state
from tests.core.test_arrange import recipe, work
from tests.core.test_choose import DISC, method, region
from tests.core.test_home_open import DOSES, THREE_TIMES, exercise
from tests.core.test_visits import row
from tests.people import nobody

BACK = region("back", "low_back", minutes=(5, 20))
LEG = region("leg", "thigh_back", "calf", minutes=(5, 10))
COURSE = row(
    "d-plain", "dose", per_week=[1, 1], minutes=[15, 15], total=[6, 6], weeks=6, first_review_week=2, taper="",
    home_care="walking",
)  # fmt: skip
MASSAGE = method("swedish")
WALK = exercise("walk", kind="aerobic", position="standing", needs="")
EASE = exercise("rest", kind="ease")


def tip(name: str, context: str = "desk", **more: Any) -> TipItem:
    plain = {"kind": "habit", "when": language.ALWAYS, "tip": f"Do {name}.", "because": "It eases."}
    return TipItem(
        id=name, context=context, sources=(Source("nice"),), certainty=Certainty.RECALLED, status="draft",
        **{**plain, **more},
    )  # fmt: skip


def scene_of(
    knowledge: Knowledge, *exercises: Exercise, tips: tuple[TipItem, ...] = (), self_care: tuple[TipItem, ...] = (),
    modalities: tuple[ModalityItem, ...] = (MASSAGE,), stances: tuple[GuidelineStance, ...] = (),
    states: tuple[Contraindication, ...] = (), assumed: tuple[str, ...] = (), limits: Limits | None = None,
    rows: tuple[Helping, ...] = (COURSE,), jurisdiction: str = "int", **answers: Any,
) -> Scene:  # fmt: skip
    made = [recipe(work("back", 10), name="rec_45_sub"), recipe(work("back", 10), name="rec_60_chron", minutes=60)]
    library = replace(
        knowledge.library, exercises=exercises, tips=tips, self_care=self_care, stances=stances, modalities=modalities,
        recipes={each.id: each for each in made}, regions={each.id: each for each in (BACK, LEG)},
    )  # fmt: skip
    small = replace(knowledge, red_flags=(), contraindications=(), helping=(), library=library)
    case = case_of(small, {**nobody(**{**DISC, **answers}), "jurisdiction": jurisdiction})
    facts = Facts(small.dictionary, small.reader.read(case.profile))
    verdict = Verdict(
        disposition=None, hits=(), unsettled=(), states=states, assumed=frozenset(assumed), open_rules=(),  # type: ignore[arg-type]
        cleared=frozenset(),
    )  # fmt: skip
    helping: dict[str, list[Helping]] = {"dose": [], "modifiers": [], "programme": [], "reviews": []}
    for each in rows:
        helping[each.folder].append(each)
    holding = small.items.holding(facts.values)
    return Scene(case, facts, verdict, small, holding, small.voices[jurisdiction], limits or Limits(), helping)


def plan(knowledge: Knowledge, *exercises: Exercise, prognosis: Prognosis | None = None, **more: Any) -> dict[str, Any]:
    return compose(scene_of(knowledge, *exercises, **more), prognosis)


def only(knowledge: Knowledge, item: Exercise, *others: Exercise, **more: Any) -> HomeItem:
    """The item as it is told, beside others that may be done."""
    found = {each.id: each for each in plan(knowledge, item, *others, home_minutes_per_day=90, **more)["home"]}
    return found[item.id]


def why_not(found: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [(each.kind, each.id, each.level, each.rule) for each in found["excluded"]]


# ------------------------------------------------------------------------------------------- beside the exercises


def test_massage_goes_with_something_active(knowledge: Knowledge) -> None:
    found = plan(knowledge, WALK)

    assert [each.id for each in found["modalities"]] == ["swedish"]
    assert found["sessions"] is not None
    assert why_not(found) == []


def test_no_massage_beside_rest_alone(knowledge: Knowledge) -> None:
    (why,) = plan(knowledge, EASE)["excluded"]

    assert plan(knowledge, EASE)["sessions"] is None
    assert why == Excluded(
        kind="modality", id="massage", level="limit", rule="not-alone",
        because="Massage goes with something you do yourself, and no exercise is open to you for now.",
        sources=("project",), certainty=Certainty.DESIGN,
    )  # fmt: skip


@pytest.mark.parametrize(("takes", "asked"), [(4, 4), (3, 3), (2, 3)])
def test_without_the_minutes_she_is_told_how_many_it_takes(takes: int, asked: int, knowledge: Knowledge) -> None:
    walk = replace(WALK, doses=dict.fromkeys(DOSES, Dose(minutes=takes)))
    longer = replace(walk, id="longer", doses=dict.fromkeys(DOSES, Dose(minutes=20)))
    ease = replace(EASE, doses=dict.fromkeys(DOSES, Dose(minutes=1)))
    found = plan(knowledge, longer, walk, ease, home_minutes_per_day=1)

    assert [each.id for each in found["home"]] == ["rest"]
    assert why_not(found) == [("modality", "massage", "limit", "not-alone")]
    assert found["excluded"][0].because == (
        f"Massage goes with something you do yourself. Find {asked} minutes a day and we plan it."
    )


def test_where_there_are_no_visits_anyway_their_own_reason_is_told(knowledge: Knowledge) -> None:
    assert why_not(plan(knowledge, EASE, rows=())) == [("modality", "massage", "limit", "course-cap")]


def test_without_time_she_is_told_so_where_something_is_open(knowledge: Knowledge) -> None:
    walk = replace(WALK, doses=dict.fromkeys(DOSES, Dose(minutes=9)))
    no_time = plan(knowledge, walk, home_minutes_per_day=1, rows=())
    nothing_open = plan(knowledge, home_minutes_per_day=1, rows=())

    assert why_not(no_time) == [
        ("modality", "massage", "limit", "course-cap"), ("home", "exercises", "limit", "no-time"),
    ]  # fmt: skip
    assert no_time["excluded"][1].because == (
        "There are no minutes for it in the day you described. Even 3 minutes would do for a start."
    )
    assert why_not(nothing_open) == [("modality", "massage", "limit", "course-cap")]
    assert why_not(plan(knowledge, WALK, rows=())) == [("modality", "massage", "limit", "course-cap")]


def test_positions_that_the_dose_asks_for_come_before_those_of_states(knowledge: Knowledge) -> None:
    modifier = row("m-position", position=["side_lying"])
    both = region("back", "low_back", positions=("prone", "supine", "side_lying"))
    scene = scene_of(
        knowledge, WALK, rows=(COURSE, modifier), limits=Limits(use_positions=["supine", "side_lying", "prone"])
    )
    scene.knowledge.library.regions["back"] = both  # type: ignore[index]

    found = compose(scene, None)
    assert {slot.position for slot in found["sessions"].recipe} == {"side_lying"}
    assert scene.limits.use_positions == ["side_lying", "supine", "prone"]


def test_the_models_word_orders_equals(knowledge: Knowledge) -> None:
    equals = method("a"), method("b")
    advised = plan(knowledge, WALK, modalities=equals, prognosis=Prognosis(model="m", gains={"b": 0.5}))

    assert [each.id for each in plan(knowledge, WALK, modalities=equals)["modalities"]] == ["a"]
    assert [each.id for each in advised["modalities"]] == ["b"]


# ------------------------------------------------------------------------------------------------- a home exercise


def test_an_exercise_is_told_whole(knowledge: Knowledge) -> None:
    says = {"when": language.ALWAYS, "overridable": True, "words": "Said so.", "jurisdiction": "uk"}
    stances = (
        GuidelineStance(source="s-item", about="slide", stance="for", **says),
        GuidelineStance(source="s-kind", about="nerve", stance="for", **says),
        GuidelineStance(source="s-all", about="exercise", stance="for", **says),
        GuidelineStance(source="s-other", about="massage", stance="for", **says),
    )
    item = exercise(
        "slide", kind="nerve", steps=("Lie down.", "Call {GP} if it hurts."), feel="A pull.", stop_if="It burns.",
        ease_off="Go slower.", alt="A leg.", progress="walk", regress="variant: Half the way. ",
    )  # fmt: skip
    gp = knowledge.voices["int"].fill("Call {GP} if it hurts.")

    assert only(knowledge, item, replace(WALK, name="A walk"), stances=stances) == HomeItem(
        id="slide", name="slide", kind="nerve", position="supine", steps=("Lie down.", gp), dose=THREE_TIMES, minutes=3,
        feel="A pull.", progress="When this stays easy for a week, go on to: A walk.",
        ease_off="Go slower. An easier one: Half the way.", stop_if="It burns.", because=("It eases.",),
        certainty=Certainty.DESIGN,
        guidelines=tuple(
            Stance(jurisdiction="uk", stance="for", source=each, words="Said so.")
            for each in ("s-all", "s-item", "s-kind")
        ),
        sources=("nice",), alt="A leg.",
    )  # fmt: skip


def test_a_step_that_is_closed_today_is_not_named(knowledge: Knowledge) -> None:
    closed = Limits(items={"walk": Stop("avoid", state("s"))})
    item = exercise("slide", kind="nerve", progress="walk", regress="walk", ease_off="Go slower.")

    told = only(knowledge, item, replace(WALK, name="A walk"))
    untold = only(knowledge, item, WALK, limits=closed)
    assert (told.progress, told.ease_off) == (
        "When this stays easy for a week, go on to: A walk.", "Go slower. An easier one: A walk.",
    )  # fmt: skip
    assert (untold.progress, untold.ease_off) == ("", "Go slower.")
    plain = only(knowledge, exercise("slide", kind="nerve"))
    assert (plain.progress, plain.ease_off) == ("", "")


VARIED = exercise(
    "slide", kind="nerve", loads=("SLD",), harder_loads=("HAM",), progress="variant: with a straight leg."
)
FURTHER = "When this stays easy for a week, go on to: with a straight leg."


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        pytest.param(Limits(), FURTHER, id="nothing is closed"),
        pytest.param(Limits(loads={"HAM": Stop("avoid", state())}), "", id="what it would load is closed"),
        pytest.param(Limits(light_loads={"HAM": state()}), "", id="or light only"),
        pytest.param(Limits(light_loads={"SLD": state()}), "", id="what it loads already is light only"),
        pytest.param(Limits(loads={"ROT": Stop("avoid", state())}), FURTHER, id="another load"),
        pytest.param(Limits(holds_s={"slide": (10, state())}), "", id="its hold is cut"),
        pytest.param(Limits(holds_s={"another": (10, state())}), FURTHER, id="the hold of another is"),
    ],
)
def test_a_harder_way_is_told_only_where_it_is_open(limits: Limits, told: str, knowledge: Knowledge) -> None:
    assert only(knowledge, VARIED, limits=limits).progress == told
    closed = only(knowledge, replace(VARIED, progress="walk"), replace(WALK, name="walk"), limits=limits)
    assert closed.progress == "When this stays easy for a week, go on to: walk.", "another exercise has its own limits"


# ------------------------------------------------------------------------------------------------------ a bad day


def test_a_bad_day_is_rest_and_one_small_move(knowledge: Knowledge) -> None:
    core = exercise("core", kind="core", steps=("Brace.",))
    strong = exercise("strong", kind="ease", irritability="moderate")
    rest = replace(EASE, steps=("Lie.",), name="A rest")
    found = plan(knowledge, strong, rest, WALK, core, exercise("nerve", kind="nerve"))

    assert found["bad_day"] == (
        BadDayItem(
            id="rest", name="A rest", minutes=1, steps=("Lie.",),
            words="Rest like this until the leg feels calmer.",
        ),
        BadDayItem(
            id="nerve", name="nerve", minutes=1, steps=(),
            words="Then do this, small and slow. Stop if the leg gets worse.",
        ),
    )  # fmt: skip
    assert [each.id for each in plan(knowledge, WALK, core)["bad_day"]] == ["core"]
    assert plan(knowledge, WALK, strong)["bad_day"] == ()


# ------------------------------------------------------------------------------------------------- tips and self-care


def test_a_tip_is_told_whole(knowledge: Knowledge) -> None:
    says = {"when": language.ALWAYS, "overridable": True, "words": "Said so.", "jurisdiction": "uk"}
    stances = (
        GuidelineStance(source="s-tip", about="breaks", stance="for", **says),
        GuidelineStance(source="s-kind", about="desk", stance="against", **says),
    )
    found = plan(knowledge, WALK, tips=(tip("breaks"),), self_care=(tip("heat", "warmth"),), stances=stances)

    assert found["ergonomics"] == (
        Tip(
            id="breaks", context="desk", tip="Do breaks.", because="It eases.", certainty=Certainty.RECALLED,
            sources=("nice",),
            guidelines=(
                Stance(jurisdiction="uk", stance="against", source="s-kind", words="Said so."),
                Stance(jurisdiction="uk", stance="for", source="s-tip", words="Said so."),
            ),
        ),
    )  # fmt: skip
    assert [each.id for each in found["self_care"]] == ["heat"]


def test_a_tip_of_her_country_and_of_an_open_exercise_only(knowledge: Knowledge) -> None:
    tips = (tip("dutch", "a", jurisdiction="nl"), tip("walking", "b", exercise="walk"), tip("other", "c", exercise="x"))

    assert [each.id for each in plan(knowledge, WALK, tips=tips, jurisdiction="nl")["ergonomics"]] == [
        "dutch", "walking",
    ]  # fmt: skip
    assert [each.id for each in plan(knowledge, WALK, tips=tips)["ergonomics"]] == ["walking"]
    assert [each.id for each in plan(knowledge, WALK, self_care=tips)["self_care"]] == ["walking"]


def test_walking_is_always_spoken_of(knowledge: Knowledge) -> None:
    care = (*(tip(f"a{n}", f"c{n}") for n in range(3)), tip("sc_walk", "walking"))

    assert "sc_walk" not in {each.id for each in plan(knowledge, WALK, self_care=care)["self_care"]}
    assert "sc_walk" in {each.id for each in plan(knowledge, EASE, self_care=care)["self_care"]}


# ------------------------------------------------------------------------------------- precautions and closed places


def test_states_of_this_client_that_limit_the_work_are_told(knowledge: Knowledge) -> None:
    states = (
        replace(state("clot", hands_on={"SWE": "P"}), says="Lightly.", because="You had a clot.", notes=("Note.",)),
        state("noted", notes=("Only a note.",)),
        state("lying", position=PositionRule(avoid=("prone",))),
        state("at-home", stretches={"HAM": "M"}),
        replace(state("kidney", hands_on={"SWE": "L"}), standing=True),
    )
    found = plan(knowledge, WALK, states=states, assumed=("noted",))["precautions"]

    assert found[0] == Precaution(
        rule="clot", says="Lightly.", because="You had a clot.", sources=("project",), certainty=Certainty.DESIGN,
        notes=("Note.",),
    )  # fmt: skip
    assert [(each.rule, each.notes) for each in found] == [
        ("clot", ("Note.",)), ("noted", ("Only a note.", "Not answered: read as present.")), ("lying", ()),
    ]  # fmt: skip


def test_places_and_positions_that_are_closed_are_told(knowledge: Knowledge) -> None:
    vein, skin = state("vein"), state("skin")
    limits = Limits(avoid_positions={"prone": state("belly")})
    limits.closed_areas["SWE"] |= {"thigh_back": skin, "calf": vein}
    limits.closed_areas["DTM"] |= {"low_back": skin}
    found = plan(knowledge, WALK, limits=limits)

    assert why_not(found) == [("region", "leg", "avoid", "vein"), ("position", "prone", "avoid", "belly")]
