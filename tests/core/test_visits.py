"""The visits of a plan, on methods, recipes and rows made up for it: what a visit holds, and why there may be none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plans.plan import Certainty, Excluded, Modality, Sessions, Slot, Source, Stance
from recommender.core import condition as language
from recommender.core.choose import Chosen, Option
from recommender.core.dose import VisitDose
from recommender.core.items import GuidelineStance, Recipe
from recommender.core.knowledge import Knowledge
from recommender.core.limits import Limits
from recommender.core.rules import Helping
from recommender.core.scene import Scene
from recommender.core.triage import Facts
from recommender.core.visits import Visits, visits_of
from tests.core.deciding import case_of, state
from tests.core.test_arrange import ASK, option, recipe, work
from tests.core.test_choose import region
from tests.people import nobody

BACK = region("back", "low_back", minutes=(5, 20), avoid="Not on the spine.")
LEG = region("leg", "calf", "thigh_back", minutes=(5, 10))
OTHER = region("other_leg", "calf", minutes=(5, 5), other_side=True)
BASE = {"taper": "Then every 2 weeks.", "total": [3, 6], "home_care": "walking"}
FEVER = language.Test("fever_7d", "is", True)
PLAIN = recipe(ASK, work("back", 10), work("leg", 5), name="rec_45_sub")
CALM_A_YEAR_ON = {
    "settle_minutes": 5, "leg_pain_nrs_worst": 2, "sit_tolerance_min": 60, "stand_tolerance_min": 60, "onset_days": 400,
}  # fmt: skip


def row(name: str, folder: str = "modifiers", says: str = "", because: str = "", **then: Any) -> Helping:
    return Helping(
        id=name, row=name, says=says, when=language.ALWAYS, because=because, sources=(Source("nice"),),
        certainty=Certainty.RECALLED, status="draft", folder=folder, then=then,
    )  # fmt: skip


def dose_of(**more: Any) -> VisitDose:
    base = row("d-plain", "dose", because="Pain like yours is given six.", **BASE)
    plain: dict[str, Any] = {"per_week": 1.0, "minutes": 18, "total": 6, "weeks": 6, "review_days": 14}
    return VisitDose(base=base, **{**plain, **more})


def scene_of(
    knowledge: Knowledge, *recipes: Recipe, limits: Limits | None = None, stances: tuple[GuidelineStance, ...] = (),
    rows: tuple[Helping, ...] = (), holding: tuple[str, ...] = (), jurisdiction: str = "int",
    overrides: tuple[dict[str, str], ...] = (), **answers: Any,
) -> Scene:  # fmt: skip
    made = recipes or (PLAIN,)
    library = replace(
        knowledge.library, exercises=(), tips=(), self_care=(), stances=stances,
        recipes={"rec_60_chron": recipe(name="rec_60_chron", minutes=60)} | {each.id: each for each in made},
        regions={each.id: each for each in (BACK, LEG, OTHER)},
    )  # fmt: skip
    small = replace(knowledge, red_flags=(), contraindications=(), helping=(), library=library)
    case = case_of(small, {**nobody(**answers), "jurisdiction": jurisdiction, "overrides": overrides})
    facts = Facts(small.dictionary, small.reader.read(case.profile))
    helping: dict[str, list[Helping]] = {"dose": [], "modifiers": [], "programme": [], "reviews": []}
    for each in rows:
        helping[each.folder].append(each)
    return Scene(
        case, facts, None, small, small.items.holding(facts.values) | set(holding), small.voices["int"],  # type: ignore[arg-type]
        limits or Limits(), helping,
    )  # fmt: skip


def visits(
    knowledge: Knowledge, *options: Option, dose: VisitDose | None = None, excluded: tuple[Excluded, ...] = (),
    recipes: tuple[Recipe, ...] = (), **more: Any,
) -> Visits:  # fmt: skip
    found = Chosen(options or (option("a", BACK, LEG),), excluded)
    return visits_of(scene_of(knowledge, *recipes, **more), found, dose or dose_of())


def sessions(found: Visits) -> Sessions:
    assert found.sessions is not None
    return found.sessions


def regions(found: Visits) -> list[str]:
    return [slot.region or "" for slot in sessions(found).recipe if slot.what == "work"]


# ------------------------------------------------------------------------------------------------- the whole of it


def test_a_plain_course_of_visits(knowledge: Knowledge) -> None:
    modifier = row("m-budget", because="So many can be paid for.")
    fast = row("m-words", because="Not told.", words="Shorter, as you asked.")
    rows = (
        row("stop-home-leg", "reviews", words="Call {GP}."),
        row("stop-session-pain", "reviews", words="Say stop."),
        row("unheard-of", "reviews", words="Not told."),
        row("rv-6v", "reviews", when_words="After 6 visits", week=6, check="Pain", go_on_if="better: taper",
            change_if="a little better", stop_if="no better"),
        row("rv-3v", "reviews", when_words="After 3 visits", week=3, check="Leg pain"),
        row("rv-neuro", "reviews", says="Look at strength.", when_words="Each visit"),
        row("rv-12w", "reviews", says="The end.", when_words="At the end", week=2),
        row("rv-maint", "reviews", says="Go on.", when_words="Later", week=1),
    )  # fmt: skip
    dose = dose_of(modifiers=[modifier, fast, modifier], notes=["Lower the light.", "Lower the light."])
    item = option("a", BACK, LEG, liked=True, techniques="Long strokes.", benefit="Ease.")
    item = item._replace(item=replace(item.item, name="A Massage"))
    found = visits(knowledge, item, dose=dose, rows=rows, limits=Limits(position_words=["A pillow under the knee."]))

    gp = knowledge.voices["int"].fill("Call {GP}.")
    assert gp != "Call {GP}."
    assert sessions(found) == Sessions(
        per_week=1.0, minutes=18, weeks=6, total=6, taper="Then every 2 weeks.", first_review="2026-12-04",
        later_reviews=("2026-12-11", "2027-01-01"), stop_rules=("Say stop.", gp),
        reviews=(
            "Each visit: Look at strength.",
            "After 3 visits: Leg pain.",
            "After 6 visits: Pain. Go on if: better: taper. Change if: a little better. Stop if: no better.",
            "At the end: The end.",
            "Later: Go on.",
        ),
        recipe=(
            Slot(minutes=3, what="check_in", words="Ask first."),
            Slot(minutes=10, what="work", words="Work.", modality="a", region="back", pressure=3, position="prone"),
            Slot(minutes=5, what="work", words="Work.", modality="a", region="leg", pressure=3, position="prone"),
        ),
        because=("Pain like yours is given six.", "So many can be paid for.", "Shorter, as you asked."),
        notes=("Lower the light.", "Beside the visits: walking", "A pillow under the knee."),
        sources=("nice",), certainty=Certainty.DESIGN,
    )  # fmt: skip
    assert found.modalities == (
        Modality(
            id="a", name="A Massage", regions=("back", "leg"), minutes=15, pressure=3, position="prone",
            because=("It suits you.", "You said that you like this kind of massage."), certainty=Certainty.DESIGN,
            guidelines=(), sources=("nice",), techniques="Long strokes.", benefit="Ease.",
            notes=("back: Not on the spine.",),
        ),
    )  # fmt: skip
    assert found.left_out == ()


def test_a_method_that_she_did_not_ask_for_gives_its_own_reason_only(knowledge: Knowledge) -> None:
    found = visits(knowledge)

    assert found.modalities[0].because == ("It suits you.",)
    assert sessions(found).notes == ("Beside the visits: walking",)


def test_the_highest_level_of_a_method_is_told_with_where_guidelines_stand(knowledge: Knowledge) -> None:
    says = {"when": language.ALWAYS, "overridable": True, "words": "Said so."}
    stances = (
        GuidelineStance(source="s-item", jurisdiction="uk", about="a", stance="for", **says),
        GuidelineStance(source="s-all", jurisdiction="us", about="massage", stance="only_with_exercise", **says),
        GuidelineStance(source="s-other", jurisdiction="us", about="b", stance="against", **says),
    )
    plan = recipe(work("back", 10, level=1), work("leg", 5, level=4), name="rec_45_sub")
    found = visits(knowledge, recipes=(plan,), stances=stances)

    assert found.modalities[0].pressure == 4
    assert found.modalities[0].guidelines == (
        Stance(jurisdiction="us", stance="only_with_exercise", source="s-all", words="Said so."),
        Stance(jurisdiction="uk", stance="for", source="s-item", words="Said so."),
    )
    light = recipe(work("back", 10, level=1), name="rec_45_sub")
    assert visits(knowledge, recipes=(light,)).modalities[0].pressure == 1


@pytest.mark.parametrize(
    ("total", "done", "taper"),
    [
        (6, 0, "Then every 2 weeks."),
        (5, 0, ""),
        (4, 2, "Then every 2 weeks."),
        (3, 2, ""),
        (6, 3, "Then every 2 weeks."),
    ],
)
def test_a_course_cut_short_has_no_taper(total: int, done: int, taper: str, knowledge: Knowledge) -> None:
    found = visits(knowledge, dose=dose_of(total=total), sessions_done=done)

    assert sessions(found).taper == taper


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (0, []),
        (1, ["1 visit of this course done. These are the ones to come."]),
        (2, ["2 visits of this course done. These are the ones to come."]),
    ],
)
def test_visits_behind_her_are_told(done: int, words: list[str], knowledge: Knowledge) -> None:
    found = visits(knowledge, dose=dose_of(notes=["Lower the light."]), sessions_done=done)

    assert sessions(found).notes == (*words, "Lower the light.", "Beside the visits: walking")


def test_a_state_that_shortens_visits_does_so(knowledge: Knowledge) -> None:
    assert sessions(visits(knowledge, limits=Limits(max_minutes=(13, state())))).minutes == 13
    assert sessions(visits(knowledge, limits=Limits(max_minutes=(40, state())))).minutes == 18


def test_where_face_down_is_limited_she_is_asked(knowledge: Knowledge) -> None:
    found = visits(knowledge, limits=Limits(max_face_down=12))

    assert [slot.words.partition(" Before")[1] for slot in sessions(found).recipe] == ["", "", " Before"]


@pytest.mark.parametrize(
    ("answers", "good", "level"),
    [
        pytest.param(CALM_A_YEAR_ON, True, 4, id="calm, a year on, one good visit"),
        pytest.param(CALM_A_YEAR_ON, False, 3, id="no good visit yet"),
        pytest.param({**CALM_A_YEAR_ON, "onset_days": 30}, True, 3, id="a month on"),
        pytest.param({**CALM_A_YEAR_ON, "settle_minutes": 30}, True, 3, id="not calm"),
        pytest.param({**CALM_A_YEAR_ON, "settle_minutes": 30, "onset_days": 30}, True, 3, id="neither"),
    ],
)
def test_firmer_work_needs_three_things(answers: dict[str, Any], good: bool, level: int, knowledge: Knowledge) -> None:
    found = visits(knowledge, holding=("good-visit",) if good else (), **answers)

    assert {slot.pressure for slot in sessions(found).recipe if slot.what == "work"} == {level}


def test_the_dose_has_a_word_on_levels_and_on_minutes_of_a_method(knowledge: Knowledge) -> None:
    plan = recipe(work("back", 5, "a"), work("leg", 5), name="rec_45_sub", when=language.NEVER)
    options = option("a", BACK), option("b", LEG)
    found = visits(knowledge, *options, recipes=(plan,), dose=dose_of(max_level=2, slot_minutes={"a": (5, 5)}))
    plain = visits(knowledge, *options, recipes=(plan,))

    assert {slot.pressure for slot in sessions(found).recipe} == {2}
    assert {slot.pressure for slot in sessions(plain).recipe} == {3}
    assert [slot.minutes for slot in sessions(found).recipe] == [12, 6]
    assert [slot.minutes for slot in sessions(plain).recipe] == [9, 9]


# -------------------------------------------------------------------------------------------------- a calmer visit


CALM = recipe(work("leg", 5), work("back", 5), work("leg", 5), name="calm", minutes=45)


@pytest.mark.parametrize(("total", "told"), [(6, True), (3, True), (2, False)])
def test_one_visit_in_three_is_for_rest(total: int, told: bool, knowledge: Knowledge) -> None:
    dose = dose_of(total=total, recipe="calm", recipe_one_in=3)
    found = visits(knowledge, dose=dose, recipes=(PLAIN, CALM))

    words = "1 visit in 3 is for rest and calm instead: leg 10 minutes, back 8 minutes."
    assert (words in sessions(found).notes) is told
    assert regions(found) == ["back", "leg"], "the other visits are as they were"
    assert sessions(found).notes[-1] == (words if told else "Beside the visits: walking")


def test_a_calmer_visit_that_cannot_be_is_not_promised(knowledge: Knowledge) -> None:
    nowhere = recipe(work("hip", 5), name="calm", minutes=45, when=language.NEVER)
    dose = dose_of(recipe="calm", recipe_one_in=3)

    assert sessions(visits(knowledge, dose=dose, recipes=(PLAIN, nowhere))).notes == ("Beside the visits: walking",)
    assert sessions(visits(knowledge, dose=dose)).notes == ("Beside the visits: walking",)


# ------------------------------------------------------------------------------------------------- what is left out


def left(found: Visits) -> list[tuple[str, str, str, str]]:
    return [(each.kind, each.id, each.level, each.rule) for each in found.left_out]


def test_what_the_dose_excludes_and_what_was_not_picked_are_told(knowledge: Knowledge) -> None:
    thai = row("m-no-thai", because="Not while it flares.")
    found = visits(
        knowledge, option("thai", BACK, LEG), option("a", BACK, LEG), option("spare", BACK),
        dose=dose_of(exclude={"thai": thai}),
    )  # fmt: skip

    assert [each.id for each in found.modalities] == ["a"]
    assert left(found) == [
        ("modality", "thai", "avoid", "m-no-thai"),
        ("modality", "spare", "limit", "not-first-choice"),
    ]
    assert found.left_out[0].because == "Not while it flares."


def test_visits_keep_away_from_the_numb_leg_but_not_from_the_other(knowledge: Knowledge) -> None:
    numb, second = row("m-numb", because="It is numb."), row("m-second")
    dose = dose_of(away={"calf": numb, "thigh_back": second}, exclude={"thai": second})
    plan = recipe(work("leg", 5), work("back", 5), work("other_leg", 5), name="rec_45_sub", when=language.NEVER)
    found = visits(
        knowledge, option("legs", LEG), option("a", LEG, BACK, OTHER), option("thai", BACK), dose=dose, recipes=(plan,)
    )

    assert regions(found) == ["back", "other_leg"]
    assert left(found) == [
        ("modality", "thai", "avoid", "m-second"),
        ("region", "leg", "limit", "m-numb"),
        ("modality", "legs", "limit", "m-numb"),
    ]
    assert found.left_out[1].because == "It is numb."


def test_without_numb_places_every_region_is_open(knowledge: Knowledge) -> None:
    assert regions(visits(knowledge, dose=dose_of(away={"shin": row("m-numb")}))) == ["back", "leg"]


def test_what_is_left_may_not_make_a_visit(knowledge: Knowledge) -> None:
    thai = row("m-no-thai")
    beside = option("a", BACK, alone=False), option("b", LEG, alone=False), option("thai", BACK)
    found = visits(knowledge, *beside, dose=dose_of(exclude={"thai": thai}))

    assert (found.sessions, found.modalities) == (None, ())
    assert left(found) == [
        ("modality", "massage", "avoid", "nothing-that-stands-alone"), ("modality", "thai", "avoid", "m-no-thai"),
    ]  # fmt: skip
    assert found.left_out[0].because == "What is left by hand (a, b, thai) does not make a visit by itself."


def test_where_nothing_at_all_is_left_that_is_said(knowledge: Knowledge) -> None:
    found = visits_of(scene_of(knowledge), Chosen((), ()), dose_of())

    assert [each.because for each in found.left_out] == [
        "What is left by hand (nothing) does not make a visit by itself."
    ]


def test_where_a_method_waits_for_a_word_that_is_why_there_is_no_visit(knowledge: Knowledge) -> None:
    out = [
        Excluded(kind="modality", id=name, level=level, rule=rule, because=rule, sources=(), certainty=Certainty.DESIGN)
        for name, level, rule in (("thai", "avoid", "declined"), ("swedish", "clearance", "heart"))
    ]
    found = visits_of(scene_of(knowledge), Chosen((), tuple(out)), dose_of())

    assert left(found) == [("modality", "massage", "clearance", "heart")]


# ------------------------------------------------------------------------------------------------ why there is none


def none_at_all(knowledge: Knowledge, *rows: Helping) -> tuple[str, str, str, str, str]:
    (why,) = visits_of(scene_of(knowledge, rows=rows), Chosen((option("a"),), ()), None).left_out
    return why.kind, why.id, why.level, why.rule, why.because


def test_without_a_dose_the_row_that_ends_visits_says_why(knowledge: Knowledge) -> None:
    ends = row("m-plateau", because="It did not help.", zero=True)
    no_money = row("d-self", "dose", because="You cannot pay.")
    other = row("m-other", because="Not told.")

    assert none_at_all(knowledge, other, ends) == ("modality", "massage", "avoid", "m-plateau", "It did not help.")
    assert none_at_all(knowledge, other, no_money) == ("modality", "massage", "avoid", "d-self", "You cannot pay.")
    assert none_at_all(knowledge, ends, no_money)[3] == "m-plateau"
    assert none_at_all(knowledge, other) == (
        "modality", "massage", "limit", "course-cap",
        "You have had as many visits as one course should have. We look again before any more.",
    )  # fmt: skip


AGAINST = GuidelineStance(
    source="kngf", jurisdiction="nl", about="massage", when=language.ALWAYS, stance="against", overridable=True,
    words="No massage.",
)  # fmt: skip


def refused(knowledge: Knowledge, stance: GuidelineStance = AGAINST, **more: Any) -> bool:
    return visits(knowledge, stances=(stance,), **{"jurisdiction": "nl", **more}).sessions is None


def test_a_guideline_of_the_country_that_is_against_massage_ends_it(knowledge: Knowledge) -> None:
    (why,) = visits(knowledge, stances=(AGAINST,), jurisdiction="nl").left_out

    assert why == Excluded(
        kind="modality", id="massage", level="avoid", rule="kngf", because="No massage.", sources=("kngf",),
        certainty=Certainty.DESIGN,
    )  # fmt: skip


def test_when_a_guideline_does_not_end_massage(knowledge: Knowledge) -> None:
    override = {"rule": "kngf", "reason_code": "shared_decision", "by": "vera", "on": "2026-11-20"}

    assert refused(knowledge)
    assert not refused(knowledge, jurisdiction="uk"), "another country"
    assert not refused(knowledge, replace(AGAINST, stance="for"))
    assert not refused(knowledge, replace(AGAINST, about="a")), "one method is not all massage"
    assert not refused(knowledge, replace(AGAINST, when=FEVER)), "in another case"
    assert refused(knowledge, replace(AGAINST, when=FEVER), fever_7d=True)
    assert not refused(knowledge, overrides=(override,)), "the therapist gave a reason"
    assert refused(knowledge, replace(AGAINST, overridable=False), overrides=(override,))
    assert refused(knowledge, overrides=({**override, "rule": "another"},))
